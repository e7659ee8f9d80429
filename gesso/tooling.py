"""`gesso tool …`: tools made from examples, in a running gesso, from the command line."""

import argparse
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from gesso.base.errors import BadInput, NotFound
from gesso.remote import Remote, reached, speaking_to
from gesso.settings import Settings

ARROW = "=>"
Run = Callable[[Remote, argparse.Namespace], Awaitable[Any]]


async def run_tool(args: argparse.Namespace, settings: Settings) -> str:
    """What came of it, for a person; with --json, as the API gave it."""
    async with reached(settings, "gesso tool", ["read", "admin"]) as place, speaking_to(place) as server:
        found = await RUNS[args.act](server, args)
    if args.json:
        return json.dumps(found, ensure_ascii=False, indent=1)
    if isinstance(found, list):
        return "\n".join(map(render_line, found)) or "No tools of your own."
    if found is None:
        return "Deleted."
    if args.act in ("try", "export"):
        return str(found["text"]) if found.get("ok", True) else f"It failed on this text. {found['text']}"
    return render_tool(found)


async def listed(server: Remote, args: argparse.Namespace) -> Any:
    return await server.call("GET", "/made-tools")


async def make(server: Remote, args: argparse.Namespace) -> Any:
    examples = [_example(each) for each in args.example] + (_read(args.examples) if args.examples else [])
    body = {"name": args.name, "about": args.about, "examples": examples, "model": args.model}
    return await server.call("POST", "/made-tools", body)


async def code(server: Remote, args: argparse.Namespace) -> Any:
    tool = await _named(server, args.name)
    return await server.call("POST", f"/made-tools/{tool['id']}/versions", {"code": args.file.read_text()})


async def show(server: Remote, args: argparse.Namespace) -> Any:
    return await _named(server, args.name)


async def trial(server: Remote, args: argparse.Namespace) -> Any:
    tool = await _named(server, args.name)
    body = {"print": _newest(tool)["print"], "text": args.text}
    return await server.call("POST", f"/made-tools/{tool['id']}/try", body)


async def approve(server: Remote, args: argparse.Namespace) -> Any:
    tool = await _named(server, args.name)
    print = _newest(tool)["print"] if args.act == "approve" else tool["approved"] or _newest(tool)["print"]
    body = {"print": print, "approved": args.act == "approve"}
    return await server.call("PUT", f"/made-tools/{tool['id']}/approval", body)


async def export(server: Remote, args: argparse.Namespace) -> Any:
    return await server.call("GET", f"/made-tools/{(await _named(server, args.name))['id']}/file")


async def delete(server: Remote, args: argparse.Namespace) -> Any:
    return await server.call("DELETE", f"/made-tools/{(await _named(server, args.name))['id']}")


RUNS: dict[str, Run] = {
    "list": listed, "make": make, "code": code, "show": show, "try": trial, "approve": approve, "withdraw": approve,
    "export": export, "delete": delete,
}  # fmt: skip


async def _named(server: Remote, name: str) -> dict[str, Any]:
    for tool in await server.call("GET", "/made-tools"):
        if name in (tool["id"], tool["tool"]) or name.lower() == tool["name"].lower():
            return dict(tool)
    raise NotFound(f"You have no tool {name!r}; “gesso tool list” shows those you have.")


def _newest(tool: dict[str, Any]) -> dict[str, Any]:
    if not tool["versions"]:
        raise BadInput(tool["problem"] or "Nothing is written yet.")
    return dict(tool["versions"][-1])


def _example(words: str) -> dict[str, str]:
    given, arrow, wanted = words.partition(ARROW)
    if not arrow:
        raise BadInput(f"{words!r} is no example: write GIVEN{ARROW}WANTED.")
    return {"given": given, "wanted": wanted}


def _read(file: Path) -> list[dict[str, str]]:
    try:
        rows = [json.loads(line) for line in file.read_text().splitlines() if line.strip()]
        return [{"given": row["given"], "wanted": row["wanted"]} for row in rows]
    except OSError as wrong:
        raise BadInput(f"{file} cannot be read: {wrong.strerror}.") from None
    except (ValueError, KeyError, TypeError):
        raise BadInput(f'{file} has to hold lines such as {{"given": "a", "wanted": "A"}}.') from None


def render_line(tool: dict[str, Any]) -> str:
    state = "approved" if tool["approved"] else "not approved" if tool["versions"] else "not written"
    return f"{tool['name']:<24} {state:<13} {tool['about']}"


def render_tool(tool: dict[str, Any]) -> str:
    """The tool as a page of text: its newest code, how it did, what to do next."""
    lines = [render_line(tool)]
    if tool["problem"]:
        lines.append(tool["problem"])
    if tool["versions"]:
        newest = tool["versions"][-1]
        lines += ["", newest["code"].rstrip(), "", f"Version {newest['number']}: {newest['told']}"]
        if newest["by"] == "examples":
            count = len(tool["examples"])
            lines.append(f"Learned from the examples; without each of them, {newest['predicted']} of {count} came out.")
        if newest["print"] != tool["approved"] and newest["passed"]:
            lines.append(f"Approve it with: gesso tool approve {tool['name']!r}")
    return "\n".join(lines)
