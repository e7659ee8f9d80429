"""`gesso lab …`: what each command takes. What it does is in a module that is imported when it is used.

To add a command: `add("name", run, "what it does")` gives a parser for its arguments; `run(args, bench)` is awaited
and gives the exit status. Put it into a function `add_…_commands(add)` beside your code and call it in `add_lab`.
Nothing here may import what is slow: this is read at every start of `gesso`.
"""

import argparse
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from gesso.base.clock import system_clock
from gesso.lab.audit.command import add_auditing_commands
from gesso.lab.bench import Bench
from gesso.lab.feedback.command import add_feedback_commands
from gesso.lab.guards.command import add_guard_commands
from gesso.lab.ranking_command import add_ranking_commands
from gesso.lab.synthesize.command import add_synthesizing_commands
from gesso.lab.training.command import add_training_commands

BEHAVIOUR = "such as open_canvas; `gesso lab coverage` lists them"
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
    add_auditing_commands(add)
    add_synthesizing_commands(add)
    add_training_commands(add)
    add_ranking_commands(add)
    add_shipping_commands(add)
    add_guard_commands(add)
    sub = add("demo", _demo, "one behaviour from baseline to verdict, in minutes; nothing is shipped")
    sub.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="a new folder for all that is made")
    sub.add_argument("--small", action="store_true", help="few rows and cases, to see that every step works")
    add_feedback_commands(add)


async def run_lab(args: argparse.Namespace, bench: Bench) -> int:
    """Run the command that was chosen and close what it opened; the exit status."""
    run: Run = args.lab_run
    try:
        return await run(args, bench)
    finally:
        await bench.aclose()


def add_measuring_commands(add: Add) -> None:
    """What measures: `eval`, `compare`, `coverage`, `import`, `report`."""
    sub = add("eval", _eval, "grade a candidate on the cases of a behaviour")
    sub.add_argument("behavior", metavar="BEHAVIOUR", help=BEHAVIOUR)
    sub.add_argument("--cases", type=Path, metavar="FILE.jsonl", help="other cases than the behaviour's own")
    sub.add_argument(
        "--model", required=True, metavar="NAME",
        help="rule, bayes, nearest, zero-shot, few-shot (both also with -free: unconstrained), product; with a folder "
        "adapter:FOLDER, product:FOLDER (both also with -free); or a model of the menu",
    )  # fmt: skip
    sub.add_argument("--out", type=Path, required=True, metavar="FILE", help="where every graded answer is written")
    sub.add_argument("--split", choices=("dev", "test", "all"), default="all")
    sub.add_argument("--slice", default="", help="only the cases of this slice, such as contrast")
    sub.add_argument("--added", default="", help="only the cases that came in on this day, such as 2026-11-26")
    sub.add_argument("--seeds", type=int, default=1, metavar="N", help="run it with N seeds (default 1)")
    sub.add_argument("--resume", action="store_true", help="go on where an earlier run was stopped")
    sub.add_argument("--show", action="store_true", help="print every wrong answer")
    sub = add("compare", _compare, "is B better than A on the same cases? each further file is held against the first")
    sub.add_argument("first", type=Path, metavar="A.jsonl", help="what `gesso lab eval` wrote")
    sub.add_argument("others", type=Path, metavar="B.jsonl", nargs="+", help="the same of others, on the same cases")
    sub = add("coverage", _coverage, "how many cases test each line of the specs")
    sub.add_argument("behaviors", metavar="BEHAVIOUR", nargs="*", help="default: all of them")
    sub = add("import", _import, "make cases of a spreadsheet (CSV)")
    sub.add_argument(
        "sheet", type=Path, metavar="FILE.csv",
        help="its first line names the columns: situation, ideal behaviour, spec line, and any of current behaviour, "
        "why, language, slice, split, group, document, selection",
    )  # fmt: skip
    sub.add_argument("--behaviour", "--behavior", dest="behavior", required=True)
    sub.add_argument("--out", type=Path, required=True, metavar="FILE.jsonl")
    sub.add_argument("--dry-run", action="store_true", help="print what would be written, and write nothing")
    sub = add("report", _report, "a page of HTML on files of graded answers, or on folders of them")
    sub.add_argument("paths", type=Path, metavar="FOLDER|FILE.jsonl", nargs="+")
    sub.add_argument("--out", type=Path, required=True, metavar="FILE.html")
    add_judging_commands(add)


