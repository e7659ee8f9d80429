"""Everything the page can do, done by programs: rooms, messages, turns, canvases, edits, history, the model menu."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from gesso.model.scripted import Call, Rule, Say, Wait
from gesso.room import wire

from .conftest import Client, House, open_house

TEXT = "# Füchse 😀\n\nThe quick fox.\n\nThe lazy dog.\n"


async def body_of(client: Client, room: str, kind: str) -> dict[str, Any]:
    events = (await client.ok("GET", f"/api/rooms/{room}/events"))["events"]
    return dict([event["body"] for event in events if event["body"]["type"] == kind][-1])


async def test_rooms_come_go_and_come_back(house: House) -> None:
    owner = await house.owner()
    room = (await owner.ok("POST", "/api/rooms", {}))["id"]
    await owner.ok("PATCH", f"/api/rooms/{room}", {"title": "Füchse"})
    other = (await owner.ok("POST", "/api/rooms", {"title": "Dogs"}))["id"]
    await owner.ok("POST", f"/api/rooms/{room}/messages", {"text": "about burrows", "wait_s": 20})
    assert {row["id"] for row in await owner.ok("GET", "/api/rooms")} == {room, other}
    assert [row["id"] for row in await owner.ok("GET", "/api/rooms?q=BURROW")] == [room]
    await owner.ok("DELETE", f"/api/rooms/{room}")
    assert [row["id"] for row in await owner.ok("GET", "/api/rooms")] == [other]
    assert [row["id"] for row in await owner.ok("GET", "/api/rooms?deleted=true")] == [room]
    await owner.ok("POST", f"/api/rooms/{room}/restore")
    assert await owner.status("GET", f"/api/rooms/{room}") == 200


async def test_a_message_its_turn_and_its_branches(house: House) -> None:
    owner = await house.owner()
    room, _ = await house.room(owner)
    said = await owner.ok("POST", f"/api/rooms/{room}/messages", {"text": "hello", "wait_s": 20})
    assert said["outcome"] == "done"
    events = (await owner.ok("GET", f"/api/rooms/{room}/events?after={said['seq']}"))["events"]
    assert {"message_posted", "turn_started", "turn_ended"} <= {event["body"]["type"] for event in events}
    turn = await owner.ok("GET", f"/api/rooms/{room}/turns/{said['turn']}")
    assert turn["text"] == "Hello from the script." and turn["parent"] == said["message"]
    again = await owner.ok("POST", f"/api/rooms/{room}/regenerate", {"message": said["message"], "wait_s": 20})
    assert again["turn"] != said["turn"]
    await owner.ok("POST", f"/api/rooms/{room}/branch", {"message": turn["message"]})
    assert (await owner.ok("GET", f"/api/rooms/{room}"))["head"] == turn["message"]
    assert await owner.status("POST", f"/api/rooms/{room}/messages", {"text": "x", "model": "nothing"}) in (404, 422)


async def test_stopping_a_turn(tmp_path: Path) -> None:
    rules = (Rule(user="", steps=(Say(text="begun"), Wait(seconds=3600))),)
    async with open_house(tmp_path, rules=rules) as house:
        owner = await house.owner()
        room, _ = await house.room(owner)
        said = await owner.ok("POST", f"/api/rooms/{room}/messages", {"text": "x"})
        assert said["outcome"] is None
        stopped = await owner.ok("POST", f"/api/rooms/{room}/turns/{said['turn']}/stop")
        assert stopped["outcome"] == "stopped"
        again = await owner.ok("POST", f"/api/rooms/{room}/turns/{said['turn']}/stop")
        assert again["outcome"] == "stopped"


async def test_waiting_ends_when_the_time_is_up(tmp_path: Path) -> None:
    rules = (Rule(user="", steps=(Wait(seconds=3600),)),)
    async with open_house(tmp_path, rules=rules) as house:
        owner = await house.owner()
        room, _ = await house.room(owner)
        async with asyncio.timeout(5):
            said = await owner.ok("POST", f"/api/rooms/{room}/messages", {"text": "x", "wait_s": 0.05})
            assert said["outcome"] is None
            assert (await owner.ok("GET", f"/api/rooms/{room}/turns/{said['turn']}?wait_s=0.05"))["outcome"] is None
        await owner.ok("POST", f"/api/rooms/{room}/turns/{said['turn']}/stop")


async def test_a_selection_is_held_follows_the_text_and_is_used_once(house: House) -> None:
    owner = await house.owner()
    room, canvas = await house.room(owner, TEXT)
    chosen = await owner.ok("PUT", f"/api/canvases/{canvas}/selection", {"quote": "quick fox"})
    assert TEXT[chosen["start"] : chosen["end"]] == "quick fox"
    await owner.ok("POST", f"/api/canvases/{canvas}/edits", {"edits": [{"start": 0, "end": 0, "text": "😀 "}]})
    await owner.ok("POST", f"/api/rooms/{room}/messages", {"text": "shorter", "wait_s": 20})
    selection = (await body_of(owner, room, "message_posted"))["selection"]
    assert selection["quote"] == "quick fox" and selection["start"] == chosen["start"] + 2
    await owner.ok("POST", f"/api/rooms/{room}/messages", {"text": "again", "wait_s": 20})
    assert (await body_of(owner, room, "message_posted"))["selection"] is None
    direct = {"canvas": canvas, "quote": "lazy"}
    await owner.ok("POST", f"/api/rooms/{room}/messages", {"text": "x", "selection": direct, "wait_s": 20})
    assert (await body_of(owner, room, "message_posted"))["selection"]["quote"] == "lazy"
    assert await owner.status("PUT", f"/api/canvases/{canvas}/selection", {"quote": "The"}) == 422, "it occurs twice"
    assert await owner.ok("PUT", f"/api/canvases/{canvas}/selection", {}) is None


async def test_edits_are_all_or_none_and_undone_exactly(house: House) -> None:
    owner = await house.owner()
    _, canvas = await house.room(owner, TEXT)
    edits = [{"quote": "quick", "text": "slow"}, {"block": 3, "op": "insert_after", "text": "\n\nThe end."}]
    done = await owner.ok("POST", f"/api/canvases/{canvas}/edits", {"edits": edits})
    text = (await owner.ok("GET", f"/api/canvases/{canvas}"))["text"]
    assert "slow fox" in text and "The end." in text
    broken = {"edits": [{"quote": "slow", "text": "fast"}, {"quote": "not there", "text": "x"}]}
    assert await owner.status("POST", f"/api/canvases/{canvas}/edits", broken) == 422
    assert (await owner.ok("GET", f"/api/canvases/{canvas}"))["text"] == text
    await owner.ok("POST", f"/api/canvases/{canvas}/keep", {"turn": done["turn"]})
    await owner.ok("POST", f"/api/canvases/{canvas}/undo", {"turn": done["turn"]})
    assert (await owner.ok("GET", f"/api/canvases/{canvas}"))["text"] == TEXT
    assert await owner.status("POST", f"/api/canvases/{canvas}/undo", {"turn": done["turn"]}) == 409


async def test_an_agents_edit_is_undone_around_what_people_wrote(tmp_path: Path) -> None:
    call = Call(name="edit", args={"edits": [{"quote": "quick", "text": "slow"}]})
    rules = (Rule(user="", tool=".*", steps=(Say(text="Done."),)), Rule(user="", steps=(call,)))
    async with open_house(tmp_path, rules=rules) as house:
        owner = await house.owner()
        room, canvas = await house.room(owner, TEXT)
        said = await owner.ok("POST", f"/api/rooms/{room}/messages", {"text": "slower", "canvas": canvas, "wait_s": 20})
        assert said["outcome"] == "done"
        assert "slow fox" in (await owner.ok("GET", f"/api/canvases/{canvas}"))["text"]
        await owner.ok("POST", f"/api/canvases/{canvas}/edits", {"edits": [{"quote": "lazy", "text": "sleepy"}]})
        await owner.ok("POST", f"/api/canvases/{canvas}/undo", {"turn": said["turn"]})
        assert (await owner.ok("GET", f"/api/canvases/{canvas}"))["text"] == TEXT.replace("lazy", "sleepy")


async def test_the_whole_text_with_and_without_a_base(house: House) -> None:
    owner = await house.owner()
    _, canvas = await house.room(owner, TEXT)
    base = (await owner.ok("GET", f"/api/canvases/{canvas}"))["version"]
    await owner.ok("PUT", f"/api/canvases/{canvas}/text", {"text": TEXT.replace("quick", "slow")})
    mine = {"text": TEXT.replace("lazy", "sleepy"), "base_version": base}
    merged = await owner.ok("PUT", f"/api/canvases/{canvas}/text", mine)
    assert merged["text"] == TEXT.replace("quick", "slow").replace("lazy", "sleepy")
    future = {"text": "x", "base_version": 999}
    assert await owner.status("PUT", f"/api/canvases/{canvas}/text", future) == 422
    long = "line é😀字\n" * 60_000
    assert (await owner.ok("PUT", f"/api/canvases/{canvas}/text", {"text": long}))["text"] == long


async def test_suggestions_over_the_api(house: House) -> None:
    owner = await house.owner()
    room, canvas = await house.room(owner, TEXT)
    edits = [{"quote": "quick", "text": "slow", "why": "calmer"}, {"quote": "lazy", "op": "delete"}]
    made = await owner.ok("POST", f"/api/canvases/{canvas}/edits", {"edits": edits, "suggest": True})
    first, second = made["suggestions"]
    assert (await owner.ok("GET", f"/api/canvases/{canvas}"))["text"] == TEXT
    await owner.ok("POST", f"/api/canvases/{canvas}/edits", {"edits": [{"start": 0, "end": 0, "text": "😀😀"}]})
    shown = {row["id"]: row for row in await owner.ok("GET", f"/api/canvases/{canvas}/suggestions")}
    text = (await owner.ok("GET", f"/api/canvases/{canvas}"))["text"]
    assert text[shown[first]["start"] : shown[first]["end"]] == "quick" and shown[first]["why"] == "calmer"
    assert len((await owner.ok("GET", f"/api/rooms/{room}"))["suggestions"]) == 2
    await owner.ok("POST", f"/api/suggestions/{first}/accept")
    await owner.ok("POST", f"/api/suggestions/{second}/reject")
    assert (await owner.ok("GET", f"/api/canvases/{canvas}"))["text"] == f"😀😀{TEXT}".replace("quick", "slow")
    assert await owner.status("POST", f"/api/suggestions/{first}/accept") == 409


async def test_history_reads_back(house: House) -> None:
    owner = await house.owner()
    _, canvas = await house.room(owner, TEXT)
    await owner.ok("POST", f"/api/canvases/{canvas}/edits", {"edits": [{"quote": "quick", "text": "😀"}]})
    changes = await owner.ok("GET", f"/api/canvases/{canvas}/changes?after=1")
    assert [change["version"] for change in changes["changes"]] == [2] and changes["version"] == 2
    assert changes["changes"][0]["by"] == owner.id
    assert (await owner.ok("GET", f"/api/canvases/{canvas}/versions/1"))["text"] == TEXT
    assert (await owner.ok("GET", f"/api/canvases/{canvas}/versions/0"))["text"] == ""
    assert await owner.status("GET", f"/api/canvases/{canvas}/versions/3") == 422
    text = (await owner.ok("GET", f"/api/canvases/{canvas}"))["text"]
    blame = await owner.ok("GET", f"/api/canvases/{canvas}/blame")
    assert sum(run["length"] for run in blame["runs"]) == len(text)
    blocks = (await owner.ok("GET", f"/api/canvases/{canvas}/blocks"))["blocks"]
    assert all(text[block["start"] : block["end"]] == block["text"] for block in blocks)


async def test_a_canvas_is_renamed_deleted_and_restored(house: House) -> None:
    owner = await house.owner()
    room, canvas = await house.room(owner, "print('x')\n")
    changed = await owner.ok("PATCH", f"/api/canvases/{canvas}", {"kind": "code", "language": "python", "title": "x"})
    assert (changed["kind"], changed["language"], changed["title"]) == ("code", "python", "x")
    assert (await owner.get(f"/api/canvases/{canvas}/export")).headers["content-disposition"].endswith('x.py"')
    await owner.ok("DELETE", f"/api/canvases/{canvas}")
    assert await owner.status("GET", f"/api/canvases/{canvas}") == 404
    assert (await owner.ok("GET", f"/api/rooms/{room}"))["canvases"][0]["deleted"]
    await owner.ok("POST", f"/api/canvases/{canvas}/restore")
    assert (await owner.ok("GET", f"/api/canvases/{canvas}"))["text"] == "print('x')\n"


async def test_the_menu_of_models(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from gesso.model.catalogue import Connection, ServedModel
    from gesso.server import menu

    owner, ben = await house.owner(), await house.member("Ben")
    listed = await ben.ok("GET", "/api/models")
    assert {"embedded", "scripted"} <= {model["id"] for model in listed["models"]}
    body = {"provider": "compatible", "base_url": "http://127.0.0.1:9/v1", "key": "sk-secret", "name": "Mine"}
    assert await owner.status("POST", "/api/models", body) == 502, "nothing listens there"

    async def answers(connection: Connection) -> list[ServedModel]:
        return [ServedModel(id="tiny")]

    monkeypatch.setattr(menu, "check", answers)
    made = await owner.post("/api/models", json=body)
    assert made.status_code == 201 and "sk-secret" not in made.text
    connection = made.json()["connections"][0]
    assert connection["has_key"] and connection["name"] == "Mine"
    assert f"{connection['id']}/tiny" in {model["id"] for model in made.json()["models"]}
    assert (await ben.ok("GET", "/api/models"))["connections"] == []
    assert listed["providers"] == [] and "compatible" in {kind["id"] for kind in made.json()["providers"]}
    await owner.ok("PUT", "/api/models/default", {"id": f"{connection['id']}/tiny"})
    stored = await menu.open_catalogue(house.parts.settings, house.db)
    assert stored.default_id == f"{connection['id']}/tiny"
    assert stored.connections[0].key == "sk-secret"
    await stored.aclose()
    gone = await owner.ok("DELETE", f"/api/connections/{connection['id']}")
    assert gone["connections"] == [] and gone["default"] == "scripted"
    assert await owner.status("PUT", "/api/models/default", {"id": "nothing"}) == 404


async def test_every_answer_is_described_and_fits_its_description(house: House) -> None:
    owner = await house.owner()
    whole = await owner.ok("GET", "/api/openapi.json")
    for path, methods in whole["paths"].items():
        for method, described in methods.items():
            assert described["operationId"] and described["summary"], f"{method} {path}"
            assert "4XX" in described["responses"], f"{method} {path}"
    ids = [described["operationId"] for methods in whole["paths"].values() for described in methods.values()]
    assert len(ids) == len(set(ids))
    assert (
        wire.Event.model_json_schema()["properties"].keys()
        <= whole["components"]["schemas"]["Event"]["properties"].keys()
    )
