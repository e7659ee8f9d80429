"""`gesso import`: files of other programs as pages of a conversation, from the command line, also while serving.

A server that runs over the same data is asked to do it, so that whoever looks at the conversation sees the pages come;
otherwise it is done here. Either way all files are read first: when one of them cannot be, nothing is made.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import httpx

from gesso.base.clock import system_clock
from gesso.base.errors import BadInput, GessoError, NotFound
from gesso.formats.document import Document, stem_of
from gesso.formats.front import read_any
from gesso.room.workspace import Person, Workspace
from gesso.server import views
from gesso.server.exchange import do_import
from gesso.server.people import People
from gesso.server.policy import Counters
from gesso.settings import Settings
from gesso.store.access import User
from gesso.store.database import Database
from gesso.store.files import Blobs

TIMEOUT_S = 120.0
_ROOM = re.compile(r"\broom_\w+")


@dataclass(frozen=True)
class File:
    path: Path
    data: bytes
    documents: list[Document]


@dataclass(frozen=True)
class Brought:
    """Where the pages are, and of each file what it became."""

    address: str
    files: list[tuple[Path, views.BroughtIn]]


@dataclass(frozen=True)
class _Here:
    workspace: Workspace
    blobs: Blobs


async def import_files(settings: Settings, paths: Sequence[Path], room: str | None) -> Brought:
    """New pages in that conversation (its id, or an address that holds it) or in a new one. Raises GessoError."""
    files = [_read(path) for path in paths]
    wanted = _room_of(room)
    settings.data.mkdir(parents=True, exist_ok=True)
    db = await Database.open(settings.database_url)
    try:
        people = People(db, system_clock, Counters())
        owner = await people.ensure_owner()
        made = await people.make_key(owner.id, "gesso import", ["read", "write"], 1)
        try:
            brought = await _by_server(settings, made.key, files, wanted)
        finally:
            await people.withdraw_key(owner.id, made.id)
        return brought or await _by_itself(settings, db, owner, files, wanted)
    finally:
        await db.close()


def _read(path: Path) -> File:
    """Raises NotFound, BadInput, TooLarge, each naming the file."""
    if not path.is_file():
        raise NotFound(f"{path} is not a file.")
    data = path.read_bytes()
    try:
        return File(path, data, read_any(path.name, data))
    except GessoError as refusal:
        raise BadInput(f"{path} was not imported, nor anything else. {refusal.message}") from refusal


def _room_of(room: str | None) -> str | None:
    found = _ROOM.search(room) if room is not None else None
    if room is not None and found is None:
        raise BadInput(f"{room!r} names no conversation. Copy its address from the browser, or its id: room_…")
    return found[0] if found else None


async def _by_server(settings: Settings, key: str, files: Sequence[File], room: str | None) -> Brought | None:
    """None when no server listens, or when it is one of other data, which does not know the key."""
    here = replace(settings, public_url=None).url
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=here, headers=headers, timeout=TIMEOUT_S, trust_env=False) as server:
        try:
            known = (await server.get("/api/rooms")).status_code == 200
        except httpx.TransportError:
            known = False
        if not known:
            return None
        try:
            if room is None:
                room = str(_answer(await server.post("/api/rooms", json={"title": _title(files)}))["id"])
            done = []
            for file in files:
                answer = await server.post(
                    f"/api/rooms/{room}/import", params={"name": file.path.name[-200:]}, content=file.data,
                    headers={"Content-Type": "application/octet-stream"},
                )  # fmt: skip
                done.append((file.path, views.BroughtIn.model_validate(_answer(answer))))
        except httpx.TransportError as cut:
            raise GessoError(f"The line to the server was cut ({cut}); look which pages are there.") from cut
    return Brought(f"{settings.url}/r/{room}", done)


def _answer(response: httpx.Response) -> dict[str, object]:
    found: dict[str, object] = response.json()
    if response.is_error:
        raise BadInput(str(views.ErrorView.model_validate(found).error.message))
    return found


async def _by_itself(settings: Settings, db: Database, owner: User, files: Sequence[File], room: str | None) -> Brought:
    workspace = Workspace(db)
    person = Person(owner.id, owner.name)
    try:
        if room is None:
            live = await workspace.do_create_room(person, _title(files))
        else:
            live = await workspace.access_room(owner.id, room, "edit")
        here = _Here(workspace, Blobs(settings.files_dir))
        done = [(file.path, await do_import(here, person, live, file.documents)) for file in files]
        return Brought(f"{settings.url}/r/{live.id}", done)
    finally:
        await workspace.close()


def _title(files: Sequence[File]) -> str:
    return stem_of(files[0].path.name)
