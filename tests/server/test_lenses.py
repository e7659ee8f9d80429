"""Lenses over HTTP: fresh after an edit, honest while stale, and nothing changes before somebody takes a suggestion."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from gesso.lenses.lens import Lens
from gesso.lenses.running import Kept
from gesso.model.scripted import Call, Rule, Say

from .conftest import Client, House, open_house

USED = {"lens": "style", "command": "shorten", "args": {"goal": 20}}
LONG = (
    "# The keeper\n\nThe lamp was lit by the keeper every evening, and the boats that came around the point in the "
    "late autumn storms could see it from very far away; nobody in the village remembered a night without it.\n"
)


async def page(house: House, client: Client, text: str = LONG) -> str:
    _, canvas = await house.room(client)
    await client.ok("PUT", f"/api/canvases/{canvas}/text", {"text": text})
    return canvas


async def see(client: Client, canvas: str, lens: str) -> dict[str, Any]:
    found = await client.ok("GET", f"/api/canvases/{canvas}/lenses/{lens}")
    assert isinstance(found, dict)
    return found


async def test_a_lens_is_fresh_after_an_edit_and_its_command_only_proposes(house: House) -> None:
    owner = await house.owner()
    canvas = await page(house, owner)
    listed = await owner.ok("GET", f"/api/canvases/{canvas}/lenses")
    assert {"outline", "style"} <= {each["name"] for each in listed["lenses"]}
    found = await see(owner, canvas, "style")
    assert found["version"] == found["now"]
    length = next(each for each in found["view"]["measures"] if each["key"] == "length")
    assert length["value"] == 38 and length["act"]["command"] == "shorten"
    made = await owner.ok(
        "POST", f"/api/canvases/{canvas}/lenses/style", {"command": "shorten", "args": {"goal": 20}}
    )  # fmt: skip
    assert len(made["suggestions"]) == 2 and made["told"] == "Offered 2 cuts."
    assert (await owner.ok("GET", f"/api/canvases/{canvas}"))["text"] == LONG
    await owner.ok("POST", f"/api/canvases/{canvas}/suggestions/settle", {"state": "accepted"})
    text = (await owner.ok("GET", f"/api/canvases/{canvas}"))["text"]
    assert "every evening. The boats" in text and "far away. Nobody" in text
    after = await see(owner, canvas, "style")
    assert after["version"] == after["now"] > found["version"]
    assert next(each for each in after["view"]["measures"] if each["key"] == "length")["value"] < 20


async def test_what_cannot_be_done_is_said(house: House) -> None:
    owner = await house.owner()
    canvas = await page(house, owner)
    path = f"/api/canvases/{canvas}/lenses"
    assert await owner.status("GET", f"{path}/nothing") == 404
    assert await owner.status("POST", f"{path}/style", {"command": "destroy"}) == 422
    assert await owner.status("POST", f"{path}/style", {"command": "shorten", "args": {"goal": "many"}}) == 422
    assert await owner.status("POST", f"{path}/style", {"command": "split", "args": {"datum": "gone"}}) == 409
    assert (await owner.ok("GET", f"/api/canvases/{canvas}"))["text"] == LONG


async def test_the_last_reading_is_given_while_a_newer_one_is_made(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says of which version it is, and the newer one comes by itself."""
    owner = await house.owner()
    canvas = await page(house, owner)
    first = await see(owner, canvas, "style")
    may, read = threading.Event(), Kept.read

    def slow(self: Kept, lens: Lens[Any], *rest: Any) -> Any:
        assert may.wait(60)
        return read(self, lens, *rest)

    monkeypatch.setattr(Kept, "read", slow)
    monkeypatch.setattr("gesso.lenses.desk.PATIENCE_S", 0.01)
    await owner.ok("PUT", f"/api/canvases/{canvas}/text", {"text": LONG + "\nVery short.\n"})
    stale = await see(owner, canvas, "style")
    assert (stale["version"], stale["view"]) == (first["version"], first["view"]) and stale["now"] > stale["version"]
    may.set()
    await asyncio.gather(*house.parts.lenses._going.values())
    fresh = await see(owner, canvas, "style")
    assert fresh["version"] == fresh["now"] and "2 sentences" in fresh["view"]["summary"]


async def test_an_agent_reads_a_lens_and_proposes_by_it(tmp_path: Path) -> None:
    rules = (
        Rule(tool="use_lens", steps=(Say(text="Have a look."),)),
        Rule(tool="read_lens", result="2 cuts|38 words", steps=(Call(name="use_lens", args=USED),)),
        Rule(user="shorten", steps=(Call(name="read_lens", args={"lens": "style"}),)),
    )
    async with open_house(tmp_path, rules=rules) as house:
        await _reads_and_proposes(house)


async def _reads_and_proposes(house: House) -> None:
    owner = await house.owner()
    room, canvas = await house.room(owner)
    await owner.ok("PUT", f"/api/canvases/{canvas}/text", {"text": LONG})
    said = await owner.ok(
        "POST", f"/api/rooms/{room}/messages", {"text": "shorten by the lens", "canvas": canvas, "wait_s": 20}
    )
    assert said["turn"]
    offered = await owner.ok("GET", f"/api/canvases/{canvas}/suggestions")
    assert len(offered) == 2 and all(each["by"].startswith("agent_") for each in offered)
    assert (await owner.ok("GET", f"/api/canvases/{canvas}"))["text"] == LONG
