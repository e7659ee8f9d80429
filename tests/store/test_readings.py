"""Passages found by their words, on both databases."""

from gesso.room.workspace import Person, Workspace
from gesso.store import access
from gesso.store import readings as rows
from gesso.store.database import Database
from gesso.store.files import StoredFile, insert_file

TOWNS = [f"{start}{end}" for start in ("Bar", "Cor", "Dun", "Fel", "Gar") for end in ("beck", "dale", "ford", "mere")]


def passages() -> list[rows.PassageRow]:
    """One for each town; all share their other words."""
    told = [
        f"The glass works of {town} were founded in {1700 + n}. It employs {n} men." for n, town in enumerate(TOWNS)
    ]
    return [rows.PassageRow(n, "file_1", n, 1, 0, len(text), "", text, False) for n, text in enumerate(told)]


async def test_the_passage_with_the_rare_word_comes_first(db: Database) -> None:
    workspace = Workspace(db)
    user = access.User("u1", "Ann", "a@b.org", "$h", True, False, db.clock())
    await db.write(lambda conn: access.insert_user(conn, user))
    room = await workspace.do_create_room(Person("u1", "Ann"))
    file = StoredFile("file_1", room.id, "t.md", "text/markdown", 1, "0" * 64, "u1", db.clock())
    row = rows.Reading(file.id, room.id, "markdown", "indexed", "", "", 1, 9, False, "", "", 1, db.clock())
    await db.write(lambda conn: insert_file(conn, file))
    await db.write(lambda conn: rows.insert_reading(conn, row))
    await db.write(lambda conn: rows.insert_passages(conn, passages()))

    async def first(*terms: str) -> str:
        found = await db.read(lambda conn: rows.find_passages(conn, ["file_1"], terms, 5))
        return found[0].text.split(" were")[0].rpartition(" ")[2] if found else ""

    for town in TOWNS:
        assert await first("glass", "works", town, "founded") == town
        assert await first("founding", "employed", town.lower()) == town, "in other forms"
    assert await first("volcano") == "" and await first("'; DROP", "--", "\\") == ""
    await db.write(lambda conn: rows.forget_passages(conn, "file_1"))
    assert await first("glass") == ""
    await workspace.close()
