"""`gesso lab guard`: whether an adapter leaves the rest of the model as it was."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from gesso.base.errors import BadInput
from gesso.lab.bench import Bench

Add = Callable[[str, Callable[[argparse.Namespace, Bench], Awaitable[int]], str], argparse.ArgumentParser]


def add_guard_commands(add: Add) -> None:
    sub = add("guard", _guard, "measure what an adapter must not break; the exit status is 1 where it did")
    sub.add_argument("adapter", type=Path, metavar="ADAPTER.gguf")
    sub.add_argument("--marks", nargs="*", default=[], metavar="MARK", help="the answers it was trained to give")
    sub.add_argument("--out", type=Path, metavar="FILE.json", help="where the numbers are written")
    sub.add_argument("--full", action="store_true", help="everything; without it a smoke size of some minutes")


async def _guard(args: argparse.Namespace, bench: Bench) -> int:
    from gesso.lab.guards.gates import judge
    from gesso.model.download import Weights

    try:
        from gesso.lab.guards.measure import FULL, SMOKE, measure_adapter, render_measured
    except ImportError as wrong:
        raise BadInput(f"Guards need the package {wrong.name!r}: install gesso with the extra `train`.") from wrong
    base = await Weights(bench.settings.models_dir).fetch()
    size = FULL if args.full else SMOKE
    before, after = await asyncio.to_thread(measure_adapter, base, args.adapter, args.marks, size, print)
    if args.out:
        args.out.write_text(render_measured(before, after), encoding="utf-8")
    verdict = judge(before, after, total_bytes=args.adapter.stat().st_size)
    for gate in verdict.gates:
        print(f"{'ok ' if gate.passed else 'RED'} {gate.name}: {gate.reason}")
    return 0 if verdict.passed else 1
