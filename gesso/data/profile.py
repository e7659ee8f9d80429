"""What is in a table, column by column: types, what is missing, how many different values, how they lie, outliers.

Made by queries alone, so that no row is ever loaded here. `ask` runs one query and gives its rows. Of large tables the
number of different values is an estimate (within about 5%), and
quartiles are those of a sample; this is said where it is shown.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from gesso.data.numbers import shown
from gesso.data.table import Cell, Column, ColumnKind, Table, named

EXACT_ROWS = 1_000_000
SAMPLE = 200_000  # rows of a larger table that its quartiles are taken from
MOST_COLUMNS = 200
AT_ONCE = 40
BARS = 16
TOP = 8
FEW = 2_000  # different values, up to which the most frequent are counted
Ask = Callable[[str], Awaitable[Table]]


class Value(BaseModel):
    model_config = ConfigDict(frozen=True)

    value: str
    count: int


class ColumnProfile(BaseModel):
    """`low` and `high` are the least and the greatest value; `bars` counts in equal steps from one to the other."""

    model_config = ConfigDict(frozen=True)

    name: str
    kind: Literal["number", "time", "text", "bool", "other"]
    type: str
    missing: int = 0
    distinct: int | None = None
    low: str = ""
    high: str = ""
    mean: float | None = None
    median: float | None = None
    deviation: float | None = None
    outliers: int = 0
    below: float | None = None
    above: float | None = None
    top: tuple[Value, ...] = ()
    bars: tuple[int, ...] = ()
    words: tuple[str, ...] = ()


class Profile(BaseModel):
    """`exact`: numbers of different values are counted, not estimated. `left_out`: columns that were not looked at."""

    model_config = ConfigDict(frozen=True)

    rows: int
    columns: tuple[ColumnProfile, ...]
    exact: bool
    left_out: int = 0
    duplicates: int | None = None
    words: tuple[str, ...] = ()

    def column(self, name: str) -> ColumnProfile | None:
        return next((each for each in self.columns if each.name == name), None)


async def profile_of(rows: int, columns: Sequence[Column], ask: Ask) -> Profile:
    """Raises what `ask` does."""
    exact = rows <= EXACT_ROWS
    looked = columns[:MOST_COLUMNS]
    found: list[ColumnProfile] = []
    for at in range(0, len(looked), AT_ONCE):
        found += await _batch(rows, looked[at : at + AT_ONCE], exact, ask)
    found = [await _closer(each, ask) for each in found]
    found = [each.model_copy(update={"words": tuple(_words(each, rows, exact))}) for each in found]
    duplicates = None
    if rows <= EXACT_ROWS // 5 and len(columns) <= 60:
        distinct = (await ask("SELECT count(*) FROM (SELECT DISTINCT * FROM data)")).rows[0][0]
        duplicates = rows - _whole(distinct)
    whole = Profile(rows=rows, columns=tuple(found), exact=exact, left_out=len(columns) - len(looked),
                    duplicates=duplicates)  # fmt: skip
    return whole.model_copy(update={"words": tuple(_of_all(whole, len(columns)))})


def _measures(kind: ColumnKind, name: str, exact: bool) -> list[str]:
    """Six of each column, so that they are found again by place."""
    distinct = f"count(DISTINCT {name})" if exact else f"approx_count_distinct({name})"
    if kind == "other":
        return [f"count({name})", *["NULL"] * 5]
    if kind == "number":
        value = f"{name}::DOUBLE"
        finite = f"CASE WHEN isfinite({value}) THEN {value} END"
        return [f"count({name})", distinct, f"min({name})", f"max({name})", f"avg({finite})", f"stddev_pop({finite})"]
    return [f"count({name})", distinct, f"min({name})", f"max({name})", "NULL", "NULL"]


def _quarters(columns: Sequence[Column]) -> list[str]:
    """Three of each column of numbers."""
    return [
        f"quantile_cont(CASE WHEN isfinite({named(each.name)}::DOUBLE) THEN {named(each.name)}::DOUBLE END, {part})"
        for each in columns
        if each.kind == "number"
        for part in (0.25, 0.5, 0.75)
    ]


async def _batch(rows: int, columns: Sequence[Column], exact: bool, ask: Ask) -> list[ColumnProfile]:
    row = await _one_row([part for each in columns for part in _measures(each.kind, named(each.name), exact)], "", ask)
    sample = "" if exact else f" USING SAMPLE {100 * SAMPLE / rows:.6f}% (bernoulli, 7)"
    quarters = await _one_row(_quarters(columns), sample, ask)
    found = []
    for at, column in enumerate(columns):
        count, distinct, low, high, mean, deviation = row[at * 6 : at * 6 + 6]
        first = median = third = None
        if column.kind == "number":
            (first, median, third), quarters = quarters[:3], quarters[3:]
        fences = _fences(first, third) if column.kind == "number" else None
        found.append(ColumnProfile(
            name=column.name, kind=column.kind, type=column.type, missing=rows - _whole(count),
            distinct=None if distinct is None else _whole(distinct), low=_brief(low), high=_brief(high),
            mean=_float(mean), median=_float(median), deviation=_float(deviation),
            below=fences[0] if fences else None, above=fences[1] if fences else None,
        ))  # fmt: skip
    return found


async def _one_row(parts: Sequence[str], sample: str, ask: Ask) -> tuple[Cell, ...]:
    if not parts:
        return ()
    return (
        await ask(f"SELECT {', '.join(f'{part} AS m{at}' for at, part in enumerate(parts))} FROM data{sample}")
    ).rows[0]


async def _closer(column: ColumnProfile, ask: Ask) -> ColumnProfile:
    """With its outliers and bars, or its most frequent values."""
    name = named(column.name)
    if column.kind == "number" and column.distinct and column.below is not None:
        value = f"{name}::DOUBLE"
        place = f"least({BARS - 1}, floor(({value} - low) / (high - low) * {BARS}))"
        far_off = f"{name} < {column.below!r} OR {name} > {column.above!r}"
        part = (
            f"WITH ends AS (SELECT min({value}) AS low, max({value}) AS high FROM data WHERE isfinite({value})) "
            f"SELECT CASE WHEN high > low THEN {place} ELSE 0 END::INTEGER AS bar, count(*) AS n, "
            f"count(*) FILTER ({far_off}) AS far FROM data, ends WHERE isfinite({value}) GROUP BY 1"
        )
        bars, far = [0] * BARS, 0
        for bar, count, outside in (await ask(part)).rows:
            if bar is not None and 0 <= _whole(bar) < BARS:
                bars[_whole(bar)] = _whole(count)
            far += _whole(outside)
        spread = column.above is not None and column.above > column.below
        return column.model_copy(update={"bars": tuple(bars), "outliers": far if spread else 0})
    if column.kind in ("text", "bool") and column.distinct and column.distinct <= FEW:
        often = f"SELECT {name}::VARCHAR AS v, count(*) AS n FROM data WHERE {name} IS NOT NULL GROUP BY 1 "
        rows = (await ask(f"{often} ORDER BY 2 DESC, 1 LIMIT {TOP}")).rows
        top = tuple(Value(value=_brief(value), count=_whole(count)) for value, count in rows)
        return column.model_copy(update={"top": top})
    return column


def _words(column: ColumnProfile, rows: int, exact: bool) -> list[str]:
    words = []
    present = rows - column.missing
    if column.missing:
        words.append(f"{_part(column.missing, rows)} missing" if present else "all missing")
    if not present:
        return words
    distinct = column.distinct
    if distinct == 1:
        words.append(f"always {column.low}" if column.kind != "other" else "always the same")
    elif distinct is not None and exact and distinct == present and present > 1 and _identifies(column):
        words.append("all different, so it may identify a row")
    elif distinct is not None:
        words.append(f"{'' if exact else 'about '}{distinct:,} different values")
    if column.kind == "time" and distinct != 1:
        words.append(f"from {shown(column.low)} to {shown(column.high)}")
    if column.outliers:
        many = f"{column.outliers:,} outlier{'s' * (column.outliers != 1)}"
        words.append(f"{many} below {shown(column.below)} or above {shown(column.above)}")
    if column.top and distinct and distinct > 1 and column.top[0].count > 0.3 * present:
        words.append(f"mostly “{column.top[0].value}” ({_part(column.top[0].count, present)})")
    return words


def _identifies(column: ColumnProfile) -> bool:
    return column.kind == "text" or (column.kind == "number" and "INT" in column.type)


def _of_all(profile: Profile, columns: int) -> list[str]:
    cells = profile.rows * len(profile.columns)
    missing = sum(column.missing for column in profile.columns)
    words = [f"{profile.rows:,} row{'s' * (profile.rows != 1)} and {columns:,} column{'s' * (columns != 1)}."]
    words.append(f"{_part(missing, cells)} of the cells are missing." if missing else "No cell is missing.")
    if profile.duplicates:
        words.append(f"{profile.duplicates:,} row{'s are' if profile.duplicates != 1 else ' is'} a repetition.")
    if profile.left_out:
        words.append(f"The last {profile.left_out:,} columns were not looked at.")
    return words


def _part(count: int, of: int) -> str:
    share = 100 * count / of if of else 0.0
    return f"{share:.0f}%" if share >= 1.5 else f"{share:.1f}%" if share >= 0.05 else f"{count:,}"


def _fences(first: Cell, third: Cell) -> tuple[float, float] | None:
    """Tukey's: one and a half times the middle half beyond it."""
    low, high = _float(first), _float(third)
    if low is None or high is None:
        return None
    reach = 1.5 * (high - low)
    return low - reach, high + reach


def _float(cell: Cell) -> float | None:
    return float(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else None


def _whole(cell: Cell) -> int:
    return int(cell) if isinstance(cell, int | float | str) else 0


def _brief(cell: Cell) -> str:
    text = "" if cell is None else str(cell)
    return text if len(text) <= 80 else text[:79] + "…"
