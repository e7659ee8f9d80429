"""`gesso tasks create`, `import`, `pause-all`, `resume-all`: the owner's tasks from the command line.

A sentence is read as the page reads it, and the tasks are made with the tools that the server would grant, whether one
runs or not; one that runs sees them within two seconds. Nothing is made where something must be asked.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from gesso.base.errors import BadInput
from gesso.room.workspace import Person
from gesso.server.context import Parts
from gesso.server.serve import opened
from gesso.server.task_views import chain_of, imported, preview
from gesso.server.views import tasks as views
from gesso.settings import Settings
from gesso.tasks.acting import shown
from gesso.tasks.tasks import Draft

T = TypeVar("T")


def as_owner(settings: Settings, act: Callable[[Parts, Person], Awaitable[T]]) -> T:
    """What `act` gives for the owner of the workspace."""

    async def acting() -> T:
        async with opened(settings) as parts:
            owner = await parts.people.ensure_owner()
            return await act(parts, Person(owner.id, owner.name))

    return asyncio.run(acting())


async def _made(parts: Parts, owner: Person, found: list[views.PreviewedTask]) -> str:
    """Makes the tasks; each as it is now, with what it lacks."""
    nameless = next((one for one in found if not one.instruction), None)
    if nameless is not None:
        raise BadInput(f"What should be done {nameless.sentence}? Nothing was made.")
    lines: list[str] = []
    for one in found:
        task = await parts.tasks.create(owner, Draft(one.instruction, one.timetable, one.settings, one.title))
        lines.append(shown(task, one.sentence))
        lines += [f"    taken so: {words}" for words in one.assumptions]
        lacks = [check for check in await parts.engine.preflight(task) if not check["ok"]]
        lines += [f"    missing: {check['what']}: {check['why']}" for check in lacks]
    return "\n".join(lines)


def create_tasks(settings: Settings, text: str, zone: str) -> str:
    """The tasks of a sentence, made. Raises BadInput with the question that it leaves open."""
    return as_owner(settings, lambda parts, owner: _create(parts, owner, text, zone))


def import_tasks(settings: Settings, text: str, zone: str, dry: bool) -> tuple[str, bool]:
    """What became of a crontab or a calendar file, and whether all of it was taken. With `dry` nothing is made."""
    return as_owner(settings, lambda parts, owner: _import(parts, owner, text, zone, dry))


def pause_tasks(settings: Settings) -> None:
    as_owner(settings, lambda parts, owner: parts.tasks.pause_all(owner.id))


def resume_tasks(settings: Settings) -> None:
    as_owner(settings, lambda parts, owner: parts.tasks.resume_all(owner.id))


async def _create(parts: Parts, owner: Person, text: str, zone: str) -> str:
    now = parts.workspace.clock()
    chain = chain_of(text, now, ())
    tasks = await parts.tasks.of(owner.id) if chain is not None else ()
    found = await asyncio.to_thread(preview, text, zone, now, (), chain, tasks)
    if found.question:
        raise BadInput(f"{found.question} Nothing was made; say it again with that.")
    if not found.tasks:
        raise BadInput("Nothing here is to happen at a time. Say when, such as “every weekday at 7 pm …”.")
    return await _made(parts, owner, found.tasks)


async def _import(parts: Parts, owner: Person, text: str, zone: str, dry: bool) -> tuple[str, bool]:
    found = await asyncio.to_thread(imported, text, zone, parts.workspace.clock())
    refused = [f"not taken: {one.line}: {one.why}" for one in found.refused]
    if dry:
        would = [f"{one.title}: {one.sentence}\n" + "\n".join(f"    {due.local}" for due in one.next)
                 for one in found.tasks]  # fmt: skip
        return "\n".join([*would, *refused]), not refused
    made = [await _made(parts, owner, found.tasks)] if found.tasks else []
    return "\n".join([*made, *refused]) or "There is nothing in it.", not refused
