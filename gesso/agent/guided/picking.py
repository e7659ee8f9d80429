"""Which blocks of the open canvas does the message mean? Rules; see `behaviors/pick_passage/spec.md`.

Three readings in order: places named outright (numbers, headings, kinds, quoted words, names in code), the selection,
and at last the words a message shares with a block. A place can also be named for comparison, for its position, or to
be left alone; such blocks are not meant. Pure; what stays open is told by `sure`.
"""

import itertools
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from gesso.agent.guided.ask import respell
from gesso.agent.guided.overlap import rank_by_overlap
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
from gesso.canvas.snapshot import Block, Snapshot

Role = Literal["meant", "place", "spared", "compared"]

_QUOTED = re.compile(
    r"\"([^\"]{2,})\"|“([^”]{2,})”|„([^“”]{2,})[“”]|«\s?([^»]{2,}?)\s?»|`([^`]+)`|(?<!\w)'([^']{2,})'(?!\w)"
)
_COMPARED = re.compile(
    r"(?:\bas [\w-]+ as|\blike|\bthan|\bin the (?:style|tone|manner) of|\bsimilar to|\bthe same as|\bto match|"
    r"\bwie|\bcomo|\bcomme)(?: in)?(?: the| my| der| die| das| im| el| la| le)?\s*$",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?P<side>before|after|above|below|following|behind|nach|vor|hinter|unter|después de|detrás de|antes de|après|"
    r"avant|sau|trước)"
    r"(?: the| my| dem| der| den| die| das| la| el| le| l')?\s*$",
    re.IGNORECASE,
)
_SPARED = re.compile(
    r"\bleave\b|\b(?:don'?t|do not) (?:touch|change)\b|\bkeep\b(?! (?:writing|going|it))|\bapart from\b|\bis (?:fine|good|great|ok|"
    r"okay|perfect)\b|\bi (?:love|like)\b|\blove the\b|\bexcept\b",
    re.IGNORECASE,
)
_NEIGHBOUR = re.compile(
    r"\b(?:the|this) (?:paragraph|text|sentence|section|one|part|bit) (?:right |just |directly |"
    r"immediately )?(?P<side>before|after|above|below|following) (?:the )?$",
    re.IGNORECASE,
)
_TWO_FIRST = re.compile(r"\b(two|three|four) (first|last)\b", re.IGNORECASE)
_HEADING_BESIDE = re.compile(
    r"\b(?:the|this) (?:sub)?(?:heading|headline) (?:right )?(?:before|above|over) (?:the )?$", re.IGNORECASE
)
_MIDDLE = re.compile(r"\bmiddle (?:paragraph|section|part)\b", re.IGNORECASE)
_OF = re.compile(r"\s*(?:of|in|from|under) (?:the )?$", re.IGNORECASE)
_ONE_BESIDE_IT = re.compile(r"\bthe one (?:right |just )?(?P<side>before|after|above|below) it\b", re.IGNORECASE)
_AFTER = re.compile(r"\s*(?:after|below|following|nach|después de|après) (?:the |dem |der )?$", re.IGNORECASE)
_DESCRIBED = re.compile(
    r"\b(?:part|bit|paragraph|piece|note|scene|section|sentence|passage|line|row|item|bullet|point|story|thing|text|"
    r"absatz|abschnitt|satz|teil|párrafo|parte|paragraphe|passage|phrase)s? (?:about|on|with|where|which|that|of|over|"
    r"concerning|regarding|über|mit|zu|wo|sobre|con|sur|avec|où)\b (?P<what>[^,;:.!?]+)",
    re.IGNORECASE,
)
_PIECE = re.compile(r"[,;.!?]\s|\bbut\b|\baber\b|\bpero\b|\bmais\b", re.IGNORECASE)


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


@dataclass(frozen=True)
class Pick:
    """`blocks` in reading order; `place` is where something new belongs, when the message says so.

    `how` is "named", "selection", "content", "missing" (a place that the text does not have) or "nothing";
    `candidates` are the next best blocks when not sure.
    """

    blocks: tuple[int, ...]
    how: Literal["named", "selection", "content", "missing", "nothing"]
    why: str
    sure: bool = True
    quote: str = ""
    place: tuple[int, ...] = ()
    before: bool = False
    candidates: tuple[int, ...] = field(default=())


