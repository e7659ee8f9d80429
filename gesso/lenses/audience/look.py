"""What makes one block hard or easy to go on with: its level, its terms, whether it says a point or shows evidence."""

import re
from dataclasses import dataclass

from gesso.base.late import late
from gesso.canvas.reading import counts_of, flesch_kincaid, grade_of, syllables_in, words_in
from gesso.lenses.breaks import beginning
from gesso.lenses.lens import Piece
from gesso.lenses.prose import sentences_in, unmarked, words_of

FEWEST = 8  # words of a sentence whose level is worth a number

_SHORT_FORM = late(r"\b(?:[A-Z]{2,6}|[A-Z][a-z]?[A-Z]{1,4})s?\b")
_EXPLAINED = late(
    r"^\s*(?:\(|,? (?:that is|which (?:is|means)|or|meaning|short for|stands for|i\.e\.)\b|(?: is| are|"
    r" means)(?: an?| the)?\b|[—–:])"
)
_WELL_KNOWN = frozenset(
    ["OK", "TV", "UK", "US", "USA", "EU", "PDF", "ID", "FAQ", "CEO", "AM", "PM", "II", "III", "IV", "NASA", "DNA", "PC",
     "GPS", "SMS", "QR", "TO", "AND", "THE", "NOT", "NO", "OR", "IT"]
)  # fmt: skip
_POINT = late(
    r"\b(?:in short|in sum|to sum up|the point is|we (?:propose|recommend|ask|conclude|suggest|show|found|find|need|"
    r"will)|i (?:propose|"
    r"recommend|ask|suggest|conclude|need)|the (?:result|answer|conclusion|decision|proposal|aim|goal|question) is|"
    r"therefore|this (?:paper|report|page|note|letter|document|article|guide) (?:shows|explains|describes|asks|"
    r"proposes|is)|"
    r"you (?:should|can|need to|must|will learn)|please|summary|conclusion)\b",
    re.I,
)
_SPOKEN = late(r"[“\"][^”\"\n]{2,}[,.!?…—][”\"]")
_EVIDENCE = late(
    r"\d|%|\[\^?\w+\]|\]\(http|https?://|\bfor (?:example|instance)\b|\be\.g\.|\baccording to\b|\bet al\b|`[^`]+`"
)


@dataclass(frozen=True, slots=True)
class Hard:
    """A sentence (code points of the block) and the school years it takes."""

    start: int
    end: int
    grade: float


@dataclass(frozen=True, slots=True)
class Term:
    start: int
    end: int
    word: str
    explained: bool


@dataclass(frozen=True, slots=True)
class Found:
    """`heading`: somewhere to breathe; `spoken`: holds dialogue; `part_at`: where it could be parted, or None."""

    words: int = 0
    heading: bool = False
    grade: float | None = None
    hard: tuple[Hard, ...] = ()
    terms: tuple[Term, ...] = ()
    point: tuple[int, int] | None = None
    evidence: bool = False
    spoken: bool = False
    part_at: int | None = None


def look(piece: Piece) -> Found:
    if piece.kind in ("heading", "rule"):
        return Found(heading=True, point=_span(_POINT.search(piece.text)))
    if piece.kind not in ("paragraph", "item", "quote", "lines", "part"):
        return Found(evidence=piece.kind in ("table", "fence"))
    piece = beginning(piece)
    text = unmarked(piece.text)
    hard = []
    sentences = sentences_in(text)
    for each in sentences:
        grade = flesch_kincaid(counts_of(text[each.start : each.end])) if each.words >= FEWEST else None
        if grade is not None:
            hard.append(Hard(each.start, each.end, round(grade, 1)))
    middle = len(text) / 2
    ends = [each.start for each in sentences[1:]]
    return Found(
        words=words_in(piece.text), grade=grade_of(piece.text), hard=tuple(hard), terms=tuple(_terms(text)),
        point=_span(_POINT.search(text)), evidence=_EVIDENCE.search(piece.text) is not None,
        spoken=_SPOKEN.search(piece.text) is not None,
        part_at=min(ends, key=lambda at: abs(at - middle)) if ends and piece.kind == "paragraph" else None,
    )  # fmt: skip


def _span(found: re.Match[str] | None) -> tuple[int, int] | None:
    return found.span() if found else None


def _terms(text: str) -> list[Term]:
    found = []
    for match in _SHORT_FORM.finditer(text):
        word = match.group().removesuffix("s")
        inside = text[match.start() - 1 : match.start()] == "(" and text[match.end() : match.end() + 1] == ")"
        if word not in _WELL_KNOWN:
            explained = inside or _EXPLAINED.match(text[match.end() :]) is not None
            found.append(Term(match.start(), match.end(), word, explained))
    for start, end, word in words_of(text):
        if len(word) >= 13 and syllables_in(word.lower()) >= 5 and "-" not in word and not word.isupper():
            found.append(Term(start, end, word.lower(), _EXPLAINED.match(text[end:]) is not None))
    return sorted(found, key=lambda each: each.start)