def add_judging_commands(add: Add) -> None:
    """What judges: `judge`, `wins`."""
    sub = add("judge", _judge, "let a capable model say which of two answers is better, in both orders")
    sub.add_argument("first", type=Path, metavar="A.jsonl")
    sub.add_argument("second", type=Path, metavar="B.jsonl")
    sub.add_argument("--model", required=True, metavar="NAME", help="the judge, a model of the menu")
    sub.add_argument("--out", type=Path, required=True, metavar="FILE.jsonl")
    sub.add_argument("--labels", type=Path, metavar="FILE.jsonl", help="people's verdicts, to tell how far to trust it")
    sub.add_argument("--same-family", action="store_true", help="use a judge of one family, and mark its verdicts")
    sub.add_argument("--resume", action="store_true")
    sub = add("wins", _wins, "win rates of verdicts by people and by judges")
    sub.add_argument("files", type=Path, nargs="+", metavar="FILE.jsonl", help="what `judge` or the page wrote")


def add_shipping_commands(add: Add) -> None:
    """What the product decides, and by which adapters: `decide`, `pack`, `ship`, `rollback`, `shipped`."""
    sub = add("decide", _decide, "what the product decides about rows of yours, and which layer of it")
    sub.add_argument("behavior", metavar="BEHAVIOUR", help=BEHAVIOUR)
    sub.add_argument("--in", dest="rows", type=Path, required=True, metavar="ROWS.jsonl", help="cases or their inputs")
    sub.add_argument("--out", type=Path, required=True, metavar="FILE", help="where a line for each row is written")
    sub = add("pack", _pack, "make the folder that can be shipped, its card and its gate, of a training run")
    sub.add_argument("folder", type=Path, metavar="RUN", help="the folder that `gesso lab train` wrote")
    sub.add_argument("--behaviour", "--behavior", dest="behaviors", action="append", required=True)
    sub.add_argument("--name", required=True, help="small letters, digits and dashes, such as open-canvas")
    sub.add_argument("--version", required=True, help="such as 3; name and version together are its key")
    sub.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    sub.add_argument("--rows", type=Path, nargs="*", default=[], metavar="FOLDER", help="default: what the run names")
    sub.add_argument("--recipe", type=Path, nargs="*", default=[], metavar="FILE", help="what `gesso lab tune` wrote")
    sub.add_argument("--gate", type=Path, metavar="FILE", help="what `gesso lab gate --out` wrote")
    sub.add_argument("--evals", type=Path, nargs="*", default=[], metavar="FILE", help="what `gesso lab eval` wrote")
    sub = add("tune", _tune, "choose on dev cases how an adapter is weighed against the rules")
    sub.add_argument("behavior", metavar="BEHAVIOUR", help=BEHAVIOUR)
    sub.add_argument("--adapter", type=Path, required=True, metavar="FOLDER", help="a training run or a packed adapter")
    sub.add_argument("--out", type=Path, required=True, metavar="RECIPE.json")
    sub.add_argument("--cases", type=Path, metavar="FILE.jsonl", help="other cases than the behaviour's own")
    sub.add_argument("--ids", nargs="*", default=[], metavar="PREFIX", help="only cases whose id begins so")
    sub = add("ship", _ship, "put a trained adapter in force, once it passes every check")
    sub.add_argument("folder", type=Path, metavar="FOLDER", help="with adapter.gguf, manifest.json and card.md")
    add("rollback", _rollback, "take the adapter that was shipped last out of force")
    add("shipped", _shipped, "which adapters are in force, and what was shipped before")


async def _demo(args: argparse.Namespace, bench: Bench) -> int:
    from gesso.lab.demo import SMALL, WHOLE, demo

    return await demo(args.out, SMALL if args.small else WHOLE)


async def _decide(args: argparse.Namespace, bench: Bench) -> int:
    from gesso.lab.decide import decide_rows

    return await decide_rows(bench, args.behavior, args.rows, args.out)


async def _pack(args: argparse.Namespace, bench: Bench) -> int:
    from gesso.lab.packing import Order, pack

    order = Order(
        args.folder, args.behaviors, args.name, args.version, args.out, args.rows, args.recipe, args.gate, args.evals,
        ["gesso", *sys.argv[1:]],
    )  # fmt: skip
    packed = pack(order, system_clock)
    print(f"{args.out}: {packed.manifest.name} {packed.manifest.version} for {', '.join(packed.manifest.behaviors)}")
    for reason in packed.judged.reasons:
        print(f"  not to be shipped: {reason}")
    return 0


async def _tune(args: argparse.Namespace, bench: Bench) -> int:
    from gesso.lab.tuning import tune

    found = await tune(bench, args.behavior, args.adapter, args.out, args.cases, args.ids)
    print(f"{args.out}: {found.recipe.model_dump(exclude={'labels'})}\n{found.told['why']}")
    return 0


