"""What an adapter must leave as it was: ordinary text, on which it is held to the base model.

An adapter that only ever saw decisions forgets how to talk: trained so, this base answered none of twenty questions
that it knew before. A share of each step's rows is therefore conversation and prose. Their loss is the divergence from
the base, KL(base || adapted), exact over the whole vocabulary, where the assistant speaks (self-distillation as in Li
and Hoiem 2016, "Learning without Forgetting"). What the base makes of them is computed once.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from gesso.lab.training.config import Config
from gesso.lab.training.llama import Llama
from gesso.lab.training.loop import Lesson, Score
from gesso.lab.training.sft import Text
from gesso.lab.training.states import States, cut

SAID = 32
"""Tokens of an answer, or of a passage, that are looked at."""

HELD_OUT = 12
"""Every so many texts one is never trained on, and shows how far the adapter has drifted."""


def keeping(llama: Llama, config: Config, lesson: Lesson[Any], ordinary: Sequence[Text]) -> Lesson[Any]:
    """The lesson with `config.keep_share` of its rows ordinary text. Texts are taken in turn, again if they run out."""
    read = [clip(text) for text in ordinary]
    watched, kept = read[::HELD_OUT], [text for i, text in enumerate(read) if i % HELD_OUT]
    base = Base(llama, config.tokens_per_batch)
    base.fill([*watched, *kept])
    count = round(len(lesson.rows) * config.keep_share / (1 - config.keep_share))
    texts = [(kept or watched)[i % len(kept or watched)] for i in range(count)]

    def loss(batch: Sequence[Any]) -> Tensor:
        own = [row for row in batch if not isinstance(row, Text)]
        others = [row for row in batch if isinstance(row, Text)]
        parts = [lesson.loss(own)] if own else []
        parts += [config.keep_weight * base.drift(others).sum()] if others else []
        return torch.stack(parts).sum()

    def evaluate(batch_tokens: int) -> Score:
        found = lesson.evaluate(batch_tokens)
        with torch.no_grad():
            drifts = [base.drift(batch) for batch in cut(watched, length, batch_tokens)]
        drift = float(torch.cat(drifts).mean())
        return Score(found.loss + config.keep_weight * drift, {**found.others, "own loss": found.loss, "drift": drift})

    return Lesson(
        [*lesson.rows, *texts], lambda r: length(r) if isinstance(r, Text) else lesson.length(r), loss, evaluate
    )


def length(text: Text) -> int:
    return len(text.tokens)


def clip(text: Text) -> Text:
    """The text up to the end of the first `SAID` tokens that are said."""
    end = [i for i, said in enumerate(text.said, 1) if said][:SAID][-1]
    return Text(text.tokens[:end], text.said[:end])


class Base:
    """What the base model makes of texts: the last hidden states before each token that is said, from which its odds
    follow. float16, in main memory.
    """

    def __init__(self, llama: Llama, batch_tokens: int) -> None:
        self._llama, self._batch_tokens = llama, batch_tokens
        self._states = States(llama)
        self._last: dict[tuple[int, ...], Tensor] = {}

    def fill(self, texts: Sequence[Text]) -> None:
        self._states.fill((text.tokens for text in texts), self._batch_tokens)
        self._llama.scaled(0.0)
        with torch.no_grad():
            for batch in cut(list({text.tokens: text for text in texts}.values()), length, self._batch_tokens):
                for text, state in zip(batch, self._run(batch), strict=True):
                    self._last[text.tokens] = state.to("cpu", torch.float16)
        self._llama.scaled(1.0)

    def drift(self, texts: Sequence[Text]) -> Tensor:
        """(texts,): the mean over what is said in each of KL(base || adapted), in nats a token."""
        states = self._run(texts)
        adapted = torch.cat(states)
        with torch.no_grad():
            known = self._llama.logits(torch.cat([self._last[text.tokens] for text in texts]).to(adapted))
        odds = self._llama.logits(adapted).log_softmax(-1)
        found = functional.kl_div(odds, known.log_softmax(-1), reduction="none", log_target=True).sum(-1)
        return torch.stack([each.mean() for each in torch.split(found, [len(state) for state in states])])

    def _run(self, texts: Sequence[Text]) -> list[Tensor]:
        """For each text (said tokens, width): the last hidden states from which its said tokens follow."""
        x = self._llama.run(self._states.of([text.tokens for text in texts]), self._states.first)
        return [
            row[[i - 1 for i, said in enumerate(text.said) if said and i]] for row, text in zip(x, texts, strict=True)
        ]
