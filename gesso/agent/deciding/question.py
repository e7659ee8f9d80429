"""The short question that a trained adapter is asked, and the one-token answers it may give.

An adapter knows its task by heart, so the prompt holds the message and what else decides, and no instructions: 25
tokens where the prompted question takes 180 to 400. It is raw text without the chat template, so that a decision never
looks like a conversation. Training (`gesso.lab.training`) and the product read it from here. Pure.

Marks are single tokens of SmolLM2 that differ from each other, so that one decoded token holds the odds of all labels.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from string import ascii_letters

from gesso.agent.guided.overlap import rank_by_overlap
from gesso.agent.guided.sentences import words_of
from gesso.agent.scene import CanvasScene, Scene
from gesso.canvas.snapshot import Block, Snapshot

ANSWER = " ["
"""Stands before every answer: one token. Of eleven tried on ten messages it is the one after which llama.cpp, which
rounds activations to eight bits, and the unrounded model agree best (at most 0.12 nats; 1.2 after ` =>`)."""

MESSAGE_CHARS = 900
"""Of a longer message the beginning and the end are shown: requests stand there."""

EARLIER_CHARS = 120
LONGEST_LIST = 40
FIRST_WORDS = 8
RARE_WORDS = 8

NONE = "none"
"""The label of `pick_passage` for no passage: the person is asked."""

LABELS: dict[str, tuple[str, ...]] = {
    "open_canvas": ("document", "code", "chat"),
    "edit_or_rewrite": ("edit", "insert", "delete", "rewrite", "rename", "new", "chat", "undo", "comment", "ask"),
    "choose_tool": ("canvas", "python", "search", "chat"),
    "ask_first": ("go", "ask"),
    "widget_or_app": ("text", "widget", "app"),
}


@dataclass(frozen=True)
class Question:
    """`marks[i]` is the text that stands for `labels[i]`: a space and one word, or a space and one letter.

    `context` is the beginning of the prompt that all questions about one document share.
    """

    behavior: str
    prompt: str
    labels: tuple[str, ...]
    marks: tuple[str, ...]
    context: str = ""


def render_question(behavior: str, scene: Scene) -> Question:
    """The question of `behavior` about the message of `scene`. Raises KeyError for one that has no such question."""
    if behavior == "pick_passage":
        return _passage_question(scene)
    labels = LABELS[behavior]
    prompt = f"{_LEADS[behavior](scene)}{clip_message(scene.ask)}{ANSWER}"
    return Question(behavior, prompt, labels, tuple(f" {label}" for label in labels))


def clip_message(ask: str) -> str:
    """A message on one line, its middle left out where it is long."""
    line = " ".join(ask.split())
    if len(line) <= MESSAGE_CHARS:
        return line
    half = MESSAGE_CHARS // 2
    return f"{line[:half]} … {line[-half:]}"


def _with_earlier(tag: str) -> Callable[[Scene], str]:
    def lead(scene: Scene) -> str:
        said = [message.text for message in scene.chat if message.role == "user"]
        before = f"before: {_cut(said[-1], EARLIER_CHARS)}\n" if said else ""
        return f"{before}{tag}: "

    return lead


def _doing_lead(scene: Scene) -> str:
    active = scene.active
    if active is None:
        return "do: "
    parts = ["code" if active.kind == "code" else "document"]
    if active.selection is not None and active.selection.quote:
        parts.append("selected")
    if active.done and active.done[-1].just_now:
        parts.append(f"did {active.done[-1].did}: {_cut(active.done[-1].ask, EARLIER_CHARS)}")
    return f"{', '.join(parts)}\ndo: "


_LEADS: dict[str, Callable[[Scene], str]] = {
    "open_canvas": _with_earlier("open"),
    "choose_tool": _with_earlier("tool"),
    "ask_first": _with_earlier("first"),
    "widget_or_app": _with_earlier("show"),
    "edit_or_rewrite": _doing_lead,
}


def _passage_question(scene: Scene) -> Question:
    active = scene.active
    if active is None:
        raise KeyError("pick_passage needs an open canvas")
    blocks = listed_blocks(scene.ask, active.snapshot)
    letters = [ascii_letters[(i + 26) % 52] for i in range(len(blocks))]
    letter_of = {block.number: letter for block, letter in zip(blocks, letters, strict=True)}
    listed = "".join(f"{letter} {line}\n" for letter, line in zip(letters, summaries(blocks), strict=True))
    asked = "\n".join([*_marked(active, letter_of), f"where: {clip_message(scene.ask)}{ANSWER}"])
    labels = (*(str(block.number) for block in blocks), NONE)
    marks = (*(f" {letter}" for letter in letters), f" {NONE}")
    return Question("pick_passage", listed + asked, labels, marks, listed)


def _marked(active: CanvasScene, letter_of: dict[int, str]) -> list[str]:
    lines = []
    if active.selection is not None and active.selection.blocks:
        lines.append("selected: " + " ".join(letter_of[n] for n in active.selection.blocks if n in letter_of))
    if active.done and active.done[-1].just_now:
        touched = [b for start, end in active.done[-1].spans for b in active.snapshot.blocks_in(start, end)]
        lines.append("changed: " + " ".join(letter_of[b.number] for b in touched if b.number in letter_of))
    return lines


def listed_blocks(ask: str, snapshot: Snapshot) -> tuple[Block, ...]:
    """The blocks to choose from, in reading order: all of them, or those that share most with the message."""
    leaves = snapshot.leaves()
    if len(leaves) <= LONGEST_LIST:
        return leaves
    best = [number for number, _ in rank_by_overlap(ask, snapshot)]
    edge = [block.number for block in (*leaves[:10], *leaves[-10:])]
    kept = set(list(dict.fromkeys([*best[: LONGEST_LIST - 20], *edge, *best]))[:LONGEST_LIST])
    return tuple(block for block in leaves if block.number in kept)


_SIGNS = {"heading": "#", "item": "-", "quote": ">", "table": "|", "fence": "`", "definition": "`"}


def summaries(blocks: Sequence[Block]) -> list[str]:
    """A line for each block: its kind, its first words, and the words that no other block has, the longest first."""
    spread = Counter(word for block in blocks for word in set(words_of(block.text)))
    return [_summary(block, spread) for block in blocks]


def _summary(block: Block, spread: Counter[str]) -> str:
    text = re.sub(r"[#>*|`_\-]+(?=\s|$)|^[#>*|`\-]+", " ", block.text)
    words = text.split()
    head = _cut(" ".join(words[:FIRST_WORDS]), 80)
    known = set(words_of(head))
    rest = list(dict.fromkeys(word for word in words_of(" ".join(words[FIRST_WORDS:])) if word not in known))
    rare = sorted((w for w in rest if spread[w] == 1 and len(w) > 3), key=len, reverse=True)[:RARE_WORDS]
    told = " ".join(_cut(word, 20) for word in rest if word in set(rare))
    sign = _SIGNS.get(block.kind, "")
    return " ".join(part for part in (sign, head, f"… {told}" if told else "") if part)


def _cut(text: str, limit: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"
