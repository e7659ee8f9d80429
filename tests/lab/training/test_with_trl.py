"""TRL behind the same configuration: one base, one set of rows, the same files; its losses beside ours."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

pytest.importorskip("trl", reason="TRL is not installed")

import trl
from datasets import Dataset

from gesso.base.errors import BadInput
from gesso.lab.environment.schedule_env import ScheduleEnv
from gesso.lab.training import dpo, kto
from gesso.lab.training.config import Config
from gesso.lab.training.export import read_adapter
from gesso.lab.training.llama import Llama, Lora, load, open_gguf
from gesso.lab.training.rows import read_rows
from gesso.lab.training.run import run
from gesso.lab.training.tokens import Tokens
from gesso.lab.training.with_trl import adapter_of, model_of, reader_of, trainer_of
from gesso.model.download import sha256_of
from tests.lab.training.tiny import write_tiny

pytestmark = pytest.mark.slow

END = "<|im_end|>"
ROWS: dict[str, Any] = {
    "decide": {"completion": " y", "marks": [" y", " n"]},
    "sft": {"completion": " y"},
    "dpo": {"chosen": f" y{END}", "rejected": f" n{END}"},
    "kto": {"completion": f" y{END}", "label": True},
    "reinforce": {"marks": list("abcdefghijklmnopqrstuvwxyz"), "rewards": [1.0] * 13 + [0.0] * 13},
}
"""TRL ends every answer of a preference; one token of many is drawn by a model that has learned nothing."""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny(tmp_path_factory.mktemp("tiny") / "tiny.gguf")


def adapted(base: Path, config: Config) -> tuple[Llama, Tokens]:
    reader = open_gguf(base)
    llama = load(reader)
    llama.adapt(Lora(config.rank, config.alpha, config.first_layer, config.dropout), config.seed)
    return llama, Tokens(reader)


def config_of(method: str, folder: Path, **more: Any) -> Config:
    words = ("so", "well", "is it", "now", "oh", "true", "yes", "and")
    rows = [{"prompt": f"{word}?", **ROWS[method]} for word in words]
    if method == "kto":
        rows[1::2] = [row | {"completion": f" n{END}", "label": False} for row in rows[1::2]]
    path = folder / f"{method}.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    usual: dict[str, Any] = {
        "rank": 4, "first_layer": 1, "dropout": 0.0, "learning_rate": 1e-2, "epochs": 6.0, "rows_per_step": 8,
        "tokens_per_batch": 256, "evaluate_every": 3, "samples": 4, "patience": 99, "beta": 0.1,
    }  # fmt: skip
    return Config(train=str(path), dev=str(path), method=method, **(usual | more))  # type: ignore[arg-type]


def test_the_base_is_the_same_model(base: Path) -> None:
    reader = open_gguf(base)
    llama = load(reader)
    asked = torch.tensor([[5, 70, 81, 9, 200, 33]])
    with torch.no_grad():
        ours = llama.logits(llama.run(llama.embed(asked)))
        theirs = model_of(llama)(asked).logits
    assert torch.allclose(ours, theirs, atol=1e-4)
    tokens = Tokens(reader)
    assert reader_of(tokens)("is it y?", add_special_tokens=False)["input_ids"] == tokens.encode("is it y?")


@pytest.mark.parametrize("method", list(ROWS))
def test_one_configuration_for_both(method: str, base: Path, tmp_path: Path) -> None:
    config = config_of(method, tmp_path)
    records = {}
    for backend in ("own", "trl"):
        out, said = tmp_path / backend, []
        records[backend] = run(replace(config, backend=backend), base, out, said.append)  # type: ignore[arg-type]
        assert json.loads((out / "training.json").read_text()) == records[backend]
        assert "tokens/s" in said[-1] and "<polyline" in (out / "curves.svg").read_text()
    own, theirs = (read_adapter(tmp_path / backend / "adapter.gguf", sha256_of(base))[0] for backend in ("own", "trl"))
    assert {name: m.shape for name, m in own.items()} == {name: m.shape for name, m in theirs.items()}
    assert all(np.abs(each[name]).max() > 0 for each in (own, theirs) for name in each if name.endswith("b")), (
        "they learned"
    )
    assert records["own"].keys() == records["trl"].keys()
    assert records["own"]["steps"] == records["trl"]["steps"] == 6


@pytest.mark.parametrize(("method", "ours"), [("dpo", dpo.lesson), ("kto", kto.lesson)])
def test_a_loss_is_trls(method: str, ours: Any, base: Path, tmp_path: Path) -> None:
    """Of an adapter that TRL has trained for some steps, on the whole of the rows."""
    config = config_of(method, tmp_path)
    llama, tokens = adapted(base, config)
    rows = read_rows(Path(config.train), method)
    trainer = trainer_of(llama, tokens, config, rows, 4, tmp_path / "out")
    trainer.train()
    batch = trainer._prepare_inputs(next(iter(trainer.get_train_dataloader())))
    with torch.no_grad():
        theirs = float(trainer.compute_loss(trainer.model.eval(), batch))
    llama.set_adapter(adapter_of(trainer.model, llama))
    assert abs(theirs - (0.6931 if method == "dpo" else 0.5)) > 0.02, "it is not where it began"
    assert ours(llama, tokens, config, rows, rows).evaluate(256).loss == pytest.approx(theirs, abs=5e-3)


def test_trl_plays_our_environment(base: Path, tmp_path: Path) -> None:
    """`GRPOTrainer(environment_factory=ScheduleEnv)`: the class as it is, its tools, its own reward."""
    llama, tokens = adapted(base, config_of("sft", tmp_path))
    reader = reader_of(tokens)
    reader.chat_template = (Path(trl.__file__).parent / "chat_templates" / "qwen3.jinja").read_text()
    args = trl.GRPOConfig(
        output_dir=str(tmp_path), max_steps=1, per_device_train_batch_size=2, num_generations=2,
        max_completion_length=8, report_to="none", use_cpu=True, logging_steps=1, disable_tqdm=True,
    )  # fmt: skip
    rows = Dataset.from_list([{"prompt": [{"role": "user", "content": ""}], "seed": seed} for seed in range(2)])
    trainer = trl.GRPOTrainer(
        model_of(llama), args=args, train_dataset=rows, processing_class=reader, environment_factory=ScheduleEnv
    )
    assert {tool.__name__ for tool in trainer.tools} == {"ask", "schedule"}
    trainer.train()
    (logged,) = [entry for entry in trainer.state.log_history if "reward" in entry]
    assert 0.0 <= logged["reward"] <= 1.0


def test_what_trl_cannot_do_is_said(base: Path, tmp_path: Path) -> None:
    config = replace(config_of("decide", tmp_path), backend="trl")
    with pytest.raises(BadInput, match="know nothing of `keep` and `start`"):
        run(replace(config, keep=config.train), base, tmp_path / "kept", print)
