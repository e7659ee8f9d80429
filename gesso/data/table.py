"""What reading a file of data and asking it gives: tables with typed columns, and failures a person can read. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from gesso.base.errors import GessoError

ColumnKind = Literal["number", "time", "text", "bool", "other"]
Cell = str | int | float | bool | None
MOST_NAME = 200
KINDS: tuple[ColumnKind, ...] = ("number", "time", "text", "bool", "other")


class BadData(GessoError):
    """The file is no table that can be read; the message says why."""

    status, code = 422, "bad_data"


class BadQuery(GessoError):
    """The query is wrong, or asks for what is not allowed."""

    status, code = 422, "bad_query"


class QueryTooMuch(GessoError):
    """The query took too long, or too much memory."""

    status, code = 422, "query_too_much"


@dataclass(frozen=True)
class Column:
    """`type` is DuckDB's own name of the type."""

    name: str
    kind: ColumnKind
    type: str


@dataclass(frozen=True)
class Table:
    """`more`: there are further rows, which were not asked for."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    more: bool = False

    def column(self, name: str) -> int:
        """Its place. Raises BadQuery."""
        for at, column in enumerate(self.columns):
            if column.name == name:
                return at
        raise BadQuery(f"The result has no column “{name}”; it has {', '.join(c.name for c in self.columns)}.")


@dataclass(frozen=True)
class Opened:
    """A file that was read: how many rows, which columns, what is to be said of the reading, and of a workbook which
    sheet it is and which can be read."""

    rows: int
    columns: tuple[Column, ...]
    notes: tuple[str, ...] = ()
    sheet: str = ""
    sheets: tuple[str, ...] = ()


def read_columns(found: Any) -> tuple[Column, ...]:
    """From what the child says, which is untrusted. Raises ValueError."""
    return tuple(
        Column(str(name), next((known for known in KINDS if known == kind), "other"), str(type_))
        for name, kind, type_ in found
    )


def read_table(found: Any) -> Table:
    """Likewise."""
    columns = read_columns(found["columns"])
    rows = tuple(tuple(_cell(cell) for cell in row) for row in found["rows"])
    if any(len(row) != len(columns) for row in rows):
        raise ValueError("a row has another number of cells")
    return Table(columns, rows, bool(found["more"]))


def read_opened(found: Any) -> Opened:
    return Opened(
        int(found["rows"]), read_columns(found["columns"]), tuple(str(note)[:500] for note in found["notes"]),
        str(found["sheet"])[:MOST_NAME], tuple(str(name)[:MOST_NAME] for name in found["sheets"]),
    )  # fmt: skip


def _cell(cell: Any) -> Cell:
    return cell if cell is None or isinstance(cell, str | int | float | bool) else str(cell)


def quoted(text: str) -> str:
    """As a string of SQL."""
    return "'" + text.replace("'", "''") + "'"


def named(name: str) -> str:
    """A column's name in SQL, in quotes where it needs them."""
    plain = name.isidentifier() and name.isascii() and name.lower() not in _WORDS_OF_SQL
    return name if plain else '"' + name.replace('"', '""') + '"'


def listed(names: Sequence[str], most: int = 12) -> str:
    """Names for a sentence."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more:,} more" if more > 0 else "")


_RESERVED = (
    "all and any as asc at by case cast check column columns count cross date day default desc distinct do else end "
    "except exists false filter first for foreign from full group having hour if in index inner interval into is join "
    "key last left like limit minute month natural not null of offset on or order outer over partition pivot primary "
    "quarter references right row rows second select set some sum table then time timestamp to true union unique "
    "unpivot user using values view when where window with year"
)
_WORDS_OF_SQL = frozenset(_RESERVED.split())
