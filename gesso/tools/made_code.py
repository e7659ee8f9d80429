"""Code of made tools: run in the sandbox against its examples or on one text, and written by a model where one can.

A kernel of its own for each run, ended after it: nothing of one call is there for the next.
"""

import ast
import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from gesso.base.errors import BadInput
from gesso.making.learning import Example
from gesso.making.writing import render_file
from gesso.model.messages import Message, Model, TextChunk
from gesso.sandbox.holding import Limits, Tier
from gesso.sandbox.kernel import Bounds, Kernel, Said

MAX_CODE = 40_000
MOST_TEXT = 20_000
TRIES = 3
WRITE_WITHIN_S = 120.0
_BOUNDS = Bounds(seconds=10.0, output=400_000, pictures=0)
_LIMITS = Limits(memory=1_000_000_000)
_MARK = "\x1e"
_AT_ONCE = 2
_FENCE = re.compile(r"```(?:python|py)?[ \t]*\n(.*?)```", re.DOTALL | re.IGNORECASE)
_ORDER = """Write one Python function `run(text: str) -> str` that does what is described and what the examples show,
for texts of the same kind. Standard library only. There is no network, no file and no input. Raise ValueError with a
plain sentence for a text that it cannot take. Answer with one ```python block and nothing else."""


@dataclass(frozen=True)
class Outcome:
    """What a run gave; `text` is what went wrong where it is not `ok`."""

    ok: bool
    text: str


class Bench:
    """Runs made code. `tier` tells what holds here; raises NoSandbox where nothing does."""

    def __init__(self, tier: Callable[[], Awaitable[Tier]]) -> None:
        self._tier = tier
        self._free = asyncio.Semaphore(_AT_ONCE)

    async def test(self, code: str, examples: Sequence[Example]) -> Outcome:
        """Whether it does what every example shows."""
        said = await self._run(render_file(code, examples), tests=True)
        tests = [each for each in said if each.kind == "test"]
        wrong = [f"{each.name}: {each.text}" for each in tests if not each.ok]
        if broken := _broken(said):
            return Outcome(False, broken)
        missing = len(examples) - len(tests)
        if missing > 0:
            wrong.append(f"{missing} of the tests did not run.")
        return Outcome(not wrong, "\n".join(wrong) or f"{len(tests)} of {len(examples)} examples hold.")

    async def call(self, code: str, text: str) -> Outcome:
        """What it makes of a text."""
        program = (
            f"{code}\n\n_made = run({text!r})\nif not isinstance(_made, str):\n"
            '    raise TypeError(f"run(text) has to return a text, not {type(_made).__name__}")\n'
            f'print("{_MARK}" + __import__("json").dumps(_made))\n'
        )
        said = await self._run(program)
        if broken := _broken(said):
            return Outcome(False, broken)
        printed = "".join(each.text for each in said if each.kind == "out")
        try:
            made = str(json.loads(printed.rpartition(_MARK)[2]))
        except ValueError:
            return Outcome(False, "It gave more than can be taken.")
        return Outcome(True, made if len(made) <= MOST_TEXT else f"{made[:MOST_TEXT]}\n[Cut off here]")

    async def _run(self, program: str, tests: bool = False) -> list[Said]:
        async with self._free:
            kernel = await Kernel.start(await self._tier(), _LIMITS)
            try:
                return [said async for said in kernel.run(program, _BOUNDS, "the tool", tests)]
            finally:
                await kernel.aclose()


def _broken(said: Sequence[Said]) -> str:
    for each in said:
        if each.kind == "error":
            at = f" (line {each.line})" if each.line else ""
            return f"{each.name}: {each.text}{at}"
        if each.kind == "note":
            return each.text
    return ""


def require_function(code: str) -> str:
    """The code, if it defines `run(text)`. Raises BadInput."""
    if len(code) > MAX_CODE:
        raise BadInput(f"The code may have at most {MAX_CODE:,} characters.")
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as wrong:
        raise BadInput(f"This is no Python: {getattr(wrong, 'msg', wrong)}.") from None
    if not any(isinstance(node, ast.FunctionDef) and node.name == "run" for node in tree.body):
        raise BadInput("The code has to define a function run(text) that returns a text.")
    return f"{code.strip()}\n"


async def write_with(model: Model, bench: Bench, about: str, examples: Sequence[Example]) -> tuple[str, Outcome]:
    """Code by a model, and how it did in the tests; told what failed, it may try again. Raises ModelError, BadInput."""
    shown = "\n".join(json.dumps({"given": e.given, "wanted": e.wanted}, ensure_ascii=False) for e in examples)
    messages = [Message("system", _ORDER), Message("user", f"{about}\n\nExamples, one a line:\n{shown}")]
    code, outcome = "", Outcome(False, "It wrote no function.")
    for _ in range(TRIES):
        reply = await _reply(model, messages)
        found = _FENCE.search(reply)
        try:
            code = require_function(found[1] if found else reply)
            outcome = await bench.test(code, examples)
        except BadInput as wrong:
            outcome = Outcome(False, wrong.message)
        if outcome.ok:
            break
        told = f"That did not do it:\n{outcome.text[:2_000]}\nWrite the whole function again."
        messages += [Message("assistant", reply[:MAX_CODE]), Message("user", told)]
    return code, outcome


async def _reply(model: Model, messages: Sequence[Message]) -> str:
    text = ""
    async with asyncio.timeout(WRITE_WITHIN_S), aclosing(model.stream(messages, max_tokens=2_000)) as chunks:
        async for chunk in chunks:
            if isinstance(chunk, TextChunk):
                text += chunk.text
            if len(text) > 4 * MAX_CODE:
                break
    return text
