"""`gesso lab rows` and `gesso lab synthesize`: what they take. What they do is imported when it is used."""

import argparse
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from gesso.lab.bench import Bench

Add = Callable[[str, Callable[[argparse.Namespace, Bench], Awaitable[int]], str], argparse.ArgumentParser]


def add_synthesizing_commands(add: Add) -> None:
    sub = add("rows", _rows, "make the files that `gesso lab train` learns a behaviour from")
    sub.add_argument("behavior", metavar="BEHAVIOUR")
    sub.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where the files are written")
    sub.add_argument("--synthetic", type=int, default=0, metavar="N", help="and N rows of the grammar")
    sub.add_argument("--more", type=Path, metavar="FILE.jsonl", help="and the rows of a file of `synthesize`")
    sub.add_argument("--seed", type=int, default=0, metavar="S", help="what the grammar draws by (default 0)")
    sub = add("ordinary", _ordinary, "make the ordinary text on which training holds an adapter to the base model")
    sub.add_argument("-n", type=int, default=260, metavar="N", help="answered messages, beside passages (default 260)")
    sub.add_argument("--out", type=Path, required=True, metavar="FILE.jsonl")
    sub.add_argument("--seed", type=int, default=0, metavar="S")
    sub = add("play", _play, "play every decision about a document with simulated users: rows for `reinforce`")
    sub.add_argument("-n", type=int, required=True, metavar="N", help="how many users, one wish each")
    sub.add_argument("--out", type=Path, required=True, metavar="FILE.jsonl")
    sub.add_argument("--seed", type=int, default=0, metavar="S", help="of the first user (default 0)")
    sub = add("synthesize", _synthesize, "make training rows by grammar, or with a model as the teacher")
    sub.add_argument("behavior", metavar="BEHAVIOUR")
    sub.add_argument("-n", type=int, required=True, metavar="N", help="how many rows")
    sub.add_argument("--out", type=Path, required=True, metavar="FILE.jsonl")
    sub.add_argument("--teacher", metavar="MODEL", help="a model of the menu; by default the grammar alone")
    sub.add_argument("--seed", type=int, default=0, metavar="S")
    sub.add_argument("--resume", action="store_true", help="go on where an earlier run was stopped")
    sub.add_argument("--processes", type=int, default=1, metavar="N", help="work on N shards at once")
    sub.add_argument("--ray", action="store_true", help="work on shards over Ray (needs the extra `ray`)")


async def _rows(args: argparse.Namespace, bench: Bench) -> int:
    from gesso.lab.synthesize.build import build_rows, more_rows, write_rows

    more, made = await more_rows(args.behavior, args.synthetic, args.seed, args.more)
    built = build_rows(args.behavior, more)
    path = write_rows(built, args.behavior, args.out, ["gesso", *sys.argv[1:]], made)
    print(f"{path}: {len(built.train)} rows to train on, {len(built.dev)} of dev, {len(built.left)} left out")
    return 0


async def _ordinary(args: argparse.Namespace, bench: Bench) -> int:
    import json

    from gesso.lab.episode import write_whole
    from gesso.lab.synthesize.ordinary import ordinary_rows

    model = (await bench.catalogue()).embedded
    rows = [row async for row in ordinary_rows(model, args.n, args.seed)]
    write_whole(args.out, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    print(f"{args.out}: {len(rows)} rows, {sum('messages' in row for row in rows)} of them answered messages")
    return 0


async def _play(args: argparse.Namespace, bench: Bench) -> int:
    import asyncio
    from collections import defaultdict

    from gesso.lab.environment.rewards import reward_rows
    from gesso.lab.episode import write_whole
    from gesso.lab.synthesize.build import lines_of

    rows = await asyncio.to_thread(lambda: list(reward_rows(args.n, args.seed)))
    write_whole(args.out, lines_of(rows))
    by_kind: defaultdict[str, list[list[float]]] = defaultdict(list)
    for row in rows:
        by_kind[row["group"]].append(row["rewards"])
    for kind, of in sorted(by_kind.items()):
        means = [sum(column) / len(of) for column in zip(*of, strict=True)]
        told = sorted(zip(means, rows[0]["marks"], strict=True), reverse=True)
        print(f"  {kind:16} n {len(of):3}  {', '.join(f'{mark.strip()} {value:.2f}' for value, mark in told)}")
    print(f"{args.out}: {len(rows)} users, {len(rows) * len(rows[0]['marks'])} conversations")
    return 0


async def _synthesize(args: argparse.Namespace, bench: Bench) -> int:
    import shutil

    from gesso.lab.errors import LabError
    from gesso.lab.sharding import Runner
    from gesso.lab.synthesize.pipeline import synthesize, write_drafts
    from gesso.lab.synthesize.teacher import ModelTeacher

    shards = args.out.with_name(f"{args.out.name}.shards")
    if args.out.is_dir():
        raise LabError(f"--out should be a file, and {args.out} is a folder.")
    if shards.exists() and not args.resume:
        shutil.rmtree(shards)
    teacher = ModelTeacher((await bench.catalogue()).get(args.teacher), args.teacher) if args.teacher else None
    made = await synthesize(args.behavior, args.n, args.seed, shards, teacher, Runner(args.processes, args.ray))
    write_drafts(args.out, made.rows)
    shutil.rmtree(shards)
    left = ", ".join(f"{count} {why}" for why, count in made.left.most_common()) or "none"
    print(f"{args.out}: {len(made.rows)} rows of {made.tried} tried; left out: {left}")
    return 0
