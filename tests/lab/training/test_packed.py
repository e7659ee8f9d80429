"""Questions that share a document are computed together, and come out as if each had been asked alone."""

from pathlib import Path

import pytest
import torch

from gesso.base.errors import BadInput
from gesso.lab.training import decide, packed
from gesso.lab.training.config import Config
from gesso.lab.training.llama import Llama, Lora, random_llama
from gesso.lab.training.loop import train
from tests.lab.training.conftest import TINY


class Letters:
    """Tokens of a vocabulary of 61 characters."""

    def encode(self, text: str) -> list[int]:
        return [ord(letter) % 61 for letter in text]

    def mark(self, text: str) -> int:
        return self.encode(text)[0]


CONTEXT = "a the harbour\nb the price\n"
ROWS = [
    {"context": CONTEXT, "prompt": f"{CONTEXT}{asked}[", "completion": right, "marks": ["A", "B", "C"], "weight": w}
    for asked, right, w in (("boats", "A", 1.0), ("cost, please", "B", 1.0), ("both", "A", 0.5), ("both", "B", 0.5))
]
OTHER = {"context": "a poem\n", "prompt": "a poem\nmore[", "completion": "B", "marks": ["A", "B"]}


def adapted(first: int = 1) -> Llama:
    llama = random_llama(TINY, seed=3)
    llama.adapt(Lora(4, 8.0, first), seed=3)
    chance = torch.Generator().manual_seed(4)
    with torch.no_grad():
        for parameter in llama.adapter().values():
            parameter.copy_(0.1 * torch.randn(parameter.shape, generator=chance))
    return llama


@pytest.mark.parametrize("first", [0, 1])
def test_together_as_alone(first: int) -> None:
    llama, config = adapted(first), Config("", "", label_smoothing=0.1, first_layer=first)
    together = packed.lesson(llama, Letters(), config, [*ROWS, OTHER], ROWS)  # type: ignore[arg-type]
    alone = decide.lesson(llama, Letters(), config, [*ROWS, OTHER], ROWS)  # type: ignore[arg-type]
    assert [len(pack.questions) for pack in together.rows] == [4, 1]
    # a pack is the weighted mean of its questions
    expected = alone.loss(alone.rows[:4]) / 3.0 + alone.loss(alone.rows[4:])
    assert float(together.loss(together.rows).detach()) == pytest.approx(
        float(expected.detach()), rel=2e-3
    )  # states are kept in float16
    assert together.evaluate(64).others == alone.evaluate(64).others


def test_gradients_flow_to_the_document(tmp_path: Path) -> None:
    llama = adapted(0)
    config = Config("", "", method="packed", first_layer=0, rank=4, alpha=8.0, learning_rate=0.03, epochs=40, dropout=0)
    lesson = packed.lesson(llama, Letters(), config, [*ROWS[:2], OTHER], ROWS[:2])  # type: ignore[arg-type]
    train(llama, lesson, config, tmp_path / "run", lambda line: None)
    assert lesson.evaluate(64).others["right"] == 1.0


def test_a_prompt_that_begins_otherwise() -> None:
    row = {**OTHER, "context": "a novel\n"}
    with pytest.raises(BadInput, match="begin with its context"):
        list(packed.packs([row], Letters(), torch.device("cpu")))  # type: ignore[arg-type]
