"""The model menu of a workspace: the catalogue, filled from what is stored, and the changes administrators make to it.

A connection's row and key are in the store; what its server offered when it was last asked is a setting beside it.
Keys go in and are never handed out again, except to the provider. Changes are made one at a time.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection as Rows

from gesso.base.errors import Conflicting, NotFound
from gesso.base.ids import new_id
from gesso.model.catalogue import Catalogue, Connection, ServedModel, check, find_local
from gesso.model.connections import provider_kind
from gesso.model.download import Weights
from gesso.model.embedded import EmbeddedModel
from gesso.model.scripted import load_scripted
from gesso.settings import Settings
from gesso.store import configuration
from gesso.store.database import Database

DEFAULT_SETTING = "default_model"
MAX_CONNECTIONS = 50

_SERVED: TypeAdapter[tuple[ServedModel, ...]] = TypeAdapter(tuple[ServedModel, ...])


async def open_catalogue(settings: Settings, db: Database | None) -> Catalogue:
    """The catalogue of `settings`, with the stored connections and default when there is a store."""
    embedded = EmbeddedModel(Weights(settings.models_dir), idle_s=settings.idle_minutes * 60)
    scripted = load_scripted(settings.scripted) if settings.scripted is not None else None
    if db is None:
        return Catalogue(embedded, scripted=scripted)
    connections, default = await db.read(_stored)
    return Catalogue(embedded, scripted=scripted, connections=connections, default=default)


async def read_catalogue(settings: Settings) -> Catalogue:
    """The catalogue with the connections of a workspace that may not exist yet; none is made by looking."""
    if settings.database_url == str(settings.data / "gesso.db") and not Path(settings.database_url).exists():  # noqa: ASYNC240 - once, before anything is served
        return await open_catalogue(settings, None)
    db = await Database.open(settings.database_url)
    try:
        return await open_catalogue(settings, db)
    finally:
        await db.close()


class Menu:
    """What administrators do to the menu; the catalogue follows at once."""

    def __init__(self, db: Database, catalogue: Catalogue) -> None:
        self._db, self._catalogue = db, catalogue
        self._one = asyncio.Lock()

    async def add(self, provider: str, name: str, base_url: str | None, key: str | None) -> Connection:
        """Connect a provider, once it answered. Raises BadInput, ModelError, Conflicting past the limit."""
        provider_kind(provider)
        if len(self._catalogue.connections) >= MAX_CONNECTIONS:
            raise Conflicting(f"At most {MAX_CONNECTIONS} connections; remove one first.")
        tried = Connection(id=new_id("conn"), provider=provider, name=name, base_url=base_url or None, key=key or None)
        made = tried.model_copy(update={"models": tuple(await check(tried))})
        row = configuration.ModelConnection(
            made.id, made.provider, made.name, made.base_url, self._db.clock(), made.key is not None
        )
        models = [model.model_dump(mode="json") for model in made.models]

        def job(rows: Rows) -> None:
            configuration.save_connection(rows, row, made.key)
            configuration.save_setting(rows, _models_setting(made.id), models)

        async with self._one:
            await self._db.write(job)
            self._catalogue.set_connections([*self._catalogue.connections, made])
        return made

    async def remove(self, connection: str) -> None:
        """Raises NotFound."""

        def job(rows: Rows) -> None:
            if not configuration.delete_connection(rows, connection):
                raise NotFound("There is no such connection.")
            configuration.save_setting(rows, _models_setting(connection), None)

        async with self._one:
            await self._db.write(job)
            self._catalogue.set_connections([c for c in self._catalogue.connections if c.id != connection])

    async def choose(self, model: str) -> None:
        """Make `model` the default. Raises NotFound."""
        async with self._one:
            self._catalogue.set_default(model)
            await self._db.write(lambda rows: configuration.save_setting(rows, DEFAULT_SETTING, model))

    async def find(self) -> Sequence[Connection]:
        """Model servers that answer on this machine's usual ports; nothing is kept."""
        return await find_local()


def _stored(rows: Rows) -> tuple[list[Connection], str | None]:
    found = []
    for row in configuration.list_connections(rows):
        served = configuration.setting(rows, _models_setting(row.id)) or ()
        try:
            models = _SERVED.validate_python(served)
        except ValidationError:
            models = ()  # a list of another time; asking the server again mends it
        key = configuration.key_of_connection(rows, row.id) if row.has_key else None
        found.append(
            Connection(id=row.id, provider=row.provider, name=row.name, base_url=row.base_url, key=key, models=models)
        )
    default = configuration.setting(rows, DEFAULT_SETTING)
    return found, default if isinstance(default, str) else None


def _models_setting(connection: str) -> str:
    return f"models:{connection}"
