"""Packing an adapter: sums, gate and card come of files, and what does not fit together is refused."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from gesso.agent.deciding.question import LABELS, render_question
from gesso.behaviors.behavior import load_behavior
from gesso.cli import main
from gesso.lab.episode import Episode
from gesso.lab.situation import scene_of
from gesso.lab.synthesize.build import Built, write_rows
from tests.deciding.sound import gguf_head
from tests.lab.cases import episode, write_episodes

NAME = "widget_or_app"


def run_folder(folder: Path) -> Path:
    """A training run with its rows, as the commands before it leave them."""
    dev = []
    for case in load_behavior(NAME).cases:
        if case.split == "dev":
            question = render_question(NAME, scene_of(case))
            dev.append({"prompt": question.prompt, "completion": " text", "marks": list(question.marks)})
    train = [{"prompt": "show: a timer [", "completion": " widget", "marks": [" text", " widget", " app"]}]
    counts = {"labels": {"widget": 1}, "languages": {"en": 1}}
    write_rows(Built(train, dev, counts), NAME, folder / "rows", ["gesso", "lab", "rows", NAME], {"rows": 0})
    sums = {n: hashlib.sha256((folder / "rows" / f"{n}.jsonl").read_bytes()).hexdigest() for n in ("train", "dev")}
    run = folder / "run"
    run.mkdir()
    (run / "adapter.gguf").write_bytes(gguf_head())
    training = {
        "base_sha256": gguf_head()[-64:].decode(), "train_sha256": sums["train"], "dev_sha256": sums["dev"],
        "config_sha256": sums["dev"], "adapter_sha256": hashlib.sha256(gguf_head()).hexdigest(), "steps": 7,
        "best_step": 5, "dev_loss": 0.31, "tokens": 1000, "tokens_per_s": 90.0, "seconds": 600.0,
        "config": {"train": str(folder / "rows" / "train.jsonl"), "dev": str(folder / "rows" / "dev.jsonl")},
    }  # fmt: skip
    (run / "training.json").write_text(json.dumps(training))
    return run


def graded(folder: Path, candidate: str, right: int, of: int = 60) -> Path:
    """`of` test answers of a candidate, the first `right` of them right, and 50 of dev with one error."""
    rows: list[Episode] = [
        episode(n, float(n < right), behavior=NAME, candidate=candidate, slice="contrast" if n % 3 else "plain")
        for n in range(of)
    ]
    rows += [episode(1000 + n, float(n > 0), behavior=NAME, candidate=candidate, split="dev") for n in range(50)]
    return write_episodes(folder / f"{hashlib.sha256(candidate.encode()).hexdigest()[:8]}.jsonl", rows)


def verdict(folder: Path, passed: bool = True, **changes: Any) -> Path:
    """As `gesso lab gate --out` writes it."""
    path = folder / "verdict.json"
    gate = {"name": NAME, "passed": passed, "reason": "+41.7% on rule", "numbers": {"n": 60}}
    told = {
        "passed": passed, "reasons": [] if passed else [f"{NAME}: +41.7% on rule"], "release": False, "gates": [gate],
        "adapter_sha256": hashlib.sha256(gguf_head()).hexdigest(), "against": {NAME: ["rule"]},
        "files": {f"{folder}/a/b.jsonl": "0" * 64},
    }  # fmt: skip
    path.write_text(json.dumps(told | changes))
    return path


def pack(run: Path, out: Path, *more: str | Path) -> int:
    words = ["lab", "pack", str(run), "--behaviour", NAME, "--name", "shown", "--version", "1", "--out", str(out)]
    return main([*words, *map(str, more)])


def test_what_is_measured_and_better_may_be_shipped_and_is_told_on_the_card(tmp_path: Path) -> None:
    run, out = run_folder(tmp_path), tmp_path / "out"
    assert pack(run, out) == 0
    first = json.loads((out / "manifest.json").read_text())
    assert not first["gate"]["passed"] and "not judged" in " ".join(first["gate"]["reasons"])
    assert main(["lab", "ship", str(out)]) == 1

    recipe = tmp_path / "recipe.json"
    recipe.write_text(json.dumps({"behavior": NAME, "recipe": {"threshold": 0.6}, "chosen": {"why": "0.9 on 62"}}))
    evals = [
        graded(tmp_path, "product:/somewhere/of/mine", 55), graded(tmp_path, "adapter-free:/x", 52),
        graded(tmp_path, "rule", 30), graded(tmp_path, "few-shot-free", 20),
    ]  # fmt: skip
    assert pack(run, out, "--recipe", recipe, "--gate", verdict(tmp_path), "--evals", *evals) == 0
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["gate"]["passed"], manifest["gate"]["reasons"]
    assert manifest["behaviors"][NAME]["threshold"] == 0.6
    assert manifest["behaviors"][NAME]["labels"] == list(LABELS[NAME])
    assert manifest["adapter_sha256"] == hashlib.sha256((out / "adapter.gguf").read_bytes()).hexdigest()
    assert manifest["gate"]["against"] == {NAME: ["rule"]} and list(manifest["gate"]["files"]) == ["a/b.jsonl"]
    card = (out / "card.md").read_text()
    for told in (
        "| product |", "| all |", "0.917 [", "n 60", "product against rule: +0.417", "no template", "0.9 on 62",
        "gesso lab rows widget_or_app", f"`{manifest['data_sha256']}`", "It passed the gate.",
        f"ok {NAME}: +41.7% on rule", "5 of 60 test cases", "its 1 errors on 50 dev cases", "“message 1000”",
    ):  # fmt: skip
        assert told in card, told
    assert "“message 59”" not in card  # a test case that failed is counted, and not shown
    assert str(tmp_path) not in card and "/somewhere" not in card and str(tmp_path) not in json.dumps(manifest)
    assert main(["lab", "ship", str(out)]) == 0


def test_what_the_gate_did_not_let_pass_is_packed_and_told_and_not_shipped(tmp_path: Path) -> None:
    run, out = run_folder(tmp_path), tmp_path / "out"
    assert pack(run, out, "--gate", verdict(tmp_path, passed=False), "--evals", graded(tmp_path, "adapter:/x", 40)) == 0
    assert "**not** pass" in (out / "card.md").read_text()
    assert main(["lab", "ship", str(out)]) == 1


@pytest.mark.parametrize(
    ("breaks", "told"),
    [
        ("weights", "is not the adapter"),
        ("rows", "is not the file that its MANIFEST.json"),
        ("others", "has read other rows"),
        ("form", "another form"),
        ("behavior", "the adapter is to decide"),
        ("training", "training.json is not as expected"),
    ],
)
def test_what_does_not_fit_together_is_refused(
    tmp_path: Path, breaks: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run, out = run_folder(tmp_path), tmp_path / "out"
    rows = tmp_path / "rows"
    training = json.loads((run / "training.json").read_text())
    manifest = json.loads((rows / "MANIFEST.json").read_text())
    match breaks:
        case "weights":
            (run / "adapter.gguf").write_bytes(b"GGUF other")
        case "rows":
            (rows / "train.jsonl").write_text("{}\n")
        case "others":
            training["train_sha256"] = "0" * 64
        case "form":
            text = (rows / "dev.jsonl").read_text().replace("show:", "shown as:")
            (rows / "dev.jsonl").write_text(text)
            training["dev_sha256"] = manifest["files"]["dev.jsonl"]["sha256"] = hashlib.sha256(
                text.encode()
            ).hexdigest()
        case "behavior":
            manifest["behavior"] = "open_canvas"
        case "training":
            del training["steps"]
    (run / "training.json").write_text(json.dumps(training))
    (rows / "MANIFEST.json").write_text(json.dumps(manifest))
    assert pack(run, out) == 1 and not out.exists()
    assert told in capsys.readouterr().err


def test_measurements_of_something_else_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run, out = run_folder(tmp_path), tmp_path / "out"
    assert pack(run, out, "--gate", verdict(tmp_path, adapter_sha256="0" * 64)) == 1
    assert "judges another adapter" in capsys.readouterr().err
    assert pack(run, out, "--gate", verdict(tmp_path, against={"open_canvas": ["rule"]})) == 1
    assert f"does not judge {NAME}" in capsys.readouterr().err
    twice = [graded(tmp_path, "rule", 3)] * 2
    assert pack(run, out, "--evals", *twice) == 1 and "answered c000 in another file" in capsys.readouterr().err
    recipe = tmp_path / "r.json"
    recipe.write_text(json.dumps({"behavior": "open_canvas", "recipe": {}}))
    assert pack(run, out, "--recipe", recipe) == 1 and "does not decide" in capsys.readouterr().err
