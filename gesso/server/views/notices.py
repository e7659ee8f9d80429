"""Views of the inbox, of the ways to tell a person, and of calendar feeds."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from gesso.schedule.zone import check_zone
from gesso.server.views.base import In, Line, Out, Words
from gesso.store.deliveries import ChannelKind, ChannelState, Digest
from gesso.store.notices import NoticeKind
from gesso.tasks.channels.mail import Security

NoticeAction = Literal["again", "snooze", "pause", "resume", "answer", "approve", "deny", "make", "dismiss"]


def _zone(value: str) -> str:
    check_zone(value)
    return value


Clock = Annotated[Words, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Zone = Annotated[Words, Field(max_length=80), AfterValidator(_zone)]
Address = Annotated[Words, Field(min_length=1, max_length=2_000)]


class NoticeView(Out):
    """`count`: how many runs it stands for. `title` is the task's, `body` what came of it or why not; `prefill` an ask
    that a suggestion would make a task of."""

    id: str
    kind: NoticeKind
    state: str
    title: str
    body: str
    at: datetime
    read: bool
    count: int
    task: str | None
    run: str | None
    room: str | None
    canvas: str | None
    prefill: str
    actions: list[NoticeAction]


class InboxView(Out):
    notices: list[NoticeView]
    unread: int


class AskView(Out):
    """Something a person asked for in a conversation."""

    text: str
    at: datetime
    room: str


class HabitView(Out):
    """A suggestion with the asks it came from, newest first. `text`: what a task would be made of; `usual`: the time of
    day that is nearest to all of them, in the person's zone. `task` does it already; it rests `until` then."""

    notice: str
    text: str
    at: datetime
    usual: str
    asks: list[AskView]
    task: str | None
    until: datetime | None


class ChannelView(Out):
    """A way to tell a person. `to` is what may be shown of its address; secrets are never sent back."""

    id: str
    kind: ChannelKind
    name: str
    to: str
    enabled: bool
    state: ChannelState
    quiet_from: str | None
    quiet_to: str | None
    digest: Digest
    zone: str
    last_error: str
    last_sent_at: datetime | None
    created_at: datetime


class ChannelMade(ChannelView):
    """`secret`: what a webhook is signed with, shown this once."""

    secret: str | None


class ChannelKinds(Out):
    """Which kinds this person can add here."""

    email: bool
    push: bool
    webhook: bool
    apprise: bool


class ChannelsView(Out):
    channels: list[ChannelView]
    kinds: ChannelKinds


class PushKeys(In):
    p256dh: Annotated[Words, Field(max_length=200)]
    auth: Annotated[Words, Field(max_length=100)]


class PushSubscriptionIn(In):
    """What `PushSubscription.toJSON()` gives."""

    endpoint: Address
    keys: PushKeys
    expirationTime: float | None = None


class ChannelIn(In):
    """`address` for e-mail, webhook and Apprise, `subscription` for push. `zone` is where the quiet hours are."""

    kind: ChannelKind
    zone: Zone
    name: Line = ""
    address: Address | None = None
    subscription: PushSubscriptionIn | None = None
    enabled: bool = True
    quiet_from: Clock | None = None
    quiet_to: Clock | None = None
    digest: Digest = "off"


class ChannelPatch(In):
    """What is left out stays; null takes the quiet hours away."""

    name: Line | None = None
    zone: Zone | None = None
    enabled: bool | None = None
    quiet_from: Clock | None = None
    quiet_to: Clock | None = None
    digest: Digest | None = None


class TriedView(Out):
    ok: bool
    message: str


class PushKeyView(Out):
    key: str


class MailServerView(Out):
    host: str
    port: int
    security: Security
    sender: str
    user: str
    has_password: bool


class NotifyServerView(Out):
    """What administrators set: where mail is handed in, and whether webhooks may go to private addresses."""

    mail: MailServerView | None
    private_addresses: bool


class MailServerIn(In):
    """`password` left out keeps the one there is, as long as host and user stay the same."""

    host: Annotated[Words, Field(min_length=1, max_length=253, pattern=r"^[A-Za-z0-9._:-]+$")]
    port: Annotated[int, Field(ge=1, le=65_535)]
    security: Security
    sender: Annotated[Words, Field(max_length=254)]
    user: Line = ""
    password: Annotated[Words, Field(max_length=1_000)] | None = None


class NotifyServerIn(In):
    mail: MailServerIn | None = None
    private_addresses: bool = False


class ActIn(In):
    action: NoticeAction
    minutes: Annotated[int, Field(ge=1, le=40_320)] | None = None
    text: Annotated[Words, Field(max_length=10_000)] | None = None


class FeedMade(Out):
    """The address of the calendar, shown this once."""

    url: str


class FeedView(Out):
    on: bool
