"""A running gesso as the command line reaches it: this machine's with a key made for the command, or any by its key.

`GESSO_KEY` holds a key (made by `gesso key` or in Settings), `GESSO_URL` the address it is for; without a key the owner
of this machine's data acts, whose key is withdrawn when the command ends.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import httpx

from gesso.base.clock import system_clock
from gesso.base.errors import BadInput, GessoError
from gesso.server.people import People
from gesso.server.policy import Counters
from gesso.server.views import Scope
from gesso.settings import Settings
from gesso.store.database import Database

TIMEOUT_S = 120.0
KEY_DAYS = 1


@dataclass(frozen=True)
class Place:
    """Where the server is, and the key to it."""

    url: str
    key: str = field(repr=False)


@asynccontextmanager
async def reached(settings: Settings, name: str, scopes: Sequence[Scope]) -> AsyncIterator[Place]:
    """The server that is meant. Does not ask whether it runs."""
    url = settings.server or replace(settings, public_url=None).url
    if settings.key:
        yield Place(url, settings.key)
        return
    if settings.server:
        raise BadInput(f"GESSO_URL names {url}: put a key of that server into GESSO_KEY.")
    settings.data.mkdir(parents=True, exist_ok=True)
    db = await Database.open(settings.database_url)
    try:
        people = People(db, system_clock, Counters())
        owner = await people.ensure_owner()
        made = await people.make_key(owner.id, name, scopes, KEY_DAYS)
        try:
            yield Place(url, made.key)
        finally:
            await people.withdraw_key(owner.id, made.id)
    finally:
        await db.close()


class Remote:
    """Calls of the API."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def call(self, method: str, path: str, body: object = None) -> Any:
        """The JSON of the answer. Raises GessoError with the server's own words, or when none listens."""
        return _json(await self._ask(method, path, json=body))

    async def upload(self, path: str, params: dict[str, str], data: bytes) -> Any:
        """The JSON of the answer to bytes. Raises likewise."""
        headers = {"Content-Type": "application/octet-stream"}
        return _json(await self._ask("POST", path, params=params, content=data, headers=headers))

    async def download(self, path: str) -> bytes:
        """The bytes of a file. Raises likewise."""
        return (await self._ask("GET", path)).content

    async def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        try:
            answer = await self._http.request(method, f"/api{path}", **more)
        except httpx.TransportError as cut:
            raise GessoError(f"No gesso answers at {self._http.base_url} ({cut}). Start it with: gesso serve") from cut
        if answer.is_error:
            found = _json(answer)
            told = found.get("error", {}).get("message") if isinstance(found, dict) else None
            raise BadInput(str(told or f"The server refused it ({answer.status_code})."))
        return answer


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json() if answer.content else None
    except ValueError:
        return None


@asynccontextmanager
async def speaking_to(place: Place) -> AsyncIterator[Remote]:
    headers = {"Authorization": f"Bearer {place.key}"}
    async with httpx.AsyncClient(base_url=place.url, headers=headers, timeout=TIMEOUT_S, trust_env=False) as http:
        yield Remote(http)
