"""The figures that a text states: numbers with the words they stand among, and those it can be checked by itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gesso.base.late import late

MOST_FIGURES = 80
MOST_SENTENCE = 600
BEHIND = 24  # letters behind a figure that may still say what it is of
_SENTENCE = late(r"(?<=[.!?])\s+(?=[A-ZÀ-Þ“\"(\[])|\n{2,}|\f")
_NUMBER = late(
    r"(?<![\w.,/:–-])(?:[-−+]|(?<=\s)[±])?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?:e[-+]?\d+)?\s?"
    r"(%|per ?cent|percent)?(?![\w/:]|[.,]\d|-\w)",
    re.IGNORECASE,
)
_NOT_A_FIGURE = late(
    r"(?:\b(?:fig(?:ure)?s?|tables?|sections?|sec|chapters?|eq(?:uation)?s?|pages?|pp?|vol(?:ume)?|no|nr|version|v|"
    r"appendix|step|since|until|in|of|©|copyright|doi|arxiv|issn|isbn)\.?\s*|\[)$",
    re.IGNORECASE,
)
_YEAR = late(r"^(?:1[6-9]|20)\d\d$")
_RATIO = late(
    r"(\d[\d,]*)\s+(?:out )?of\s+(?:the\s+|all\s+)?(\d[\d,]*)[^.()%;]{0,60}?[(,]\s*(\d+(?:\.\d+)?)\s?(?:%|percent)",
    re.IGNORECASE,
)
_RATIO_BACK = late(r"(\d+(?:\.\d+)?)\s?(?:%|percent)\s*\(\s*(\d[\d,]*)\s*(?:/|(?:out )?of)\s*(\d[\d,]*)", re.IGNORECASE)
_CHANGE = late(
    r"from\s+(\d[\d,]*(?:\.\d+)?)[^.;%]{0,30}?\s+to\s+(\d[\d,]*(?:\.\d+)?)[^.;]{0,40}?[(,]\s*(?:an?\s+|by\s+)?"
    r"(?:increase|decrease|rise|fall|drop|gain|reduction|growth)?\s*(?:of\s+)?([-−+]?\d+(?:\.\d+)?)\s?(?:%|percent)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Figure:
    """`shown` is the number as it is written, `at` where it stands in `text`, its sentence, `beside` the words from the
    figure before it to a little behind it. `own`: what the sentence's other numbers give for it, in words and as a
    value, where it can be worked out from them alone."""

    number: int
    shown: str
    text: str
    at: int
    page: int | None
    beside: str
    own: tuple[str, float] | None = None

    @property
    def value(self) -> float:
        return value_of(self.shown)

    @property
    def percent(self) -> bool:
        return bool(re.search(r"%|cent", self.shown))

    @property
    def decimals(self) -> int:
        return len(re.sub(r"[^\d.]", "", self.shown).partition(".")[2])


def value_of(shown: str) -> float:
    return float(re.sub(r"[^\d.eE+-]", "", shown.replace("−", "-").split("%")[0].split("p")[0]).lstrip("+") or "nan")


def figures_of(text: str, *, paged: bool) -> list[Figure]:
    """The figures of a text, in order, without years, headings' numbers and references. Form feeds part its pages."""
    found: list[Figure] = []
    for page, words in enumerate(_body(text).split("\f"), 1):
        for sentence in _SENTENCE.split(words):
            plain = " ".join(sentence.split())
            if not plain or len(plain) > MOST_SENTENCE or len(plain.split()) < 4:
                continue
            before = 0
            for shown, at, own in _numbers(plain):
                beside = plain[before : at + len(shown) + BEHIND]
                before = at + len(shown)
                found.append(Figure(len(found) + 1, shown, plain, at, page if paged else None, beside, own))
                if len(found) >= MOST_FIGURES:
                    return found
    return found


def _body(text: str) -> str:
    """Without the references at its end."""
    marks = list(re.finditer(r"^\s*(?:\d+\.?\s+)?(?:references|bibliography|works cited)\s*$", text, re.I | re.M))
    return text[: marks[-1].start()] if marks and marks[-1].start() > len(text) // 3 else text


def _numbers(sentence: str) -> Iterator[tuple[str, int, tuple[str, float] | None]]:
    own = dict(_worked_out(sentence))
    for found in _NUMBER.finditer(sentence):
        before, shown = sentence[: found.start()], found[0].strip()
        ends = found.start(1)
        year = _YEAR.match(found[1]) and not found[2]
        if year or (_NOT_A_FIGURE.search(before[-14:]) and not found[2] and "." not in found[1] and ends not in own):
            continue
        yield shown, ends, own.get(ends)


def _worked_out(sentence: str) -> Iterator[tuple[int, tuple[str, float]]]:
    """Where a number stands that the others of its sentence give, and what they give."""
    for found in _RATIO.finditer(sentence):
        if whole := value_of(found[2]):
            yield found.start(3), (f"{found[1]} / {found[2]}", 100 * value_of(found[1]) / whole)
    for found in _RATIO_BACK.finditer(sentence):
        if whole := value_of(found[3]):
            yield found.start(1), (f"{found[2]} / {found[3]}", 100 * value_of(found[2]) / whole)
    for found in _CHANGE.finditer(sentence):
        if start := value_of(found[1]):
            change = 100 * (value_of(found[2]) - start) / start
            signed = found[3][0] in "-−+"
            yield (
                found.start(3) + signed,
                (f"({found[2]} − {found[1]}) / {found[1]}", change if signed else abs(change)),
            )
