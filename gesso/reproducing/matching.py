"""Numbers that came out, against the figures that were stated.

A number belongs to a figure where the program says so (“figure 3 = 0.91”), or where the words before it on its line are
words of the figure's sentence. It is the same where it rounds to what was written. What has no words in common is
never matched by its value alone: any number is found somewhere in a long output.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gesso.reproducing.figures import Figure

Verdict = Literal["matched", "not matched", "not computed"]

_LINE = re.compile(
    r"^(?P<label>[^\d=:|]*?[^\W\d_][^=:|]*?)\s*(?:[=:|]|\bis\b|\s{2,}|\t)\s*(?P<value>[-+]?\d[\d,]*(?:\.\d+)?"
    r"(?:e[-+]?\d+)?)\s*(?P<percent>%|percent)?",
    re.IGNORECASE | re.MULTILINE,
)
_NAMED = re.compile(
    r"^\W*(?:figure|claim)\s*#?(\d{1,3})\s*[=:]\s*([-+]?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?)\s*(%?)", re.I | re.M
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_EMPTY_WORDS = """
    the of in on at to for by with and or an is are was were be from that this total value result results number der die
    das von und ein eine ist mit
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())
_SAME = {"average": "mean", "avg": "mean", "std": "deviation", "sd": "deviation", "acc": "accuracy", "pct": "percent",
         "count": "number", "corr": "correlation", "participants": "participant"}  # fmt: skip


@dataclass(frozen=True)
class Output:
    """What a program printed; `of` names it for people."""

    of: str
    text: str


@dataclass(frozen=True)
class Match:
    """`found` is the number as it came out, `how` what gave it."""

    figure: Figure
    verdict: Verdict
    found: str = ""
    how: str = ""


def match(figures: Sequence[Figure], outputs: Sequence[Output]) -> list[Match]:
    """One for each figure."""
    own = {each.number: words_of(each.beside) for each in figures}
    return [
        _match(figure, outputs, own[figure.number], [words for number, words in own.items() if number != figure.number])
        for figure in figures
    ]


def counted(matches: Sequence[Match]) -> str:
    """How many came out, in words."""
    kinds = ("matched", "not matched", "not computed")
    return ", ".join(f"{sum(each.verdict == kind for each in matches)} {kind}" for kind in kinds)


def same(figure: Figure, value: float, percent: bool) -> bool:
    """Whether a value rounds to what is written, half a unit of its last digit aside; shares may be of 1 or of 100."""
    values = {value, 100 * value} if figure.percent and not percent and abs(value) <= 1 else {value}
    within = 0.5 * 10**-figure.decimals * (1 + 1e-9) + 1e-12
    return any(abs(each - abs_of(figure, each)) <= within for each in values)


def abs_of(figure: Figure, value: float) -> float:
    """The stated number with the sign of `value` where the text tells the sign in words (“a fall of 3 %”)."""
    falls = re.search(r"\b(?:fall|fell|drop\w*|decreas\w*|reduc\w*|lower|less|loss|lost)\b", figure.text, re.I)
    return -abs(figure.value) if falls and value < 0 else figure.value


def _match(
    figure: Figure, outputs: Sequence[Output], near: frozenset[str], others: Sequence[frozenset[str]]
) -> Match:  # fmt: skip
    if named := [each for output in outputs for each in _named(figure, output)]:
        return named[-1]
    best = max((each for output in outputs for each in _labelled(figure, output, near, others)), default=None,
               key=lambda each: each[0])  # fmt: skip
    if best is not None:
        return best[1]
    if figure.own is not None:
        how, value = figure.own
        verdict: Verdict = "matched" if same(figure, value, percent=True) else "not matched"
        return Match(figure, verdict, f"{value:.4g}%", f"worked out from the sentence: {how}")
    return Match(figure, "not computed")


def _named(figure: Figure, output: Output) -> list[Match]:
    return [
        _judged(figure, found[2], bool(found[3]), output.of)
        for found in _NAMED.finditer(output.text)
        if int(found[1]) == figure.number
    ]


def _labelled(
    figure: Figure, output: Output, near: frozenset[str], others: Sequence[frozenset[str]]
) -> list[tuple[tuple[float, float], Match]]:  # fmt: skip
    """Lines whose words all stand in the figure's sentence; better the more of them stand beside it.

    A number that is not the same says nothing where its words stand beside another figure, too.
    """
    whole = words_of(figure.text)
    found: list[tuple[tuple[float, float], Match]] = []
    for line in _LINE.finditer(output.text):
        label = words_of(line["label"])
        if not label or not label <= whole or len(label & near) < 0.5 * len(label):
            continue
        how = f"{output.of}: {' '.join(line[0].split())[:100]}"
        judged = _judged(figure, line["value"], bool(line["percent"]), how)
        if judged.verdict != "matched" and any(label <= words for words in others):
            continue
        found.append(((len(label & near), judged.verdict == "matched"), judged))
    return found


def _judged(figure: Figure, shown: str, percent: bool, how: str) -> Match:
    value = float(shown.replace(",", ""))
    verdict: Verdict = "matched" if same(figure, value, percent) else "not matched"
    return Match(figure, verdict, f"{shown}{'%' if percent else ''}", how)


def words_of(text: str) -> frozenset[str]:
    """Words that tell one figure from another, without their endings."""
    found = (_SAME.get(word, word) for word in _WORD.findall(text.replace("_", " ").lower()))
    return frozenset(word.rstrip("s") if len(word) > 3 else word for word in found if word not in _EMPTY)


def render_table(matches: Sequence[Match]) -> str:
    """A Markdown table: what is stated, what came out, whether it is the same."""
    lines = ["| # | What is stated | Stated | Came out | |", "|---|---|---|---|---|"]
    marks = {"matched": "matched", "not matched": "**not matched**", "not computed": "not computed"}
    for each in matches:
        page = f" (page {each.figure.page})" if each.figure.page else ""
        came = f"{_cell(each.found)} ({_cell(each.how)})" if each.found else ""
        said = f"{_cell(excerpt(each.figure))}{page}"
        lines.append(f"| {each.figure.number} | {said} | {_cell(each.figure.shown)} | {came} | {marks[each.verdict]} |")
    return "\n".join(lines)


def excerpt(figure: Figure, around: int = 90) -> str:
    """The figure's words, at most so many letters before and behind it, whole words."""
    start, end = max(0, figure.at - around), figure.at + around
    words = figure.text[start:end]
    words = words.partition(" ")[2] if start else words
    words = words.rpartition(" ")[0] if end < len(figure.text) else words
    return f"{'… ' if start else ''}{words}{' …' if end < len(figure.text) else ''}"


def _cell(text: str) -> str:
    return " ".join(text.split()).translate(str.maketrans("|[]<>`*_", "/()‹›'·‗"))
