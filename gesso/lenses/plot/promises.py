"""What a story has promised and whether it is taken up again: all of it estimated from words, and marked so."""

from collections import Counter
from dataclasses import dataclass

from gesso.lenses.plot.beat import Promise, rare_words
from gesso.lenses.plot.scenes import Plot

_RARE_IN = 12  # a word in more blocks than this says nothing of one promise


@dataclass(frozen=True, slots=True)
class Open:
    """A promise at `block`, from `start` to `end`; `taken` is the block where its words come again in a later scene."""

    block: int
    start: int
    end: int
    kind: str
    about: str
    taken: int | None


def find_promises(plot: Plot) -> list[Open]:
    """Promises in order: sentences first put off, questions left, and things that are shown once."""
    blocks = [rare_words(each.text) if each.found.words else frozenset() for each in plot.seen]
    spread: Counter[str] = Counter(word for words in blocks for word in words)
    found = []
    for at, seen in enumerate(plot.seen):
        for promise in seen.found.promises:
            found.append(
                Open(at, promise.start, promise.end, promise.kind, "", _taken(plot, at, promise, blocks, spread))
            )
    return sorted([*found, *_planted(plot)], key=lambda each: (each.block, each.start))


def _taken(plot: Plot, at: int, promise: Promise, blocks: list[frozenset[str]], spread: Counter[str]) -> int | None:
    """The first block of a later scene that has two of the promise's rare words."""
    about = {word for word in promise.about if spread[word] <= _RARE_IN}
    scene = plot.scene_of(at)
    last = plot.scenes[scene].last if plot.scenes else at
    return next((n for n in range(last + 1, len(blocks)) if len(about & blocks[n]) >= 2), None)


def _planted(plot: Plot) -> list[Open]:
    """Weapons, letters, maps: where each is shown first, and the first later scene that has it again."""
    first: dict[str, Open] = {}
    for at, seen in enumerate(plot.seen):
        for thing in seen.found.things:
            noun = thing.word.removesuffix("s")
            known = first.get(noun)
            if known is None:
                first[noun] = Open(at, thing.start, thing.end, "planted", noun, None)
            elif known.taken is None and plot.scene_of(at) > plot.scene_of(known.block):
                first[noun] = Open(known.block, known.start, known.end, "planted", noun, at)
    return list(first.values())
