"""Finding the places a message names outright: numbers, headings, kinds, parts of a letter, quoted words, code names.

Every finder returns all it finds, overlaps included; which of them counts and what part it plays is decided in
`picking.py`. Pure.
"""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from gesso.agent.guided.overlap import topic_words
from gesso.agent.guided.places import (
    BARE_UNIT,
    BEFORE_LAST,
    CONCLUSION,
    CONCLUSION_TITLES,
    DIALOGUE,
    GREETING,
    INTRO,
    INTRO_TITLES,
    ORDINAL_UNIT,
    SALUTES,
    SIGN_OFF,
    SIGNS_OFF,
    SUBJECT_LINE,
    UNIT_NUMBER,
    Unit,
    count_value,
    ordinal_value,
    ordinal_values,
    unit_of,
)
from gesso.agent.guided.scoped import NamedPlace, counted_items, labels, pieces_of
from gesso.agent.guided.sentences import split_sentences
from gesso.base.late import late
from gesso.canvas.snapshot import Block, Snapshot

Role = Literal["meant", "place", "spared", "compared"]

QUOTED = late(r"\"([^\"]{2,})\"|“([^”]{2,})”|„([^“”]{2,})[“”]|«\s?([^»]{2,}?)\s?»|`([^`]+)`|(?<!\w)'([^']{2,})'(?!\w)")
_MIDDLE = late(r"\bmiddle (?:paragraph|section|part)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Reference:
    """A place the message names: its span in the message, the blocks, and the part it plays."""

    start: int
    end: int
    blocks: tuple[int, ...]
    why: str
    role: Role = "meant"
    before: bool = False  # with role "place": in front of the blocks rather than after them
    quote: str = ""
    unit: str = ""  # what is counted, when the place is a number of something
    values: tuple[int, ...] = ()


def heading_level(block: Block) -> int:
    """1 for `# Title`; setext headings are 1 or 2."""
    marks = re.match(r"\s{0,3}(#{1,6})", block.text)
    if marks:
        return len(marks.group(1))
    return 1 if block.text.rstrip().endswith("=") else 2


def section_body(snapshot: Snapshot, heading: Block) -> tuple[int, ...]:
    """The numbers of the outer blocks under `heading`, up to the next heading of its level or a higher one."""
    body: list[int] = []
    for block in snapshot.blocks[heading.number :]:
        if block.kind == "heading" and heading_level(block) <= heading_level(heading):
            break
        if block.parent is None:
            body.append(block.number)
    return tuple(body)


def headings_of(snapshot: Snapshot) -> list[Block]:
    return [block for block in snapshot.blocks if block.kind == "heading"]


def sections(snapshot: Snapshot) -> list[tuple[int, ...]]:
    headings = headings_of(snapshot)
    inner = [h for h in headings if heading_level(h) > 1]
    chosen = inner if inner and len(headings) - len(inner) <= 1 else headings
    if not chosen:
        return [(b.number,) for b in snapshot.blocks if b.kind == "paragraph"]
    top = min(heading_level(h) for h in chosen)
    return [section_body(snapshot, h) for h in chosen if heading_level(h) == top]


def _of_unit(snapshot: Snapshot, unit: Unit) -> list[tuple[int, ...]]:
    """What can be counted of a unit: a tuple of block numbers each."""
    if unit == "section":
        return sections(snapshot)
    if unit == "title":
        return [(h.number,) for h in headings_of(snapshot)[:1]]
    if unit == "heading":
        return [(h.number,) for h in headings_of(snapshot)]
    if unit == "sentence":
        paragraphs: list[tuple[int, ...]] = [(b.number,) for b in snapshot.blocks if b.kind == "paragraph"]
        return paragraphs[:1]
    if unit == "line":
        return []
    if unit == "fence":
        return [(b.number,) for b in snapshot.blocks if b.kind == "fence"]
    return [(b.number,) for b in snapshot.blocks if b.kind == unit and (b.parent is None or unit == "item")]


def by_order(said: str, snapshot: Snapshot) -> list[Reference]:
    found: list[Reference] = []
    for match in BEFORE_LAST.finditer(said):
        if len(things := _of_unit(snapshot, unit_of(match))) > 1:
            found.append(Reference(*match.span(), things[-2], match.group(0).lower()))
    for match in [*ORDINAL_UNIT.finditer(said), *UNIT_NUMBER.finditer(said)]:
        unit = unit_of(match)
        groups = match.groupdict()
        if unit == "line" and snapshot.kind == "document" and not re.search(r"\d", match.group(0)):
            unit = "sentence"  # "the closing line" of prose
        if unit == "line":
            found.extend(_by_line(match, snapshot))
            continue
        things = _of_unit(snapshot, unit)
        values = _values(groups)
        count = count_value(groups.get("count"))
        if count and values and values[0] in (1, -1):
            values = list(range(1, count + 1)) if values[0] == 1 else [-n for n in range(count, 0, -1)]
        if unit == "sentence":
            found.extend(_by_sentence(match, values, snapshot))
            continue
        chosen = [things[v - 1 if v > 0 else v] for v in values if v and -len(things) <= v <= len(things)]
        blocks = tuple(number for thing in chosen for number in thing)
        why = f"the {match.group(0).lower().strip()}"
        found.append(Reference(*match.span(), blocks, why, unit=unit, values=tuple(values)))
    paragraphs = _of_unit(snapshot, "paragraph")
    for match in _MIDDLE.finditer(said):
        middle = paragraphs[len(paragraphs) // 2] if paragraphs else ()
        found.append(Reference(*match.span(), middle, "the middle paragraph"))
    named = [h.title.strip().casefold() for h in headings_of(snapshot)]
    for match in BARE_UNIT.finditer(said):
        if re.sub(r"^\S+\s+", "", match.group(0)).casefold() in named:
            continue  # "the packing list" is the section of that name
        if any(r.start < match.end() and match.start() < r.end for r in found):
            continue  # "the second list" was counted above
        unit = unit_of(match)
        things = _of_unit(snapshot, unit)
        if unit == "list" and (sort := re.search(r"number|bullet", match.group(0), re.IGNORECASE)):
            ordered = sort.group(0).lower() == "number"
            things = [t for t in things if snapshot.blocks[t[0] - 1].text.lstrip()[:1].isdigit() == ordered] or things
        if unit in ("list", "table", "quote", "fence", "title") and things:
            found.append(Reference(*match.span(), things[0], f"the {unit}", unit=unit, values=(1,)))
    return found


def _values(groups: dict[str, str | None]) -> list[int]:
    if ordinals := groups.get("ordinals"):
        return ordinal_values(ordinals)
    numbers = groups.get("numbers") or ""
    if not re.match(r"\d", numbers):
        value = ordinal_value(numbers)
        return [value] if value is not None else []
    values = [int(n) for n in re.findall(r"\d+", numbers)]
    return list(range(values[0], values[1] + 1)) if len(values) == 2 and re.search(r"to|-|–", numbers) else values


def _by_line(match: re.Match[str], snapshot: Snapshot) -> list[Reference]:
    numbers = [int(n) for n in re.findall(r"\d+", match.group(0))][:2] or [0]
    starts = [0, *(m.end() for m in re.finditer(r"\r\n|\n|\r", snapshot.text)), len(snapshot.text)]
    first, last = min(numbers), max(numbers)
    if not 0 < first <= last < len(starts):
        return []
    blocks = tuple(b.number for b in snapshot.leaves() if b.start < starts[last] and b.end > starts[first - 1])
    return [Reference(*match.span(), blocks, f"line {first}" if first == last else f"lines {first} to {last}")]


def named_places(snapshot: Snapshot) -> list[NamedPlace]:
    """The sections and the labelled lists of a text."""
    places = [NamedPlace(h.number, pieces_of(h.title), section_body(snapshot, h)) for h in headings_of(snapshot)]
    return [*places, *labels(snapshot)]


def by_count(said: str, snapshot: Snapshot) -> list[Reference]:
    found = counted_items(said, snapshot, named_places(snapshot))
    return [
        Reference(item.start, item.end, (item.block,) if item.block else (), f"the {item.said}", values=(1,))
        for item in found
    ]


def _by_sentence(match: re.Match[str], values: list[int], snapshot: Snapshot) -> list[Reference]:
    paragraphs = [b for b in snapshot.blocks if b.kind == "paragraph"]
    sentences = [(b.number, s.strip()) for b in paragraphs for s in split_sentences(b.text)]
    found = []
    for value in values:
        if value and -len(sentences) <= value <= len(sentences):
            number, sentence = sentences[value - 1 if value > 0 else value]
            why = f"the {match.group(0).lower()}"
            found.append(
                Reference(*match.span(), (number,), why, quote=sentence, unit="sentence", values=tuple(values))
            )
    return found


def by_part(said: str, snapshot: Snapshot) -> list[Reference]:
    paragraphs = [b for b in snapshot.blocks if b.kind == "paragraph"]
    if not paragraphs:
        return []
    found: list[Reference] = []
    told = _told(paragraphs)
    greeted = _first_like(SALUTES, paragraphs)
    if greeted is not None and greeted.number > 1 and (above := snapshot.block(greeted.number - 1)) is not None:
        matches = SUBJECT_LINE.finditer(said)
        found.extend(Reference(*match.span(), (above.number,), "the subject line") for match in matches)
    for pattern, titles, fallback, why in (
        (INTRO, INTRO_TITLES, told[0], "the introduction"),
        (CONCLUSION, CONCLUSION_TITLES, told[-1], "the conclusion"),
        (GREETING, None, _first_like(SALUTES, paragraphs) or paragraphs[0], "the greeting"),
        (SIGN_OFF, None, _first_like(SIGNS_OFF, paragraphs[-3:]) or paragraphs[-1], "the sign-off"),
    ):
        heading = next((h for h in headings_of(snapshot) if titles and titles.match(h.title.strip())), None)
        blocks = section_body(snapshot, heading) if heading else (fallback.number,)
        found.extend(Reference(*match.span(), blocks, why) for match in pattern.finditer(said))
    spoken = tuple(b.number for b in paragraphs if re.search(r"[\"“„«]", b.text))
    found.extend(Reference(*match.span(), spoken, "the dialogue") for match in DIALOGUE.finditer(said))
    return found


def _first_like(pattern: re.Pattern[str], paragraphs: list[Block]) -> Block | None:
    return next((b for b in paragraphs if pattern.match(b.text.strip())), None)


def _told(paragraphs: list[Block]) -> list[Block]:
    """The paragraphs that tell something: of a letter those between the greeting and the sign-off."""
    greeting = _first_like(SALUTES, paragraphs)
    closing = _first_like(SIGNS_OFF, paragraphs[-3:])
    start = paragraphs.index(greeting) + 1 if greeting else 0
    end = paragraphs.index(closing) if closing else len(paragraphs)
    return paragraphs[start:end] or paragraphs


def by_name(said: str, snapshot: Snapshot) -> list[Reference]:
    found: list[Reference] = []
    headings = headings_of(snapshot)
    pieces = Counter(name.casefold() for h in headings for name in pieces_of(h.title))
    for heading in headings:
        names = [n for n in pieces_of(heading.title) if len(n) >= 3 and pieces[n.casefold()] == 1]
        if heading_level(heading) == 1:
            names = names[:1]
        hits = [m for name in names for m in _named_in(said, name)]
        for match in hits:
            start, end = match.span()
            named = _HEADING_WORD.search(said[:start])
            body = section_body(snapshot, heading)
            if _PROSE_OF.match(said[end:]):
                body = tuple(n for n in body if snapshot.blocks[n - 1].kind == "paragraph") or body
            if named:
                found.append(Reference(named.start(), end, (heading.number,), f"the heading “{heading.title.strip()}”"))
            elif heading_level(heading) > 1 or len(headings) > 1:
                why = f"the section “{heading.title.strip()}”"
                found.append(Reference(start, end, body or (heading.number,), why))
    found.extend(_by_sense(said, snapshot))
    numbered = [b for b in snapshot.blocks if b.kind == "list" and b.text.lstrip()[:1].isdigit()]
    if len(numbered) == 1:
        steps = re.finditer(r"\b(?:the|all) (?:steps|instructions)\b", said, re.IGNORECASE)
        found.extend(Reference(*match.span(), (numbered[0].number,), "the steps") for match in steps)
    for label in labels(snapshot):
        found.extend(
            Reference(*match.span(), label.body, f"the list “{label.names[0]}”")
            for match in _named_in(said, label.names[0])
        )
    return found


# "The section about the costs", "the brewing part": a heading called by a part of what it says.
_ABOUT_HEADING = late(
    r"\bthe (?P<unit>heading|headline|section|chapter|part|bit|stuff) (?:about|on|over|regarding|for|of)\s+"
    r"(?P<what>(?:[\w'’-]+\s*){1,6})"
    r"|\bthe (?P<what2>[\w-]+) (?P<unit2>heading|headline|section|chapter|stuff)\b"
    r"|关于(?P<zh>[\u4e00-\u9fff]{1,8}?)的(?:那|这)?一?(?:段|部分|节|章)",
    re.IGNORECASE,
)
_SAYS = late(r"\b(?:is|are|was|were|sounds?|seems?|feels?|reads?|needs?|should|could|must|can|has|deserves?)\b.*$")


def _by_sense(said: str, snapshot: Snapshot) -> list[Reference]:
    """The sections and headings that are called by a word of their heading, where only one has it."""
    found: list[Reference] = []
    headings = [h for h in headings_of(snapshot) if heading_level(h) > 1 or len(headings_of(snapshot)) == 1]
    for match in _ABOUT_HEADING.finditer(said):
        what = _SAYS.sub("", match["what"] or match["what2"] or match["zh"] or "")
        words = topic_words(what)
        holding = [h for h in headings if words & topic_words(h.title)]
        if len(holding) != 1 or not words:
            continue
        unit, heading = (match["unit"] or match["unit2"] or "section").lower(), holding[0]
        end = match.end() if match["what2"] or match["zh"] else match.start("what") + len(what.rstrip())
        if unit.startswith("head"):
            found.append(Reference(match.start(), end, (heading.number,), f"the heading “{heading.title.strip()}”"))
        elif body := section_body(snapshot, heading):
            found.append(Reference(match.start(), end, body, f"the section “{heading.title.strip()}”"))
    return found


_HEADING_WORD = late(
    r"\b(?:heading|headline|header|title|überschrift|título|titre)(?: (?:of|for|over|above|von|de|du))?(?: the)?\s*$",
    re.IGNORECASE,
)
_PROSE_OF = late(r"\s*(?:text|prose|paragraph|wording)\b", re.IGNORECASE)


def _named_in(said: str, name: str) -> list[re.Match[str]]:
    return list(re.finditer(rf"(?<!\w)[\"“„«]?{re.escape(name)}[\"”“»]?(?![\w’]|'s\b)", said, re.IGNORECASE))


def by_quote(said: str, snapshot: Snapshot) -> list[Reference]:
    found: list[Reference] = []
    for match in QUOTED.finditer(said):
        words = next(group for group in match.groups() if group).strip()
        holders = [b for b in snapshot.leaves() if words in b.text] or [
            b for b in snapshot.leaves() if words.casefold() in b.text.casefold()
        ]
        if holders:
            start = holders[0].text.casefold().find(words.casefold())
            exact = holders[0].text[start : start + len(words)]
            blocks = (holders[0].number,)
            found.append(Reference(*match.span(), blocks, f"the words “{words}”", quote=exact))
    return found


_CALLED_CODE = late(
    r"\bthe (?P<name>\w+) (?:function|method|class|interface|type|constant|variable|helper)\b", re.IGNORECASE
)


def by_code(said: str, snapshot: Snapshot) -> list[Reference]:
    found: list[Reference] = []
    for block in snapshot.blocks:
        name = block.title.strip()
        if block.kind == "definition" and name and block.parent is None:
            for match in re.finditer(rf"(?<!\w){re.escape(name)}(?:\(\))?(?!\w)", said):
                found.append(Reference(*match.span(), (block.number,), f"`{name}`"))
            parts = {w.casefold() for w in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)}
            found.extend(
                Reference(*m.span(), (block.number,), f"`{name}`")
                for m in _CALLED_CODE.finditer(said)
                if m["name"].casefold() in parts
            )
        if block.number == 1 and block.text.startswith(('"""', "/*", "#", "//")):
            about = re.finditer(r"\b(?:module )?docstring\b|\bheader comment\b", said)
            found.extend(Reference(*m.span(), (1,), "the docstring") for m in about)
        if block.kind == "imports":
            found.extend(
                Reference(*m.span(), (block.number,), "the imports") for m in re.finditer(r"\bimports?\b", said)
            )
    for called, shape in _CODE_THINGS:
        holders = [b for b in snapshot.blocks if b.parent is None and shape.search(b.text)]
        if len(holders) == 1:
            spans = [m.span() for m in called.finditer(said)]
            found.extend(Reference(*span, (holders[0].number,), "the only one of its kind") for span in spans)
    return found


# What a program has one of can be called by its kind: "the loop", "the constant", "the constructor".
_CODE_THINGS = (
    (late(r"\bthe (?:for |while )?loop\b", re.IGNORECASE), late(r"^\s*(?:for|while)\b", re.MULTILINE)),
    (
        late(r"\bthe constant\b", re.IGNORECASE),
        late(r"^(?:export )?(?:const |final |static )*[A-Z][A-Z0-9_]+\s*(?::[^=\n]+)?=(?!=)", re.MULTILINE),
    ),
    (
        late(r"\bthe constructor\b", re.IGNORECASE),
        late(r"\bdef __init__\b|^\s*constructor\s*\(", re.MULTILINE),
    ),
)