def pick_blocks(ask: str, snapshot: Snapshot, selected: tuple[int, ...] = ()) -> Pick:
    """The blocks that `ask` means; `selected` are the blocks the person's selection touches."""
    said = _TWO_FIRST.sub(r"\2 \1", respell(ask))
    references = find_references(said, snapshot)
    place = next((r for r in references if r.role == "place"), None)
    where = (place.blocks, place.before) if place else ((), False)
    meant = [r for r in references if r.role == "meant" and r.blocks]
    absent = next((r for r in references if r.role == "meant" and not r.blocks), None)
    if absent is not None and not meant:
        return Pick((), "missing", absent.why, True, "", *where)
    if meant:
        blocks = tuple(sorted({number for r in meant for number in r.blocks}))
        quote = meant[0].quote if len(meant) == 1 else ""
        return Pick(blocks, "named", " and ".join(dict.fromkeys(r.why for r in meant)), True, quote, *where)
    if selected:
        return Pick(selected, "selection", "the passage you selected", True, "", *where)
    ruled_out = {number for r in references for number in r.blocks}
    described = _DESCRIBED.search(said)
    ranked = rank_by_overlap(described["what"], snapshot) if described else []
    ranked = [pair for pair in ranked or rank_by_overlap(said, snapshot) if pair[0] not in ruled_out]
    if not ranked:
        return Pick((), "nothing", "no passage was named", False, "", *where)
    best, score = ranked[0]
    clear = score >= 1.0 and (len(ranked) == 1 or score >= 1.3 * ranked[1][1])
    block = snapshot.blocks[best - 1]
    why = f"the part that speaks of it ({_opening(block)})"
    return Pick((best,), "content", why, clear, "", *where, tuple(number for number, _ in ranked[:4]))


def find_references(said: str, snapshot: Snapshot) -> list[Reference]:
    """Every place the message names, in the order of the message; where two overlap the longer one counts."""
    found = [
        *_by_name(said, snapshot),
        *_by_quote(said, snapshot),
        *_by_order(said, snapshot),
        *_by_count(said, snapshot),
        *_by_part(said, snapshot),
        *(_by_code(said, snapshot) if snapshot.kind == "code" else ()),
    ]
    kept: list[Reference] = []
    for reference in sorted(found, key=lambda r: r.start - r.end):
        if (reference.blocks or reference.values) and all(reference.end <= k.start or reference.start >= k.end for k in kept):
            kept.append(reference)
    kept = _counted_inside(sorted(kept, key=lambda r: r.start), said, snapshot)
    playing = [_with_role(reference, said, snapshot) for reference in kept]
    if beside := _ONE_BESIDE_IT.search(said):
        anchors = [r for r in playing if r.end <= beside.start()]
        anchor = next((k for k in reversed(kept) if k.end <= beside.start()), None)
        if anchors and anchor:
            number = _neighbour(snapshot, anchor.blocks, beside["side"].lower() in ("before", "above"))
            playing.append(Reference(beside.start(), beside.end(), number, "the one beside it"))
    return playing


def _counted_inside(kept: list[Reference], said: str, snapshot: Snapshot) -> list[Reference]:
    """References where "item 2 of the risks" and "third paragraph after the greeting" are one."""
    for first, second in itertools.pairwise(kept):
        between = said[first.end : second.start]
        within, beyond = _OF.fullmatch(between), _AFTER.fullmatch(between)
        if not first.values or not second.blocks or not (within or beyond):
            continue
        if within:
            inside = [b for b in snapshot.blocks if b.number in second.blocks or b.parent in second.blocks]
        else:
            inside = list(snapshot.blocks[max(second.blocks) :])
        unit = "paragraph" if first.unit == "line" and beyond else first.unit
        whole = _scoped(first, second, unit, inside)
        if whole is not None:
            return [r for r in kept if r not in (first, second)] + [whole]
    return kept


