"""The embedded model: llama.cpp in a child process, started when somebody first asks it something.

It is never imported here: the child (`embedded_child.py`) holds the weights and is spoken to in JSON lines over its
pipes, so it ends with its parent however that ends, and a crash in native code costs one answer. Requests wait for
their turn in the order they came; cancelling one stops its generation (within a batch of prompt tokens) before the
next begins. After `idle_s` without a request the child is ended and its memory given back. One instance serves one
event loop and is closed by its owner.
"""

import asyncio
import contextlib
import json
import os
import sys
import time
from collections import deque
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gesso.base.ending import end
from gesso.model.completion import Gap, Piece, Until, unmarked, without_lead
from gesso.model.download import Progress, Weights
from gesso.model.embedded_odds import Odds
from gesso.model.messages import (
    ACall,
    Chunk,
    Constraint,
    EndChunk,
    Json,
    Message,
    ModelError,
    OneOf,
    SubstringOf,
    TextChunk,
    ToolSpec,
    UsageChunk,
)

CONTEXT_TOKENS = 8192
"""What SmolLM2-135M was trained for; its key-value cache takes 23 KB a token, 189 MB in all."""

DEFAULT_MAX_TOKENS = 1024
"""A small model that loses its thread repeats itself for ever; this ends it."""

_LAST = {"end", "error", "chosen", "pieces", "decided"}
"""One of these is in the line that ends an answer."""

_START_TIMEOUT_S = 120.0
_SETTLE_TIMEOUT_S = 10.0
_LINE_LIMIT_BYTES = 16 * 1024 * 1024


