"""What is worth telling of a table: each finding is a query, and a sentence whose numbers are cells of its result.

By rules over the profile, so that the smallest model can analyse; nothing is said that its query does not show. Pure.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from gesso.data.asking import understand
from gesso.data.chart import Chart
from gesso.data.hearing import groups, measures
from gesso.data.numbers import shown
from gesso.data.profile import ColumnProfile, Profile
from gesso.data.table import Table, named

MOST = 7
STRONG = 0.4


@dataclass(frozen=True)
class Cell:
    """A number in a sentence: the cell of the finding's result in that row and column; `suffix` as in "12%"."""

    row: int
    column: str
    suffix: str = ""


Part = str | Cell


@dataclass(frozen=True)
class Finding:
    """`parts` make the sentence. `worth` decides whether it is told, given the result."""

    title: str
    sql: str
    parts: tuple[Part, ...]
    chart: Chart | None = None


def findings_of(profile: Profile) -> list[Finding]:
    """At most MOST, what concerns the whole first."""
    return [finding for finding, _ in zip(_all(profile), range(MOST), strict=False)]


def said(finding: Finding, table: Table) -> str | None:
    """The sentence without links; None where the result has no such cell."""
    words = []
    for part in finding.parts:
        if isinstance(part, str):
            words.append(part)
            continue
        value = cell_of(table, part)
        if value is None:
            return None
        words.append(value + part.suffix)
    return "".join(words)


def cell_of(table: Table, cell: Cell) -> str | None:
    at = next((place for place, column in enumerate(table.columns) if column.name == cell.column), None)
    if at is None or cell.row >= len(table.rows) or table.rows[cell.row][at] is None:
        return None
    return shown(table.rows[cell.row][at])


def _all(profile: Profile) -> Iterator[Finding]:
    measured, grouped = list(measures(profile)), list(groups(profile))
    time = next((column for column in profile.columns if column.kind == "time"), None)
    main = measured[-1] if measured else None
    yield _size(profile)
    if main is not None:
        yield _level(main)
    if main is not None and time is not None:
        yield from _over_time(profile, main, time)
    for group in grouped[:2]:
        if main is not None or len(group.top) < 2 or group.top[0].count > group.top[1].count:
            yield _shares(main, group)
    if len(measured) > 1:
        yield _together(measured[:6])
    yield from _far(measured)
    gaps = sorted((each for each in profile.columns if each.missing), key=lambda each: -each.missing)
    if gaps:
        yield _gaps(gaps[0])


def _size(profile: Profile) -> Finding:
    return Finding("Size", "SELECT count(*) AS rows\nFROM data", (
        "There are ", Cell(0, "rows"), f" rows in {len(profile.columns) + profile.left_out:,} columns."
    ))  # fmt: skip


def _level(main: ColumnProfile) -> Finding:
    name = named(main.name)
    sql = f"SELECT avg({name}) AS mean,\n  median({name}) AS median,\n  max({name}) AS highest\nFROM data"
    return Finding(f"Level of {main.name}", sql, (
        f"{_cap(main.name)} is ", Cell(0, "mean"), " on average, ", Cell(0, "median"), " in the middle and ",
        Cell(0, "highest"), " at most.",
    ))  # fmt: skip


def _over_time(profile: Profile, main: ColumnProfile, time: ColumnProfile) -> Iterator[Finding]:
    asked = understand(f"{main.name} over {time.name}", profile)
    if asked.chart is None or asked.chart.y == "count":
        return
    x, y = named(asked.chart.x), named(asked.chart.y)
    yield Finding(
        asked.title, asked.sql, (f"The chart shows {asked.title[:1].lower()}{asked.title[1:]}.",), asked.chart
    )
    form = {"month": "%B %Y", "year": "%Y"}.get(asked.chart.x)
    step = f"strftime({x}, '{form}') AS {x}" if form else x
    best = f"WITH steps AS (\n{asked.sql}\n)\nSELECT {step}, {y}\nFROM steps\nORDER BY {y} DESC NULLS LAST\nLIMIT 1"
    yield Finding(f"Best {asked.chart.x}", best, (
        f"The {asked.chart.x} with the most was {'' if form else 'the one of '}", Cell(0, asked.chart.x), ", with ",
        Cell(0, asked.chart.y), ".",
    ))  # fmt: skip


def _shares(main: ColumnProfile | None, group: ColumnProfile) -> Finding:
    value = f"sum({named(main.name)})" if main is not None else "count(*)"
    what = main.name if main is not None else "count"
    sql = (f"SELECT {named(group.name)},\n  {value} AS {named(what)},\n"
           f"  round(100.0 * {value} / sum({value}) OVER (), 1) AS share\nFROM data\nGROUP BY 1\n"
           f"ORDER BY 2 DESC NULLS LAST\nLIMIT 40")  # fmt: skip
    chart = Chart("bar", group.name, what)
    return Finding(f"{_cap(what)} by {group.name}", sql, (
        f"Of all {group.name} values, ", Cell(0, group.name), f" has the most {what if main else 'rows'}, ",
        Cell(0, what), " or ", Cell(0, "share", "%"), " of all.",
    ), chart)  # fmt: skip


def _together(measured: list[ColumnProfile]) -> Finding:
    """The pair of columns that go together most."""
    pairs = [
        f"SELECT '{a.name.replace(chr(39), chr(39) * 2)} and {b.name.replace(chr(39), chr(39) * 2)}' AS pair, "
        f"round(corr({named(a.name)}, {named(b.name)}), 2) AS correlation\nFROM data"
        for a, b in combinations(measured, 2)
    ]
    sql = f"SELECT *\nFROM (\n{' UNION ALL '.join(pairs)}\n)\nORDER BY abs(correlation) DESC NULLS LAST"
    return Finding("What goes together", sql, (
        "Of the columns of numbers, ", Cell(0, "pair"), " go together most: their correlation is ",
        Cell(0, "correlation"), " (1 is always, 0 is not at all).",
    ))  # fmt: skip


def _far(measured: list[ColumnProfile]) -> Iterator[Finding]:
    far = max((each for each in measured if each.outliers), key=lambda each: each.outliers, default=None)
    if far is None or far.below is None or far.above is None:
        return
    name = named(far.name)
    sql = f"SELECT count(*) AS outliers\nFROM data\nWHERE {name} < {far.below:g} OR {name} > {far.above:g}"
    yield Finding(f"Outliers of {far.name}", sql, (
        "", Cell(0, "outliers"), f" values of {far.name} are far from the rest: below {shown(far.below)} or above "
        f"{shown(far.above)}.",
    ))  # fmt: skip


def _gaps(column: ColumnProfile) -> Finding:
    name = named(column.name)
    sql = (f"SELECT count(*) FILTER ({name} IS NULL) AS missing,\n"
           f"  round(100.0 * count(*) FILTER ({name} IS NULL) / count(*), 1) AS share\nFROM data")  # fmt: skip
    return Finding(f"Missing {column.name}", sql, (
        f"Most is missing in {column.name}: ", Cell(0, "missing"), " rows, or ", Cell(0, "share", "%"), ", have none.",
    ))  # fmt: skip


def _cap(word: str) -> str:
    return word[:1].upper() + word[1:]
