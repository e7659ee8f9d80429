"""Next edits over HTTP: what is offered, to whom and when not; what is learned; and that a private canvas stays so."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from gesso.base.errors import NotFound
from gesso.canvas.changes import Change
from gesso.model.scripted import Rule, Say, ScriptedModel, Wait
from gesso.room.live_canvas import Author, LiveCanvas
from gesso.room.workspace import Person

from .conftest import Client, House, open_house

TEXT = "Anna 😀 came. Anna's cat saw Anna.\n"
RULES = (
    Rule(before=r"slowly $", steps=(Wait(seconds=30.0), Say(text="never seen"))),
    Rule(before=r"unlikely $", steps=(Say(text="words here."),), likely=0.2),
    Rule(before=r"The quick $", steps=(Say(text="brown fox jumps. And more."),), likely=0.995),
)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path, rules=RULES) as made:
        yield made


async def canvas_of(house: House, client: Client, text: str = TEXT) -> tuple[str, LiveCanvas]:
    _, canvas = await house.room(client, text)
    return canvas, await house.parts.workspace.canvas(canvas)


async def ask(client: Client, live: LiveCanvas, caret: int | None = None) -> Any:
    place = {"version": live.version, "caret": len(live.document) if caret is None else caret}
    return await client.ok("POST", f"/api/canvases/{live.id}/next-edit", place)


async def types(live: LiveCanvas, person: str, start: int, end: int, words: str) -> None:
    text = live.document
    change = Change.of(text.units, [(text.to_units(start), text.to_units(end), words)])
    await live.push(live.version, [change], Author(person, "person", "client-1"))


async def settle(client: Client, live: LiveCanvas, offer: Any, outcome: str) -> None:
    body = {"offer": offer["id"], "outcome": outcome}
    await client.ok("POST", f"/api/canvases/{live.id}/next-edit/outcome", body)


async def take(client: Client, live: LiveCanvas, offer: Any) -> None:
    """As the page does: an ordinary change by the person."""
    text = live.document
    edits = [(text.to_units(p["start"]), text.to_units(p["end"]), p["after"]) for p in offer["patches"]]
    await live.push(live.version, [Change.of(text.units, edits)], Author(client.id, "person", "client-1"))
    await settle(client, live, offer, "taken")


async def test_a_rename_is_offered_taken_and_learned_from(house: House) -> None:
    owner = await house.owner()
    _, live = await canvas_of(house, owner)
    assert await ask(owner, live) is None
    await types(live, owner.id, 0, 4, "Eva")
    offer = await ask(owner, live, 3)
    assert offer["kind"] == "rename" and offer["version"] == live.version
    first, second = offer["patches"]
    assert (first["before"], first["after"], first["lead"], first["trail"]) == (
        "Anna",
        "Eva",
        "Eva 😀 came. ",
        "'s cat saw Anna.",
    )
    await take(owner, live, offer)
    assert live.text == "Eva 😀 came. Eva's cat saw Eva.\n"
    house.clock.advance(31)
    await ask(owner, live, 3)
    kept = await owner.ok("GET", "/api/next-edit")
    assert (kept["shown"], kept["taken"], kept["retained"]) == (1, 1, 1) and kept["threshold"] < 0.5
    answer = await owner.post(
        f"/api/canvases/{live.id}/next-edit/outcome", json={"offer": offer["id"], "outcome": "taken"}
    )
    assert answer.status_code == 404, "settled once"
    assert second["start"] > first["start"]


async def test_what_was_taken_and_deleted_again_was_not_retained(house: House) -> None:
    owner = await house.owner()
    _, live = await canvas_of(house, owner)
    await types(live, owner.id, 0, 4, "Eva")
    await take(owner, live, await ask(owner, live, 3))
    await types(live, owner.id, 0, len(live.document), "All anew.")
    house.clock.advance(31)
    await ask(owner, live)
    kept = await owner.ok("GET", "/api/next-edit")
    assert (kept["taken"], kept["retained"]) == (1, 0)


async def test_a_dismissed_offer_is_not_made_again(house: House) -> None:
    owner = await house.owner()
    _, live = await canvas_of(house, owner)
    await types(live, owner.id, 0, 4, "Eva")
    offer = await ask(owner, live, 3)
    await settle(owner, live, offer, "dismissed")
    assert await ask(owner, live, 3) is None
    await types(live, owner.id, len(live.document), len(live.document), "More.")
    assert await ask(owner, live, 3) is None


async def test_words_are_offered_up_to_the_end_of_the_sentence(house: House) -> None:
    owner = await house.owner()
    _, live = await canvas_of(house, owner, "One.\n\nThe quick ")
    offer = await ask(owner, live)
    assert offer["kind"] == "words"
    assert offer["patches"] == [
        {"start": 16, "end": 16, "before": "", "after": "brown fox jumps.", "lead": "The quick ", "trail": ""}
    ]
    _, other = await canvas_of(house, owner, "One more.\n\nThis is unlikely ")
    assert await ask(owner, other) is None


async def test_nothing_is_asked_about_a_private_canvas_and_no_prompt_holds_its_words(house: House) -> None:
    owner = await house.owner()
    _, live = await canvas_of(house, owner, "Secret one.\n\nThe quick ")
    seen = await owner.ok("PUT", f"/api/canvases/{live.id}/privacy", {"private": True})
    assert seen["private"] is True
    await types(live, owner.id, 0, 6, "Hidden")
    assert await ask(owner, live) is None
    model = house.parts.catalogue.completer()
    assert isinstance(model, ScriptedModel) and not model.gaps
    await owner.ok("PUT", f"/api/canvases/{live.id}/privacy", {"private": False})
    assert (await ask(owner, live))["kind"] == "words"
    room = await house.parts.workspace.room(live.room)
    assert [event.body.type for event in await room.events()][-2:] == ["canvas_privacy_set"] * 2


async def test_off_is_off_and_edits_ask_no_model(house: House) -> None:
    owner = await house.owner()
    _, live = await canvas_of(house, owner, "Anna came.\n\nAnna saw The quick ")
    for mode, kinds in (("off", (None, None)), ("edits", (None, "rename")), ("words", ("words", "rename"))):
        await owner.ok("PUT", "/api/next-edit", {"mode": mode})
        offer = await ask(owner, live)
        assert (offer and offer["kind"]) == kinds[0]
        name = live.text.split()[0]
        await types(live, owner.id, 0, len(name), {"off": "Eva", "edits": "Ida", "words": "Una"}[mode])
        if mode == "off":
            await types(live, owner.id, 0, 3, "Anna")
            continue
        await types(live, owner.id, 12, 12 + len(live.text[12:].split()[0]), "Anna" if mode == "edits" else "Zoe")
    ben = await house.member("Ben")
    assert (await ben.ok("GET", "/api/next-edit"))["mode"] == "words", "everybody chooses alone"


async def test_the_choice_and_what_was_learned_outlive_the_process(house: House) -> None:
    owner = await house.owner()
    _, live = await canvas_of(house, owner, "The quick ")
    await settle(owner, live, await ask(owner, live), "ignored")
    chosen = await owner.ok("PUT", "/api/next-edit", {"mode": "edits", "model": "scripted"})
    assert chosen["models"] == ["embedded", "scripted"] and chosen["ignored"] == 1
    house.parts.next_edits._people.clear()
    again = await owner.ok("GET", "/api/next-edit")
    assert again == chosen
    forgotten = await owner.ok("PUT", "/api/next-edit", {"mode": "words", "forget": True})
    assert forgotten["shown"] == 0 and forgotten["threshold"] == 0.5
    assert await owner.status("PUT", "/api/next-edit", {"mode": "words", "model": "gone/model"}) == 404


async def test_typing_on_and_asking_anew_end_the_question(house: House) -> None:
    owner = await house.owner()
    _, live = await canvas_of(house, owner, "It came slowly ")
    first = asyncio.create_task(ask(owner, live))
    seat = await waiting(house)
    second = asyncio.create_task(ask(owner, live))
    assert await asyncio.wait_for(first, 5) is None
    assert seat.asking is not None
    await types(live, owner.id, len(live.document), len(live.document), "on")
    assert await asyncio.wait_for(second, 5) is None and seat.asking is None


async def waiting(house: House) -> Any:
    """The seat of the one question under way."""
    for _ in range(500):
        for seat in house.parts.next_edits._seats.values():
            if seat.asking is not None:
                return seat
        await asyncio.sleep(0.01)
    raise AssertionError("nothing was asked")


async def test_somebody_elses_words_move_the_offer_along_or_end_it(house: House) -> None:
    owner = await house.owner()
    _, live = await canvas_of(house, owner)
    old = live.version
    await types(live, owner.id, 0, 4, "Eva")
    after_eva = live.version
    await types(live, "user_other", 0, 0, "é😀 ")
    moved = await owner.ok("POST", f"/api/canvases/{live.id}/next-edit", {"version": after_eva, "caret": 3})
    assert moved["version"] == live.version
    text = live.text
    assert [text[p["start"] : p["end"]] for p in moved["patches"]] == ["Anna", "Anna"]
    assert await owner.status("POST", f"/api/canvases/{live.id}/next-edit", {"version": old, "caret": 9_999}) == 422
    assert await owner.status("POST", f"/api/canvases/{live.id}/next-edit", {"version": 9_999, "caret": 0}) == 422


async def test_who_may_not_edit_is_offered_nothing(house: House) -> None:
    owner, ben = await house.owner(), await house.member("Ben")
    _, live = await canvas_of(house, owner)
    path = f"/api/canvases/{live.id}/next-edit"
    assert await ben.status("POST", path, {"version": 1, "caret": 0}) == 404
    await house.parts.workspace.do_join(owner.id, live.room, house_person(ben), "comment")
    assert await ben.status("POST", path, {"version": 1, "caret": 0}) == 403
    assert await ben.status("PUT", f"/api/canvases/{live.id}/privacy", {"private": True}) == 403
    await types(live, owner.id, 0, 4, "Eva")
    offer = await ask(owner, live, 3)
    await house.parts.workspace.do_join(owner.id, live.room, house_person(ben), "edit")
    with pytest.raises(NotFound):
        await house.parts.next_edits.settle(house_person(ben), live.id, offer["id"], "taken")


def house_person(client: Client) -> Person:
    return Person(client.id, "Ben")
