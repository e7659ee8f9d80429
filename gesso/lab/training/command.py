"""`gesso lab train`: what it takes. The rest of this folder needs the `train` extra and is imported when it is used."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from gesso.base.errors import BadInput
from gesso.lab.bench import Bench
from gesso.lab.training.config import read_config
from gesso.model.download import Weights

Add = Callable[[str, Callable[[argparse.Namespace, Bench], Awaitable[int]], str], argparse.ArgumentParser]


def add_training_commands(add: Add) -> None:
    sub = add("train", _train, "train an adapter of the embedded model; the same command goes on after a break")
    sub.add_argument("config", type=Path, metavar="CONFIG.json", help="at least `train` and `dev`, files of rows")
    sub.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where the run is kept")


async def _train(args: argparse.Namespace, bench: Bench) -> int:
    config = read_config(args.config)
    base = await Weights(bench.settings.models_dir).fetch()
    try:
        from gesso.lab.training.run import run
    except ImportError as wrong:
        raise BadInput(f"Training needs the package {wrong.name!r}: install gesso with the extra `train`.") from wrong
    record = await asyncio.to_thread(run, config, base, args.out, lambda line: print(line, flush=True))
    print(
        f"{args.out / 'adapter.gguf'}: {record['adapter_bytes'] / 1e6:.1f} MB, best at step {record['best_step']}, "
        f"dev loss {record['dev_loss']:.4f}, {record['tokens_per_s']:.0f} tokens/s, {record['seconds'] / 60:.1f} min"
    )
    return 0