def _scoped(first: Reference, second: Reference, unit: str, inside: list[Block]) -> Reference | None:
    """The things of `unit` among `inside` with the numbers of `first`."""
    why = f"{first.why} of {second.why}"
    if unit == "sentence":
        sentences = [(b.number, s.strip()) for b in inside if b.kind == "paragraph" for s in split_sentences(b.text)]
        things = [number for number, _ in sentences]
    else:
        sentences, things = [], [b.number for b in inside if b.kind == unit]
    if not things:
        return None
    places = [v - 1 if v > 0 else v for v in first.values if v and -len(things) <= v <= len(things)]
    quote = sentences[places[0]][1] if sentences and len(places) == 1 else ""
    chosen = tuple(dict.fromkeys(things[place] for place in places))
    return Reference(first.start, second.end, chosen, why, quote=quote, unit=unit, values=first.values)


def _with_role(reference: Reference, said: str, snapshot: Snapshot) -> Reference:
    """The reference with the part it plays; "the paragraph before the table" becomes that paragraph."""
    if not reference.blocks:
        return reference
    ahead = said[: reference.start]
    span = reference.start, reference.end
    if beside := _NEIGHBOUR.search(ahead):
        before = beside["side"].lower() in ("before", "above")
        number = _neighbour(snapshot, reference.blocks, before)
        if " section " in beside.group(0):
            number = _section_beside(snapshot, reference.blocks, before) or number
        role: Role = "spared" if _SPARED.search(_piece_around(said, *span)) else "meant"
        return Reference(*span, number, f"the paragraph {beside['side'].lower()} {reference.why}", role)
    if _HEADING_BESIDE.search(ahead):
        above = [h.number for h in _headings(snapshot) if h.number < min(reference.blocks)]
        return Reference(*span, tuple(above[-1:]), f"the heading above {reference.why}")
    if _COMPARED.search(ahead):
        return Reference(*span, reference.blocks, reference.why, "compared")
    if place := _PLACE.search(ahead):
        before = place["side"].lower() in ("before", "above", "vor", "antes de", "avant", "trước")
        return Reference(*span, reference.blocks, reference.why, "place", before)
    if _SPARED.search(_piece_around(said, *span)):
        return Reference(*span, reference.blocks, reference.why, "spared")
    return reference


def _piece_around(said: str, start: int, end: int) -> str:
    cuts = [0, *(m.start() for m in _PIECE.finditer(said)), len(said)]
    return said[max(c for c in cuts if c <= start) : min(c for c in cuts if c >= end)]


def _neighbour(snapshot: Snapshot, blocks: tuple[int, ...], before: bool) -> tuple[int, ...]:
    inside = set(blocks)
    numbers = [b.number for b in snapshot.blocks if b.kind == "paragraph" and b.number not in inside]
    near = [n for n in numbers if n < min(inside)] if before else [n for n in numbers if n > max(inside)]
    return ((near[-1] if before else near[0]),) if near else ()


def _section_beside(snapshot: Snapshot, blocks: tuple[int, ...], before: bool) -> tuple[int, ...]:
    near = [s for s in _sections(snapshot) if s and (max(s) < min(blocks) if before else min(s) > max(blocks))]
    return (near[-1] if before else near[0]) if near else ()


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


def _headings(snapshot: Snapshot) -> list[Block]:
    return [block for block in snapshot.blocks if block.kind == "heading"]


def _sections(snapshot: Snapshot) -> list[tuple[int, ...]]:
    headings = _headings(snapshot)
    inner = [h for h in headings if heading_level(h) > 1]
    chosen = inner if inner and len(headings) - len(inner) <= 1 else headings
    if not chosen:
        return [(b.number,) for b in snapshot.blocks if b.kind == "paragraph"]
    top = min(heading_level(h) for h in chosen)
    return [section_body(snapshot, h) for h in chosen if heading_level(h) == top]


