"""A chart as a picture, for what draws no Vega-Lite: documents, slides and files. Pure but for the fonts it reads."""

import datetime
import io
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from gesso.data.chart import DRAWN, Chart
from gesso.data.numbers import shown
from gesso.data.table import BadQuery, Cell, Table

WIDTH, HEIGHT = 1600, 900
MOST_SERIES = 8
MOST_NAMED = 24  # labels along an axis
LONGEST = 26  # letters of a label
INK, MUTED, LINE, PAPER = "#26221d", "#6f6a63", "#e3dfd9", "#ffffff"
HUES = ("#3a68c4", "#d07d22", "#2f9468", "#a8458f", "#7565d8", "#bb4436", "#4d8599", "#86892f")
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?: 00:00:00)?")
_FONTS = Path(__file__).parent.parent / "formats" / "fonts"


@dataclass(frozen=True)
class _Point:
    x: float
    y: float
    series: int


@dataclass(frozen=True)
class _Axis:
    """From values to pixels, with the values that are named."""

    low: float
    high: float
    start: float
    end: float
    named: tuple[tuple[float, str], ...]

    def at(self, value: float) -> float:
        return self.start + (value - self.low) / ((self.high - self.low) or 1) * (self.end - self.start)


def png_of(chart: Chart, table: Table, title: str) -> bytes:
    """PNG of 1600 by 900 points. Raises BadQuery where there is nothing to draw."""
    x, y = table.column(chart.x), table.column(chart.y)
    split = table.column(chart.color) if chart.color else None
    rows = [row for row in table.rows[:DRAWN] if _number(row[y]) is not None and row[x] is not None]
    if not rows:
        raise BadQuery("There is nothing in this result to draw.")
    names = _first([shown(row[split]) for row in rows])[:MOST_SERIES] if split is not None else []
    kind = table.columns[x].kind if chart.mark != "bar" or split is None else "text"
    places, place = _places(rows, x, "text" if chart.mark == "bar" else kind)
    points = [
        _Point(place(row[x]), _number(row[y]) or 0.0, names.index(shown(row[split])) if split is not None else 0)
        for row in rows
        if split is None or shown(row[split]) in names
    ]
    page = _Page(title, (chart.x, chart.y), names)
    if chart.mark == "bar":
        page.bars(points, places)
    else:
        page.lines(points, places, chart.mark)
    return page.png()


class _Page:
    def __init__(self, title: str, axes: tuple[str, str], names: Sequence[str]) -> None:
        self._image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
        self._draw = ImageDraw.Draw(self._image)
        self._bold = ImageFont.truetype(str(_FONTS / "NotoSans-Bold.ttf"), 40)
        self._font = ImageFont.truetype(str(_FONTS / "NotoSans-Regular.ttf"), 26)
        self._axes = axes
        self._draw.text((40, 28), _cut(title, 70), INK, self._bold)
        self._top = 136.0
        at = 40.0
        for number, name in enumerate(names):
            wide = self._draw.textlength(_cut(name), self._font)
            if at + wide + 60 > WIDTH:
                break
            self._draw.rectangle((at, 103, at + 22, 125), HUES[number])
            self._draw.text((at + 32, 96), _cut(name), MUTED, self._font)
            at += wide + 70
            self._top = 186.0

    def png(self) -> bytes:
        out = io.BytesIO()
        self._image.save(out, "PNG", optimize=True)
        return out.getvalue()

    def bars(self, points: Sequence[_Point], places: Sequence[tuple[float, str]]) -> None:
        """Stacked where there are series; across where the names are long."""
        stacks: dict[tuple[float, bool], float] = {}
        spans = []
        for point in points:
            base = stacks.get((point.x, point.y < 0), 0.0)
            spans.append((point, base, base + point.y))
            stacks[point.x, point.y < 0] = base + point.y
        ends = [end for _, _, end in spans]
        low, high = min(0.0, *ends), max(0.0, *ends)
        across = len(places) <= MOST_NAMED and sum(len(name) for _, name in places) > 70
        along = len(places)
        if across:
            left = 70 + max(self._draw.textlength(_cut(name), self._font) for _, name in places)
            value = _scale(low, high, left, WIDTH - 60)
            step = (HEIGHT - 90 - self._top) / along
            self._across(value, places, step, left)
        else:
            value = _scale(low, high, HEIGHT - 110, self._top)
            left = 60 + max(self._draw.textlength(name, self._font) for _, name in value.named)
            step = (WIDTH - 60 - left) / along
            self._up(value, left)
            self._along([(left + step * (at + 0.5), name) for at, name in places], step)
        thick = max(1.0, step * 0.72)
        for point, base, end in spans:
            from_, to = sorted((value.at(base), value.at(end)))
            middle = (self._top if across else left) + step * (point.x + 0.5)
            box = (from_, middle - thick / 2, to, middle + thick / 2)
            self._draw.rectangle(box if across else (box[1], from_, box[3], to), HUES[point.series])

    def lines(self, points: Sequence[_Point], places: Sequence[tuple[float, str]], mark: str) -> None:
        values = [point.y for point in points]
        low, high = min(values), max(values)
        value = _scale(min(0.0, low) if mark == "area" else low, high, HEIGHT - 110, self._top)
        left = 60 + max(self._draw.textlength(name, self._font) for _, name in value.named)
        xs = [point.x for point in points]
        along = _Axis(min(xs), max(xs), left + 30, WIDTH - 90, tuple(places))
        self._up(value, left)
        self._along([(along.at(at), name) for at, name in places], (WIDTH - left) / max(1, len(places)))
        for series in sorted({point.series for point in points}):
            own = [(along.at(p.x), value.at(p.y)) for p in points if p.series == series]
            if mark == "area":
                base = value.at(max(0.0, value.low))
                self._draw.polygon([(own[0][0], base), *own, (own[-1][0], base)], _pale(HUES[series]))
            if mark != "point" and len(own) > 1:
                self._draw.line(own, HUES[series], 5, joint="curve")
            if mark == "point" or len(own) <= 60:
                for across, up in own:
                    self._draw.ellipse((across - 7, up - 7, across + 7, up + 7), HUES[series])

    def _up(self, value: _Axis, left: float) -> None:
        for number, name in value.named:
            up = value.at(number)
            self._draw.line((left, up, WIDTH - 60, up), LINE, 2)
            self._draw.text((left - 14, up), name, MUTED, self._font, anchor="rm")
        self._draw.text((left, self._top - 8), _cut(self._axes[1], 40), MUTED, self._font, anchor="ls")
        self._draw.text((WIDTH - 60, HEIGHT - 20), _cut(self._axes[0], 40), MUTED, self._font, anchor="rs")

    def _along(self, places: Sequence[tuple[float, str]], step: float) -> None:
        """Names under the axis, as many as there is room for."""
        widest = max(self._draw.textlength(_cut(name, 14), self._font) for _, name in places) + 24
        every = max(1, math.ceil(widest / max(step, 1.0)))
        for across, name in places[::every]:
            self._draw.text((across, HEIGHT - 96), _cut(name, 14), MUTED, self._font, anchor="ma")

    def _across(self, value: _Axis, places: Sequence[tuple[float, str]], step: float, left: float) -> None:
        for number, name in value.named:
            across = value.at(number)
            self._draw.line((across, self._top, across, HEIGHT - 90), LINE, 2)
            self._draw.text((across, HEIGHT - 82), name, MUTED, self._font, anchor="ma")
        for at, name in places:
            middle = self._top + step * (at + 0.5)
            self._draw.text((left - 14, middle), _cut(name), INK, self._font, anchor="rm")
        self._draw.text((WIDTH - 60, HEIGHT - 20), _cut(self._axes[1], 40), MUTED, self._font, anchor="rs")


