"""A relay: edits there, then the edits that take them back, last one first; and what was damaged on the way."""

import random
from collections import Counter
from dataclasses import dataclass, field

from bench.integrity.documents import Format
from bench.integrity.doors import Door, Turned
from bench.integrity.edits import Landed, Wanted, inverse, landed, next_edit
from bench.integrity.measure import damage, difference


@dataclass
class Outcome:
    """Sums over relays. Characters outside are those outside the passage that the call named, edit by edit.

    `misaimed` are characters of edits that named another passage than was wanted; the person undoes those.
    """

    characters: int = 0
    outside: int = 0
    misaimed: int = 0
    misaimed_edits: int = 0
    left_different: int = 0
    edits: int = 0
    landed: int = 0
    not_possible: int = 0
    undo_failed: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    mistakes: Counter[str] = field(default_factory=Counter)
    harmful: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Outcome") -> None:
        for name, value in vars(other).items():
            mine = getattr(self, name)
            if isinstance(mine, Counter):
                mine.update(value)
            else:
                setattr(self, name, mine + value)


async def relay(door: Door, format_: Format, edits: int, chance: random.Random) -> Outcome:
    """`edits` edits, half of them there and half back. The door's text is what it ends with."""
    original = door.text
    out = Outcome(characters=len(original))
    done: list[Landed] = []
    for _ in range(edits // 2):
        wanted = next_edit(door.text, format_.kind, format_.language, chance, done)
        if wanted is None:
            continue
        made = await _edit(door, wanted, chance, out)
        if made is not None:
            done = [_moved(earlier, made) for earlier in done]
            done.append(made)
    for made in reversed(done):
        wanted = inverse(door.text, made)
        if wanted is None:
            out.not_possible += 1
            continue
        await _edit(door, wanted, chance, out)
    out.left_different = difference(original, door.text)
    return out


async def _edit(door: Door, wanted: Wanted, chance: random.Random, out: Outcome) -> Landed | None:
    """Have one edit made and count what it did; what landed, or None."""
    made = None
    for _ in range(2):
        before = door.text
        turned = await door.edit(wanted, chance)
        out.edits += 1
        out.mistakes[turned.mistake] += 1
        out.refused.update(turned.refused)
        _count(before, door.text, wanted, turned, out)
        if not turned.aimed_elsewhere:
            if door.text != before:
                out.landed += 1
                named = Wanted(wanted.op, *turned.span, "", wanted.text)
                made = landed(before, door.text, named.room(before), wanted.op)
            break
        if door.text != before:
            out.misaimed_edits += 1
            await door.undo()
            out.undo_failed += door.text != before
    return made


def _count(before: str, after: str, wanted: Wanted, turned: Turned, out: Outcome) -> None:
    named = Wanted(wanted.op, *turned.span, before[turned.span[0] : turned.span[1]], wanted.text)
    lost = damage(before, after, *named.room(before))
    out.outside += lost
    if lost:
        out.harmful[turned.mistake] += lost
    if turned.aimed_elsewhere:
        out.misaimed += damage(before, after, *wanted.room(before))


def _moved(earlier: Landed, made: Landed) -> Landed:
    """Where an earlier edit is about now, after one more."""
    shift = len(made.now) - len(made.was) if made.at <= earlier.at else 0
    return Landed(earlier.was, earlier.now, earlier.at + shift, earlier.left, earlier.right)
