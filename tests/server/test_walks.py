"""What is walked through in Chromium, by the API alone: an error to a plot, and delegated research over an
edited plan, a restart and an approval to the report that finds out the planted page."""

import asyncio
import shutil
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from gesso.model.scripted import ScriptedModel
from gesso.room import running
from tests.browser.test_delegated import PAGES

from .conftest import Client, House, open_house
from .test_code import code, found, ran

BROKEN = """import matplotlib.pyplot as plt

heads = {"Bern": 134, "Ulm": 126, "Zug": 31}
plt.bar(list(heads), list(hedas.values()))
plt.title("Heads")
plt.show()
"""


def guided(house: House) -> None:
    """What rules do, as with the built-in model: it is asked nothing here."""
    model = house.parts.turns.model("scripted")
    assert isinstance(model, ScriptedModel)
    model.guided = True


async def test_from_an_error_to_its_fix_to_a_plot(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    if found().tier is None:
        pytest.skip(f"no sandbox holds here: {found().why}")
    pytest.importorskip("matplotlib", reason="requirements/code.txt")
    monkeypatch.setattr(running, "find_tier", lambda data: found())
    guided(house)
    owner = await house.owner()
    canvas = await code(owner, BROKEN)
    [error] = [item for item in await ran(owner, canvas) if item["kind"] == "error"]
    assert (error["name"], error["line"]) == ("NameError", 4)
    room = (await owner.ok("GET", f"/api/canvases/{canvas}"))["room"]
    ask = f"Fix this error with the smallest change that does it. It is on line {error['line']}.\n\n{error['trace']}"
    message = {"text": ask, "canvas": canvas, "wait_s": 20}
    await owner.ok("POST", f"/api/rooms/{room}/messages", message)
    text = (await owner.ok("GET", f"/api/canvases/{canvas}"))["text"]
    assert text == BROKEN.replace("hedas", "heads"), "that word and no other"
    items = await ran(owner, canvas)
    assert [item["kind"] for item in items] == ["picture"]
    assert "3 bars" in items[0]["text"]


async def going(house: House, room: str, job: str) -> str:
    """Where the work stands once it has ended or waits for its person."""
    house.parts.engine.start()
    try:
        live = await house.parts.workspace.room(room)
        async with asyncio.timeout(60), aclosing(live.stream(0)) as events:
            async for _ in events:
                if live.state.jobs[job].state not in ("queued", "running"):
                    break
    finally:
        await house.parts.engine.close()
    return live.state.jobs[job].state


async def job_of(owner: Client, room: str, job: str) -> dict[str, Any]:
    return dict(await owner.ok("GET", f"/api/rooms/{room}/jobs/{job}"))


async def test_research_with_an_edited_plan_a_restart_an_approval_and_a_planted_page(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    for name, text in PAGES.items():
        (tmp_path / "sources" / name).write_text(text)
    async with open_house(tmp_path) as house:
        guided(house)
        owner = await house.owner()
        room, _ = await house.room(owner)
        ask = {"ask": "Write me a market overview of heat pumps with sources"}
        made = await owner.ok("POST", f"/api/rooms/{room}/jobs", ask)
        path = f"/api/rooms/{room}/jobs/{made['id']}"
        trends = next(step for step in made["steps"] if step["text"].endswith("trends"))
        await owner.ok("POST", f"{path}/steps/{trends['key']}", {"act": "remove"})
        first = made["steps"][0]["key"]
        await owner.ok("POST", f"{path}/steps", {"text": "Wait for my approval of the sources", "after": first})
        await owner.ok("POST", f"{path}/start")
        assert await going(house, room, made["id"]) == "waiting"
        before = await job_of(owner, room, made["id"])
        assert [step["state"] for step in before["steps"]][:1] == ["done"]
    shutil.rmtree(tmp_path / "web")
    async with open_house(tmp_path) as house:
        guided(house)
        owner = await house.owner()
        waits = await job_of(owner, room, made["id"])
        assert waits["state"] == "waiting" and "approval of the sources" in waits["question"]
        await owner.ok("POST", f"{path}/steps/{waits['waits_for']}", {"act": "done"})
        assert await going(house, room, made["id"]) == "done"
        job = await job_of(owner, room, made["id"])
        assert [step["attempts"] for step in job["steps"]] == [1] * len(made["steps"]), "nothing was done again"
        text = (await owner.ok("GET", f"/api/canvases/{job['result']}"))["text"]
    odds = text.split("### Where the pages disagree")[1].split("## Not checked")[0]
    assert "18,000 euros" in odds and "81,000 euros" in odds
