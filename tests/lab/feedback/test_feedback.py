"""What people did becomes rows, where they consented, scrubbed, and forgettable; and nothing else becomes one."""

import json
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gesso.agent.deciding.question import ANSWER
from gesso.lab.environment.table import Table, catalogue_of, open_table
from gesso.lab.errors import LabError
from gesso.lab.feedback.collect import FILES, Collected, collect, write_collected
from gesso.lab.feedback.consent import read_consent, save_consent
from gesso.lab.feedback.facts import Fact, read_room
from gesso.lab.feedback.forget import clean_folder, find_people, forget
from gesso.lab.feedback.scrub import scrub
from gesso.lab.training.rows import read_rows
from gesso.model.messages import Message, ToolSpec
from gesso.model.scripted import Call, Say, ScriptedModel, Told
from gesso.room.feedback import do_close, do_rate
from gesso.room.live_canvas import Author, LiveCanvas
from gesso.room.room import LiveRoom
from gesso.room.suggesting import do_settle_suggestions
from gesso.room.workspace import Person
from gesso.store.access import User, insert_user

ADA, BEN = Person("user_ada", "Ada Byron"), Person("user_ben", "Ben")
TEXT = "# Bees\n\nBees sleep at night.\n\nThey hum.\n"
LATER = timedelta(minutes=11)


