"""Three ways in which a model's answer becomes an edit: through gesso, by search and replace, by writing all anew.

Each takes the same `Wanted`. `Gesso` is the real thing: a database, a room, `run_turn` with the real tools, and a
scripted model that sends the calls. `FirstMatch` takes the same calls and does what search-and-replace tools commonly
do: the first place that reads so, else the most similar lines. `Rewriter` is a simulation, not a model: each line that
it copies outside the passage is spoiled with a given probability.
"""

import difflib
import random
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from bench.integrity.documents import Format
from bench.integrity.edits import Wanted
from bench.integrity.mistakes import Ask, Attempts, attempts
from gesso.agent.tool import Tool
from gesso.agent.turns import Turns
from gesso.base.clock import system_clock
from gesso.base.errors import BadInput
from gesso.canvas.snapshot import take_snapshot
from gesso.canvas.targets import BlockTarget, target_span
from gesso.canvas.text import clean
from gesso.model.messages import Message, ToolSpec
from gesso.model.scripted import Call, Say, ScriptedModel, Told
from gesso.room.export import export_canvas
from gesso.room.live_canvas import Author, LiveCanvas
from gesso.room.room import LiveRoom
from gesso.room.workspace import Person, Workspace
from gesso.store.database import Database
from gesso.tools import TOOLS
from tests.room.test_turns import OneModel

PERSON = Person("user_anna", "Anna")
REFUSALS = {
    "is not in the document": "quote_not_found",
    " times. Quote more": "quote_ambiguous",
    "There is no block": "unknown_block",
    "not valid JSON": "bad_arguments",
    "somebody changed the passage": "conflict",
    "are the same as the old": "no_change",
    "this very call was carried out": "repeated_call",
    "reads like that already": "already_so",
}


@dataclass
class Turned:
    """What one edit came to. `span` is the passage that the last call named, `refused` what was said no to."""

    mistake: str
    span: tuple[int, int]
    refused: list[str] = field(default_factory=list)
    aimed_elsewhere: bool = False


class Door(Protocol):
    @property
    def text(self) -> str: ...

    async def edit(self, wanted: Wanted, chance: random.Random) -> Turned: ...

    async def undo(self) -> None:
        """Take back the last edit whole, as the person's button does."""
        ...


