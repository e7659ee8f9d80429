"""What is found by checking a program besides reading it: its types, and the tests of its last run.

Both take longer than a look: what is not there yet is `pending`, and the lens is asked again.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from gesso.lenses.python_rules import Problem
from gesso.lenses.types import types_of
from gesso.room.live_canvas import LiveCanvas

PATIENCE_S = 1.0
MOST_KEPT = 64

TypeFault = tuple[int, int, int, Problem]


@dataclass(frozen=True)
class RunItem:
    """A test of the last run, or what ended it: `line` from 1, where it is known."""

    name: str
    line: int | None
    text: str
    ok: bool


@dataclass(frozen=True)
class Checked:
    """`types` None: not checked, for what is here, or not yet where `pending`."""

    types: Sequence[TypeFault] | None = None
    pending: bool = False
    tests: Sequence[RunItem] = ()


class Checks:
    """`tests_of` gives the tests of the last run of a page. One program is checked at a time."""

    def __init__(self, tests_of: Callable[[str], Awaitable[Sequence[RunItem]]]) -> None:
        self._tests_of = tests_of
        self._types: OrderedDict[str, asyncio.Task[list[TypeFault] | None]] = OrderedDict()
        self._one = asyncio.Semaphore(1)

    async def aclose(self) -> None:
        await asyncio.gather(*self._types.values(), return_exceptions=True)

    async def of(self, live: LiveCanvas) -> Checked:
        """Of a Python page, as it is now; of others nothing."""
        if live.row.language != "python":
            return Checked()
        text = live.text
        if text not in self._types:
            self._types[text] = asyncio.create_task(self._check(text))
            while len(self._types) > MOST_KEPT:
                self._types.popitem(last=False)
        task = self._types[text]
        done, _ = await asyncio.wait([task], timeout=PATIENCE_S)
        return Checked(task.result() if done else None, not done, await self._tests_of(live.id))

    async def _check(self, text: str) -> list[TypeFault] | None:
        async with self._one:
            return await asyncio.to_thread(types_of, text)
