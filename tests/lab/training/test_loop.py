"""The loop: it learns, comes back from a kill to the same numbers, and says what is wrong with what it was given."""

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from gesso.base.errors import BadInput
from gesso.lab.training import loop
from gesso.lab.training.config import Config, parse_config
from gesso.lab.training.curves import render_curves, smooth
from gesso.lab.training.decide import Decision, lesson_of, marks_loss
from gesso.lab.training.export import render_adapter
from gesso.lab.training.llama import Llama, Lora, random_llama
from gesso.lab.training.rows import read_rows
from gesso.lab.training.run import go_on_from
from gesso.lab.training.states import States, cut
from tests.lab.training.conftest import TINY

CONFIG = Config(
    train="", dev="", rank=4, alpha=8.0, first_layer=1, learning_rate=2e-2, epochs=6, rows_per_step=16,
    tokens_per_batch=256, evaluate_every=4, patience=99, threads=1,
)  # fmt: skip


def tiny(config: Config = CONFIG) -> Llama:
    llama = random_llama(TINY, seed=3)
    llama.adapt(Lora(config.rank, config.alpha, config.first_layer, config.dropout), config.seed)
    return llama


def decisions(count: int, seed: int) -> list[Decision]:
    """Whether the prompt begins with token 7."""
    chance = torch.Generator().manual_seed(seed)
    found = []
    for i in range(count):
        length = 3 + int(torch.randint(5, (1,), generator=chance))
        prompt = [int(t) for t in torch.randint(8, 60, (length,), generator=chance)]
        if i % 2:
            prompt[0] = 7
        found.append(Decision((*prompt, 1), (2, 3), i % 2, 1.0, "with" if i % 2 else "without"))
    return found


def silent(_: str) -> None: ...


def test_it_learns_a_decision_and_keeps_the_best_step(tmp_path: Path) -> None:
    llama, said = tiny(), []
    lesson = lesson_of(llama, CONFIG, decisions(64, 1), decisions(32, 2))
    before = lesson.evaluate(64)
    progress = loop.train(llama, lesson, CONFIG, tmp_path, said.append)
    after = lesson.evaluate(64)
    assert before.loss > 0.5 > 0.35 > after.loss
    assert after.others["right"] > 0.9 and after.others["right_unconstrained"] > 0.9
    assert set(after.others) >= {"right with", "right without"}
    assert after.loss == pytest.approx(progress.best_loss) == min(loss for _, loss, _ in progress.dev)
    assert progress.step == progress.steps == 24 and "tokens/s" in said[-1] and "min left" in said[-1]
    assert "<polyline" in (tmp_path / "curves.svg").read_text()
    assert json.loads((tmp_path / "progress.json").read_text())["step"] == 24


def test_a_killed_run_ends_in_the_same_numbers(tmp_path: Path) -> None:
    rows, dev = decisions(32, 1), decisions(16, 2)
    config = replace(CONFIG, epochs=4, rows_per_step=8, dropout=0.2)

    def go(out: Path, stop_at: int | None = None) -> tuple[loop.Progress, dict[str, torch.Tensor]]:
        llama = tiny(config)
        progress = loop.train(llama, lesson_of(llama, config, rows, dev), config, out, silent, stop_at)
        return progress, {name: p.detach().clone() for name, p in llama.adapter().items()}

    whole, adapter = go(tmp_path / "whole")
    go(tmp_path / "killed", stop_at=6)
    resumed, again = go(tmp_path / "killed")
    assert resumed.train == whole.train and resumed.dev == whole.dev and resumed.tokens == whole.tokens
    assert all(torch.equal(adapter[name], again[name]) for name in adapter)


def test_early_stopping_ends_a_run_that_gets_no_better(tmp_path: Path) -> None:
    config = replace(CONFIG, learning_rate=30.0, epochs=40, patience=3)
    llama = tiny(config)
    progress = loop.train(llama, lesson_of(llama, config, decisions(64, 1), decisions(8, 2)), config, tmp_path, silent)
    assert progress.step < progress.steps