class Gesso:
    """A canvas that is edited by turns of an agent."""

    def __init__(self, live: LiveCanvas, room: LiveRoom, turns: Turns, workspace: Workspace, rate: float) -> None:
        self._live, self._room, self._turns, self._workspace, self._rate = live, room, turns, workspace, rate
        self.todo: list[tuple[Ask, ...]] = []
        self._last = ""

    @property
    def text(self) -> str:
        return self._live.text

    async def exported(self) -> bytes:
        return (await export_canvas(self._workspace, self._live.id))[1]

    def answer(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterable[Told]:
        """The scripted model: the next calls, until one of them was done."""
        last = messages[-1]
        done = last.role == "tool" and any(m.role == "tool" and m.text.startswith("Done") for m in messages[-2:])
        if done or not self.todo:
            return [Say(text="Done.")]
        return [Call(name="edit", args=ask.args, raw=ask.raw, piece=400) for ask in self.todo.pop(0)]

    async def edit(self, wanted: Wanted, chance: random.Random) -> Turned:
        tried = attempts(wanted, self.text, self._live.snapshot(), chance, self._rate)
        self.todo = list(tried.answers)
        started = await self._turns.say(PERSON, self._room.id, f"Change “{wanted.words[:30]}”, please.")
        await self._turns.wait(self._room, started.turn, 60)
        self._last = started.turn
        turn = self._room.state.turns[started.turn]
        if turn.outcome != "done":
            raise RuntimeError(f"the turn ended as {turn.outcome}: {turn.problem}")
        results = [call.result or "" for step in turn.steps for call in step.calls]
        used = len(tried.answers) - len(self.todo)
        return _turned(tried, used, [kind for said in results if (kind := _kind(said))])

    async def undo(self) -> None:
        await self._workspace.do_undo_edit(PERSON, self._live.id, self._last)


def _kind(said: str) -> str:
    """The kind of refusal that a result tells, or ""."""
    if said.startswith("Done"):
        return ""
    return next((kind for words, kind in REFUSALS.items() if words in said), f"other: {said[:80]}")


def _turned(tried: Attempts, used: int, refused: list[str]) -> Turned:
    last = tried.answers[max(0, used - 1)][0]
    return Turned(tried.mistake, last.span, refused, tried.aims_elsewhere and used == 1)


@asynccontextmanager
async def gesso(
    folder: Path, format_: Format, text: str, rate: float, tools: Sequence[Tool] = TOOLS
) -> AsyncIterator[Gesso]:
    """A fresh installation with one canvas. `tools` are gesso's own, unless a fault is to be planted."""
    db = await Database.open(folder / "gesso.db")
    workspace = Workspace(db)
    door: Gesso | None = None

    def teller(messages: Sequence[Message], offered: Sequence[ToolSpec]) -> Iterable[Told]:
        assert door is not None
        return door.answer(messages, offered)

    turns = Turns(workspace, OneModel(ScriptedModel(teller)), tools, system_clock)  # type: ignore[arg-type]
    try:
        room = await workspace.do_create_room(PERSON, "Relay")
        kind: Any = format_.kind
        opened = await workspace.do_open_canvas(
            room, Author(PERSON.id, "import"), kind=kind, title=format_.name, language=format_.language, text=text
        )
        door = Gesso(opened.canvas, room, turns, workspace, rate)
        yield door
    finally:
        await turns.close()
        await workspace.close()
        await db.close()


class FirstMatch:
    """Search and replace: the first place that reads as the quote, else the most similar run of lines."""

    SIMILAR = 0.6
    LOOKED_AT = 3

    def __init__(self, format_: Format, text: str, rate: float) -> None:
        self.text = text
        self._format, self._rate = format_, rate
        self._before = text

    async def edit(self, wanted: Wanted, chance: random.Random) -> Turned:
        seen = take_snapshot(self.text, 1, self._format.kind, self._format.language)
        tried = attempts(wanted, self.text, seen, chance, self._rate)
        self._before = self.text
        refused: list[str] = []
        for used, asks in enumerate(tried.answers, 1):
            done = [self._call(ask, seen, refused) for ask in asks]
            if any(done):
                return _turned(tried, used, refused)
        return _turned(tried, len(tried.answers), refused)

    async def undo(self) -> None:
        self.text = self._before

    def _call(self, ask: Ask, seen: Any, refused: list[str]) -> bool:
        edit = ask.args["edits"][0]
        text = clean(edit["text"])
        place: tuple[int, int] | None
        if ask.raw is not None:
            refused.append("bad_arguments")
            return False
        if "block" in edit:
            try:
                place = target_span(BlockTarget(edit["block"]), seen)
            except BadInput:
                place = None
        else:
            place = self._find(edit["quote"])
        if place is None:
            refused.append("not_found")
            return False
        start, end = place
        if edit["op"] == "insert_after":
            apart = "" if "quote" in edit else "\n\n"
            self.text = self.text[:end] + apart + text + self.text[end:]
        else:
            self.text = self.text[:start] + ("" if edit["op"] == "delete" else text) + self.text[end:]
        return True

    def _find(self, quote: str) -> tuple[int, int] | None:
        at = self.text.find(quote)
        if at >= 0:
            return at, at + len(quote)
        lines = self.text.splitlines(keepends=True)
        size = max(1, quote.count("\n") + 1)
        wanted = _words(quote)
        counted = Counter(wanted)
        likely: list[tuple[int, int, str]] = []
        at = 0
        for first in range(len(lines) - size + 1):
            window = "".join(lines[first : first + size]).rstrip("\n")
            likely.append(((Counter(_words(window)) & counted).total(), at, window))
            at += len(lines[first])
        matcher = difflib.SequenceMatcher(None, b=wanted, autojunk=False)
        best, best_score = None, self.SIMILAR
        for _, start, window in sorted(likely, reverse=True)[: self.LOOKED_AT]:
            matcher.set_seq1(_words(window))
            if matcher.ratio() > best_score:
                best, best_score = (start, start + len(window)), matcher.ratio()
        return best


def _words(text: str) -> list[str]:
    return re.findall(r"\w+|[^\w\s]", text)


class Rewriter:
    """Writes the whole text anew with the edit in it; each other line is spoiled with probability `line_rate`."""

    def __init__(self, text: str, line_rate: float) -> None:
        self.text = text
        self._rate = line_rate
        self._before = text

    async def edit(self, wanted: Wanted, chance: random.Random) -> Turned:
        self._before = self.text
        start, end = (wanted.end, wanted.end) if wanted.op == "insert_after" else (wanted.start, wanted.end)
        words = "" if wanted.op == "delete" else wanted.text
        if wanted.op == "insert_after" and wanted.block is not None:
            words = "\n\n" + words
        self.text = self._copied(self.text[:start], chance) + words + self._copied(self.text[end:], chance)
        return Turned("none", (wanted.start, wanted.end))

    async def undo(self) -> None:
        self.text = self._before

    def _copied(self, text: str, chance: random.Random) -> str:
        lines = text.splitlines(keepends=True)
        return "".join(_spoiled(line, chance) if chance.random() < self._rate else line for line in lines)


def _spoiled(line: str, chance: random.Random) -> str:
    """A line as a copying model spoils it: left out, shortened, doubled, or with a number, word or mark changed."""
    words = line.split(" ")
    match chance.randrange(6):
        case 0:
            return ""
        case 1:
            return " ".join(words[: max(1, len(words) // 2)]).rstrip("\n") + "\n"
        case 2:
            return re.sub(r"\d", lambda found: str((int(found[0]) + 1) % 10), line, count=1)
        case 3:
            return re.sub(r"[^\W\d_]{5,}", "something", line, count=1)
        case 4:
            return line.translate(str.maketrans("“”’", '""\'')).lstrip(" ")
        case _:
            return line + line
