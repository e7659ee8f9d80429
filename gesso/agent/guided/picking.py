"""Which blocks of the open canvas does the message mean? Rules; see `behaviors/pick_passage/spec.md`.

Three readings in order: places named outright (numbers, headings, kinds, quoted words, names in code), the selection,
and at last the words a message shares with a block. A place can also be named for comparison, for its position, or to
be left alone; such blocks are not meant. Pure; what stays open is told by `sure`.
"""

import itertools
import re
from dataclasses import dataclass, field
from typing import Literal

from gesso.agent.guided.ask import respell
from gesso.agent.guided.finding import (
    QUOTED,
    Reference,
    Role,
    by_code,
    by_count,
    by_name,
    by_order,
    by_part,
    by_quote,
    headings_of,
    sections,
)
from gesso.agent.guided.overlap import rank_by_overlap
from gesso.agent.guided.sentences import split_sentences, words_of
from gesso.base.late import late
from gesso.canvas.snapshot import Block, Snapshot

_COMPARED = late(
    r"(?:\bas [\w-]+ as|\blike|\bthan|\bin the (?:style|tone|manner) of|\bsimilar to|\bthe same as|\bto match|"
    r"\bwie|\bcomo|\bcomme)(?: in)?(?: the| my| der| die| das| im| el| la| le)?\s*$",
    re.IGNORECASE,
)
_PLACE = late(
    r"\b(?P<side>before|after|above|below|following|behind|nach|vor|hinter|unter|después de|detrás de|antes de|après|"
    r"avant|sau|trước)"
    r"(?: the| my| dem| der| den| die| das| la| el| le| l')?\s*$",
    re.IGNORECASE,
)
_SPARED = late(
    r"\bleave\b|\b(?:don'?t|do not) (?:touch|change)\b|\bkeep\b(?! (?:writing|going|it))|\bapart from\b|"
    r"\bis (?:fine|good|great|ok|"
    r"okay|perfect)\b|\bi (?:love|like)\b|\blove the\b|\bexcept\b",
    re.IGNORECASE,
)
# "All is fine except the table": then the table is what is not fine.
_ONLY_THAT = late(
    r"\b(?:fine|good|great|ok|okay|perfect|like|love)\b[^.;!?]*\b(?:except|but|apart from|other than|only)\b[^.;!?]*$"
    r"|^\W*(?:apart from|except(?: for)?|other than)\b[^.;!?]*$",
    re.IGNORECASE,
)
_NEIGHBOUR = late(
    r"\b(?:the|this) (?:paragraph|text|sentence|section|one|part|bit) (?:right |just |directly |"
    r"immediately )?(?P<side>before|after|above|below|under|beneath|following) (?:the )?$",
    re.IGNORECASE,
)
_TWO_FIRST = late(r"\b(two|three|four) (first|last)\b", re.IGNORECASE)
_HEADING_BESIDE = late(
    r"\b(?:the|this) (?:sub)?(?:heading|headline) (?:right )?(?:before|above|over) (?:the )?$", re.IGNORECASE
)
_OF = late(
    r"\s*(?:at the (?:very )?(?:end|beginning|start|top|bottom) )?(?:of|in|from|under) (?:the )?$", re.IGNORECASE
)
_ONE_BESIDE_IT = late(
    r"\bthe (?:one|text|paragraph|part|bit|section|passage) (?:right |just |directly )?"
    r"(?P<side>before|after|above|below) it\b",
    re.IGNORECASE,
)
_AFTER = late(r"\s*(?:after|below|following|nach|después de|après) (?:the |dem |der )?$", re.IGNORECASE)
_BEFORE = late(r"\s*(?:before|above|vor|antes de|avant) (?:the |dem |der )?$", re.IGNORECASE)
_DESCRIBED = late(
    r"\b(?:part|bit|paragraph|piece|note|scene|section|sentence|passage|line|row|item|bullet|"
    r"point(?! of view)|story|thing|text|"
    r"absatz|abschnitt|satz|teil|párrafo|parte|paragraphe|passage|phrase)s? (?:about|on|for|with|where|which|that|"
    r"of|over|"
    r"concerning|regarding|über|mit|zu|wo|sobre|con|sur|avec|où)\b (?P<what>[^,;:.!?]+)"
    r"|\b(?:the|that|this|der|die|das|den|el|la|le|les) (?P<what2>(?:[\w-]+ ){1,3}?)(?:part|bit|paragraph|"
    r"piece|note|scene|"
    r"sentence|passage|line|row|item|bullet|point(?! of view)|thing|problem|story|absatz|satz|teil)\b",
    re.IGNORECASE,
)
_SAYS = late(
    r"\s(?:is|are|was|were|isn't|needs?|should|must|could|can|sounds?|seems?|feels?|reads?|deserves?|has|have|makes?|"
    r"ist|sind|klingt|fehlt|es|est|down|up|shorter|longer|simpler|more|less|a bit|please|and|by)\b.*$",
    re.IGNORECASE,
)
_PIECE = late(r"[,;.!?]\s|\s\d\)\s|\bbut\b|\baber\b|\bpero\b|\bmais\b", re.IGNORECASE)


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
        if item := _item_replaced(said, snapshot, blocks):
            return Pick((item,), "named", "the item you named", True, "", *where)
        quote = meant[0].quote if len(meant) == 1 else ""
        return Pick(blocks, "named", " and ".join(dict.fromkeys(r.why for r in meant)), True, quote, *where)
    if selected:
        return Pick(selected, "selection", "the passage you selected", True, "", *where)
    ruled_out = {number for r in references for number in r.blocks}
    ranked = [pair for pair in _ranked(said, snapshot) if pair[0] not in ruled_out]
    if not ranked:
        return Pick((), "nothing", "no passage was named", False, "", *where)
    best, score = ranked[0]
    clear = score >= 1.0 and (len(ranked) == 1 or score >= 1.3 * ranked[1][1])
    block = snapshot.blocks[best - 1]
    why = f"the part that speaks of it ({_opening(block)})"
    return Pick((best,), "content", why, clear, "", *where, tuple(number for number, _ in ranked[:4]))