async def _ship(args: argparse.Namespace, bench: Bench) -> int:
    from gesso.lab.shipping import shelf_of, ship

    row = ship(shelf_of(bench.settings), args.folder, system_clock)
    print(f"{row.key} is in force for {', '.join(row.behaviors)}. `gesso lab rollback` takes it back.")
    return 0


async def _rollback(args: argparse.Namespace, bench: Bench) -> int:
    from gesso.lab.shipping import render_shipped, rollback, shelf_of, told_key

    shelf = shelf_of(bench.settings)
    print(f"{told_key(rollback(shelf, system_clock).key)} is not in force any more.\n{render_shipped(shelf)}")
    return 0


async def _shipped(args: argparse.Namespace, bench: Bench) -> int:
    from gesso.lab.shipping import render_shipped, shelf_of

    print(render_shipped(shelf_of(bench.settings)))
    return 0


async def _compare(args: argparse.Namespace, bench: Bench) -> int:
    from gesso.lab.compare import compare_files, render_comparison

    for found in compare_files(args.first, args.others):
        print(render_comparison(found))
    return 0


async def _coverage(args: argparse.Namespace, bench: Bench) -> int:
    from gesso.behaviors.behavior import BEHAVIORS
    from gesso.lab.coverage import cover, render_coverage, render_sizes, size_of
    from gesso.lab.evaluate import load_graded

    untested, sizes = [], []
    for name in args.behaviors or BEHAVIORS:
        behavior = load_graded(name)
        rows = cover(behavior)
        print(render_coverage(behavior, rows))
        sizes.append(size_of(behavior))
        untested += [f"{name} {row.line}" for row in rows if not row.dev + row.test]
    print(render_sizes(sizes))
    if untested:
        print(f"Not tested at all: {', '.join(untested)}")
    return 1 if untested or any(size.lacks for size in sizes) else 0


async def _import(args: argparse.Namespace, bench: Bench) -> int:
    from gesso.lab.evaluate import load_graded
    from gesso.lab.importing import import_cases, line_of

    cases = import_cases(load_graded(args.behavior), args.sheet, args.out, dry_run=args.dry_run)
    if args.dry_run:
        print("\n".join(map(line_of, cases)))
    count = f"{len(cases)} cases ({sum(case.split == 'test' for case in cases)} test)"
    print(f"{count} would be written to {args.out}" if args.dry_run else f"{count} written to {args.out}")
    return 0


async def _eval(args: argparse.Namespace, bench: Bench) -> int:
    from gesso.lab.evaluate import evaluate

    return await evaluate(
        bench, args.behavior, args.model, args.out, cases=args.cases, split=args.split, seeds=args.seeds,
        resume=args.resume, show=args.show, slice=args.slice, added=args.added,
    )  # fmt: skip


async def _report(args: argparse.Namespace, bench: Bench) -> int:
    from gesso.base.clock import system_clock
    from gesso.lab.report import write_report

    chapters = write_report(args.paths, args.out, system_clock())
    print(f"{args.out}: {len(chapters)} behaviours, {sum(len(each.summaries) for each in chapters)} candidates")
    return 0


async def _judge(args: argparse.Namespace, bench: Bench) -> int:
    from gesso.lab.episode import read_episodes
    from gesso.lab.evaluate import load_graded
    from gesso.lab.judge import judge_files
    from gesso.lab.verdict import agreement, read_verdicts, render_win_rates, strengths, win_rates

    people = read_verdicts(args.labels) if args.labels else None
    behavior = load_graded(read_episodes(args.first)[0].behavior)
    model = (await bench.catalogue()).get(args.model)
    found = await judge_files(
        model, behavior, args.first, args.second, args.out, allow_family=args.same_family, resume=args.resume
    )
    print(render_win_rates(win_rates(found), strengths(found)))
    if people is None:
        print("The judge was not calibrated: without --labels nobody knows how far it agrees with people.")
        return 0
    kappa, n = agreement(found, people)
    print(f"Agreement with people: kappa {kappa:.2f} on {n} pairs{'' if kappa >= 0.4 else ', too little to trust it'}")
    return 0


async def _wins(args: argparse.Namespace, bench: Bench) -> int:
    from gesso.lab.verdict import read_verdicts, render_win_rates, strengths, win_rates

    found = [verdict for path in args.files for verdict in read_verdicts(path)]
    print(render_win_rates(win_rates(found), strengths(found)))
    return 0
