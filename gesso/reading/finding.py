"""Looking in attached files for what a question asks: all of them where that fits, else the best passages.

The result as text is what agents read; `parse_looked` reads it back, for the room's log keeps only text.
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

from gesso.reading.shelf import WHOLE, Shelf
from gesso.sources.quotes import Found, find_quote
from gesso.sources.results import MATERIAL
from gesso.sources.search import terms_of
from gesso.store.files import StoredFile
from gesso.store.readings import PassageRow, Reading

MOST_PASSAGES = 12
WAIT_S = 120.0  # that a question waits for files that are being read
_FILE = re.compile(
    r"^\[(?P<n>\d+)\] (?P<name>.*?) \((?P<how>all of it|passages of it[a-z ]*)(?:, (?P<count>[^()]*))?\)$"
)
_PASSAGE = re.compile(r"^  \((?P<where>[^()]*?)(?P<hidden>; not seen by readers)?\) (?P<text>.*)$")


How = Literal["all of it", "passages of it", "passages of it by words", "passages of it by words and meaning"]
"""Whole; its beginnings, where all of it is asked for; looked up by its words; and by vectors, too."""


@dataclass(frozen=True)
class Looked:
    """What was found in one file, and how."""

    file: StoredFile
    reading: Reading
    how: How
    passages: Sequence[PassageRow]


@dataclass(frozen=True)
class Line:
    """A passage as it was told: of the file that [n] cites, where in it ("page 3"), its words on one line."""

    number: int
    name: str
    how: How
    where: str
    hidden: bool
    text: str


async def look(shelf: Shelf, files: Sequence[tuple[StoredFile, Reading]], question: str) -> list[Looked]:
    """What the files say of it, in their order; files without a passage that speaks of it are left out."""
    if sum(row.characters for _, row in files) <= WHOLE:
        return [Looked(file, row, "all of it", await shelf.passages(file.id)) for file, row in files]
    terms = terms_of(question)
    if not terms:  # it asks for all of it: the beginning of each part of the file
        return [Looked(file, row, "passages of it", _spread(await shelf.passages(file.id))) for file, row in files]
    found, with_vectors = await best(shelf, [file.id for file, _ in files], question, MOST_PASSAGES)
    looked = []
    for file, row in files:
        own = sorted((each for each in found if each.file == file.id), key=lambda each: each.number)
        if own:
            vectors = file.id in with_vectors
            how: How = "passages of it by words and meaning" if vectors else "passages of it by words"
            looked.append(Looked(file, row, how, own))
    return looked


async def best(shelf: Shelf, files: Sequence[str], question: str, most: int
) -> tuple[list[PassageRow], frozenset[str]]:  # fmt: skip
    """Passages by their words and by what they mean, those first that both find high up; and files with vectors."""
    by_words = await shelf.find(files, terms_of(question), most)
    by_meaning, with_vectors = await shelf.nearest(files, question, most)
    scores: dict[int, float] = {}
    for ranking in (by_words, by_meaning):
        for rank, row in enumerate(ranking):
            scores[row.key] = scores.get(row.key, 0.0) + 1 / (60 + rank)
    there = {row.key: row for row in (*by_words, *by_meaning)}
    return [there[key] for key in sorted(scores, key=lambda key: -scores[key])[:most]], with_vectors


def render_looked(looked: Sequence[tuple[int, Looked]], unread: Sequence[str]) -> str:
    """`looked` with the number that each is cited by."""
    lines = [MATERIAL]
    for number, each in looked:
        count = f", {counted(each.reading)}" if each.reading.unit else ""
        lines.append(f"[{number}] {_line(each.file.name).replace('(', '[').replace(')', ']')} ({each.how}{count})")
        for passage in each.passages:
            where = f"{each.reading.unit} {passage.page}" if each.reading.unit else f"passage {passage.number}"
            heading = _line(passage.heading.replace("(", "[").replace(")", "]"))
            under = f" · {heading}" if heading else ""
            unseen = "; not seen by readers" if passage.hidden else ""
            words = _line(passage.text.removeprefix(passage.heading))
            lines += [f"  ({where}{under}{unseen}) {words}"] if words else []
    lines += [f"Not read: {each}" for each in unread]
    return "\n".join(lines)


def parse_looked(text: str) -> list[Line]:
    found: list[Line] = []
    file: re.Match[str] | None = None
    for line in text.splitlines():
        if (head := _FILE.match(line)) is not None:
            file = head
        elif file is not None and (said := _PASSAGE.match(line)) is not None:
            how = cast(How, file["how"])
            found.append(
                Line(int(file["n"]), file["name"], how, said["where"], bool(said["hidden"]), said["text"])
            )  # fmt: skip
    return found


def counted(row: Reading) -> str:
    """“1,000 pages”, “1 slide”; "" for a file without parts."""
    return f"{row.parts:,} {row.unit}{'s' if row.parts != 1 else ''}" if row.unit else ""


def unread_words(file: StoredFile, row: Reading) -> str:
    """Why a file cannot be looked in, in a sentence."""
    match row.state:
        case "queued":
            return f"“{file.name}” waits to be read; ask again in a moment."
        case "reading":
            return f"“{file.name}” is still being read; ask again in a moment."
        case _:
            return f"“{file.name}”: {row.why or 'it has no words that could be read.'}"


async def place_in(words: str, quote: str) -> Found | None:
    """Where a quote stands in the words of a file, letter for letter; on a thread, for a book takes a while."""
    return await asyncio.to_thread(find_quote, quote, words)


def _spread(passages: Sequence[PassageRow]) -> list[PassageRow]:
    """The first passage, and others at equal steps through the file."""
    step = max(1, len(passages) // MOST_PASSAGES)
    return list(passages[::step])[:MOST_PASSAGES]


def _line(text: str) -> str:
    return " ".join(text.split())
