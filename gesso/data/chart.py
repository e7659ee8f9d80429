"""Charts: which columns of a result are drawn how, as a Vega-Lite specification and in words. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from gesso.data.numbers import shown
from gesso.data.table import BadQuery, Table

Mark = Literal["bar", "line", "area", "point"]
MARKS: tuple[Mark, ...] = get_args(Mark)
DRAWN = 2_000  # rows at most; beyond, marks hide one another
NAMES: dict[Mark, str] = {"bar": "Bar chart", "line": "Line chart", "area": "Area chart", "point": "Scatter plot"}


@dataclass(frozen=True)
class Chart:
    """`x`, `y`, `color` are columns of the result."""

    mark: Mark
    x: str
    y: str
    color: str | None = None

    def said(self) -> dict[str, str]:
        return {"mark": self.mark, "x": self.x, "y": self.y} | ({"color": self.color} if self.color else {})


def chart_of(found: object) -> Chart | None:
    """From JSON; None for what is no chart."""
    if not isinstance(found, Mapping):
        return None
    mark = next((known for known in MARKS if known == found.get("mark")), None)
    x, y, color = found.get("x"), found.get("y"), found.get("color")
    if mark is None or not isinstance(x, str) or not isinstance(y, str):
        return None
    return Chart(mark, x, y, color if isinstance(color, str) and color else None)


def chart_for(table: Table, mark: Mark | None = None) -> Chart:
    """What suits a result: its first time or text over its first number. Raises BadQuery where nothing can be drawn."""
    numbers = [column.name for column in table.columns if column.kind == "number"]
    others = [column for column in table.columns if column.kind in ("time", "text", "bool")]
    if not numbers:
        raise BadQuery("There is no number in this result, so there is nothing to draw.")
    if not others and len(numbers) < 2:
        raise BadQuery("A chart needs two columns: what to draw, and along what.")
    if not others:
        return Chart(mark or "point", numbers[0], numbers[1])
    first = next((column for column in others if column.kind == "time"), others[0])
    second = next((column.name for column in others if column is not first), None)
    return Chart(mark or ("line" if first.kind == "time" else "bar"), first.name, numbers[0], second)


def spec_of(chart: Chart, table: Table, title: str) -> dict[str, Any]:
    """Vega-Lite with the rows in it, without colours of its own. Raises BadQuery where a column is missing."""
    x, y = table.column(chart.x), table.column(chart.y)
    color = table.column(chart.color) if chart.color else None
    places = [place for place in (x, y, color) if place is not None]
    values = [{f"c{place}": row[place] for place in places} for row in table.rows[:DRAWN]]
    across = chart.mark == "bar" and table.columns[x].kind in ("text", "bool") and _wide(table, x)
    along, up = _field(table, x), _field(table, y)
    if chart.mark == "bar" and along["type"] == "nominal":
        along["sort"] = None  # the query's order
    if chart.mark != "bar" and up["type"] == "quantitative":
        up["scale"] = {"zero": chart.mark == "area"}
    encoding: dict[str, Any] = {"y": along, "x": up} if across else {"x": along, "y": up}
    if color is not None:
        encoding["color"] = _field(table, color)
    encoding["tooltip"] = [_field(table, place) for place in places]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "title": title,
        "description": words_of(chart, table),
        "width": "container",
        "height": {"step": 22} if across else 260,
        "data": {"values": values},
        "mark": {"type": chart.mark, **({"point": len(values) <= 60} if chart.mark == "line" else {})},
        "encoding": encoding,
    }


def _wide(table: Table, x: int) -> bool:
    labels = [str(row[x]) for row in table.rows]
    return len(labels) <= 40 and (len(labels) > 8 or sum(map(len, labels)) > 60)


def _field(table: Table, place: int) -> dict[str, Any]:
    column = table.columns[place]
    type_ = {"number": "quantitative", "time": "temporal"}.get(column.kind, "nominal")
    return {"field": f"c{place}", "type": type_, "title": column.name}


def words_of(chart: Chart, table: Table) -> str:
    """What the chart shows, for who does not see it."""
    x, y = table.column(chart.x), table.column(chart.y)
    drawn = [row for row in table.rows[:DRAWN] if _number(row[y]) is not None]
    what = f"{NAMES[chart.mark]} of {chart.y} by {chart.x}" + (f" and {chart.color}" if chart.color else "")
    if chart.mark == "point":
        what = f"{NAMES[chart.mark]} of {chart.y} against {chart.x}" + (f" and {chart.color}" if chart.color else "")
    if not drawn:
        return f"{what}, with nothing in it."
    high = max(drawn, key=lambda row: _number(row[y]) or 0.0)
    low = min(drawn, key=lambda row: _number(row[y]) or 0.0)
    count = f"{len(drawn):,} value{'s' * (len(drawn) != 1)}"
    if len(drawn) == 1:
        return f"{what}. {shown(high[x])}: {shown(high[y])}."
    more = " More rows are left out." if table.more or len(table.rows) > DRAWN else ""
    return (
        f"{what}, {count}. Highest: {shown(high[y])} at {shown(high[x])}; lowest: {shown(low[y])} at "
        f"{shown(low[x])}.{more}"
    )


def _number(cell: Any) -> float | None:
    return float(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else None
