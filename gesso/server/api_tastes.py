"""How a person likes things to look: seen and changed by themselves."""

from gesso.agent.tastes import keep, tastes_now
from gesso.server.context import Actor, Here, Parts
from gesso.server.policy import Policy, Routes
from gesso.server.views.tastes import TastesIn, TastesView

routes = Routes()

READ = Policy("user", "read")
WRITE = Policy("user", "write")


@routes.on("GET", "/api/tastes", READ, TastesView)
async def read_tastes(here: Here, person: Actor) -> TastesView:
    """What is known of how one likes things to look, and the words it was learned from."""
    return await _view(here, person.id)


@routes.on("PUT", "/api/tastes", WRITE, TastesView)
async def change_tastes(here: Here, person: Actor, body: TastesIn) -> TastesView:
    """Choose, or forget. Agents are told of it, and apps and widgets follow."""
    await keep(here.workspace, person.id, body.model_dump(exclude_none=True))
    return await _view(here, person.id)


async def _view(here: Parts, person: str) -> TastesView:
    rows = await tastes_now(here.workspace, person)
    values = {row.name: row.value for row in rows}
    return TastesView.model_validate({
        "corners": "", "density": "", "pictures": "", **values,
        "why": {row.name: row.why for row in rows if row.why},
        "at": max((row.at for row in rows), default=None),
    })  # fmt: skip
