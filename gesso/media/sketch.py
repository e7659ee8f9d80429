"""A panel of a storyboard as a sketch in SVG, by rules: where it is, when it is, and who stands there.

Colours of a person come from their name, so that they look the same in every panel. No words are in it: they stand
beside it, where they can be read and found.
"""

import hashlib
import re

from gesso.media.storyboard import Figure, Panel

WIDTH, HEIGHT, GROUND = 480, 300, 232
_NIGHT = re.compile(r"\b(?:night|midnight|dark|evening|dusk|moon)\b", re.IGNORECASE)
_DAWN = re.compile(r"\b(?:dawn|morning|sunrise|daybreak)\b", re.IGNORECASE)
_WATER = re.compile(
    r"\b(?:sea|river|lake|shore|beach|boat|ferry|harbou?r|dock\w*|quay|pier|port|pond|island|deck|lighthouse)\b", re.I
)
_TREES = re.compile(r"\b(?:forest|woods?|orchard|garden|park|field|farm|camp|clearing|yard|graveyard|cemetery)\b", re.I)
_TOWN = re.compile(r"\b(?:street|city|town|village|square|market|lane|alley|bridge|station|road|court|gate)\b", re.I)
_SKIN = ("#f1cfae", "#e0ac84", "#c68a5f", "#8d5a3a", "#f4d9c2")
_HAIR = ("#2d2320", "#5b3a24", "#8f5a2c", "#c99a4b", "#77777d", "#1c1f2b")
_COAT = ("#3f6ea8", "#a8483f", "#4c8a5a", "#8a5ca8", "#b5802f", "#2f8a8f", "#6b6f7a", "#a8457d")


def sketch_of(panel: Panel) -> str:
    """The sketch, a whole SVG of 480 to 300."""
    night = bool(_NIGHT.search(panel.time))
    sky = "#27324d" if night else "#fbe3c3" if _DAWN.search(panel.time) else "#dcebf5"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{sky}"/>',
        *_where(f"{panel.place} {panel.title}", panel.place, night),
    ]
    figures = panel.figures[:3]
    for number, figure in enumerate(figures):
        at = WIDTH * (number + 1) / (len(figures) + 1)
        parts.append(_person(figure, at, facing=1 if number < len(figures) / 2 else -1))
    return "".join([*parts, "</svg>"])


def _where(words: str, place: str, night: bool) -> list[str]:
    light = '<circle cx="410" cy="52" r="24" fill="#f4f0d8"/><circle cx="400" cy="46" r="22" fill="#27324d"/>'
    sun = '<circle cx="410" cy="52" r="26" fill="#f7c95c"/>'
    above = light if night else sun
    ground = "#3c4a3f" if night else "#b9c99b"
    if _WATER.search(words):
        blue, line = ("#1d3a5f", "#3d628f") if night else ("#7fb2d4", "#a9cfe6")
        waves = "".join(
            f'<path d="M{x} {y}q12 -8 24 0t24 0" fill="none" stroke="{line}" stroke-width="3"/>'
            for y, shift in ((206, 0), (222, 40))
            for x in range(shift, WIDTH, 96)
        )
        return [above, f'<rect y="190" width="{WIDTH}" height="50" fill="{blue}"/>', waves,
                f'<rect y="{GROUND}" width="{WIDTH}" height="{HEIGHT - GROUND}" fill="#c9b48f"/>']  # fmt: skip
    if _TREES.search(words):
        green = "#2c4733" if night else "#6f9b63"
        trees = "".join(
            f'<rect x="{x - 4}" y="170" width="8" height="64" fill="#6b4d35"/>'
            f'<path d="M{x} {84 + x % 3 * 12}l38 96h-76z" fill="{green}"/>'
            for x in (36, 104, 238, 372, 446)
        )
        return [above, trees, f'<rect y="{GROUND}" width="{WIDTH}" height="{HEIGHT - GROUND}" fill="{ground}"/>']
    if _TOWN.search(words):
        wall = "#3a3f55" if night else "#cbb8a4"
        glow = "#f5d67a" if night else "#8fa6b8"
        houses = "".join(
            f'<path d="M{x} 232V{top}l34 -28 34 28v{232 - top}z" fill="{wall}" stroke="#00000022"/>'
            f'<rect x="{x + 14}" y="{top + 16}" width="14" height="18" fill="{glow}"/>'
            f'<rect x="{x + 40}" y="{top + 16}" width="14" height="18" fill="{glow}"/>'
            for x, top in ((8, 130), (92, 108), (178, 136), (262, 116), (346, 104), (424, 134))
        )
        return [above, houses, f'<rect y="{GROUND}" width="{WIDTH}" height="{HEIGHT - GROUND}" fill="#a79f94"/>']
    if place:
        wall, glass = ("#4a4258", "#1c2540") if night else ("#efe1cc", "#bfe0f2")
        return [
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{wall}"/>',
            f'<rect x="190" y="40" width="100" height="92" fill="{glass}" stroke="#7b6048" stroke-width="6"/>',
            '<path d="M240 40v92M190 86h100" stroke="#7b6048" stroke-width="4"/>',
            f'<rect y="{GROUND}" width="{WIDTH}" height="{HEIGHT - GROUND}" fill="#a98562"/>',
            '<rect x="26" y="176" width="96" height="10" fill="#7b5a3c"/><path d="M36 186v46M112 186v46" '
            'stroke="#7b5a3c" stroke-width="8"/>',
        ]
    return [above, f'<rect y="{GROUND}" width="{WIDTH}" height="{HEIGHT - GROUND}" fill="{ground}"/>']


def _person(figure: Figure, at: float, facing: int) -> str:
    mark = hashlib.sha256(figure.name.encode("utf-8", "replace")).digest()
    skin, hair, coat = _SKIN[mark[0] % 5], _HAIR[mark[1] % 6], _COAT[mark[2] % 8]
    tall = mark[3] % 18
    x, head = round(at), 128 - tall
    long = figure.gender == "she" or (not figure.gender and mark[4] % 2)
    back = f'<path d="M{x - 26} {head}q-4 52 2 58h48q6 -6 2 -58z" fill="{hair}"/>' if long else ""
    dress = f"M{x} {head + 24}l-24 18 -18 104h84l-18 -104z"
    suit = (
        f"M{x - 26} {head + 34}q26 -16 52 0l4 62h-60zM{x - 24} {head + 94}h22v56h-20zM{x + 2} {head + 94}h22l-2 56h-20z"
    )
    arm = (
        f'<path d="M{x + 24 * facing} {head + 46}q{24 * facing} 20 {14 * facing} 44" stroke="{coat}" stroke-width="12" '
        f'fill="none" stroke-linecap="round"/>'
    )
    return (
        f'<ellipse cx="{x}" cy="276" rx="44" ry="8" fill="#00000022"/>{back}'
        f'<path d="{dress if figure.gender == "she" else suit}" fill="{coat}"/>{arm}'
        f'<circle cx="{x}" cy="{head}" r="26" fill="{skin}"/>'
        f'<path d="M{x - 27} {head - 2}q2 -30 27 -28 25 -2 27 28 -12 -14 -27 -14 -15 0 -27 14z" fill="{hair}"/>'
        f'<circle cx="{x + 4 * facing}" cy="{head + 2}" r="2.6" fill="#26262b"/>'
        f'<circle cx="{x + 15 * facing}" cy="{head + 2}" r="2.6" fill="#26262b"/>'
        f'<path d="M{x + 4 * facing} {head + 13}q{6 * facing} 4 {11 * facing} -1" stroke="#26262b" stroke-width="2" '
        f'fill="none" stroke-linecap="round"/>'
    )
