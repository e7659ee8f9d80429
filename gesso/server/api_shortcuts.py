"""Shortcuts over HTTP: the ones there are, and a person's own. They are used by sending a message (`api_rooms`)."""

from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from gesso.agent.shortcuts import SHORTCUTS
from gesso.base.errors import Conflicting, NotFound
from gesso.base.ids import new_id
from gesso.server import views
from gesso.server.context import Actor, Here
from gesso.server.policy import Policy, Routes
from gesso.store import shortcuts as rows
from gesso.store.shortcuts import OwnShortcut

routes = Routes()

READ = Policy("user", "read")
WRITE = Policy("user", "write")
MOST_OWN = 100

ShortcutId = Annotated[str, Path(max_length=80)]


@routes.on("GET", "/api/shortcuts", READ, views.ShortcutsView)
async def list_shortcuts(here: Here, person: Actor) -> views.ShortcutsView:
    """The shortcuts that come with gesso, one's own, and those that others share."""
    own = await here.workspace.db.read(partial(rows.list_shortcuts, user=person.id))
    built_in = [
        views.BuiltInShortcut(
            id=each.id, title=each.title, kind=each.kind,
            options=[views.ShortcutOption(id=option.id, title=option.title) for option in each.options],
        )
        for each in SHORTCUTS
    ]  # fmt: skip
    return views.ShortcutsView(built_in=built_in, own=[render(each, person.id) for each in own])


@routes.on("POST", "/api/shortcuts", WRITE, views.OwnShortcutView, status=201)
async def make_shortcut(here: Here, person: Actor, body: views.OwnShortcutIn) -> views.OwnShortcutView:
    """Keep a prompt under a name; `shared`: everybody of this server can use it."""
    now = here.workspace.db.clock()
    made = OwnShortcut(new_id("shortcut"), person.id, body.name, body.prompt, body.kind, body.shared, now)
    if await here.workspace.db.read(partial(rows.count_shortcuts, user=person.id)) >= MOST_OWN:
        raise Conflicting(f"You have {MOST_OWN} shortcuts already; delete one first.")
    await here.workspace.db.write(partial(rows.insert_shortcut, made=made))
    return render(made, person.id)


@routes.on("PATCH", "/api/shortcuts/{shortcut}", WRITE, views.OwnShortcutView)
async def change_shortcut(
    here: Here, person: Actor, shortcut: ShortcutId, body: views.OwnShortcutPatch
) -> views.OwnShortcutView:
    """Change one's own shortcut; what is absent stays."""
    found = await here.workspace.db.read(partial(rows.shortcut_by_id, shortcut=shortcut, user=person.id))
    if found is None or found.user != person.id:
        raise NotFound("You have no such shortcut.")
    changed = replace(found, **body.model_dump(exclude_none=True))
    await here.workspace.db.write(partial(rows.update_shortcut, changed=changed))
    return render(changed, person.id)


@routes.on("DELETE", "/api/shortcuts/{shortcut}", WRITE, status=204)
async def delete_shortcut(here: Here, person: Actor, shortcut: ShortcutId) -> Response:
    """Delete one's own shortcut. Messages that used it stay."""
    if not await here.workspace.db.write(partial(rows.delete_shortcut, shortcut=shortcut, user=person.id)):
        raise NotFound("You have no such shortcut.")
    return Response(status_code=204)


def render(own: OwnShortcut, person: str) -> views.OwnShortcutView:
    return views.OwnShortcutView(
        id=own.id, name=own.name, prompt=own.prompt, kind=own.kind, shared=own.shared, mine=own.user == person
    )
