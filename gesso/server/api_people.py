"""Signing in and out, one's own account, invitations, API keys, and accounts for administrators, over HTTP.

Secrets are shown once, in the answer that makes them. Whatever takes a right away also cuts the open streams and
sockets that hang on it.
"""

from typing import Annotated

from fastapi import Path, Response

from gesso.base.errors import BadInput, Forbidden, Unauthenticated
from gesso.server import views
from gesso.server.context import Here, Parts, Passed, Who
from gesso.server.guard import Admitted
from gesso.server.people import SESSION_DAYS
from gesso.server.policy import Attempts, Policy, Routes
from gesso.store.access import User

routes = Routes()

ANYONE = Policy("public")
READ = Policy("user", "read")
OWN = Policy("user", "admin")  # one's own account, keys and invitations: a key needs `admin` for them
ADMIN = Policy("admin", "admin")
TRIES = Attempts(20, 60.0)

Id = Annotated[str, Path(max_length=80)]
Code = Annotated[str, Path(max_length=200)]


@routes.on("GET", "/api/session", ANYONE, views.SessionView)
async def read_session(here: Here, passed: Passed, response: Response) -> views.SessionView:
    """Who is signed in, if anybody."""
    caller = passed.caller
    if caller is None:
        return views.SessionView(user=None, version=here.version)
    if caller.via == "session":
        set_cookie(here, passed, response, passed.secret)
    account = await here.people.account(caller.id)
    return views.SessionView(
        user=render_me(account), version=here.version, needs_password=account.password_hash is None
    )


@routes.on("POST", "/api/session/token", Policy("public", attempts=TRIES), views.SessionView)
async def enter_by_address(here: Here, passed: Passed, response: Response, body: views.TokenIn) -> views.SessionView:
    """The one-time address that `gesso serve` prints becomes a session of the owner."""
    return await _signed_in(here, passed, response, *await here.people.enter(body.token))


@routes.on("POST", "/api/session", Policy("public", attempts=TRIES), views.SessionView)
async def sign_in(here: Here, passed: Passed, response: Response, body: views.SignIn) -> views.SessionView:
    """Sign in by email and password."""
    found = await here.people.sign_in(body.email, body.password)
    return await _signed_in(here, passed, response, *found)


@routes.on("DELETE", "/api/session", Policy("public"), views.SessionView)
async def sign_out(here: Here, passed: Passed, response: Response) -> views.SessionView:
    """End this session; signing out twice is no mistake."""
    caller = passed.caller
    if caller is not None and caller.via == "session":
        await here.people.sign_out(passed.secret)
        here.connections.cut(f"session:{caller.credential}")
    response.delete_cookie(here.site.cookie_name(passed.host), secure=here.site.secure(passed.host), httponly=True)
    return views.SessionView(user=None, version=here.version)


@routes.on("PATCH", "/api/account", Policy("user", "admin", attempts=TRIES), views.Me)
async def change_account(
    here: Here, passed: Passed, who: Who, response: Response, body: views.AccountPatch
) -> views.Me:
    """Change one's own name, email or password; a new password ends all other sessions. A key changes the name only."""
    if who.via == "key" and not (body.email is None and body.password is None):
        raise Forbidden("An API key cannot change what one signs in with; sign in to do it.")
    account = await here.people.change_account(who.id, body.name, body.email, body.password, body.current_password)
    if body.password is not None:
        here.connections.cut(f"user:{who.id}")
        if who.via == "session":
            set_cookie(here, passed, response, await here.people.new_session(who.id))
    return render_me(account)


@routes.on("GET", "/api/users", ADMIN, list[views.UserView])
async def list_users(here: Here) -> list[views.UserView]:
    """Every account of this server."""
    return [render_user(account) for account in await here.people.accounts()]


@routes.on("PATCH", "/api/users/{user}", ADMIN, views.UserView)
async def change_user(here: Here, who: Who, user: Id, body: views.UserPatch) -> views.UserView:
    """Disable or enable an account, or make it an administrator's or not. Not one's own."""
    if user == who.id:
        raise BadInput("Ask another administrator to change your own account in this way.")
    account = await here.people.change_user(user, disabled=body.disabled, admin=body.admin)
    if body.disabled:
        here.connections.cut(f"user:{user}")
    return render_user(account)


