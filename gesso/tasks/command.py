"""`gesso tasks …`: what each command takes and prints. What it does is in a module that is imported when it is used.

To add a command: `add("name", run, "what it does")` gives a parser for its arguments; `run(args)` gives the exit
status. Put it into a function `add_…(add)` and call it in `add_tasks`. Nothing here may import what is slow: this is
read at every start of `gesso`.
"""

import argparse
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from gesso.base.errors import BadInput

Run = Callable[[argparse.Namespace], int]
"""`args.database` is the address of the database."""
Add = Callable[[str, Run, str], argparse.ArgumentParser]


def add_tasks(parser: argparse.ArgumentParser, more: Callable[[Add], None]) -> None:
    """The commands of `gesso tasks` and `more`; each sets `tasks_run`, which `run_tasks` calls."""
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Run, about: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=about, description=about)
        sub.set_defaults(tasks_run=run)
        return sub

    add_simulate(add)
    add_parse(add)
    add_looking(add)
    add_acting(add)
    more(add)


def run_tasks(args: argparse.Namespace, database: str) -> int:
    run: Run = args.tasks_run
    args.database = database
    return run(args)


def add_simulate(add: Add) -> None:
    parser = add("simulate", _simulate, "print what a set of tasks would do, on a virtual clock")
    parser.add_argument("--from", dest="start", required=True, type=instant, metavar="ISO", help="first moment")
    parser.add_argument("--to", dest="end", required=True, type=instant, metavar="ISO", help="moment after the last")
    parser.add_argument("--json", action="store_true", help="one JSON document instead of lines")
    parser.add_argument("file", nargs="?", default="-", metavar="FILE", help="tasks as JSON; - is standard input")


def _simulate(args: argparse.Namespace) -> int:
    from gesso.tasks.simulation import parse_simulation, render_lines, simulation_json

    asked = parse_simulation(read_input(args.file))
    rows = asked.rows(args.start, args.end)
    if args.json:
        print(json.dumps(simulation_json(rows, args.start, args.end), ensure_ascii=False, indent=1))
    else:
        print(render_lines(rows), end="")
    return 0


def add_parse(add: Add) -> None:
    parser = add("parse", _parse, "print what a sentence says about when, without a model")
    parser.add_argument("--now", type=instant, metavar="ISO", help="when it is said; default: now")
    parser.add_argument("--zone", metavar="ZONE", help="where it is said: an IANA name such as Europe/Berlin")
    parser.add_argument("--next", dest="following", type=int, default=5, metavar="N", help="instants to print (5)")
    parser.add_argument("--json", action="store_true", help="one JSON document instead of a card")
    parser.add_argument("--batch", metavar="FILE", help="JSONL rows {id?, text, now?, zone?}; - is standard input")
    parser.add_argument("text", nargs="?", metavar="TEXT", help="the sentence; - is standard input")


def _parse(args: argparse.Namespace) -> int:
    from gesso.tasks.parsing import MAX_NEXT, batch, card, parsed

    if not 0 <= args.following <= MAX_NEXT:
        raise BadInput(f"--next takes 0 to {MAX_NEXT}; got {args.following}.")
    if (args.batch is None) == (args.text is None):
        raise BadInput("Give either a TEXT or --batch FILE.")
    if args.batch is not None:
        raw, failed = read_input(args.batch), False
        if not raw.strip() or b"\0" in raw:
            wrong = "has no line" if not raw.strip() else "is no text"
            raise BadInput(f'{args.batch} {wrong}: expected JSONL, such as {{"text": "every day at 9 am the news"}}.')
        for row in batch(raw, args.now, args.zone, args.following):
            failed |= "error" in row
            print(json.dumps(row, ensure_ascii=False))
        return int(failed)
    if args.zone is None:
        raise BadInput("--zone is needed: an IANA name such as Europe/Berlin. The machine's own is not taken.")
    text = read_input("-").decode(errors="replace") if args.text == "-" else args.text
    now = args.now or datetime.now(UTC)
    if args.json:
        print(json.dumps(parsed(text, now, args.zone, args.following), ensure_ascii=False, indent=1))
    else:
        print(card(text, now, args.zone, args.following), end="")
    return 0


def add_looking(add: Add) -> None:
    listing = add("list", _list, "print all tasks: when they run, when next, what came of the last time")
    doctor = add("doctor", _doctor, "explain why a task did or did not run")
    doctor.add_argument("task", metavar="TASK", help="its id, or a part of its title")
    auditing = add("audit", _audit, "compare the instants of the last days with the rows; fails if they differ")
    auditing.add_argument("--days", type=int, default=7, metavar="N", help="how many days (7)")
    for parser in (listing, doctor, auditing):
        parser.add_argument("--json", action="store_true", help="one JSON document instead of lines")


