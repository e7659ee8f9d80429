"""Decisions: the first token after a short prompt, one of a few marks. What the product's adapters are trained by.

The loss is taken where the answer stands and nowhere else: cross entropy over the row's marks, as the product reads
them, and a small share of it over the whole vocabulary, so that the answer is right unconstrained, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from gesso.lab.training.config import Config
from gesso.lab.training.llama import Llama
from gesso.lab.training.loop import Lesson, Score
from gesso.lab.training.rows import Row
from gesso.lab.training.states import States, cut
from gesso.lab.training.tokens import Tokens


@dataclass(frozen=True)
class Decision:
    prompt: tuple[int, ...]
    marks: tuple[int, ...]
    right: int
    """Index of the right mark."""
    weight: float
    group: str


def read_decision(row: Row, tokens: Tokens) -> Decision:
    """Raises BadInput where a mark is not one token."""
    return Decision(
        prompt=tuple(tokens.encode(row["prompt"])),
        marks=tuple(tokens.mark(mark) for mark in row["marks"]),
        right=row["marks"].index(row["completion"]),
        weight=float(row.get("weight", 1.0)),
        group=str(row.get("group", "")),
    )


def lesson(llama: Llama, tokens: Tokens, config: Config, train: Sequence[Row], dev: Sequence[Row]) -> Lesson[Decision]:
    read = [[read_decision(row, tokens) for row in rows] for rows in (train, dev)]
    return lesson_of(llama, config, *read)


def lesson_of(llama: Llama, config: Config, train: Sequence[Decision], dev: Sequence[Decision]) -> Lesson[Decision]:
    states = States(llama)
    states.fill((row.prompt for row in (*train, *dev)), config.tokens_per_batch)

    def loss(batch: Sequence[Decision]) -> Tensor:
        logits = answer_logits(llama, states, batch)
        among = marks_loss(logits, batch, config.label_smoothing)
        right = torch.tensor([row.marks[row.right] for row in batch], device=llama.device)
        everywhere = functional.cross_entropy(logits, right, reduction="none")
        weight = torch.tensor([row.weight for row in batch], device=llama.device)
        return (weight * (among + config.full_vocabulary * everywhere)).sum()

    return Lesson(
        train, lambda row: len(row.prompt), loss, lambda batch_tokens: score(llama, states, dev, batch_tokens)
    )


def answer_logits(llama: Llama, states: States, batch: Sequence[Decision]) -> Tensor:
    """(rows, vocabulary): what the model would say after each prompt."""
    x = llama.run(states.of([row.prompt for row in batch]), states.first)
    last = torch.tensor([len(row.prompt) - 1 for row in batch], device=llama.device)
    return llama.logits(x[torch.arange(len(batch), device=llama.device), last])


def marks_logits(logits: Tensor, batch: Sequence[Decision]) -> Tensor:
    """(rows, most marks): the scores of each row's marks; rows with fewer are filled with minus infinity."""
    most = max(len(row.marks) for row in batch)
    marks = torch.tensor([[*row.marks, *[-1] * (most - len(row.marks))] for row in batch], device=logits.device)
    return logits.gather(1, marks.clamp(min=0)).masked_fill(marks < 0, -torch.inf)


def marks_loss(logits: Tensor, batch: Sequence[Decision], smoothing: float) -> Tensor:
    """Cross entropy of each row over its own marks; `smoothing` of the target is spread over them evenly."""
    among = marks_logits(logits, batch).log_softmax(-1)
    right = torch.tensor([[row.right] for row in batch], device=logits.device)
    count = torch.tensor([len(row.marks) for row in batch], device=logits.device)
    spread = among.masked_fill(among.isinf(), 0.0).sum(-1) / count
    return -(1 - smoothing) * among.gather(1, right)[:, 0] - smoothing * spread


def score(llama: Llama, states: States, rows: Sequence[Decision], batch_tokens: int) -> Score:
    """Loss over the marks, share right among the marks and among all tokens; the former for each group, too."""
    losses, right, free = [], [], []
    groups = []
    with torch.no_grad():
        for batch in cut(rows, lambda row: len(row.prompt), batch_tokens):
            logits = answer_logits(llama, states, batch)
            losses += marks_loss(logits, batch, 0.0).tolist()
            best = marks_logits(logits, batch).argmax(-1).tolist()
            right += [index == row.right for index, row in zip(best, batch, strict=True)]
            said = logits.argmax(-1).tolist()
            free += [token == row.marks[row.right] for token, row in zip(said, batch, strict=True)]
            groups += [row.group for row in batch]
    found = {"right": mean(right), "right_unconstrained": mean(free)}
    for group in sorted(set(groups) - {""}):
        found[f"right {group}"] = mean([ok for ok, of in zip(right, groups, strict=True) if of == group])
    return Score(mean(losses), found)


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
