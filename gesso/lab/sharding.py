"""A step over many shard files: in this process, in a pool of processes, or over Ray.

The contract: a step reads one file and writes one file, whole or not at all, and nothing else. A shard whose output is
there is not done again, and the output's name holds the hash of the input, so that a changed shard is. Whoever is
killed loses the shard in hand. With Ray on a cluster the files lie on a disk that all of its machines see.
"""

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from gesso.lab.errors import LabError

Step = Callable[[Path, Path], None]
"""From a shard file to a shard file; a function of a module, so that another process can be given it."""


@dataclass(frozen=True)
class Runner:
    """`processes` of 1 is this one. `ray`: over Ray, and the cluster at `address` where one is named."""

    processes: int = 1
    ray: bool = False
    address: str = ""


def run_shards(step: Step, shards: Sequence[Path], folder: Path, runner: Runner) -> list[Path]:
    """The output of every shard, in their order, made where it is not there yet.

    Raises LabError where Ray is missing, and what a step raises; the shards done until then are kept.
    """
    folder.mkdir(parents=True, exist_ok=True)
    outs = [output_of(shard, folder) for shard in shards]
    todo = [(shard, out) for shard, out in zip(shards, outs, strict=True) if not out.exists()]
    if runner.ray:
        _over_ray(step, todo, runner.address)
    elif runner.processes > 1 and len(todo) > 1:
        with ProcessPoolExecutor(runner.processes, mp_context=get_context("spawn")) as pool:
            list(pool.map(step, *zip(*todo, strict=True)))
    else:
        for shard, out in todo:
            step(shard, out)
    return outs


def output_of(shard: Path, folder: Path) -> Path:
    """Where the output of a shard belongs."""
    return folder / f"{shard.stem}-{hashlib.sha256(shard.read_bytes()).hexdigest()[:12]}.jsonl"


def _over_ray(step: Step, todo: Sequence[tuple[Path, Path]], address: str) -> None:
    ray = _ray()
    mine = not ray.is_initialized()
    if mine:
        ray.init(address=address or None, include_dashboard=False, log_to_driver=False)
    try:
        task = ray.remote(step)
        ray.get([task.remote(shard, out) for shard, out in todo])
    finally:
        if mine:
            ray.shutdown()


def _ray() -> Any:
    try:
        import ray  # type: ignore[import-not-found, unused-ignore]
    except ImportError as error:
        raise LabError("Shards over Ray need the package ray: install gesso with the extra `ray`.") from error
    return ray