def _of_unit(snapshot: Snapshot, unit: Unit) -> list[tuple[int, ...]]:
    """What can be counted of a unit: a tuple of block numbers each."""
    if unit == "section":
        return _sections(snapshot)
    if unit == "title":
        return [(h.number,) for h in _headings(snapshot)[:1]]
    if unit == "heading":
        return [(h.number,) for h in _headings(snapshot)]
    if unit == "sentence":
        paragraphs: list[tuple[int, ...]] = [(b.number,) for b in snapshot.blocks if b.kind == "paragraph"]
        return paragraphs[:1]
    if unit == "line":
        return []
    if unit == "fence":
        return [(b.number,) for b in snapshot.blocks if b.kind == "fence"]
    return [(b.number,) for b in snapshot.blocks if b.kind == unit and (b.parent is None or unit == "item")]


def _by_order(said: str, snapshot: Snapshot) -> list[Reference]:
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
    for match in BARE_UNIT.finditer(said):
        if any(r.start < match.end() and match.start() < r.end for r in found):
            continue  # "the second list" was counted above
        unit = unit_of(match)
        things = _of_unit(snapshot, unit)
        if unit == "list" and (sort := re.search(r"number|bullet", match.group(0), re.IGNORECASE)):
            ordered = sort.group(0).lower() == "number"
            things = [t for t in things if snapshot.blocks[t[0] - 1].text.lstrip()[:1].isdigit() == ordered] or things
        if unit in ("list", "table", "quote", "fence", "title") and things:
            found.append(Reference(*match.span(), things[0], f"the {unit}"))
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


def _by_count(said: str, snapshot: Snapshot) -> list[Reference]:
    places = [NamedPlace(h.number, pieces_of(h.title), section_body(snapshot, h)) for h in _headings(snapshot)]
    found = counted_items(said, snapshot, [*places, *labels(snapshot)])
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


def _by_part(said: str, snapshot: Snapshot) -> list[Reference]:
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
        heading = next((h for h in _headings(snapshot) if titles and titles.match(h.title.strip())), None)
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


def _by_name(said: str, snapshot: Snapshot) -> list[Reference]:
    found: list[Reference] = []
    headings = _headings(snapshot)
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
    for label in labels(snapshot):
        found.extend(
            Reference(*match.span(), label.body, f"the list “{label.names[0]}”")
            for match in _named_in(said, label.names[0])
        )
    return found


_HEADING_WORD = re.compile(
    r"\b(?:heading|headline|header|title|überschrift|título|titre)(?: (?:of|for|over|above|von|de|du))?(?: the)?\s*$",
    re.IGNORECASE,
)
_PROSE_OF = re.compile(r"\s*(?:text|prose|paragraph|wording)\b", re.IGNORECASE)


def _named_in(said: str, name: str) -> list[re.Match[str]]:
    return list(re.finditer(rf"(?<!\w)[\"“„«]?{re.escape(name)}[\"”“»]?(?!\w)", said, re.IGNORECASE))


def _by_quote(said: str, snapshot: Snapshot) -> list[Reference]:
    found: list[Reference] = []
    for match in _QUOTED.finditer(said):
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


def _by_code(said: str, snapshot: Snapshot) -> list[Reference]:
    found: list[Reference] = []
    for block in snapshot.blocks:
        name = block.title.strip()
        if block.kind == "definition" and name and block.parent is None:
            for match in re.finditer(rf"(?<!\w){re.escape(name)}(?:\(\))?(?!\w)", said):
                found.append(Reference(*match.span(), (block.number,), f"`{name}`"))
        if block.number == 1 and block.text.startswith(('"""', "/*", "#", "//")):
            about = re.finditer(r"\b(?:module )?docstring\b|\bheader comment\b", said)
            found.extend(Reference(*m.span(), (1,), "the docstring") for m in about)
        if block.kind == "imports":
            found.extend(
                Reference(*m.span(), (block.number,), "the imports") for m in re.finditer(r"\bimports?\b", said)
            )
    return found


def _opening(block: Block) -> str:
    words = " ".join(block.text.split()[:5])
    return f"“{words}…”"
