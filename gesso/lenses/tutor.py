"""Questions about a text, made by rules from its own sentences: a date, a number, a name or a defined word is left out.

When each is asked again is decided in the page, by SM-2 (Woźniak 1990). Every answer stands in the text word for word.
"""

import re
from dataclasses import dataclass

from pydantic import Field

from gesso.base.errors import BadInput
from gesso.base.late import late
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
    Whole,
    datum_id,
    datum_of,
)
from gesso.lenses.prose import sentences_in, unmarked
from gesso.lenses.value import Act, Datum, View

MOST = 200  # questions of a text
MOST_OF_BLOCK = 2
GAP = "_____"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = late(
    rf"\b\d{{1,2}} (?:{_MONTHS})(?: \d{{4}})?\b|\b(?:{_MONTHS}) \d{{1,2}}(?:, \d{{4}})?\b|\b1\d{{3}}\b|\b20\d\d\b"
)
_AMOUNT = late(r"\b\d[\d.,]*(?:\s?(?:%|percent|million|billion|km|m|kg|years?|days?|hours?|degrees?))?(?<![.,])(?!\w)")
_DEFINED = late(
    r"^(?:The |An? )?([A-Za-zÀ-ÿ][\w’'-]*(?: [\w’'-]+){0,3}?) (?:is|are|was|were|means|refers to) (?:an? |the |called )"
)
_NAMED = late(r"(?<=[a-zà-ÿ,;] )[A-ZÀ-Þ][\w’'-]+(?: (?:of |the )?[A-ZÀ-Þ][\w’'-]+)*")
_LEANING = late(
    r"^(?:this|that|these|those|it|he|she|they|we|i|you|there|here|his|her|their|its|but|so|then|and)\b", re.I
)
FEWEST, LONGEST = 6, 40  # words of a sentence that is asked about


@dataclass(frozen=True, slots=True)
class Card:
    """Code points of a block: the sentence, and the answer in it. `kind` says what is asked for."""

    start: int
    end: int
    gap: tuple[int, int]
    kind: str


@dataclass(frozen=True, slots=True)
class Found:
    cards: tuple[Card, ...]
    heading: str = ""


def look(piece: Piece) -> Found:
    if piece.kind == "heading":
        return Found((), piece.title.strip() or piece.text.strip("# \n"))
    if piece.kind not in ("paragraph", "item", "quote"):
        return Found(())
    text = unmarked(piece.text)
    cards = []
    for sentence in sentences_in(text):
        words = text[sentence.start : sentence.end]
        if not FEWEST <= sentence.words <= LONGEST or _LEANING.match(words) or words.endswith("?") or "“" in words:
            continue
        for kind, pattern in (("term", _DEFINED), ("date", _DATE), ("amount", _AMOUNT), ("name", _NAMED)):
            found = pattern.search(words)
            if found is not None:
                group = 1 if kind == "term" else 0
                place = sentence.start + found.start(group), sentence.start + found.end(group)
                cards.append(Card(sentence.start, sentence.end, place, kind))
                break
    return Found(tuple(cards[:MOST_OF_BLOCK]))


def gather(whole: Whole[Found]) -> View:
    data: list[Datum] = []
    group = ""
    for seen in whole.seen:
        group = seen.found.heading or group
        for card in seen.found.cards:
            answer = seen.text[card.gap[0] : card.gap[1]]
            asked = seen.text[card.start : card.gap[0]] + GAP + seen.text[card.gap[1] : card.end]
            data.append(
                Datum(
                    id=datum_id("card", seen.text[card.start : card.end]), label=" ".join(asked.split()), detail=answer,
                    group=group, anchors=(seen.anchor(card.start, card.end),),
                    acts=(Act(command="ask_explain", label="Ask for an explanation"),),
                )
            )  # fmt: skip
    summary = f"{min(len(data), MOST)} questions from this text" if data else "No sentence here makes a question."
    return View(shape="list", summary=summary, data=tuple(data[:MOST]), more=max(0, len(data) - MOST))


class Insert(Args):
    count: int = Field(10, ge=1, le=MOST)


def insert(reading: Reading[Found], args: Insert) -> Proposal:
    """Questions and their answers under the text."""
    data = reading.view.data[: args.count]
    if not data:
        raise BadInput("No sentence here makes a question.")
    questions = "\n".join(f"{at}. {each.label}" for at, each in enumerate(data, 1))
    answers = "\n".join(f"{at}. {each.detail}" for at, each in enumerate(data, 1))
    end = len(reading.whole.text.rstrip())
    text = f"\n\n## Questions\n\n{questions}\n\n## Answers\n\n{answers}"
    return Proposal(f"Offered {len(data)} questions under the text.", (Edit(end, end, text, "Tutor: questions"),))


def ask_explain(reading: Reading[Found], args: OfDatum) -> Proposal:
    anchor = datum_of(reading.view, args.datum).anchors[0]
    wish = "Explain this passage to somebody who got it wrong: in two plain sentences, with one example, after it."
    return Proposal("This takes a model: it is asked about that sentence.", asks=(Ask(anchor.start, anchor.end, wish),))


TUTOR: Lens[Found] = Lens(
    name="tutor",
    title="Tutor",
    about="Questions from this text, asked again when they are about to be forgotten.",
    kinds=frozenset({"document"}),
    shape="list",
    look=look,
    gather=gather,
    commands=(
        Command("insert", "Put questions under the text", Insert, insert),
        Command("ask_explain", "Ask for an explanation", OfDatum, ask_explain),
    ),
)
