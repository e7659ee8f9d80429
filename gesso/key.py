"""`gesso key NAME`: an API key of the owner's, for programs, made without a browser; also while the server runs."""

from collections.abc import Sequence

from gesso.base.clock import system_clock
from gesso.server.people import People
from gesso.server.policy import Counters
from gesso.server.views import Scope
from gesso.settings import Settings
from gesso.store.database import Database


async def make_owner_key(settings: Settings, name: str, scopes: Sequence[Scope]) -> str:
    """The new key, which is never shown again. Whoever can read the data folder may make one."""
    settings.data.mkdir(parents=True, exist_ok=True)
    db = await Database.open(settings.database_url)
    try:
        people = People(db, system_clock, Counters())
        owner = await people.ensure_owner()
        return (await people.make_key(owner.id, name, scopes, None)).key
    finally:
        await db.close()
