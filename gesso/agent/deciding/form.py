"""The form of the questions as a sum: what an adapter was trained to read, held against what we would ask it.

A trained adapter knows the question by heart, down to the blank. Should `question.py` ever ask differently, its old
adapters would answer without a fault and be wrong, so each names the form it learned. Pure.
"""

import hashlib
import json
from collections.abc import Iterable
from functools import cache

from gesso.agent.deciding.question import EARLIER_CHARS, LONGEST_LIST, MESSAGE_CHARS, Question, render_question
from gesso.agent.scene import CanvasScene, Done, Scene, SelectedPart
from gesso.canvas.snapshot import take_snapshot
from gesso.model.messages import Message

DOCUMENT = """# On rivers

A river begins as rain, and nobody can say which drop was the first; the longest of them cross a dozen countries.

- source
- delta

> Everything flows.

| river | km |
| --- | --- |
| Nile | 6650 |
"""
CODE = "def total(prices):\n    return sum(prices)\n\n\nprint(total([1, 2]))\n"
ASK = "make   the second\npart shorter"


@cache
def form_of(behavior: str) -> str:
    """The sum of what a behaviour's question looks like in scenes that hold every part of it."""
    return _sum([_told(render_question(behavior, scene)) for scene in scenes(with_canvas=behavior == "pick_passage")])


def form_of_all(behaviors: Iterable[str]) -> str:
    """One sum for an adapter that answers several questions. Raises KeyError for what has no question."""
    return _sum([[name, form_of(name)] for name in sorted(behaviors)])


def scenes(*, with_canvas: bool) -> list[Scene]:
    """Fixed scenes; those without a canvas are left out where one is needed."""
    chat = (Message("user", "hi"), Message("assistant", "Hello."), Message("user", "b" * (EARLIER_CHARS + 1)))
    long = "\n\n".join(f"Paragraph {n} is about the number {n}." for n in range(LONGEST_LIST + 5))
    text = canvas(DOCUMENT)
    return [
        *([] if with_canvas else [Scene(ASK), Scene("a" * MESSAGE_CHARS + "z" * MESSAGE_CHARS, chat=chat)]),
        Scene(ASK, active=text),
        Scene(ASK, chat=chat, active=canvas(CODE, "code", "python")),
        Scene(ASK, active=canvas(DOCUMENT, selected=(13, 20), done=(Done("add a list", "insert", ((129, 145),)),))),
        Scene("and shorter", active=canvas(DOCUMENT, done=(Done("add a list", "insert", ((129, 145),), "", True),))),
        Scene("say more about the number 17", active=canvas(long)),
    ]


def canvas(
    text: str, kind: str = "document", language: str | None = None, selected: tuple[int, int] | None = None,
    done: tuple[Done, ...] = (),
) -> CanvasScene:  # fmt: skip
    snapshot = take_snapshot(text, 1, kind, language)
    part = None
    if selected is not None:
        blocks = tuple(block.number for block in snapshot.blocks_in(*selected))
        part = SelectedPart(*selected, snapshot.text[slice(*selected)], blocks)
    return CanvasScene("canvas", kind, "Untitled", language, snapshot.text, snapshot, part, done=done)


def _told(question: Question) -> list[object]:
    return [question.prompt, question.labels, question.marks]


def _sum(parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
