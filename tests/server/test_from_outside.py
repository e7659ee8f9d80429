"""The command line and the MCP bridge against a server on a real port: what they reach, what they say without one."""

import asyncio
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from mcp import Client as McpClient
from mcp import StdioServerParameters

from gesso.base.errors import GessoError
from gesso.cli import _parser
from gesso.delegating import _asked, render_job, render_line
from gesso.inboxing import run_inbox
from gesso.settings import Settings, read_settings

from .conftest import House, listening, open_house
from .test_notify import end


async def settings_for(house: House, address: str, folder: Path) -> Settings:
    owner = await house.owner()
    made = await owner.ok("POST", "/api/keys", {"name": "terminal", "scopes": ["read", "write"]})
    return replace(read_settings({"GESSO_DATA": str(folder)}), server=address, key=made["key"])


async def command(settings: Settings, *argv: str) -> Any:
    return await _asked(_parser().parse_args(["delegate", *argv]), settings)


async def test_work_is_handed_over_looked_at_spoken_to_and_held(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, listening(house) as address:
        here = await settings_for(house, address, tmp_path)
        job = await command(here, "start", "Prepare the move", "--step", "@me Pack", "--step", "@me Carry")
        name = f"{job['room']}/{job['id']}"
        assert [step["text"] for step in job["steps"]] == ["Pack", "Carry"] and job["state"] == "planned"
        assert f"gesso delegate go {name}" in render_job(job) and "1. @me Pack" in render_job(job)
        [found] = await command(here, "list")
        assert render_line(found).startswith(name) and "0/2" in render_line(found)
        assert (await command(here, "go", name))["id"] == job["id"]
        said = await command(here, "message", name, "skip step 2")
        assert (await command(here, "pause", name))["state"] in ("paused", "waiting", "done", "queued", "running")
        assert (await command(here, "stop", name))["state"] in ("stopped", "done") and said["id"] == job["id"]
        with pytest.raises(GessoError, match="Write ROOM/JOB"):
            await command(here, "show", "job_1")
        with pytest.raises(GessoError, match="no such"):
            await command(here, "show", f"{job['room']}/job_none")


async def test_the_inbox_is_read_and_acted_on_from_a_terminal(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, listening(house) as address:
        here, owner = await settings_for(house, address, tmp_path), await house.owner()

        async def inbox(*argv: str) -> str:
            return await run_inbox(_parser().parse_args(["inbox", *argv]), here)

        assert await inbox("list") == "Nothing in the inbox."
        assert await inbox("habits") == "Nothing is asked again and again."
        daily = {"type": "calendar", "start": "2026-01-01", "freq": "daily", "times": ["07:00"]}
        body = {"instruction": "News", "timetable": {"schedule": daily, "zone": "UTC"}}
        task = await owner.ok("POST", "/api/tasks", body)
        await end(house, task["id"], output="One and two.")
        told = await inbox("list")
        assert "done: News   [again, snooze, pause]\n      One and two." in told and told.startswith("* notice_")
        notice = told.split()[1]
        assert (await inbox("do", notice, "snooze", "--minutes", "30")).startswith(f"  {notice}")
        held = await owner.ok("GET", f"/api/tasks/{task['id']}")
        assert held["next"][0]["note"] == "snoozed"
        assert '"unread": 0' in await inbox("read", "--json")
        with pytest.raises(GessoError, match="offers again, snooze, pause"):
            await inbox("do", notice, "answer", "--text", "Yes.")
        with pytest.raises(GessoError, match="names no notice"):
            await inbox("do", "../rooms", "again")


async def test_without_a_server_or_a_key_it_says_what_to_do(tmp_path: Path) -> None:
    nowhere = read_settings({"GESSO_DATA": str(tmp_path), "GESSO_URL": "http://127.0.0.1:9", "GESSO_KEY": "gk_x"})
    with pytest.raises(GessoError, match="gesso serve"):
        await command(nowhere, "list")
    with pytest.raises(GessoError, match="GESSO_KEY"):
        await command(replace(nowhere, key=""), "list")


async def test_a_program_that_starts_the_bridge_reads_and_edits(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, listening(house) as address:
        here = await settings_for(house, address, tmp_path / "other")
        room, canvas = await house.room(await house.owner())
        env = {"GESSO_URL": address, "GESSO_KEY": here.key, "PYTHONPATH": str(Path(__file__).parents[2])}
        started = StdioServerParameters(command=sys.executable, args=["-m", "gesso", "mcp"], env=env)
        async with asyncio.timeout(120), McpClient(started, read_timeout_seconds=60) as client:
            tools = {tool.name for tool in (await client.list_tools()).tools}
            assert {"read_canvas", "edit_canvas"} <= tools
            seen = (await client.call_tool("read_canvas", {"canvas": canvas})).structured_content
            assert seen is not None
            edits = [{"quote": "quick", "text": "slow"}]
            args = {"canvas": canvas, "version": seen["version"], "edits": edits}
            assert not (await client.call_tool("edit_canvas", args)).is_error
            refused = await client.call_tool("read_canvas", {"canvas": "canvas_none"})
            assert refused.is_error and "no such canvas" in json.dumps(refused.model_dump(mode="json"))
        text = (await (await house.owner()).ok("GET", f"/api/canvases/{canvas}"))["text"]
        assert "A slow fox." in text and room
