"""What a remark is, and the passages it can be made on: quotes that occur once, no two on the same words, ranked.

The checks that find something are in the other `remarks_*.py`; this file knows none of them. Pure.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Severity = Literal["major", "minor", "nit"]
SEVERITIES: tuple[Severity, ...] = ("major", "minor", "nit")
MOST = 5
LONGEST_QUOTE = 400
MOST_TRIED = 60  # a text with more findings than that is not read one by one

# What matters more comes first among remarks of one severity.
_KINDS = (
    "bug", "correctness", "risk", "structure", "evidence", "consistency", "clarity", "tone", "missing test", "style",
    "question",
)  # fmt: skip


@dataclass(frozen=True)
class Remark:
    """`quote` is the text from `start` to `end`; `replace` the new words for it, where code can be certain of them."""

    start: int
    end: int
    quote: str
    kind: str
    severity: Severity
    body: str
    replace: str | None = None


@dataclass(frozen=True)
class Finding:
    """What a check saw: the same, before its quote is made one that occurs once."""

    start: int
    end: int
    kind: str
    severity: Severity
    body: str
    replace: str | None = None


def choose(text: str, findings: Iterable[Finding], dismissed: Sequence[str] = ()) -> list[Remark]:
    """At most five of the findings as remarks, most important first, none on the same words or on dismissed ones."""
    taken = [span for words in dismissed for span in _spans(text, words)]
    kept: list[Remark] = []
    said: set[str] = set()
    for finding in sorted(set(findings), key=_rank)[:MOST_TRIED]:
        place = unique_around(text, finding.start, finding.end)
        sort = re.sub(r"“[^”]*”|`[^`]*`|\d+", "", finding.body)
        if place is None or any(place[0] < end and start < place[1] for start, end in taken):
            continue
        if finding.severity == "nit" and sort in said:
            continue  # one remark on a habit is enough
        start, end = place
        replace = finding.replace
        if replace is not None:
            replace = text[start : finding.start] + replace + text[finding.end : end]
        kept.append(Remark(start, end, text[start:end], finding.kind, finding.severity, finding.body, replace))
        taken.append(place)
        said.add(sort)
        if len(kept) == MOST:
            break
    return kept


def _rank(finding: Finding) -> tuple[int, int, int, str]:
    return SEVERITIES.index(finding.severity), _KINDS.index(finding.kind), finding.start, finding.body


def _spans(text: str, words: str) -> list[tuple[int, int]]:
    return [(m.start(), m.end()) for m in re.finditer(re.escape(words), text)] if words else []


def unique_around(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span widened by whole words, first to the left, until its text occurs once; None when that takes too much."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start >= end:
        return None
    left = True
    while not _once(text, start, end):
        before, after = _word_before(text, start), _word_after(text, end)
        if end - start > LONGEST_QUOTE or (before == start and after == end):
            return None
        if before < start and (left or after == end):
            start = before
        else:
            end = after
        left = not left
    return start, end


def _once(text: str, start: int, end: int) -> bool:
    quote = text[start:end]
    first = text.find(quote)
    return first == start and text.find(quote, first + 1) == -1


def _word_before(text: str, start: int) -> int:
    """Where the word in front of `start` begins; `start` itself when there is none."""
    at = start
    while at > 0 and text[at - 1].isspace():
        at -= 1
    if at == 0:
        return start
    while at > 0 and not text[at - 1].isspace():
        at -= 1
    return at


def _word_after(text: str, end: int) -> int:
    """Where the word behind `end` ends; `end` itself when there is none."""
    at = end
    while at < len(text) and text[at].isspace():
        at += 1
    if at == len(text):
        return end
    while at < len(text) and not text[at].isspace():
        at += 1
    return at