@routes.on("GET", "/api/invitations", OWN, list[views.InvitationView])
async def list_invitations(here: Here, who: Who) -> list[views.InvitationView]:
    """Invitations that are still open: one's own, for an administrator all."""
    return await here.invitations.pending(who)


@routes.on("POST", "/api/invitations", OWN, views.InvitationMade, status=201)
async def invite(here: Here, who: Who, body: views.InvitationIn) -> views.InvitationMade:
    """Invite to the workspace (administrators), or to a room (its owners; a key needs `write` too)."""
    if who.via == "key" and body.room is not None and not who.may("write"):
        raise Forbidden("This API key is not allowed to write, so it cannot let others into a conversation.")
    return await here.invitations.invite(who, body.room, body.role, body.days)


@routes.on("DELETE", "/api/invitations/{invitation}", OWN, status=204)
async def withdraw_invitation(here: Here, who: Who, invitation: Id) -> None:
    """Withdraw an invitation."""
    await here.invitations.withdraw(who, invitation)


@routes.on("GET", "/api/join/{code}", Policy("public", attempts=TRIES, secret_path=True), views.JoinView)
async def read_invitation(here: Here, code: Code) -> views.JoinView:
    """What an invitation offers."""
    return await here.invitations.read(code)


@routes.on("POST", "/api/join/{code}", Policy("public", attempts=TRIES, secret_path=True), views.JoinedView)
async def join(here: Here, passed: Passed, response: Response, code: Code, body: views.JoinIn) -> views.JoinedView:
    """Take an invitation: with a new account, or as who one is signed in as."""
    caller = passed.caller
    if caller is not None:
        if caller.via == "key" and not caller.may("admin"):
            raise Unauthenticated("This API key is not allowed to take invitations.")
        account, room = await here.invitations.join_as(caller, code)
        return views.JoinedView(user=render_me(account), room=room)
    if body.name is None or body.email is None or body.password is None:
        raise BadInput("A new account needs a name, an email and a password.")
    account, room = await here.invitations.join_new(code, body.name, body.email, body.password)
    set_cookie(here, passed, response, await here.people.new_session(account.id))
    return views.JoinedView(user=render_me(account), room=room)


@routes.on("GET", "/api/keys", OWN, list[views.KeyView])
async def list_keys(here: Here, who: Who) -> list[views.KeyView]:
    """One's own API keys."""
    return await here.people.keys(who.id)


@routes.on("POST", "/api/keys", OWN, views.KeyMade, status=201)
async def make_key(here: Here, who: Who, body: views.KeyIn) -> views.KeyMade:
    """A new API key, shown once. A key cannot make one that may do more than itself."""
    if who.via == "key" and not all(who.may(scope) for scope in body.scopes):
        raise BadInput("A key cannot make a key that may do more than itself.")
    return await here.people.make_key(who.id, body.name, body.scopes, body.days)


@routes.on("DELETE", "/api/keys/{key}", OWN, status=204)
async def withdraw_key(here: Here, who: Who, key: Id) -> None:
    """End an API key of one's own, and what is connected by it."""
    await here.people.withdraw_key(who.id, key)
    here.connections.cut(f"key:{key}")


async def _signed_in(here: Parts, passed: Admitted, response: Response, account: User, token: str) -> views.SessionView:
    set_cookie(here, passed, response, token)
    return views.SessionView(
        user=render_me(account), version=here.version, needs_password=account.password_hash is None
    )


def set_cookie(here: Parts, passed: Admitted, response: Response, token: str) -> None:
    response.set_cookie(
        here.site.cookie_name(passed.host),
        token,
        max_age=SESSION_DAYS * 86_400,
        path="/",
        secure=here.site.secure(passed.host),
        httponly=True,
        samesite="strict",
    )


def render_me(account: User) -> views.Me:
    return views.Me(id=account.id, name=account.name, email=account.email, admin=account.admin)


def render_user(account: User) -> views.UserView:
    return views.UserView(
        id=account.id,
        name=account.name,
        email=account.email,
        admin=account.admin,
        disabled=account.disabled,
        created_at=account.created_at,
    )
