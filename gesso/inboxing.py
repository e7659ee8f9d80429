"""`gesso inbox …`: what a running gesso had to tell its person, and what can be done about it. See `add_inbox`."""

import argparse
import json
from collections.abc import Awaitable, Callable
from typing import Any

from gesso.base.errors import BadInput
from gesso.remote import Remote, reached, speaking_to
from gesso.settings import Settings

Run = Callable[[Remote, argparse.Namespace], Awaitable[Any]]


async def run_inbox(args: argparse.Namespace, settings: Settings) -> str:
    """What came of it, for a person; with --json, as the API gave it."""
    async with reached(settings, "gesso inbox", ["read", "write"]) as place, speaking_to(place) as server:
        found = await RUNS[args.act](server, args)
    if args.json:
        return json.dumps(found, ensure_ascii=False, indent=1)
    return RENDERS[args.act](found)


async def listed(server: Remote, args: argparse.Namespace) -> Any:
    return await server.call("GET", "/inbox")


async def read(server: Remote, args: argparse.Namespace) -> Any:
    return await server.call("POST", "/inbox/read-all")


async def do(server: Remote, args: argparse.Namespace) -> Any:
    body = {"action": args.action, "text": args.text, "minutes": args.minutes}
    given = {name: value for name, value in body.items() if value is not None}
    return await server.call("POST", f"/inbox/{_name(args.notice)}/act", given)


async def habits(server: Remote, args: argparse.Namespace) -> Any:
    return await server.call("GET", "/habits")


def _name(notice: str) -> str:
    if not notice.replace("_", "").isalnum():
        raise BadInput(f"{notice!r} names no notice. Write its id, as “gesso inbox list” prints it.")
    return notice


def render_inbox(found: dict[str, Any]) -> str:
    return "\n".join(map(render_notice, found["notices"])) or "Nothing in the inbox."


def render_notice(notice: dict[str, Any]) -> str:
    """Two lines: what it is and what can be done, and its first words."""
    mark, count = " " if notice["read"] else "*", f" ×{notice['count']}" if notice["count"] > 1 else ""
    state = (notice["state"] or notice["kind"]).replace("_", " ")
    offers = f"   [{', '.join(notice['actions'])}]" if notice["actions"] else ""
    body = " ".join(notice["body"].split())[:160]
    return f"{mark} {notice['id']}  {notice['at'][:16]}  {state}: {notice['title']}{count}{offers}" + (
        f"\n      {body}" if body else ""
    )


def render_habits(found: list[dict[str, Any]]) -> str:
    lines = [
        f"{habit['notice']}  “{habit['text']}”, asked {len(habit['asks'])} times, usually at {habit['usual']}"
        + (f"; done by {habit['task']}" if habit["task"] else "")
        for habit in found
    ]
    return "\n".join(lines) or "Nothing is asked again and again."


RUNS: dict[str, Run] = {"list": listed, "read": read, "do": do, "habits": habits}
RENDERS: dict[str, Callable[[Any], str]] = {
    "list": render_inbox, "read": render_inbox, "do": render_notice, "habits": render_habits,
}  # fmt: skip
