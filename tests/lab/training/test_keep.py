"""Ordinary text beside decisions: the task is learned, and the rest stays as the base has it."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from gesso.lab.training import decide, loop
from gesso.lab.training.config import Config
from gesso.lab.training.decide import Decision
from gesso.lab.training.keep import Base, clip, keeping
from gesso.lab.training.llama import Llama, Lora, random_llama
from gesso.lab.training.sft import Text
from tests.lab.training.conftest import TINY

CONFIG = Config(
    train="", dev="", rank=4, alpha=8.0, first_layer=1, learning_rate=3e-2, epochs=12, rows_per_step=8,
    tokens_per_batch=256, patience=99, dropout=0.0, keep_share=0.5, keep_weight=4.0,
)  # fmt: skip
DECISIONS = [Decision((n, 1), (2, 3), n % 2, 1.0, "") for n in range(10, 42)]
ORDINARY = [Text((n, n + 1, n + 2, n + 3, 5), (False, True, True, True, True)) for n in range(10, 50)]


def tiny() -> Llama:
    llama = random_llama(TINY, seed=3)
    llama.adapt(Lora(CONFIG.rank, CONFIG.alpha, CONFIG.first_layer, CONFIG.dropout), CONFIG.seed)
    return llama


def trained(keep: bool, out: Path) -> tuple[float, float]:
    """Share of decisions right, and drift on the ordinary text, after training."""
    llama = tiny()
    base = Base(llama, 256)
    base.fill(ORDINARY)
    lesson = decide.lesson_of(llama, CONFIG, DECISIONS, DECISIONS)
    loop.train(llama, keeping(llama, CONFIG, lesson, ORDINARY) if keep else lesson, CONFIG, out, lambda _: None)
    with torch.no_grad():
        drift = float(base.drift(ORDINARY).mean())
    return lesson.evaluate(256).others["right"], drift


def test_the_task_is_learned_and_ordinary_text_kept(tmp_path: Path) -> None:
    right, drift = trained(keep=False, out=tmp_path / "a")
    right_kept, drift_kept = trained(keep=True, out=tmp_path / "b")
    assert right > 0.9 and right_kept > 0.9
    assert drift_kept < drift / 3


def test_drift_is_the_divergence_from_the_base_where_something_is_said() -> None:
    llama, row = tiny(), ORDINARY[0]
    base = Base(llama, 256)
    base.fill([row])
    with torch.no_grad():
        assert float(base.drift([row])) == pytest.approx(0, abs=1e-4), "an untrained adapter changes nothing"
        before = llama.logits(llama.run(llama.embed(torch.tensor([row.tokens])))[0]).log_softmax(-1)[:-1]
        for parameter in llama.adapter().values():
            parameter += 0.1
        after = llama.logits(llama.run(llama.embed(torch.tensor([row.tokens])))[0]).log_softmax(-1)[:-1]
        by_hand = (before.exp() * (before - after)).sum(-1).mean()
        assert float(base.drift([row])) == pytest.approx(float(by_hand), rel=0.02)


def test_the_share_of_ordinary_rows_and_what_is_held_out() -> None:
    llama = tiny()
    lesson = decide.lesson_of(llama, CONFIG, DECISIONS, DECISIONS)
    kept = keeping(llama, replace(CONFIG, keep_share=0.3), lesson, ORDINARY)
    texts = [row for row in kept.rows if isinstance(row, Text)]
    assert len(texts) == round(len(kept.rows) * 0.3)
    assert ORDINARY[0] not in texts and ORDINARY[12] not in texts
    assert kept.evaluate(256).others["drift"] == pytest.approx(0, abs=1e-4)


def test_a_text_is_clipped_after_what_is_said() -> None:
    long = Text(tuple(range(100)), (*[False] * 10, *[True] * 90))
    assert clip(long) == Text(tuple(range(42)), (*[False] * 10, *[True] * 32))
