"""Shortcuts and agents over HTTP: made, shared, used, changed by who made them alone; rounds; stopping everything."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from gesso.model.scripted import Call, Rule, Say, Wait

from .conftest import Client, House, open_house

OWN = {"name": "Find gaps", "prompt": "What is missing in: {selection}", "kind": "document"}
BOT = {"name": "Sub-editor", "instructions": "You cut.", "tools": ["edit"], "hue": 20, "trust": "edit"}
DONE = Rule(tool=".*", steps=(Say(text="Done."),))


async def log(client: Client, room: str) -> list[dict[str, Any]]:
    return [event["body"] for event in (await client.ok("GET", f"/api/rooms/{room}/events"))["events"]]


async def finished(client: Client, room: str, kind: str) -> dict[str, Any]:
    """The first event of that kind, once it is there."""
    async with asyncio.timeout(10):
        while True:
            found = [body for body in await log(client, room) if body["type"] == kind]
            if found:
                return found[0]
            await asyncio.sleep(0.02)


async def test_a_shortcut_is_made_shared_and_changed_by_its_maker(house: House) -> None:
    anna, ben = await house.member("Anna"), await house.member("Ben")
    made = await anna.ok("POST", "/api/shortcuts", OWN)
    assert made["id"].startswith("shortcut_") and made["mine"] and not made["shared"]
    assert (await ben.ok("GET", "/api/shortcuts"))["own"] == []
    await anna.ok("PATCH", f"/api/shortcuts/{made['id']}", {"shared": True, "name": "Gaps"})
    [seen] = (await ben.ok("GET", "/api/shortcuts"))["own"]
    assert (seen["name"], seen["prompt"], seen["mine"]) == ("Gaps", OWN["prompt"], False)
    assert await ben.status("PATCH", f"/api/shortcuts/{made['id']}", {"name": "Mine"}) == 404
    assert await ben.status("DELETE", f"/api/shortcuts/{made['id']}") == 404
    assert await anna.status("DELETE", f"/api/shortcuts/{made['id']}") == 204
    assert (await ben.ok("GET", "/api/shortcuts"))["own"] == []
    assert await anna.status("DELETE", f"/api/shortcuts/{made['id']}") == 404


async def test_the_list_names_every_option(house: House) -> None:
    anna = await house.member("Anna")
    listed = {each["id"]: each for each in (await anna.ok("GET", "/api/shortcuts"))["built_in"]}
    assert [option["id"] for option in listed["length"]["options"]] == ["-75", "-50", "+50", "+75"]
    assert len(listed["level"]["options"]) == 6 and len(listed["port"]["options"]) == 8
    assert {each["kind"] for each in listed.values()} == {"document", "code"}


async def test_a_shortcut_is_used_by_a_message(tmp_path: Path) -> None:
    half = Call(name="edit", args={"edits": [{"selection": True, "text": "A fox."}]})
    async with open_house(
        tmp_path, rules=(DONE, Rule(user="selected part shorter", steps=(half,)), Rule(steps=(Say(text="Nothing."),)))
    ) as house:
        anna, ben = await house.member("Anna"), await house.member("Ben")
        room, canvas = await house.room(anna)
        ask = {
            "shortcut": {"id": "length", "option": "-50"},
            "selection": {"canvas": canvas, "quote": "A quick fox."},
            "wait_s": 20,
        }
        assert (await anna.ok("POST", f"/api/rooms/{room}/messages", ask))["outcome"] == "done"
        assert "A fox." in (await anna.ok("GET", f"/api/canvases/{canvas}"))["text"]
        said = [body for body in await log(anna, room) if body["type"] == "message_posted"][-1]
        assert said["text"] == "Length: −50 %" and said["shortcut"]["option"] == "-50"
        assert (await finished(anna, room, "shortcut_measured"))["words"] == "3 → 2 words, −33 %"
        own = await anna.ok("POST", "/api/shortcuts", OWN)
        use = {"shortcut": {"id": own["id"]}, "canvas": canvas, "wait_s": 20}
        await anna.ok("POST", f"/api/rooms/{room}/messages", use)
        said = [body for body in await log(anna, room) if body["type"] == "message_posted"][-1]
        assert said["text"].startswith("What is missing in: # Fox") and said["shortcut"]["title"] == "Find gaps"
        bens, _ = await house.room(ben)
        assert await ben.status("POST", f"/api/rooms/{bens}/messages", {"shortcut": {"id": own["id"]}}) == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"text": "x", "shortcut": {"id": "polish"}}, 422),
        ({"shortcut": {"id": "sing"}}, 422),
        ({"shortcut": {"id": "length", "option": "-10"}}, 422),
        ({"shortcut": {"id": "port", "option": "go"}}, 422),
        ({"shortcut": {"id": "shortcut_none"}}, 404),
    ],
)
async def test_what_does_not_fit_is_refused_and_nothing_is_said(house: House, body: Any, status: int) -> None:
    anna = await house.member("Anna")
    room, _ = await house.room(anna)
    answer = await anna.post(f"/api/rooms/{room}/messages", json=body)
    assert answer.status_code == status and answer.json()["error"]["message"]
    assert not [body for body in await log(anna, room) if body["type"] == "message_posted"]


async def test_an_agent_is_made_shared_invited_and_sent_away(house: House) -> None:
    anna, ben = await house.member("Anna"), await house.member("Ben")
    made = await anna.ok("POST", "/api/agents", BOT)
    assert made["id"].startswith("agent_") and made["origin"] == "mine"
    listed = await ben.ok("GET", "/api/agents")
    assert [each["id"] for each in listed["agents"]] == ["agent_critic", "agent_editor", "agent_checker"]
    assert {"edit", "comment"} <= {tool["name"] for tool in listed["tools"]}
    await anna.ok("PATCH", f"/api/agents/{made['id']}", {"shared": True, "tools": [], "model": ""})
    shared = (await ben.ok("GET", "/api/agents"))["agents"][-1]
    assert (shared["origin"], shared["tools"], shared["hue"]) == ("shared", [], 20)
    room, _ = await house.room(ben)
    here = await ben.ok("POST", f"/api/rooms/{room}/agents", {"agent": made["id"]})
    assert [each["name"] for each in here["agents"]] == ["Sub-editor"]
    await ben.ok("POST", f"/api/rooms/{room}/messages", {"text": "@Sub-editor hello", "wait_s": 20})
    started = [body for body in await log(ben, room) if body["type"] == "turn_started"][-1]
    assert started["agent"] == made["id"]
    assert await ben.status("PATCH", f"/api/agents/{made['id']}", {"name": "Mine"}) == 404
    assert await ben.status("DELETE", f"/api/agents/{made['id']}") == 404
    assert await anna.status("DELETE", f"/api/agents/{made['id']}") == 204
    assert (await ben.ok("DELETE", f"/api/rooms/{room}/agents/{made['id']}"))["agents"] == []
    assert await ben.status("DELETE", f"/api/rooms/{room}/agents/{made['id']}") == 404
    assert await ben.status("POST", f"/api/rooms/{room}/agents", {"agent": made["id"]}) == 404


async def test_names_and_tools_of_agents_are_checked(house: House) -> None:
    anna = await house.member("Anna")
    assert await anna.status("POST", "/api/agents", {**BOT, "name": "critic"}) == 422
    assert await anna.status("POST", "/api/agents", {**BOT, "tools": ["rm"]}) == 422
    assert await anna.status("POST", "/api/agents", {**BOT, "trust": "root"}) == 422
    made = await anna.ok("POST", "/api/agents", BOT)
    assert await anna.status("PATCH", f"/api/agents/{made['id']}", {"name": "Gesso"}) == 422


async def test_rounds_are_started_by_the_route_as_by_the_sentence(tmp_path: Path) -> None:
    remark = {"quote": "A quick fox.", "body": "Which fox?", "severity": "major"}
    change = Call(name="edit", args={"edits": [{"quote": "A quick fox.", "text": "A red fox."}]})
    rules = (
        Rule(tool=".*", steps=(Say(text="Done."),)),
        Rule(user="Review this text", times=1, steps=(Call(name="comment", args={"comments": [remark]}),)),
        Rule(user="Carry out.*Keep it short", times=1, steps=(change,)),
        Rule(user="Review this text", steps=(Say(text="Nothing above a nit is left."),)),
    )
    async with open_house(tmp_path, rules=rules) as house:
        anna = await house.member("Anna")
        room, canvas = await house.room(anna)
        ask = {"agents": ["agent_critic", "agent_editor"], "canvas": canvas, "most": 3, "task": "Keep it short."}
        started = await anna.ok("POST", f"/api/rooms/{room}/rounds", ask)
        assert started["turn"]
        ended = await finished(anna, room, "rounds_ended")
        assert (ended["outcome"], ended["done"], ended["left"]) == ("done", 1, 0)
        said = [body for body in await log(anna, room) if body["type"] == "message_posted"][-1]["text"]
        assert said == (
            "Let the critic and the editor work on it until the critic has no comment above minor, at most three "
            "rounds. Keep it short."
        )
        assert "A red fox." in (await anna.ok("GET", f"/api/canvases/{canvas}"))["text"]
        for wrong, status in (
            ({"agents": ["agent_critic", "agent_critic"]}, 422), ({"agents": ["agent_critic"]}, 422),
            ({"agents": ["agent_critic", "agent_none"]}, 404), ({**ask, "most": 11}, 422),
        ):  # fmt: skip
            assert await anna.status("POST", f"/api/rooms/{room}/rounds", wrong) == status


async def test_stop_all_stops_the_turns_and_the_work(tmp_path: Path) -> None:
    async with open_house(tmp_path, rules=(Rule(steps=(Wait(seconds=600),)),)) as house:
        anna = await house.member("Anna")
        room, canvas = await house.room(anna)
        await anna.ok("POST", f"/api/rooms/{room}/messages", {"text": "go"})
        await anna.ok(
            "POST", f"/api/rooms/{room}/rounds", {"agents": ["agent_critic", "agent_editor"], "canvas": canvas}
        )
        assert await anna.ok("POST", f"/api/rooms/{room}/stop") == {"stopped": 2}
        assert (await finished(anna, room, "rounds_ended"))["outcome"] == "stopped"
        assert await anna.ok("POST", f"/api/rooms/{room}/stop") == {"stopped": 0}
