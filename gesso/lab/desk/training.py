"""Training runs as the page draws them: the folders below the lab's `training` that hold a `progress.json`.

What is there is read; nothing of it is trusted to be whole, for a run may be writing just now. Long curves are thinned.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from gesso.lab.desk.files import id_of, sendable
from gesso.lab.training.curves import smooth

FOLDER = "training"
MOST_POINTS = 240
STILL = timedelta(minutes=15)

Line = list[tuple[int, float]]


@dataclass(frozen=True)
class Training:
    """A run. `moving`: it wrote within the last minutes and has not ended. `fault`: why it cannot be drawn."""

    id: str
    name: str
    at: datetime
    moving: bool
    finished: bool
    method: str = ""
    step: int = 0
    steps: int = 0
    best_step: int = 0
    best_loss: float | None = None
    tokens: int = 0
    seconds: float = 0.0
    train: Sequence[tuple[int, float]] = ()
    dev: Sequence[tuple[int, float]] = ()
    scores: tuple[tuple[str, float], ...] = ()
    fault: str = ""

    @property
    def tokens_per_s(self) -> float:
        return self.tokens / self.seconds if self.seconds > 0 else 0.0

    @property
    def left_s(self) -> float:
        return max(0.0, (self.steps - self.step) * self.seconds / self.step) if self.step > 0 else 0.0


def trainings(folder: Path, now: datetime) -> list[Training]:
    """Every run below `folder`/training, the newest first."""
    root = folder / FOLDER
    found = [_read(path, path.parent.relative_to(root).as_posix(), now) for path in root.rglob("progress.json")]
    return sorted(found, key=lambda run: (run.at, run.name), reverse=True)


def _read(path: Path, name: str, now: datetime) -> Training:
    shown = sendable(name)
    try:
        at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        found = json.loads(path.read_bytes())
        method = _method(path.parent / "config.json")
        finished = (path.parent / "training.json").exists()
        return _made(Training(id_of(name), shown, at, not finished and now - at < STILL, finished, method), found)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        fault = f"progress.json is not what `gesso lab train` writes ({error})."
        return Training(id_of(name), shown, now, False, False, fault=fault)


def _made(bare: Training, found: dict[str, Any]) -> Training:
    dev: list[Any] = list(found["dev"])
    others = dict(dev[-1][2]) if dev else {}
    best = float(found["best_loss"])
    return Training(
        bare.id, bare.name, bare.at, bare.moving, bare.finished, bare.method, int(found["step"]), int(found["steps"]),
        int(found["best_step"]), best if math.isfinite(best) else None, int(found["tokens"]), float(found["seconds"]),
        thinned(smooth(_line(found["train"]))), thinned(_line(dev)),
        tuple((str(key), float(value)) for key, value in others.items() if math.isfinite(float(value))),
    )  # fmt: skip


def _line(points: Sequence[Any]) -> Line:
    line = [(int(point[0]), float(point[1])) for point in points]
    return [point for point in line if math.isfinite(point[1])]


def thinned(line: Sequence[tuple[int, float]], most: int = MOST_POINTS) -> Line:
    """At most about `most` of the points, the last one always."""
    step = max(1, math.ceil(len(line) / most))
    kept = list(line[::step])
    return [*kept, line[-1]] if line and kept[-1] != line[-1] else kept


def _method(config: Path) -> str:
    try:
        found = json.loads(config.read_bytes())
    except (OSError, ValueError):
        return ""
    return str(found.get("method", "decide")) if isinstance(found, dict) else ""
