"""What a person wants done next in a relay: one small edit of a passage, or the edit that takes an earlier one back.

`Wanted` says what the text should become; how a model asks for it, rightly or wrongly, is in `mistakes`. Positions are
code points of the text as it is now.
"""

import random
import re
from dataclasses import dataclass
from typing import Literal

from bench.integrity.documents import sentence
from bench.integrity.measure import common_head, common_tail
from gesso.canvas.snapshot import Block, take_snapshot

CONTEXT_CHARACTERS = 60
LONG_BLOCK = 2_500


@dataclass(frozen=True)
class Wanted:
    """`op` at `start` to `end`, which reads `words`; `block` is its number where it is exactly one block.

    For an insertion the passage is what the new words go after, and they may be put next to it.
    """

    op: Literal["replace", "insert_after", "delete"]
    start: int
    end: int
    words: str
    text: str
    block: int | None = None

    def room(self, text: str) -> tuple[int, int]:
        """The part of `text` that this edit may touch: the passage, with the white space at it if lines come or go."""
        if self.op == "replace" and self.text.strip():
            return self.start, self.end
        start = self.end if self.op == "insert_after" else self.start
        end = self.end
        while start > 0 and text[start - 1].isspace() and self.op == "delete":
            start -= 1
        while end < len(text) and text[end].isspace():
            end += 1
        return start, end


@dataclass(frozen=True)
class Landed:
    """An edit that landed: `was` became `now`, about at `at`, between `left` and `right`."""

    was: str
    now: str
    at: int
    left: str
    right: str


def landed(before: str, after: str, room: tuple[int, int], op: str) -> Landed:
    """What became of the passage `room`, taking what is around it to be as it was.

    Of an insertion or deletion only what came or went, so that taking it back leaves the white space alone.
    """
    size = min(len(before), len(after))
    if op == "replace":
        start = common_head(before, after, room[0])
        tail = common_tail(before, after, min(len(before) - room[1], size - start))
    else:  # the white space before it counts as part of it, not the one after it
        tail = common_tail(before, after, size)
        start = common_head(before, after, size - tail)
    end, now_end = len(before) - tail, len(after) - tail
    return Landed(
        before[start:end], after[start:now_end], start, after[max(0, start - CONTEXT_CHARACTERS) : start],
        after[now_end : now_end + CONTEXT_CHARACTERS],
    )  # fmt: skip


def next_edit(text: str, kind: str, language: str | None, chance: random.Random, taken: list[Landed]) -> Wanted | None:
    """An edit of a passage that no earlier edit has touched; None if none was found."""
    leaves = [b for b in take_snapshot(text, 1, kind, language).leaves() if len(b.text) >= 12]
    for _ in range(100):
        wanted = _any_edit(text, chance.choice(leaves), leaves, chance)
        if not any(_near(wanted, done) for done in taken):
            return wanted
    return None


def _any_edit(text: str, block: Block, leaves: list[Block], chance: random.Random) -> Wanted:
    """An edit of the block, or of a few words of it where it is long."""
    what = chance.random()
    if what < 0.25 or len(block.text) > LONG_BLOCK:
        return _phrase(text, block, chance)
    if what < 0.75:
        return Wanted("replace", block.start, block.end, block.text, _reworded(block.text, chance), block.number)
    if what < 0.88 or not text[: block.start].strip():  # what stood first could not be put back after anything
        more = _reworded(chance.choice(leaves).text[:LONG_BLOCK], chance)
        return Wanted("insert_after", block.start, block.end, block.text, more, block.number)
    return Wanted("delete", block.start, block.end, block.text, "", block.number)


def inverse(text: str, done: Landed) -> Wanted | None:
    """The edit that takes `done` back in the text as it is now; None when its passage cannot be found any more."""
    if done.now:
        start = _nearest(text, done.now, done.at)
        if start is None:
            return None
        words, end = done.now, start + len(done.now)
        if not done.was.strip():
            return Wanted("delete", start, end, words, "")
        return Wanted("replace", start, end, words, done.was)
    joint = done.left[-CONTEXT_CHARACTERS // 2 :] + done.right[: CONTEXT_CHARACTERS // 2]
    start = _nearest(text, joint, done.at - len(done.left[-CONTEXT_CHARACTERS // 2 :]))
    if start is None:
        return None
    end = start + len(done.left[-CONTEXT_CHARACTERS // 2 :])
    return Wanted("insert_after", start, end, text[start:end], done.was)


def _near(wanted: Wanted, done: Landed) -> bool:
    return wanted.start <= done.at + len(done.now) + 1 and done.at - 1 <= wanted.end


def _nearest(text: str, words: str, at: int) -> int | None:
    """Where `words` begin, of several places the one nearest to `at`."""
    if not words:
        return None
    starts = [match.start() for match in re.finditer(f"(?={re.escape(words)})", text)]
    return min(starts, key=lambda start: abs(start - at), default=None)


def _reworded(words: str, chance: random.Random) -> str:
    """The passage with one to three of its words changed, and now and then a sentence more."""
    found = list(re.finditer(r"[^\W\d_]{4,}", words))
    for match in sorted(chance.sample(found, min(len(found), chance.randint(1, 3))), key=lambda m: -m.start()):
        words = words[: match.start()] + chance.choice(["rebuilt", "autumn", "Größe", "mended"]) + words[match.end() :]
    if "\n" not in words and len(words) > 120 and chance.random() < 0.4:
        words += " " + sentence(chance)
    return words


def _phrase(text: str, block: Block, chance: random.Random) -> Wanted:
    """A few words of a line of the block, replaced by others."""
    tokens = list(re.finditer(r"\S+", block.text))
    first = chance.randrange(len(tokens))
    last = first
    while (
        last + 1 < len(tokens)
        and last - first < 5
        and "\n" not in block.text[tokens[last].end() : tokens[last + 1].start()]
    ):
        last += 1
    start, end = block.start + tokens[first].start(), block.start + tokens[last].end()
    return Wanted(
        "replace", start, end, text[start:end], _reworded(text[start:end], chance) + chance.choice(["", " too"])
    )
