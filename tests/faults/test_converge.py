"""R2 in small: people type, an agent streams, lines are cut; all converge and no acknowledged word is lost.

Agreement alone proves nothing, so every acknowledged word is looked for; and the same check must fail on planted
faults: an update that is dropped, a wrong version, and a push whose rebase is left out.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from gesso.base.errors import Conflicting
from gesso.canvas import rebase as rebasing
from gesso.room import frames, live_canvas
from gesso.room.live_canvas import Author, LiveCanvas
from gesso.room.presence import Presence, Seat
from gesso.room.workspace import Person, Workspace
from gesso.room.writing import Pen
from gesso.store.database import Database
from tests.program import Typist, until

START = "".join(f"Line {n} é 😀 字\n" for n in range(60))


class Line(Typist):
    """A typist whose socket is a seat in this process: the same protocol without the network."""

    def __init__(self, presence: Presence, name: str) -> None:
        super().__init__(None, presence.canvas.id, name)  # type: ignore[arg-type]  # no HTTP client is needed here
        self._presence = presence
        self.seat: Seat | None = None
        self.refusals: list[BaseException] = []
        self._pushes: list[asyncio.Task[None]] = []

    async def hold(self) -> None:
        self._in_flight, self._catch_up_to = 0, None
        self.seat = self._presence.join(self.name, f"user_{self.name}", self.name, True)
        self._socket = self
        try:
            async for frame in self.seat.frames(self.version):
                await self._take(frame.model_dump(mode="json"))
        finally:
            self._socket = None

    async def send(self, text: str) -> None:
        frame = frames.Push.model_validate_json(text)
        assert self.seat is not None
        push = asyncio.create_task(self.seat.push(frame.version, frame.changes))
        push.add_done_callback(self._answered)
        self._pushes.append(push)

    def _answered(self, push: "asyncio.Task[None]") -> None:
        refusal = push.exception()
        if refusal is not None and not isinstance(refusal, Conflicting):  # a line that was cut may not push
            self.refusals.append(refusal)


@pytest.fixture
async def presence(tmp_path: Path) -> AsyncIterator[Presence]:
    db = await Database.open(tmp_path / "gesso.db")
    workspace = Workspace(db)
    room = await workspace.do_create_room(Person("user_a", "A"))
    yield await workspace.do_open_canvas(room, Author("user_a", "import"), kind="document", title="T", text=START)
    await workspace.close()
    await db.close()


async def session(presence: Presence, seed: int, words: int = 40) -> list[Line]:
    """Five people and an agent for a while, with cut lines; returns when everybody is quiet and up to date."""
    chance = random.Random(seed)
    lines = [Line(presence, f"person{n}-{seed}") for n in range(5)]
    holding = {line: asyncio.create_task(line.hold()) for line in lines}
    await until(lambda: all(line.connected for line in lines))
    pen = Pen(presence, Author("agent_gesso", "agent", f"call_{seed}", f"turn_{seed}"), "Gesso")
    for number in range(words):
        line = chance.choice(lines)
        if line.connected:
            await line.type(f"[{line.name}-{number}]", chance.random())
        pen.grow("The agent writes on. " * (number + 1))
        if chance.random() < 0.15:
            cut = chance.choice(lines)
            if cut.seat is not None:
                cut.seat.close()
                await asyncio.wait([holding[cut]])
                holding[cut] = asyncio.create_task(cut.hold())
        await asyncio.sleep(chance.random() * 0.01)
    await pen.finish()
    await until(lambda: all((line.connected and not line.pending) or line.refusals for line in lines), 5)
    await presence.canvas.drained()
    await until(lambda: all(line.version == presence.canvas.version for line in lines), 5)
    for line in lines:
        assert line.seat is not None
        line.seat.close()
    await asyncio.gather(*holding.values())
    return lines


def check(canvas: LiveCanvas, lines: list[Line]) -> None:
    text = canvas.text
    assert [line.refusals for line in lines if line.refusals] == []
    assert [line.name for line in lines if str(line.text) != text] == []
    lost = [word for line in lines for word in line.acknowledged if text.count(word) != 1]
    assert lost == []
    assert sum(len(line.acknowledged) for line in lines) > 10


@pytest.mark.parametrize("seed", range(5))
async def test_all_converge_and_nothing_acknowledged_is_lost(presence: Presence, seed: int) -> None:
    lines = await session(presence, seed)
    check(presence.canvas, lines)
    stored = await presence.canvas.text_at(presence.canvas.version)
    assert stored == presence.canvas.text


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5, 20))
async def test_many_more_sessions_converge(presence: Presence, seed: int) -> None:
    check(presence.canvas, await session(presence, seed))


def drop_an_update(patch: pytest.MonkeyPatch) -> None:
    real = Line._update

    async def lossy(self: Line, frame: dict[str, object]) -> None:
        if frame["client"] != self.name and random.random() < 0.05:
            self.version = int(str(frame["version"]))
            return
        await real(self, frame)

    patch.setattr(Line, "_update", lossy)


def stamp_a_wrong_version(patch: pytest.MonkeyPatch) -> None:
    real = Seat.push

    async def late(self: Seat, version: int, changes: list[object]) -> None:
        await real(self, min(version + 1, self._canvas.version), changes)

    patch.setattr(Seat, "push", late)


def forget_to_rebase(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(live_canvas, "rebase", lambda pushed, logged: pushed)
    assert rebasing.rebase is not live_canvas.rebase


@pytest.mark.parametrize("plant", [drop_an_update, stamp_a_wrong_version, forget_to_rebase])
async def test_the_check_fails_on_a_planted_fault(
    presence: Presence, monkeypatch: pytest.MonkeyPatch, plant: Callable[[pytest.MonkeyPatch], None]
) -> None:
    plant(monkeypatch)
    with pytest.raises(Exception):  # noqa: B017  (a refusal, a divergence or a lost word: whichever it meets first)
        for seed in range(3):
            check(presence.canvas, await session(presence, 100 + seed))
