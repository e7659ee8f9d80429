"""Views of people: sessions, accounts, invitations, API keys."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from gesso.room.wire import Role
from gesso.server.views.base import Code, Email, Id, In, Name, Out, Password, Scope, Words


class Me(Out):
    id: str
    name: str
    email: str
    admin: bool


class SessionView(Out):
    """`user` is null for a stranger. `needs_password`: the owner came by a printed address and has no password yet."""

    user: Me | None
    version: str
    needs_password: bool = False


class TokenIn(In):
    token: Code


class SignIn(In):
    email: Annotated[Words, Field(max_length=254)]
    password: Annotated[Words, Field(max_length=1000)]


class AccountPatch(In):
    """What to change; absent fields stay. A change of email or password needs `current_password` where there is one."""

    name: Name | None = None
    email: Email | None = None
    password: Password | None = None
    current_password: Annotated[Words, Field(max_length=1000)] | None = None


class UserView(Out):
    id: str
    name: str
    email: str
    admin: bool
    disabled: bool
    created_at: datetime


class UserPatch(In):
    disabled: bool | None = None
    admin: bool | None = None


class InvitationIn(In):
    """Without `room`, to the workspace; with it, to that room in `role`. Ends after `days`."""

    room: Id | None = None
    role: Role = "edit"
    days: Annotated[int, Field(ge=1, le=90)] = 7


class InvitationView(Out):
    id: str
    room: str | None
    role: Role
    created_at: datetime
    expires_at: datetime


class InvitationMade(InvitationView):
    """`code` is shown only now; `path` is the page to send."""

    code: str
    path: str


class JoinView(Out):
    """What an invitation offers, shown before it is taken."""

    by: str
    room_title: str | None
    role: Role


class JoinIn(In):
    """A new account; all three may be left out by somebody who is signed in."""

    name: Name | None = None
    email: Email | None = None
    password: Password | None = None


class JoinedView(Out):
    user: Me
    room: str | None


class KeyIn(In):
    name: Name
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=4)]
    days: Annotated[int, Field(ge=1, le=3650)] | None = None


class KeyView(Out):
    id: str
    name: str
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class KeyMade(KeyView):
    """`key` is shown only now."""

    key: str
