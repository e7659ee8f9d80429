"""Many rows for one statement, without SQLAlchemy's work for each value.

As one JSON parameter they cost one statement and one round trip, where pg8000 makes one for each row of an
`executemany`. SQLite has no round trips: there `write_each` hands the values to the driver, which takes a third of the
time of reading them out of JSON.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    JSON,
    BindParameter,
    Column,
    Connection,
    FromClause,
    Insert,
    Update,
    bindparam,
    cast,
    column,
    func,
    select,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeDecorator

from gesso.store.columns import Words, cleaned

ROWS = "rows"
"""The parameter's name."""
NUL = r"\u0000"
_DIALECT = sqlite.dialect()  # what our columns hand over is the same for both
SQLITE = _DIALECT.name


def given(columns: Sequence[Column[Any]], dialect: str) -> FromClause:
    """A table of these columns, to be used in a statement; its rows are `packed` in the parameter ROWS."""
    rows: BindParameter[str] = bindparam(ROWS)
    if dialect != SQLITE:
        typed = [column(of.name, of.type) for of in columns]
        return func.json_to_recordset(cast(rows, JSON)).table_valued(*typed).render_derived("given", with_types=True)
    each = func.json_each(rows).table_valued("value")
    fields = [func.json_extract(each.c.value, f"$.{of.name}", type_=of.type).label(of.name) for of in columns]
    return select(*fields).subquery("given")


def packed(columns: Sequence[Column[Any]], rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The parameter: of each row its values for these columns, cleaned where they need it."""
    names = [of.name for of in columns]
    binds = {of.name: of.type.process_bind_param for of in columns if isinstance(of.type, TypeDecorator)}
    words = [of.name for of in columns if isinstance(of.type, Words)]
    made = [{name: row[name] for name in names} for row in rows]
    for name in binds.keys() - words:
        for one in made:
            one[name] = binds[name](one[name], _DIALECT)
    text = _dump(made)
    if cleaned(text) != text or NUL in text:
        for name in words:
            for one in made:
                one[name] = binds[name](one[name], _DIALECT)
        text = _dump(made)
    return {ROWS: text}


_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def value_of(of: Column[Any]) -> BindParameter[Any]:
    """The value of a row for this column, in a statement for `write_each`."""
    return bindparam(f"{_GIVEN}{of.name}", type_=of.type)


def write_each(conn: Connection, statement: Insert | Update, rows: Sequence[Mapping[str, Any]]) -> None:
    """Do `statement`, made with `value_of`, for each row. SQLite only."""
    words, columns = _compiled(statement)
    values = []
    for name, of in columns:
        found = [row[name] for row in rows]
        values.append([of.process_bind_param(each, _DIALECT) for each in found] if of else found)
    conn.exec_driver_sql(words, list(zip(*values, strict=True)))


_GIVEN = "given_"


@lru_cache
def _compiled(statement: Insert | Update) -> tuple[str, list[tuple[str, TypeDecorator[Any] | None]]]:
    """Its words, and the columns whose values it takes, in order, with what prepares them."""
    compiled = statement.compile(dialect=_DIALECT)
    kinds = [(name, compiled.binds[name].type) for name in compiled.positiontup or ()]
    return str(compiled), [
        (name.removeprefix(_GIVEN), kind if isinstance(kind, TypeDecorator) else None) for name, kind in kinds
    ]
