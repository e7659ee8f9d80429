"""Decisions that share their beginning: many questions about one document, computed as if each stood alone.

A document's blocks are ten times as long as a question about it. Here a document is computed once for all its
questions of a step: they lie behind it in one row, each at the positions it would have alone, and each sees the
document and itself. Figures are those of `decide.py` on the same rows, at a fraction of the tokens (a test says so).
Rows name the shared beginning in `context`; `prompt` begins with it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor
from torch.nn import functional

from gesso.base.errors import BadInput
from gesso.lab.training.config import Config
from gesso.lab.training.decide import Decision, marks_logits, marks_loss, mean, read_decision
from gesso.lab.training.llama import Layout, Llama
from gesso.lab.training.loop import Lesson, Score
from gesso.lab.training.rows import Row
from gesso.lab.training.tokens import Tokens

QUESTIONS = 40
"""Of one document in a pack: enough that the document's share is small, few enough for many steps an epoch."""


@dataclass(frozen=True)
class Pack:
    """`tokens` are the shared beginning, then each question's own; `ends[i]` is where question i is answered."""

    tokens: tuple[int, ...]
    layout: Layout
    ends: tuple[int, ...]
    questions: tuple[Decision, ...]


@dataclass
class Kept:
    """What the frozen lower layers make of a pack, computed once. float16, in main memory."""

    llama: Llama
    states: dict[int, Tensor] = field(default_factory=dict)

    def of(self, pack: Pack) -> Tensor:
        first = self.llama.lora.first if self.llama.lora else 0
        kept = self.states.get(id(pack))
        if kept is None:
            tokens = torch.tensor([pack.tokens], device=self.llama.device)
            with torch.no_grad():
                kept = self.llama.run(self.llama.embed(tokens), 0, first, pack.layout)
            self.states[id(pack)] = kept.to("cpu", torch.float16)
        return kept.to(self.llama.device, self.llama.embedding.dtype)


def lesson(llama: Llama, tokens: Tokens, config: Config, train: Sequence[Row], dev: Sequence[Row]) -> Lesson[Pack]:
    kept = Kept(llama)
    held_out = list(packs(dev, tokens, llama.device))

    def loss(batch: Sequence[Pack]) -> Tensor:
        parts = []
        for pack in batch:
            logits = answer_logits(llama, kept, pack)
            among = marks_loss(logits, pack.questions, config.label_smoothing)
            right = torch.tensor([row.marks[row.right] for row in pack.questions], device=llama.device)
            everywhere = functional.cross_entropy(logits, right, reduction="none")
            weight = torch.tensor([row.weight for row in pack.questions], device=llama.device)
            parts.append((weight * (among + config.full_vocabulary * everywhere)).sum() / weight.sum())
        return torch.stack(parts).sum()

    def evaluate(_batch_tokens: int) -> Score:
        return score(llama, kept, held_out)

    return Lesson(list(packs(train, tokens, llama.device)), lambda pack: len(pack.tokens), loss, evaluate)


def packs(rows: Sequence[Row], tokens: Tokens, device: torch.device) -> Iterator[Pack]:
    """The rows by document, in the order they first appear. Raises BadInput where a prompt has another beginning."""
    shared: dict[str, list[Row]] = {}
    for row in rows:
        context = str(row.get("context", ""))
        if not row["prompt"].startswith(context) or row["prompt"] == context:
            raise BadInput(f"A row's prompt should begin with its context and go on: {row['prompt'][-60:]!r}.")
        shared.setdefault(context, []).append(row)
    for context, about in shared.items():
        for start in range(0, len(about), QUESTIONS):
            yield pack_of(context, about[start : start + QUESTIONS], tokens, device)


def pack_of(context: str, rows: Sequence[Row], tokens: Tokens, device: torch.device) -> Pack:
    questions = tuple(read_decision(row, tokens) for row in rows)
    begun = tokens.encode(context) if context else []
    together, positions, part, ends = [*begun], list(range(len(begun))), [0] * len(begun), []
    for number, row in enumerate(rows, 1):
        own = tokens.encode(row["prompt"].removeprefix(context))
        together += own
        positions += range(len(begun), len(begun) + len(own))
        part += [number] * len(own)
        ends.append(len(together) - 1)
    parts = torch.tensor(part, device=device)
    length = len(together)
    before = torch.ones(length, length, dtype=torch.bool, device=device).tril()
    seen = before & ((parts[None, :] == 0) | (parts[None, :] == parts[:, None]))
    return Pack(tuple(together), Layout(torch.tensor(positions, device=device), seen), tuple(ends), questions)


def answer_logits(llama: Llama, kept: Kept, pack: Pack) -> Tensor:
    """(questions, vocabulary): what the model would say after each question."""
    first = llama.lora.first if llama.lora else 0
    x = llama.run(kept.of(pack), first, None, pack.layout)
    return llama.logits(x[0, torch.tensor(pack.ends, device=llama.device)])


def score(llama: Llama, kept: Kept, held_out: Sequence[Pack]) -> Score:
    """As `decide.score`; of a question with several right answers each counts by its weight."""
    losses, right, free, weights = [], [], [], []
    with torch.no_grad():
        for pack in held_out:
            logits = answer_logits(llama, kept, pack)
            losses += marks_loss(logits, pack.questions, 0.0).tolist()
            best = marks_logits(logits, pack.questions).argmax(-1).tolist()
            right += [index == row.right for index, row in zip(best, pack.questions, strict=True)]
            said = logits.argmax(-1).tolist()
            free += [token == row.marks[row.right] for token, row in zip(said, pack.questions, strict=True)]
            weights += [row.weight for row in pack.questions]
    whole = sum(weights)
    return Score(
        sum(loss * weight for loss, weight in zip(losses, weights, strict=True)) / whole,
        {"right": mean(right), "right_unconstrained": mean(free)},
    )
