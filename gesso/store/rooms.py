"""Rows that lists of conversations and their search are made from: rooms, who may what, and the words said.

All of it is a reading of the event logs and is written together with the events that change it. Search is on titles
and messages, without regard to case or width (é finds É, ｆ finds F), by part of a word, so that it also finds 字.
"""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, bindparam, delete, exists, insert, or_, select, tuple_, update

from gesso.store.schema import members, messages, projects, rooms

Role = Literal["owner", "edit", "comment", "view"]
Listing = Callable[[Connection], None]
"""What an event changes in these rows."""

MAX_QUERY = 1_000  # code points of a search; SQLite refuses patterns of more than 50,000 bytes
_SNIPPET = 80


@dataclass(frozen=True)
class RoomRow:
    """A room as its latest events leave it; `updated_at` of the first save is also when it was made.

    `busy` while a turn is running in it.
    """

    id: str
    title: str
    created_by: str
    updated_at: datetime
    deleted: bool = False
    preview: str = ""
    busy: bool = False


@dataclass(frozen=True)
class ListedRoom:
    """A line of somebody's list. `role` is theirs; `snippet` the words around the match in a message, or ""."""

    id: str
    title: str
    created_by: str
    created_at: datetime
    updated_at: datetime
    deleted: bool
    preview: str
    role: Role
    snippet: str = ""


def folded(text: str) -> str:
    """`text` as search compares it."""
    return unicodedata.normalize("NFKC", text).casefold()


_UPDATE = (
    update(rooms)
    .where(rooms.c.id == bindparam("of"))
    .values({name: bindparam(f"new_{name}") for name in ("title", "updated_at", "preview", "folded", "busy")})
)


def save_room(conn: Connection, row: RoomRow) -> None:
    """Insert the room, or make its row say what `row` says. `deleted_at` is when it was first told."""
    values: dict[str, object] = {
        "title": row.title, "updated_at": row.updated_at, "preview": row.preview, "folded": folded(row.title),
        "busy": row.busy,
    }  # fmt: skip
    found = conn.execute(_UPDATE, {"of": row.id} | {f"new_{name}": value for name, value in values.items()})
    if not found.rowcount:
        made = {"id": row.id, "created_by": row.created_by, "created_at": row.updated_at}
        conn.execute(insert(rooms), values | made | {"deleted_at": None})
    if row.deleted:
        gone = update(rooms).where(rooms.c.id == row.id, rooms.c.deleted_at.is_(None)).values(deleted_at=row.updated_at)
    else:
        gone = update(rooms).where(rooms.c.id == row.id, rooms.c.deleted_at.is_not(None)).values(deleted_at=None)
    conn.execute(gone)


def busy_rooms(conn: Connection) -> list[str]:
    """Rooms in which a turn was running when they were last saved."""
    return list(conn.execute(select(rooms.c.id).where(rooms.c.busy).order_by(rooms.c.id)).scalars())


def index_text(conn: Connection, room: str, seq: int, text: str) -> None:
    """Let search find `text`, said by event `seq`; a second call replaces it."""
    forget_text(conn, room, seq)
    conn.execute(insert(messages), {"room": room, "seq": seq, "text": text, "folded": folded(text)})


def forget_text(conn: Connection, room: str, seq: int) -> None:
    conn.execute(delete(messages).where(messages.c.room == room, messages.c.seq == seq))


def list_rooms(
    conn: Connection,
    user_id: str,
    q: str = "",
    *,
    deleted: bool = False,
    limit: int = 200,
    before: tuple[datetime, str] | None = None,
) -> list[ListedRoom]:
    """Rooms `user_id` is a member of, newest first; `before` is (updated_at, id) of the last one already shown.

    Those that hold a project's files are none that anybody talks in.
    """
    wanted = folded(q.strip()[:MAX_QUERY])
    query = select(rooms, members.c.role).join(members, members.c.room == rooms.c.id).where(members.c.user == user_id)
    query = query.where(rooms.c.deleted_at.is_not(None) if deleted else rooms.c.deleted_at.is_(None))
    query = query.where(rooms.c.id.not_in(select(projects.c.room)))
    if wanted:
        said = exists().where(messages.c.room == rooms.c.id, messages.c.folded.contains(wanted, autoescape=True))
        query = query.where(or_(rooms.c.folded.contains(wanted, autoescape=True), said))
    if before is not None:
        query = query.where(tuple_(rooms.c.updated_at, rooms.c.id) < before)
    query = query.order_by(rooms.c.updated_at.desc(), rooms.c.id.desc()).limit(limit)
    return [
        ListedRoom(
            row.id, row.title, row.created_by, row.created_at, row.updated_at, row.deleted_at is not None, row.preview,
            row.role, _snippet(conn, row.id, wanted) if wanted else "",
        )
        for row in conn.execute(query).all()
    ]  # fmt: skip


def _snippet(conn: Connection, room: str, wanted: str) -> str:
    """The words around the newest match in a room's messages, on one line."""
    query = select(messages.c.text).where(messages.c.room == room, messages.c.folded.contains(wanted, autoescape=True))
    text = conn.execute(query.order_by(messages.c.seq.desc()).limit(1)).scalar()
    if text is None:
        return ""
    # Folding may change lengths (ß), so this is near the match and not always exactly at it.
    at = max(0, folded(text).find(wanted))
    start = max(0, at - _SNIPPET // 2)
    return " ".join(text[start : at + len(wanted) + _SNIPPET].split())


def role_of(conn: Connection, room: str, user: str) -> Role | None:
    """What `user` may do in `room`; None for a stranger."""
    query = select(members.c.role).where(members.c.room == room, members.c.user == user)
    role: Role | None = conn.execute(query).scalar()
    return role


def members_of(conn: Connection, room: str) -> dict[str, Role]:
    """Everybody with a role in `room`, by id."""
    query = select(members.c.user, members.c.role).where(members.c.room == room).order_by(members.c.user)
    return {row.user: row.role for row in conn.execute(query)}


def set_roles(conn: Connection, room: str, roles: Mapping[str, Role]) -> None:
    """Make `roles` all the members of `room`."""
    conn.execute(delete(members).where(members.c.room == room))
    if roles:
        conn.execute(insert(members), [{"room": room, "user": user, "role": role} for user, role in roles.items()])


def set_role(conn: Connection, room: str, user: str, role: Role) -> None:
    remove_member(conn, room, user)
    conn.execute(insert(members), {"room": room, "user": user, "role": role})


def remove_member(conn: Connection, room: str, user: str) -> None:
    conn.execute(delete(members).where(members.c.room == room, members.c.user == user))
