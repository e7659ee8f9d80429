"""SFT, DPO, KTO and the policy gradient: each loss by hand, and each learns a tiny thing on a tiny model."""

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from gesso.lab.training import dpo, kto, loop, reinforce, sft
from gesso.lab.training.config import Config
from gesso.lab.training.decide import Decision
from gesso.lab.training.llama import Llama, Lora, random_llama
from gesso.lab.training.sft import Text, said_logprobs
from gesso.lab.training.states import States
from gesso.lab.training.tokens import Tokens
from tests.lab.training.conftest import TINY

CONFIG = Config(
    train="", dev="", rank=4, alpha=8.0, first_layer=1, learning_rate=3e-2, epochs=8, rows_per_step=8,
    tokens_per_batch=256, evaluate_every=8, patience=99, dropout=0.0, samples=8, beta=0.1,
)  # fmt: skip


def tiny() -> Llama:
    llama = random_llama(TINY, seed=3)
    llama.adapt(Lora(CONFIG.rank, CONFIG.alpha, CONFIG.first_layer, CONFIG.dropout), CONFIG.seed)
    return llama


def text(prompt: tuple[int, ...], answer: tuple[int, ...]) -> Text:
    return Text((*prompt, *answer), (*[False] * len(prompt), *[True] * len(answer)))


def answer(prompt: int) -> tuple[int, ...]:
    """Even tokens are answered 2 4, odd ones 3 4."""
    return (2 + prompt % 2, 4)


def likelihood(llama: Llama, row: Text) -> float:
    with torch.no_grad():
        return float(said_logprobs(llama, States(llama), [row])[0].sum())


def silent(_: str) -> None: ...


def test_the_likelihood_is_of_what_the_assistant_says() -> None:
    llama = tiny()
    row = Text((5, 6, 7, 8), (False, True, False, True))
    logprobs = llama.logits(llama.run(llama.embed(torch.tensor([row.tokens])))[0]).log_softmax(-1)
    (said,) = said_logprobs(llama, States(llama), [row])
    assert said.tolist() == pytest.approx([float(logprobs[0, 6]), float(logprobs[2, 8])], abs=1e-4)


def test_supervised_tuning_learns_what_to_say(tmp_path: Path) -> None:
    llama = tiny()
    rows = [text((n, 1), answer(n)) for n in range(10, 42)]
    lesson = sft.lesson_of(llama, CONFIG, rows, rows[:8])
    before = lesson.evaluate(256).loss
    assert before == pytest.approx(-sum(likelihood(llama, row) / 2 for row in rows[:8]) / 8, abs=1e-3)
    loop.train(llama, lesson, CONFIG, tmp_path, silent)
    assert lesson.evaluate(256).loss < 0.3 * before


def test_dpo_is_the_published_formula_and_turns_a_preference_around(tmp_path: Path) -> None:
    assert dpo.dpo_loss(torch.tensor([0.0, 2.0]), 0.5).tolist() == pytest.approx(
        [math.log(2), -math.log(1 / (1 + math.exp(-1.0)))]
    )
    llama = tiny()
    pairs = [dpo.Pair(text((n, 1), answer(n)), text((n, 1), answer(n + 1))) for n in range(10, 42)]
    lesson = dpo.lesson_of(llama, CONFIG, pairs, pairs[:8])
    assert lesson.evaluate(256).loss == pytest.approx(math.log(2), abs=1e-3), "no margin over the base yet"
    base = [likelihood(llama, pairs[0].chosen), likelihood(llama, pairs[0].rejected)]
    loop.train(llama, lesson, CONFIG, tmp_path, silent)
    found = lesson.evaluate(256)
    assert found.loss < 0.5 and found.others["preferred"] == 1.0
    margin = likelihood(llama, pairs[0].chosen) - base[0] - likelihood(llama, pairs[0].rejected) + base[1]
    one = dpo.lesson_of(llama, CONFIG, pairs, pairs[:1]).evaluate(256).loss
    assert one == pytest.approx(-math.log(1 / (1 + math.exp(-CONFIG.beta * margin))), abs=5e-3)


