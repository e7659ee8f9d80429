"""Two people, each with a room: every operation of one with the ids of the other, streams and sockets included."""

import asyncio
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from gesso.agent.tool import ToolResult
from gesso.model.scripted import Call, Rule, Say, ScriptedModel
from gesso.room.workspace import Workspace
from gesso.server.app import declared_routes
from gesso.server.policy import JSON_ONLY, Operation
from gesso.store.made_tools import MadeRow, insert_made
from gesso.store.notices import Notice, write_notice
from gesso.tasks.stored import task_of

from .conftest import (
    Client,
    House,
    ask_to_send,
    cookie_of,
    listening,
    open_house,
    put_data_behind,
    read_page_of,
)  # fmt: skip

SECRET = "the quick brown secret"
OPERATIONS = [
    operation
    for operation in declared_routes()
    if operation.policy.auth == "user"
    and re.search(
        r"\{(room|canvas|suggestion|note|share|task|notice|channel|source|approval|rule|upload|file|project|tool|made)\}|/tasks/runs/",
        operation.path,
    )
]
BODIES: dict[str, Any] = {
    "PUT /api/canvases/{canvas}/aligned/{form}/{part}": {"words": "x"},
    "POST /api/canvases/{canvas}/pictures": {"words": "x"},
    "POST /api/rooms/{room}/messages": {"text": "hello"},
    "POST /api/rooms/{room}/regenerate": {"message": "{message}"},
    "POST /api/rooms/{room}/branch": {"message": "{message}"},
    "PATCH /api/rooms/{room}": {"title": "mine now"},
    "PUT /api/rooms/{room}/members/{member}": {"role": "owner"},
    "POST /api/rooms/{room}/agents": {"agent": "agent_critic"},
    "POST /api/rooms/{room}/rounds": {"agents": ["agent_critic", "agent_editor"], "canvas": "{canvas}"},
    "POST /api/rooms/{room}/shares": {"canvas": "{canvas}"},
    "POST /api/rooms/{room}/canvases": {"kind": "document", "title": "t"},
    "PATCH /api/canvases/{canvas}": {"title": "mine now"},
    "PUT /api/canvases/{canvas}/text": {"text": "mine now"},
    "POST /api/canvases/{canvas}/edits": {"edits": [{"quote": "quick", "text": "slow"}]},
    "PUT /api/canvases/{canvas}/selection": {"quote": "quick"},
    "PUT /api/canvases/{canvas}/trust": {"trust": "suggest"},
    "PUT /api/canvases/{canvas}/pairing": {"pairing": "point"},
    "POST /api/canvases/{canvas}/suggestions/settle": {"state": "accepted"},
    "POST /api/canvases/{canvas}/suggestions/reopen": {"suggestions": ["{suggestion}"]},
    "POST /api/canvases/{canvas}/lenses/{lens}": {"command": "shorten", "args": {"goal": 20}},
    "POST /api/canvases/{canvas}/notes": {"quote": "quick", "body": "mine now"},
    "POST /api/notes/{note}/replies": {"body": "mine now"},
    "PATCH /api/notes/{note}": {"state": "resolved"},
    "POST /api/canvases/{canvas}/next-edit": {"version": 1, "caret": 0},
    "POST /api/canvases/{canvas}/next-edit/outcome": {"offer": "x", "outcome": "taken"},
    "PUT /api/canvases/{canvas}/privacy": {"private": True},
    "PUT /api/rooms/{room}/turns/{turn}/thumb": {"thumb": "up"},
    "POST /api/canvases/{canvas}/restore_version": {"version": 0},
    "PUT /api/canvases/{canvas}/versions/{version}/name": {"name": "mine now"},
    "POST /api/canvases/{canvas}/keep": {"turn": "{turn}"},
    "POST /api/canvases/{canvas}/undo": {"turn": "{turn}"},
    "POST /api/rooms/{room}/jobs": {"ask": "mine now"},
    "POST /api/rooms/{room}/jobs/{job}/say": {"text": "mine now"},
    "POST /api/rooms/{room}/jobs/{job}/steps": {"text": "mine now"},
    "PATCH /api/rooms/{room}/jobs/{job}/steps/{step}": {"text": "mine now"},
    "POST /api/rooms/{room}/jobs/{job}/steps/{step}": {"act": "done"},
    "POST /api/rooms/{room}/jobs/{job}/fork": {"step": "{step}"},
    "POST /api/rooms/{room}/jobs/{job}/schedule": {"text": "every day at 9 am", "zone": "UTC"},
    "PATCH /api/tasks/{task}": {"title": "mine now"},
    "POST /api/tasks/{task}/snooze": {"minutes": 5},
    "PATCH /api/notify/channels/{channel}": {"enabled": False},
    "POST /api/inbox/{notice}/act": {"action": "dismiss"},
    "POST /api/approvals/{approval}": {"state": "approved"},
    "POST /api/rooms/{room}/data": {"name": "a.csv", "size_bytes": 4},
    "POST /api/canvases/{canvas}/figures": {"addresses": []},
    "POST /api/canvases/{canvas}/data/sheets": {"sheet": "One"},
    "POST /api/canvases/{canvas}/data/read": {"question": "count"},
    "POST /api/canvases/{canvas}/data/query": {"sql": "SELECT 1"},
    "POST /api/canvases/{canvas}/data/save": {"sql": "SELECT 1"},
    "POST /api/canvases/{canvas}/data/cards": {"title": "t", "sql": "SELECT 1"},
    "PUT /api/canvases/{canvas}/data/cards/{card}": {"title": "t", "sql": "SELECT 1"},
    "POST /api/rooms/{room}/widgets": {"place": "{canvas}", "widget": "x", "act": "tick", "values": {"1": "yes"}},
    "PUT /api/canvases/{canvas}/app/parameters": {"values": {}},
    "PUT /api/canvases/{canvas}/app/kept": {"key": "k", "value": "1"},
    "PUT /api/canvases/{canvas}/app/budget": {"tokens": 5},
    "POST /api/canvases/{canvas}/app/complete": {"prompt": "mine now"},
    "POST /api/rooms/{room}/attached/search": {"query": "quick brown"},
    "POST /api/made-tools/{tool}/versions": {"code": "def run(text):\n    return text"},
    "POST /api/made-tools/{tool}/try": {"print": "0", "text": "x"},
    "PUT /api/made-tools/{tool}/approval": {"print": "0", "approved": True},
    "PUT /api/lens-shelf/{made}": {"spec": {"title": "mine now", "words": ["x"]}},
    "PUT /api/lens-shelf/{made}/sharing": {"shared": True},
    "PATCH /api/projects/{project}": {"name": "mine now", "instructions": "mine now"},
    "PUT /api/rooms/{room}/project": {"project": "{project}"},
}


