"""An SVG that somebody or a model wrote, made harmless: shapes, words and colours stay; nothing runs, nothing loads.

It is shown only as the source of an `<img>`, which runs and loads nothing either, and is served with a policy that
forbids both; this is the third wall, for whoever saves the file and opens it.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from gesso.base.errors import BadInput, TooLarge

MOST_BYTES, MOST_PARTS, DEEPEST = 400_000, 8_000, 60
SVG = "http://www.w3.org/2000/svg"
_DRAWN = """
    svg g defs title desc path rect circle ellipse line polyline polygon text tspan linearGradient radialGradient stop
    clipPath mask marker filter feGaussianBlur feOffset feBlend feColorMatrix feComposite feFlood feMerge feMergeNode
    feDropShadow animate animateTransform animateMotion
"""
_ELEMENTS = frozenset(_DRAWN.split())
_URL = re.compile(r"url\(\s*['\"]?(?!#)|expression|javascript:|@import|\\", re.IGNORECASE)


def clean_svg(text: str) -> str:
    """The drawing without what could act. Raises BadInput for what is no SVG, TooLarge."""
    data = text.strip()
    data = data[data.find("<svg") :] if "<svg" in data else data
    data = data[: data.rfind("</svg>") + 6] if "</svg>" in data else data
    if len(data.encode("utf-8", "replace")) > MOST_BYTES:
        raise TooLarge(f"A drawing may have at most {MOST_BYTES:,} bytes. Draw it with fewer shapes.")
    if re.search(r"<!(?:DOCTYPE|ENTITY)", data, re.IGNORECASE):
        raise BadInput("A drawing must not declare entities. Leave the DOCTYPE out.")
    try:
        root = ET.fromstring(data.encode("utf-8", "replace"))
    except ET.ParseError as wrong:
        raise BadInput(f"This is no SVG that can be read: {wrong}. Send one whole <svg>…</svg>.") from None
    if _name(root) != "svg":
        raise BadInput("A drawing begins with <svg> and ends with </svg>.")
    left = iter(range(MOST_PARTS))
    kept = _kept(root, left, 0)
    if kept is None or len(kept) == 0:
        raise BadInput("Nothing of this drawing can be shown: it has no shapes and no words.")
    if "viewBox" not in kept.attrib:
        sides = [re.match(r"\d+(?:\.\d+)?", kept.get(side, "")) for side in ("width", "height")]
        kept.set("viewBox", f"0 0 {sides[0][0]} {sides[1][0]}" if sides[0] and sides[1] else "0 0 800 600")
    ET.register_namespace("", SVG)
    return ET.tostring(kept, encoding="unicode")


def _name(element: ET.Element) -> str:
    tag = element.tag if isinstance(element.tag, str) else ""
    space, _, name = tag.rpartition("}")
    return name if space in ("", "{" + SVG) else ""


def _kept(element: ET.Element, left: Iterator[int], depth: int) -> ET.Element | None:
    name = _name(element)
    if name not in _ELEMENTS or depth > DEEPEST:
        return None
    if next(left, None) is None:
        raise TooLarge(f"A drawing may have at most {MOST_PARTS:,} parts.")
    made = ET.Element(f"{{{SVG}}}{name}", dict(_attributes(element)))
    made.text, made.tail = element.text, element.tail
    for child in element:
        inner = _kept(child, left, depth + 1)
        if inner is not None:
            made.append(inner)
    return made


def _attributes(element: ET.Element) -> Iterator[tuple[str, str]]:
    for key, value in element.attrib.items():
        bare = key.rpartition("}")[2]
        if _URL.search(value) or bare.lower().startswith("on"):
            continue
        if bare == "href":
            if value.startswith("#"):
                yield "href", value
        elif bare == "attributeName":
            if value.lower() != "href" and not value.lower().startswith(("on", "xlink")):
                yield bare, value
        elif "}" not in key:
            yield bare, value
