"""Tools from examples through the API: written, tested in the sandbox, approved as written, called, exported."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gesso.model.scripted import Call, Rule, Say, ScriptedModel
from gesso.sandbox.holding import TIERS, missing

from .conftest import Client, House, open_house

pytestmark = pytest.mark.skipif(all(missing(tier) for tier in TIERS), reason="no tier of the sandbox on this system")

NAMES = [("Ada Lovelace", "Lovelace, A."), ("Alan Turing", "Turing, A."), ("Grace Hopper", "Hopper, G.")]
COLOURS = [("fox", "red"), ("sky", "blue"), ("sun", "yellow")]
LOOKS_UP = 'def run(text: str) -> str:\n    return {"fox": "red", "sky": "blue", "sun": "yellow"}[text]\n'


def asked(pairs: list[tuple[str, str]], name: str = "Cite name") -> dict[str, Any]:
    return {"name": name, "about": "Of names.", "examples": [{"given": a, "wanted": b} for a, b in pairs]}


async def approve(owner: Client, tool: dict[str, Any], print: str = "", approved: bool = True) -> Any:
    body = {"print": print or tool["versions"][-1]["print"], "approved": approved}
    return await owner.ok("PUT", f"/api/made-tools/{tool['id']}/approval", body)


async def call(house: House, owner: Client, room: str, tool: str, text: str) -> str:
    """What a call of the tool in a turn gave."""
    house.parts.catalogue._scripted = ScriptedModel(
        (Rule(user="", tool=".*", steps=(Say(text="Done."),)),
         Rule(user="", steps=(Call(name=tool, args={"text": text}),)))
    )  # fmt: skip
    await owner.ok("POST", f"/api/rooms/{room}/messages", {"text": "go", "wait_s": 20})
    log = json.loads((await owner.get(f"/api/rooms/{room}/events?limit=5000")).text)["events"]
    returned = [each["body"] for each in log if each["body"]["type"] == "tool_returned"]
    return str(returned[-1]["result"]) if returned else ""


async def test_three_examples_become_a_tool_that_turns_call(house: House, tmp_path: Path) -> None:
    owner = await house.owner()
    room, _ = await house.room(owner)
    tool = await owner.ok("POST", "/api/made-tools", asked(NAMES))
    (version,) = tool["versions"]
    assert version["by"] == "examples" and version["passed"] and tool["approved"] == "" and version["predicted"] == 2
    assert await call(house, owner, room, tool["tool"], "Emmy Noether") != "Noether, E.", "nothing is approved yet"
    tried = await owner.ok("POST", f"/api/made-tools/{tool['id']}/try", {"print": version["print"], "text": "Kurt G"})
    assert tried == {"ok": True, "text": "G, K."}
    tried = await owner.ok("POST", f"/api/made-tools/{tool['id']}/try", {"print": version["print"], "text": ""})
    assert not tried["ok"] and "IndexError" in tried["text"]
    tool = await approve(owner, tool)
    assert await call(house, owner, room, tool["tool"], "Emmy Noether") == "Noether, E."

    file = await owner.ok("GET", f"/api/made-tools/{tool['id']}/file")
    written = tmp_path / f"test_{file['name']}"
    written.write_text(file["text"])
    tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--noconftest", str(written)]
    done = await asyncio.to_thread(subprocess.run, tests, capture_output=True, text=True, cwd=tmp_path, timeout=60)
    assert "3 passed" in done.stdout, done.stdout

    await owner.ok("DELETE", f"/api/made-tools/{tool['id']}")
    assert "no tool named" in await call(house, owner, room, tool["tool"], "Emmy Noether")


async def test_a_new_version_is_approved_anew_and_the_old_one_serves_until_then(house: House) -> None:
    owner = await house.owner()
    room, _ = await house.room(owner)
    tool = await approve(owner, await owner.ok("POST", "/api/made-tools", asked(NAMES)))
    path = f"/api/made-tools/{tool['id']}"
    wrong = await owner.ok("POST", f"{path}/versions", {"code": "def run(text):\n    return text"})
    assert not wrong["versions"][-1]["passed"] and "test_example_1" in wrong["versions"][-1]["told"]
    body = {"print": wrong["versions"][-1]["print"], "approved": True}
    assert await owner.status("PUT", f"{path}/approval", body) == 409, "it does not do what was shown"
    other = 'def run(text):\n    first, last = text.split()\n    return f"{last}, {first[0]}."'
    right = await owner.ok("POST", f"{path}/versions", {"code": other})
    assert right["versions"][-1]["passed"] and right["approved"] == tool["approved"]
    assert [each["number"] for each in right["versions"]] == [1, 2, 3]
    assert (await approve(owner, right))["approved"] == right["versions"][-1]["print"]
    assert await call(house, owner, room, tool["tool"], "Emmy Noether") == "Noether, E."
    await approve(owner, right, approved=False)
    assert "no tool named" in await call(house, owner, room, tool["tool"], "Emmy Noether")


async def test_what_no_search_finds_is_said_and_the_person_or_a_model_may_write_it(tmp_path: Path) -> None:
    rules = (
        Rule(user="That did not do it", steps=(Say(text=f"```python\n{LOOKS_UP}```"),)),
        Rule(user="", steps=(Say(text="Sure!\n```python\ndef run(text):\n    return 'red'\n```"),)),
    )
    async with open_house(tmp_path, rules=rules) as house:
        owner = await house.owner()
        small = asked(COLOURS, "Small") | {"model": "embedded"}
        tool = await owner.ok("POST", "/api/made-tools", small)
        assert tool["versions"] == [] and "No small program" in tool["problem"]
        own = await owner.ok("POST", f"/api/made-tools/{tool['id']}/versions", {"code": LOOKS_UP})
        assert own["versions"][0]["by"] == "person" and own["versions"][0]["passed"] and own["problem"] == ""
        tool = await owner.ok("POST", "/api/made-tools", asked(COLOURS, "Large"))
        (version,) = tool["versions"]
        assert version["by"] == "model" and version["passed"], "its second try, told what failed"
        assert version["code"] == LOOKS_UP


HOSTILE = {
    "network": "import socket\ndef run(text):\n    return str(socket.create_connection(('127.0.0.1', 80), 1))",
    "files": "def run(text):\n    return open('/etc/shadow').read()",
    "number": "def run(text):\n    return 5",
    "exit": "import os\ndef run(text):\n    os._exit(0)",
    "flood": "def run(text):\n    while True:\n        print('x' * 100_000)",
}


async def test_code_that_misbehaves_is_a_failed_test_and_no_tool(house: House) -> None:
    owner = await house.owner()
    path = f"/api/made-tools/{(await owner.ok('POST', '/api/made-tools', asked(NAMES)))['id']}"
    for name, code in HOSTILE.items():
        made = await owner.ok("POST", f"{path}/versions", {"code": code})
        assert not made["versions"][-1]["passed"] and made["versions"][-1]["told"], name
        body = {"print": made["versions"][-1]["print"], "text": "Ada Lovelace"}
        tried = await owner.ok("POST", f"{path}/try", body)
        assert not tried["ok"] and tried["text"], name


async def test_bad_descriptions_are_refused_in_a_sentence(house: House) -> None:
    owner = await house.owner()
    same = [("a", "A"), ("a", "A"), ("b", "B")]
    odds = [("a", "A"), ("a", "b"), ("c", "C")]
    for pairs in (NAMES[:2], same, odds, [("x" * 3_000, "y"), *NAMES]):
        assert await owner.status("POST", "/api/made-tools", asked(pairs)) == 422
    assert await owner.status("POST", "/api/made-tools", asked(NAMES) | {"model": "none"}) == 404
    tool = await owner.ok("POST", "/api/made-tools", asked(NAMES))
    assert await owner.status("POST", "/api/made-tools", asked(NAMES)) == 409
    for code in ("def run(", "x = 1", "def other(text): pass"):
        assert await owner.status("POST", f"/api/made-tools/{tool['id']}/versions", {"code": code}) == 422
    writer = await house.key(owner, "write")
    assert await writer.status("POST", "/api/made-tools", asked(NAMES, "Other")) == 403