async def belongings(house: House, client: Client) -> dict[str, str]:
    """Everything of a person that has an id."""
    room, canvas = await house.room(client, f"{SECRET}\n")
    said = await client.ok("POST", f"/api/rooms/{room}/messages", {"text": SECRET, "wait_s": 20})
    share = await client.ok("POST", f"/api/rooms/{room}/shares", {})
    offered = {"edits": [{"quote": "brown", "text": "red"}], "suggest": True}
    suggestion = (await client.ok("POST", f"/api/canvases/{canvas}/edits", offered))["suggestions"][0]
    note = await client.ok("POST", f"/api/canvases/{canvas}/notes", {"quote": "secret", "body": SECRET})
    timetable = {"schedule": {"type": "once", "at": "2030-01-01T09:00:00"}, "zone": "Europe/Berlin"}
    task = await client.ok("POST", "/api/tasks", {"instruction": SECRET, "timetable": timetable})
    run = await client.ok("POST", f"/api/tasks/{task['id']}/run")
    hook = {"kind": "webhook", "address": "https://203.0.114.1/hook", "zone": "UTC"}
    channel = await client.ok("POST", "/api/notify/channels", hook)
    notice = Notice(client.id, "run", "t", SECRET, SECRET, house.clock())
    told = await house.db.write(lambda conn: write_notice(conn, notice))
    rule = await client.ok("POST", "/api/trust/rules", {"verdict": "ask", "tool": "send_mail"})
    await put_data_behind(house, client.id, room, canvas)
    upload = await client.ok("POST", f"/api/rooms/{room}/data", {"name": "a.csv", "size_bytes": 4})
    job = await client.ok("POST", f"/api/rooms/{room}/jobs", {"ask": SECRET, "steps": [SECRET]})
    project = await client.ok("POST", "/api/projects", {"name": SECRET, "instructions": SECRET})
    code = {"number": 1, "code": SECRET, "by": "person", "print": "0", "passed": True, "told": "", "at": "2026-01-01"}
    made = MadeRow(f"made_{client.id}", client.id, SECRET, SECRET, [[SECRET, "x"]] * 3, house.clock(), [code])
    await house.db.write(lambda conn: insert_made(conn, made))
    lens = await client.ok("POST", "/api/lens-shelf", {"spec": {"title": SECRET, "words": ["x"]}})
    return {
        "made": lens["id"],
        "tool": made.id,
        "project": project["id"],
        "upload": upload["upload"],
        "card": "q1",
        "rule": rule["id"],
        "approval": await ask_to_send(house, room, said["turn"]),
        "call": "call_x",
        "job": job["id"],
        "step": job["steps"][0]["key"],
        "lens": "style",
        "form": "short",
        "part": "x",
        "task": task["id"],
        "run": run["id"],
        "channel": channel["id"],
        "notice": told.id,
        "source": await read_page_of(house, room, SECRET),
        "file": await attached(house, client, room),
        "room": room,
        "canvas": canvas,
        "turn": said["turn"],
        "message": said["message"],
        "share": share["id"],
        "suggestion": suggestion,
        "note": note["id"],
        "agent": "agent_critic",
        "member": client.id,
        "version": "1",
        "name": "x",
    }


