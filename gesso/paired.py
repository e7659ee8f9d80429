"""`gesso notebook FILE`: a Jupyter notebook on disk and a page of a running gesso, kept the same while it runs.

What is written in either comes into the other within about a second; where both were changed, the server lays one
change over the other, as it does for two people. What code gave comes into the file after each run here; what a
notebook gave elsewhere stays in it while its cell is the same. Nothing is remembered between two starts: a file and a
page that differ at the start are joined by whoever says which of them holds (`--take`).
"""

import argparse
import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gesso.base.errors import BadInput, GessoError
from gesso.formats.notebook import read_notebook
from gesso.remote import Place, Remote, reached, speaking_to
from gesso.settings import Settings

LOOK_S = 1.0


async def run_notebook(args: argparse.Namespace, settings: Settings, tell: Callable[[str], None]) -> None:
    """Until it is interrupted; `tell` hears what is done. Raises GessoError for what cannot be paired."""
    async with reached(settings, "gesso notebook", ["read", "write"]) as place, speaking_to(place) as server:
        page = args.page.rstrip("/").rpartition("/")[2] if args.page else await _new_page(server, args)
        pair = Pair(server, args.file, page)
        await pair.begin(args.take)
        tell(f"{args.file} and {_address(place, pair)} are the same.")
        while not args.once:
            await asyncio.sleep(LOOK_S)
            for line in await pair.look():
                tell(line)


@dataclass
class Pair:
    """`version` is of the page and `words` are what the file read as when both were the same; `ran` tells the runs of
    the page's code apart, `stamp` the states of the file."""

    server: Remote
    file: Path
    page: str
    room: str = ""
    version: int = 0
    words: str = ""
    ran: tuple[int, int] = (0, 0)
    stamp: tuple[int, int] = (0, 0)

    async def begin(self, take: str | None) -> None:
        """Make both the same. Raises BadInput where they differ and nobody said which holds."""
        found = await self._page()
        self.room, self.version = found["room"], found["version"]
        if self.file.exists() and take != "page":
            words = self._read(self.file.read_bytes())
            if words != self._read(await self._export()):
                if take is None:
                    raise BadInput(f"{self.file} and the page differ. Say which holds: --take file, or --take page.")
                await self._send(words)
        await self._write()

    async def look(self) -> list[str]:
        """Carry over what changed on either side since; what was done, in words."""
        done = []
        if (words := self._changed()) is not None:
            await self._send(words)
            done.append(f"{self.file.name} → page")
        found = await self._page()
        ran = await self._ran()
        if ((found["version"], ran) != (self.version, self.ran) or done) and await self._write():
            done.append(f"page → {self.file.name}")
        return done

    def _changed(self) -> str | None:
        """The text of the file, where it is another than when it was looked at; None for one that is half written."""
        try:
            stamp = _stamp(self.file)
            if stamp == self.stamp:
                return None
            words = self._read(self.file.read_bytes())
        except (OSError, GessoError):
            return None  # it is written just now; it is looked at again
        self.stamp = stamp
        return None if words == self.words else words

    async def _send(self, words: str) -> None:
        body = {"text": words, "base_version": self.version}
        self.version = (await self.server.call("PUT", f"/canvases/{self.page}/text", body))["version"]

    async def _write(self) -> bool:
        """Put the page into the file; whether that changed it."""
        self.ran = await self._ran()
        self.version, now = -1, (await self._page())["version"]
        while self.version != now:  # the file and the version must be of one state
            self.version, made = now, await self._export()
            now = (await self._page())["version"]
        before = self.file.read_bytes() if self.file.exists() else b""
        made = keep_outputs(before, made)
        if made != before:
            part = self.file.with_name(f".{self.file.name}.new")
            part.write_bytes(made)
            part.replace(self.file)
        self.stamp, self.words = _stamp(self.file), self._read(made)
        return made != before

    async def _export(self) -> bytes:
        return await self.server.download(f"/canvases/{self.page}/export?format=ipynb")

    def _read(self, data: bytes) -> str:
        """Its text. Numbers that an export gave to cells without an id are none of their own."""
        return read_notebook(_without_numbers(data), self.file.name).text

    async def _page(self) -> Any:
        return await self.server.call("GET", f"/canvases/{self.page}")

    async def _ran(self) -> tuple[int, int]:
        """The last run that has ended; the one before while one goes on."""
        found = await self.server.call("GET", f"/canvases/{self.page}/run")
        return (found["run"], found["changes"]) if found["state"] == "idle" else self.ran


def keep_outputs(before: bytes, after: bytes) -> bytes:
    """`after` with what cells of `before` had given that are the same and have given nothing since."""
    try:
        old, new = json.loads(before), json.loads(after)
        given = {_source(cell): cell for cell in old["cells"] if cell.get("outputs")}
        cells = [cell for cell in new["cells"] if cell["cell_type"] == "code" and not cell["outputs"]]
    except (ValueError, KeyError, TypeError, AttributeError):
        return after
    kept = [(cell, given[_source(cell)]) for cell in cells if _source(cell) in given]
    for cell, had in kept:
        cell["outputs"], cell["execution_count"] = had["outputs"], had.get("execution_count")
    return (json.dumps(new, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace") if kept else after


def _without_numbers(data: bytes) -> bytes:
    try:
        whole = json.loads(data)
        for cell in whole["cells"]:
            if re.fullmatch(r"cell-\d+", str(cell.get("id", ""))):
                del cell["id"]
    except (ValueError, KeyError, TypeError, AttributeError):
        return data  # what is wrong with it is told by who reads it
    return json.dumps(whole).encode("utf-8", "replace")


def _source(cell: Any) -> str:
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)


def _stamp(file: Path) -> tuple[int, int]:
    found = file.stat()
    return found.st_mtime_ns, found.st_size


async def _new_page(server: Remote, args: argparse.Namespace) -> str:
    if not args.file.exists():
        raise BadInput(f"There is no {args.file}. Name the page it is to be made of: --page.")
    data = args.file.read_bytes()
    read_notebook(data, args.file.name)
    room = args.room or (await server.call("POST", "/rooms", {"title": args.file.stem}))["id"]
    made = await server.upload(f"/rooms/{room}/import", {"name": args.file.name}, data)
    return str(made["canvases"][0]["id"])


def _address(place: Place, pair: Pair) -> str:
    return f"{place.url}/r/{pair.room}/c/{pair.page}"
