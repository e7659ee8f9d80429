"""Turning a model's trickle into events: a few an instant, in the order things were said.

What comes after a pause of `WINDOW_S` is written at once, and what comes within it is gathered into one event at its
end: a fast model does not make a row of every token, and a slow one shows each word as it comes. What a model says is
cleaned here of what cannot be stored: some send half a surrogate pair. Once the log cannot be stored, adding raises
LogBroken.
"""

import asyncio

from gesso.canvas.text import clean
from gesso.room import wire
from gesso.room.log import LogBroken
from gesso.room.room import LiveRoom

WINDOW_S = 0.05


class Deltas:
    """Gathers what one message says and appends it to the room's log."""

    def __init__(self, room: LiveRoom, by: str, turn: str, message: str) -> None:
        self._room, self._by, self._turn, self._message = room, by, turn, message
        self._kind: tuple[str, str, str] | None = None
        self._pieces: list[str] = []
        self._timer: asyncio.TimerHandle | None = None
        self._failure: LogBroken | None = None
        self._next = 0.0  # the loop's time from which a word need not wait for others

    def text(self, delta: str) -> None:
        self._add(("text", "", ""), delta)

    def thought(self, delta: str) -> None:
        self._add(("thought", "", ""), delta)

    def args(self, call: str, name: str, delta: str) -> None:
        self._add(("args", call, clean(name)), delta)

    def _add(self, kind: tuple[str, str, str], delta: str) -> None:
        if self._failure is not None:
            raise self._failure
        if self._kind != kind:
            self.flush()
            self._kind = kind
        self._pieces.append(delta)
        if self._timer is not None:
            return
        loop = asyncio.get_running_loop()
        half = "\ud800" <= delta[-1:] <= "\udbff"  # the other half of the pair comes next
        wait_s = WINDOW_S if half else self._next - loop.time()
        if wait_s <= 0:
            self.flush()
        else:
            self._timer = loop.call_later(wait_s, self._timed)

    def _timed(self) -> None:
        """Flush from the timer, where nobody would hear an error: the next word does, and with it the turn."""
        try:
            self.flush()
        except LogBroken as failure:
            self._failure = failure

    def flush(self) -> None:
        """Write what has been gathered; nothing is held back after this."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._kind is None:
            return
        (kind, call, name), delta = self._kind, clean("".join(self._pieces))
        self._kind, self._pieces = None, []
        if not delta and kind != "args":
            return
        common = {"turn": self._turn, "message": self._message}
        body: wire.TextDelta | wire.Thought | wire.ToolArgs
        if kind == "text":
            body = wire.TextDelta(delta=delta, **common)
        elif kind == "thought":
            body = wire.Thought(delta=delta, **common)
        else:
            body = wire.ToolArgs(call=call, name=name, delta=delta, **common)
        self._next = asyncio.get_running_loop().time() + WINDOW_S
        self._room.append(self._by, body)
