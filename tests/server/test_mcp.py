"""gesso over MCP, spoken to by the official client over a real port: what a key opens, and what it does not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client as McpClient
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

from .conftest import Client, House, listening, open_house

READING = {"list_rooms", "read_room", "list_canvases", "read_canvas", "list_comments", "list_tasks"}


@asynccontextmanager
async def speaking(address: str, key: str, mode: str = "auto") -> AsyncIterator[McpClient]:
    """The official client at `/mcp` with a key."""
    headers = {"authorization": f"Bearer {key}"}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=20) as http,
        McpClient(streamable_http_client(f"{address}/mcp", http_client=http), mode=mode) as client,
    ):
        yield client


async def key_of(client: Client, *scopes: str) -> str:
    made = await client.ok("POST", "/api/keys", {"name": "agent", "scopes": list(scopes)})
    return str(made["key"])


async def call(client: McpClient, name: str, **args: Any) -> Any:
    """The value of a call that must succeed."""
    result = await client.call_tool(name, args)
    assert not result.is_error, result.content
    return result.structured_content


def words_of(content: Any) -> str:
    return str(content.text)


async def refusal(client: McpClient, name: str, **args: Any) -> str:
    result = await client.call_tool(name, args)
    assert result.is_error
    return str(result.content[0].text)  # type: ignore[union-attr]  # a text


@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_an_agent_reads_writes_comments_and_sets_a_task(tmp_path: Path, mode: str) -> None:
    async with open_house(tmp_path) as house, listening(house) as address:
        owner = await house.owner()
        room, canvas = await house.room(owner)
        async with speaking(address, await key_of(owner, "write"), mode) as agent:
            tools = {tool.name: tool for tool in (await agent.list_tools()).tools}
            assert tools.keys() > READING and "edit_canvas" in tools
            assert tools["read_room"].annotations is not None and tools["read_room"].annotations.read_only_hint
            assert [one["id"] for one in (await call(agent, "list_rooms"))["rooms"]] == [room]
            assert [one["id"] for one in (await call(agent, "read_room", room=room))["canvases"]] == [canvas]
            seen = await call(agent, "read_canvas", canvas=canvas)
            assert [block["text"] for block in seen["blocks"]] == ["# Fox", "A quick fox.", "It ran."]
            edits = [{"block": 2, "text": "A slow fox.", "why": "calmer"}]
            done = await call(agent, "edit_canvas", canvas=canvas, version=seen["version"], edits=edits)
            assert (await owner.ok("GET", f"/api/canvases/{canvas}"))["text"] == "# Fox\n\nA slow fox.\n\nIt ran.\n"
            again = await refusal(agent, "edit_canvas", canvas=canvas, version=seen["version"], edits=edits)
            assert "changed by somebody meanwhile" in again
            late = [{"block": 3, "op": "delete"}]
            await call(agent, "edit_canvas", canvas=canvas, version=seen["version"], edits=late, suggest=True)
            await owner.ok("POST", f"/api/canvases/{canvas}/undo", {"turn": done["turn"]})
            note = await call(agent, "add_comment", canvas=canvas, quote="quick", body="Why quick?")
            await call(agent, "reply_to_comment", comment=note["id"], body="It is a fox.")
            (comment,) = (await call(agent, "list_comments", canvas=canvas))["comments"]
            assert comment["replies"][0]["body"] == "It is a fox."
            made = await call(agent, "create_canvas", room=room, title="Notes", text="# Notes\n")
            assert len((await call(agent, "list_canvases", room=room))["canvases"]) == 2
            assert (await owner.ok("GET", f"/api/canvases/{made['id']}"))["text"] == "# Notes\n"


async def test_tasks_from_a_sentence_or_a_question_back(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, listening(house) as address:
        owner = await house.owner()
        async with speaking(address, await key_of(owner, "write")) as agent:
            assert "Give a zone" in await refusal(agent, "create_task", text="every day at 9:00 water the plants")
            words = {"text": "every day at 7 water the plants", "zone": "Europe/Berlin"}
            assert "No task was made yet" in await refusal(agent, "create_task", **words)
            words["text"] = "every weekday at 19:00 summarise the news"
            (task,) = (await call(agent, "create_task", **words))["tasks"]
            assert task["instruction"] == "Summarise the news" and "19:00" in task["next"][0]
            assert (await call(agent, "list_tasks"))["tasks"] == [task]
            assert (await call(agent, "change_task", task=task["id"], act="pause"))["tasks"][0]["state"] == "paused"
            await call(agent, "change_task", task=task["id"], act="delete")
            assert (await owner.ok("GET", "/api/tasks"))["tasks"] == []


async def test_trust_scope_and_person_bound_an_agent(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, listening(house) as address:
        owner, ben = await house.owner(), await house.member("Ben")
        room, canvas = await house.room(owner)
        await owner.ok("PUT", f"/api/canvases/{canvas}/trust", {"trust": "suggest"})
        edits = [{"quote": "quick", "text": "slow"}]
        async with speaking(address, await key_of(owner, "write")) as agent:
            version = (await call(agent, "read_canvas", canvas=canvas))["version"]
            offered = await call(agent, "edit_canvas", canvas=canvas, version=version, edits=edits)
            assert offered["turn"] is None
            (open_one,) = await owner.ok("GET", f"/api/canvases/{canvas}/suggestions")
            assert open_one["id"] == offered["suggestions"][0] and open_one["after"] == "slow"
        async with speaking(address, await key_of(owner, "read")) as reader:
            assert {tool.name for tool in (await reader.list_tools()).tools} == READING
            refused = await refusal(reader, "edit_canvas", canvas=canvas, version=version, edits=edits)
            assert refused == "This key may not use that tool."
        async with speaking(address, await key_of(ben, "write")) as other:
            for name, args in (
                ("read_room", {"room": room}),
                ("list_canvases", {"room": room}),
                ("read_canvas", {"canvas": canvas}),
                ("create_canvas", {"room": room, "title": "Mine"}),
                ("edit_canvas", {"canvas": canvas, "version": version, "edits": edits}),
                ("list_comments", {"canvas": canvas}),
                ("add_comment", {"canvas": canvas, "body": "Hello"}),
            ):
                assert "no such" in (await refusal(other, name, **args)).lower(), name
            assert (await call(other, "list_rooms"))["rooms"] == []
        assert (await owner.ok("GET", f"/api/canvases/{canvas}"))["text"].count("quick") == 1


async def test_without_a_key_or_with_a_wrong_one_there_is_no_door(house: House) -> None:
    owner = await house.owner()
    models = await house.key(owner, "models")
    ask = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accept = {"accept": "application/json, text/event-stream"}
    stranger = house.client(origin="")
    assert (await stranger.post("/mcp", json=ask, headers=accept)).status_code == 401
    assert (await models.post("/mcp", json=ask, headers=accept)).status_code == 403
    assert (await stranger.get("/mcp")).status_code == 401
    reader = await house.key(owner, "read")
    evil = {**accept, "origin": "https://evil.example"}
    assert (await reader.post("/mcp", json=ask, headers=evil)).status_code == 403
    assert (await reader.post("/mcp", json=ask, headers=accept)).status_code == 200
    assert (await reader.get("/mcp", headers=accept)).status_code == 405


@pytest.mark.parametrize("version", ["2025-11-25", "2026-07-28"])
async def test_nothing_that_is_sent_breaks_it(house: House, version: str) -> None:
    owner = await house.owner()
    _, canvas = await house.room(owner)
    writer = await house.key(owner, "write")
    headers = {
        "accept": "application/json, text/event-stream", "content-type": "application/json",
        "mcp-protocol-version": version,
    }  # fmt: skip
    deep = "[" * 20_000 + "]" * 20_000
    asked = [
        "5", "null", "[]", "NaN", deep, '{"edits": {"a": {"b": 1}}}',
        *(f'{{"canvas": {value}}}' for value in (deep, '"\\ud800"', '"a\\u0000b"', "NaN", f'"{"x" * 100_000}"')),
        *(f'{{"canvas": "{canvas}", {more}}}' for more in (
            '"version": 1e999, "edits": []', '"version": 999, "edits": [{"block": 1}]', '"version": -1')),
    ]  # fmt: skip
    bodies = [
        f'{{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {{"name": "{name}", "arguments": {args}}}}}'
        for name in ("edit_canvas", "create_task", "\\ud800")
        for args in asked
    ]
    bodies += ["", "[]", "{}", "5", deep, '{"jsonrpc": "2.0"}', '{"jsonrpc": "2.0", "id": 1, "method": "no/such"}']
    for body in bodies:
        answer = await writer.post("/mcp", content=body, headers=headers)
        assert answer.status_code < 500, f"{body[:200]}: {answer.text}"
    assert len(asyncio.all_tasks()) < 30


async def test_conversations_and_canvases_are_resources_and_shortcuts_are_prompts(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, listening(house) as address:
        owner, ben = await house.owner(), await house.member("Ben")
        room, canvas = await house.room(owner)
        theirs, secret = await house.room(ben, "secret")
        await owner.ok("POST", f"/api/rooms/{room}/messages", {"text": "Of foxes", "wait_s": 20})
        made = await owner.ok("POST", "/api/shortcuts", {"name": "Calm", "prompt": "Say calmly: {selection}"})
        async with speaking(address, await key_of(owner, "read")) as agent:
            found = {each.uri: each for each in (await agent.list_resources()).resources}
            assert found.keys() == {f"gesso://rooms/{room}", f"gesso://canvases/{canvas}"}
            assert len((await agent.list_resource_templates()).resource_templates) == 2
            (text,) = (await agent.read_resource(f"gesso://canvases/{canvas}")).contents
            assert words_of(text) == "# Fox\n\nA quick fox.\n\nIt ran.\n" and text.mime_type == "text/markdown"
            (said,) = (await agent.read_resource(f"gesso://rooms/{room}")).contents
            assert "Of foxes" in words_of(said) and f"gesso://canvases/{canvas}" in words_of(said)
            for uri in (f"gesso://rooms/{theirs}", f"gesso://canvases/{secret}", "gesso://x", "file:///etc/passwd"):
                with pytest.raises(MCPError):
                    await agent.read_resource(uri)
            prompts = {each.name: each for each in (await agent.list_prompts()).prompts}
            calm = f"own.{made['id']}"
            assert prompts[calm].title == "Calm" and len(prompts) > 5
            asked = await agent.get_prompt(calm, {"text": "It RAN!"})
            assert words_of(asked.messages[0].content) == "Say calmly: It RAN!"
            length = next(each for each in prompts.values() if len(each.arguments or ()) == 2)
            option = str((length.arguments or [])[1].description).removeprefix("one of ").split(", ")[0]
            asked = await agent.get_prompt(length.name, {"text": "It ran.", "option": option})
            assert words_of(asked.messages[0].content).endswith("It ran.")
            for name, args in ((length.name, {"text": "x"}), ("none", {"text": "x"}), (calm, {})):
                with pytest.raises(MCPError):
                    await agent.get_prompt(name, args)
