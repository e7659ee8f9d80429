"""Whether this workspace lets the lab learn from what people do: off until an administrator turns it on.

Learned from is only what happened since it was last turned on. Two more words count: a private canvas is never learned
from, and a person who asked to be forgotten is left out of every collection. Rows of the store's settings, no more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from gesso.store import configuration

CONSENT, FORGOTTEN = "lab_consent", "lab_forgotten"

KEPT = (
    "The message that was asked, and the beginning of the one before it in the conversation",
    "What kind of answer was given: whether a page was opened, and whether a passage or the whole text was changed",
    "The words a model wrote into a page, the passage they replaced, and how that passage read in the end",
    "Whether the answer was kept, rejected, undone, touched up, asked for again, rated, or its page closed at once",
)
LEFT_OUT = (
    "Private pages, and every conversation from the moment that one was opened in it",
    "Everything from before consent was given, and of people who asked to be forgotten",
    "E-mail addresses, telephone numbers, account and card numbers, addresses with secrets, and names of accounts",
)


@dataclass(frozen=True)
class Consent:
    """`since` is None while it is off."""

    since: datetime | None = None
    by: str = ""

    @property
    def on(self) -> bool:
        return self.since is not None


def read_consent(conn: Connection) -> Consent:
    """Anything unreadable counts as off."""
    stored = configuration.setting(conn, CONSENT)
    if not isinstance(stored, dict):
        return Consent()
    try:
        since = datetime.fromisoformat(str(stored.get("since")))
    except ValueError:
        return Consent()
    return Consent(since, str(stored.get("by", ""))) if since.tzinfo is not None else Consent()


def save_consent(conn: Connection, on: bool, by: str, now: datetime) -> Consent:
    """Turned on again after a while off, only what happens from now on counts."""
    held = read_consent(conn)
    if on and held.on:
        return held
    configuration.save_setting(conn, CONSENT, {"since": now.isoformat(), "by": by} if on else None)
    return read_consent(conn)


def begin_anew(conn: Connection, now: datetime) -> None:
    """Where consent is on, only what happens from now on counts."""
    held = read_consent(conn)
    if held.on:
        configuration.save_setting(conn, CONSENT, {"since": now.isoformat(), "by": held.by})


def forgotten(conn: Connection) -> frozenset[str]:
    """The ids of people who are to be left out."""
    stored = configuration.setting(conn, FORGOTTEN)
    return frozenset(map(str, stored)) if isinstance(stored, list) else frozenset()


def save_forgotten(conn: Connection, people: Iterable[str]) -> None:
    configuration.save_setting(conn, FORGOTTEN, sorted({*forgotten(conn), *people}))
