"""The program with a fault planted in it, to see that a test fails: `python -m tests.faults.planted FAULT serve`."""

import random
import re
import sys
from collections.abc import Callable, Sequence
from typing import Any

from gesso.canvas.changes import Change
from gesso.cli import main
from gesso.room import live_canvas
from gesso.room.live_canvas import LiveCanvas

RATE = 0.1


def dropped_update() -> None:
    """Now and then a push is acknowledged although its words are not taken in: blanks are, so that all else fits."""
    push = LiveCanvas.push

    async def lossy(self: LiveCanvas, base: int, changes: Sequence[Change], *rest: Any) -> None:
        await push(self, base, [_blanked(change) for change in changes] if random.random() < RATE else changes, *rest)

    LiveCanvas.push = lossy  # type: ignore[method-assign]


def _blanked(change: Change) -> Change:
    edits = [(part.from_a, part.to_a, re.sub(r"[^\n]", " ", part.insert)) for part in change.ranges()]
    return Change.of(change.length, edits)


def wrong_version() -> None:
    """A push is taken to be made on a later version than it was."""
    push = LiveCanvas.push

    async def late(self: LiveCanvas, base: int, changes: Sequence[Change], *rest: Any) -> None:
        logged = await self.logged_after(base)
        if logged:
            base, changes = base + 1, _stretched(changes, [logged[0].change])
        await push(self, base, changes, *rest)

    LiveCanvas.push = late  # type: ignore[method-assign]


def no_rebase() -> None:
    """Reading the text and changing it is not one step: what came in between is not heeded."""
    live_canvas.rebase = _stretched  # type: ignore[assignment]


def _stretched(pushed: Sequence[Change], logged: Sequence[Change]) -> list[Change]:
    """The changes at the places where they were, made to fit the length of the text as it is."""
    grown = sum(change.new_length - change.length for change in logged)
    out = []
    for change in pushed:
        length = change.length + grown
        edits = [(min(part.from_a, length), min(part.to_a, length), part.insert) for part in change.ranges()]
        out.append(Change.of(length, edits))
    return out


FAULTS: dict[str, Callable[[], None]] = {
    "dropped_update": dropped_update,
    "wrong_version": wrong_version,
    "no_rebase": no_rebase,
}

if __name__ == "__main__":
    FAULTS[sys.argv.pop(1)]()
    raise SystemExit(main())
