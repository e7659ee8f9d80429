"""`gesso lab demo`: one behaviour from baseline to verdict, on an ordinary processor, by the commands of the lab.

Cases of the split dev are drawn and parted: some are looked at in training, the others measure. Rows of the generator
train a small adapter; it is measured, guarded, judged and reported. Each step says its command and its time. That an
adapter of a few minutes does not pass is a result, too. Nothing is shipped.
"""

import asyncio
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gesso.agent.deciding.question import LABELS, render_question
from gesso.behaviors.behavior import Case
from gesso.lab.episode import read_episodes, write_whole
from gesso.lab.errors import LabError
from gesso.lab.evaluate import load_graded
from gesso.lab.importing import line_of
from gesso.lab.situation import scene_of
from gesso.lab.summary import summarize
from gesso.lab.synthesize.build import build_rows, lines_of
from gesso.lab.synthesize.draft import Draft
from gesso.lab.synthesize.pipeline import read_drafts

BEHAVIOR = "open_canvas"


@dataclass(frozen=True)
class Plan:
    """How much is done. `guards` are the arguments for `gesso lab guard`."""

    cases: int
    looked_at: int
    rows: int
    first_layer: int
    epochs: float
    guards: tuple[str, ...] = ()


WHOLE = Plan(cases=60, looked_at=60, rows=300, first_layer=22, epochs=6)
SMALL = Plan(cases=12, looked_at=12, rows=60, first_layer=27, epochs=3, guards=("--tiny",))


async def demo(out: Path, plan: Plan) -> int:
    """Raises LabError where a step fails; what was finished by then stays in `out`."""
    began = time.monotonic()
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise LabError(f"{out} is not an empty folder. Name a new one, or remove it.")
    measured, looked_at = draw_cases(plan.cases, plan.looked_at)
    write_whole(out / "cases.jsonl", "".join(f"{line_of(case)}\n" for case in measured))
    answers = out / "answers"
    for name, model in (("rule", "rule"), ("bayes", "bayes"), ("prompted", "embedded")):
        await _eval(out, model, answers / f"{name}.jsonl")
    made = out / "synthetic.jsonl"
    await _step("make rows by grammar", ["synthesize", BEHAVIOR, "-n", str(plan.rows), "--out", str(made)])
    await _audit(out, made)
    config = write_training(out, plan, read_drafts(made), looked_at)
    run = out / "run"
    await _step("train", ["train", str(config), "--out", str(run)])
    for family in ("adapter", "adapter-free"):
        await _eval(out, f"{family}:{run}", answers / f"{family}.jsonl")
    await _judge(out, run, plan)
    page = out / "report.html"
    await _step("report", ["report", str(answers), "--out", str(page)])
    print(render_table(answers))
    print(f"{page.resolve().as_uri()} ({(time.monotonic() - began) / 60:.1f} minutes)")
    return 0


async def _audit(out: Path, made: Path) -> None:
    page = out / "audit.html"
    red = await _step(
        "audit the rows", ["audit", str(made), "--behavior", BEHAVIOR, "--out", str(page)], may_be_red=True
    )  # fmt: skip
    _ensure_written(page)
    if red:
        print("The audit is red: nobody would ship what was trained on these rows alone. The demonstration goes on.")


async def _eval(out: Path, model: str, to: Path) -> None:
    cases = str(out / "cases.jsonl")
    await _step(f"measure {model}", ["eval", BEHAVIOR, "--cases", cases, "--model", model, "--out", str(to)])


async def _judge(out: Path, run: Path, plan: Plan) -> None:
    marks = [f" {label}" for label in LABELS[BEHAVIOR]]
    guard, verdict, answers = out / "guard.json", out / "verdict.json", out / "answers"
    await _step(
        "guard the rest of the model",
        ["guard", str(run / "adapter.gguf"), "--marks", *marks, "--out", str(guard), *plan.guards],
        may_be_red=True,
    )
    _ensure_written(guard)
    files = ["--adapter", "adapter.jsonl", "--free", "adapter-free.jsonl"]
    files += ["--against", "rule.jsonl", "bayes.jsonl", "prompted.jsonl"]
    named = [each if each.startswith("--") else str(answers / each) for each in files]
    await _step(
        "may it ship?", ["gate", "--guard", str(guard), *named, "--out", str(verdict)], may_be_red=True
    )  # fmt: skip
    _ensure_written(verdict)


def _ensure_written(path: Path) -> None:
    """An exit status of 1 is a red gate, or an error that wrote nothing: that one raises LabError."""
    if not path.exists():
        raise LabError(f"{path} was not written; what went wrong stands above.")


async def _step(name: str, arguments: Sequence[str], *, may_be_red: bool = False) -> bool:
    """Runs one command of the lab, its output on this terminal; whether it was red. Raises LabError when it fails."""
    began = time.monotonic()
    print(f"\n== {name}\n$ gesso lab {' '.join(repr(each) if ' ' in each else each for each in arguments)}", flush=True)
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "gesso", "lab", *arguments)
    status = await process.wait()
    print(f"-- {time.monotonic() - began:.0f} s", flush=True)
    if status and not (may_be_red and status == 1):
        raise LabError(f"The step “{name}” ended with status {status}; what went wrong stands above.")
    return bool(status)


def draw_cases(measured: int, looked_at: int) -> tuple[list[Case], list[Case]]:
    """Two parts of the dev cases; no group is in both."""
    groups: defaultdict[str, list[Case]] = defaultdict(list)
    for case in load_graded(BEHAVIOR).cases:
        if case.split == "dev":
            groups[case.group_id].append(case)
    order = sorted(groups)
    random.Random(1).shuffle(order)
    first: list[Case] = []
    second: list[Case] = []
    for name in order:
        (first if len(first) < measured else second).extend(groups[name])
    return first[:measured], second[:looked_at]


def write_training(out: Path, plan: Plan, made: Sequence[Draft], looked_at: Sequence[Case]) -> Path:
    """The rows in the form of `gesso lab train`, and its configuration; the path of that.

    Of `gesso lab rows` only what the generator made, so that the demonstration takes minutes, and other dev cases than
    those that measure.
    """
    hand, both = build_rows(BEHAVIOR), build_rows(BEHAVIOR, made)
    prompts = {render_question(BEHAVIOR, scene_of(case)).prompt for case in looked_at}
    write_whole(out / "train.jsonl", lines_of(both.train[len(hand.train) :]))
    write_whole(out / "dev.jsonl", lines_of(row for row in both.dev if row["prompt"] in prompts))
    config = {
        "train": str(out / "train.jsonl"), "dev": str(out / "dev.jsonl"), "method": "decide",
        "first_layer": plan.first_layer, "epochs": plan.epochs, "learning_rate": 1e-3, "rows_per_step": 20,
    }  # fmt: skip
    write_whole(out / "train.json", json.dumps(config, indent=1) + "\n")
    return out / "train.json"


def render_table(answers: Path) -> str:
    """Before and after, each with its interval."""
    told = {"rule": "rules", "bayes": "naive Bayes", "prompted": "the model, prompted"}
    told |= {"adapter": "the model, trained", "adapter-free": "  unconstrained"}
    lines = [f"\n{BEHAVIOR:24} score   95 %"]
    for name, words in told.items():
        found = summarize(read_episodes(answers / f"{name}.jsonl"))
        lines.append(
            f"{words:24} {found.score.score:.3f}   {found.score.low:.3f} to {found.score.high:.3f}  n {found.n}"
        )
    return "\n".join(lines)
