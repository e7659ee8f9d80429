"""Supervised fine-tuning: the likelihood of what the assistant says, given what came before it.

Rows are TRL's `messages`, in the model's own chat template, or raw `prompt` and `completion`. The loss is the mean over
a row's answer tokens; the words of people and systems carry none.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from gesso.lab.training.config import Config
from gesso.lab.training.llama import Llama
from gesso.lab.training.loop import Lesson, Score
from gesso.lab.training.rows import Row
from gesso.lab.training.states import States, cut
from gesso.lab.training.tokens import Tokens


@dataclass(frozen=True)
class Text:
    """Tokens, and which of them the assistant says."""

    tokens: tuple[int, ...]
    said: tuple[bool, ...]


SYSTEM = "You are a helpful AI assistant named SmolLM, trained by Hugging Face"
"""What the model's template says first where a conversation has no system message."""


def read_text(row: Row, tokens: Tokens) -> Text:
    """The row as tokens. Marks of the template inside the words of a message are broken up, as in the product."""
    if "messages" not in row:
        return _joined([(tokens.encode(row["prompt"]), False), (tokens.encode(row["completion"]), True)])
    messages = row["messages"]
    if messages[0]["role"] != "system":
        messages = [{"role": "system", "content": SYSTEM}, *messages]
    parts = []
    for message in messages:
        content = message["content"].replace("<|", "< |")
        parts.append((tokens.encode(f"<|im_start|>{message['role']}\n"), False))
        parts.append((tokens.encode(f"{content}<|im_end|>"), message["role"] == "assistant"))
        parts.append((tokens.encode("\n"), False))
    return _joined(parts)


def _joined(parts: Sequence[tuple[list[int], bool]]) -> Text:
    return Text(
        tuple(token for tokens, _ in parts for token in tokens),
        tuple(said for tokens, said in parts for _ in tokens),
    )


def lesson(llama: Llama, tokens: Tokens, config: Config, train: Sequence[Row], dev: Sequence[Row]) -> Lesson[Text]:
    read = [[read_text(row, tokens) for row in rows] for rows in (train, dev)]
    return lesson_of(llama, config, *read)


def lesson_of(llama: Llama, config: Config, train: Sequence[Text], dev: Sequence[Text]) -> Lesson[Text]:
    states = States(llama)
    states.fill((row.tokens for row in (*train, *dev)), config.tokens_per_batch)

    def loss(batch: Sequence[Text]) -> Tensor:
        return -torch.stack([said.mean() for said in said_logprobs(llama, states, batch)]).sum()

    def evaluate(batch_tokens: int) -> Score:
        with torch.no_grad():
            return Score(
                sum(float(loss(batch)) for batch in cut(dev, lambda row: len(row.tokens), batch_tokens)) / len(dev)
            )

    return Lesson(train, lambda row: len(row.tokens), loss, evaluate)


def said_logprobs(llama: Llama, states: States, batch: Sequence[Text]) -> list[Tensor]:
    """For each row the log-probabilities of the tokens the assistant says. The head sees their positions alone."""
    x = llama.run(states.of([row.tokens for row in batch]), states.first)
    before = [[i - 1 for i, said in enumerate(row.said) if said and i] for row in batch]
    picked = torch.cat([x[i, positions] for i, positions in enumerate(before)])
    said = [row.tokens[i + 1] for row, positions in zip(batch, before, strict=True) for i in positions]
    logprobs = llama.logits(picked).log_softmax(-1)
    chosen = logprobs.gather(1, torch.tensor(said, device=logprobs.device)[:, None])[:, 0]
    return list(torch.split(chosen, [len(positions) for positions in before]))
