"""Lenses over the canvases of a workspace: read on a thread, kept fresh, and their proposals made suggestions.

The last reading of each canvas and lens is kept. While a newer one is being made the last is given, with the version
that it is of, so that nobody waits for a long text. One reading is made at a time: they are work for a processor.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gesso.base.clock import Clock
from gesso.base.errors import Conflicting
from gesso.canvas.snapshot import Snapshot, take_snapshot
from gesso.canvas.suggestion import Suggestion
from gesso.canvas.text import Text
from gesso.data.profile import Profile
from gesso.lenses.lens import Around, Lens, Proposal, Reading
from gesso.lenses.made import SHELF, Spec
from gesso.lenses.registry import lens_named
from gesso.lenses.running import Kept, propose
from gesso.lenses.shelf import MadeLenses, Run
from gesso.room.live_canvas import Author, LiveCanvas
from gesso.room.room import LiveRoom
from gesso.room.suggesting import do_offer
from gesso.room.workspace import Workspace

PATIENCE_S = 0.4  # how long a newer reading is waited for before the last one is given
MOST_HELD = 64  # readings
MOST_TRIES = 5  # of somebody who types all the time

SourcesOf = Callable[[str, str], Awaitable[Mapping[str, str]]]
ChecksOf = Callable[[LiveCanvas], Awaitable[Any]]
TableOf = Callable[[LiveCanvas], Awaitable[Profile | None]]
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Held:
    """A reading and the version of the text that it is of."""

    version: int
    reading: Reading[Any]


@dataclass(frozen=True)
class Offered:
    """What a command proposed: suggestions that are open now, and what is asked of a model."""

    version: int
    proposal: Proposal
    suggestions: tuple[Suggestion, ...]


class LensDesk:
    """`sources_of(room, person)` gives the words of the files and pages that they may read, by name; `table_of` what
    is in the table behind a page, None where there is none or it takes long; `checks_of` its types and tests."""

    def __init__(
        self,
        workspace: Workspace,
        clock: Clock,
        sources_of: SourcesOf,
        table_of: TableOf,
        checks_of: ChecksOf,
        shelf: MadeLenses,
    ) -> None:
        self._workspace, self._clock, self._sources_of = workspace, clock, sources_of
        self._table_of, self._checks_of = table_of, checks_of
        self.shelf = shelf
        self._kept = Kept()
        self._held: OrderedDict[Key, Held] = OrderedDict()
        self._going: dict[Key, asyncio.Task[None]] = {}
        self._one = asyncio.Semaphore(1)

    async def aclose(self) -> None:
        """Wait for what is being read."""
        await asyncio.gather(*self._going.values(), return_exceptions=True)

    async def read(self, live: LiveCanvas, lens: Lens[Any], person: str) -> Held:
        """The newest reading there is soon: of the text as it is now, or the last one of it."""
        key = _key(live, lens, person)
        held = self._held.get(key)
        if (
            held is not None
            and held.version == live.version
            and not lens.with_sources
            and not held.reading.view.pending
        ):
            return held
        going = self._begin(live, lens, person)
        if held is None:
            await asyncio.shield(going)
        else:
            await asyncio.wait([going], timeout=PATIENCE_S)
        return self._held[key]

    async def read_now(self, live: LiveCanvas, lens: Lens[Any], person: str) -> Held:
        """A reading of the text as it is now. Raises Conflicting while somebody types without a pause."""
        for _ in range(MOST_TRIES):
            held = self._held.get(_key(live, lens, person))
            if held is not None and held.version == live.version:
                return held
            await asyncio.shield(self._begin(live, lens, person))
        raise Conflicting("The text is being changed all the time; try again when it rests.")

    async def offer(
        self,
        room: LiveRoom,
        live: LiveCanvas,
        author: Author,
        person: str,
        lens: Lens[Any],
        command: str,
        args: dict[str, object],
    ) -> Offered:
        """Do a command: its edits become suggestions of the text as it is now. Raises BadInput, Conflicting."""
        held = await self.read_now(live, lens, person)
        proposal = propose(lens, held.reading, command, args)
        edits = [(each.start, each.end, each.after, each.why) for each in proposal.edits]
        made = await do_offer(self._workspace, room, live, author, edits) if edits else []
        return Offered(held.version, proposal, tuple(made))

    async def lens(self, name: str, person: str) -> Lens[Any]:
        """Raises NotFound, BadInput."""
        return await self.shelf.lens(person, name) if name.startswith(SHELF) else lens_named(name)

    async def run(
        self, live: LiveCanvas, person: str, lens: Lens[Any], spec: Spec, model: str, most: int
    ) -> tuple[Run, Held]:
        """Have a model read scenes of the text by a made lens, and what the lens then shows. Raises BadInput."""
        snapshot = await asyncio.to_thread(_snapshot, live.document, live.version, live.row.kind, live.row.language)
        done = await self.shelf.run(spec, snapshot, model, most)
        for key in [key for key in self._held if key[1] == lens.key]:
            del self._held[key]
        return done, await self.read_now(live, lens, person)

    def _begin(self, live: LiveCanvas, lens: Lens[Any], person: str) -> "asyncio.Task[None]":
        """The reading that goes on, or one that begins now."""
        key = _key(live, lens, person)
        if key not in self._going:
            self._going[key] = asyncio.create_task(self._read(live, lens, person))
            self._going[key].add_done_callback(lambda _: self._going.pop(key, None))
        return self._going[key]

    async def _read(self, live: LiveCanvas, lens: Lens[Any], person: str) -> None:
        async with self._one:
            sources = await self._sources_of(live.room, person) if lens.with_sources else {}
            scores = await self.shelf.scores(lens.scores) if lens.scores else {}
            table = await self._table_of(live) if lens.with_table else None
            checked = await self._checks_of(live) if lens.with_checks else None
            around = Around(sources, self._clock().date().isoformat(), scores, table, checked)
            version, document, row = live.version, live.document, live.row
            reading = await asyncio.to_thread(
                self._on_thread, lens, document, version, row.kind, row.language, around
            )  # fmt: skip
        key = _key(live, lens, person)
        self._held[key] = Held(version, reading)
        self._held.move_to_end(key)
        if len(self._held) > MOST_HELD:
            self._held.popitem(last=False)

    def _on_thread(
        self, lens: Lens[Any], document: Text, version: int, kind: str, language: str | None, around: Around
    ) -> Reading[Any]:
        return self._kept.read(lens, _snapshot(document, version, kind, language), around)


def _snapshot(document: Text, version: int, kind: str, language: str | None) -> Snapshot:
    return take_snapshot(str(document), version, kind, language)


def _key(live: LiveCanvas, lens: Lens[Any], person: str) -> Key:
    """What somebody may not read, another's reading must not show them."""
    return live.id, lens.key, person if lens.with_sources else ""
