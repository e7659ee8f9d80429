"""Noticing that somebody asks for the same again and again, and offering, once, to make a task of it.

Three similar asks on two days within two weeks make one suggestion in the inbox, which says why. There is never more
than one; one that was dismissed, or taken, does not come again for 30 days; of what a task does already there is none.
No model is asked and nothing is made: what is similar is decided by the words alone.
"""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from gesso.base.clock import Clock
from gesso.schedule.zone import zone
from gesso.store.asks import Ask, asks_of
from gesso.store.database import Database
from gesso.store.errors import StoreError
from gesso.store.notices import Notice, suggestions_since, write_notice
from gesso.store.tasks import tasks_of
from gesso.store.zones import zone_of

log = logging.getLogger(__name__)

WITHIN = timedelta(days=14)
REST = timedelta(days=30)
ASKS, DAYS = 3, 2
ALIKE = 0.6
LEAST_WORDS = 3
MOST_CHARS = 500

_WORD = re.compile(r"[^\W\d_]{3,}")
_COMMON = """
    the and for with from that this these those please can could would you your about into than then them what which
    today yesterday tomorrow tonight morning evening now again new latest monday tuesday wednesday thursday friday
    saturday sunday january february march april may june july august september october november december
    der die das und für mit von aus dass diese dieser dieses bitte kannst könntest mir uns über heute gestern morgen
    jetzt wieder neue neuen neueste neuesten montag dienstag mittwoch donnerstag freitag samstag sonntag ein eine einen
"""
_EMPTY = frozenset(_COMMON.split())


@dataclass(frozen=True)
class Habit:
    """The newest ask, how often something like it was asked, and on which local days."""

    text: str
    times: int
    days: int
    usual: str


@dataclass(frozen=True)
class Suggested:
    """A suggestion with the asks behind it, newest first. `task` does it now; it rests until `until`."""

    notice: Notice
    asks: tuple[Ask, ...]
    usual: str
    task: str | None
    until: datetime | None


class Habits:
    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def look(self, user: str) -> None:
        """After an ask of `user`: leave a suggestion in the inbox if it has become a habit."""
        try:
            await self._look(user)
        except StoreError as failure:  # no suggestion is worth the answer to an ask
            log.warning("habits were not looked at: %s", failure.message)

    async def of(self, user: str) -> list[Suggested]:
        """What was suggested to `user` and is remembered, newest first, with the asks that it came from."""
        now = self._clock()

        def job(conn: Connection) -> list[Suggested]:
            found = sorted(suggestions_since(conn, user, now - REST), key=lambda one: one.at, reverse=True)
            return [_suggested(conn, notice) for notice in found]

        return await self._db.read(job)

    async def _look(self, user: str) -> None:
        now = self._clock()

        def find(conn: Connection) -> Habit | None:
            found = habit(asks_of(conn, user, now - WITHIN), zone_of(conn, user) or "UTC")
            return found if found is not None and _free(conn, user, found, now) else None

        if await self._db.read(find) is None:
            return

        def offer(conn: Connection) -> None:
            found = find(conn)
            if found is not None:
                write_notice(conn, _notice(user, found, now))

        await self._db.write(offer)


def habit(asks: Sequence[Ask], where: str) -> Habit | None:
    """What the newest of `asks` (newest first) repeats, if it does."""
    own = [ask for ask in asks if _counts(ask)]
    if not own or own[0].body != asks[0].body:
        return None
    wanted = words(own[0].text)
    like = [ask for ask in own if alike(words(ask.text), wanted)]
    times = [ask.at.astimezone(zone(where)) for ask in like]
    days = {time.date() for time in times}
    if len(wanted) < LEAST_WORDS or len(like) < ASKS or len(days) < DAYS:
        return None
    return Habit(own[0].text.strip()[:MOST_CHARS], len(like), len(days), _usual(times))


def _usual(times: Sequence[datetime]) -> str:
    """The time of day that is nearest to all of them, as HH:MM."""
    minutes = [time.hour * 60 + time.minute for time in times]
    usual = min(minutes, key=lambda one: sum(min((one - other) % 1440, (other - one) % 1440) for other in minutes))
    return f"{usual // 60:02}:{usual % 60:02}"


def words(text: str) -> frozenset[str]:
    """The words of `text` that say what is asked for."""
    return frozenset(_WORD.findall(text[:MOST_CHARS].casefold())) - _EMPTY


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and len(one & other) / len(one | other) >= ALIKE


def _counts(ask: Ask) -> bool:
    """Whether it was asked freely: not by a run, not about marked words, not by a shortcut."""
    return not any(ask.body.get(name) for name in ("run", "selection", "shortcut"))


def _free(conn: Connection, user: str, found: Habit, now: datetime) -> bool:
    """Whether nothing is offered now, nothing like it was lately, and no task does it."""
    wanted = words(found.text)
    earlier = suggestions_since(conn, user, now - REST)
    if any(one.dismissed_at is None or alike(words(one.prefill), wanted) for one in earlier):
        return False
    return _doing(conn, user, wanted) is None


def _doing(conn: Connection, user: str, wanted: frozenset[str]) -> str | None:
    """The task that does it."""
    standing = (task for task in tasks_of(conn, owner=user) if task.state != "deleted")
    return next((task.id for task in standing if alike(words(task.instruction), wanted)), None)


def _suggested(conn: Connection, notice: Notice) -> Suggested:
    wanted = words(notice.prefill)
    asks = tuple(
        ask
        for ask in asks_of(conn, notice.user, notice.at - WITHIN)
        if ask.at <= notice.at and _counts(ask) and alike(words(ask.text), wanted)
    )
    here = zone(zone_of(conn, notice.user) or "UTC")
    usual = _usual([ask.at.astimezone(here) for ask in asks]) if asks else ""
    until = None if notice.dismissed_at is None else notice.at + REST
    return Suggested(notice, asks, usual, _doing(conn, notice.user, wanted), until)


def _notice(user: str, found: Habit, now: datetime) -> Notice:
    why = (
        f"You asked for something like this {found.times} times on {found.days} days, mostly about {found.usual}: "
        f"“{found.text}” gesso can do it by itself at set times. Nothing is made unless you say so."
    )
    return Notice(user, "suggestion", "habit", found.text[:80], why, now, prefill=found.text)
