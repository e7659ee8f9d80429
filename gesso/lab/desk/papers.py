"""Two kinds of files beside graded answers: audits of training rows, and conversations played in an environment.

Read as they are; a line or file that is none of its kind is told as a fault and hides no other.
"""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from gesso.base.errors import NotFound
from gesso.lab.desk.files import id_of, sendable
from gesso.lab.episode import told

AUDITS, ROLLOUTS = "audits", "rollouts"
MOST_BYTES = 200_000_000


class Check(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str
    value: str
    limit: str
    red: bool | None = None
    examples: tuple[str, ...] = ()


class Audit(BaseModel):
    """As `gesso lab audit --out FILE.json` writes it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    behavior: str
    rows: int
    checks: tuple[Check, ...]


class Rollout(BaseModel):
    """A line of a file of played conversations (docs/lab.md). What the page does not draw is left out."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    environment: str
    model: str = ""
    seed: int = 0
    reward: float
    components: dict[str, float] = {}
    forfeit: str = ""
    messages: list[dict[str, Any]] = []
    exchanges: list[dict[str, Any]] = []
    document: str = ""
    final: str = ""


@dataclass(frozen=True)
class Paper:
    """A file of one of the kinds; its name is where it lies in the lab's folder."""

    id: str
    name: str
    path: Path
    at: datetime


def papers(lab: Path, kind: str, ending: str) -> list[Paper]:
    """The files of a kind, the newest first."""
    found = []
    for path in (lab / kind).rglob(f"*{ending}"):
        try:
            at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except OSError:
            continue
        name = path.relative_to(lab).as_posix()
        found.append(Paper(id_of(name), sendable(name), path, at))
    return sorted(found, key=lambda paper: (paper.at, paper.name), reverse=True)


def read_audit(paper: Paper) -> tuple[Audit | None, str]:
    """The audit, or why it cannot be shown."""
    try:
        return Audit.model_validate_json(paper.path.read_bytes()), ""
    except OSError as error:
        return None, f"It cannot be read: {error.strerror or error}."
    except ValidationError as error:
        return None, f"It is not what `gesso lab audit` writes: {told(error)}"


def rollouts_in(paper: Paper) -> tuple[list[Rollout], str]:
    """The played conversations of a file up to the first line that is none, and what is wrong with that."""
    found: list[Rollout] = []
    for number, line in _lines(paper.path):
        try:
            rollout = Rollout.model_validate_json(line)
        except ValidationError as error:
            return found, f"Line {number} is not a played conversation: {told(error)}"
        if not all(map(math.isfinite, (rollout.reward, *rollout.components.values()))):
            return found, f"Line {number} has a reward that is no number."
        found.append(rollout)
    return found, "" if found else "It holds no played conversation."


def rollout_named(lab: Path, file: str, at: int) -> Rollout:
    """One of them. Raises NotFound."""
    paper = next((each for each in papers(lab, ROLLOUTS, ".jsonl") if each.id == file), None)
    found = rollouts_in(paper)[0] if paper else []
    if not 0 <= at < len(found):
        raise NotFound("There is no such played conversation here.")
    return found[at]


def plain(value: Any) -> Any:
    """JSON values as they can be sent on: without what UTF-8 has no bytes for."""
    return json.loads(json.dumps(value, ensure_ascii=False).encode(errors="replace"))


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        if path.stat().st_size > MOST_BYTES:
            return
        for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
            if line.strip():
                yield number, line
    except OSError:
        return