async def attached(house: House, client: Client, room: str) -> str:
    """A file of that person that is read."""
    headers = {"content-type": "application/octet-stream"}
    answer = await client.post(f"/api/rooms/{room}/attached?name={SECRET}.md", content=SECRET.encode(), headers=headers)
    file = str(answer.json()["id"])
    await house.parts.shelf.settled([file], 60)
    return file


def fill(value: Any, ids: dict[str, str]) -> Any:
    if isinstance(value, str):
        return re.sub(r"\{(\w+)\}", lambda found: ids[found[1]], value)
    if isinstance(value, dict):
        return {name: fill(item, ids) for name, item in value.items()}
    return [fill(item, ids) for item in value] if isinstance(value, list) else value


async def attempt(client: Client, operation: Operation, ids: dict[str, str]) -> tuple[int, str]:
    name = f"{operation.method} {operation.path}"
    if operation.method in ("POST", "PUT") and operation.policy.content != JSON_ONLY:
        headers = {"content-type": operation.policy.content[0]}
        path = fill(operation.path, ids)
        answer = await client.request(operation.method, path, content=b"GIF89a", headers=headers)
        return answer.status_code, answer.text
    body = fill(BODIES.get(name, {}), ids) if operation.method in ("POST", "PUT", "PATCH") else None
    answer = await client.request(operation.method, fill(operation.path, ids), json=body)
    return answer.status_code, answer.text


async def test_no_operation_answers_with_somebody_elses_ids(house: House) -> None:
    anna, ben = await house.member("Anna"), await house.member("Ben")
    theirs = await belongings(house, anna)
    before = (await anna.get(f"/api/rooms/{theirs['room']}/export")).text
    assert SECRET in before
    tried = [operation for operation in OPERATIONS if operation.method != "SOCKET"]
    assert len(tried) > 35
    for operation in tried:
        status, text = await attempt(ben, operation, theirs)
        assert status == 404, f"{operation.method} {operation.path}: {status} {text}"
        assert SECRET not in text and "Secret plans" not in text
    assert (await anna.get(f"/api/rooms/{theirs['room']}/export")).text == before


