"""A model that follows a script: for tests, demonstrations and the lab, with every way a real model behaves or fails.

A script is either a function of what the model was shown, or rules that can be kept in a JSON file. The same script
and the same conversation always give the same chunks. It reads no document and understands nothing: a rule that needs
to point at a passage must be told which. One instance may answer several streams at once; only the use counts of
rules with `times` are shared between them.
"""

import asyncio
import json
import math
import re
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator

from gesso.base.errors import BadInput
from gesso.model.completion import Gap, Piece, Until, cut_at
from gesso.model.messages import (
    CallChunk,
    Chunk,
    Constraint,
    EndChunk,
    ErrorKind,
    Message,
    ModelError,
    TextChunk,
    ThoughtChunk,
    ToolSpec,
    UsageChunk,
)

Sleep = Callable[[float], Awaitable[None]]


class _Step(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Say(_Step):
    """Words for the chat, in pieces of one word, `every_s` seconds before each."""

    type: Literal["say"] = "say"
    text: str
    every_s: float = 0.0


class Think(_Step):
    """A thought, in pieces of one word."""

    type: Literal["think"] = "think"
    text: str
    every_s: float = 0.0


class Call(_Step):
    """A tool call whose argument text arrives in pieces of `piece` code points.

    `raw` replaces the JSON text of `args`, so that broken JSON can be scripted.
    """

    type: Literal["call"] = "call"
    name: str
    args: dict[str, Any] = Field(default_factory=dict)
    raw: str | None = None
    piece: int = Field(default=12, ge=1)
    every_s: float = 0.0


class Wait(_Step):
    """Silence of so many seconds; a very long one is a model that hangs."""

    type: Literal["wait"] = "wait"
    seconds: float


class Usage(_Step):
    type: Literal["usage"] = "usage"
    input_tokens: int
    output_tokens: int


class Fail(_Step):
    """The stream breaks here with a ModelError."""

    type: Literal["fail"] = "fail"
    kind: ErrorKind
    message: str = "The scripted model was told to fail here. Try again."
    retry_after_s: float | None = None


class Cut(_Step):
    """The stream stops here without an end, as when a connection is lost."""

    type: Literal["cut"] = "cut"


class End(_Step):
    """Ends the stream with a reason other than the one the steps imply."""

    type: Literal["end"] = "end"
    reason: Literal["stop", "length", "calls", "refused"]


Step = Annotated[Say | Think | Call | Wait | Usage | Fail | Cut | End, Field(discriminator="type")]


class Rule(BaseModel):
    """When the conversation looks so, answer so. Patterns are searched for, not matched whole; `.` also takes newlines.

    Without `tool` the rule answers a person's message; with it, the result of a tool whose name the pattern matches
    whole, `result` being searched in that result. `offered` names tools the model must have been handed. `seen` is
    searched in every message. In texts and arguments `{1}` or `{name}` stand for groups of `user`, `{r1}` for groups
    of `result`; other braces stay as they are. `times` uses a rule up. `choose` answers `Model.choose`. A rule with
    `before` answers only the continuation of a text, where that pattern is found in what stands before the caret; its
    steps say the next words, each piece as `likely` as told.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    user: str = ""
    tool: str | None = None
    result: str = ""
    seen: str = ""
    offered: tuple[str, ...] = ()
    times: int | None = Field(default=None, ge=1)
    steps: tuple[Step, ...] = ()
    choose: dict[str, float] | None = None
    before: str | None = None
    likely: float = Field(default=0.9, gt=0.0, le=1.0)

    @field_validator("user", "tool", "result", "seen", "before")
    @classmethod
    def _compiles(cls, pattern: str | None) -> str | None:
        try:
            re.compile(pattern or "")
        except re.error as wrong:
            raise ValueError(f"not a regular expression: {wrong}") from wrong
        return pattern


class Script(BaseModel):
    """A script as it is kept in a file: rules in the order they are tried, or the whole list on its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = "Scripted"
    context_tokens: int = Field(default=128_000, ge=256)
    guided: bool = False
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Asked:
    """What one request showed the model: kept so that a test can look at it."""

    messages: tuple[Message, ...]
    tools: tuple[ToolSpec, ...]
    constraint: Constraint | None


Told = Chunk | Say | Think | Call | Wait | Usage | Fail | Cut | End
Teller = Callable[[Sequence[Message], Sequence[ToolSpec]], Iterable[Told]]


class ScriptedModel:
    """A `Model` and a `Completer` that plays rules or a function. Its last 200 requests are in `asked` and `gaps`."""

    def __init__(
        self,
        script: Sequence[Rule] | Teller,
        *,
        id: str = "scripted",
        name: str = "Scripted",
        context_tokens: int = 128_000,
        guided: bool = False,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.id, self.name, self.context_tokens, self.guided = id, name, context_tokens, guided
        self.local = True
        self.asked: deque[Asked] = deque(maxlen=200)
        self.gaps: deque[Gap] = deque(maxlen=200)
        self._teller = script if callable(script) else None
        self._rules: tuple[Rule, ...] = () if callable(script) else tuple(script)
        self._used = [0] * len(self._rules)
        self._sleep = sleep

    async def stream(
        self,
        messages: Sequence[Message],
        tools: Sequence[ToolSpec] = (),
        *,
        constraint: Constraint | None = None,
        max_tokens: int | None = None,
        temperature: float | None = None,
        seed: int | None = None,
        stop: Sequence[str] = (),
    ) -> AsyncGenerator[Chunk, None]:
        """The scripted chunks. Sampling settings and the constraint change nothing: the script is what is said."""
        self.asked.append(Asked(tuple(messages), tuple(tools), constraint))
        steps = self._teller(messages, tools) if self._teller else self._answer(messages, tools)
        turn = sum(message.role == "assistant" for message in messages)
        called = ended = False
        for index, step in enumerate(steps):
            if isinstance(step, Cut):
                return
            called = called or isinstance(step, Call | CallChunk)
            async with aclosing(self._play(step, f"call_{turn}_{index}")) as chunks:
                async for chunk in chunks:
                    ended = ended or isinstance(chunk, EndChunk)
                    yield chunk
        if not ended:
            yield EndChunk("calls" if called else "stop")

    async def choose(self, messages: Sequence[Message], labels: Sequence[str]) -> dict[str, float]:
        """Probabilities of the first rule with `choose` that fits; without one, all of it on the first label."""
        self.asked.append(Asked(tuple(messages), (), None))
        if not labels:
            raise ValueError("choose needs at least one label")
        for index, rule in enumerate(self._rules):
            if rule.choose is not None and _groups(rule, messages, ()) is not None and self._use(index):
                weights = {label: max(0.0, rule.choose.get(label, 0.0)) for label in labels}
                total = sum(weights.values())
                if total > 0:
                    return {label: weight / total for label, weight in weights.items()}
        return {label: float(index == 0) for index, label in enumerate(labels)}

    @property
    def ready(self) -> bool:
        return True

    async def complete(self, gap: Gap, until: Until) -> list[Piece]:
        """The words of the first rule whose `before` is found at the caret; nothing without one."""
        self.gaps.append(gap)
        for index, rule in enumerate(self._rules):
            if rule.before is not None and re.search(rule.before, gap.before, re.DOTALL) and self._use(index):
                pieces = []
                for step in rule.steps:
                    async with aclosing(self._play(step, "")) as chunks:
                        async for chunk in chunks:
                            if isinstance(chunk, TextChunk):
                                pieces.append(Piece(chunk.text, math.log(rule.likely)))
                return cut_at(pieces, until.pattern)
        return []

    def _answer(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> list[Any]:
        for index, rule in enumerate(self._rules):
            if (rule.choose is not None and not rule.steps) or rule.before is not None:
                continue
            groups = _groups(rule, messages, tools)
            if groups is not None and self._use(index):
                return [_filled(step, groups) for step in rule.steps]
        last = messages[-1].text if messages else ""
        raise ModelError("bad_reply", f"The scripted model has no rule for {last[-200:]!r}. Add one to its script.")

    def _use(self, index: int) -> bool:
        """Counts one use of a rule; false once it is used up."""
        limit = self._rules[index].times
        if limit is not None and self._used[index] >= limit:
            return False
        self._used[index] += 1
        return True

    async def _play(self, step: Any, call_id: str) -> AsyncGenerator[Chunk, None]:
        match step:
            case Say(text=text, every_s=every_s):
                for piece in _words(text):
                    await self._pause(every_s)
                    yield TextChunk(piece)
            case Think(text=text, every_s=every_s):
                for piece in _words(text):
                    await self._pause(every_s)
                    yield ThoughtChunk(piece)
            case Call():
                text = step.raw if step.raw is not None else json.dumps(step.args, ensure_ascii=False)
                yield CallChunk(call_id, step.name, "")
                for start in range(0, len(text), step.piece):
                    await self._pause(step.every_s)
                    yield CallChunk(call_id, "", text[start : start + step.piece])
            case Wait(seconds=seconds):
                await self._sleep(seconds)
            case Usage():
                yield UsageChunk(step.input_tokens, step.output_tokens)
            case Fail():
                raise ModelError(step.kind, step.message, retry_after_s=step.retry_after_s)
            case End(reason=reason):
                yield EndChunk(reason)
            case _:
                yield step

    async def _pause(self, every_s: float) -> None:
        if every_s > 0:
            await self._sleep(every_s)
        else:
            await asyncio.sleep(0)  # lets the reader's other tasks run between pieces, as a network would


def read_script(path: Path) -> Script:
    """The script in a JSON file: an object like `Script`, or just its list of rules. Raises BadInput saying where."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        return TypeAdapter(Script).validate_python({"rules": value} if isinstance(value, list) else value)
    except (OSError, ValueError) as wrong:
        where = f": {wrong}"
        if isinstance(wrong, ValidationError):
            first = wrong.errors()[0]
            where = f" at {'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise BadInput(f"The script {path} cannot be read{where}.") from wrong


def load_scripted(path: Path, *, sleep: Sleep = asyncio.sleep) -> ScriptedModel:
    """A ScriptedModel playing the rules of a JSON file."""
    script = read_script(path)
    return ScriptedModel(
        script.rules, name=script.name, context_tokens=script.context_tokens, guided=script.guided, sleep=sleep
    )


def _words(text: str) -> list[str]:
    return re.findall(r"\s*\S+\s*?(?=\s|$)|\s+", text)


def _groups(rule: Rule, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> dict[str, str] | None:
    """The groups a rule may use in its answer, or None where it does not fit."""
    last = messages[-1] if messages else Message("user")
    if (last.role == "tool") != (rule.tool is not None):
        return None
    if rule.tool is not None and not re.fullmatch(rule.tool, last.call_name):
        return None
    if not {spec.name for spec in tools}.issuperset(rule.offered):
        return None
    if rule.seen and not any(re.search(rule.seen, message.text, re.DOTALL) for message in messages):
        return None
    asks = [message.text for message in messages if message.role == "user"]
    user = re.search(rule.user, asks[-1] if asks else "", re.DOTALL)
    result = re.search(rule.result, last.text if last.role == "tool" else "", re.DOTALL)
    if user is None or result is None:
        return None
    groups = {str(number): text or "" for number, text in enumerate((user.group(0), *user.groups()))}
    groups |= {name: text or "" for name, text in user.groupdict().items()}
    groups |= {f"r{number}": text or "" for number, text in enumerate((result.group(0), *result.groups()))}
    return groups


def _filled(step: Any, groups: dict[str, str]) -> Any:
    """A step with its groups put in, in every string of it."""
    return step.model_copy(update={name: _fill(value, groups) for name, value in step if name not in ("type", "kind")})


def _fill(value: Any, groups: dict[str, str]) -> Any:
    if isinstance(value, str):
        return re.sub(r"\{(\w+)\}", lambda match: groups.get(match[1], match[0]), value)
    if isinstance(value, dict):
        return {key: _fill(item, groups) for key, item in value.items()}
    if isinstance(value, list):
        return [_fill(item, groups) for item in value]
    return value
