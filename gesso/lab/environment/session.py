"""One conversation: a simulated user and an agent at a table, turn by turn, through the doors of the product.

The user's decisions are `persona.user`'s; here they become what a person does (keep, undo, close, open, type, rate,
write), at times that a person would need. Keeps what the reward and the rollout viewer need. One loop, one caller.
"""

from dataclasses import dataclass, field

from gesso.agent.company import Started
from gesso.lab.environment.table import Table
from gesso.lab.persona.task import Task
from gesso.lab.persona.user import Reaction, Seen, SimulatedUser
from gesso.lab.persona.wish import Wish, collateral
from gesso.room import wire
from gesso.room.feedback import do_close, do_rate
from gesso.room.live_canvas import Author, LiveCanvas
from gesso.room.room import LiveRoom
from gesso.room.state import Turn
from gesso.room.workspace import Person

READS_S = 12.0
"""So long a user looks at an answer before doing something about it."""
CLOSES_S = 2.0
SETTLES_S = 700.0
"""So long after the last message the user's own changes have settled."""
LONGEST_S = 600.0
POINTING = ("edit", "comment", "rename")
"""Tools that point at words; one that is refused has missed them."""


@dataclass(frozen=True)
class Exchange:
    """A wish, what the turn left behind, and what the user did. `written`: characters the turn put into canvases."""

    wish: Wish
    asked: str
    turn: str
    seen: Seen
    reaction: Reaction
    needed_question: bool
    missed: bool
    collateral: float
    written: int
    harmed: bool


@dataclass
class Session:
    """Call `begin`, then `ask` and, once its turn has ended, `settle`, until `pending` is None; then `close`."""

    table: Table
    task: Task
    person: Person
    room: LiveRoom
    user: SimulatedUser
    canvas: LiveCanvas | None
    pending: str | None
    exchanges: list[Exchange] = field(default_factory=list)
    kept: dict[str, float] = field(default_factory=dict)
    """Of each turn that wrote, the share of its characters still there at the end."""
    final: str = ""
    _before: str = ""
    _vague: bool = False

    @classmethod
    async def begin(cls, table: Table, task: Task, person: Person) -> "Session":
        """The room with the user's document; `pending` is the first message."""
        room = await table.workspace.do_create_room(person, task.title)
        canvas = None
        if task.document:
            author = Author(person.id, "import")
            seat = await table.workspace.do_open_canvas(
                room, author, kind="document", title=task.title, text=task.document
            )
            canvas = seat.canvas
        user = SimulatedUser(task.wishes, task.preferences, task.seed, task.protected)
        return cls(table, task, person, room, user, canvas, user.begin())

    async def ask(self) -> Started:
        """Post the pending message; the turn that answers it has started."""
        assert self.pending is not None
        self._before = self.canvas.text if self.canvas else ""
        self._vague = self.user.wish.vague
        return await self.table.turns.say(
            self.person, self.room.id, self.pending, canvas=self.canvas.id if self.canvas else None,
            model=self.table.model,
        )  # fmt: skip

    async def answered(self) -> Turn:
        """Ask, and wait for the end of the turn."""
        started = await self.ask()
        return await self.table.turns.wait(self.room, started.turn, LONGEST_S)

    async def settle(self, turn: Turn) -> Reaction:
        """Let the user see what the turn left behind and react; `pending` is what it says next, None when it leaves."""
        opened = [row.id for row in self.room.state.open_canvases() if row.turn == turn.id]
        texts = tuple([(await self.table.workspace.canvas(each)).text for each in opened])
        after = self.canvas.text if self.canvas else ""
        seen = Seen(self._before, after, turn.text, texts, ok=turn.outcome == "done")
        wish, asked = self.user.wish, self.pending or ""
        written = await self._written(turn.id)
        reaction = self.user.react(seen)
        harmed = bool(self.task.protected) and reaction.why == "harmed"
        self.exchanges.append(
            Exchange(
                wish, asked, turn.id, seen, reaction, self._vague, _missed(turn),
                collateral(wish, self._before, after) if self.canvas else 0.0, written, harmed,
            )
        )  # fmt: skip
        await self._carry_out(reaction, turn, opened)
        self.pending = reaction.say
        return reaction

    async def close(self) -> None:
        """Let time pass, and count what is left of every turn's words."""
        self.table.clock.advance(SETTLES_S)
        self.final = self.canvas.text if self.canvas else ""
        for exchange in self.exchanges:
            if exchange.written:
                self.kept[exchange.turn] = await self._written(exchange.turn) / exchange.written
        await self.room.drained()

    async def events(self) -> list[wire.Event]:
        """The room's log."""
        return await self.room.events()

    async def _written(self, turn: str) -> int:
        """Characters of all canvases that the turn wrote and that are there now; of a deleted canvas nothing is."""
        found = 0
        for row in self.room.state.open_canvases():
            live = await self.table.workspace.canvas(row.id)
            found += sum(run.length for run in live.blame.runs if run.turn == turn)
        return found

    async def _carry_out(self, reaction: Reaction, turn: Turn, opened: list[str]) -> None:
        workspace, person = self.table.workspace, self.person
        self.table.clock.advance(CLOSES_S if reaction.settle == "close" else READS_S)
        changed = [edit.canvas for edit in self.room.state.edits if edit.turn == turn.id]
        for canvas in dict.fromkeys(changed):
            if reaction.settle == "keep":
                await workspace.do_keep_edit(person, canvas, turn.id)
            elif reaction.settle == "undo":
                await workspace.do_undo_edit(person, canvas, turn.id)
        if reaction.settle == "close":
            for canvas in opened:
                await do_close(workspace, person, canvas)
                await workspace.do_delete_canvas(person, canvas)
        elif reaction.settle == "open_own":
            author = Author(person.id, "person", "own")
            await workspace.do_open_canvas(self.room, author, kind="document", title="Mine", text=turn.text)
        if reaction.touch is not None:
            await self._touch(reaction.touch, opened)
        if reaction.thumb is not None:
            await do_rate(workspace, person, self.room.id, turn.id, reaction.thumb)

    async def _touch(self, touch: tuple[str, str], opened: list[str]) -> None:
        canvas = await self.table.workspace.canvas(opened[-1]) if opened else self.canvas
        if canvas is None or canvas.text.count(touch[0]) != 1:
            return
        self.table.clock.advance(READS_S)
        text = canvas.text.replace(*touch)
        await self.table.workspace.do_write_text(self.room, canvas, Author(self.person.id, "person", "typing"), text)


async def play(table: Table, task: Task, person: Person) -> Session:
    """A whole conversation with the table's model, closed."""
    session = await Session.begin(table, task, person)
    while session.pending is not None:
        await session.settle(await session.answered())
    await session.close()
    return session


def _missed(turn: Turn) -> bool:
    return any(call.name in POINTING and not call.ok for step in turn.steps for call in step.calls)
