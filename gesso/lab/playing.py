"""Whole turns in a room without a screen: the same `run_turn` as the product, on a workspace that lives for one case.

Used where a decision alone shows too little: what was commented, opened, changed and said. A case with earlier changes
(`before`) cannot be played, for there is no honest way to have made them; it fails and says so. One room for each case,
in a temporary folder; nothing of the person's own workspace is touched.
"""

import json
import tempfile
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gesso.agent.agents import GESSO
from gesso.agent.turns import Turns
from gesso.base.clock import Clock, system_clock
from gesso.base.ids import new_id
from gesso.behaviors.behavior import Answer, Behavior, Case
from gesso.lab.candidate import Layer, Reply
from gesso.lab.errors import LabError
from gesso.lab.rule import code_hash
from gesso.lab.situation import selection_of, snapshot_of
from gesso.model.catalogue import Catalogue
from gesso.room import wire
from gesso.room.commenting import do_comment, do_settle_note
from gesso.room.live_canvas import Author, LiveCanvas
from gesso.room.room import LiveRoom
from gesso.room.state import Turn
from gesso.room.workspace import Person, Workspace
from gesso.store.database import Database
from gesso.tools import TOOLS

SOMEBODY = Person("user_lab", "Somebody")
LONGEST_S = 600.0


@dataclass(frozen=True)
class Canvas:
    """A canvas as it was left."""

    kind: str
    title: str
    text: str


@dataclass(frozen=True)
class Played:
    """What a turn left behind. `after` is the document that was open, `opened` what the agent opened itself.

    `comments` are the arguments of a comment, in the order made; `suggestions` (words, new words) wait for a decision.
    """

    outcome: str
    problem: str
    said: str
    after: str
    opened: tuple[Canvas, ...]
    comments: tuple[dict[str, str | None], ...]
    suggestions: tuple[tuple[str, str], ...]
    input_tokens: int
    took_ms: float


async def play(case: Case, catalogue: Catalogue, model: str) -> Played:
    """One turn on the message of `case`. Raises LabError for a case that cannot be played."""
    if case.input.before:
        raise LabError(f"{case.id} builds on an earlier change, which cannot be played; ask for the decision instead.")
    now = datetime.fromisoformat(case.input.now).astimezone(UTC) if case.input.now else None
    async with _room(catalogue, (lambda: now) if now else system_clock) as (workspace, turns, room):
        live = await open_document(case, workspace, room, SOMEBODY) if case.input.document else None
        for said in case.input.earlier:
            await workspace.do_post_message(SOMEBODY, room.id, said)
        selection = _selection(case, live)
        began = time.perf_counter()
        started = await turns.say(
            SOMEBODY, room.id, case.input.ask, canvas=live.id if live else None, selection=selection, model=model
        )
        turn = await turns.wait(room, started.turn, LONGEST_S)
        took_ms = (time.perf_counter() - began) * 1000
        return await _left(workspace, room, live, turn, took_ms)


class TurnCandidate:
    """A whole turn, read as an answer: the comments made, or the kind of canvas that was opened."""

    at_once = 1

    def __init__(self, behavior: Behavior, catalogue: Catalogue, model: str) -> None:
        if behavior.name not in ("comment", "open_canvas"):
            raise LabError(f"A whole turn is read for comment and open_canvas, not for {behavior.name}.")
        self._behavior, self._catalogue, self._model = behavior, catalogue, model
        self.name = f"turn:{model}"
        self._layer: Layer = "model"
        code = " ".join(code_hash(f"gesso.{folder}") for folder in ("agent", "tools", "room"))
        self.identity = f"turn 1 {model} {behavior.prompt} {code}"

    async def answer(self, case: Case) -> Reply:
        played = await play(case, self._catalogue, self._model)
        if played.outcome != "done":
            raise LabError(f"The turn ended as {played.outcome}: {played.problem or 'no reason was given'}")
        answer: Answer = json.dumps({"comments": played.comments}, ensure_ascii=False)
        if self._behavior.name == "open_canvas":
            answer = played.opened[0].kind if played.opened else "chat"
        return Reply(answer, {}, self._layer, played.took_ms, played.input_tokens)


@asynccontextmanager
async def _room(catalogue: Catalogue, clock: Clock) -> AsyncGenerator[tuple[Workspace, Turns, LiveRoom], None]:
    with tempfile.TemporaryDirectory(prefix="gesso-lab-") as folder:
        db = await Database.open(str(Path(folder) / "lab.db"))
        workspace = Workspace(db, clock)
        turns = Turns(workspace, catalogue, TOOLS, clock)
        try:
            yield workspace, turns, await workspace.do_create_room(SOMEBODY, "Lab")
        finally:
            await turns.close()
            await workspace.close()
            await db.close()


async def open_document(case: Case, workspace: Workspace, room: LiveRoom, person: Person) -> LiveCanvas:
    """The document of `case` on a canvas, with the comments that its person has dismissed."""
    snapshot = snapshot_of(case)
    kind: wire.CanvasKind = "code" if snapshot.kind == "code" else "document"
    name = (case.input.document or "").removesuffix(".txt")
    presence = await workspace.do_open_canvas(
        room, Author(person.id, "import"), kind=kind, title=name, language=snapshot.language, text=snapshot.text
    )
    for words in case.input.dismissed:
        start = presence.canvas.text.find(words)
        author = Author(GESSO.id, "agent", new_id("call"), new_id("turn"))
        note = await do_comment(workspace, room, presence.canvas, author, start, start + len(words), "Is this right?")
        await do_settle_note(workspace, person, room, note.id, "dismissed")
    return presence.canvas


def _selection(case: Case, live: LiveCanvas | None) -> wire.Selection | None:
    part = selection_of(case, snapshot_of(case)) if live is not None else None
    if part is None or live is None:
        return None
    return wire.Selection(canvas=live.id, version=live.version, start=part.start, end=part.end, quote=part.quote)


async def _left(workspace: Workspace, room: LiveRoom, live: LiveCanvas | None, turn: Turn, took_ms: float) -> Played:
    opened = [row for row in room.state.open_canvases() if live is None or row.id != live.id]
    texts = [(await workspace.presence(row.id)).canvas.text for row in opened]
    mine = [note for note in room.state.notes.values() if note.turn == turn.id]
    waiting: Sequence[tuple[str, str]] = []
    if live is not None:
        waiting = [(each.before, each.after) for each in live.marks.suggestions.values()]
    outcome = turn.outcome or "unfinished"
    return Played(
        outcome, turn.problem.message if turn.problem else "", turn.text, live.text if live else "",
        tuple(Canvas(row.kind, row.title, text) for row, text in zip(opened, texts, strict=True)),
        tuple(
            {"quote": n.quote, "body": n.body, "kind": n.kind, "severity": n.severity or "minor", "replace": n.replace}
            for n in mine
        ),
        tuple(waiting), turn.usage.input_tokens, took_ms,
    )  # fmt: skip