def _places(
    rows: Sequence[tuple[Cell, ...]], x: int, kind: str
) -> tuple[list[tuple[float, str]], Callable[[Cell], float]]:
    """What is named along the axis and where, and where a value is."""
    values = [row[x] for row in rows]
    if kind == "number" and all(_number(value) is not None for value in values):
        numbers = [_number(value) or 0.0 for value in values]
        named = [(at, shown(at)) for at in _nice(min(numbers), max(numbers)) if min(numbers) <= at <= max(numbers)]
        return named or [(numbers[0], shown(values[0]))], lambda cell: _number(cell) or 0.0
    each = list(dict.fromkeys(values))
    moments = {value: _time(value) for value in each}
    if kind == "time" and None not in moments.values():
        place = {value: moment or 0.0 for value, moment in moments.items()}
    else:
        place = {value: float(number) for number, value in enumerate(each)}
    names = _named(each)
    return sorted((place[value], name) for value, name in zip(each, names, strict=True)), lambda cell: place[cell]


def _named(values: Sequence[Cell]) -> list[str]:
    """What stands along an axis: days as they are written in the table, months alone where all are first days."""
    days = [_DAY.fullmatch(value) if isinstance(value, str) else None for value in values]
    if not all(days):
        return [shown(value) for value in values]
    whole = [day[0][:10] for day in days if day]
    return [day[:7] for day in whole] if all(day.endswith("-01") for day in whole) else whole


def _scale(low: float, high: float, start: float, end: float) -> _Axis:
    named = _nice(low, high)
    return _Axis(named[0], named[-1], start, end, tuple((value, shown(value)) for value in named))


def _nice(low: float, high: float) -> list[float]:
    """Round numbers from below `low` to above `high`."""
    if not high > low:
        low, high = low - (abs(low) or 1) / 2, high + (abs(high) or 1) / 2
    rough = (high - low) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * times for times in (1, 2, 2.5, 5, 10) if power * times >= rough)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [round(number * step, 12) for number in range(first, last + 1)]


def _first(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _number(cell: Cell) -> float | None:
    if isinstance(cell, bool) or not isinstance(cell, int | float) or not math.isfinite(cell):
        return None
    return float(cell)


def _time(cell: Cell) -> float | None:
    try:
        return datetime.datetime.fromisoformat(str(cell)).replace(tzinfo=datetime.UTC).timestamp()
    except ValueError:
        return None


def _cut(text: str, most: int = LONGEST) -> str:
    words = " ".join(text.split())
    return words if len(words) <= most else words[: most - 1] + "…"


def _pale(hue: str) -> str:
    red, green, blue = (int(hue[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{(part + 2 * 255) // 3:02x}" for part in (red, green, blue))
