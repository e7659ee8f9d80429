"""What a tool is: a name, a sentence, typed arguments, what a call of it can reach, and a function.

Tools live one noun to a file in `gesso/tools/`; the loop is handed the list and knows none of them. A tool that can
begin before its arguments are complete (to stream a document into a canvas) brings a `Writer`.
"""

import logging
import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import pydantic_core
from pydantic import BaseModel, ValidationError

from gesso.agent.agents import Agent
from gesso.agent.scene import Scene
from gesso.base.errors import GessoError
from gesso.canvas.text import clean
from gesso.model.messages import ToolSpec
from gesso.room.room import LiveRoom
from gesso.room.wire_views import ResultView
from gesso.room.workspace import Workspace

log = logging.getLogger(__name__)

Effect = Literal["read", "edit", "external", "irreversible"]
"""What a call does: look, or remark beside the text; change things of the room; act outside it; that, and for good."""

Reads = Literal["nothing", "document", "file", "page", "tool"]
"""Where the content of a result comes from: nowhere but this program, a canvas of the room, or outside (the rest)."""

UNTRUSTED: frozenset[str] = frozenset({"file", "page", "tool"})
Where = Literal["anywhere", "chat", "run"]


@dataclass(frozen=True)
class ToolContext:
    """Where a call happens: on whose behalf, in which turn, and what the model had been shown.

    `rehearse`: nothing may be changed but by suggestions.
    """

    workspace: Workspace
    room: LiveRoom
    agent: Agent
    turn: str
    call: str
    asked_by: str
    scene: Scene
    rehearse: bool = False


@dataclass(frozen=True)
class ToolResult:
    """`text` is told to the model; `summary` is one line for people; `handle` is what the tool's undo is given.

    `view` is the same result for a page that shows it to people.
    """

    text: str
    summary: str = ""
    ok: bool = True
    handle: str = ""
    view: ResultView | None = None


class Writer(Protocol):
    """Takes a call's arguments as they arrive. `feed` may be given a prefix of the final object any number of times."""

    async def feed(self, partial: Mapping[str, Any]) -> None: ...

    async def finish(self, args: Any) -> ToolResult: ...

    async def abandon(self) -> None:
        """The stream ended early: leave whatever was written in a sane state."""
        ...


@dataclass(frozen=True)
class Tool:
    """`where`: only while a person is there ("chat"), or only in runs of tasks.

    `ready` says why it cannot be used as things are, and what to do about it; "" when it can. `destinations` name the
    arguments that say where something goes or comes from (an address, a receiver, a path; in a list each item); None:
    not known, so that every text in the arguments counts as one. `rehearse` is the call without its effect: its text
    says what would happen. `undo` takes an external call back, given the handle of its result; "change" is the exact
    undo of canvases.
    """

    name: str
    about: str
    params: type[BaseModel]
    effect: Effect
    run: Callable[[ToolContext, Any], Awaitable[ToolResult]]
    reads: Reads = field(kw_only=True)
    destinations: tuple[str, ...] | None = field(kw_only=True)
    writer: Callable[[ToolContext], Writer] | None = None
    where: Where = "anywhere"
    ready: Callable[[], Awaitable[str]] | None = None
    rehearse: Callable[[ToolContext, Any], Awaitable[ToolResult]] | None = None
    undo: Callable[[ToolContext, str], Awaitable[ToolResult]] | Literal["", "change"] = ""

    @property
    def outward(self) -> bool:
        """Whether a call acts outside the room."""
        return self.effect in ("external", "irreversible")

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(self.name, self.about, self.params.model_json_schema())

    def parse(self, args: Mapping[str, Any]) -> BaseModel:
        """Typed arguments. Raises BadArguments naming every field that is wrong."""
        try:
            return self.params.model_validate(args)
        except ValidationError as error:
            wrong = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'arguments'}: {e['msg']}" for e in error.errors())
            raise BadArguments(f"{self.name} was not run, nothing changed. Wrong arguments: {wrong}.") from error


class BadArguments(GessoError):
    """A model called a tool with arguments that do not fit; the message is for the model."""

    status, code = 422, "bad_arguments"


def parse_args(text: str) -> dict[str, Any]:
    """A call's finished arguments, without what cannot be stored. Raises BadArguments when they are no JSON object."""
    try:
        value = _storable(pydantic_core.from_json(clean(text) or "{}"))
    except ValueError as error:
        raise BadArguments(f"The arguments were not valid JSON ({error}). Send them again.") from error
    if not isinstance(value, dict):
        raise BadArguments("The arguments must be one JSON object. Send them again.")
    return value


def parse_partial(text: str) -> dict[str, Any]:
    """What can already be read of unfinished argument JSON; strings may still be growing."""
    try:
        value = _storable(pydantic_core.from_json(clean(text), allow_partial="trailing-strings"))
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _storable(value: Any) -> Any:
    """JSON with every text in it `clean`ed: an escape may hide a NUL until it is read. Raises ValueError for NaN."""
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("a number that is none, or too large")
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {clean(key): _storable(item) for key, item in value.items()}
    return value
