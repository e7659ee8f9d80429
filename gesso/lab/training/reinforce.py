"""Policy gradient on short decisions: answers are drawn, an environment rewards them, good ones become likelier.

The policy is the softmax over a row's marks. For each prompt `samples` answers are drawn; the baseline of each is the
mean reward of the others (leave-one-out, Kool et al. 2019). The divergence from the base over the marks, which so few
answers let us compute exactly, is held down by `beta`:
loss = -mean((reward - baseline) * log p(answer)) + beta * KL(p || base).

A reward is a function of row and answer, in [0, 1]. Rows in a file carry the rewards of all marks (`rewards`); an
environment is given as a function through `lesson_of`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from gesso.lab.training.config import Config
from gesso.lab.training.decide import Decision, answer_logits, marks_logits
from gesso.lab.training.llama import Llama
from gesso.lab.training.loop import Lesson, Score
from gesso.lab.training.rows import Row
from gesso.lab.training.states import States, cut
from gesso.lab.training.tokens import Tokens

Reward = Callable[[Decision, int], float]
"""Of answering with mark number so-and-so."""


@dataclass(frozen=True)
class Drawn:
    """What was drawn for a batch: (rows, samples) of mark numbers and rewards."""

    answers: Tensor
    rewards: Tensor


def lesson(llama: Llama, tokens: Tokens, config: Config, train: Sequence[Row], dev: Sequence[Row]) -> Lesson[Decision]:
    rewards: dict[Decision, list[float]] = {}

    def read(rows: Sequence[Row]) -> list[Decision]:
        found = []
        for row in rows:
            marks = tuple(tokens.mark(mark) for mark in row["marks"])
            best = max(range(len(marks)), key=lambda i: float(row["rewards"][i]))
            decision = Decision(tuple(tokens.encode(row["prompt"])), marks, best, 1.0, "")
            rewards[decision] = [float(value) for value in row["rewards"]]
            found.append(decision)
        return found

    return lesson_of(llama, config, read(train), read(dev), lambda row, answer: rewards[row][answer])


def lesson_of(
    llama: Llama, config: Config, train: Sequence[Decision], dev: Sequence[Decision], reward: Reward
) -> Lesson[Decision]:
    states = States(llama)
    states.fill((row.prompt for row in (*train, *dev)), config.tokens_per_batch)

    def policy(batch: Sequence[Decision]) -> Tensor:
        return marks_logits(answer_logits(llama, states, batch), batch).log_softmax(-1)

    def base(batch: Sequence[Decision]) -> Tensor:
        llama.scaled(0.0)
        with torch.no_grad():
            found = policy(batch)
        llama.scaled(1.0)
        return found

    def loss(batch: Sequence[Decision]) -> Tensor:
        chances = policy(batch)
        drawn = draw(chances.detach(), batch, config.samples, reward)
        return reinforce_loss(chances, drawn).sum() + config.beta * divergence(chances, base(batch)).sum()

    def evaluate(batch_tokens: int) -> Score:
        """The loss is 1 minus the reward of the likeliest answers: nothing is drawn, so looks can be compared."""
        found = []
        with torch.no_grad():
            for batch in cut(dev, lambda row: len(row.prompt), batch_tokens):
                best = policy(batch).argmax(-1).tolist()
                found += [reward(row, answer) for row, answer in zip(batch, best, strict=True)]
        return Score(1 - sum(found) / len(found), {"reward": sum(found) / len(found)})

    return Lesson(train, lambda row: len(row.prompt), loss, evaluate)


def draw(chances: Tensor, batch: Sequence[Decision], samples: int, reward: Reward) -> Drawn:
    answers = torch.multinomial(chances.exp(), samples, replacement=True)
    rewards = [[reward(row, answer) for answer in drawn] for row, drawn in zip(batch, answers.tolist(), strict=True)]
    return Drawn(answers, torch.tensor(rewards, device=chances.device))


def reinforce_loss(chances: Tensor, drawn: Drawn) -> Tensor:
    """Each row's loss; with one sample there are no others, and the baseline is 0."""
    count = drawn.rewards.shape[1]
    others = (drawn.rewards.sum(1, keepdim=True) - drawn.rewards) / max(1, count - 1)
    return -((drawn.rewards - others) * chances.gather(1, drawn.answers)).mean(1)


def divergence(chances: Tensor, base: Tensor) -> Tensor:
    """KL(policy || base) of each row over its marks."""
    return (chances.exp() * (chances - base).masked_fill(chances.isinf(), 0.0)).sum(-1)
