"""Kahneman-Tversky optimisation (Ethayarajh et al. 2024): single answers that were welcome or not, without pairs.

With r = log p(answer) - log base(answer) and z the batch's mean divergence from the base, at least 0:
desirable: 1 - sigmoid(beta * (r - z)); undesirable: 1 - sigmoid(beta * (z - r)). z carries no gradient and is
estimated, as in the paper, from answers that belong to other prompts. Rows are weighed so that both kinds count alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from gesso.lab.training.config import Config
from gesso.lab.training.dpo import base_logprobs
from gesso.lab.training.llama import Llama
from gesso.lab.training.loop import Lesson, Score
from gesso.lab.training.rows import Row
from gesso.lab.training.sft import Text, read_text, said_logprobs
from gesso.lab.training.states import States, cut
from gesso.lab.training.tokens import Tokens


@dataclass(frozen=True)
class Verdict:
    text: Text
    other: Text
    """The same prompt with another row's answer, for the estimate of the divergence."""
    welcome: bool


def lesson(llama: Llama, tokens: Tokens, config: Config, train: Sequence[Row], dev: Sequence[Row]) -> Lesson[Verdict]:
    def read(rows: Sequence[Row]) -> list[Verdict]:
        found = []
        for i, row in enumerate(rows):
            other = {"prompt": row["prompt"], "completion": rows[(i + 1) % len(rows)]["completion"]}
            found.append(Verdict(read_text(row, tokens), read_text(other, tokens), row["label"]))
        return found

    return lesson_of(llama, config, read(train), read(dev))


def lesson_of(llama: Llama, config: Config, train: Sequence[Verdict], dev: Sequence[Verdict]) -> Lesson[Verdict]:
    states = States(llama)
    texts = [text for row in (*train, *dev) for text in (row.text, row.other)]
    states.fill((text.tokens for text in texts), config.tokens_per_batch)
    base = base_logprobs(llama, states, texts, config.tokens_per_batch)
    welcome = sum(row.welcome for row in train)
    weights = {True: len(train) / (2 * max(1, welcome)), False: len(train) / (2 * max(1, len(train) - welcome))}

    def gained(texts: Sequence[Text]) -> Tensor:
        now = torch.stack([said.sum() for said in said_logprobs(llama, states, texts)])
        return now - torch.tensor([base[text] for text in texts], device=now.device)

    def losses(batch: Sequence[Verdict]) -> Tensor:
        with torch.no_grad():
            apart = gained([row.other for row in batch]).mean().clamp(min=0)
        kinds = torch.tensor([row.welcome for row in batch], device=llama.device)
        weight = torch.tensor([weights[row.welcome] for row in batch], device=llama.device)
        return weight * kto_loss(gained([row.text for row in batch]), kinds, apart, config.beta)

    def evaluate(batch_tokens: int) -> Score:
        with torch.no_grad():
            found = [float(value) for batch in cut(dev, length, batch_tokens) for value in losses(batch)]
        return Score(sum(found) / len(found))

    return Lesson(train, length, lambda batch: losses(batch).sum(), evaluate)


def length(row: Verdict) -> int:
    return max(len(row.text.tokens), len(row.other.tokens))


def kto_loss(gained: Tensor, welcome: Tensor, apart: Tensor, beta: float) -> Tensor:
    """Each row's loss; `gained` is log p - log base of its answer."""
    sign = torch.where(welcome, 1.0, -1.0)
    return 1 - torch.sigmoid(beta * sign * (gained - apart))
