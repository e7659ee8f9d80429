"""How an agent's words reach a canvas: streamed with a pen, or as one planned edit; and how they are taken back.

A pen is one call's branch of the text: people type on while it writes and their words are never overwritten. Undo
removes exactly what a turn wrote. All functions run on the loop and await nothing between reading and accepting.
"""

import asyncio
import re

from gesso.canvas.branch import Branch, undo_of
from gesso.canvas.changes import Change
from gesso.canvas.text import clean, units_of
from gesso.room.live_canvas import Author, LiveCanvas, Logged
from gesso.room.presence import Cursor, Presence

_WORD_END = re.compile(r"\s(?=\S*$)")


class Pen:
    """Writes a growing text into a canvas at one place, while others edit around it.

    `grow(text)` is given everything that is to stand there so far; only what is new is written, up to the last
    whole word (or whole line inside a table), until `finish`.
    """

    def __init__(self, presence: Presence, author: Author, name: str) -> None:
        self._presence, self._canvas = presence, presence.canvas
        self._author, self._name = author, name
        self._branch = Branch(self._canvas.version, self._canvas.document)
        self._at = self._own = self._canvas.document.units
        self._written = ""
        self._last: asyncio.Future[None] | None = None
        self._canvas.watchers.append(self._others)

    @property
    def written(self) -> str:
        return self._written

    def _others(self, entry: Logged) -> None:
        if entry.author.client != self._author.client:
            self._branch.others(entry.change)

    def grow(self, text: str, *, whole: bool = False) -> None:
        """Write what `text` has beyond what is written. Ignores a text that does not continue the last one."""
        text = clean(text)
        if not text.startswith(self._written):
            return
        new = text[len(self._written) :] if whole else _settled_part(text, len(self._written))
        if not new:
            return
        part = Change.of(self._own, [(self._at, self._at, new)])
        units = units_of(new)
        self._at += units
        self._own += units
        self._written += new
        change = self._branch.push(part)
        self._last = self._canvas.accept(change, self._author)
        end = max((r.to_b for r in change.ranges()), default=0)
        self._presence.place(Cursor(self._author.client, self._author.by, self._name, "agent", end, end))

    async def finish(self) -> None:
        """Put the pen down; returns when everything written is stored."""
        if self._others in self._canvas.watchers:
            self._canvas.watchers.remove(self._others)
        self._presence.leave(self._author.client)
        if self._last is not None:
            await self._last


def _settled_part(text: str, start: int) -> str:
    """What of `text` from `start` on can be shown: whole words, and in a table whole lines."""
    line = text.rfind("\n") + 1
    if text[line:].lstrip().startswith("|"):
        return text[start:line]
    found = _WORD_END.search(text, start)
    return text[start : found.end()] if found else ""


async def undo_turn(canvas: LiveCanvas, turn: str, since: int, by: str) -> bool:
    """Take back all that `turn` changed after version `since`, and nothing else; False when there is nothing to undo.

    Words that people typed meanwhile stay, also in the middle of the agent's.
    """
    fork = await canvas.document_at(since)
    rows = [entry.row for entry in await canvas.logged_after(since)]
    own = [index for index, row in enumerate(rows) if row.turn == turn]
    undone = [index for index, row in enumerate(rows) if row.undoes == turn]
    if not own or (undone and undone[-1] > own[-1]):
        return False
    await canvas.accept(undo_of(fork, rows, {turn}), Author(by, "person", f"undo:{turn}"))
    return True