def described_in(said: str) -> str:
    """What the message says a passage is about: "Venice" in "the part about Venice is dull"; empty when nothing."""
    match = _DESCRIBED.search(said)
    return _SAYS.sub("", match["what"] or match["what2"]).strip() if match else ""


_INSTEAD = late(
    r"\b(?:statt|anstatt|aus|instead of|rather than|en vez de|au lieu de|thay vì)\s+(?P<old>[\w%-]+)", re.IGNORECASE
)


def _item_replaced(said: str, snapshot: Snapshot, blocks: tuple[int, ...]) -> int:
    """The item of the list in `blocks` that "apples instead of pears" means; 0 for none."""
    match = _INSTEAD.search(said)
    if match is None or len(blocks) != 1 or snapshot.blocks[blocks[0] - 1].kind != "list":
        return 0
    old = match["old"].casefold()
    items = [b.number for b in snapshot.blocks if b.parent == blocks[0] and old in words_of(b.text)]
    return items[0] if len(items) == 1 else 0


_DIGITS = {
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "ten": "10",
}


def _with_old_value(ranked: list[tuple[int, float]], said: str, snapshot: Snapshot) -> list[tuple[int, float]]:
    """ "Three carrots rather than two" means the block that says two of them."""
    match = _INSTEAD.search(said)
    old = match["old"].casefold() if match else ""
    if not (old.isdigit() or old in _DIGITS):
        return ranked
    forms = {old, _DIGITS.get(old, old)}
    weighed = [(n, s * (3.0 if forms & set(words_of(snapshot.blocks[n - 1].text)) else 1.0)) for n, s in ranked]
    return sorted(weighed, key=lambda pair: -pair[1])


_KIND_SAID = late(
    r"\b(?:the|that|this) (?:[\w-]+ ){0,3}?(?:(?P<paragraph>paragraph|sentence)|(?P<table>row)|(?P<item>item|"
    r"bullet)s?)\b",
    re.IGNORECASE,
)


def _with_figures(ranked: list[tuple[int, float]], said: str, snapshot: Snapshot) -> list[tuple[int, float]]:
    """A message that states a number means a block that holds one: "the castle costs 17 now" is about the price."""
    if not re.search(r"(?<!\w)\d", said):
        return ranked
    weighed = [(n, s * (1.5 if re.search(r"\d", snapshot.blocks[n - 1].text) else 1.0)) for n, s in ranked]
    return sorted(weighed, key=lambda pair: -pair[1])


def _ranked(said: str, snapshot: Snapshot) -> list[tuple[int, float]]:
    """Blocks by shared words; where the message says what the passage is about, those words count three times."""
    everything = _with_old_value(_with_figures(rank_by_overlap(said, snapshot), said, snapshot), said, snapshot)
    described = described_in(said)
    about = rank_by_overlap(described, snapshot) if described else []
    if not about:
        return everything
    rest = dict(everything)
    ranked = [(number, 2 * score + rest.get(number, 0.0)) for number, score in about]
    if kind := _KIND_SAID.search(said):
        of_kind = [p for p in ranked if kind.groupdict().get(snapshot.blocks[p[0] - 1].kind)]
        if "bullet" in kind.group(0).casefold():
            of_kind = [p for p in of_kind if not snapshot.blocks[p[0] - 1].text.lstrip()[:1].isdigit()]
        ranked = of_kind or ranked
    return sorted(ranked, key=lambda pair: -pair[1])


