"""The loop every method shares: steps, schedule, looks at the dev set, checkpoints, and the way back from a kill.

A run is a folder. What happens at step n follows from configuration, rows and n alone (order and dropout are seeded by
it), so a run that was killed and started again ends in the same numbers as one that was not. A checkpoint appears by
a rename: the one that is there is complete. One process a folder.
"""

import contextlib
import io
import json
import math
import os
import pickle
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

import torch
from torch import Tensor

from gesso.base.errors import BadInput, GessoError
from gesso.lab.training.config import Config, render_config
from gesso.lab.training.curves import render_curves
from gesso.lab.training.llama import Llama
from gesso.lab.training.states import cut

R = TypeVar("R")

CHECKPOINT_EVERY_S = 60.0


class Unwritable(GessoError):
    """The run's folder could not be written; the last complete checkpoint is still in it."""

    status, code = 507, "unwritable"


@dataclass(frozen=True)
class Score:
    """A look at the dev set: `loss` decides which step was best, `others` are for people."""

    loss: float
    others: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Lesson(Generic[R]):
    """What a method gives the loop."""

    rows: Sequence[R]
    length: Callable[[R], int]
    """Tokens of a row."""
    loss: Callable[[Sequence[R]], Tensor]
    """Sum of the rows' losses, each by its weight."""
    evaluate: Callable[[int], Score]
    """Told how many tokens it may compute at once."""


@dataclass
class Progress:
    """Where a run stands; written as `progress.json` after each look, for whoever draws it."""

    step: int = 0
    steps: int = 0
    tokens: int = 0
    seconds: float = 0.0
    best_loss: float = math.inf
    best_step: int = 0
    worse: int = 0
    train: list[tuple[int, float]] = field(default_factory=list)
    dev: list[tuple[int, float, dict[str, float]]] = field(default_factory=list)

    @property
    def tokens_per_s(self) -> float:
        return self.tokens / self.seconds if self.seconds else 0.0

    @property
    def left_s(self) -> float:
        return (self.steps - self.step) * self.seconds / self.step if self.step else 0.0


def train(
    llama: Llama, lesson: Lesson[R], config: Config, out: Path, say: Callable[[str], None], stop_at: int | None = None
) -> Progress:
    """Trains the adapter of `llama`, which holds the best step's weights afterwards.

    `stop_at` ends the call after that step as a kill would, with what was written by then.
    Raises BadInput where `out` holds a run of another configuration.
    """
    torch.set_num_threads(config.threads)
    parameters = llama.adapter()
    optimizer = torch.optim.AdamW(
        parameters.values(), lr=config.learning_rate, weight_decay=config.weight_decay, betas=(0.9, 0.98)
    )
    progress, best = _begin(out, config, llama, optimizer)
    every = steps_an_epoch(len(lesson.rows), config)
    progress.steps = max(1, round(config.epochs * every))
    budget = batch_tokens(llama, config)
    saved_at = time.monotonic()
    while progress.step < progress.steps and progress.worse < config.patience:
        began = time.monotonic()
        _step(llama, lesson, config, optimizer, progress, budget)
        progress.seconds += time.monotonic() - began
        if look_is_due(progress, config, every):
            if look(llama, lesson, progress, budget, out, say):
                best = {name: p.detach().clone() for name, p in parameters.items()}
            saved_at = -math.inf
        if time.monotonic() - saved_at > CHECKPOINT_EVERY_S:
            _save(out, llama, optimizer, progress, best)
            saved_at = time.monotonic()
        if progress.step == stop_at:
            return progress
    llama.set_adapter(best)
    return progress


def _step(
    llama: Llama, lesson: Lesson[R], config: Config, optimizer: Any, progress: Progress, budget_tokens: int
) -> None:
    rows = [lesson.rows[i] for i in chosen(len(lesson.rows), config, progress.step)]
    torch.manual_seed(config.seed * 1_000_003 + progress.step)
    llama.train()
    total = 0.0
    for batch in cut(rows, lesson.length, budget_tokens):
        loss = lesson.loss(batch) / len(rows)
        loss.backward()  # type: ignore[no-untyped-call]
        total += float(loss.detach())
    llama.eval()
    torch.nn.utils.clip_grad_norm_(llama.adapter().values(), config.clip)
    for group in optimizer.param_groups:
        group["lr"] = config.learning_rate * pace(progress.step, progress.steps, config.warmup)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    progress.step += 1
    progress.tokens += sum(map(lesson.length, rows))
    progress.train.append((progress.step, total))


