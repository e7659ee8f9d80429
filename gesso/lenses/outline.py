"""The sections of a document: how they nest, how long they are, which look unfinished; moved, raised and lowered."""

import re
from dataclasses import dataclass

from pydantic import Field

from gesso.base.errors import BadInput
from gesso.canvas.outline import heading_marker
from gesso.canvas.reading import words_in
from gesso.lenses.lens import Command, Edit, Lens, OfDatum, Piece, Proposal, Reading, Seen, Whole, datum_id, datum_of
from gesso.lenses.value import Act, Datum, Tone, View

_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"[*_~`]+")
LONG_WORDS = 1_500


@dataclass(frozen=True, slots=True)
class Found:
    """`level` is that of a heading, 0 for any other block."""

    level: int
    title: str
    words: int


@dataclass(frozen=True, slots=True)
class Section:
    """Code points `start` to `end` of the text, the sections inside included; `words` are its own and theirs."""

    head: Seen[Found]
    start: int
    end: int
    words: int


def look(piece: Piece) -> Found:
    if piece.kind != "heading":
        return Found(0, "", words_in(piece.text))
    marks = heading_marker(piece.text)
    level = marks.count("#") if marks else (1 if piece.text.rstrip()[-1:] == "=" else 2)
    if not marks and piece.text.lstrip().startswith("#"):
        level = len(piece.text) - len(piece.text.lstrip("#"))
    title = _MARKS.sub("", _LINK.sub(r"\1", piece.title)).strip()
    return Found(min(max(level, 1), 6), title, 0)


def sections_of(whole: Whole[Found]) -> list[Section]:
    """Every heading with its section: up to the next heading of its level or above."""
    made: list[Section] = []
    open_: list[tuple[Seen[Found], int]] = []  # headings whose section goes on, and the words before them
    counted = 0

    def close(level: int, end: int) -> None:
        while open_ and open_[-1][0].found.level >= level:
            head, before = open_.pop()
            made.append(Section(head, head.start, end, counted - before))

    for seen in whole.seen:
        if seen.found.level:
            close(seen.found.level, seen.start)
            open_.append((seen, counted))
        counted += seen.found.words
    close(0, len(whole.text))
    return sorted(made, key=lambda each: each.start)


def gather(whole: Whole[Found]) -> View:
    sections = sections_of(whole)
    least = min((each.head.found.level for each in sections), default=1)
    data, before = [], 0
    names: dict[str, int] = {}
    for section in sections:
        found = section.head.found
        names[found.title.casefold()] = names.get(found.title.casefold(), 0) + 1
        odd = _odd(section, before, names)
        acts = [Act(command="raise", label="Raise a level")] if found.level > least else []
        acts += [Act(command="lower", label="Lower a level")] if found.level < 6 else []
        tone: Tone = "warn" if odd else "plain"
        counted = f"{section.words:,} word{'s' * (section.words != 1)}"
        data.append(
            Datum(
                id=datum_id("section", found.title, str(found.level)), label=found.title or "Untitled",
                detail=f"{counted}, {odd}" if odd else counted, tone=tone,
                anchors=(section.head.anchor(),), acts=tuple(acts), level=found.level - least,
            )
        )  # fmt: skip
        before = found.level
    odd_ones = sum(each.tone == "warn" for each in data)
    summary = f"{len(data)} section{'s' * (len(data) != 1)}" if data else "No headings yet: begin a line with #."
    return View(shape="tree", summary=summary + (f", {odd_ones} to look at" if odd_ones else ""), data=tuple(data))


def _odd(section: Section, before: int, names: dict[str, int]) -> str:
    """What a reader would stumble over, or ""."""
    if section.head.found.level > before + 1 and before:
        return "skips a level"
    if section.words == 0:
        return "nothing under it yet"
    if names[section.head.found.title.casefold()] > 1:
        return "same title as another"
    if section.words > LONG_WORDS and section.head.found.level > 1:
        return "long"
    return ""


class Move(OfDatum):
    before: str = Field("", description="id of the section it goes before; empty: to the end of the text")


def _section(reading: Reading[Found], id: str) -> Section:
    start = datum_of(reading.view, id).anchors[0].start
    return next(each for each in sections_of(reading.whole) if each.start == start)


def move(reading: Reading[Found], args: Move) -> Proposal:
    """The section's words, taken out and put in elsewhere."""
    section = _section(reading, args.datum)
    text = reading.whole.text
    target = _section(reading, args.before).start if args.before else len(text.rstrip())
    if section.start <= target <= section.end or (target == len(text.rstrip()) and section.end >= target):
        raise BadInput("A section cannot be moved into itself or to where it is.")
    words = text[section.start : section.end].rstrip()
    why = f"Outline: move “{section.head.found.title}”"
    start = section.start if section.end < len(text) else len(text[: section.start].rstrip())
    taken = Edit(start, section.end if section.end < len(text) else len(text.rstrip()), "", why)
    put = Edit(target, target, f"{words}\n\n" if args.before else f"\n\n{words}", why)
    return Proposal(f"Offered to move “{section.head.found.title}”.", (taken, put))


def _shift(reading: Reading[Found], args: OfDatum, by: int) -> Proposal:
    """The heading and those inside its section, one level up or down."""
    section = _section(reading, args.datum)
    edits = []
    for seen in reading.whole.seen:
        if not seen.found.level or not section.start <= seen.start < section.end:
            continue
        level = seen.found.level + by
        if not 1 <= level <= 6:
            raise BadInput("A heading has six levels; a section inside would leave them.")
        marks = heading_marker(seen.text)
        after = "#" * level + " " + (seen.text[len(marks) :] if marks else seen.found.title)
        end = seen.end if not marks else seen.start + len(marks)
        edits.append(Edit(seen.start, end, after if not marks else "#" * level + " ", "Outline: change the level"))
    return Proposal(f"Offered another level for {len(edits)} heading{'s' * (len(edits) != 1)}.", tuple(edits))


OUTLINE: Lens[Found] = Lens(
    name="outline",
    title="Outline",
    about="Sections with their lengths, and which are empty, long or skip a level.",
    kinds=frozenset({"document"}),
    shape="tree",
    look=look,
    gather=gather,
    commands=(
        Command("move", "Move the section", Move, move),
        Command("raise", "Raise a level", OfDatum, lambda reading, args: _shift(reading, args, -1)),
        Command("lower", "Lower a level", OfDatum, lambda reading, args: _shift(reading, args, 1)),
    ),
)
