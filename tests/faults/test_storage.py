"""R10: a disk that is full, read-only or out of reach: a readable error, nothing acknowledged lost, and work goes on
once it is well again.

A small disk of its own needs root; without it those tests are skipped, and a limit on the size of files stands in.
"""

import asyncio
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.program import ROOT, Client, Program, Typist, free_port, until

STORY = "Word after word of a long story. 🦊\n" * 3_000
RULES = [
    {"tool": ".*", "steps": [{"type": "say", "text": "Done."}]},
    # A turn that left nothing joins its message to the next one: "a story", "hello".
    {"user": "hello$", "steps": [{"type": "say", "text": "Here."}]},
    {"user": "story", "steps": [
        {"type": "call", "name": "open_canvas", "args": {"kind": "document", "title": "Story", "text": STORY},
         "piece": 40, "every_s": 0.01}]},
]  # fmt: skip


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 8 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)], capture_output=True)
    if mounted.returncode:
        pytest.skip("a disk cannot be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(disk: Path) -> None:
    with (disk / "filler").open("ab", buffering=0) as file:
        for size in (65_536, 512, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue


def start_and_fail(data: Path, **env: str) -> str:
    """What `gesso serve` says when it cannot start."""
    told = {**os.environ, "GESSO_DATA": str(data), "GESSO_PORT": str(free_port()), **env}
    done = subprocess.run(
        [sys.executable, "-m", "gesso", "serve"], cwd=ROOT, env=told, capture_output=True, text=True, timeout=40
    )
    assert done.returncode not in (0, -9), "it should not have started"
    assert "Traceback" not in done.stderr, done.stderr
    assert done.stderr.startswith("gesso: ") and done.stderr.rstrip().endswith("."), done.stderr
    assert len(done.stderr) < 400
    return done.stderr


def read_only(disk: Path, yes: bool) -> None:
    subprocess.run(["mount", "-o", f"remount,{'ro' if yes else 'rw'}", str(disk)], check=True)


async def storage_refused(client: Client, method: str, path: str, **body: Any) -> str:
    answer = await client.http.request(method, path, json=body)
    assert answer.status_code == 503, answer.text
    error = answer.json()["error"]
    assert error["code"] == "storage_failed" and error["message"].endswith(".")
    return str(error["message"])


async def text_of(client: Client, canvas: str) -> str:
    return str((await client.call("GET", f"/api/canvases/{canvas}"))["text"])


async def hold(typist: Typist) -> None:
    """Keep a typist connected through refusals and cuts, as the page does."""
    while True:
        try:
            await typist.run()
        except (AssertionError, OSError, httpx.HTTPError) as refusal:
            if "diverged" in str(refusal) or "after" in str(refusal):
                raise
        typist.pending, typist.version = [], -1
        await asyncio.sleep(0.05)


async def room_and_canvas(client: Client) -> tuple[str, str]:
    room = (await client.call("POST", "/api/rooms", title="Disk"))["id"]
    body = {"kind": "document", "title": "Fox", "text": "A quick fox.\n"}
    return room, (await client.call("POST", f"/api/rooms/{room}/canvases", **body))["id"]


async def live_through(program: Program, fail: Any, mend: Any) -> None:
    """Type and stream; let the disk fail; mend it. Nothing acknowledged is lost, and all goes on without a restart."""
    client = await Client.signed_in(program)
    room, canvas = await room_and_canvas(client)
    _, other = await room_and_canvas(client)
    started = await client.call("POST", f"/api/rooms/{room}/messages", text="a story")
    typist = Typist(client, canvas, "typist")
    holding = asyncio.create_task(hold(typist))
    try:
        await until(lambda: typist.connected)
        for number in range(10):
            await typist.type(f"[before-{number}]", 0.5)
        await until(lambda: len(typist.acknowledged) == 10)
        fail()
        await wait_until_full(client, other)
        said = await storage_refused(client, "POST", f"/api/rooms/{room}/messages", text="hello")
        assert "disk" in said.lower() or "written" in said or "saved" in said, said
        for number in range(5):
            if typist.connected:
                await typist.type(f"[during-{number}]", 0.5)
            await asyncio.sleep(0.05)
        text = await text_of(client, canvas)
        assert all(text.count(word) == 1 for word in typist.acknowledged), "what is stored can still be read"
        mend()
        await wait_until_well(client, other)
        await until(lambda: typist.connected)
        await typist.type("[after]", 0.5)
        await until(lambda: "[after]" in typist.acknowledged)
        text = await text_of(client, canvas)
        assert all(text.count(word) == 1 for word in typist.acknowledged)
        turn = await client.call("GET", f"/api/rooms/{room}/turns/{started['turn']}?wait_s=15")
        assert turn["outcome"] is not None, "the turn that could not be stored comes to an end"
        assert (await client.call("GET", f"/api/rooms/{room}"))["turn"] is None
        ended = await client.call("POST", f"/api/rooms/{room}/messages", text="hello", wait_s=20)
        assert ended["outcome"] == "done"
        holding.cancel()
        program.kill()
        program.start()
        text = await text_of(client, canvas)
        assert all(text.count(word) == 1 for word in typist.acknowledged)
    finally:
        holding.cancel()
        await client.close()


async def wait_until_full(client: Client, canvas: str) -> None:
    """Write elsewhere until it is refused, since a journal may still have room within what it holds."""
    end = time.monotonic() + 20
    for number in range(10_000):
        answer = await client.http.put(f"/api/canvases/{canvas}/selection", json={"start": 0, "end": 1})
        assert answer.status_code == 200
        words = f"A quick fox, filler {number} " + "words " * 500
        answer = await client.http.post(f"/api/canvases/{canvas}/edits", json={"edits": [{"block": 1, "text": words}]})
        if answer.status_code != 200:
            assert answer.status_code == 503, answer.text
            return
        assert time.monotonic() < end
    raise AssertionError("the disk never filled")


async def wait_until_well(client: Client, canvas: str) -> None:
    for _ in range(100):
        edit = {"block": 1, "op": "insert_before", "text": "Well again."}
        answer = await client.http.post(f"/api/canvases/{canvas}/edits", json={"edits": [edit]})
        if answer.status_code == 200:
            return
        assert answer.status_code == 503, answer.text
        await asyncio.sleep(0.1)
    raise AssertionError("storage did not come back")


@pytest.mark.slow
async def test_a_full_disk_loses_nothing_and_is_lived_through(disk: Path) -> None:
    with Program(disk, RULES) as program:
        await live_through(program, lambda: fill(disk), lambda: (disk / "filler").unlink())
    assert "Traceback" not in program.log(), program.log()[-4000:]


@pytest.mark.slow
async def test_files_that_may_not_grow_lose_nothing_and_are_lived_through(tmp_path: Path) -> None:
    with Program(tmp_path / "data", RULES) as program:

        def limit(size: int) -> None:
            resource.prlimit(program.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

        grown = max(file.stat().st_size for file in (tmp_path / "data").iterdir() if file.is_file())
        await live_through(program, lambda: limit(grown + 65_536), lambda: limit(resource.RLIM_INFINITY))
    assert "Traceback" not in program.log(), program.log()[-4000:]


@pytest.mark.slow
def test_a_full_disk_at_the_start_is_said(disk: Path) -> None:
    fill(disk)
    said = start_and_fail(disk / "data")
    assert "space" in said or "full" in said


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for data in (tmp_path / "file", tmp_path / "file" / "data", Path("/proc/nothing")):
        assert str(data) in start_and_fail(data)


def test_a_file_that_is_no_database_is_said_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "gesso.db").write_bytes(b"these are somebody's holiday notes\n" * 1_000)
    assert "database" in start_and_fail(tmp_path)
    assert (tmp_path / "gesso.db").read_bytes().startswith(b"these are somebody's")
    other = tmp_path / "folder"
    (other / "gesso.db").mkdir(parents=True)
    assert "database" in start_and_fail(other)


def test_a_read_only_folder_at_the_start_is_said(disk: Path) -> None:
    read_only(disk, True)
    assert "ead-only" in start_and_fail(disk)
    assert str(disk) in start_and_fail(disk / "data")
    read_only(disk, False)
    with Program(disk, RULES):
        pass
    read_only(disk, True)
    assert start_and_fail(disk)


@pytest.mark.slow
async def test_a_disk_that_turns_read_only_loses_nothing(disk: Path) -> None:
    """A mount with open files cannot be turned read-only, so writes are refused as a failing disk refuses them."""
    program = Program(disk, RULES)
    program.start()
    client = await Client.signed_in(program)
    _, canvas = await room_and_canvas(client)
    resource.prlimit(program.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    await storage_refused(client, "POST", f"/api/canvases/{canvas}/edits", edits=[{"block": 1, "text": "A slow fox."}])
    assert await text_of(client, canvas) == "A quick fox.\n"
    exported = await client.http.get(f"/api/canvases/{canvas}/export")
    assert exported.content == b"A quick fox.\n"
    program.stop()
    assert "Traceback" not in program.log(), program.log()[-4000:]
    program.start()
    assert await text_of(client, canvas) == "A quick fox.\n"
    await client.close()
    program.stop()
