"""A person's channels: making, changing and trying them, and what an administrator sets for all.

An e-mail address is told nothing until its owner has confirmed it by the link of a first letter. Secrets go in and
never come out; a webhook's is shown once, when it is made.
"""

import json
from dataclasses import asdict
from urllib.parse import urlsplit

from sqlalchemy import Connection

from gesso.base.clock import Clock
from gesso.base.errors import BadInput, Conflicting, Forbidden, GessoError, NotFound
from gesso.base.ids import new_id, new_secret
from gesso.server.policy import Attempts, Caller, Counters
from gesso.server.views import notices as views
from gesso.sources import outward
from gesso.store import deliveries as rows
from gesso.store.configuration import save_setting, setting
from gesso.store.database import Database
from gesso.store.deliveries import Channel
from gesso.tasks.channels import apprise, mail
from gesso.tasks.channels.message import Item, Link, Message, line
from gesso.tasks.sending import MAIL, PRIVATE, MailSettings, Senders

MAX_CHANNELS = 20
TRIES = Attempts(30, 3_600.0)


class Channels:
    def __init__(self, db: Database, clock: Clock, senders: Senders, counters: Counters) -> None:
        self._db, self._clock, self._senders, self._counters = db, clock, senders, counters

    async def of(self, who: Caller) -> views.ChannelsView:
        """The channels of `who`, and what more they may add."""
        found = await self._db.read(lambda conn: rows.list_channels(conn, who.id))
        kinds = views.ChannelKinds(
            email=await self._senders.mail_server() is not None,
            push=True,
            webhook=True,
            apprise=who.admin and apprise.installed(),
        )
        return views.ChannelsView(channels=[render_channel(channel) for channel in found], kinds=kinds)

    async def make(self, who: Caller, body: views.ChannelIn) -> views.ChannelMade:
        """A new channel; a letter to confirm it for e-mail. Raises BadInput, Forbidden, Conflicting."""
        channel = await self._parsed(who, body)

        def job(conn: Connection) -> None:
            mine = rows.list_channels(conn, who.id)
            for other in mine:  # a browser that subscribes again, or an address given twice
                if (other.kind, other.address) == (channel.kind, channel.address):
                    rows.delete_channel(conn, other.id)
            if len(mine) >= MAX_CHANNELS:
                raise Conflicting(f"At most {MAX_CHANNELS} channels; delete one first.")
            rows.insert_channel(conn, channel)

        await self._db.write(job)
        if channel.kind == "email":
            await self._ask_to_confirm(who, channel)
            channel = await self._own(who, channel.id)
        secret = channel.secret if channel.kind == "webhook" else None
        return views.ChannelMade(**render_channel(channel).model_dump(), secret=secret)

    async def change(self, who: Caller, channel: str, body: views.ChannelPatch) -> views.ChannelView:
        """Raises NotFound, BadInput."""
        before = await self._own(who, channel)
        values = body.model_dump(exclude_unset=True)
        values = {name: value for name, value in values.items() if value is not None or name.startswith("quiet_")}
        _both({"quiet_from": before.quiet_from, "quiet_to": before.quiet_to, **values})
        if values:
            await self._db.write(lambda conn: rows.update_channel(conn, channel, **values))
        return render_channel(await self._own(who, channel))

    async def remove(self, who: Caller, channel: str) -> None:
        """Raises NotFound."""
        await self._own(who, channel)
        await self._db.write(lambda conn: rows.delete_channel(conn, channel))

    async def test(self, who: Caller, channel: str) -> views.TriedView:
        """Send something now, and say what became of it. Raises NotFound, TooMuch."""
        found = await self._own(who, channel)
        if found.kind == "email" and found.state == "unconfirmed":
            failed = await self._ask_to_confirm(who, found)
            return views.TriedView(
                ok=not failed, message=failed or f"A letter to confirm is on its way to {found.address}."
            )
        self._counters.spend(f"channel {who.id}", TRIES)
        item = self._item(found, "test", "gesso can reach you", "This is how it will look when a task has run.")
        failed = await self._send(found, Message(item.id, (item,)))
        return views.TriedView(ok=not failed, message=failed or "It was sent.")

    # ------------------------------------------------------------------ what administrators set

    async def server(self) -> views.NotifyServerView:
        found = await self._senders.mail_server()
        shown = None
        if found is not None:
            known = found.model_dump(exclude={"password"})
            shown = views.MailServerView(**known, has_password=bool(found.password.get_secret_value()))
        return views.NotifyServerView(mail=shown, private_addresses=await self._senders.private())

    async def set_server(self, body: views.NotifyServerIn) -> views.NotifyServerView:
        """Raises BadInput."""
        new = body.mail
        if new is not None:
            mail.mail_address(new.sender)

        def job(conn: Connection) -> None:
            save_setting(conn, PRIVATE, True if body.private_addresses else None)
            if new is None:
                save_setting(conn, MAIL, None)
                return
            old = setting(conn, MAIL)
            password = new.password
            if password is None and old is not None and (old["host"], old["user"]) == (new.host, new.user):
                password = old["password"]
            stored = MailSettings(**new.model_dump(exclude={"password"}), password=password or "")
            save_setting(conn, MAIL, stored.stored())

        await self._db.write(job)
        return await self.server()

    # ------------------------------------------------------------------ inside

    async def _own(self, who: Caller, channel: str) -> Channel:
        found = await self._db.read(lambda conn: rows.channel_of(conn, channel, who.id))
        if found is None:
            raise NotFound("There is no such channel of yours.")
        return found

    async def _parsed(self, who: Caller, body: views.ChannelIn) -> Channel:
        """The channel as it will be stored, its address checked."""
        _both({"quiet_from": body.quiet_from, "quiet_to": body.quiet_to})
        address, secret = body.address or "", None
        state: rows.ChannelState = "ready"
        match body.kind:
            case "email":
                if await self._senders.mail_server() is None:
                    raise BadInput("No mail server is set here; an administrator sets one in Settings.")
                address = mail.mail_address(address)
                state = "unconfirmed"
            case "webhook":
                await self._reachable(address)
                secret = new_secret("whs")
            case "push":
                if body.subscription is None:
                    raise BadInput("Push needs the subscription that the browser gave.")
                from gesso.tasks.channels.push import parse_subscription

                address, keys = body.subscription.endpoint, body.subscription.keys
                parse_subscription(address, keys.p256dh, keys.auth)
                if not await self._senders.private() and urlsplit(address).scheme != "https":
                    raise BadInput("A push service is reached by https only.")
                await self._reachable(address)
                secret = json.dumps({"p256dh": keys.p256dh, "auth": keys.auth})
            case "apprise":
                if not who.admin:
                    raise Forbidden("Only an administrator may add an Apprise address: it can name any machine.")
                apprise.check_address(address)
        kept = body.model_dump(include={"kind", "zone", "enabled", "quiet_from", "quiet_to", "digest"})
        return Channel(
            id=new_id("chan"), user=who.id, name=body.name, created_at=self._clock(), state=state,
            address=address, secret=secret, **kept,
        )  # fmt: skip

    async def _reachable(self, address: str) -> None:
        """Raises AddressRefused. That nothing answers there now is no reason to refuse it."""
        url = outward.parse_address(address)
        try:
            await outward.resolved(url, outward.within(await self._senders.private()))
        except outward.Unreachable as failed:
            raise BadInput(failed.message) from None

    async def _ask_to_confirm(self, who: Caller, channel: Channel) -> str:
        """Send the letter that confirms an address; why that failed, or ""."""
        self._counters.spend(f"channel {who.id}", TRIES)
        links = self._senders.links
        await links.ready()
        link = Link("Yes, send it here", links.make("confirm", channel.id))
        name = line(who.name)[:60]
        body = f"{name} wants to be told here what became of their tasks in gesso. If that was not you, do nothing."
        item = self._item(channel, f"confirm:{self._clock().timestamp()}", "May gesso write to you?", body, (link,))
        return await self._send(channel, Message(item.id, (item,)))

    async def _send(self, channel: Channel, message: Message) -> str:
        async def handing() -> None:
            return

        try:
            await self._senders.send_message(channel, message, handing)
            failed = ""
        except GessoError as failure:
            failed = failure.message
        now = self._clock()
        values = {"last_error": failed} if failed else {"last_error": "", "last_sent_at": now}
        await self._db.write(lambda conn: rows.update_channel(conn, channel.id, **values))
        return failed

    def _item(self, channel: Channel, what: str, title: str, body: str, links: tuple[Link, ...] = ()) -> Item:
        base = self._senders.links.base
        return Item(f"{channel.id}:{what}", "test", title, body, self._clock(), base, "test", "", links=links)


def render_channel(channel: Channel) -> views.ChannelView:
    """Without its secrets: of a webhook the host, of Apprise the service, of push the push service."""
    shown = {name: value for name, value in asdict(channel).items() if name in views.ChannelView.model_fields}
    return views.ChannelView(**shown, to=_shown(channel))


def _shown(channel: Channel) -> str:
    if channel.kind == "email":
        return channel.address
    parts = urlsplit(channel.address)
    return f"{parts.scheme}://" if channel.kind == "apprise" else parts.hostname or ""


def _both(values: dict[str, object]) -> None:
    if (values["quiet_from"] is None) != (values["quiet_to"] is None):
        raise BadInput("Quiet hours need both a beginning and an end.")
