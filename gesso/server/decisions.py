"""The trained decisions of a workspace: opened with its switch, and what an administrator does to them.

Which adapters are in force is the registry's in the data folder; the switch is a setting of the store. The menu's name
of the embedded model follows both.
"""

import asyncio

from gesso.agent.deciding.decisions import Decisions
from gesso.agent.deciding.shelf import Shelf
from gesso.model.catalogue import Catalogue
from gesso.settings import Settings
from gesso.store import configuration
from gesso.store.database import Database

SETTING = "decisions"


async def open_decisions(settings: Settings, catalogue: Catalogue, db: Database | None = None) -> Decisions:
    """The decisions of a workspace; without a store, of a command, with the switch on."""
    stored = await db.read(lambda rows: configuration.setting(rows, SETTING)) if db is not None else None
    decisions = Decisions(Shelf(settings.data / "adapters"), catalogue.deciding, on=stored is not False)
    await follow(decisions, catalogue)
    return decisions


async def follow(decisions: Decisions, catalogue: Catalogue) -> None:
    """Look at what is in force now, and let the menu say so."""
    await decisions.refresh()
    catalogue.decided_by = decisions.label


class DecisionsSwitch:
    """Turns them on and off. Turned on, the weights are fetched behind the caller's back if they are not here."""

    def __init__(self, db: Database, catalogue: Catalogue, decisions: Decisions) -> None:
        self._db, self._catalogue, self._decisions = db, catalogue, decisions
        self._fetching: asyncio.Task[None] | None = None

    async def turn(self, on: bool) -> None:
        await self._db.write(lambda rows: configuration.save_setting(rows, SETTING, on))
        self._decisions.on = on
        await follow(self._decisions, self._catalogue)
        fetching = self._fetching is not None and not self._fetching.done()
        if on and self._decisions.in_force.adapters and not self._decisions.model.ready and not fetching:
            self._fetching = asyncio.create_task(self._decisions.fetch())

    async def aclose(self) -> None:
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.wait({self._fetching})
