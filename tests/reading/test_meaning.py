"""Passages found by what they mean, with vectors made by a rule: near are those that speak of the same thing."""

import array
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from gesso.model.download import Weights
from gesso.model.encoder import Encoder
from gesso.model.messages import ModelError
from gesso.reading.finding import best, look
from gesso.reading.meaning import Meaning
from gesso.reading.shelf import WHOLE, Shelf
from gesso.room.workspace import Person, Workspace
from gesso.store import access
from gesso.store.database import Database
from gesso.store.files import Blobs

THINGS = (("boat", "ferry", "ship"), ("doctor", "physician"), ("storm", "gale"), ("bread", "loaf"))
STORIES = "# Ferry\n\nThe ferry sank in a gale.\n\n# Health\n\nA physician came by.\n\n# Oven\n\nThe loaf was warm.\n"


class ByThings(Encoder):
    """One axis for each thing that a text speaks of."""

    lost = False

    async def vectors(self, texts: Sequence[str]) -> list["array.array[float]"]:
        if self.lost:
            raise ModelError("unavailable", "It is gone.")
        found = []
        for text in texts:
            axes = [float(any(word in text.lower() for word in words)) for words in THINGS]
            size = sum(axes) ** 0.5 or 1.0
            found.append(array.array("f", [axis / size for axis in axes]))
        return found


async def test_what_is_asked_in_other_words_is_found_by_its_meaning(tmp_path: Path) -> None:
    db = await Database.open(tmp_path / "gesso.db")
    workspace = Workspace(db)
    user = access.User("u1", "Ann", "a@b.org", "$h", True, False, datetime(2026, 1, 1, tzinfo=UTC))
    await db.write(lambda conn: access.insert_user(conn, user))
    person = Person("u1", "Ann")
    room = await workspace.do_create_room(person)

    async def nothing(data: bytes, media_type: str) -> None:
        return None

    async def silence(data: bytes, media_type: str) -> str:
        return ""

    shelf = Shelf(workspace, Blobs(tmp_path / "files"), silence, nothing)
    encoder = ByThings(Weights(tmp_path / "none"))
    allowed = [False]
    shelf.meaning = meaning = Meaning(tmp_path / "vectors", encoder, lambda: allowed[0], shelf.passages)
    padding = "".join(f"\n\n# Part {n}\n\n" + "Nothing of it matters here. " * 12 for n in range(200))
    file = (await shelf.attach(person, room.id, "stories.md", (STORIES + padding).encode())).file
    await shelf.settled([file], 60)

    async def heads(question: str) -> list[str]:
        return [row.text.split("\n")[0] for row in (await best(shelf, [file], question, 5))[0]]

    async def how(question: str) -> str:
        [(stored, row)] = await shelf.of_room(room.id)
        [looked] = await look(shelf, [(stored, row)], question)
        assert row.characters < WHOLE or looked.how != "all of it"
        return looked.how

    assert await heads("Which boat met the storm?") == [], "by words alone"
    assert await how("loaf") == "passages of it by words"
    allowed[0] = True
    await shelf.nearest([file], "boat", 1)
    await meaning.settled()
    assert "Ferry" in (await heads("Which boat met the storm?"))[0]
    assert await how("loaf") == "passages of it by words and meaning"
    assert "Health" in (await heads("Who was the doctor?"))[0]
    both = await heads("the loaf, or bread")
    assert "Oven" in both[0] and len(both) == len(set(both)), "what both find stands there once, and first"
    assert await heads("Anything about quantum mechanics?") == [], "what means nothing alike is not found"
    again = Meaning(tmp_path / "vectors", encoder, lambda: False, shelf.passages)
    assert [name for name, _ in (await again.near([file], "ferry", 2)).passages] == [file], "they are kept"
    encoder.lost = True
    assert "Oven" in (await heads("the loaf"))[0] and await heads("Who was the doctor?") == []
    assert await how("loaf") == "passages of it by words", "what was not used is not said"
    await shelf.remove(person, file)
    assert not meaning.ready(file)
    await shelf.aclose()
    await workspace.close()
    await db.close()
