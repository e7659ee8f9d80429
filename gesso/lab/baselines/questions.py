"""What a model that was never trained is asked: three prompts without examples and three with, for each decision.

The prompts differ in kind, not in wording: the bare labels, the labels with what each means, and the rules that the
product itself sends; with examples: one of each label, three of each, and the rows most like the message. Examples are
training rows, never cases. Pure.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from gesso.agent.deciding.question import LABELS, listed_blocks, summaries
from gesso.agent.deciding.words import words_in
from gesso.agent.scene import Scene
from gesso.behaviors.behavior import Behavior
from gesso.lab.errors import LabError
from gesso.lab.rows import SeedRow, document_of_row, scene_of_row
from gesso.model.messages import Message

PROMPTS = (1, 2, 3)
LIKE = 6
EARLIER_CHARS = 200

MEANING: dict[str, dict[str, str]] = {
    "open_canvas": {
        "document": "they ask for a text that stands on its own: a letter, a story, a report, a plan",
        "code": "they ask for a program, a script, a function, a page",
        "chat": "they ask a question, want advice, chat, or want the answer right here",
    },
    "edit_or_rewrite": {
        "edit": "change a part of the text",
        "insert": "add something new to the text",
        "delete": "take a part out",
        "rewrite": "change the whole text",
        "rename": "replace a name or word everywhere",
        "new": "make another text beside this one",
        "chat": "a question or remark; the text stays",
        "undo": "take back the last change",
        "comment": "review the text without changing it",
        "ask": "it is unclear what or where; ask back",
    },
    "choose_tool": {
        "canvas": "write or change a document or program",
        "python": "calculate or run code",
        "search": "look something up",
        "chat": "answer from what is known",
    },
    "ask_first": {"go": "the request is clear enough to begin", "ask": "something needed is missing; ask first"},
    "widget_or_app": {
        "text": "words or a table are enough",
        "widget": "a small figure or control inside the text",
        "app": "a page of its own with several parts",
    },
}


@dataclass(frozen=True)
class Asked:
    """The messages, the answers that are possible, and the blocks they stand for where they are places."""

    messages: tuple[Message, ...]
    labels: tuple[str, ...]


def labels_of(behavior: Behavior) -> tuple[str, ...]:
    """The labels of a behaviour. Raises LabError for one whose answers are not labels."""
    if behavior.name not in LABELS:
        raise LabError(f"{behavior.name} is not answered with one of a few labels.")
    return LABELS[behavior.name]


def zero_shot(behavior: Behavior, prompt: int, scene: Scene) -> Asked:
    """The question without examples, in the way numbered `prompt`."""
    if behavior.name == "pick_passage":
        return _passage(behavior, prompt, scene)
    labels = labels_of(behavior)
    return Asked((Message("user", f"{_task(behavior, prompt)}\n\n{situation(scene)}"),), labels)


def few_shot(behavior: Behavior, prompt: int, scene: Scene, rows: Sequence[SeedRow], seed: int) -> Asked:
    """The question with examples out of `rows`, in the way numbered `prompt`; `seed` draws them."""
    if behavior.name == "pick_passage":
        return _passage_with_examples(behavior, prompt, scene, rows, seed)
    labels = labels_of(behavior)
    alike = prompt == 3
    chosen = most_like(scene.ask, rows, LIKE) if alike else drawn(rows, labels, 1 if prompt == 1 else 3, seed)
    messages = [Message("system", _task(behavior, 2))]
    for row in chosen:
        messages += [Message("user", situation(scene_of_row(row))), Message("assistant", row.label)]
    return Asked((*messages, Message("user", situation(scene))), labels)


def _task(behavior: Behavior, prompt: int) -> str:
    labels = labels_of(behavior)
    if prompt == 1:
        return f"Answer with one word: {', '.join(labels)}. What does this message ask for?"
    if prompt == 2:
        told = "\n".join(f"{label}: {MEANING[behavior.name][label]}" for label in labels)
        return f"What does the person want? Reply with one word.\n{told}"
    return f"{behavior.prompt}\n\nWhich of these applies to the message? Reply with one word: {', '.join(labels)}."


def situation(scene: Scene) -> str:
    """The message, with what else decides in front of it."""
    lines = []
    if scene.chat:
        lines.append(f"(before: {scene.chat[-1].text[:EARLIER_CHARS]})")
    active = scene.active
    if active is not None:
        told = ["a program is open" if active.kind == "code" else "a document is open"]
        told += ["a part of it is selected"] if active.selection else []
        told += [f"just done: {done.did} ({done.ask[:EARLIER_CHARS]})" for done in active.done[-1:] if done.just_now]
        lines.append(f"({'; '.join(told)})")
    return "\n".join([*lines, scene.ask])


def _passage(behavior: Behavior, prompt: int, scene: Scene) -> Asked:
    if scene.active is None:
        raise LabError("A passage can be picked in an open document only.")
    blocks = listed_blocks(scene.ask, scene.active.snapshot)
    heads = summaries(blocks) if prompt == 2 else [" ".join(block.text.split())[:100] for block in blocks]
    shown = "\n".join(f"[{block.number}] {head}" for block, head in zip(blocks, heads, strict=True))
    rules = f"{behavior.prompt}\n\n" if prompt == 3 else ""
    part = scene.active.selection
    selected = f"\nSelected: {', '.join(map(str, part.blocks))}" if part else ""
    asked = f"{rules}{shown}{selected}\n\nWhich block is meant? Answer with its number.\n{scene.ask}"
    return Asked((Message("user", asked),), tuple(str(block.number) for block in blocks))


def _passage_with_examples(behavior: Behavior, prompt: int, scene: Scene, rows: Sequence[SeedRow], seed: int) -> Asked:
    """One, two or (the likest) two examples, each with its own document, answered with the number of the block."""
    known = [(row, number) for row in rows if row.lang == "en" and (number := _number_of(row)) is not None]
    if prompt == 3:
        likest = most_like(scene.ask, [row for row, _ in known], 2)
        chosen = [(row, number) for row, number in known if row in likest]
    else:
        chosen = random.Random(seed).sample(known, min(prompt, len(known)))
    messages: list[Message] = []
    for row, number in chosen:
        messages += [*_passage(behavior, 2, scene_of_row(row)).messages, Message("assistant", str(number))]
    asked = _passage(behavior, 2, scene)
    return Asked((*messages, *asked.messages), asked.labels)


def _number_of(row: SeedRow) -> int | None:
    """The number of the block a row means, None where it means none."""
    blocks = document_of_row(row).blocks if row.label else ()
    return next((block.number for block in blocks if block.text.lstrip().startswith(row.label)), None)


def drawn(rows: Sequence[SeedRow], labels: Sequence[str], each: int, seed: int) -> list[SeedRow]:
    """So many short rows of each label, in an order that mixes the labels; English ones, as the product's examples."""
    chance = random.Random(seed)
    chosen = []
    for label in labels:
        of_label = [row for row in rows if row.label == label and row.lang == "en" and len(row.text) <= 120]
        if len(of_label) < each:
            raise LabError(f"There are {len(of_label)} training rows of {label!r} to choose {each} examples from.")
        chosen += chance.sample(of_label, each)
    chance.shuffle(chosen)
    return chosen


def most_like(ask: str, rows: Sequence[SeedRow], count: int) -> list[SeedRow]:
    """The rows that share most of their words with a message, the likest last, so that it is read last."""
    mine = set(words_in(ask))

    def likeness(row: SeedRow) -> float:
        words = set(words_in(row.text))
        return len(mine & words) / max(1, len(mine | words))

    return sorted(rows, key=likeness)[-count:]
