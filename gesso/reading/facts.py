"""Checking what a text claims against everything a conversation holds: its attached files and the pages read in it.

The same comparison as `gesso cite check`. Code alone decides, so "similar" is for a person to judge.
"""

import asyncio
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from gesso.base.errors import BadInput
from gesso.reading.shelf import Shelf
from gesso.room.projects import rooms_of_files
from gesso.room.workspace import Workspace
from gesso.sources.citing import Checked, verify_document
from gesso.sources.library import Sources
from gesso.sources.quotes import Found, find_quote
from gesso.store.files import StoredFile
from gesso.store.readings import Reading
from gesso.store.sources import Source, sources_of_room

MOST_PAGES_KEPT = 50
NOTHING = "There is nothing to check it against: attach files, or have pages searched and opened here first."


@dataclass(frozen=True)
class Ground:
    """What is checked against: the words of each by its name, and where they are from."""

    words: dict[str, str]
    files: dict[str, tuple[StoredFile, Reading]]
    pages: dict[str, Source]


@dataclass(frozen=True)
class Fact:
    """A claim of a text, where it stands there (code points; None where its marks keep it from being found)."""

    checked: Checked
    place: Found | None


async def ground_of(workspace: Workspace, shelf: Shelf, sources: Sources, room: str, person: str) -> Ground:
    """Everything readable of a conversation, and of its project if they may see that. Raises BadInput if nothing."""
    words: dict[str, str] = {}
    files: dict[str, tuple[StoredFile, Reading]] = {}
    pages: dict[str, Source] = {}
    held = [await shelf.of_room(each) for each in await rooms_of_files(workspace, person, room)]
    for stored, row in itertools.chain(*held):
        if row.state == "indexed":
            name = stored.name if stored.name not in words else stored.id
            words[name], files[name] = await shelf.words(row), (stored, row)
    kept = await workspace.db.read(lambda conn: sources_of_room(conn, room))
    for each in [each for each in kept if not each.url.startswith("file:")][:MOST_PAGES_KEPT]:
        if each.url not in words:
            words[each.url], pages[each.url] = await sources.words(each), each
    if not words:
        raise BadInput(NOTHING)
    return Ground(words, files, pages)


async def words_of_room(workspace: Workspace, shelf: Shelf, sources: Sources, room: str, person: str) -> dict[str, str]:
    """The words of everything of a conversation that they may read, by name; none where there is nothing."""
    try:
        return (await ground_of(workspace, shelf, sources, room, person)).words
    except BadInput:
        return {}


async def check_facts(text: str, ground: Ground) -> list[Fact]:
    """Every quote and every sentence that states a fact, in the order of the text; on a thread."""
    return await asyncio.to_thread(_check, text, ground)


def _check(text: str, ground: Ground) -> list[Fact]:
    return [Fact(each, find_quote(each.claim.text, text)) for each in verify_document(text, ground.words)]


def counted(facts: Sequence[Fact]) -> str:
    """“2 supported, 1 contradicted”."""
    named = {"found": "quoted word for word"}
    order = ("contradicted", "elsewhere", "not found", "similar", "supported", "found")
    counts = {verdict: sum(fact.checked.verdict == verdict for fact in facts) for verdict in order}
    return ", ".join(f"{count} {named.get(verdict, verdict)}" for verdict, count in counts.items() if count)
