"""Tables and variables as a kernel tells of them: nothing it says is believed, so each is checked and bounded."""

from dataclasses import dataclass
from typing import Any

ROWS, COLUMNS, CELL = 500, 60, 200
VARIABLES = 500


@dataclass(frozen=True)
class Table:
    """Some rows of a table of `height` rows and `width` columns. `numbers`: which columns hold numbers; `index` names
    the rows."""

    columns: tuple[str, ...]
    numbers: tuple[bool, ...]
    index: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    height: int
    width: int

    @property
    def size(self) -> int:
        return sum(len(cell) for row in (self.columns, self.index, *self.rows) for cell in row)

    @property
    def text(self) -> str:
        """As a model reads it."""
        lines = ["\t".join(("", *self.columns))]
        lines += ["\t".join((name, *row)) for name, row in zip(self.index, self.rows, strict=True)]
        left = self.height - len(self.rows)
        return "\n".join(lines) + (f"\n… {left:,} more rows" if left > 0 else "")


@dataclass(frozen=True)
class Variable:
    """`shape` and `value` are "" where there is nothing short to say."""

    name: str
    type: str
    shape: str
    value: str


def storable(text: str) -> str:
    """Without what cannot be stored or sent on."""
    return text.replace("\x00", "�").encode("utf-8", "replace").decode()


def read_table(told: Any) -> Table | None:
    """The table; None for what is none."""
    if not isinstance(told, dict):
        return None
    columns, index = _texts(told.get("columns"), COLUMNS), _texts(told.get("index"), ROWS)
    numbers, rows = told.get("numbers"), told.get("rows")
    if columns is None or index is None or not isinstance(numbers, list) or not isinstance(rows, list):
        return None
    read = [_texts(row, COLUMNS) for row in rows[:ROWS]]
    whole = [row for row in read if row is not None and len(row) == len(columns)]
    if len(whole) != len(index) or len(numbers) < len(columns):
        return None
    flags = tuple(flag is True for flag in numbers[: len(columns)])
    return Table(columns, flags, index, tuple(whole), _count(told.get("height")), _count(told.get("width")))


def read_variables(told: Any) -> tuple[Variable, ...]:
    """Those that are some."""
    found = []
    for each in told[:VARIABLES] if isinstance(told, list) else ():
        if isinstance(each, dict):
            name, kind, shape, value = (storable(str(each.get(part, "")))[:CELL] for part in _PARTS)
            found.append(Variable(name, kind, shape, value))
    return tuple(found)


_PARTS = ("name", "type", "shape", "value")


def _texts(told: Any, most: int) -> tuple[str, ...] | None:
    if not isinstance(told, list) or not all(isinstance(text, str) for text in told):
        return None
    return tuple(storable(text[:CELL]) for text in told[:most])


def _count(told: Any) -> int:
    return min(told, 2**53) if isinstance(told, int) and not isinstance(told, bool) and told > 0 else 0
