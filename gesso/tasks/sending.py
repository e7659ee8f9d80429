"""From notices to messages, and handing a message to the sender of its channel's kind.

The keys and servers that senders need are read at each message, so that a change holds at once.
"""

import hashlib
from collections.abc import Awaitable, Callable, Sequence

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from gesso.base.clock import Clock
from gesso.store.configuration import kept_setting, setting
from gesso.store.database import Database
from gesso.store.deliveries import Channel, Delivery, keys_of
from gesso.store.notices import Notice
from gesso.tasks.channels import apprise, mail
from gesso.tasks.channels.message import Item, Link, Message, NotSent
from gesso.tasks.channels.webhook import send_webhook
from gesso.tasks.links import Links, Offer

MAIL, PRIVATE, PUSH_KEY = "notify_mail", "notify_private", "notify_push_key"
Handing = Callable[[], Awaitable[None]]

_SAID = {"failed": "{} failed", "missed": "{} was missed", "waiting": "{} asks you something"}
LABELS: dict[Offer, str] = {
    "answer": "Answer", "again": "Run it again", "snooze": "Snooze for an hour", "pause": "Pause it",
    "resume": "Resume it", "approve": "Approve exactly this", "deny": "Say no",
}  # fmt: skip


class MailSettings(BaseModel):
    """The mail server as it is stored."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str
    port: int = Field(ge=1, le=65535)
    security: mail.Security
    sender: str
    user: str = ""
    password: SecretStr = SecretStr("")

    def server(self) -> mail.MailServer:
        password = self.password.get_secret_value()
        return mail.MailServer(self.host, self.port, self.security, self.sender, self.user, password)

    def stored(self) -> dict[str, object]:
        return self.model_dump() | {"password": self.password.get_secret_value()}


def headline(notice: Notice) -> str:
    """What a channel says first. The page has words of its own for it."""
    if notice.kind == "paused":
        return f"{notice.title} was paused"
    if notice.kind == "approval":
        return f"Approve {notice.state.replace('_', ' ')}? ({notice.title})"
    said = _SAID.get(notice.state, "{}").format(notice.title)
    return f"{said} ({notice.count} times)" if notice.count > 1 else said


def actions_of(notice: Notice) -> tuple[Offer, ...]:
    """What can be done from a notice, the likeliest first."""
    if notice.kind == "approval":
        return ("approve", "deny")
    if notice.task is None:
        return ()
    if notice.kind == "question":
        return ("answer", "pause")
    if notice.kind == "work":  # what is done is done; its times are nobody's
        return ("again",) if notice.state == "failed" else ()
    return ("resume", "again") if notice.kind == "paused" else ("again", "snooze", "pause")


def delivery_id(about: str, channel: str) -> str:
    """The same at every try."""
    return hashlib.sha256(f"{about}\n{channel}".encode("utf-8", "replace")).hexdigest()[:32]


class Senders:
    """One `send` for all kinds of channels."""

    def __init__(self, db: Database, clock: Clock, links: Links) -> None:
        self._db, self._clock, self.links = db, clock, links

    async def mail_server(self) -> MailSettings | None:
        found = await self._db.read(lambda conn: setting(conn, MAIL))
        return None if found is None else MailSettings.model_validate(found)

    async def private(self) -> bool:
        """Whether addresses of this machine and of private networks may be sent to."""
        return bool(await self._db.read(lambda conn: setting(conn, PRIVATE)))

    async def push_key(self) -> str:
        """What browsers subscribe with."""
        from gesso.tasks.channels.push import PushKey

        return PushKey.of(await self._push_pem()).public

    async def send(self, channel: Channel, told: Sequence[tuple[Delivery, Notice]], handing: Handing) -> None:
        """Send them as one message (to a webhook there is always one). Raises NotSent, Unsure."""
        await self.links.ready()
        items = tuple(self._item(delivery, notice) for delivery, notice in told)
        off = self.links.make("off", channel.id)
        await self.send_message(channel, Message(_together(items), items, off), handing)

    async def send_message(self, channel: Channel, message: Message, handing: Handing) -> None:
        private = await self.private()
        match channel.kind:
            case "email":
                server = await self.mail_server()
                if server is None:
                    raise NotSent("No mail server is set; an administrator sets one in Settings.", passing=False)
                letter = mail.compose(message, server.server(), channel.address, self._clock)
                await mail.send_mail(server.server(), channel.address, letter, handing)
            case "webhook":
                secret = channel.secret or ""
                await send_webhook(channel.address, secret, message.items[0], private=private, clock=self._clock)
            case "push":
                await self._push(channel, message, private)
            case "apprise":
                await apprise.send_apprise(channel.address, message)

    async def _push(self, channel: Channel, message: Message, private: bool) -> None:
        from gesso.tasks.channels.push import PushKey, parse_subscription, send_push

        keys = keys_of(channel)
        to = parse_subscription(channel.address, keys["p256dh"], keys["auth"])
        contact = self.links.base if self.links.base.startswith("https://") else "mailto:gesso@localhost.invalid"
        key = PushKey.of(await self._push_pem())
        await send_push(key, to, message, contact, private=private, clock=self._clock)

    async def _push_pem(self) -> str:
        from gesso.tasks.channels.push import new_push_key

        pem: str = await self._db.write(lambda conn: kept_setting(conn, PUSH_KEY, new_push_key))
        return pem

    def _item(self, delivery: Delivery, notice: Notice) -> Item:
        actions = actions_of(notice)
        return Item(
            id=delivery_id(delivery.about, delivery.channel),
            kind=notice.kind,
            title=headline(notice),
            body=notice.body,
            at=notice.at,
            url=self.url_of(notice),
            tag=notice.tag,
            notice=notice.id,
            count=notice.count,
            task=notice.task,
            run=notice.run,
            state=notice.state,
            actions=actions,
            links=tuple(Link(LABELS[action], self.links.make(action, notice.id)) for action in actions),
        )

    def url_of(self, notice: Notice) -> str:
        """Where the page shows it."""
        if notice.room is None:
            return f"{self.links.base}/inbox"
        canvas = f"/c/{notice.canvas}" if notice.canvas else ""
        return f"{self.links.base}/r/{notice.room}{canvas}"


def _together(items: tuple[Item, ...]) -> str:
    return items[0].id if len(items) == 1 else hashlib.sha256("".join(item.id for item in items).encode()).hexdigest()
