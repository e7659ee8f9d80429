"""Links of mails: a GET shows what would be done and a button, only the POST of that button does it.

A link is what its mail is: whoever has it can do that one thing, for a week, once. Programs that look at links in mails
follow GETs, so a GET changes nothing.
"""

import html
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import Path, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from gesso.base.errors import GessoError, NotFound
from gesso.room.workspace import Person
from gesso.server.context import Here, Parts
from gesso.server.policy import Attempts, Policy, Routes
from gesso.server.views import notices as views
from gesso.store import access
from gesso.store import deliveries as channel_rows
from gesso.store import notices as notice_rows
from gesso.store.deliveries import Channel
from gesso.store.notices import Notice
from gesso.tasks.links import Offer, Told
from gesso.tasks.sending import LABELS, headline

routes = Routes()

FORM = ("application/x-www-form-urlencoded",)
LOOK = Policy("public", secret_path=True, attempts=Attempts(60, 60.0))
ACT = Policy("public", secret_path=True, attempts=Attempts(60, 60.0), content=FORM, body_bytes=100_000)

Code = Annotated[str, Path(max_length=400)]
_GONE = "This link does not work any more. Open gesso and look there."


@routes.on("GET", "/act/{code}", LOOK, documented=False)
async def show_act(here: Here, code: Code) -> HTMLResponse:
    """What the link would do, with a button."""
    try:
        told, on = await _read(here, code)
    except GessoError as refused:
        return _page(refused.message, status=refused.status)
    if isinstance(on, Channel):
        words = f"Send what becomes of tasks to {on.address}?" if told.do == "confirm" else "No more of this kind?"
        return _page(words, button="Yes")
    return _page(headline(on), on.body, button=LABELS[_offer(told)], answer=told.do == "answer")


@routes.on("POST", "/act/{code}", ACT, documented=False)
async def do_act(here: Here, request: Request, code: Code) -> HTMLResponse:
    """Do it, once."""
    try:
        told, on = await _read(here, code)
        if isinstance(on, Channel):
            done = await _set_channel(here, told, on)
        else:
            form = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=5)
            done = await _act(here, told, on, form.get("text", [""])[0])
    except (GessoError, ValueError) as refused:
        known = refused if isinstance(refused, GessoError) else NotFound("That could not be read.")
        return _page(known.message, status=known.status)
    return _page(done)


async def _read(here: Parts, code: str) -> tuple[Told, Notice | Channel]:
    """What the link says and what it is about. Raises NotFound, also when its person has no account any more."""
    told = await here.deliveries.senders.links.read(code)

    def job(conn: Connection) -> Notice | Channel | None:
        of_channel = told.do in ("confirm", "off")
        on = channel_rows.channel_of(conn, told.on) if of_channel else notice_rows.notice_of(conn, told.on)
        user = access.user_of(conn, on.user) if on is not None else None
        return None if user is None or user.disabled else on

    found = await here.workspace.db.read(job)
    if found is None:
        raise NotFound(_GONE)
    return told, found


async def _set_channel(here: Parts, told: Told, channel: Channel) -> str:
    values = {"state": "ready"} if told.do == "confirm" else {"enabled": False}
    await here.workspace.db.write(lambda conn: channel_rows.update_channel(conn, channel.id, **values))
    return "It will be sent here." if told.do == "confirm" else "Nothing more is sent here."


async def _act(here: Parts, told: Told, notice: Notice, text: str) -> str:
    """Do it through the inbox, as the notice's person; what was done before is not done again."""
    body = views.ActIn(action=_offer(told), text=text.strip()[:10_000].replace("\x00", ""))
    if body.action == "answer" and not body.text:
        return "Nothing was sent: write an answer first. Go back one page."
    if not await here.workspace.db.write(lambda conn: notice_rows.act_once(conn, notice.id, told.do)):
        return "This was done before."
    user = await here.people.account(notice.user)
    await here.inbox.act(Person(user.id, user.name), notice.id, body)
    return "Done."


def _offer(told: Told) -> Offer:
    if told.do == "confirm" or told.do == "off":
        raise NotFound(_GONE)
    return told.do


def _page(title: str, body: str = "", *, button: str = "", answer: bool = False, status: int = 200) -> HTMLResponse:
    """A page of our own that needs no script."""
    area = "<p><textarea name=text rows=5 cols=60 maxlength=10000 required autofocus></textarea>" if answer else ""
    form = f"<form method=post>{area}<p><button>{html.escape(button)}</button></form>" if button else ""
    words = f"<p style='white-space:pre-wrap'>{html.escape(body)}" if body else ""
    text = (
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        "<meta name=robots content=noindex><title>gesso</title>"
        f"<body style='font:16px/1.5 sans-serif;max-width:40em;margin:3em auto;padding:0 1em'>"
        f"<h1 style='font-size:20px'>{html.escape(title)}</h1>{words}{form}"
    )
    # Without a referrer a browser would name no Origin with the form either, and the guard would refuse it.
    return HTMLResponse(text, status, {"cache-control": "no-store", "referrer-policy": "same-origin"})
