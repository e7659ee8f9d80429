"""Looking at rows: a part of the table, sorted and filtered, as SQL. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gesso.data.table import BadQuery, Column, named, quoted

Op = Literal["is", "is_not", "has", "above", "below", "missing", "present"]


@dataclass(frozen=True)
class Filter:
    column: str
    op: Op
    value: str = ""


def where(filters: Sequence[Filter], columns: Sequence[Column]) -> str:
    """A WHERE with its word, or "". Raises BadQuery for a column that is not there, and for what is no number."""
    parts = [_condition(each, _column(each.column, columns)) for each in filters]
    return f" WHERE {' AND '.join(parts)}" if parts else ""


def part_of(
    columns: Sequence[Column], filters: Sequence[Filter], sort: str | None, down: bool, offset: int, limit: int
) -> str:
    """Raises BadQuery."""
    order = f" ORDER BY {named(_column(sort, columns).name)} {'DESC' if down else 'ASC'} NULLS LAST" if sort else ""
    return f"SELECT * FROM data{where(filters, columns)}{order} LIMIT {limit} OFFSET {offset}"


def count_of(columns: Sequence[Column], filters: Sequence[Filter]) -> str:
    return f"SELECT count(*) AS count FROM data{where(filters, columns)}"


def _column(name: str, columns: Sequence[Column]) -> Column:
    found = next((column for column in columns if column.name == name), None)
    if found is None:
        raise BadQuery(f"There is no column “{name}”.")
    return found


def _condition(each: Filter, column: Column) -> str:
    name, value = named(column.name), quoted(each.value)
    if each.op in ("missing", "present"):
        return f"{name} IS {'NOT ' * (each.op == 'present')}NULL"
    if each.op == "has":
        return f"contains(lower({name}::VARCHAR), lower({value}))"
    if column.kind in ("number", "time"):
        value = _compared(each.value, column)
    elif each.op in ("is", "is_not"):
        name = f"{name}::VARCHAR"
    sign = {"is": "=", "is_not": "IS DISTINCT FROM", "above": ">", "below": "<"}[each.op]
    return f"{name} {sign} {value}"


def _compared(value: str, column: Column) -> str:
    if column.kind == "time":
        return f"TRY_CAST({quoted(value)} AS TIMESTAMP)"
    try:
        return repr(float(value.replace(",", "")))
    except ValueError:
        raise BadQuery(f"“{column.name}” holds numbers, and “{value}” is none.") from None
