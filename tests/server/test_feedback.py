"""Thumbs, closed canvases and consent over HTTP: who may, and what is on the log then."""

from typing import Any

from gesso.lab.feedback.collect import collect, write_collected

from .conftest import Client, House


def kinds(events: dict[str, Any]) -> list[str]:
    return [event["body"]["type"] for event in events["events"]]


async def test_a_thumb_is_set_changed_and_taken_back(house: House) -> None:
    owner = await house.owner()
    room, _ = await house.room(owner)
    said = await owner.ok("POST", f"/api/rooms/{room}/messages", {"text": "hi", "wait_s": 20})
    path = f"/api/rooms/{room}/turns/{said['turn']}/thumb"
    for thumb in ("up", "up", "down", None):
        await owner.ok("PUT", path, {"thumb": thumb})
    log = await owner.ok("GET", f"/api/rooms/{room}/events")
    rated = [e["body"]["thumb"] for e in log["events"] if e["body"]["type"] == "answer_rated"]
    assert rated == ["up", "down", None], "the same thumb twice is one"
    assert await owner.status("PUT", path, {"thumb": "sideways"}) == 422
    assert await owner.status("PUT", f"/api/rooms/{room}/turns/turn_none/thumb", {"thumb": "up"}) == 404


async def test_closing_what_nobody_opened_for_one_is_not_noted(house: House) -> None:
    owner = await house.owner()
    room, canvas = await house.room(owner)
    assert (await owner.ok("POST", f"/api/canvases/{canvas}/closed"))["id"] == canvas
    assert "canvas_closed" not in kinds(await owner.ok("GET", f"/api/rooms/{room}/events"))


async def test_consent_is_off_until_an_administrator_turns_it_on(house: House) -> None:
    owner = await house.owner()
    found = await owner.ok("GET", "/api/lab/consent")
    assert found["on"] is False and found["since"] is None and found["kept"] and found["left_out"]
    turned = await owner.ok("PUT", "/api/lab/consent", {"on": True})
    assert turned["on"] is True and turned["since"]
    assert await owner.ok("PUT", "/api/lab/consent", {"on": True}) == turned, "since stays"
    assert (await owner.ok("PUT", "/api/lab/consent", {"on": False}))["since"] is None
    assert await owner.status("PUT", "/api/lab/consent", {"on": "perhaps"}) == 422


async def rated(house: House, person: Client) -> None:
    """The person asks something, likes the answer, and eleven minutes pass."""
    room, _ = await house.room(person)
    said = await person.ok("POST", f"/api/rooms/{room}/messages", {"text": "hi", "wait_s": 20})
    await person.ok("PUT", f"/api/rooms/{room}/turns/{said['turn']}/thumb", {"thumb": "up"})
    house.clock.advance(660)


async def collect_into(house: House, name: str) -> None:
    found = await house.db.read(lambda rows: collect(rows, house.clock(), "salt"))
    write_collected(found, house.parts.settings.data / "lab" / "feedback" / name, "salt", house.clock())


async def test_an_administrator_sees_what_could_be_and_was_collected_and_deletes_it(house: House) -> None:
    owner, ben = await house.owner(), await house.member("Ben")
    await rated(house, ben)
    found = await owner.ok("GET", "/api/lab/feedback")
    assert (found["answers"], found["rows"], found["folders"]) == (0, 0, []) and not found["consent"]["on"]
    begun = (await owner.ok("PUT", "/api/lab/consent", {"on": True}))["since"]
    house.clock.advance(1)
    await rated(house, ben)
    await rated(house, owner)
    found = await owner.ok("GET", "/api/lab/feedback")
    assert (found["answers"], found["spoke"], found["rows"]) == (2, 2, 2)
    await collect_into(house, "first")
    assert (await owner.ok("GET", "/api/lab/feedback"))["folders"][0]["rows"] == 2
    found = await owner.ok("DELETE", "/api/lab/feedback")
    assert (found["answers"], found["rows"], found["folders"]) == (0, 0, []), "nor may it be collected again"
    assert found["consent"]["on"] and found["consent"]["since"] > begun
    for method in ("GET", "DELETE"):
        assert await ben.status(method, "/api/lab/feedback") == 403


async def test_anybody_deletes_their_own_part_for_good(house: House) -> None:
    owner, ben = await house.owner(), await house.member("Ben")
    await owner.ok("PUT", "/api/lab/consent", {"on": True})
    house.clock.advance(1)
    await rated(house, ben)
    await rated(house, owner)
    await collect_into(house, "first")
    assert (await ben.ok("GET", "/api/lab/consent"))["forgotten"] is False
    assert (await ben.ok("DELETE", "/api/lab/feedback/mine"))["forgotten"] is True
    found = await owner.ok("GET", "/api/lab/feedback")
    assert (found["answers"], found["forgotten"], found["folders"][0]["rows"]) == (1, 1, 1)
    assert found["consent"]["forgotten"] is False, "that is the owner's own"
    await rated(house, ben)
    assert (await owner.ok("GET", "/api/lab/feedback"))["answers"] == 1


async def test_a_broken_folder_is_told_and_can_be_deleted(house: House) -> None:
    owner = await house.owner()
    folder = house.parts.settings.data / "lab" / "feedback" / "torn"
    folder.mkdir(parents=True)
    (folder / "MANIFEST.json").write_text("{")
    found = await owner.ok("GET", "/api/lab/feedback")
    assert found["folders"] == [{"name": "torn", "made": None, "rows": 0, "fault": "its MANIFEST.json cannot be read"}]
    answer = await owner.request("DELETE", "/api/lab/feedback/mine")
    assert answer.status_code == 422 and "cannot be read" in answer.json()["error"]["message"]
    assert (await owner.ok("GET", "/api/lab/consent"))["forgotten"] is True, "later collections hold nothing, though"
    assert (await owner.ok("DELETE", "/api/lab/feedback"))["folders"] == [] and not folder.exists()
