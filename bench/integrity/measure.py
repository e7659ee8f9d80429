"""How many characters an edit changed outside the passage it was meant for.

Counted with Python's `difflib`, not with the difference that gesso itself edits by, and the same for every peer.
"""

import difflib
import re
from collections.abc import Iterator

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


def damage(before: str, after: str, start: int, end: int) -> int:
    """Characters of `before` outside `start` to `end` that are gone, and characters put in outside of it."""
    head, tail = common_head(before, after, start), common_tail(before, after, len(before) - end)
    if head == start and tail == len(before) - end and head + tail <= len(after):
        return 0
    lost = 0
    for from_, to, added in _changed(before, after):
        inside = max(0, min(to, end) - max(from_, start))
        touches = from_ <= end and to >= start
        lost += to - from_ - inside + (0 if touches else added)
    return lost


def difference(before: str, after: str) -> int:
    """Characters of `before` that are gone and characters that are new in `after`."""
    return 0 if before == after else sum(to - from_ + added for from_, to, added in _changed(before, after))


def common_head(a: str, b: str, most: int) -> int:
    """Length of the common beginning of both, up to `most`."""
    size = min(len(a), len(b), most)
    if a[:size] == b[:size]:
        return size
    return next(n for n in range(size) if a[n] != b[n])


def common_tail(a: str, b: str, most: int) -> int:
    """Length of the common end of both, up to `most`."""
    return common_head(a[::-1], b[::-1], most)


def _changed(before: str, after: str) -> Iterator[tuple[int, int, int]]:
    """(from, to, characters put in instead), by lines first and by words within lines that differ."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    at = _starts(old)
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        base = at[i1]
        words_old, words_new = _TOKEN.findall("".join(old[i1:i2])), _TOKEN.findall("".join(new[j1:j2]))
        words_at = _starts(words_old)
        finer = difflib.SequenceMatcher(None, words_old, words_new, autojunk=False)
        for inner, a1, a2, b1, b2 in finer.get_opcodes():
            if inner != "equal":
                yield base + words_at[a1], base + words_at[a2], sum(map(len, words_new[b1:b2]))


def _starts(pieces: list[str]) -> list[int]:
    """Where each piece begins, and where the last one ends."""
    at = [0]
    for piece in pieces:
        at.append(at[-1] + len(piece))
    return at
