"""How prose reads: sentences, reading grade, passive voice, adverbs, fillers and words that come back too soon.

Lengths, fillers and repetitions are counted; passive voice and adverbs are recognised by English rules and the grade
rests on syllables counted by rules, so those are estimates. Code, tables and front matter are no prose.
"""

import re
from dataclasses import dataclass

from gesso.canvas.reading import Counts, counts_of, flesch_kincaid, language_written
from gesso.lenses.lens import Piece, Seen, Whole, datum_id
from gesso.lenses.prose import Sentence, sentences_in, unmarked, words_of
from gesso.lenses.style_words import BE, FILLERS, NO_ADVERBS, NO_PARTICIPLES, PARTICIPLES, TOO_COMMON
from gesso.lenses.value import Act, Datum, Grade, Measure, View

MOST_SHOWN = 12  # passages for each measure
NEAR = 24  # words within which a word comes back too soon
LONG = 30  # words of a sentence
RULES = "rules for English"
_PROSE = ("paragraph", "item", "quote", "lines")
_PASSIVE = re.compile(
    rf"\b(?:{'|'.join(BE)})\s+(?:(?:not|never|also|often|always|just|being|been|\w+ly)\s+){{0,2}}(\w+)\b", re.IGNORECASE
)
_ADVERB = re.compile(r"\b[A-Za-z]{2,}ly\b")
_FILLER = re.compile(rf"\b(?:{'|'.join(sorted(FILLERS, key=len, reverse=True))})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mark:
    """Code points of a block; `key` is the measure that it counts for."""

    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    counts: Counts
    sentences: tuple[Sentence, ...]
    marks: tuple[Mark, ...]
    passive: int  # sentences with a passive verb


NOTHING = Found(Counts(0, 0, 0), (), (), 0)


def look(piece: Piece) -> Found:
    if piece.kind not in _PROSE:
        return NOTHING
    text = unmarked(piece.text)
    sentences = tuple(each for each in sentences_in(text) if each.words)
    passive = [m for m in _PASSIVE.finditer(text) if _is_participle(m.group(1))]
    marks = [Mark("passive", m.start(), m.end()) for m in passive]
    marks += [
        Mark("adverbs", m.start(), m.end()) for m in _ADVERB.finditer(text) if m.group().lower() not in NO_ADVERBS
    ]
    marks += [Mark("fillers", m.start(), m.end()) for m in _FILLER.finditer(text)]
    marks += _repeated(text)
    held = sum(any(s.start <= m.start() < s.end for m in passive) for s in sentences)
    return Found(counts_of(piece.text), sentences, tuple(marks), held)


def _is_participle(word: str) -> bool:
    low = word.lower()
    return low in PARTICIPLES or (len(low) > 4 and low.endswith("ed") and low not in NO_PARTICIPLES)


def _repeated(text: str) -> list[Mark]:
    last: dict[str, int] = {}
    found = []
    for place, (start, end, word) in enumerate(words_of(text)):
        low = word.lower()
        if len(low) < 5 or low in TOO_COMMON or word[0].isupper():
            continue
        if place - last.get(low, -NEAR - 1) <= NEAR:
            found.append(Mark("repeats", start, end))
        last[low] = place
    return found


@dataclass(frozen=True, slots=True)
class Kind:
    """A measure of words or sentences marked: how it is told and what is done about it."""

    key: str
    title: str
    unit: str
    high: float
    most: float
    about: str
    grade: Grade
    act: Act
    slider: str = ""


_KINDS = (
    Kind("passive", "Passive voice", "% of sentences", 10, 50, "“was done” where somebody did it", "estimated",
         Act(command="ask_active", label="Ask for the active voice")),
    Kind("adverbs", "Adverbs", "in 100 words", 2, 8, "words in -ly; a stronger verb often says it", "estimated",
         Act(command="drop", label="Drop it"), "trim_adverbs"),
    Kind("fillers", "Fillers", "in 100 words", 0.5, 4, "very, really, just, quite and the like", "exact",
         Act(command="drop", label="Drop it"), "trim_fillers"),
    Kind("repeats", "Repetition", "in 100 words", 2, 10, f"a word that comes back within {NEAR} words", "exact",
         Act(command="ask_other_word", label="Ask for another word")),
)  # fmt: skip


def gather(whole: Whole[Found]) -> View:
    sentences = [(seen, each) for seen in whole.seen for each in seen.found.sentences]
    words = sum(each.words for _, each in sentences)
    if not words:
        return View(shape="bands", summary="No prose to measure yet.")
    english = language_written(whole.text[:20_000]) in ("en", None)
    measures = [_lengths(len(sentences), words), *([_grade(counted(whole))] if english else [])]
    data = _longest(sentences)
    for kind in _KINDS:
        if kind.grade == "estimated" and not english:
            continue
        marks = [(seen, mark) for seen in whole.seen for mark in seen.found.marks if mark.key == kind.key]
        passive = sum(seen.found.passive for seen in whole.seen)
        value = 100 * passive / len(sentences) if kind.key == "passive" else 100 * len(marks) / words
        measures.append(
            Measure(
                key=kind.key, title=kind.title, value=round(value, 1), unit=kind.unit, low=0, high=kind.high, least=0,
                most=kind.most, about=kind.about, grade=kind.grade, by=RULES if kind.grade == "estimated" else "",
                act=Act(command=kind.slider, label="Offer to drop some") if kind.slider else None,
            )
        )  # fmt: skip
        data += [_marked(kind, seen, mark) for seen, mark in marks[:MOST_SHOWN]]
    out = [
        each.title.lower() for each in measures if each.value is not None and not each.low <= each.value <= each.high
    ]
    summary = f"{words:,} words in {len(sentences):,} sentences; " + (
        f"outside its band: {', '.join(out)}" if out else "everything is within its band"
    )
    return View(shape="bands", summary=summary, measures=tuple(measures), data=tuple(data))


def counted(whole: Whole[Found]) -> Counts:
    """Words, sentences and syllables as the reading grade counts them."""
    each = [seen.found.counts for seen in whole.seen]
    return Counts(sum(c.words for c in each), sum(c.sentences for c in each), sum(c.syllables for c in each))


def _lengths(sentences: int, words: int) -> Measure:
    return Measure(
        key="length", title="Sentence length", value=round(words / sentences, 1), unit="words", low=10, high=20,
        least=0, most=40, about="on average", act=Act(command="shorten", label="Offer to split longer sentences"),
    )  # fmt: skip


def _grade(counts: Counts) -> Measure:
    grade = flesch_kincaid(counts)
    return Measure(
        key="grade", title="Reading grade", value=None if grade is None else round(grade, 1), low=5, high=10, least=0,
        most=20, about="Flesch-Kincaid: years of school", grade="estimated", by="syllables counted by rules",
        act=Act(command="ease", label="Offer easier sentences"),
    )  # fmt: skip


def _longest(sentences: "list[tuple[Seen[Found], Sentence]]") -> list[Datum]:
    long = sorted((each for each in sentences if each[1].words >= LONG), key=lambda each: -each[1].words)[:MOST_SHOWN]
    return [
        Datum(
            id=datum_id("length", seen.text[s.start : s.end]), label=_short(seen.text[s.start : s.end]),
            detail=f"{s.words} words", group="length", tone="warn", anchors=(seen.anchor(s.start, s.end),),
            acts=(Act(command="split", label="Split it"),),
        )
        for seen, s in long
    ]  # fmt: skip


def _marked(kind: Kind, seen: Seen[Found], mark: Mark) -> Datum:
    words = seen.text[mark.start : mark.end]
    around = _around(seen.text, mark)
    return Datum(
        id=datum_id(kind.key, words, around), label=words, detail=around, group=kind.key, grade=kind.grade,
        by=RULES if kind.grade == "estimated" else "", anchors=(seen.anchor(mark.start, mark.end),), acts=(kind.act,),
    )  # fmt: skip


def _around(text: str, mark: Mark) -> str:
    """The words with a few before and after, on one line."""
    before, after = text[max(0, mark.start - 28) : mark.start], text[mark.end : mark.end + 28]
    left = before if mark.start <= 28 else "… " + before.partition(" ")[2]
    right = after if mark.end + 28 >= len(text) else after.rpartition(" ")[0] + " …"
    return " ".join((left + text[mark.start : mark.end] + right).split())


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 90 else line[:88].rpartition(" ")[0] + " …"
