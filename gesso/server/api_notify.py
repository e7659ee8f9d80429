"""How a person is told, beside the inbox: e-mail, push to a browser, webhooks, Apprise."""

from typing import Annotated

from fastapi import Path

from gesso.server.context import Here, Who
from gesso.server.policy import Policy, Routes
from gesso.server.views import notices as views

routes = Routes()

READ = Policy("user", "read")
WRITE = Policy("user", "write")
ADMIN = Policy("admin", "admin")

Id = Annotated[str, Path(max_length=80)]


@routes.on("GET", "/api/notify/channels", READ, views.ChannelsView)
async def list_channels(here: Here, who: Who) -> views.ChannelsView:
    """One's channels, without their secrets, and which kinds there are here."""
    return await here.channels.of(who)


@routes.on("POST", "/api/notify/channels", WRITE, views.ChannelMade, status=201)
async def make_channel(here: Here, who: Who, body: views.ChannelIn) -> views.ChannelMade:
    """A further way to be told. An e-mail address has to be confirmed; a webhook's secret is shown this once."""
    return await here.channels.make(who, body)


@routes.on("PATCH", "/api/notify/channels/{channel}", WRITE, views.ChannelView)
async def change_channel(here: Here, who: Who, channel: Id, body: views.ChannelPatch) -> views.ChannelView:
    """Turn it on or off, set quiet hours and digest."""
    return await here.channels.change(who, channel, body)


@routes.on("DELETE", "/api/notify/channels/{channel}", WRITE, status=204)
async def remove_channel(here: Here, who: Who, channel: Id) -> None:
    """Remove it, its secrets, and what was still to be sent by it."""
    await here.channels.remove(who, channel)


@routes.on("POST", "/api/notify/channels/{channel}/test", WRITE, views.TriedView)
async def test_channel(here: Here, who: Who, channel: Id) -> views.TriedView:
    """Send something by it now, and say what became of it."""
    return await here.channels.test(who, channel)


@routes.on("GET", "/api/notify/push-key", READ, views.PushKeyView)
async def read_push_key(here: Here) -> views.PushKeyView:
    """What a page gives `pushManager.subscribe` as `applicationServerKey`."""
    return views.PushKeyView(key=await here.deliveries.senders.push_key())


@routes.on("GET", "/api/notify/server", ADMIN, views.NotifyServerView)
async def read_notify_server(here: Here) -> views.NotifyServerView:
    """The mail server, without its password, and whether private addresses may be sent to."""
    return await here.channels.server()


@routes.on("PUT", "/api/notify/server", ADMIN, views.NotifyServerView)
async def set_notify_server(here: Here, body: views.NotifyServerIn) -> views.NotifyServerView:
    """Set both; the password stays when it is left out."""
    return await here.channels.set_server(body)