def find_references(said: str, snapshot: Snapshot) -> list[Reference]:
    """Every place the message names, in the order of the message; where two overlap the longer one counts."""
    found = [
        *by_name(_without_new_words(said, snapshot), snapshot),
        *by_quote(said, snapshot),
        *by_order(said, snapshot),
        *by_count(said, snapshot),
        *by_part(said, snapshot),
        *(by_code(said, snapshot) if snapshot.kind == "code" else ()),
    ]
    kept: list[Reference] = []
    for reference in sorted(found, key=lambda r: r.start - r.end):
        if (reference.blocks or reference.values) and all(
            reference.end <= k.start or reference.start >= k.end for k in kept
        ):
            kept.append(reference)
    kept = _counted_inside(sorted(kept, key=lambda r: r.start), said, snapshot)
    playing = _without_helpers([_with_role(reference, said, snapshot) for reference in kept], said, snapshot)
    if beside := _ONE_BESIDE_IT.search(said):
        anchors = [r for r in playing if r.end <= beside.start()]
        anchor = next((k for k in reversed(kept) if k.end <= beside.start()), None)
        if anchors and anchor:
            number = _neighbour(snapshot, anchor.blocks, beside["side"].lower() in ("before", "above"))
            playing.append(Reference(beside.start(), beside.end(), number, "the one beside it"))
    return playing


_NEW_NAME = late(r"\b(?:to|into|with|by|zu|in|por|par)\s+$", re.IGNORECASE)
_HELPS = late(r"\b(?:call|calls|calling|use|uses|using)\s+(?:the )?$", re.IGNORECASE)


def _without_helpers(playing: list[Reference], said: str, snapshot: Snapshot) -> list[Reference]:
    """Without what only comes in: the words something becomes ("… to “Merchants”"), the function another calls."""
    meant = [r for r in playing if r.role == "meant"]
    if len(meant) < 2:
        return playing
    helps = [
        r
        for r in meant[1:]
        if (r.quote and _NEW_NAME.search(said[: r.start]))
        or (snapshot.kind == "code" and _HELPS.search(said[: r.start]))
    ]
    return [r for r in playing if r not in helps]


def _without_new_words(said: str, snapshot: Snapshot) -> str:
    """The message with quoted words that are not in the text blanked: they are what is to be put in."""

    def blank(match: re.Match[str]) -> str:
        words = next(group for group in match.groups() if group).strip()
        return match.group(0) if words.casefold() in snapshot.text.casefold() else " " * len(match.group(0))

    return QUOTED.sub(blank, said)


def _counted_inside(kept: list[Reference], said: str, snapshot: Snapshot) -> list[Reference]:
    """References where "item 2 of the risks" and "third paragraph after the greeting" are one."""
    for first, second in itertools.pairwise(kept):
        between = said[first.end : second.start]
        within, beyond = _OF.fullmatch(between), _AFTER.fullmatch(between)
        ahead = _BEFORE.fullmatch(between)
        if not first.values or not second.blocks or not (within or beyond or ahead):
            continue
        if within:
            inside = [b for b in snapshot.blocks if b.number in second.blocks or b.parent in second.blocks]
        elif beyond:
            inside = list(snapshot.blocks[max(second.blocks) :])
        else:
            inside = list(snapshot.blocks[: min(second.blocks) - 1])
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
    beside = _NEIGHBOUR.search(ahead)
    if beside and not (beside["side"].lower() in ("under", "beneath") and reference.why.startswith("the section")):
        before = beside["side"].lower() in ("before", "above")
        number = _neighbour(snapshot, reference.blocks, before)
        if " section " in beside.group(0):
            number = _section_beside(snapshot, reference.blocks, before) or number
        role: Role = "spared" if _SPARED.search(_piece_around(said, *span)) else "meant"
        return Reference(*span, number, f"the paragraph {beside['side'].lower()} {reference.why}", role)
    if _HEADING_BESIDE.search(ahead):
        above = [h.number for h in headings_of(snapshot) if h.number < min(reference.blocks)]
        return Reference(*span, tuple(above[-1:]), f"the heading above {reference.why}")
    if _COMPARED.search(ahead):
        return Reference(*span, reference.blocks, reference.why, "compared")
    if place := _PLACE.search(ahead):
        before = place["side"].lower() in ("before", "above", "vor", "antes de", "avant", "trước")
        return Reference(*span, reference.blocks, reference.why, "place", before)
    if _SPARED.search(_piece_around(said, *span)) and not _ONLY_THAT.search(ahead):
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
    near = [s for s in sections(snapshot) if s and (max(s) < min(blocks) if before else min(s) > max(blocks))]
    return (near[-1] if before else near[0]) if near else ()


def _opening(block: Block) -> str:
    words = " ".join(block.text.split()[:5])
    return f"“{words}…”"
