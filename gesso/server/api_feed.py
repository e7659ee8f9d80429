"""A person's tasks as a calendar that other programs subscribe to, by an address that holds a key."""

from typing import Annotated

from fastapi import Query, Response

from gesso.base.errors import NotFound
from gesso.base.ids import new_secret
from gesso.schedule.ics import FeedEntry, render_ics
from gesso.server.context import Here, Who
from gesso.server.policy import Attempts, Policy, Routes
from gesso.server.views import notices as views
from gesso.store import notices as rows

routes = Routes()

READ = Policy("user", "read")
WRITE = Policy("user", "write")
BY_KEY = Policy("public", attempts=Attempts(120, 60.0))


@routes.on("GET", "/api/tasks/feed", READ, views.FeedView)
async def read_feed(here: Here, who: Who) -> views.FeedView:
    """Whether there is an address of one's calendar; it is not shown again."""
    return views.FeedView(on=await here.workspace.db.read(lambda conn: rows.has_feed(conn, who.id)))


@routes.on("POST", "/api/tasks/feed", WRITE, views.FeedMade)
async def make_feed(here: Here, who: Who) -> views.FeedMade:
    """A new address of one's calendar, shown this once; an older one ends."""
    key = new_secret("feed")
    now = here.workspace.clock()
    await here.workspace.db.write(lambda conn: rows.save_feed(conn, who.id, key, now))
    return views.FeedMade(url=f"{here.settings.url}/api/tasks.ics?key={key}")


@routes.on("DELETE", "/api/tasks/feed", WRITE, status=204)
async def withdraw_feed(here: Here, who: Who) -> None:
    """End the address of one's calendar."""
    now = here.workspace.clock()
    await here.workspace.db.write(lambda conn: rows.save_feed(conn, who.id, None, now))


@routes.on("GET", "/api/tasks.ics", BY_KEY, documented=False)
async def read_calendar(here: Here, key: Annotated[str, Query(max_length=200)] = "") -> Response:
    """The active tasks of whose key it is, as iCalendar."""
    user = await here.workspace.db.read(lambda conn: rows.feed_of(conn, key))
    if user is None:
        raise NotFound("There is no calendar at this address, or no longer.")
    entries = [
        FeedEntry(f"{task.id}@gesso", task.title, task.timetable)
        for task in await here.tasks.of(user)
        if task.state == "active" and task.timetable is not None
    ]
    text = render_ics(entries, here.workspace.clock())
    return Response(text, headers={"content-type": "text/calendar; charset=utf-8"})