def _list(args: argparse.Namespace) -> int:
    from gesso.tasks.looking import list_text, listed, read_from

    found = read_from(args.database, listed)
    print(json.dumps(found, ensure_ascii=False, indent=1) if args.json else list_text(found).rstrip())
    return 0


def _doctor(args: argparse.Namespace) -> int:
    from gesso.tasks.looking import examined, examined_text, read_from

    found = read_from(args.database, lambda conn: examined(conn, args.task))
    print(json.dumps(found, ensure_ascii=False, indent=1) if args.json else examined_text(found).rstrip())
    return 0


def _audit(args: argparse.Namespace) -> int:
    from gesso.tasks.looking import audit_json, audit_text, audited, read_from

    if not 1 <= args.days <= 3660:
        raise BadInput(f"--days takes 1 to 3660; got {args.days}.")
    found = read_from(args.database, lambda conn: audited(conn, args.days))
    print(audit_json(found, args.days) if args.json else audit_text(found, args.days).rstrip())
    return 0 if found.clean else 1


def add_acting(add: Add) -> None:
    changing = add("change", _change, "change when a task runs, in words: “make it 8”, “not on Fridays”")
    pausing = add("pause", _pause, "let a task not run until it is resumed")
    resuming = add("resume", _resume, "let a paused task go on with its next time")
    running = add("run", _run, "run a task now; a server that runs does it")
    snoozing = add("snooze", _snooze, "let a task rest, then run once and go on as before")
    undoing = add("undo", _undo, "take a task's last change back, or its deletion")
    deleting = add("delete", _delete, "delete a task; undo brings it back for 30 days")
    history = add("history", _history, "print what became of a task's times, the newest first")
    for parser in (changing, pausing, resuming, running, snoozing, undoing, deleting, history):
        parser.add_argument("task", metavar="TASK", help="its id, or a part of its title")
    changing.add_argument("words", metavar="WORDS", help="the change")
    snoozing.add_argument("minutes", type=int, metavar="MINUTES", help="for how long")
    history.add_argument("--most", type=int, default=20, metavar="N", help="how many runs (20)")


def _change(args: argparse.Namespace) -> int:
    from gesso.tasks.acting import act_on, changed, shown

    print(shown(act_on(args.database, args.task, lambda tasks, task: changed(tasks, task, args.words))))
    return 0


def _pause(args: argparse.Namespace) -> int:
    from gesso.tasks.acting import act_on, shown

    print(shown(act_on(args.database, args.task, lambda tasks, task: tasks.pause(task.owner, task.id))))
    return 0


def _resume(args: argparse.Namespace) -> int:
    from gesso.tasks.acting import act_on, shown

    print(shown(act_on(args.database, args.task, lambda tasks, task: tasks.resume(task.owner, task.id))))
    return 0


def _run(args: argparse.Namespace) -> int:
    from gesso.tasks.acting import act_on, shown_runs

    print(shown_runs([act_on(args.database, args.task, lambda tasks, task: tasks.run(task.owner, task.id))]))
    return 0


def _snooze(args: argparse.Namespace) -> int:
    from gesso.tasks.acting import act_on, shown

    print(shown(act_on(args.database, args.task, lambda tasks, task: tasks.snooze(task.owner, task.id, args.minutes))))
    return 0


def _undo(args: argparse.Namespace) -> int:
    from gesso.tasks.acting import act_on, shown

    print(shown(act_on(args.database, args.task, lambda tasks, task: tasks.undo(task.owner, task.id), deleted=True)))
    return 0


def _delete(args: argparse.Namespace) -> int:
    from gesso.tasks.acting import act_on

    act_on(args.database, args.task, lambda tasks, task: tasks.delete(task.owner, task.id))
    print("Deleted. `gesso tasks undo` with its id brings it back for 30 days.")
    return 0


def _history(args: argparse.Namespace) -> int:
    from gesso.tasks.acting import act_on, shown_runs

    if not 1 <= args.most <= 1_000:
        raise BadInput(f"--most takes 1 to 1000; got {args.most}.")
    print(shown_runs(act_on(args.database, args.task, lambda tasks, task: tasks.runs(
        task.owner, task.id, None, args.most
    ))))  # fmt: skip
    return 0


def instant(text: str) -> datetime:
    """A moment on the command line, in UTC. Without an offset it would be nobody's time, so it needs one."""
    from gesso.schedule.schedule import FIRST_YEAR, LAST_YEAR

    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"expected a moment such as 2026-11-01T00:00Z; got “{text}”") from error
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError(f"“{text}” has no offset: add Z for UTC, or one such as -04:00")
    if not FIRST_YEAR < moment.year < LAST_YEAR:
        raise argparse.ArgumentTypeError(f"expected a year from {FIRST_YEAR + 1} to {LAST_YEAR - 1}; got “{text}”")
    return moment.astimezone(UTC)


def read_input(name: str) -> bytes:
    """The bytes of a file, or of standard input for `-`."""
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise BadInput(f"Cannot read {name}: {error.strerror}.") from error
