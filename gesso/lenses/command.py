"""`gesso lens`: what a lens finds in a file, with quotes and positions. Reads the file and writes nothing."""

import argparse
import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from gesso.base.errors import BadInput, NotFound
from gesso.canvas.kinds import language_of_filename
from gesso.canvas.snapshot import Snapshot, take_snapshot
from gesso.data.command import page_of
from gesso.formats.document import Document
from gesso.formats.front import read_any
from gesso.lenses.checks import Checked
from gesso.lenses.lens import Around, Lens, Proposal
from gesso.lenses.registry import LENSES, lens_named
from gesso.lenses.running import Kept, propose
from gesso.lenses.types import types_of
from gesso.lenses.value import View


def add_lens(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, do: Callable[[argparse.Namespace], str], about: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=about, description=about)
        sub.set_defaults(do=do)
        return sub

    command("list", _list, "list the lenses there are")
    run = command("run", _run, "print what a lens finds in a file")
    run.add_argument("lens", help="its name, as `gesso lens list` prints it")
    run.add_argument("file", type=Path, help="a text, code, a notebook, or data for the lenses of data")
    run.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    run.add_argument("--sources", type=Path, metavar="FOLDER", help="texts that claims are checked against")
    run.add_argument("--propose", metavar="COMMAND", help="print what a command of the lens offers instead")
    run.add_argument("--arg", action="append", default=[], metavar="NAME=VALUE", help="an argument of that command")


def run_lens(args: argparse.Namespace) -> str:
    """What is printed. Raises NotFound, BadInput, Conflicting."""
    return str(args.do(args))


def _list(args: argparse.Namespace) -> str:
    return "\n".join(f"{each.name:12} {', '.join(sorted(each.kinds)):16} {each.about}" for each in LENSES)


def _run(args: argparse.Namespace) -> str:
    lens = lens_named(args.lens)
    if lens.with_table:
        text, table = asyncio.run(page_of(args.file))
        return _shown(args, lens, take_snapshot(text, 0, "code", "sql"), Around(table=table))
    document = read_document(args.file)
    kind = "data" if document.language == "csv" else document.kind
    if not lens.fits(kind, document.language):
        raise BadInput(f"The lens {lens.name} is for {' and '.join(sorted(lens.kinds))}, and {args.file} is {kind}.")
    snapshot = take_snapshot(document.text, 0, document.kind, document.language)
    checked = Checked(types_of(document.text)) if lens.with_checks and document.language == "python" else None
    around = Around(sources_in(args.sources), date.today().isoformat(), checked=checked)
    return _shown(args, lens, snapshot, around)


def _shown(args: argparse.Namespace, lens: Lens[Any], snapshot: Snapshot, around: Around) -> str:
    reading = Kept().read(lens, snapshot, around)
    if args.propose:
        wanted: dict[str, object] = dict(each.partition("=")[::2] for each in args.arg)
        return _render_proposal(propose(lens, reading, args.propose, wanted), snapshot.text)
    if args.json:
        return json.dumps(_json(lens, reading.view, snapshot), ensure_ascii=False, indent=1)
    return render_view(reading.view)


def read_document(path: Path) -> Document:
    """The one document in a file. Raises NotFound, BadInput."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise NotFound(f"{path} cannot be read: {error.strerror}.") from None
    found = read_any(path.name, data)
    if len(found) != 1:
        raise BadInput(f"{path} holds {len(found)} documents: unpack it and name one.")
    named = language_of_filename(path.name)
    document = found[0]
    return replace(document, language=named.id) if document.kind == "code" and named is not None else document


def sources_in(folder: Path | None) -> dict[str, str]:
    """The words of every text and Markdown file in a folder. Raises NotFound."""
    if folder is None:
        return {}
    if not folder.is_dir():
        raise NotFound(f"{folder} is no folder: name one that holds the sources.")
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in (".txt", ".md") and path.is_file())
    return {str(path.relative_to(folder)): path.read_text("utf-8", "replace") for path in paths}


def _json(lens: Lens[Any], view: View, snapshot: Snapshot) -> dict[str, object]:
    named = {
        "lens": lens.name,
        "version": lens.version,
        "blocks": len(snapshot.leaves()),
        "characters": len(snapshot.text),
    }
    return {**named, **view.model_dump(exclude_defaults=True), "shape": view.shape}


def render_view(view: View, with_ids: bool = False) -> str:
    """The view as lines: what a reader of the terminal, and a model (with ids, for commands), is given."""
    lines = [view.summary]
    for measure in view.measures:
        value = "not measured" if measure.value is None else f"{measure.value:g} {measure.unit}".rstrip()
        guess = f" (estimated: {measure.by})" if measure.grade == "estimated" else ""
        lines.append(f"{measure.title}: {value}, meant to be {measure.low:g} to {measure.high:g}{guess}")
    titles = {each.key: each.title for each in view.lanes} | {each.key: each.title for each in view.measures}
    group = ""
    for datum in view.data:
        if datum.group != group:
            group = datum.group
            lines += ["", titles.get(group, group)]
        mark = {"warn": "! ", "bad": "!! "}.get(datum.tone, "")
        guess = f" (estimated{f': {datum.by}' if datum.by else ''})" if datum.grade == "estimated" else ""
        named = f"[{datum.id}] " if with_ids else ""
        lines.append(
            f"{'  ' * datum.level}{named}{mark}{datum.label}{f': {datum.detail}' if datum.detail else ''}{guess}"
        )
        lines += [
            f"{'  ' * datum.level}    {a.start}-{a.end} “{' '.join(a.quote.split())[:120]}”" for a in datum.anchors
        ]
    return "\n".join([*lines, *([f"… and {view.more} more"] if view.more else [])])


def _render_proposal(proposal: Proposal, text: str) -> str:
    lines = [proposal.told]
    for edit in proposal.edits:
        lines.append(f"{edit.start}-{edit.end} “{text[edit.start : edit.end]}” → “{edit.after}” {edit.why}".rstrip())
    lines += [f"{ask.start}-{ask.end} for a model: {ask.instruction}" for ask in proposal.asks]
    return "\n".join(lines)