async def test_ids_of_two_rooms_cannot_be_mixed(house: House) -> None:
    """Ben's own room with Anna's canvas, message, turn or share in it."""
    anna, ben = await house.member("Anna"), await house.member("Ben")
    theirs, own = await belongings(house, anna), await belongings(house, ben)
    room = own["room"]
    mixed: list[tuple[str, str, Any]] = [
        ("POST", f"/api/rooms/{room}/messages", {"text": "x", "canvas": theirs["canvas"]}),
        (
            "POST",
            f"/api/rooms/{room}/messages",
            {"text": "x", "selection": {"canvas": theirs["canvas"], "quote": "quick"}},
        ),
        ("POST", f"/api/rooms/{room}/messages", {"text": "x", "parent": theirs["message"]}),
        ("POST", f"/api/rooms/{room}/regenerate", {"message": theirs["message"]}),
        ("POST", f"/api/rooms/{room}/rounds", {"agents": ["agent_critic", "agent_editor"], "canvas": theirs["canvas"]}),
        ("POST", f"/api/rooms/{room}/branch", {"message": theirs["message"]}),
        ("GET", f"/api/rooms/{room}/turns/{theirs['turn']}", None),
        ("POST", f"/api/rooms/{room}/turns/{theirs['turn']}/stop", None),
        ("POST", f"/api/rooms/{room}/shares", {"canvas": theirs["canvas"]}),
        (
            "POST",
            f"/api/rooms/{room}/widgets",
            {"place": theirs["canvas"], "widget": "x", "act": "tick", "values": {"1": "yes"}},
        ),
        ("POST", f"/api/canvases/{own['canvas']}/undo", {"turn": theirs["turn"]}),
    ]
    for method, path, body in mixed:
        assert await ben.status(method, path, body) == 404, f"{method} {path} {body}"


async def test_lists_and_exports_hold_ones_own_alone(house: House) -> None:
    anna, ben = await house.member("Anna"), await house.member("Ben")
    theirs = await belongings(house, anna)
    assert await ben.ok("GET", "/api/rooms") == []
    assert await ben.ok("GET", "/api/rooms?q=secret") == []
    assert await ben.ok("GET", "/api/keys") == [] and await ben.ok("GET", "/api/invitations") == []
    assert theirs["room"].encode() not in (await ben.get("/api/export")).content
    owner = await house.owner()
    assert await owner.status("GET", f"/api/rooms/{theirs['room']}") == 404, "administrators have no key to rooms"


