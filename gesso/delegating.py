"""`gesso delegate …`: delegated work of a running gesso, from the command line. To add a command, see `add_delegate`.

Work is named by its conversation and its id, as they are printed: ROOM/JOB.
"""

import argparse
import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from gesso.base.errors import BadInput
from gesso.formats.archive import MAX_MEMBERS, MAX_UNPACKED, pack
from gesso.remote import Remote, reached, speaking_to
from gesso.settings import Settings

MOST_ROOMS = 50
"""How many conversations are looked through for work, the newest first."""
_MARK = {"open": " ", "running": "…", "waiting": "?", "done": "x", "failed": "!", "stopped": "-", "skipped": "-"}

Run = Callable[[Remote, argparse.Namespace], Awaitable[Any]]


async def run_delegate(args: argparse.Namespace, settings: Settings) -> str:
    """What came of it, for a person; with --json, as the API gave it."""
    found = await _asked(args, settings)
    if args.json:
        return json.dumps(found, ensure_ascii=False, indent=1)
    if isinstance(found, list):
        return "\n".join(map(render_line, found)) or "No delegated work."
    return render_job(found)


async def _asked(args: argparse.Namespace, settings: Settings) -> Any:
    async with reached(settings, "gesso delegate", ["read", "write"]) as place, speaking_to(place) as server:
        return await RUNS[args.act](server, args)


async def start(server: Remote, args: argparse.Namespace) -> Any:
    """Plan it, in the conversation named or in a new one; begin where that is asked for."""
    room = args.room or (await server.call("POST", "/rooms", {"title": args.words[:200]}))["id"]
    for file in args.file or ():
        name, data = await asyncio.to_thread(packed, file)
        await server.upload(f"/rooms/{room}/attached", {"name": name}, data)
    body = {"ask": args.words, "start": args.now, "steps": args.step or [], "model": args.model}
    return await server.call("POST", f"/rooms/{room}/jobs", body)


def packed(file: Path) -> tuple[str, bytes]:
    """A file's name and bytes; a folder is a zip of its files, without what begins with a dot. Raises BadInput."""
    try:
        if not file.is_dir():
            return file.name, file.read_bytes()
        found = [each for each in sorted(file.rglob("*")) if each.is_file() and not each.is_symlink()]
        named = [(each.relative_to(file), each) for each in found]
        kept = [
            (name, each)
            for name, each in named
            if not any(part.startswith((".", "__pycache__")) for part in name.parts)
        ]
        if len(kept) > MAX_MEMBERS or sum(each.stat().st_size for _, each in kept) > MAX_UNPACKED:
            raise BadInput(f"{file} has more files than can be taken: {MAX_MEMBERS:,}, {MAX_UNPACKED // 10**6} MB.")
        return f"{file.resolve().name}.zip", pack((str(name), each.read_bytes()) for name, each in kept)
    except OSError as wrong:
        raise BadInput(f"{file} cannot be read: {wrong.strerror}.") from None


async def listed(server: Remote, args: argparse.Namespace) -> list[Any]:
    rooms = [args.room] if args.room else [each["id"] for each in (await server.call("GET", "/rooms"))[:MOST_ROOMS]]
    return [job for room in rooms for job in (await server.call("GET", f"/rooms/{room}/jobs"))["jobs"]]


async def show(server: Remote, args: argparse.Namespace) -> Any:
    return await server.call("GET", _path(args.work))


async def act(server: Remote, args: argparse.Namespace) -> Any:
    """`go`, `pause`, `stop`."""
    return await server.call("POST", f"{_path(args.work)}/{'start' if args.act == 'go' else args.act}")


async def message(server: Remote, args: argparse.Namespace) -> Any:
    return await server.call("POST", f"{_path(args.work)}/say", {"text": args.words})


RUNS: dict[str, Run] = {
    "start": start, "list": listed, "show": show, "go": act, "pause": act, "stop": act, "message": message,
}  # fmt: skip


def _path(work: str) -> str:
    room, slash, job = work.strip("/").partition("/")
    if not slash or not room or not job or "/" in job:
        raise BadInput(f"{work!r} names no work. Write ROOM/JOB, as “gesso delegate list” prints it.")
    return f"/rooms/{room}/jobs/{job}"


def render_line(job: dict[str, Any]) -> str:
    done = sum(step["state"] in ("done", "skipped") for step in job["steps"])
    return f"{job['room']}/{job['id']}  {job['state']:<8} {done}/{len(job['steps'])}  {job['title']}"


def render_job(job: dict[str, Any]) -> str:
    """The work as a page of text: where it stands, its steps, what it asks."""
    lines = [f"{job['title']}: {job['state']}{f' ({why})' if (why := job['why']) else ''}"]
    for step in job["steps"]:
        mine = "@me " if step["who"] == "person" else ""
        lines.append(f"  [{_MARK[step['state']]}] {step['number']}. {mine}{step['text']}")
        lines += [f"         {step['summary']}"] if step["summary"] else []
    spent = job["spent"]
    bound = f" of {spent['minutes']:g}" if spent["minutes"] else ""
    lines.append(f"Used: {spent['minutes_used']:.1f}{bound} minutes, ${spent['cost_used']:.2f}")
    lines += [f"Taken, since it was not said: {asked}" for asked in job["asked"]]
    lines += [f"Mind: {words}" for words in job["cannot"]]
    lines += [f"It asks: {job['question']}"] if job["question"] else []
    name = f"{job['room']}/{job['id']}"
    lines.append(f"Plan: canvas {job['canvas']}" + (f"   Result: canvas {job['result']}" if job["result"] else ""))
    lines.append(f"Go on with: gesso delegate go {name}" if job["state"] in ("planned", "paused") else name)
    return "\n".join(lines)
