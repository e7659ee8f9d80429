"""What a Word file's styles and numberings mean: headings, quotes, code, lists; in Word's names and LibreOffice's."""

import re
from dataclasses import dataclass, field
from typing import Literal
from xml.etree.ElementTree import Element

from gesso.formats.docx_parts import W

Role = Literal["text", "heading", "quote", "code", "markup", "rule"]

MAX_CHAIN = 20
_MONO = re.compile(r"courier|consolas|mono|menlo|monaco|code", re.IGNORECASE)
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_QUOTE = re.compile(r"(?:quote|quotations|intense quote|block text|block quotation|quote (\d))", re.IGNORECASE)
_CODE = re.compile(r"(?:source code|preformatted text|html preformatted|code|code (.*))", re.IGNORECASE | re.DOTALL)


def w(name: str) -> str:
    """A name of WordprocessingML as elements carry it."""
    return f"{{{W}}}{name}"


def val(element: Element | None, default: str = "") -> str:
    return default if element is None else element.get(w("val"), default)


def on(element: Element | None) -> bool:
    """Whether a switch such as `w:b` is on."""
    return element is not None and val(element, "1") not in ("0", "false", "off", "none")


def number(text: str, default: int = 0) -> int:
    """An integer of the file, kept within what a document can mean; `default` for anything else."""
    return int(text) if re.fullmatch(r"-?\d{1,9}", text) else default


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a paragraph style makes of its paragraph."""

    role: Role = "text"
    level: int = 0
    info: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a numbering: `start` is None for bullets; `kept` is whether Markdown can write its numbers."""

    start: int | None
    kept: bool = True


@dataclass
class Styles:
    """Both parts, resolved."""

    elements: dict[str, Element] = field(default_factory=dict)
    levels: dict[tuple[str, int], Level] = field(default_factory=dict)
    _meanings: dict[str, Meaning] = field(default_factory=dict)

    @classmethod
    def of(cls, styles: Element | None, numbering: Element | None) -> "Styles":
        made = cls()
        for style in styles.iter(w("style")) if styles is not None else ():
            made.elements[style.get(w("styleId"), "")] = style
        if numbering is not None:
            made.levels = _levels(numbering)
        return made

    def chain(self, style: str) -> list[Element]:
        """The style and those it is based on, nearest first."""
        found: list[Element] = []
        while style in self.elements and len(found) < MAX_CHAIN:
            found.append(self.elements[style])
            style = val(found[-1].find(w("basedOn")))
        return found

    def meaning(self, style: str) -> Meaning:
        if style not in self._meanings:
            self._meanings[style] = self._mean(style)
        return self._meanings[style]

    def _mean(self, style: str) -> Meaning:
        for element in self.chain(style):
            name = val(element.find(w("name")))
            if match := _HEADING.fullmatch(name):
                return Meaning("heading", min(6, max(1, int(match[1]))))
            if name.lower() == "title":
                return Meaning("heading", 1)
            if match := _QUOTE.fullmatch(name):
                return Meaning("quote", number(match[1] or "1", 1))
            if match := _CODE.fullmatch(name):
                return Meaning("code", info=match[1] or "")
            if name.lower() == "markup":
                return Meaning("markup")
            if name.lower() in ("rule", "horizontal line"):
                return Meaning("rule")
            outline = element.find(f"{w('pPr')}/{w('outlineLvl')}")
            if outline is not None and number(val(outline), 9) < 6:
                return Meaning("heading", number(val(outline)) + 1)
        return Meaning()

    def numbering(self, style: str) -> tuple[str, int] | None:
        """The list that a paragraph style belongs to by itself."""
        for element in self.chain(style):
            found = element.find(f"{w('pPr')}/{w('numPr')}")
            if found is not None:
                return numbering_of(found)
        return None

    def run_form(self, style: str) -> tuple[set[str], str]:
        """Styles (`b`, `i`, `strike`) that a character style switches on, and its name."""
        found: set[str] = set()
        chain = self.chain(style)
        for element in chain:
            properties = element.find(w("rPr"))
            if properties is not None:
                found |= {name for name in ("b", "i", "strike") if on(properties.find(w(name)))}
        return found, val(chain[0].find(w("name"))) if chain else ""

    def is_code(self, style_name: str, properties: Element | None) -> bool:
        """Whether a run is code: by its style's name, or by a font of one width."""
        if style_name.lower() in ("code character", "verbatim char", "html code", "source text", "code", "inline code"):
            return True
        fonts = properties.find(w("rFonts")) if properties is not None else None
        return fonts is not None and _MONO.search(fonts.get(w("ascii"), "")) is not None


def numbering_of(found: Element) -> tuple[str, int]:
    return val(found.find(w("numId"))), min(8, max(0, number(val(found.find(w("ilvl"))))))


def _levels(numbering: Element) -> dict[tuple[str, int], Level]:
    abstracts = {one.get(w("abstractNumId"), ""): one for one in numbering.iter(w("abstractNum"))}
    named = {val(one.find(w("styleLink"))): one for one in abstracts.values() if one.find(w("styleLink")) is not None}
    found: dict[tuple[str, int], Level] = {}
    for num in numbering.iter(w("num")):
        id = num.get(w("numId"), "")
        abstract = abstracts.get(val(num.find(w("abstractNumId"))))
        if abstract is not None and abstract.find(w("numStyleLink")) is not None:
            abstract = named.get(val(abstract.find(w("numStyleLink"))), abstract)
        for level in abstract.iter(w("lvl")) if abstract is not None else ():
            found[id, number(level.get(w("ilvl"), "0"))] = _level(level)
        for over in num.iter(w("lvlOverride")):
            at = number(over.get(w("ilvl"), "0"))
            inner = over.find(w("lvl"))
            if inner is not None:
                found[id, at] = _level(inner)
            start = over.find(w("startOverride"))
            if start is not None and found.get((id, at), Level(1)).start is not None:
                found[id, at] = Level(max(0, number(val(start), 1)), found.get((id, at), Level(1)).kept)
    return found


def _level(level: Element) -> Level:
    kind = val(level.find(w("numFmt")), "decimal")
    if kind in ("bullet", "none"):
        return Level(None)
    return Level(max(0, number(val(level.find(w("start")), "1"), 1)), kind in ("decimal", "decimalZero"))
