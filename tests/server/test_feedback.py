"""Thumbs, closed canvases and consent over HTTP: who may, and what is on the log then."""

from typing import Any

from .conftest import House


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
