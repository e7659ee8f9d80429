"""Loss over steps as one SVG picture: grey what was trained on (smoothed), blue the dev set. Knows no run."""

from collections.abc import Sequence

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 640, 320, 52, 36, 14
SMOOTH = 0.9


def render_curves(train: Sequence[tuple[int, float]], dev: Sequence[tuple[int, float]]) -> str:
    """The picture. Both lists are of (step, loss)."""
    smoothed = smooth(train)
    losses = [loss for _, loss in [*smoothed, *dev]] or [0.0, 1.0]
    low, high = min(losses), max(losses)
    high = high if high > low else low + 1.0
    last = max([step for step, _ in [*train, *dev]] or [1])

    def place(step: int, loss: float) -> str:
        x = LEFT + (WIDTH - LEFT - 10) * step / max(last, 1)
        y = TOP + (HEIGHT - BOTTOM - TOP) * (high - loss) / (high - low)
        return f"{x:.1f},{y:.1f}"

    def line(points: Sequence[tuple[int, float]], colour: str) -> str:
        return f'<polyline fill="none" stroke="{colour}" points="{" ".join(place(*p) for p in points)}"/>'

    dots = "".join('<circle r="2.5" fill="#2563eb" cx="{}" cy="{}"/>'.format(*place(*p).split(",")) for p in dev)
    marks = "".join(
        f'<text x="{LEFT - 6}" y="{TOP + (HEIGHT - BOTTOM - TOP) * i / 4 + 4:.0f}" text-anchor="end">'
        f"{high - (high - low) * i / 4:.3g}</text>"
        for i in range(5)
    )
    best = min((loss for _, loss in dev), default=None)
    said = f"dev (best {best:.4f})" if best is not None else "dev"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        f'font-size="11" role="img" aria-label="Loss over {last} steps: training and {said}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>{marks}'
        f'<path d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - 10}" fill="none" stroke="#bbb"/>'
        f"{line(smoothed, '#9ca3af')}{line(dev, '#2563eb')}{dots}"
        f'<text x="{WIDTH - 10}" y="{HEIGHT - 18}" text-anchor="end">{last} steps</text>'
        f'<text x="{LEFT}" y="{HEIGHT - 18}" fill="#6b7280">loss: training (smoothed)</text>'
        f'<text x="{LEFT + 150}" y="{HEIGHT - 18}" fill="#2563eb">{said}</text></svg>\n'
    )


def smooth(points: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
    """Running average that forgets a tenth a step, corrected for its start."""
    found, total, weight = [], 0.0, 0.0
    for step, value in points:
        total, weight = SMOOTH * total + (1 - SMOOTH) * value, SMOOTH * weight + 1 - SMOOTH
        found.append((step, total / weight))
    return found
