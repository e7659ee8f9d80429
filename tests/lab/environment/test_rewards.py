"""Decisions are worth what a simulated user makes of them, and the policy gradient learns from that."""

from pathlib import Path
from typing import Any

import pytest

from gesso.lab.environment.rewards import RIGHT, reward_rows

LABELS = ("edit", "delete", "rename", "chat", "ask")


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return list(reward_rows(4, seed=5, labels=LABELS))


def test_the_right_decision_is_worth_most(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        kind, _, vague = row["group"].partition(" ")
        best = LABELS[max(range(len(row["rewards"])), key=lambda i: row["rewards"][i])]
        assert best == ("ask" if vague else RIGHT[kind]), row
        assert all(0.0 <= reward <= 1.0 for reward in row["rewards"])
    assert len({row["group"] for row in rows}) >= 3


def test_the_policy_gradient_climbs_on_them(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="the extra `train` is not installed")
    from gesso.lab.training import loop, reinforce
    from gesso.lab.training.config import Config
    from gesso.lab.training.llama import Lora, random_llama
    from tests.lab.feedback.office import SHAPE, Words

    config = Config(
        train="", dev="", method="reinforce", rank=8, first_layer=0, learning_rate=1e-2, epochs=20, rows_per_step=6,
        tokens_per_batch=512, dropout=0.0, beta=0.01, samples=8, evaluate_every=10, patience=99,
    )  # fmt: skip
    llama = random_llama(SHAPE, seed=5)
    llama.adapt(Lora(config.rank, config.alpha, config.first_layer, config.dropout), config.seed)
    lesson = reinforce.lesson(llama, Words(), config, rows, rows)  # type: ignore[arg-type]
    before = lesson.evaluate(512).others["reward"]
    loop.train(llama, lesson, config, tmp_path, lambda _: None)
    after = lesson.evaluate(512).others["reward"]
    best = sum(max(row["rewards"]) for row in rows) / len(rows)
    assert after > before + 0.1 and after > 0.9 * best, (before, after, best)