def tell(messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Sequence[Told]:
    """Does what the message says: "open WORDS", "edit WORDS" (block 2), "suggest WORDS", else talks."""
    if messages[-1].role == "tool":
        return [Say(text="Done.")]
    asked = [m.text for m in messages if m.role == "user"][-1].splitlines()
    do, _, words = next((line for line in reversed(asked) if line.strip()), "").partition(" ")
    if do == "open":
        return [Call(name="open_canvas", args={"kind": "document", "title": "New", "text": words})]
    if do in ("edit", "suggest"):
        edits = [{"block": 2, "text": words}]
        return [Call(name="edit", args={"edits": edits, "suggest": do == "suggest"})]
    return [Say(text=f"You said {words}.")]


@pytest.fixture
async def table() -> AsyncIterator[Table]:
    async with open_table(catalogue_of(ScriptedModel(tell)), "scripted") as found:
        yield found


async def consent(table: Table, on: bool = True) -> None:
    await table.db.write(lambda rows: save_consent(rows, on, "user_admin", table.clock()))


async def say(table: Table, room: LiveRoom, text: str, person: Person = ADA) -> str:
    table.clock.advance(1)
    started = await table.turns.say(person, room.id, text)
    turn = await table.turns.wait(room, started.turn, 60)
    assert turn.outcome == "done", turn.problem
    return started.turn


async def page(table: Table, room: LiveRoom, person: Person = ADA) -> LiveCanvas:
    seat = await table.workspace.do_open_canvas(
        room, Author(person.id, "import"), kind="document", title="Bees", text=TEXT
    )
    return seat.canvas


async def facts(table: Table, room: LiveRoom) -> list[Fact]:
    await room.drained()
    for row in room.state.canvases.values():
        await (await table.workspace.canvas(row.id)).drained()
    since = (await table.db.read(read_consent)).since
    assert since is not None
    return await table.db.read(lambda rows: read_room(rows, room.id, since, table.clock() + LATER))


async def collected(table: Table) -> Collected:
    return await table.db.read(lambda rows: collect(rows, table.clock() + LATER, "salt"))


async def test_every_event_of_the_design_is_read(table: Table) -> None:
    await consent(table)
    space = table.workspace
    room = await space.do_create_room(ADA, "Room")
    live = await page(table, room)
    kept = await say(table, room, "edit Bees sleep in the hive.")
    await space.do_keep_edit(ADA, live.id, kept)
    undone = await say(table, room, "edit Wasps sleep.")
    table.clock.advance(20)
    await space.do_undo_edit(ADA, live.id, undone)
    offered = await say(table, room, "suggest Hornets sleep.")
    await do_settle_suggestions(space, ADA, live.id, list(live.marks.suggestions), "rejected")
    rated = await say(table, room, "hello there")
    await do_rate(space, ADA, room.id, rated, "up")
    ignored = await say(table, room, "hello again")
    found = {fact.turn: fact for fact in await facts(table, room)}
    assert found[kept].verdict == "welcome" and found[kept].label == "edit"
    assert found[kept].signals["accepted"] == 1.0 and found[kept].signals["retained_10min"] == 1.0
    assert found[undone].verdict == "unwelcome" and found[undone].signals["undone_60s"] == 20
    assert found[undone].signals["retained_end"] == 0.0
    assert found[offered].verdict == "unwelcome" and found[offered].signals["rejected"] == 1.0
    assert found[rated].verdict == "welcome" and found[rated].label == "chat"
    assert found[ignored].verdict is None and set(found[ignored].signals) == {"shown", "ignored"}


async def test_words_are_followed_at_thirty_seconds_ten_minutes_and_the_end(table: Table) -> None:
    await consent(table)
    room = await table.workspace.do_create_room(ADA, "Room")
    live = await page(table, room)
    turn = await say(table, room, "edit Aaaa bbbb cccc dddd eeee ffff.")
    await table.workspace.do_keep_edit(ADA, live.id, turn)
    typed = Author(ADA.id, "person", "typing")
    for wait, gone in ((20, "Aaaa "), (100, "bbbb "), (3_000, "cccc ")):
        table.clock.advance(wait)
        await table.workspace.do_write_text(room, live, typed, live.text.replace(gone, ""))
    (fact,) = await facts(table, room)
    shares = [fact.signals[f"retained_{name}"] for name in ("30s", "10min", "end")]
    assert 1 > shares[0] > shares[1] > shares[2] and shares[2] < 0.7
    assert fact.verdict is None, "accepted, but too little of it is left"
    rows = (await collected(table)).rows
    assert rows["texts-kto"] == [] and rows["decisions-kto"] == []
    (pair,) = rows["texts-dpo"]
    assert pair["chosen"].startswith("dddd") and pair["rejected"].startswith("Aaaa bbbb cccc")


async def test_canvases_closed_at_once_and_opened_by_the_person(table: Table) -> None:
    await consent(table)
    space = table.workspace
    room = await space.do_create_room(ADA, "Room")
    answered = await say(table, room, "a recipe please")
    table.clock.advance(30)
    await space.do_open_canvas(room, Author(ADA.id, "person"), kind="document", title="Mine", text="You said")
    other = await space.do_create_room(ADA, "Other")
    opened = await say(table, other, "open A poem.")
    table.clock.advance(3)
    await do_close(space, ADA, other.state.open_canvases()[0].id)
    late = await space.do_create_room(ADA, "Late")
    slow = await say(table, late, "open Another poem.")
    table.clock.advance(90)
    await do_close(space, ADA, late.state.open_canvases()[0].id)
    (missed,), (closed,), (stayed,) = [await facts(table, each) for each in (room, other, late)]
    assert (missed.turn, missed.label, missed.better, missed.verdict) == (answered, "chat", "document", "unwelcome")
    assert (closed.turn, closed.label, closed.verdict) == (opened, "document", "unwelcome")
    assert (stayed.turn, stayed.verdict) == (slow, None)
    (pair,) = (await collected(table)).rows["decisions-dpo"]
    assert (pair["chosen"], pair["rejected"]) == (" document", " chat") and pair[
        "prompt"
    ] == f"open: a recipe please{ANSWER}"


async def test_an_accepted_answer_beats_the_one_it_replaced(table: Table) -> None:
    await consent(table)
    room = await table.workspace.do_create_room(ADA, "Room")
    first = await say(table, room, "hello one")
    message = room.state.turns[first].parent
    table.clock.advance(5)
    again = await table.turns.regenerate(ADA, room.id, message)
    await table.turns.wait(room, again.turn, 60)
    await do_rate(table.workspace, ADA, room.id, again.turn, "up")
    found = await facts(table, room)
    assert "regenerated" in found[0].signals and found[1].verdict == "welcome"
    assert (await collected(table)).rows["texts-dpo"] == [], "both read the same"


async def used(table: Table, person: Person = ADA, text: str = "edit Bees rest.") -> tuple[LiveRoom, LiveCanvas]:
    room = await table.workspace.do_create_room(person, "Room")
    live = await page(table, room, person)
    turn = await say(table, room, text, person)
    await table.workspace.do_keep_edit(person, live.id, turn)
    return room, live


def all_rows(found: Collected) -> list[dict[str, Any]]:
    return [row for rows in found.rows.values() for row in rows]


async def test_nothing_is_collected_without_consent(table: Table) -> None:
    await used(table)
    with pytest.raises(LabError, match="has not consented"):
        await collected(table)
    table.clock.advance(60)
    await consent(table)
    assert all_rows(await collected(table)) == [], "what was before is not theirs to take"
    await used(table)
    assert len(all_rows(await collected(table))) == 2
    await consent(table, on=False)
    await used(table)
    with pytest.raises(LabError):
        await collected(table)
    table.clock.advance(60)
    await consent(table)
    assert all_rows(await collected(table)) == [], "off and on again begins anew"


async def test_private_documents_are_never_learned_from(table: Table) -> None:
    await consent(table)
    room, live = await used(table)
    assert all_rows(await collected(table))
    await table.workspace.do_set_private(ADA, live.id, True)
    assert all_rows(await collected(table)) == []
    await table.workspace.do_set_private(ADA, live.id, False)
    await say(table, room, "edit Bees nap.")
    assert all_rows(await collected(table)) == [], "nor after it was private once"


async def test_forgetting_a_person(table: Table, tmp_path: Path) -> None:
    await consent(table)
    account = User(ADA.id, ADA.name, "ada@example.org", None, False, False, table.clock())
    await table.db.write(lambda rows: insert_user(rows, account))
    await used(table)
    shared, live = await used(table, BEN)
    await table.workspace.do_set_role(BEN, shared.id, ADA, "edit")
    await table.workspace.do_write_text(shared, live, Author(ADA.id, "person", "x"), live.text + "\nBy Ada.\n")
    await used(table, BEN, "edit Bees dream.")
    found = await collected(table)
    write_collected(found, tmp_path, "salt", table.clock())
    assert len(all_rows(found)) == 6
    people = await table.db.read(lambda rows: find_people(rows, "Ada@example.org"))
    assert people == [ADA.id]
    assert clean_folder(tmp_path, people) == 4, "hers, and the ones about a text she wrote in"
    left = (tmp_path / "texts-kto.jsonl").read_text()
    assert left.count("\n") == 1 and "dream" in left
    manifest = json.loads((tmp_path / "MANIFEST.json").read_text())
    assert manifest["files"]["texts-kto.jsonl"]["rows"] == 1
    await table.db.write(lambda rows: forget(rows, people))
    assert len(all_rows(await collected(table))) == 2
    with pytest.raises(LabError, match="Nobody here is called"):
        await table.db.read(lambda rows: find_people(rows, "Zed"))
    with pytest.raises(LabError, match="was not made by"):
        clean_folder(tmp_path / "nowhere", people)


async def test_rows_are_scrubbed_and_in_the_shapes_that_training_reads(table: Table, tmp_path: Path) -> None:
    await consent(table)
    account = User(ADA.id, ADA.name, "ada@example.org", None, False, False, table.clock())
    await table.db.write(lambda rows: insert_user(rows, account))
    await used(table, text="edit Write to Ada Byron, ada@example.org or +49 170 1234567, says Byron.")
    manifest = write_collected(await collected(table), tmp_path, "salt", table.clock())
    whole = "".join((tmp_path / f"{name}.jsonl").read_text() for name in FILES)
    assert "Byron" not in whole and "example.org" not in whole and "1234567" not in whole and ADA.id not in whole
    assert "[person]" in whole and "[e-mail]" in whole and "[phone]" in whole
    for name, method in FILES.items():
        if manifest["files"][f"{name}.jsonl"]["rows"]:
            read_rows(tmp_path / f"{name}.jsonl", method)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("mail é.ü+x@exämple.co.uk now", "mail [e-mail] now"),
        ("IBAN DE89 3704 0044 0532 0130 00.", "IBAN [account]."),
        ("not one: DE00 3704 0044 0532 0130 00", "not one: DE00 3704 0044 0532 0130 00"),
        ("card 4111 1111 1111 1111!", "card [card]!"),
        ("order 4111 1111 1111 1112", "order 4111 1111 1111 1112"),
        ("call (030) 1234 5678 or 0049-30-12345678", "call [phone] or [phone]"),
        ("in 2027 there were 12,400 of 17.5", "in 2027 there were 12,400 of 17.5"),
        ("see https://example.org/a and https://example.org/a?token=abc", "see https://example.org/a and [link]"),
        ("key sk-abcdefghijklmnop1234 here", "key [secret] here"),
        ("Ada met Byron, not Adam", "[person] met [person], not Adam"),
        ("😀字 ada\r\n", "😀字 [person]\r\n"),
    ],
)
def test_what_is_scrubbed_and_what_is_not(text: str, clean: str) -> None:
    assert scrub(text, ["Ada Byron"]) == clean
    assert scrub(clean, ["Ada Byron"]) == clean
