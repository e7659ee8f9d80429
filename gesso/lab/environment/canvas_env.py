"""`CanvasEnv`: work on a document with a simulated user, as a plain class whose public methods are tools.

`reset(**task)` begins a conversation and tells what the user says; the tools do what an agent of the product can do, in
a real room through `run_turn`; `answer` ends a turn and tells what the user says next; `get_reward()` scores it. The
hidden wishes, the preferences and the settling of changes are out of the tools' reach. The shape is the one that TRL's
`environment_factory` takes as it is. One instance is one conversation at a time, and may be reset as often as wanted.
"""

import asyncio
import json
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from typing import Any, Literal, TypeVar

from gesso.canvas.snapshot import render_numbered, take_snapshot
from gesso.lab.environment.driven import Driven, call, words
from gesso.lab.environment.reward import Score, score
from gesso.lab.environment.rollout import Rollout, rollout_of
from gesso.lab.environment.running import Running
from gesso.lab.environment.session import Session
from gesso.lab.environment.table import Table, catalogue_of, open_table
from gesso.lab.errors import LabError
from gesso.lab.persona.task import Task, make_task
from gesso.model.messages import Chunk
from gesso.room.state import Turn
from gesso.room.workspace import Person

T = TypeVar("T")

OVER = "The user has left; the conversation is over."
MOST_CALLS = 12
"""Of one turn; the turn is then ended for the agent, without a word."""
SOMEBODY = Person("user_simulated", "Simulated user")


