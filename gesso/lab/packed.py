"""What a packed adapter is made of, as the commands before wrote it. Read by `packing.py`, told by `card.py`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict

from gesso.agent.deciding.adapters import Gate, Manifest, Recipe
from gesso.lab.episode import Episode

Evals = dict[str, dict[str, list[Episode]]]
"""Graded answers by behaviour and candidate."""


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Training(_Value):
    """What a run says of itself in `training.json`."""

    base_sha256: str
    train_sha256: str
    dev_sha256: str
    keep_sha256: str = ""
    start_sha256: str = ""
    config_sha256: str
    adapter_sha256: str
    code_sha256: str = ""
    config: dict[str, Any]
    device: str = ""
    steps: int
    best_step: int
    dev_loss: float
    dev: dict[str, float] = {}
    tokens: int
    tokens_per_s: float
    seconds: float
    peak_bytes: int = 0


class RowFile(_Value):
    sha256: str
    rows: int


class Rows(_Value):
    """What `gesso lab rows` says of the rows it made."""

    behavior: str
    command: list[str]
    files: dict[str, RowFile]
    made_from: dict[str, str] = {}
    synthetic: dict[str, Any] = {}
    train: dict[str, dict[str, int]] = {}
    left_out: int = 0


class Chosen(_Value):
    """A recipe and how `gesso lab tune` came to it."""

    behavior: str
    recipe: Recipe
    chosen: dict[str, Any] = {}


class Judged(Gate, _Value):
    """What `gesso lab gate` says: each gate with its numbers, on which adapter, against whom."""

    adapter_sha256: str = ""
    release: bool = False
    gates: tuple[dict[str, Any], ...] = ()
    against: dict[str, tuple[str, ...]] = {}
    files: dict[str, str] = {}


@dataclass(frozen=True)
class Packed:
    """Everything that the card tells of."""

    manifest: Manifest
    training: Training
    rows: Sequence[Rows]
    recipes: dict[str, Chosen]
    evals: Evals
    judged: Judged
    command: Sequence[str] = field(default_factory=tuple)
