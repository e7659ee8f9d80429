"""`gesso lab guard` and `gesso lab gate`: what an adapter leaves as it was, and whether it may ship."""

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
    size = sub.add_mutually_exclusive_group()
    size.add_argument("--full", action="store_true", help="everything; without it a smoke size of some minutes")
    size.add_argument("--tiny", action="store_true", help="to see that it works; says little")
    sub = add("gate", _gate, "may an adapter ship? the exit status is 1 where it may not")
    sub.add_argument("--guard", type=Path, required=True, metavar="GUARD.json", help="of `gesso lab guard --out`")
    files: dict[str, object] = {"type": Path, "nargs": "+", "required": True, "metavar": "FILE.jsonl"}
    sub.add_argument("--adapter", **files, help="its graded answers, a file for each behaviour")  # type: ignore[arg-type]
    sub.add_argument("--free", **files, help="the same unconstrained (`adapter-free:`)")  # type: ignore[arg-type]
    sub.add_argument("--against", **files, help="those of everybody it must beat, the rules among them")  # type: ignore[arg-type]
    sub.add_argument("--beside", type=Path, nargs="*", default=[], metavar="FILE.gguf", help="what else would ship")
    sub.add_argument("--out", type=Path, required=True, metavar="VERDICT.json", help="where the verdict is written")


async def _guard(args: argparse.Namespace, bench: Bench) -> int:
    from gesso.lab.episode import write_whole
    from gesso.lab.guards.gates import judge
    from gesso.lab.guards.measure import FULL, SMOKE, TINY, Guarded, measure_adapter, render_guarded
    from gesso.model.download import Weights, sha256_of

    if not args.adapter.is_file():
        raise BadInput(f"{args.adapter} is not there. `gesso lab train` writes an adapter.gguf.")
    base = await Weights(bench.settings.models_dir).fetch()
    size = FULL if args.full else TINY if args.tiny else SMOKE
    try:
        before, after = await asyncio.to_thread(measure_adapter, base, args.adapter, args.marks, size, _say)
    except ImportError as wrong:
        raise BadInput(f"Guards need the package {wrong.name!r}: install gesso with the extra `train`.") from wrong
    found = Guarded(sha256_of(args.adapter), before, after)
    if args.out:
        write_whole(args.out, render_guarded(found))
    verdict = judge(before, after, total_bytes=after.adapter_bytes)
    for gate in verdict.gates:
        print(f"{'ok ' if gate.passed else 'RED'} {gate.name}: {gate.reason}")
    return 0 if verdict.passed else 1


async def _gate(args: argparse.Namespace, bench: Bench) -> int:
    from gesso.lab.episode import write_whole
    from gesso.lab.guards.evidence import judge_files, render_decided

    decided = judge_files(args.guard, args.adapter, args.free, args.against, args.beside)
    write_whole(args.out, render_decided(decided))
    for gate in decided.verdict.gates:
        print(f"{'ok ' if gate.passed else 'RED'} {gate.name}: {gate.reason}")
    print("The gate lets it pass." if decided.verdict.passed else "The gate does not let it pass.", end=" ")
    print("" if decided.release else "This is a smoke run: a release has 200 test cases a behaviour and full guards.")
    return 0 if decided.verdict.passed else 1


def _say(line: str) -> None:
    print(line, flush=True)
