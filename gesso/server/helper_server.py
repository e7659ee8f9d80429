"""A server that does one thing for the others here, such as transcribing, as administrators set it.

Its key goes in and is handed out to that server alone.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import Connection as Rows

from gesso.model.connections import Connection
from gesso.server import views
from gesso.store.configuration import save_setting, setting
from gesso.store.database import Database

Check = Callable[[Connection, Any], Awaitable[None]]


class HelperServer:
    """`name` is what it is kept under, `call` the end of its address that people may paste along, `check` tries it with
    what was asked."""

    def __init__(self, db: Database, name: str, title: str, call: str, check: Check) -> None:
        self._db, self._setting, self._title, self._call, self._check = db, name, title, call, check

    async def on(self) -> bool:
        """Whether a server is set."""
        return await self.stored() is not None

    async def server(self) -> views.HelperServerView | None:
        """The server without its key; None where none is set."""
        found = await self.stored()
        if found is None:
            return None
        has_key = found.key is not None
        return views.HelperServerView(base_url=found.address, model=found.models[0].id, has_key=has_key)

    async def set_server(self, body: views.HelperServerIn) -> None:
        """Set it, once it has been tried. A key left out stays, at the same address. Raises BadInput, ModelError."""
        base_url = body.base_url.strip().rstrip("/").removesuffix(self._call)
        made = self._connection(base_url, body.key, body.model)
        old = await self.stored()
        if made.key is None and old is not None and old.address == made.address:
            made = made.model_copy(update={"key": old.key})
        await self._check(made, body)
        kept = {"base_url": made.address, "key": made.key, "model": body.model, **self._more(body)}
        await self._db.write(lambda rows: save_setting(rows, self._setting, kept))

    def _more(self, body: views.HelperServerIn) -> dict[str, object]:
        """What is kept beside address, key and model."""
        return {}

    async def remove_server(self) -> None:
        """Forget it and its key."""
        await self._db.write(lambda rows: save_setting(rows, self._setting, None))

    async def stored(self) -> Connection | None:
        def job(rows: Rows) -> Connection | None:
            found = setting(rows, self._setting)
            return None if found is None else self._connection(found["base_url"], found["key"], found["model"])

        return await self._db.read(job)

    def _connection(self, base_url: str, key: str | None, model: str) -> Connection:
        return Connection.model_validate(
            {
                "id": self._setting, "provider": "compatible", "name": self._title, "base_url": base_url, "key": key,
                "models": [model],
            }
        )  # fmt: skip
