"""The `gesso` command and what its subcommands take. Reads the settings; nothing else does."""

import argparse
import asyncio
import gc
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from gesso import __version__
from gesso.base.errors import GessoError
from gesso.cite import add_cite, run_cite
from gesso.data.command import add_data
from gesso.lab.bench import Bench
from gesso.lab.command import add_lab, run_lab
from gesso.lenses.command import add_lens, run_lens
from gesso.media_command import add_media
from gesso.sandbox.command import add_sandbox
from gesso.settings import Settings, read_settings
from gesso.tasks.command import Add, add_tasks, read_input, run_tasks

VERIFIES = "check that no row of the log was changed, taken out or put in"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit status."""
    args = _parser().parse_args(argv)
    try:
        return int(args.run(args, read_settings()))
    except GessoError as error:
        print(f"gesso: {error.message}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read what is printed, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="gesso", description="People and models make things in the same document.")
    parser.add_argument("--version", action="version", version=f"gesso {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: object, about: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=about, description=about)
        sub.set_defaults(run=run)
        return sub

    command("serve", _serve, "serve the workspace (address and one-time sign-in link are printed)")
    command("dev", _dev, "serve with reload when the Python code changes")
    ask = command("ask", _ask, "change a file as asked and print the difference")
    ask.add_argument("file", type=Path, help="the file to work on; it is not written without --write")
    ask.add_argument("instruction", help="what to do, in your own words")
    ask.add_argument("--select", metavar="QUOTE", help="exact words of the file that the instruction is about")
    ask.add_argument("--model", help="id of a model of the menu; default: the default model")
    ask.add_argument("--write", action="store_true", help="write the result into the file")
    bring = command("import", _import, "make pages of files: Word, Markdown, HTML, notebooks, code, zips of Markdown")
    bring.add_argument("files", type=Path, nargs="+", metavar="FILE")
    where = bring.add_mutually_exclusive_group()
    where.add_argument("--room", help="the conversation to put them in: its id, or its address in the browser")
    where.add_argument("--new", action="store_true", help="put them in a new conversation (also when nothing is said)")
    export = command("export", _export, "write everything as Markdown, code files and JSONL into a folder")
    export.add_argument("folder", type=Path)
    forms = ("docx", "html", "pdf", "ipynb", "pptx", "slides")
    export.add_argument("--format", choices=forms, help="write each page in this form, too")
    backup = command("backup", _backup, "write one consistent archive of everything, also while serving")
    backup.add_argument("archive", type=Path)
    restore = command("restore", _restore, "restore an archive into an empty workspace")
    restore.add_argument("archive", type=Path)
    restore.add_argument("--force", action="store_true", help="replace what is there")
    key = command("key", _key, "make an API key for programs and print it, once")
    key.add_argument("name", help="what the key is for")
    key.add_argument(
        "--scope", action="append", choices=("read", "write", "models", "admin"), help="default: read and write"
    )
    add_lab(command("lab", _lab, "measure and train how the model behaves"))
    add_tasks(command("tasks", _tasks, "make tasks, look at them, and foretell what they do and when"), _add_making)
    add_sandbox(command("sandbox", _sandbox, "attack what holds the code that is run here"))
    add_cite(command("cite", _cite, "check what a document quotes against its sources"))
    audit = command("audit", _audit, "check the log of what agents did and who approved it")
    verify = audit.add_subparsers(required=True, metavar="COMMAND").add_parser(
        "verify", help=VERIFIES, description=VERIFIES
    )
    verify.add_argument("file", nargs="?", type=Path, help="an export (JSON lines); default: the log of this workspace")
    verify.add_argument("--head", help="the newest hash as it was noted before: it must still be in the log")
    add_data(command("data", _data, "look into a file of data, and ask it in SQL"))
    add_lens(command("lens", _lens, "see what a file holds: its outline, its style, its people, its claims"))
    add_media(command("media", _media, "a document in other forms: slides, cards, levels, translation, audiobook"))
    _add_app(command("app", _app, "check an app as the page would run it"))
    add_delegate(command("delegate", _delegate, "hand work over, and see how far it is"))
    add_inbox(command("inbox", _inbox, "see what tasks had to say, and do something about it"))
    add_notebook(command("notebook", _notebook, "keep a Jupyter notebook on disk and a page the same, while it runs"))
    add_tool(command("tool", _tool, "make tools for your agents from a few examples"))
    command("mcp", _mcp, "speak MCP over standard input and output, for programs that start their servers themselves")
    command("doctor", _doctor, "check this installation and say what to do about each fault")
    return parser


def _add_app(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    about = "run an app in the sandbox and print its errors and what it tried to reach; status 1 unless clean"
    check = commands.add_parser("check", help=about, description=about)
    check.add_argument(
        "file", type=Path, help="TSX, JSX, TS or JS with a component as default export, or one HTML file"
    )
    check.add_argument("--json", action="store_true", help="one JSON document instead of lines")
    check.add_argument("--picture", type=Path, metavar="PNG", help="write what it shows into this file")
    check.add_argument("--timeout", type=float, default=12.0, metavar="S", help="seconds to wait for it (default: 12)")
    about = "try to get out of the sandbox in every way of a list; status 1 where one does"
    attack = commands.add_parser("attack", help=about, description=about)
    attack.add_argument("--open", action="store_true", help="without the sandbox, where the attacks must succeed")


def add_notebook(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.ipynb", help="made of the page where it is not there yet")
    parser.add_argument("--page", help="id of the page, or its address; default: a new page of the file")
    parser.add_argument("--room", help="the conversation of a new page; default: a new one")
    parser.add_argument("--take", choices=("file", "page"), help="which of the two holds where they differ")
    parser.add_argument("--once", action="store_true", help="make both the same and end")


def add_delegate(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="act")

    def add(name: str, about: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=about, description=about)
        sub.add_argument("--json", action="store_true", help="as the API gives it")
        return sub

    start = add("start", "plan a piece of work in a conversation, or in a new one")
    start.add_argument("words", metavar="ASK", help="what to do, in your own words")
    start.add_argument("--room", help="the conversation; default: a new one")
    start.add_argument("--step", action="append", help="a step of the plan, in place of gesso's own (repeat it)")
    start.add_argument("--model", help="id of a model of the menu; default: the default model")
    start.add_argument(
        "--file", type=Path, action="append", help="attach this first; a folder goes as a zip (repeat it)"
    )
    start.add_argument("--now", action="store_true", help="begin at once instead of waiting for “go”")
    add("list", "the delegated work there is, newest conversations first").add_argument("--room")
    for name, about in (
        ("show", "where it stands, step by step"),
        ("go", "start it, or let it go on"),
        ("pause", "hold it before its next step"),
        ("stop", "end it now; what was completed stays"),
        ("message", "say something that joins it before its next step"),
    ):
        add(name, about).add_argument("work", metavar="ROOM/JOB", help="as “gesso delegate list” prints it")
    commands.choices["message"].add_argument("words", metavar="TEXT")


def add_inbox(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="act")

    def add(name: str, about: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=about, description=about)
        sub.add_argument("--json", action="store_true", help="as the API gives it")
        return sub

    add("list", "what there is, the newest first; * is not read")
    add("read", "mark everything as read")
    add("habits", "what could become a task, because you ask for it again and again")
    do = add("do", "do what a notice offers")
    do.add_argument("notice", metavar="NOTICE", help="its id, as “gesso inbox list” prints it")
    do.add_argument("action", metavar="ACTION", help="one of those behind it: again, snooze, pause, resume, answer, …")
    do.add_argument("--text", metavar="WORDS", help="of an answer")
    do.add_argument("--minutes", type=int, metavar="N", help="how long to snooze (default: 60)")


def add_tool(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="act")

    def add(name: str, about: str, named: bool = True) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=about, description=about)
        sub.add_argument("--json", action="store_true", help="as the API gives it")
        if named:
            sub.add_argument("name", metavar="NAME", help="of the tool")
        return sub

    add("list", "the tools you made from examples", named=False)
    make = add("make", "describe a tool and show it three times; its function is written and tested, not yet approved")
    make.add_argument("about", metavar="ABOUT", help="what it does to a text, in your own words")
    make.add_argument(
        "--example",
        action="append",
        default=[],
        metavar="GIVEN=>WANTED",
        help="given, and wanted of it",
    )
    make.add_argument("--examples", type=Path, metavar="FILE", help='JSON lines such as {"given": "a", "wanted": "A"}')
    make.add_argument("--model", help="id of the model that may write it; default: the default model")
    code = add("code", "give it a version of your own code, a file that defines run(text)")
    code.add_argument("file", type=Path)
    add("show", "its newest version, and how it did on its examples")
    add("try", "what its newest version makes of a text").add_argument("text")
    add("approve", "let your agents use the newest version, exactly as it is written")
    add("withdraw", "no longer let agents use it")
    add("export", "print it as a Python file that needs no gesso, its examples as tests")
    add("delete", "delete it with all its versions")


def _serve(args: argparse.Namespace, settings: Settings) -> int:
    gc.disable()  # what is loaded to start stays; `serve` switches the collector on again when it has started
    from gesso.server.serve import serve

    return serve(settings)


def _dev(args: argparse.Namespace, settings: Settings) -> int:
    from gesso.server.serve import serve_with_reload

    return serve_with_reload(settings)


def _ask(args: argparse.Namespace, settings: Settings) -> int:
    from gesso.ask import ask_about_file

    return asyncio.run(ask_about_file(settings, args.file, args.instruction, args.select, args.model, args.write))


def _import(args: argparse.Namespace, settings: Settings) -> int:
    from gesso.importing import import_files

    brought = asyncio.run(import_files(settings, args.files, args.room))
    for path, made in brought.files:
        for title in made.titles:
            print(f"“{title}” from {path}")
        for lost in made.lost:
            print("  not kept: " + _lost(lost.what, lost.where, lost.count))
    print(f"In {brought.address}")
    return 0


def _lost(what: str, where: str, count: int) -> str:
    return what + (f", {where}" if where else "") + (f" ({count}×)" if count > 1 else "")


def _export(args: argparse.Namespace, settings: Settings) -> int:
    from gesso.portable import export_folder

    count, losses = asyncio.run(export_folder(settings, args.folder, args.format))
    for file, lost in losses:
        print(f"{file} does not keep: " + _lost(lost.what, lost.where, lost.count))
    print(f"Wrote {count} conversations to {args.folder}")
    return 0


def _backup(args: argparse.Namespace, settings: Settings) -> int:
    from gesso.portable import backup_to

    found = asyncio.run(backup_to(settings, args.archive))
    print(f"Wrote {args.archive} ({args.archive.stat().st_size / 1e6:.1f} MB), content hash {found}")
    return 0


def _restore(args: argparse.Namespace, settings: Settings) -> int:
    from gesso.portable import restore_from

    found = asyncio.run(restore_from(settings, args.archive, args.force))
    print(f"Restored {args.archive}, content hash {found}")
    return 0


def _key(args: argparse.Namespace, settings: Settings) -> int:
    from gesso.key import make_owner_key

    print(asyncio.run(make_owner_key(settings, args.name, args.scope or ["read", "write"])))
    return 0


def _lab(args: argparse.Namespace, settings: Settings) -> int:
    from gesso.server.menu import read_catalogue

    return asyncio.run(run_lab(args, Bench(settings, read_catalogue)))


def _add_making(add: Add) -> None:
    """The commands that make tasks, which need all parts of the server."""
    creating = add("create", _create_task, "make the tasks of a sentence: “every weekday at 7 pm tell me a joke”")
    creating.add_argument("text", metavar="TEXT", help="the sentence; - is standard input")
    importing = add("import", _import_tasks, "make tasks of a crontab or a calendar file (.ics)")
    importing.add_argument("file", metavar="FILE", help="the file; - is standard input")
    importing.add_argument("--dry-run", action="store_true", help="only print what it would make")
    for parser in (creating, importing):
        parser.add_argument("--zone", required=True, metavar="ZONE", help="an IANA name such as Europe/Berlin")
    add("pause-all", _pause_all, "let none of your tasks run until they are resumed")
    add("resume-all", _resume_all, "let them run again, from their next times on")


def _create_task(args: argparse.Namespace) -> int:
    from gesso.tasking import create_tasks

    text = read_input("-").decode(errors="replace") if args.text == "-" else args.text
    print(create_tasks(read_settings(), text, args.zone))
    return 0


def _import_tasks(args: argparse.Namespace) -> int:
    from gesso.tasking import import_tasks

    text = read_input(args.file).decode(errors="replace")
    told, whole = import_tasks(read_settings(), text, args.zone, args.dry_run)
    print(told)
    return 0 if whole else 1


def _pause_all(args: argparse.Namespace) -> int:
    from gesso.tasking import pause_tasks

    pause_tasks(read_settings())
    print("None of your tasks runs until `gesso tasks resume-all`.")
    return 0


def _resume_all(args: argparse.Namespace) -> int:
    from gesso.tasking import resume_tasks

    resume_tasks(read_settings())
    print("Your tasks run again, from their next times on.")
    return 0


def _tasks(args: argparse.Namespace, settings: Settings) -> int:
    return run_tasks(args, settings.database_url)


def _sandbox(args: argparse.Namespace, settings: Settings) -> int:
    from gesso.sandbox.command import run_sandbox

    return run_sandbox(args, settings.data)


def _cite(args: argparse.Namespace, settings: Settings) -> int:
    return run_cite(args, settings)


def _lens(args: argparse.Namespace, settings: Settings) -> int:
    print(run_lens(args))
    return 0


def _media(args: argparse.Namespace, settings: Settings) -> int:
    from gesso.media_command import run_media

    print(run_media(args, settings))
    return 0


def _audit(args: argparse.Namespace, settings: Settings) -> int:
    from gesso.audit import run_audit

    return run_audit(args, settings)


def _data(args: argparse.Namespace, settings: Settings) -> int:
    from gesso.data.command import run_data

    return run_data(args)


def _app(args: argparse.Namespace, settings: Settings) -> int:
    if "open" in args:
        from gesso.app_attacks import run_attack

        return run_attack(args)
    from gesso.app_check import run_app

    return run_app(args)


def _delegate(args: argparse.Namespace, settings: Settings) -> int:
    from gesso.delegating import run_delegate

    print(asyncio.run(run_delegate(args, settings)))
    return 0


def _inbox(args: argparse.Namespace, settings: Settings) -> int:
    from gesso.inboxing import run_inbox

    print(asyncio.run(run_inbox(args, settings)))
    return 0


def _notebook(args: argparse.Namespace, settings: Settings) -> int:
    from gesso.paired import run_notebook

    asyncio.run(run_notebook(args, settings, partial(print, flush=True)))
    return 0


def _tool(args: argparse.Namespace, settings: Settings) -> int:
    from gesso.tooling import run_tool

    print(asyncio.run(run_tool(args, settings)))
    return 0


def _mcp(args: argparse.Namespace, settings: Settings) -> int:
    from gesso.bridge import bridge

    return asyncio.run(bridge(settings))


def _doctor(args: argparse.Namespace, settings: Settings) -> int:
    from gesso.doctor import examine

    return asyncio.run(examine(settings))


if __name__ == "__main__":
    sys.exit(main())
