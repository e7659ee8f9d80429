"""`gesso lab …`: what each command takes. What it does is in a module that is imported when it is used.

To add a command: `add("name", run, "what it does")` gives a parser for its arguments; `run(args, bench)` is awaited
and gives the exit status. Put it into a function `add_…_commands(add)` beside your code and call it in `add_lab`.
Nothing here may import what is slow: this is read at every start of `gesso`.
"""

import argparse
from collections.abc import Awaitable, Callable
from pathlib import Path

from gesso.lab.bench import Bench
from gesso.lab.training.command import add_training_commands

Run = Callable[[argparse.Namespace, Bench], Awaitable[int]]
Add = Callable[[str, Run, str], argparse.ArgumentParser]


def add_lab(parser: argparse.ArgumentParser) -> None:
    """The commands of `gesso lab`; each sets `lab_run`, which `run_lab` awaits."""
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Run, about: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=about, description=about)
        sub.set_defaults(lab_run=run)
        return sub

    add_measuring_commands(add)
    add_training_commands(add)


async def run_lab(args: argparse.Namespace, bench: Bench) -> int:
    """Run the command that was chosen and close what it opened; the exit status."""
    run: Run = args.lab_run
    try:
        return await run(args, bench)
    finally:
        await bench.aclose()


def add_measuring_commands(add: Add) -> None:
    """What measures: `eval`."""
    sub = add("eval", _eval, "grade a candidate on the cases of a behaviour")
    sub.add_argument("behavior", metavar="BEHAVIOUR")
    sub.add_argument("--cases", type=Path, metavar="FILE.jsonl", help="other cases than the behaviour's own")
    sub.add_argument("--model", required=True, metavar="NAME", help="rule, bayes, …, or a model of the menu")
    sub.add_argument("--out", type=Path, required=True, metavar="FILE", help="where every graded answer is written")
    sub.add_argument("--split", choices=("dev", "test", "all"), default="all")
    sub.add_argument("--seeds", type=int, default=1, metavar="N", help="run it with N seeds (default 1)")
    sub.add_argument("--resume", action="store_true", help="go on where an earlier run was stopped")
    sub.add_argument("--show", action="store_true", help="print every wrong answer")


async def _eval(args: argparse.Namespace, bench: Bench) -> int:
    from gesso.lab.evaluate import evaluate

    return await evaluate(
        bench, args.behavior, args.model, args.out, cases=args.cases, split=args.split, seeds=args.seeds,
        resume=args.resume, show=args.show,
    )  # fmt: skip
