"""The report's pictures as SVG inside the page, coloured by its style sheet. Every one says in words what it shows."""

from collections.abc import Sequence
from html import escape

from gesso.lab.summary import CurvePoint

WIDTH, HEIGHT = 560, 260
LEFT, RIGHT, TOP, BOTTOM = 36, 84, 12, 32


def number(value: float) -> str:
    """A share with three digits and no leading zero: .867, 1.00."""
    told = f"{value:.3f}"
    return told[:4] if value >= 0.9995 else told.removeprefix("0")


def interval(low: float, value: float, high: float) -> str:
    """A dot with its interval on a line from 0 to 1."""
    x = [round(4 + 192 * min(1.0, max(0.0, each)), 1) for each in (low, value, high)]
    told = f"{number(value)}, between {number(low)} and {number(high)}"
    return (
        f'<svg class="whisker" viewBox="0 0 200 20" preserveAspectRatio="xMinYMid" role="img" aria-label="{told}">'
        '<line class="axis" x1="4" x2="196" y1="10" y2="10"/><line class="axis" x1="100" x2="100" y1="7" y2="13"/>'
        f'<line class="range" x1="{x[0]}" x2="{x[2]}" y1="10" y2="10"/><circle cx="{x[1]}" cy="10" r="4"/></svg>'
    )


def curve(points: Sequence[CurvePoint]) -> str:
    """Precision and recall over the threshold."""
    if len(points) < 2:
        return ""
    last = points[-1]
    told = (
        f"From a threshold of {number(points[0].threshold)} to {number(last.threshold)} precision goes from "
        f"{number(points[0].precision)} to {number(last.precision)}, recall from {number(points[0].recall)} to "
        f"{number(last.recall)}."
    )
    low = points[0].threshold
    span = last.threshold - low

    def x(threshold: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (threshold - low) / span

    lines = [_grid(y) for y in (0, 0.25, 0.5, 0.75, 1)]
    lines += [_tick(x(low + span * k / 4), low + span * k / 4) for k in range(5)]
    for name, values in (("precision", [p.precision for p in points]), ("recall", [p.recall for p in points])):
        path = " ".join(f"{x(p.threshold):.1f},{_y(v):.1f}" for p, v in zip(points, values, strict=True))
        lines.append(f'<polyline class="{name}" points="{path}"/>')
    ends = _apart(_y(last.precision), _y(last.recall))
    for name, y in zip(("precision", "recall"), ends, strict=True):
        lines.append(f'<text class="{name}" x="{WIDTH - RIGHT + 8}" y="{y + 4:.1f}">{name}</text>')
    middle = LEFT + (WIDTH - LEFT - RIGHT) / 2
    lines.append(f'<text class="label" x="{middle}" y="{HEIGHT - 2}" text-anchor="middle">threshold</text>')
    return (
        f'<svg class="curve" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(told)}">'
        + "".join(lines)
        + "</svg>"
    )


def _y(value: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value)


def _apart(one: float, other: float, least: float = 16) -> tuple[float, float]:
    """Two heights of labels, moved apart where they would touch."""
    if abs(one - other) >= least:
        return one, other
    middle, sign = (one + other) / 2, 1 if one >= other else -1
    middle = min(max(middle, TOP + least / 2), HEIGHT - BOTTOM - least / 2)
    return middle + sign * least / 2, middle - sign * least / 2


def _grid(value: float) -> str:
    y = _y(value)
    told = f"{value:g}".replace("0.", ".")
    return (
        f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text class="label" x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{told}</text>'
    )


def _tick(x: float, threshold: float) -> str:
    told = f"{threshold:.2f}".replace("0.", ".")
    return f'<text class="label" x="{x:.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{told}</text>'
