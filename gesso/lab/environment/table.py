"""A workspace for a few conversations: real rooms, canvases and turns in a temporary folder, on a clock of ours.

The same `Turns` and `run_turn` as the product, with the model that is handed in. Time passes only when told, so that
"undone within a minute" can be played in no time. Nothing of a person's own workspace is touched.
"""

import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from gesso.agent.deciding.decisions import Decisions
from gesso.agent.turns import Turns
from gesso.base.clock import FakeClock
from gesso.model.catalogue import Catalogue
from gesso.model.download import Weights
from gesso.model.embedded import EmbeddedModel
from gesso.model.scripted import ScriptedModel
from gesso.room.workspace import Workspace
from gesso.store.database import Database
from gesso.tools import TOOLS


@dataclass(frozen=True)
class Table:
    """`model` is the name of who answers, a model of the catalogue."""

    db: Database
    clock: FakeClock
    workspace: Workspace
    turns: Turns
    model: str


@asynccontextmanager
async def open_table(
    catalogue: Catalogue, model: str, decisions: Decisions | None = None, folder: Path | None = None
) -> AsyncGenerator[Table, None]:
    """A table to play at; the catalogue stays the caller's. With `folder` its database `gesso.db` is kept there."""
    with tempfile.TemporaryDirectory(prefix="gesso-lab-") as passing:
        clock = FakeClock()
        db = await Database.open(str((folder or Path(passing)) / "gesso.db"), clock=clock)
        workspace = Workspace(db, clock)
        turns = Turns(workspace, catalogue, TOOLS, clock, decisions)
        try:
            yield Table(db, clock, workspace, turns, model)
        finally:
            await turns.close()
            await workspace.close()
            await db.close()


def catalogue_of(model: ScriptedModel) -> Catalogue:
    """A menu of one model, which needs no weights."""
    return Catalogue(EmbeddedModel(Weights(Path("/nonexistent"))), scripted=model)
