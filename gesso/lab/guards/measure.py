"""Measures the guards on the base and on an adapter, on the same inputs: numbers only, judged in `gates.py`."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from gesso.base.errors import BadInput
from gesso.lab.guards.instructions import INSTRUCTIONS
from gesso.lab.guards.questions import ARITHMETIC, CHATS, KNOWLEDGE, distinct, leaks
from gesso.lab.guards.subject import Subject
from gesso.model.download import sha256_of

T = TypeVar("T")


@dataclass(frozen=True)
class Size:
    """How much is asked."""

    name: str
    instructions: int
    questions: int
    """Of each kind."""
    text_tokens: int
    answer_tokens: int


TINY = Size("tiny", instructions=4, questions=4, text_tokens=8, answer_tokens=12)
SMOKE = Size("smoke", instructions=40, questions=20, text_tokens=40, answer_tokens=48)
FULL = Size("full", instructions=len(INSTRUCTIONS), questions=10_000, text_tokens=400, answer_tokens=120)


@dataclass(frozen=True)
class Measured:
    """What one candidate did. The lists are by case, in one order for every candidate."""

    nll_per_byte: dict[str, float]
    instructions: list[bool]
    arithmetic: list[bool]
    knowledge: list[bool]
    leaks: list[bool]
    distinct_2: float
    seconds: float
    size: str = ""
    adapter_bytes: int = 0
    """Of the adapter's file; 0 is the base."""


def measure(subject: Subject, size: Size, marks: Sequence[str]) -> Measured:
    """`marks` are the adapter's answers: one of them alone is no answer to an ordinary message."""
    began = time.monotonic()
    texts = {}
    for path in sorted((Path(__file__).parent / "texts").glob("*.txt")):
        nats, size_bytes = subject.nats(path.read_text(encoding="utf-8"), size.text_tokens)
        texts[path.stem] = nats / size_bytes
    followed = [
        task.followed(subject.say(task.prompt, size.answer_tokens)) for task in some(INSTRUCTIONS, size.instructions)
    ]
    sums = [task.right(subject.say(task.prompt, 12)) for task in some(ARITHMETIC, size.questions)]
    facts = [task.right(subject.say(task.prompt, 16)) for task in some(KNOWLEDGE, size.questions)]
    answers = [subject.say(chat, size.answer_tokens) for chat in CHATS]
    return Measured(
        texts, followed, sums, facts, [leaks(answer, tuple(marks)) for answer in answers], distinct(answers, 2),
        round(time.monotonic() - began, 1), size.name,
    )  # fmt: skip


def some(cases: Sequence[T], count: int) -> list[T]:
    """So many of the cases, spread evenly over all."""
    count = min(count, len(cases))
    return [cases[i * len(cases) // count] for i in range(count)]


def measure_adapter(
    base: Path, adapter: Path, marks: Sequence[str], size: Size, say: Callable[[str], None]
) -> tuple[Measured, Measured]:
    """Base and adapter. Raises BadInput where the adapter was trained over another base."""
    from gesso.lab.training.export import check_base

    check_base(adapter, sha256_of(base))
    subject = Subject(base, {"adapter": adapter})
    before = measure(subject, size, marks)
    say(f"base measured in {before.seconds:.0f} s")
    subject.adapter = "adapter"
    after = replace(measure(subject, size, marks), adapter_bytes=adapter.stat().st_size)
    say(f"adapter measured in {after.seconds:.0f} s")
    return before, after


@dataclass(frozen=True)
class Guarded:
    """What `gesso lab guard` measured of one adapter, as it is kept in a file."""

    adapter_sha256: str
    base: Measured
    adapter: Measured


def render_guarded(guarded: Guarded) -> str:
    return json.dumps(asdict(guarded), indent=1) + "\n"


def read_guarded(path: Path) -> Guarded:
    """Raises BadInput where the file is not one that `gesso lab guard --out` wrote."""
    try:
        return TypeAdapter(Guarded).validate_json(path.read_bytes())
    except OSError as wrong:
        raise BadInput(f"{path} cannot be read: {wrong.strerror or wrong}.") from wrong
    except ValidationError as wrong:
        first = wrong.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise BadInput(f"{path} is not what `gesso lab guard --out` writes: {where}: {first['msg']}.") from wrong
