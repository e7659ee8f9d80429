"""Rows handed to a statement as one JSON parameter: many cost one statement and one round trip.

pg8000 makes a round trip for each row of an `executemany`; on SQLite this saves SQLAlchemy's work for each value.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, Column, FromClause, bindparam, cast, column, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.types import TypeDecorator

from gesso.store.columns import Words, cleaned

ROWS = "rows"
"""The parameter's name."""
NUL = r"\u0000"
_DIALECT = sqlite.dialect()  # what our columns hand over is the same for both


def given(columns: Sequence[Column[Any]], dialect: str) -> FromClause:
    """A table of these columns, to be used in a statement; its rows are `packed` in the parameter ROWS."""
    rows: BindParameter[str] = bindparam(ROWS)
    if dialect == postgresql.dialect.name:
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