def test_a_run_goes_on_from_an_adapter(tmp_path: Path) -> None:
    first, config, base = tiny(), replace(CONFIG, seed=9), "b" * 64
    rows, dev = decisions(64, 1), decisions(32, 2)
    loop.train(first, lesson_of(first, CONFIG, rows, dev), CONFIG, tmp_path / "first", silent)
    path = tmp_path / "first.gguf"
    tensors = {name: p.detach().numpy() for name, p in first.adapter().items()}
    path.write_bytes(render_adapter(tensors, CONFIG.alpha, base, "first"))
    second = tiny(config).eval()
    fresh = lesson_of(second, config, rows, dev).evaluate(64)
    go_on_from(second, path, config.alpha, base)
    begun = lesson_of(second, config, rows, dev).evaluate(64)
    learned = lesson_of(first, CONFIG, rows, dev).evaluate(64)
    assert begun.loss == pytest.approx(learned.loss, abs=1e-3) and begun.loss < fresh.loss - 0.1
    with pytest.raises(BadInput, match="has alpha 8, the configuration 16"):
        go_on_from(second, path, 16.0, base)
    with pytest.raises(BadInput, match="another rank"):
        go_on_from(tiny(replace(config, rank=2)), path, config.alpha, base)
    with pytest.raises(BadInput, match="another base"):
        go_on_from(second, path, config.alpha, "c" * 64)


def test_a_folder_with_another_run_is_not_written_over(tmp_path: Path) -> None:
    llama = tiny()
    lesson = lesson_of(llama, CONFIG, decisions(8, 1), decisions(8, 2))
    loop.train(llama, lesson, CONFIG, tmp_path, silent, stop_at=1)
    with pytest.raises(BadInput, match="another configuration"):
        loop.train(llama, lesson, replace(CONFIG, seed=2), tmp_path, silent)
    (tmp_path / "checkpoint.pt").write_bytes(b"half a checkpoint")
    with pytest.raises(BadInput, match="damaged"):
        loop.train(llama, lesson, CONFIG, tmp_path, silent)


