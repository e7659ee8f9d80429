"""What a person was told: their inbox."""

from typing import Annotated

from fastapi import Path

from gesso.server.context import Actor, Here, Who
from gesso.server.policy import Policy, Routes
from gesso.server.views import notices as views

routes = Routes()

READ = Policy("user", "read")
WRITE = Policy("user", "write")

MOST_SHOWN = 500

Id = Annotated[str, Path(max_length=80)]


@routes.on("GET", "/api/inbox", READ, views.InboxView)
async def list_inbox(here: Here, who: Who) -> views.InboxView:
    """What became of one's tasks, newest first; at most 200, and how many were not read."""
    return await here.inbox.of(who.id)


@routes.on("GET", "/api/habits", READ, list[views.HabitView])
async def list_habits(here: Here, who: Who) -> list[views.HabitView]:
    """What was suggested lately because one asks for it again and again, and the asks it came from."""
    return [
        views.HabitView(
            notice=found.notice.id, text=found.notice.prefill, at=found.notice.at, usual=found.usual,
            asks=[views.AskView(text=ask.text[:MOST_SHOWN], at=ask.at, room=ask.room) for ask in found.asks],
            task=found.task, until=found.until,
        )
        for found in await here.habits.of(who.id)
    ]  # fmt: skip


@routes.on("POST", "/api/inbox/read-all", WRITE, views.InboxView)
async def read_inbox(here: Here, who: Who) -> views.InboxView:
    """Mark everything as read."""
    return await here.inbox.read_all(who.id)


@routes.on("POST", "/api/inbox/{notice}/read", WRITE, views.NoticeView)
async def read_notice(here: Here, who: Who, notice: Id) -> views.NoticeView:
    """Mark one as read."""
    return await here.inbox.read(who.id, notice)


@routes.on("POST", "/api/inbox/{notice}/act", WRITE, views.NoticeView)
async def act_on_notice(here: Here, person: Actor, notice: Id, body: views.ActIn) -> views.NoticeView:
    """Do what a notice offers: run again, snooze, pause, resume, answer; of a suggestion, make it or dismiss it."""
    return await here.inbox.act(person, notice, body)
