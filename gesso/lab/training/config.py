"""What a training run is: one frozen value, read from JSON and written beside its result. Knows no torch."""

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Literal, get_args

from gesso.base.errors import BadInput

Method = Literal["decide", "packed", "sft", "dpo", "kto", "reinforce"]
Backend = Literal["own", "trl"]


@dataclass(frozen=True)
class Config:
    """A run. Paths are as given; a `decide` run reads rows of `prompt`, `completion` and `marks`.

    `first_layer` and all above it are trained; those below stay frozen and are computed once a row.
    """

    train: str
    dev: str
    method: Method = "decide"
    backend: Backend = "own"
    """Who takes the steps: our loop, or TRL's trainers (`with_trl.py`)."""
    rank: int = 8
    alpha: float = 16.0
    first_layer: int = 15
    dropout: float = 0.05
    learning_rate: float = 5e-4
    weight_decay: float = 0.01
    warmup: float = 0.06
    clip: float = 1.0
    epochs: float = 4.0
    rows_per_step: int = 32
    tokens_per_batch: int = 1024
    """Tokens computed at once; on a GPU as many as its memory holds."""
    evaluate_every: int = 0
    """Steps between looks at the dev set; 0: four an epoch."""
    patience: int = 6
    """Looks without a better dev loss until the run ends."""
    label_smoothing: float = 0.05
    full_vocabulary: float = 0.2
    """Weight of the cross entropy over all tokens beside the one over the marks (`decide`)."""
    beta: float = 0.1
    """How strongly DPO, KTO and the policy gradient are held to the base model."""
    samples: int = 8
    """Answers drawn for each prompt (`reinforce`)."""
    keep: str = ""
    """Rows of ordinary text (`sft` rows), on which the adapter is held to the base model; none if empty."""
    keep_share: float = 0.3
    """Of all rows, how many are such text."""
    keep_weight: float = 2.0
    """Weight of a text's divergence from the base, in nats a token, beside the loss of one row."""
    start: str = ""
    """An adapter of the same rank, alpha and layers to go on from (a GGUF file); none if empty."""
    seed: int = 1
    threads: int = 1


def parse_config(text: str, where: str) -> Config:
    """A configuration from JSON. Raises BadInput naming the field, what it held and what it should hold."""
    try:
        found = json.loads(text)
    except ValueError as wrong:
        raise BadInput(f"{where} is not JSON: {wrong}") from wrong
    if not isinstance(found, dict):
        raise BadInput(f"{where} should hold one JSON object with at least `train` and `dev`.")
    known = {field.name: field for field in fields(Config)}
    if unknown := sorted(set(found) - set(known)):
        raise BadInput(f"{where} has unknown fields: {', '.join(unknown)}. Known are: {', '.join(known)}.")
    if missing := [name for name in ("train", "dev") if name not in found]:
        raise BadInput(f"{where} does not say {' and '.join(missing)} (a JSONL file of rows).")
    for name, value in found.items():
        wanted = known[name].type
        right = (int, float) if wanted is float else int if wanted is int else str
        if not isinstance(value, right) or isinstance(value, bool):
            raise BadInput(f"{where}: `{name}` should be {getattr(wanted, '__name__', 'text')}, not {value!r}.")
    config = Config(**found)
    _check(config, where)
    return config


def _check(config: Config, where: str) -> None:
    if config.method not in get_args(Method):
        raise BadInput(f"{where}: `method` should be one of {', '.join(get_args(Method))}, not {config.method!r}.")
    if config.backend not in get_args(Backend):
        raise BadInput(f"{where}: `backend` should be one of {', '.join(get_args(Backend))}, not {config.backend!r}.")
    for name in ("rank", "alpha", "learning_rate", "epochs", "rows_per_step", "tokens_per_batch", "samples", "threads"):
        if getattr(config, name) <= 0:
            raise BadInput(f"{where}: `{name}` should be above 0, not {getattr(config, name)}.")
    for name in ("dropout", "warmup", "label_smoothing", "keep_share"):
        if not 0 <= getattr(config, name) < 1:
            raise BadInput(f"{where}: `{name}` should be from 0 to below 1, not {getattr(config, name)}.")


def read_config(path: Path) -> Config:
    try:
        return parse_config(path.read_text(encoding="utf-8"), str(path))
    except OSError as wrong:
        raise BadInput(f"{path} cannot be read: {wrong.strerror}") from wrong


def render_config(config: Config) -> str:
    return json.dumps(asdict(config), indent=1) + "\n"
