"""Rows of the inbox, and the keys of calendar feeds.

An unread notice stands for everything of its tag since it was last read: a further one replaces its words and counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from gesso.base.ids import new_id
from gesso.store.access import token_hash
from gesso.store.schema import feeds, notices, runs, users

NoticeKind = Literal["run", "work", "question", "paused", "suggestion", "approval"]
MOST_SHOWN = 200


@dataclass(frozen=True)
class Notice:
    """Something its person is told. `state` is that of its run; `prefill` an ask that could become a task.

    `work` is the end of a delegated job, `run` that of any other run.
    """

    user: str
    kind: NoticeKind
    tag: str
    title: str
    body: str
    at: datetime
    state: str = ""
    count: int = 1
    task: str | None = None
    run: str | None = None
    room: str | None = None
    canvas: str | None = None
    prefill: str = ""
    read_at: datetime | None = None
    dismissed_at: datetime | None = None
    acted: Sequence[str] = ()
    id: str = ""


def write_notice(conn: Connection, notice: Notice) -> Notice:
    """Insert it, or let it take the place of the unread one with its tag; as stored."""
    same = (notices.c.user == notice.user, notices.c.tag == notice.tag, notices.c.read_at.is_(None))
    found = conn.execute(select(notices.c.id, notices.c["count"]).where(*same)).first()
    if found is None:
        made = replace(notice, id=new_id("notice"))
        conn.execute(insert(notices), _values(made))
        return made
    kept = replace(notice, id=found[0], count=found[1] + 1)
    conn.execute(update(notices).where(notices.c.id == kept.id).values(_values(kept)))
    return kept


def list_notices(conn: Connection, user: str, limit: int = MOST_SHOWN) -> list[Notice]:
    """What that person was told, newest first, without dismissed suggestions."""
    mine = select(notices).where(notices.c.user == user, notices.c.dismissed_at.is_(None))
    return [_notice(row) for row in conn.execute(mine.order_by(notices.c.at.desc(), notices.c.id.desc()).limit(limit))]


def count_unread(conn: Connection, user: str) -> int:
    """How many of them were not read."""
    unread = (notices.c.user == user, notices.c.read_at.is_(None), notices.c.dismissed_at.is_(None))
    return conn.execute(select(func.count()).select_from(notices).where(*unread)).scalar_one()


def notice_of(conn: Connection, notice: str, user: str | None = None) -> Notice | None:
    """A notice by its id, only that person's when given."""
    query = select(notices).where(notices.c.id == notice)
    row = conn.execute(query if user is None else query.where(notices.c.user == user)).one_or_none()
    return None if row is None else _notice(row)


def read_notice(conn: Connection, notice: str, now: datetime) -> None:
    conn.execute(update(notices).where(notices.c.id == notice, notices.c.read_at.is_(None)).values(read_at=now))


def read_tagged(conn: Connection, user: str, tag: str, now: datetime) -> None:
    """Mark that person's unread notice of that tag as read."""
    which = (notices.c.user == user, notices.c.tag == tag, notices.c.read_at.is_(None))
    conn.execute(update(notices).where(*which).values(read_at=now))


def read_all(conn: Connection, user: str, now: datetime) -> None:
    conn.execute(update(notices).where(notices.c.user == user, notices.c.read_at.is_(None)).values(read_at=now))


def dismiss_notice(conn: Connection, notice: str, now: datetime) -> None:
    """Take it out of the inbox; it is remembered that it was not wanted."""
    conn.execute(update(notices).where(notices.c.id == notice).values(dismissed_at=now, read_at=now))


def act_once(conn: Connection, notice: str, action: str) -> bool:
    """Note that a link did `action`; False when one did before."""
    acted = conn.execute(select(notices.c.acted).where(notices.c.id == notice).with_for_update()).scalar()
    if acted is None or action in acted:
        return False
    conn.execute(update(notices).where(notices.c.id == notice).values(acted=[*acted, action]))
    return True


def last_output(conn: Connection, task: str, before: datetime) -> str | None:
    """What the task's latest successful run before that instant gave; None when there was none."""
    earlier = (runs.c.task == task, runs.c.state == "done", runs.c.scheduled < before)
    found: str | None = conn.execute(
        select(runs.c.output).where(*earlier).order_by(runs.c.scheduled.desc()).limit(1)
    ).scalar()
    return found


def suggestions_since(conn: Connection, user: str, since: datetime) -> list[Notice]:
    """What was suggested to that person since then, dismissed ones too."""
    mine = (notices.c.user == user, notices.c.kind == "suggestion", notices.c.at >= since)
    return [_notice(row) for row in conn.execute(select(notices).where(*mine))]


def forget_notices(conn: Connection, before: datetime) -> None:
    """Remove what was read or dismissed and is older."""
    conn.execute(delete(notices).where(notices.c.at < before, notices.c.read_at.is_not(None)))


# ------------------------------------------------------------------ calendar feeds


def save_feed(conn: Connection, user: str, key: str | None, now: datetime) -> None:
    """Give that person's feed this key, in place of an older one; None takes it away."""
    conn.execute(delete(feeds).where(feeds.c.user == user))
    if key is not None:
        conn.execute(insert(feeds), {"user": user, "token": token_hash(key), "created_at": now})


def has_feed(conn: Connection, user: str) -> bool:
    return conn.execute(select(feeds.c.user).where(feeds.c.user == user)).first() is not None


def feed_of(conn: Connection, key: str) -> str | None:
    """Whose feed `key` opens; None when it is unknown, withdrawn, or of a disabled account."""
    whose = select(feeds.c.user).join(users, users.c.id == feeds.c.user)
    found: str | None = conn.execute(
        whose.where(feeds.c.token == token_hash(key), users.c.disabled.is_(False))
    ).scalar()
    return found


def _values(notice: Notice) -> dict[str, Any]:
    return {column.name: getattr(notice, column.name) for column in notices.c} | {"acted": list(notice.acted)}


def _notice(row: Row[Any]) -> Notice:
    return Notice(**row._mapping)