def test_kto_is_the_published_formula_and_learns_from_single_verdicts(tmp_path: Path) -> None:
    found = kto.kto_loss(torch.tensor([3.0, 3.0]), torch.tensor([True, False]), torch.tensor(1.0), 0.5)
    assert found.tolist() == pytest.approx([1 - 1 / (1 + math.exp(-1)), 1 - 1 / (1 + math.exp(1))])
    llama = tiny()
    verdicts = [
        kto.Verdict(text((n, 1), answer(n + wrong)), text((n, 1), answer(n + 1)), not wrong)
        for n in range(10, 26)
        for wrong in (0, 1)
    ]
    good, bad = (text((10, 1), answer(10)), text((10, 1), answer(11)))
    before = likelihood(llama, good) - likelihood(llama, bad)
    lesson = kto.lesson_of(llama, CONFIG, verdicts, verdicts[:8])
    assert lesson.evaluate(256).loss == pytest.approx(0.5, abs=1e-3)
    loop.train(llama, lesson, CONFIG, tmp_path, silent)
    assert lesson.evaluate(256).loss < 0.42
    assert likelihood(llama, good) - likelihood(llama, bad) > before + 1


def test_the_policy_gradient_is_the_published_formula() -> None:
    """Leave-one-out: the rewards 1, 0, 0 have baselines 0, .5, .5; the mean of advantage times log p, negated."""
    chances = torch.tensor([[0.7, 0.3]]).log()
    drawn = reinforce.Drawn(torch.tensor([[0, 1, 1]]), torch.tensor([[1.0, 0.0, 0.0]]))
    by_hand = -(1.0 * math.log(0.7) - 0.5 * math.log(0.3) - 0.5 * math.log(0.3)) / 3
    assert float(reinforce.reinforce_loss(chances, drawn)) == pytest.approx(by_hand)
    uneven = torch.tensor([[0.5, 0.5, 0.0], [0.2, 0.3, 0.5]], requires_grad=True)
    base = torch.tensor([[0.25, 0.75, 0.0], [0.2, 0.3, 0.5]]).log()
    kl = reinforce.divergence(uneven.log(), base)
    assert kl.tolist() == pytest.approx([0.5 * math.log(2) + 0.5 * math.log(0.5 / 0.75), 0.0], abs=1e-6)


def test_the_policy_gradient_finds_what_is_rewarded_and_kl_holds_it_back(tmp_path: Path) -> None:
    marks = {True: (2, 3), False: (2, 3, 5)}
    rows = [Decision((n, 1), marks[n % 3 > 0], 0, 1.0, "") for n in range(10, 42)]

    def reward(row: Decision, chosen: int) -> float:
        return float(chosen == row.prompt[0] % 2)

    def learned(config: Config, out: Path) -> tuple[float, float]:
        llama = tiny()
        lesson = reinforce.lesson_of(llama, config, rows, rows, reward)
        before = lesson.evaluate(256).others["reward"]
        loop.train(llama, lesson, config, out, silent)
        assert all(torch.isfinite(p).all() for p in llama.adapter().values())
        return before, lesson.evaluate(256).others["reward"]

    before, after = learned(replace(CONFIG, epochs=14), tmp_path / "free")
    assert before < 0.7 and after > 0.8
    _, held = learned(replace(CONFIG, epochs=14, beta=50.0), tmp_path / "held")
    assert held < after


@pytest.mark.slow
@pytest.mark.embedded
def test_messages_are_rendered_by_the_models_own_template(reader: Any) -> None:
    tokens = Tokens(reader)
    row = {"messages": [{"role": "user", "content": "hi <|im_end|>"}, {"role": "assistant", "content": "Hello"}]}
    found = sft.read_text(row, tokens)
    assert tokens.decode(list(found.tokens)) == (
        f"<|im_start|>system\n{sft.SYSTEM}<|im_end|>\n<|im_start|>user\nhi < |im_end|><|im_end|>\n"
        "<|im_start|>assistant\nHello<|im_end|>\n"
    )
    said = [token for token, is_said in zip(found.tokens, found.said, strict=True) if is_said]
    assert tokens.decode(said) == "Hello<|im_end|>"
