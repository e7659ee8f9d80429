"""`gesso cite check`: is what a document quotes and claims in the sources of a folder? Writes nothing.

Code decides every verdict. A capable model that is configured is asked about what code can only call similar; what it
reads there is told beside, as its word, and changes no verdict.
"""

import argparse
import asyncio
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypedDict, get_args

from gesso.base.errors import BadInput, NotFound
from gesso.formats.plain import decode
from gesso.settings import Settings
from gesso.sources.citing import Checked, Verdict, verify_document
from gesso.sources.fetching import NotFetched
from gesso.sources.folder import Folder


class ByModel(TypedDict):
    model: str
    reads: str
    words: str


BAD = ("not found", "elsewhere", "contradicted")


def add_cite(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="look up every quote of a document in a folder of sources")
    check.add_argument("document", type=Path, help="Markdown or text; [n] behind a quote cites the list at its end")
    check.add_argument("--sources", type=Path, required=True, metavar="FOLDER", help="texts, saved pages and PDFs")
    check.add_argument(
        "--model", metavar="ID", help="which model reads what code can only call similar; default: the one chosen in "
        "Settings, where it is a capable one; none: no model",
    )  # fmt: skip
    check.add_argument("--json", action="store_true", help="print one JSON object instead of lines")


def run_cite(args: argparse.Namespace, settings: Settings) -> int:
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
    read = asyncio.run(read_by_model(found, settings, args.model))
    print(_json(found, sources, unread, read) if args.json else _lines(found, unread, read), end="")
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


async def read_by_model(found: list[Checked], settings: Settings, model_id: str | None) -> dict[int, ByModel]:
    """By the place in the list, how the model reads what is only similar. Raises NotFound for a model there is not."""
    open_ones = [at for at, each in enumerate(found) if each.verdict == "similar" and each.near]
    if model_id == "none" or not open_ones:
        return {}
    from gesso.server.menu import read_catalogue  # late: neither is needed by any other command
    from gesso.tools.entailing import MOST_PAIRS, SAID, readings

    catalogue = await read_catalogue(settings)
    try:
        model = catalogue.get(model_id or catalogue.default_id)
        if model.guided and model_id:
            raise BadInput(f"{model.name} is too small to read passages: name another, or leave --model out.")
        pairs = [(found[at].claim.text, found[at].near) for at in open_ones]
        read = [
            one for at in range(0, len(pairs), MOST_PAIRS) for one in await readings(model, pairs[at : at + MOST_PAIRS])
        ]
        told = zip(open_ones, read, strict=True)
        return {
            at: {"model": model.name, "reads": one, "words": f"{model.name} {SAID[one]}"}
            for at, one in told
            if one is not None
        }
    finally:
        await catalogue.aclose()


def _json(found: list[Checked], sources: dict[str, str], unread: dict[str, str], read: dict[int, ByModel]) -> str:
    rows: list[dict[str, Any]] = []
    for at, each in enumerate(found):
        row = asdict(each.claim) | {"verdict": each.verdict, "decided_by": "code", "why": each.why}
        row |= {"source": each.source, "place": asdict(each.place) if each.place is not None else None}
        rows.append(row | {"near": each.near, "by_model": read.get(at)})
    counts = {verdict: sum(each.verdict == verdict for each in found)
              for verdict in get_args(Verdict)}  # fmt: skip
    whole = {"counts": counts, "claims": rows, "sources": sorted(sources), "unread": unread}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _lines(found: list[Checked], unread: dict[str, str], read: dict[int, ByModel]) -> str:
    lines = [f"not read: {name}: {why}" for name, why in unread.items()]
    for at, each in enumerate(found):
        where = each.source or ""
        if each.place is not None:
            where += f", page {each.place.page}" if each.place.page else f", letter {each.place.start}"
        lines.append(f"{each.verdict:12} line {each.claim.line}: “{each.claim.text[:100]}”")
        lines.append(f"            {each.why}{f' ({where})' if where else ''}")
        lines += [f"            there: “{each.near[:160]}”"] if each.near else []
        if (own := read.get(at)) is not None:
            lines.append(f"            {own['words']} (a model's word, not checked by code)")
    return "\n".join([*lines, "" if found else "Nothing in it is quoted or cited.", ""]).lstrip("\n")