def chosen(count: int, config: Config, step: int) -> list[int]:
    """Rows of a step: each epoch its own order, every row once."""
    every = steps_an_epoch(count, config)
    chance = torch.Generator().manual_seed(config.seed * 7919 + step // every)
    order = torch.randperm(count, generator=chance).tolist()
    start = step % every * config.rows_per_step
    return [int(i) for i in order[start : start + config.rows_per_step]]


def pace(step: int, steps: int, warmup: float) -> float:
    """Share of the learning rate: a straight rise, then half a cosine down to a twentieth."""
    rise = warmup * steps
    if step < rise:
        return (step + 1) / (rise + 1)
    return 0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * (step - rise) / max(1.0, steps - rise)))


def batch_tokens(llama: Llama, config: Config) -> int:
    """Tokens at once: the configured number on a processor, on a GPU what fits into half of the free memory."""
    if llama.device.type == "cpu":
        return config.tokens_per_batch
    free, _ = torch.cuda.mem_get_info(llama.device)
    trained = llama.shape.layers - (llama.lora.first if llama.lora else 0)
    numbers = trained * (12 * llama.shape.width + 5 * llama.shape.inner) + llama.shape.vocabulary // 16
    return max(config.tokens_per_batch, int(free / 2 / (4 * numbers)))


def steps_an_epoch(rows: int, config: Config) -> int:
    return math.ceil(rows / config.rows_per_step)


def look_is_due(progress: Progress, config: Config, every: int) -> bool:
    """Whether to look at the dev set now; `every` is the steps of an epoch."""
    look_every = config.evaluate_every or max(1, every // 4)
    return progress.step % look_every == 0 or progress.step == progress.steps


def look(
    llama: Llama, lesson: Lesson[Any], progress: Progress, budget_tokens: int, out: Path, say: Callable[[str], None]
) -> bool:
    """Evaluates, tells and writes how far the run is; whether this was the best look so far."""
    found = lesson.evaluate(budget_tokens)
    progress.dev.append((progress.step, found.loss, found.others))
    best = found.loss < progress.best_loss
    if best:
        progress.best_loss, progress.best_step, progress.worse = found.loss, progress.step, 0
    else:
        progress.worse += 1
    say(_sentence(progress))
    curves = render_curves(progress.train, [(step, loss) for step, loss, _ in progress.dev])
    write_whole(out / "curves.svg", curves.encode())
    write_whole(out / "progress.json", json.dumps(asdict(progress)).encode())
    return best


def _sentence(progress: Progress) -> str:
    _, loss, others = progress.dev[-1]
    recent = [value for _, value in progress.train[-20:]]
    more = ", ".join(f"{name} {value:.3f}" for name, value in others.items())
    return (
        f"step {progress.step}/{progress.steps}  train {sum(recent) / len(recent):.4f}  dev {loss:.4f}"
        f"{' (best)' if progress.best_step == progress.step else ''}  {more}  "
        f"{progress.tokens_per_s:.0f} tokens/s  {progress.left_s / 60:.1f} min left"
    )


def hold_folder(out: Path, config: Config) -> None:
    """Makes the folder of a run. Raises BadInput where it holds a run of another configuration."""
    written = out / "config.json"
    if written.exists() and written.read_text(encoding="utf-8") != render_config(config):
        raise BadInput(f"{out} holds a run of another configuration. Name an empty folder, or the same configuration.")
    out.mkdir(parents=True, exist_ok=True)
    write_whole(written, render_config(config).encode())


def _begin(out: Path, config: Config, llama: Llama, optimizer: Any) -> tuple[Progress, dict[str, Tensor]]:
    """A new run's start, or where the folder's run stood."""
    hold_folder(out, config)
    if not (out / "checkpoint.pt").exists():
        return Progress(), {name: p.detach().clone() for name, p in llama.adapter().items()}
    try:
        found = torch.load(out / "checkpoint.pt", weights_only=True, map_location=llama.device)
    except (OSError, RuntimeError, EOFError, ValueError, LookupError, pickle.UnpicklingError) as wrong:
        raise BadInput(f"{out / 'checkpoint.pt'} is damaged ({wrong}). Delete it to begin the run anew.") from wrong
    llama.set_adapter(found["adapter"])
    optimizer.load_state_dict(found["optimizer"])
    return Progress(**found["progress"]), found["best"]


def _save(out: Path, llama: Llama, optimizer: Any, progress: Progress, best: dict[str, Tensor]) -> None:
    adapter = {name: p.detach() for name, p in llama.adapter().items()}
    whole = io.BytesIO()
    torch.save(
        {"adapter": adapter, "best": best, "optimizer": optimizer.state_dict(), "progress": asdict(progress)}, whole
    )
    write_whole(out / "checkpoint.pt", whole.getvalue())


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file that is either complete or not there. Raises Unwritable, leaving what was there before."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as wrong:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise Unwritable(
            f"{path} could not be written ({wrong.strerror or wrong}). Make room there and give the same command: "
            "the run goes on from its last complete checkpoint."
        ) from wrong