async def test_the_same_requests_succeed_where_the_check_is_missing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted hole: access is given without asking for a role."""
    anna, ben = await house.member("Anna"), await house.member("Ben")
    theirs = await belongings(house, anna)

    async def careless(self: Workspace, person: str, room: str, need: str) -> Any:
        return await self.room(room)

    monkeypatch.setattr(Workspace, "access_room", careless)
    monkeypatch.setattr("gesso.tasks.tasks._mine", lambda row, owner, deleted=False: task_of(row))
    read = [each for each in OPERATIONS if each.method == "GET" and not each.policy.stream]
    own_alone = {"/api/made-tools/{tool}/file"}
    kept_out = {each.path for each in read if (await attempt(ben, each, theirs))[0] != 200}
    no_app = {"/api/canvases/{canvas}/app", "/api/canvases/{canvas}/app/kept"}
    not_run = {"/api/canvases/{canvas}/variables/{name}"}
    no_chart = {"/api/canvases/{canvas}/data/cards/{card}/picture"}
    assert kept_out == no_app | not_run | no_chart | own_alone and len(read) > 10


async def test_roles_bound_what_members_may_do(house: House) -> None:
    anna, ben = await house.member("Anna"), await house.member("Ben")
    theirs = await belongings(house, anna)
    room, canvas = theirs["room"], theirs["canvas"]
    allowed = {
        "view": {"read"},
        "comment": {"read", "say", "suggest"},
        "edit": {"read", "say", "suggest", "write"},
        "owner": {"read", "say", "suggest", "write", "share"},
    }
    edit = {"edits": [{"quote": "quick", "text": "quick"}]}
    actions: dict[str, tuple[str, str, Any]] = {
        "read": ("GET", f"/api/canvases/{canvas}", None),
        "say": ("POST", f"/api/rooms/{room}/messages", {"text": "hello", "wait_s": 20}),
        "suggest": ("POST", f"/api/canvases/{canvas}/edits", {**edit, "suggest": True}),
        "write": ("PUT", f"/api/canvases/{canvas}/text", {"text": SECRET}),
        "share": ("POST", f"/api/rooms/{room}/shares", {}),
    }
    for role, may in allowed.items():
        await anna.ok("PUT", f"/api/rooms/{room}/members/{ben.id}", {"role": role})
        for name, (method, path, body) in actions.items():
            status = await ben.status(method, path, body)
            assert (status < 300) == (name in may), f"{role} {name}: {status}"
    await anna.ok("DELETE", f"/api/rooms/{room}/members/{ben.id}")
    assert await ben.status("GET", f"/api/canvases/{canvas}") == 404


async def test_sockets_and_streams_of_somebody_else(house: House) -> None:
    async with listening(house) as base:
        house.base = base
        anna, ben = await house.member("Anna"), await house.member("Ben")
        theirs = await belongings(house, anna)
        address = f"{base.replace('http', 'ws')}/api/canvases/{theirs['canvas']}/socket"
        with pytest.raises(InvalidStatus) as refused:
            await connect(address, additional_headers={"origin": base, "cookie": cookie_of(ben)})
        assert refused.value.response.status_code == 404
        async with asyncio.timeout(5):
            assert await ben.status("GET", f"/api/rooms/{theirs['room']}/stream") == 404


@pytest.mark.parametrize("tool", ["read_canvas", "edit", "rewrite", "rename"])
async def test_an_agent_that_acts_for_ben_cannot_reach_annas_canvas(tmp_path: Path, tool: str) -> None:
    """What a document or a message may talk an agent into: another room's canvas by its id."""
    async with open_house(tmp_path) as house:
        anna, ben = await house.member("Anna"), await house.member("Ben")
        _, theirs = await house.room(anna, f"{SECRET}\n")
        room, _ = await house.room(ben, "own\n")
        args: dict[str, Any] = {
            "read_canvas": {"canvas": theirs},
            "edit": {"canvas": theirs, "edits": [{"quote": "quick", "text": "mine"}]},
            "rewrite": {"canvas": theirs, "text": "mine"},
            "rename": {"canvas": theirs, "find": "quick", "replace": "mine"},
        }[tool]
        house.parts.catalogue._scripted = ScriptedModel(
            (Rule(user="", tool=".*", steps=(Say(text="Done."),)), Rule(user="", steps=(Call(name=tool, args=args),)))
        )
        said = await ben.ok("POST", f"/api/rooms/{room}/messages", {"text": "go", "wait_s": 20})
        log = (await ben.get(f"/api/rooms/{room}/events")).text
        assert SECRET not in log and '"tool_called"' in log
        returned = [e["body"] for e in json.loads(log)["events"] if e["body"]["type"] == "tool_returned"]
        assert not any(body["ok"] for body in returned)
        assert returned or said["outcome"] == "failed"
        assert (await anna.ok("GET", f"/api/canvases/{theirs}"))["text"] == f"{SECRET}\n"


async def test_an_agent_reaches_annas_canvas_where_the_check_is_missing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted hole: the tool looks canvases up by id alone."""
    anna, ben = await house.member("Anna"), await house.member("Ben")
    _, theirs = await house.room(anna, f"{SECRET}\n")
    room, _ = await house.room(ben, "own\n")

    async def careless(context: Any, args: Any) -> ToolResult:
        return ToolResult((await context.workspace.canvas(args.canvas)).text)

    index = next(i for i, tool in enumerate(house.parts.turns._tools) if tool.name == "read_canvas")
    real = house.parts.turns._tools
    holed = replace(real[index], run=careless)
    monkeypatch.setattr(house.parts.turns, "_tools", (*real[:index], holed, *real[index + 1 :]))
    steps = (Call(name="read_canvas", args={"canvas": theirs}),)
    rules = (Rule(user="", tool=".*", steps=(Say(text="Done."),)), Rule(user="", steps=steps))
    monkeypatch.setattr(house.parts.catalogue, "_scripted", ScriptedModel(rules))
    await ben.ok("POST", f"/api/rooms/{room}/messages", {"text": "go", "wait_s": 20})
    assert SECRET in (await ben.get(f"/api/rooms/{room}/events")).text
