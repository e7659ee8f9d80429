"""`gesso cite check`: is what a document quotes in the sources of a folder, letter for letter? Writes nothing."""

import argparse
import asyncio
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, get_args

from gesso.base.errors import BadInput, NotFound
from gesso.formats.plain import decode
from gesso.sources.citing import Checked, Verdict, verify_document
from gesso.sources.fetching import NotFetched
from gesso.sources.folder import Folder

BAD = ("not found", "elsewhere", "contradicted")


def add_cite(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="look up every quote of a document in a folder of sources")
    check.add_argument("document", type=Path, help="Markdown or text; [n] behind a quote cites the list at its end")
    check.add_argument("--sources", type=Path, required=True, metavar="FOLDER", help="texts, saved pages and PDFs")
    check.add_argument("--json", action="store_true", help="print one JSON object instead of lines")


def run_cite(args: argparse.Namespace) -> int:
    """Print what was found; 1 when a quote does not stand where it says, else 0. Raises NotFound, BadInput."""
    if not args.sources.is_dir():
        raise NotFound(f"{args.sources} is no folder: name one that holds the sources.")
    try:
        text, _ = decode(args.document.read_bytes())
    except OSError as error:
        raise NotFound(f"{args.document} cannot be read: {error.strerror}.") from None
    sources, unread = asyncio.run(read_folder(args.sources))
    if not sources:
        raise BadInput(f"{args.sources} holds no source that can be read: texts, saved pages or PDFs.")
    found = verify_document(text, sources)
    print(_json(found, sources, unread) if args.json else _lines(found, unread), end="")
    return 1 if any(each.verdict in BAD for each in found) else 0


async def read_folder(root: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The words of each source by its name, and why others could not be read."""
    folder = Folder(root)
    words, unread = {}, {}
    for name, url in folder.names():
        try:
            words[name] = (await folder.open(url)).text
        except NotFetched as failed:
            unread[name] = failed.message
    return words, unread


def _json(found: list[Checked], sources: dict[str, str], unread: dict[str, str]) -> str:
    rows: list[dict[str, Any]] = []
    for each in found:
        row = asdict(each.claim) | {"verdict": each.verdict, "why": each.why, "source": each.source}
        row["place"] = asdict(each.place) if each.place is not None else None
        rows.append(row | {"near": each.near})
    counts = {verdict: sum(each.verdict == verdict for each in found)
              for verdict in get_args(Verdict)}  # fmt: skip
    whole = {"counts": counts, "claims": rows, "sources": sorted(sources), "unread": unread}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _lines(found: list[Checked], unread: dict[str, str]) -> str:
    lines = [f"not read: {name}: {why}" for name, why in unread.items()]
    for each in found:
        where = each.source or ""
        if each.place is not None:
            where += f", page {each.place.page}" if each.place.page else f", letter {each.place.start}"
        lines.append(f"{each.verdict:12} line {each.claim.line}: “{each.claim.text[:100]}”")
        lines.append(f"            {each.why}{f' ({where})' if where else ''}")
        lines += [f"            there: “{each.near[:160]}”"] if each.near else []
    return "\n".join([*lines, "" if found else "Nothing in it is quoted or cited.", ""]).lstrip("\n")