def test_a_full_disk_keeps_the_last_checkpoint(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    path = tmp_path / "checkpoint.pt"
    loop.write_whole(path, b"complete")
    signal = pytest.importorskip("signal")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
        with pytest.raises(loop.Unwritable, match="goes on from its last complete checkpoint"):
            loop.write_whole(path, bytes(5000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert path.read_bytes() == b"complete" and [p.name for p in tmp_path.iterdir()] == ["checkpoint.pt"]


def test_the_loss_over_marks_is_the_published_formula() -> None:
    """Label smoothing as in Szegedy et al. 2016: (1 - e) on the right one and e spread evenly over all K."""
    logits = torch.tensor([[0.0, 1.0, 2.0, 9.0], [0.0, 1.0, 0.0, 0.0]])
    rows = [Decision((1,), (1, 2), 1, 1.0, ""), Decision((1,), (0, 1, 2), 0, 1.0, "")]
    first = -(0.9 * (2 - math.log(math.e + math.e**2)) + 0.1 * (1.5 - math.log(math.e + math.e**2)))
    total = math.log(2 + math.e)
    second = -(0.9 * (0 - total) + 0.1 * (1 / 3 - total))
    assert marks_loss(logits, rows, 0.1).tolist() == pytest.approx([first, second], abs=1e-5)


def test_states_of_frozen_layers_are_kept_and_change_nothing() -> None:
    llama = tiny()
    states = States(llama)
    rows = [[5, 6, 7], [1, 2, 3, 4, 5], [9]]
    fresh = states.of(rows)
    states.fill(rows, 8)
    kept = states.of(rows)
    again = states.of([rows[2]])
    assert len(states.kept) == 3 and states.kept_bytes == 2 * 9 * TINY.width
    for i, row in enumerate(rows):
        assert torch.allclose(fresh[i, : len(row)], kept[i, : len(row)], atol=5e-3)
    assert torch.allclose(again[0], fresh[2, :1], atol=5e-3)
    lower = llama.run(llama.embed(torch.tensor([rows[1]])), 0, 1)
    assert torch.allclose(kept[1], lower[0], atol=5e-3)


def test_batches_hold_every_row_once_within_the_budget() -> None:
    rows = ["a" * n for n in (5, 1, 9, 3, 3, 30, 2)]
    batches = cut(rows, len, 12)
    assert sorted(row for batch in batches for row in batch) == sorted(rows)
    assert all(len(batch) == 1 or len(batch) * max(map(len, batch)) <= 12 for batch in batches)
    orders = [loop.chosen(10, replace(CONFIG, rows_per_step=4), step) for step in range(6)]
    epochs = [[row for step in half for row in step] for half in (orders[:3], orders[3:])]
    assert epochs[0] != epochs[1] and all(sorted(epoch) == list(range(10)) for epoch in epochs)


def test_the_learning_rate_rises_and_falls() -> None:
    pace = [loop.pace(step, 100, 0.1) for step in range(100)]
    assert pace[0] < pace[5] < pace[10] == max(pace) and pace[99] < 0.06 and min(pace[10:]) >= 0.05
    assert smooth([(1, 2.0), (2, 2.0)]) == [(1, pytest.approx(2.0)), (2, pytest.approx(2.0))]
    assert render_curves([], []).startswith("<svg") and "nan" not in render_curves([(1, 1.0)], [(1, 1.0)])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not JSON"),
        ("[]", "one JSON object"),
        ('{"train": "a"}', "does not say dev"),
        ('{"train": "a", "dev": "b", "learning_rat": 1}', "learning_rat.*Known are"),
        ('{"train": "a", "dev": "b", "rank": "8"}', "`rank` should be int, not '8'"),
        ('{"train": "a", "dev": "b", "rank": 0}', "above 0"),
        ('{"train": "a", "dev": "b", "dropout": 1}', "below 1"),
        ('{"train": "a", "dev": "b", "method": "magic"}', "one of decide"),
    ],
)
def test_a_wrong_configuration_is_named(text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        parse_config(text, "config.json")


GOOD: dict[str, Any] = {"prompt": "p", "completion": " a", "marks": [" a", " b"]}


@pytest.mark.parametrize(
    ("method", "row", "said"),
    [
        ("decide", "{", "line 2: this is not JSON"),
        ("decide", "3", "a JSON object, not int"),
        ("decide", GOOD | {"completion": " c"}, "' c' is not among its marks"),
        ("decide", GOOD | {"marks": [" a"]}, "two or more different"),
        ("decide", GOOD | {"prompt": ""}, "`prompt` is empty"),
        ("decide", GOOD | {"weight": -1}, "`weight` should be a number above 0"),
        ("sft", {"messages": []}, "at least one message"),
        ("sft", {"messages": [{"role": "user", "content": "x"}]}, "nothing to learn"),
        ("dpo", {"prompt": "p", "chosen": "c"}, "`rejected` should be str"),
        ("kto", {"prompt": "p", "completion": "c", "label": 1}, "`label` should be bool"),
        ("reinforce", {"prompt": "p", "marks": [" a", " b"], "rewards": [1]}, "one number for each of 2 marks"),
    ],
)
def test_a_malformed_row_is_named_with_its_line(tmp_path: Path, method: str, row: Any, said: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text("\n" + (row if isinstance(row, str) else json.dumps(row)) + "\n")
    with pytest.raises(BadInput, match=said):
        read_rows(path, method)


def test_an_empty_split_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text("\n")
    with pytest.raises(BadInput, match="has no rows"):
        read_rows(tmp_path / "rows.jsonl", "decide")
