"""The Options lens: variants of a text placed on two measured dimensions, how long and how demanding each is.

Variants are the sections whose headings say so (“Option A”, “Variant 2”, “Draft B”), or else the items of a list
under a heading that does (“Titles: options”).
"""

import re
from dataclasses import dataclass

from pydantic import Field

from gesso.base.errors import BadInput
from gesso.canvas.reading import grade_of, words_in
from gesso.lenses.lens import (
    Args,
    Ask,
    Command,
    Edit,
    Lens,
    OfDatum,
    Piece,
    Proposal,
    Reading,
    Seen,
    Whole,
    datum_id,
    datum_of,
)  # fmt: skip
from gesso.lenses.value import Act, Axis, Datum, View

_NAMED = re.compile(r"\b(?:option|variant|version|alternative|draft|take|choice|idea)s?\b", re.I)
_ONE = re.compile(
    r"\b(?i:option|variant|version|alternative|draft|take|choice|idea)"
    r"(?:\s+(?:[A-Z]|\d{1,2}|[IVX]{1,4}|(?i:one|two|three|four|five))\b|\s*[:—–])"
)
PLAIN, DEMANDING = 4.0, 16.0  # school years at the ends of the scale


@dataclass(frozen=True, slots=True)
class Found:
    """`level` of a heading (0: none); `one`: it names a variant; `many`: it announces several."""

    level: int = 0
    one: bool = False
    many: bool = False
    item: bool = False


@dataclass(frozen=True, slots=True)
class Variant:
    """Code points `start` to `end` of the text, the heading included; `head` is what names it."""

    head: Seen[Found]
    title: str
    start: int
    end: int
    words: int
    grade: float | None


def look(piece: Piece) -> Found:
    if piece.kind == "heading":
        level = len(piece.text) - len(piece.text.lstrip("#")) or 1
        one = _ONE.search(piece.title) is not None
        return Found(level, one, not one and _NAMED.search(piece.title) is not None)
    return Found(item=piece.kind == "item")


def variants_of(whole: Whole[Found]) -> list[Variant]:
    """The variants in order; none where fewer than two are named."""
    heads = [n for n, each in enumerate(whole.seen) if each.found.one]
    found = []
    for at in heads:
        head = whole.seen[at]
        after = next(
            (n for n in range(at + 1, len(whole.seen)) if 0 < whole.seen[n].found.level <= head.found.level), None
        )
        end = whole.seen[after].start if after is not None else len(whole.text)
        body = whole.text[head.end : end]
        found.append(Variant(head, head.piece.title, head.start, end, words_in(body), grade_of(body)))
    if len(found) >= 2:
        return found
    return _listed(whole)


def _listed(whole: Whole[Found]) -> list[Variant]:
    found: list[Variant] = []
    inside = False
    for each in whole.seen:
        if each.found.level:
            inside = each.found.many
        elif inside and each.found.item:
            title = " ".join(each.text.lstrip("-*+0123456789.) ").split())
            shown = title if len(title) <= 60 else title[:60].rsplit(" ", 1)[0] + " …"
            found.append(Variant(each, shown, each.start, each.end, words_in(each.text), grade_of(title)))
    return found if len(found) >= 2 else []


def gather(whole: Whole[Found]) -> View:
    variants = variants_of(whole)
    longest = max((each.words for each in variants), default=1) or 1
    data = []
    for each in variants:
        level = each.grade if each.grade is not None else PLAIN
        x = round(min(1.0, each.words / longest), 3)
        y = round(min(1.0, max(0.0, (level - PLAIN) / (DEMANDING - PLAIN))), 3)
        detail = f"{each.words} word{'s' * (each.words != 1)}"
        detail += f", school year {max(1, each.grade):.0f}" if each.grade is not None else ", too short for a level"
        anchor = each.head.anchor(0, min(len(each.head.text), 120))
        acts = (Act(command="keep", label="Keep this one"), Act(command="between", label="Write one near it"))
        data.append(
            Datum(id=datum_id("variant", each.title), label=each.title, detail=detail, group="Variants",
                  grade="estimated", by="words counted; level by the Flesch-Kincaid formula", anchors=(anchor,),
                  acts=acts, x=x, y=y)
        )  # fmt: skip
    axes = (
        Axis(title="Length", low="short", high=f"{longest} words", grade="exact"),
        Axis(title="Level", low="plain", high="demanding", grade="estimated"),
    )
    found = f"{len(variants)} variants, by length and by level"
    summary = found if variants else "No variants yet: give each a heading such as “Option A”."
    return View(shape="plane", summary=summary, data=tuple(data), axes=axes)


def _variant(reading: Reading[Found], id: str) -> Variant:
    start = datum_of(reading.view, id).anchors[0].start
    return next(each for each in variants_of(reading.whole) if each.start == start)


def keep(reading: Reading[Found], args: OfDatum) -> Proposal:
    """The other variants taken out."""
    kept = _variant(reading, args.datum)
    text = reading.whole.text
    edits = []
    for each in variants_of(reading.whole):
        if each.start != kept.start:
            end = each.end
            if each.head.found.item and text[end : end + 1] == "\n":
                end += 1
            edits.append(Edit(each.start, end, "", f"Options: keep “{kept.title}”"))
    return Proposal(f"Offered to take out the other {len(edits)}.", tuple(edits))


class Between(Args):
    datum: str
    words: int | None = Field(None, ge=1, le=5_000, description="about how many words; without: as many")
    level: float | None = Field(None, ge=1, le=20, description="school year it should be easy for; without: the same")


def between(reading: Reading[Found], args: Between) -> Proposal:
    """A model is asked for one more variant at a place of the plane."""
    near = _variant(reading, args.datum)
    if near.words == 0:
        raise BadInput("That variant has no words yet.")
    level = args.level if args.level is not None else near.grade
    wanted = f"about {args.words or near.words} words"
    wanted += f", easy for school year {max(1, level):.0f}" if level is not None else ""
    instruction = (
        f"Write one more variant after this one, with a heading of the same kind: {wanted}. Leave this one as it is."
    )
    return Proposal("Asked for one more variant.", (), (Ask(near.start, near.end, instruction),))


OPTIONS: Lens[Found] = Lens(
    name="options",
    title="Options",
    about="Variants of a text side by side, placed by how long and how demanding each is.",
    kinds=frozenset({"document"}),
    shape="plane",
    look=look,
    gather=gather,
    commands=(
        Command("keep", "Keep this one", OfDatum, keep),
        Command("between", "Write another", Between, between),
    ),
)
