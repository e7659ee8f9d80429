"""Streams and sockets that are open now, by what gave them their right, so that taking the right away ends them.

A connection is entered under tags such as `session:<id>`, `user:<id>`, `share:<id>`, `seat:<room>:<user>`; `cut(tag)`
ends all of a tag at once. This covers revocations in this process; those made by another process are found by
the recheck that every stream and socket does at each heartbeat. In memory, on the one loop.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from gesso.base.errors import TooMuch
from gesso.server.guard import Admitted

MAX_PER_CALLER = 500


class Line:
    """One open connection. `ended` is set when it must stop."""

    def __init__(self) -> None:
        self.ended = asyncio.Event()


class Connections:
    def __init__(self) -> None:
        self._lines: defaultdict[str, set[Line]] = defaultdict(set)

    @contextmanager
    def enter(self, *tags: str) -> Iterator[Line]:
        """A line that lives as long as the block. Raises TooMuch when the first tag has too many already."""
        if len(self._lines.get(tags[0], ())) >= MAX_PER_CALLER:
            raise TooMuch(f"At most {MAX_PER_CALLER} connections can be open at once; close a window.")
        line = Line()
        for tag in tags:
            self._lines[tag].add(line)
        try:
            yield line
        finally:
            for tag in tags:
                self._lines[tag].discard(line)
                if not self._lines[tag]:
                    del self._lines[tag]

    def cut(self, tag: str) -> None:
        """End every connection that was entered under `tag`."""
        for line in tuple(self._lines.get(tag, ())):
            line.ended.set()

    def cut_all(self) -> None:
        """End everything: the server is going down."""
        for tag in tuple(self._lines):
            self.cut(tag)

    def count(self, tag: str) -> int:
        return len(self._lines.get(tag, ()))


def tags_of(admitted: Admitted, room: str) -> tuple[str, ...]:
    """What a connection to `room` hangs on: its caller's account, credential and seat, or its link."""
    if admitted.caller is not None and admitted.operation.policy.auth != "share":
        caller = admitted.caller
        return f"user:{caller.id}", f"{caller.via}:{caller.credential}", f"seat:{room}:{caller.id}", f"room:{room}"
    assert admitted.grant is not None, "a connection without caller or link cannot pass the guard"
    return f"share:{admitted.grant.share}", f"room:{room}"