class EmbeddedModel:
    """A small `guided` model that is always there. `load_s` is how long its last start took, None before the first.

    `idle_s` 0 keeps it loaded. `adapters` (GGUF files by name) are loaded beside the weights and change nothing but the
    decisions that name them.
    """

    guided = True
    local = True

    def __init__(
        self,
        weights: Weights,
        *,
        id: str = "embedded",
        name: str = "SmolLM2 135M (built in)",
        idle_s: float = 600.0,
        threads: int | None = None,
        context_tokens: int | None = None,
        adapters: Mapping[str, Path] | None = None,
    ) -> None:
        self.id, self.name = id, name
        self._adapters = dict(adapters or {})
        self.context_tokens = context_tokens or affordable_context_tokens(available_memory_bytes())
        self.load_s: float | None = None
        self.weights = weights
        self._threads = threads or max(1, (os.cpu_count() or 2) - 1)
        self.idle_s = idle_s
        self._turn = asyncio.Lock()  # asyncio's lock is first come, first served
        self._child: asyncio.subprocess.Process | None = None
        self._said: deque[str] = deque(maxlen=20)
        self._hearing: asyncio.Task[None] | None = None
        self._settling: asyncio.Task[None] | None = None
        self._unloading: asyncio.Task[None] | None = None
        self._warming: asyncio.Task[None] | None = None
        self._number = 0

    @property
    def loaded(self) -> bool:
        return self._child is not None and self._child.returncode is None

    @property
    def pid(self) -> int | None:
        """The child's process id while it runs."""
        return self._child.pid if self._child is not None and self.loaded else None

    async def prepare(self, progress: Progress | None = None) -> None:
        """Fetches the weights if need be and starts the child. Raises ModelError("missing")."""
        async with self._turn:
            await self._started(progress)
            self._rest()

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
        """The continuation. Greedy where constrained; otherwise 0.2 with a slight penalty on repetition.

        A `SubstringOf` answer may be empty or end in white space. Raises ModelError, "too_long" beyond the context.
        """
        if tools:
            raise ModelError("refused", "The embedded model cannot be handed tools. Choose another model for this.")
        body: dict[str, Any] = {
            "messages": render_messages(messages),
            "max_tokens": max_tokens or DEFAULT_MAX_TOKENS,
            "temperature": temperature if temperature is not None else (0.0 if constraint else 0.2),
            "top_p": 0.9,
        }
        if constraint is None:
            body["repeat_penalty"] = 1.05
        else:
            body["grammar"] = render_grammar(constraint)
        if seed is not None:
            body["seed"] = seed
        if stop:
            body["stop"] = list(stop)
        async with contextlib.aclosing(self._ask({"do": "chat", "body": body})) as lines:
            async for line in lines:
                if "text" in line:
                    yield TextChunk(line["text"])
                elif line["end"] != "cut":
                    yield UsageChunk(*line["usage"])
                    yield EndChunk("length" if line["end"] == "length" else "stop")

    async def choose(self, messages: Sequence[Message], labels: Sequence[str]) -> dict[str, float]:
        """Probability of each label as the whole answer, from the model's own scores. Exact and without a seed."""
        if not labels or not all(labels):
            raise ValueError("choose needs labels, none of them empty")
        asked = {"do": "choose", "messages": render_messages(messages), "labels": list(labels)}
        async with contextlib.aclosing(self._ask(asked)) as lines:
            async for line in lines:
                return dict(zip(labels, line["chosen"], strict=True))
        raise ModelError("bad_reply", "The embedded model stopped without an answer. Try again.")

    @property
    def ready(self) -> bool:
        """Whether the weights are here: a text being typed never makes them be fetched."""
        return self.weights.ready

    async def complete(self, gap: Gap, until: Until) -> list[Piece]:
        """The next words of a raw text. Gives way: raises ModelError("rate") when others keep it busy all that time.

        While it is not running it starts behind the caller's back and raises ModelError("unavailable"): a writer types
        on and gives up each question long before a start is done, and must not undo it.
        """
        if not self.loaded:
            self._warming_up()
            raise ModelError("unavailable", "The embedded model is being started. Try again in a second.")
        lead = unmarked(gap.lead) if gap.begun else ""
        head = unmarked(gap.head if gap.begun else gap.before)
        asked = {"do": "complete", "head": head, "lead": lead, "until": asdict(until)}
        async with contextlib.aclosing(self._ask(asked, until.within_s)) as lines:
            async for line in lines:
                return without_lead([Piece(*piece) for piece in line["pieces"]], lead)
        return []

    @property
    def adapters(self) -> tuple[str, ...]:
        return tuple(self._adapters)

    async def set_adapters(self, adapters: Mapping[str, Path]) -> None:
        """Serve with other adapters from the next request on; a running answer comes to its end first."""
        async with self._turn:
            if adapters != self._adapters:
                self._adapters = dict(adapters)
                await self._end_child()

    async def decide(self, prompt: str, marks: Sequence[str], adapter: str | None, *, within_s: float) -> Odds:
        """The odds of `marks`, single tokens all, as the next one after the raw text `prompt`; see `Decides`.

        A start that takes longer than `within_s` goes on behind the caller's back.
        """
        if adapter is not None and adapter not in self._adapters:
            raise ModelError("refused", f"There is no adapter {adapter!r}; loaded are: {', '.join(self.adapters)}.")
        if not self.weights.ready:
            raise ModelError("missing", "The built-in model has not been fetched yet.")
        ends = time.monotonic() + within_s
        if not self.loaded:
            await asyncio.wait({self._warming_up()}, timeout=within_s)
            if not self.loaded:
                raise ModelError("timeout", f"The embedded model was not ready within {within_s:.1f} s. Try again.")
        asked: dict[str, Any] = {"do": "decide", "prompt": unmarked(prompt), "marks": list(marks)}
        asked |= {"adapter": None if adapter is None else self.adapters.index(adapter)}
        asked |= {"within_s": max(0.05, ends - time.monotonic())}
        try:
            async with asyncio.timeout(ends - time.monotonic()), contextlib.aclosing(self._ask(asked)) as lines:
                async for line in lines:
                    found = line["decided"]
                    shares = dict(zip(marks, found.pop("shares"), strict=True))
                    free = found.pop("free")
                    return Odds(shares, free=marks[free] if free >= 0 else None, **found)
        except TimeoutError:
            raise ModelError("timeout", f"The embedded model had no odds within {within_s:.1f} s. Try again.") from None
        raise ModelError("bad_reply", "The embedded model stopped without an answer. Try again.")

    def _warming_up(self) -> asyncio.Task[None]:
        """The start that goes on whoever gives up on it."""
        if self._warming is None or self._warming.done():
            self._warming = asyncio.create_task(self._warm())
        return self._warming

    async def _warm(self) -> None:
        with contextlib.suppress(ModelError):  # whoever asks it something will be told
            await self.prepare()

    async def aclose(self) -> None:
        """Ends the child, and whatever it was answering."""
        for task in (self._warming, self._unloading, self._settling):
            if task is not None:
                task.cancel()
                await asyncio.wait({task})
        await self._end_child()

    async def _ask(self, asked: dict[str, Any], wait_s: float | None = None) -> AsyncGenerator[dict[str, Any], None]:
        """The child's lines for one request. If the reader goes away early, the answer is stopped behind its back, so
        that a person who pressed stop does not wait for the child; the next request does.

        Waits for its turn at most `wait_s`, then raises ModelError("rate").
        """
        try:
            async with asyncio.timeout(wait_s):
                await self._turn.acquire()
        except TimeoutError:
            raise ModelError("rate", "The embedded model is busy with something else. Try again.") from None
        finished = False
        try:
            was_running = self.loaded
            try:
                child, line = await self._first_line(asked)
            except ModelError as wrong:
                if wrong.kind != "unavailable" or not was_running:
                    raise
                child, line = await self._first_line(asked)  # it died while nobody asked: start it again
            while True:
                if failed := line.get("error"):
                    finished = True
                    raise ModelError(failed["kind"], _explain(failed["kind"], failed["message"], self.context_tokens))
                finished = not line.keys().isdisjoint(_LAST)
                yield line
                if finished:
                    return
                line = await self._read(child)
        finally:
            if finished or not self.loaded:
                self._rest()
                self._turn.release()
            else:
                self._settling = asyncio.create_task(self._settle(self._number))

    async def _first_line(self, asked: dict[str, Any]) -> tuple[asyncio.subprocess.Process, dict[str, Any]]:
        child = await self._started(None)
        self._number += 1
        await self._write(child, {"id": self._number, **asked})
        return child, await self._read(child)

    async def _settle(self, number: int) -> None:
        """Stops request `number` and reads to its end; a child that does not answer is replaced."""
        child = self._child
        try:
            if child is not None:
                async with asyncio.timeout(_SETTLE_TIMEOUT_S):
                    await self._write(child, {"id": number, "do": "cancel"})
                    while True:
                        line = await self._read(child)
                        if line.get("id") == number and not line.keys().isdisjoint(_LAST):
                            break
        except (TimeoutError, ModelError):
            await self._end_child()
        finally:
            self._rest()
            self._turn.release()

    async def _started(self, progress: Progress | None) -> asyncio.subprocess.Process:
        """The running child, started if need be. Called only by whoever holds the turn."""
        if self._unloading is not None:
            self._unloading.cancel()
            self._unloading = None
        if self._child is not None and self._child.returncode is None:
            return self._child
        await self._end_child()
        path = await self.weights.fetch(progress)
        config: dict[str, Any] = {"model": str(path), "context_tokens": self.context_tokens, "threads": self._threads}
        config["adapters"] = [str(adapter) for adapter in self._adapters.values()]
        program = Path(__file__).with_name("embedded_child.py")
        child = self._child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",  # the child lies among our modules; none of them may stand in for the standard library's
            str(program),
            json.dumps(config),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=_LINE_LIMIT_BYTES,
            start_new_session=True,  # Ctrl-C in the terminal is for us; the child ends when its input does
        )
        self._said.clear()
        self._hearing = asyncio.create_task(self._hear(child))
        try:
            async with asyncio.timeout(_START_TIMEOUT_S):
                self.load_s = (await self._read(child))["ready"]["load_s"]
        except BaseException as wrong:
            await self._end_child()
            if isinstance(wrong, TimeoutError):
                raise ModelError("timeout", "The embedded model did not start in two minutes. Try again.") from wrong
            raise
        return child

    async def _write(self, child: asyncio.subprocess.Process, value: dict[str, Any]) -> None:
        if child.stdin is None:
            raise ModelError("unavailable", "The embedded model cannot be spoken to. Try again.")
        try:
            child.stdin.write(json.dumps(value).encode() + b"\n")
            await child.stdin.drain()
        except (BrokenPipeError, ConnectionResetError) as wrong:
            raise await self._died(child) from wrong

    async def _read(self, child: asyncio.subprocess.Process) -> dict[str, Any]:
        line = await child.stdout.readline() if child.stdout is not None else b""
        if not line.endswith(b"\n"):
            raise await self._died(child)
        value: dict[str, Any] = json.loads(line)
        return value

    async def _died(self, child: asyncio.subprocess.Process) -> ModelError:
        """The error for a child that ended by itself, with what it said last."""
        code = await child.wait()
        if self._hearing is not None:
            await self._hearing
        said = self._said[-1][:300] if self._said else "it said nothing"
        return ModelError(
            "unavailable",
            f"The embedded model stopped (code {code}: {said}). It starts again with the next message; "
            "if that fails too, run `gesso doctor`.",
        )

    async def _hear(self, child: asyncio.subprocess.Process) -> None:
        """Reads what the child prints, so that it never blocks on it; the last lines are kept for `_died`."""
        if child.stderr is not None:
            while line := await child.stderr.readline():
                self._said.append(line.decode(errors="replace").strip())

    def _rest(self) -> None:
        if self._unloading is not None:
            self._unloading.cancel()
            self._unloading = None
        if self.idle_s > 0 and self.loaded:
            self._unloading = asyncio.create_task(self._unload_later())

    async def _unload_later(self) -> None:
        await asyncio.sleep(self.idle_s)
        async with self._turn:
            self._unloading = None
            await self._end_child()

    async def _end_child(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        await end(child)  # it holds nothing worth saving
        if self._hearing is not None:
            await self._hearing


def render_messages(messages: Sequence[Message]) -> list[dict[str, str]]:
    """Messages in the model's own template's terms. Words that would read as its control marks are broken up."""
    rendered = []
    for message in messages:
        text = message.text.replace("<|", "< |")
        for call in message.calls:
            text = f"{text}\n{call.name} {json.dumps(dict(call.args), ensure_ascii=False)}".strip()
        rendered.append({"role": message.role, "content": text})
    return rendered


def render_grammar(constraint: Constraint) -> str:
    """The constraint as an llguidance grammar."""
    match constraint:
        case OneOf(labels):
            return "%llguidance {}\nstart: " + " | ".join(json.dumps(label, ensure_ascii=False) for label in labels)
        case SubstringOf(text):
            return "%llguidance {}\nstart: %regex " + json.dumps({"substring_words": text}, ensure_ascii=False)
        case Json(schema):
            # Without this the model may emit white space for ever: 7 tokens instead of 36 on the same question.
            strict = {"x-guidance": {"whitespace_flexible": False}, **schema}
            return "%llguidance {}\nstart: %json " + json.dumps(strict, ensure_ascii=False)
        case ACall():
            raise ModelError("refused", "The embedded model cannot be handed tools. Choose another model for this.")


def affordable_context_tokens(available_bytes: int | None) -> int:
    """The context for so much free memory: weights, cache and room for the rest of the machine."""
    if available_bytes is None or available_bytes >= 1_200_000_000:
        return CONTEXT_TOKENS
    return 4096 if available_bytes >= 700_000_000 else 2048


def available_memory_bytes() -> int | None:
    """Memory a new process could have without swapping, or None where the system does not say."""
    with contextlib.suppress(OSError, ValueError, StopIteration):
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        free = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable"))
        with contextlib.suppress(OSError, ValueError):  # in a container the limit is the cgroup's ("max": none)
            limit = int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii"))
            used = int(Path("/sys/fs/cgroup/memory.current").read_text(encoding="ascii"))
            free = min(free, limit - used)
        return free
    return None


def _explain(kind: str, message: str, context_tokens: int) -> str:
    if kind == "too_long":
        return (
            f"This is longer than the embedded model can read ({context_tokens} tokens). "
            "Ask about a part of it, or choose a model with a larger context."
        )
    return f"The embedded model could not answer ({message}). Try again or choose another model."
