"""The difference of two texts, word by word: how a rewrite becomes an edit that spares what it does not change.

Words, runs of white space and single marks are compared, never parts of a word: letter by letter, concurrent edits
garble words; sentence by sentence, comments and authors are lost. Chinese, Japanese and Thai, written without
spaces, are compared by character and by cluster. Pure; near-linear, with bounded work on hostile input: past the
bound a stretch is replaced whole, which is always correct.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from gesso.canvas.changes import Change
from gesso.canvas.text import Text, clean

Edit = tuple[int, int, str]
"""Replace code points `from` to `to` of the old text by the string."""

_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u07a6-\u07b0\u0900-\u0903\u093a-\u094f"
    "\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09cd\u0a01-\u0a03\u0a3c-\u0a4d\u0a81-\u0a83\u0abc-\u0acd"
    "\u0b01-\u0b03\u0b3c-\u0b4d\u0b82\u0bbe-\u0bcd\u0c00-\u0c04\u0c3c-\u0c4d\u0c81-\u0c83\u0cbc-\u0ccd\u0d00-\u0d03"
    "\u0d3b-\u0d4d\u0dca-\u0ddf\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u0f71-\u0f84"
    "\u102b-\u103e\u17b4-\u17d3\u1ab0-\u1aff\u1dc0-\u1dff\u200c\u200d\u20d0-\u20f0\u302a-\u302f\u3099\u309a"
    "\ufe00-\ufe0f\ufe20-\ufe2f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f\U000e0100-\U000e01ef"
)
_ALONE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
TOKEN = re.compile(
    rf"\s+|[{_ALONE}][{_MARKS}]*|[^\W{_ALONE}](?:[^\W{_ALONE}]|[{_MARKS}])*|[^\w\s](?:\u200d[^\w\s]|[{_MARKS}])*"
)
"""White space, a word with its marks, one character of a script without spaces, or one sign with its modifiers."""

_DEPTH = 24
_BUDGET = 400_000
_REACH = 300
_BLOCK_TOKENS = 64


def word_diff(before: str, after: str) -> list[Edit]:
    """The edits, in order and apart from each other, that make `after` of `before`; positions in code points."""
    if before == after:
        return []
    head = _safe_head(before, after)
    tail = _safe_tail(before, after, head)
    old, new = TOKEN.findall(before[head : len(before) - tail]), TOKEN.findall(after[head : len(after) - tail])
    edits: list[Edit] = []
    at = head
    done = 0
    for from_old, to_old, from_new, to_new in _Matcher(old, new).changed():
        at += sum(map(len, old[done:from_old]))
        size = sum(map(len, old[from_old:to_old]))
        edits.append((at, at + size, "".join(new[from_new:to_new])))
        at += size
        done = to_old
    return edits


def change_between(text: Text, after: str) -> Change:
    """The change of `text` that makes it read `after` (cleaned), sparing every word that stays."""
    edits = word_diff(str(text), clean(after))
    return Change.of(text.units, [(text.to_units(start), text.to_units(end), insert) for start, end, insert in edits])


def join_edits(before: str, edits: Sequence[Edit]) -> list[Edit]:
    """The hunks a person decides on: neighbouring edits with no word and no line break between them are joined."""
    out: list[Edit] = []
    for start, end, insert in edits:
        if out:
            last_start, last_end, last_insert = out[-1]
            gap = before[last_end:start]
            if "\n" not in gap and not re.search(r"\w", gap):
                out[-1] = (last_start, end, last_insert + gap + insert)
                continue
        out.append((start, end, insert))
    return out


def _common(a: str, b: str, size: int) -> int:
    """Length of the common beginning, up to `size`, by comparing halves: the work is done in C."""
    low, step = 0, 1024
    while low < size and a[low : low + step] == b[low : low + step]:
        low, step = min(low + step, size), step * 2
    high = min(low + step, size)
    while low < high:
        middle = (low + high + 1) // 2
        if a[low:middle] == b[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _safe_head(a: str, b: str) -> int:
    """Length of a common beginning that ends between two tokens of both: where white space starts."""
    at = _common(a, b, min(len(a), len(b))) - 1
    while at > 0 and not (a[at].isspace() and not a[at - 1].isspace()):
        at -= 1
    return max(at, 0)


def _safe_tail(a: str, b: str, head: int) -> int:
    """Length of a common ending that starts between two tokens of both, and leaves the head alone."""
    size = min(len(a), len(b)) - head
    low, high = 0, size
    while low < high:
        middle = (low + high + 1) // 2
        if a[len(a) - middle : len(a) - low] == b[len(b) - middle : len(b) - low]:
            low = middle
        else:
            high = middle - 1
    tail = low - 1
    while tail > 0 and not (not a[-tail].isspace() and a[-tail - 1].isspace()):
        tail -= 1
    return max(tail, 0)


class _Matcher:
    """Finds which tokens stay: lines that occur once in both first, then words that do, then a bounded search."""

    def __init__(self, old: list[str], new: list[str]) -> None:
        self.old, self.new = old, new
        self.budget = _BUDGET
        self.kept: list[tuple[int, int, int]] = []

    def changed(self) -> list[tuple[int, int, int, int]]:
        """Stretches (from_old, to_old, from_new, to_new) that differ, in order."""
        work = [(0, len(self.old), 0, len(self.new), 0)]
        while work:
            work += self._split(*work.pop())
        out = []
        i = j = 0
        for at_old, at_new, size in [*sorted(self.kept), (len(self.old), len(self.new), 0)]:
            if i < at_old or j < at_new:
                out.append((i, at_old, j, at_new))
            i, j = at_old + size, at_new + size
        return out

    def _split(self, i: int, i_end: int, j: int, j_end: int, depth: int) -> list[tuple[int, int, int, int, int]]:
        """Keep what surely stays in this stretch; the stretches between are looked at again."""
        old, new = self.old, self.new
        start = i
        while i < i_end and j < j_end and old[i] == new[j]:
            i, j = i + 1, j + 1
        if i > start:
            self.kept.append((start, j - (i - start), i - start))
        end = i_end
        while i_end > i and j_end > j and old[i_end - 1] == new[j_end - 1]:
            i_end, j_end = i_end - 1, j_end - 1
        if end > i_end:
            self.kept.append((i_end, j_end, end - i_end))
        if i == i_end or j == j_end:
            return []
        if depth < _DEPTH:
            anchors = self._anchors(i, i_end, j, j_end)
            if anchors:
                out = []
                for at_old, at_new, size in anchors:
                    out.append((i, at_old, j, at_new, depth + 1))
                    self.kept.append((at_old, at_new, size))
                    i, j = at_old + size, at_new + size
                out.append((i, i_end, j, j_end, depth + 1))
                return out
        self._search(i, i_end, j, j_end)
        return []

    def _anchors(self, i: int, i_end: int, j: int, j_end: int) -> list[tuple[int, int, int]]:
        """Lines, or in small stretches and when no line helps words, that occur exactly once on both sides."""
        if i_end - i > _BLOCK_TOKENS and j_end - j > _BLOCK_TOKENS:
            found = _unique(self._lines(self.old, i, i_end), self._lines(self.new, j, j_end))
            if found:
                return found
        words_old = [(n, 1, word) for n, word in enumerate(self.old[i:i_end], i) if len(word) > 1 and word[0].isalnum()]
        words_new = [(n, 1, word) for n, word in enumerate(self.new[j:j_end], j) if len(word) > 1 and word[0].isalnum()]
        return _unique(words_old, words_new)

    @staticmethod
    def _lines(tokens: list[str], start: int, end: int) -> list[tuple[int, int, str]]:
        """(first token, tokens, text) of each line that has at least three tokens."""
        out = []
        first = start
        for at in range(start, end):
            if "\n" in tokens[at]:
                if at - first >= 3:
                    out.append((first, at - first, "".join(tokens[first:at])))
                first = at + 1
        if end - first >= 3:
            out.append((first, end - first, "".join(tokens[first:end])))
        return out

    def _search(self, i: int, i_end: int, j: int, j_end: int) -> None:
        """Greedy shortest edit script (Myers 1986) within the reach and the budget left; else nothing stays."""
        old, new = self.old, self.new
        n, m = i_end - i, j_end - j
        reach = {1: 0}
        trail: list[dict[int, int]] = []
        for d in range(min(n + m, _REACH) + 1):
            self.budget -= d + 1
            if self.budget < 0:
                return
            trail.append(dict(reach))
            for k in range(-d, d + 1, 2):
                down = k == -d or (k != d and reach[k - 1] < reach[k + 1])
                x = reach[k + 1] if down else reach[k - 1] + 1
                y = x - k
                if x > n or y > m or y < 0:
                    reach[k] = x
                    continue
                while x < n and y < m and old[i + x] == new[j + y]:
                    x, y = x + 1, y + 1
                    self.budget -= 1
                reach[k] = x
                if x == n and y == m:
                    self._retrace(trail, i, j, n, m)
                    return

    def _retrace(self, trail: list[dict[int, int]], i: int, j: int, x: int, y: int) -> None:
        for d in range(len(trail) - 1, -1, -1):
            reach = trail[d]
            k = x - y
            down = k == -d or (k != d and reach[k - 1] < reach[k + 1])
            before_k = k + 1 if down else k - 1
            before_x = reach[before_k]
            before_y = before_x - before_k
            start = before_x if down else before_x + 1
            if d == 0:
                start = 0
            if x > start:
                self.kept.append((i + start, j + y - (x - start), x - start))
            x, y = before_x, before_y


def _unique(old: list[tuple[int, int, str]], new: list[tuple[int, int, str]]) -> list[tuple[int, int, int]]:
    """Pieces (first token, tokens, text) that occur once on both sides, in the longest common order."""
    count_old, count_new = Counter(piece[2] for piece in old), Counter(piece[2] for piece in new)
    place = {piece[2]: piece for piece in new if count_new[piece[2]] == 1}
    pairs = [(first, place[text][0], size) for first, size, text in old if count_old[text] == 1 and text in place]
    ends: list[int] = []
    best: list[int] = []
    previous: list[int] = []
    for n, (_, at_new, _) in enumerate(pairs):
        length = bisect_left(ends, at_new)
        previous.append(best[length - 1] if length else -1)
        if length == len(ends):
            ends.append(at_new)
            best.append(n)
        else:
            ends[length], best[length] = at_new, n
    chain = []
    n = best[-1] if best else -1
    while n >= 0:
        chain.append(pairs[n])
        n = previous[n]
    return chain[::-1]
