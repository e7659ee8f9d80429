"""Direct preference optimisation (Rafailov et al. 2023): of two answers to a prompt, the chosen one becomes likelier.

loss = -log sigmoid(beta * ((log p(chosen) - log r(chosen)) - (log p(rejected) - log r(rejected)))), where p is the
model with its adapter and r the base, the same model with the adapter off. A log-probability is summed over an answer.
What r says never changes, so it is computed once a row, before the first step.
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
from gesso.lab.training.sft import Text, read_text, said_logprobs
from gesso.lab.training.states import States, cut
from gesso.lab.training.tokens import Tokens


@dataclass(frozen=True)
class Pair:
    chosen: Text
    rejected: Text


def lesson(llama: Llama, tokens: Tokens, config: Config, train: Sequence[Row], dev: Sequence[Row]) -> Lesson[Pair]:
    def read(row: Row) -> Pair:
        sides = [{"prompt": row["prompt"], "completion": row[side]} for side in ("chosen", "rejected")]
        return Pair(*(read_text(side, tokens) for side in sides))

    return lesson_of(llama, config, [read(row) for row in train], [read(row) for row in dev])


def lesson_of(llama: Llama, config: Config, train: Sequence[Pair], dev: Sequence[Pair]) -> Lesson[Pair]:
    states = States(llama)
    texts = [text for pair in (*train, *dev) for text in (pair.chosen, pair.rejected)]
    states.fill((text.tokens for text in texts), config.tokens_per_batch)
    base = base_logprobs(llama, states, texts, config.tokens_per_batch)

    def margins(batch: Sequence[Pair]) -> Tensor:
        """How much more the adapter favours each chosen answer over the rejected one than the base does."""
        sides = [text for pair in batch for text in (pair.chosen, pair.rejected)]
        now = torch.stack([said.sum() for said in said_logprobs(llama, states, sides)])
        gained = now - torch.tensor([base[text] for text in sides], device=now.device)
        return gained[0::2] - gained[1::2]

    def evaluate(batch_tokens: int) -> Score:
        with torch.no_grad():
            found = torch.cat([margins(batch) for batch in cut(dev, length, batch_tokens)])
        return Score(float(dpo_loss(found, config.beta).mean()), {"preferred": float((found > 0).float().mean())})

    return Lesson(train, length, lambda batch: dpo_loss(margins(batch), config.beta).sum(), evaluate)


def length(pair: Pair) -> int:
    return 2 * max(len(pair.chosen.tokens), len(pair.rejected.tokens))


def dpo_loss(margins: Tensor, beta: float) -> Tensor:
    return -functional.logsigmoid(beta * margins)


def base_logprobs(llama: Llama, states: States, texts: Sequence[Text], batch_tokens: int) -> dict[Text, float]:
    """Summed log-probability of each text's answer by the base, the adapter off."""
    llama.scaled(0.0)
    found: dict[Text, float] = {}
    with torch.no_grad():
        for batch in cut(list(dict.fromkeys(texts)), lambda text: len(text.tokens), batch_tokens):
            for text, said in zip(batch, said_logprobs(llama, states, batch), strict=True):
                found[text] = float(said.sum())
    llama.scaled(1.0)
    return found