class CanvasEnv:
    """A conversation about a document. Call `reset` first."""

    def __init__(self) -> None:
        self._running: Running | None = None
        self._stack = AsyncExitStack()
        self._table: Table | None = None
        self._driven = Driven()
        self._session: Session | None = None
        self._turn: asyncio.Task[Turn] | None = None
        self._calls = 0
        self._score: Score | None = None
        self._rollout: Rollout | None = None

    # ------------------------------------------------------------------ the environment

    def reset(self, seed: int = 0, **task: Any) -> str:
        """Begin a conversation: what the user says, and the document in numbered blocks.

        `seed` makes the task; `task` may hold one under the name `task`, a `Task`. Other columns of a data set are
        overlooked.
        """
        given = task.get("task")
        if given is not None and not isinstance(given, Task):
            raise LabError(f"`task` should be a Task (gesso.lab.persona.task), not {type(given).__name__}.")
        if self._running is None:
            self._running = Running()
        return self._running.run(self._begin(given or make_task(int(seed))))

    def get_reward(self) -> float:
        """The reward so far, in [0, 1]. A conversation that is not over is broken off by it."""
        return self._scored().total

    # ------------------------------------------------------------------ tools

    def read(self) -> str:
        """Read the document in front of the user, in numbered blocks.

        Returns:
            The numbered blocks, or a sentence that says there is no document.
        """
        return self._shown()

    def edit(self, block: int, text: str) -> str:
        """Replace one block of the document by new words and leave everything else alone.

        Args:
            block: The number of the block.
            text: The new words of the block.

        Returns:
            What was done, and the document as it is now.
        """
        return self._call("edit", {"edits": [{"block": block, "text": text}]})

    def insert(self, block: int, text: str) -> str:
        """Add a new passage after a block of the document.

        Args:
            block: The number of the block it comes after.
            text: The words of the new passage.

        Returns:
            What was done, and the document as it is now.
        """
        return self._call("edit", {"edits": [{"block": block, "op": "insert_after", "text": text}]})

    def delete(self, block: int) -> str:
        """Take one block out of the document.

        Args:
            block: The number of the block.

        Returns:
            What was done, and the document as it is now.
        """
        return self._call("edit", {"edits": [{"block": block, "op": "delete"}]})

    def rename(self, find: str, replace: str) -> str:
        """Replace a word or a name everywhere in the document.

        Args:
            find: The whole word or words to replace.
            replace: What to put there instead.

        Returns:
            What was done, and the document as it is now.
        """
        return self._call("rename", {"find": find, "replace": replace})

    def rewrite(self, text: str) -> str:
        """Replace the whole text of the document. Only when most of it changes.

        Args:
            text: The whole new text.

        Returns:
            What was done, and the document as it is now.
        """
        return self._call("rewrite", {"text": text})

    def comment(self, quote: str, body: str) -> str:
        """Comment on words of the document without changing them.

        Args:
            quote: Exact words of the document that occur once.
            body: What to say about them.

        Returns:
            What was done.
        """
        made = {"quote": quote, "body": body, "kind": "style", "severity": "minor"}
        return self._call("comment", {"comments": [made]})

    def open_canvas(self, title: str, text: str, kind: Literal["document", "code"] = "document") -> str:
        """Open a new canvas beside the chat and write into it. For something the user will keep or work on.

        Args:
            title: A few words.
            text: The whole content.
            kind: Either a document in Markdown or code.

        Returns:
            What was done.
        """
        return self._call("open_canvas", {"kind": kind, "title": title, "text": text})

    def answer(self, text: str) -> str:
        """Say something to the user and end your turn; the user then looks at what you did and reacts.

        Args:
            text: What to say. A question ends with a question mark.

        Returns:
            What the user says next, or that the user has left.
        """
        if self._over:
            return OVER
        return self._run(self._end_turn(text or " "))

    # ------------------------------------------------------------------ behind the tools

    @property
    def done(self) -> bool:
        """Whether the user has left."""
        return self._over

    @property
    def rollout(self) -> Rollout:
        """The conversation as it is kept for the viewer."""
        self._scored()
        assert self._rollout is not None
        return self._rollout

    @property
    def components(self) -> dict[str, float]:
        """The parts of the reward."""
        return self._scored().components

    @property
    def _over(self) -> bool:
        return self._session is None or self._session.pending is None or self._score is not None

    async def _begin(self, task: Task) -> str:
        """A room of its own; the table, whose database takes a second to make, serves all conversations."""
        if self._table is None:
            self._driven = Driven()
            self._table = await self._stack.enter_async_context(open_table(catalogue_of(self._driven), "driven"))
        await self._leave()
        self._session = await Session.begin(self._table, task, SOMEBODY)
        self._score = self._rollout = None
        return await self._ask()

    async def _ask(self) -> str:
        """The next message is posted, and the turn that answers it waits for its first step."""
        session, driven = self._session, self._driven
        assert session is not None
        said, self._calls = session.pending or "", 0
        self._turn = asyncio.create_task(session.answered())
        await driven.wanted.get()
        return f"{said}\n\n{self._document()}"

    def _call(self, name: str, args: dict[str, Any]) -> str:
        if self._over:
            return OVER
        return self._run(self._step(call(name, args, json.dumps(args))))

    async def _step(self, chunks: tuple[Chunk, ...]) -> str:
        """One call through the turn: what the tool answered, and the document."""
        driven, turn = self._driven, self._turn
        assert turn is not None
        self._calls += 1
        if self._calls > MOST_CALLS:
            return await self._end_turn(" ")
        await driven.steps.put(chunks)
        wanted = asyncio.create_task(driven.wanted.get())
        await asyncio.wait({wanted, turn}, return_when=asyncio.FIRST_COMPLETED)
        if not wanted.done():  # the turn broke off: the user sees that, too
            wanted.cancel()
            return await self._react()
        result = next((m.text for m in reversed(wanted.result()) if m.role == "tool"), "")
        return f"{result}\n\n{self._document()}"

    async def _end_turn(self, text: str) -> str:
        await self._driven.steps.put(words(text))
        return await self._react()

    async def _react(self) -> str:
        session, turn = self._session, self._turn
        assert session is not None and turn is not None
        await session.settle(await turn)
        if session.pending is None:
            await session.close()
            return OVER
        return await self._ask()

    def _shown(self) -> str:
        return OVER if self._session is None else self._document()

    def _document(self) -> str:
        canvas = self._session.canvas if self._session is not None else None
        if canvas is None:
            return "There is no document."
        return "The document:\n" + render_numbered(take_snapshot(canvas.text, canvas.version, "document", None))

    def _scored(self) -> Score:
        if self._session is None:
            raise LabError("There is no conversation yet: call reset first.")
        if self._score is None:
            self._score, self._rollout = self._run(self._finish(self._session))
        return self._score

    async def _finish(self, session: Session) -> tuple[Score, Rollout]:
        if session.pending is not None:  # broken off in the middle of a turn
            await self._leave()
            await session.close()
        found = score(session)
        return found, await rollout_of(session, "CanvasEnv", found)

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        assert self._running is not None
        return self._running.run(work)

    def _close(self) -> None:
        if self._running is not None:
            self._run(self._leave())
            self._run(self._stack.aclose())
            self._running.stop()
        self._running = self._session = self._table = None

    async def _leave(self) -> None:
        """Stop the turn that is still waiting for a step."""
        if self._turn is not None and not self._turn.done():
            self._turn.cancel()
            await asyncio.wait({self._turn})
        if self._session is not None:
            await self._session.table.turns.stop_all(self._session.room)
        self._driven.clear()

    def __del__(self) -> None:
        if self._running is not None and self._running.alive:
            self._close()
