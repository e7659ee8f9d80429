"""Attacks on passwords, sessions, keys, codes and cookies: guessing them, and using what has ended or is not enough."""

from dataclasses import replace

import httpx

from gesso.server.security import Site

from .attacks import attack, got
from .conftest import PASSWORD, Client, House

WEEK_S = 7 * 24 * 3600.0


def from_address(house: House, address: str, **headers: str) -> Client:
    client = house.client(**headers)
    client._transport = httpx.ASGITransport(house.app, client=(address, 1))
    return client


async def sign_in(client: Client, password: str = PASSWORD) -> int:
    return await client.status("POST", "/api/session", {"email": "ben@example.org", "password": password})


# ---------------------------------------------------------------- guessing


@attack(hole="tries are not counted")
async def guessing_a_password_from_one_address(house: House) -> list[str]:
    await house.member("Ben")
    stranger = house.client()
    for number in range(20):
        await sign_in(stranger, f"guess {number}")
    return got("signed in at the 21st try", await sign_in(stranger))


@attack(hole="tries are not counted")
async def guessing_a_password_from_many_addresses(house: House) -> list[str]:
    await house.member("Ben")
    for number in range(30):
        await sign_in(from_address(house, f"10.0.0.{number}"), f"guess {number}")
    return got("signed in at the 31st try", await sign_in(from_address(house, "10.0.1.1")))


@attack(hole="forwarded headers are believed")
async def guessing_under_addresses_made_up_in_headers(house: House) -> list[str]:
    stranger = house.client()
    body = {"token": "in_guess"}
    made_up = [{"x-forwarded-for": f"10.0.0.{number}"} for number in range(21)]
    tries = [await stranger.status("POST", "/api/session/token", body, headers=one) for one in made_up]
    return got("the 21st try was weighed", tries[-1], 401)


@attack(hole="tries are not counted")
async def guessing_the_printed_address_and_an_invitation(house: House) -> list[str]:
    owner = await house.owner()
    code = (await owner.ok("POST", "/api/invitations", {}))["code"]
    token = await house.parts.people.fresh_token()
    stranger = from_address(house, "10.0.0.1")
    for number in range(20):
        await stranger.status("POST", "/api/session/token", {"token": f"in_{number}"})
        await stranger.status("GET", f"/api/join/join_{number}")
    return [
        *got("the printed address", await stranger.status("POST", "/api/session/token", {"token": token})),
        *got("the invitation", await stranger.status("GET", f"/api/join/{code}")),
    ]


@attack(hole="tries are not counted")
async def guessing_the_password_in_a_borrowed_session(house: House) -> list[str]:
    ben = await house.member("Ben")
    change = {"password": "mine from now on"}
    for number in range(20):
        await ben.status("PATCH", "/api/account", {**change, "current_password": f"guess {number}"})
    right = {**change, "current_password": PASSWORD}
    return got("the password was changed at the 21st try", await ben.status("PATCH", "/api/account", right))


async def every_secret(house: House) -> list[str]:
    """One of each kind."""
    owner = await house.owner()
    room, _ = await house.room(owner)
    return [
        await house.parts.people.fresh_token(),
        owner.cookies["gesso"],
        (await owner.ok("POST", "/api/keys", {"name": "k", "scopes": ["read"]}))["key"],
        (await owner.ok("POST", "/api/invitations", {}))["code"],
        (await owner.ok("POST", f"/api/rooms/{room}/shares", {}))["path"].removeprefix("/s/"),
    ]


@attack(hole="secrets are short")
async def guessing_any_secret_there_is(house: House) -> list[str]:
    """Links and keys are not counted, since no number of tries finds 128 bits."""
    return [secret for secret in await every_secret(house) if 6 * len(secret.partition("_")[2]) < 128]


@attack(hole="secrets are stored as they are")
async def reading_secrets_in_the_database_file(house: House) -> list[str]:
    secrets = await every_secret(house)
    stored = b"".join(path.read_bytes() for path in house.parts.settings.data.glob("gesso.db*"))
    assert b"Secret plans" in stored
    return [secret for secret in secrets if secret.encode() in stored]


@attack(hole="unknown names are answered at once")
async def telling_known_names_by_the_work_they_cost(house: House) -> list[str]:
    await house.member("Ben")
    verified: list[str] = []

    class Counting:
        def hash(self, password: str) -> str:
            return "hash"

        def verify(self, held: str, password: str) -> bool:
            verified.append(held)
            return False

    house.parts.people._hasher = Counting()  # type: ignore[assignment]  # counts instead of hashing
    await sign_in(house.client(), "x")
    known = len(verified)
    await house.client().status("POST", "/api/session", {"email": "nobody@example.org", "password": "x"})
    return [] if len(verified) == 2 * known else ["an unknown name cost less"]


# ---------------------------------------------------------------- credentials that have ended, or never were enough


@attack(hole="nothing ends with time")
async def using_what_has_ended(house: House) -> list[str]:
    owner = await house.owner()
    made = await owner.ok("POST", "/api/keys", {"name": "k", "scopes": ["read"], "days": 1})
    program = house.client(origin="", authorization=f"Bearer {made['key']}")
    token = await house.parts.people.fresh_token()
    house.clock.advance(5 * WEEK_S)
    return [
        *got("session", await owner.status("GET", "/api/rooms")),
        *got("key", await program.status("GET", "/api/rooms")),
        *got("printed address", await house.client().status("POST", "/api/session/token", {"token": token})),
    ]


@attack(hole="signing out forgets only the cookie")
async def using_a_session_that_was_signed_out(house: House) -> list[str]:
    owner = await house.owner()
    thief = house.client(cookie=f"gesso={owner.cookies['gesso']}")
    await owner.ok("DELETE", "/api/session")
    return got("session", await thief.status("GET", "/api/rooms"))


@attack(hole="a withdrawn key stays")
async def using_a_key_that_was_withdrawn(house: House) -> list[str]:
    owner = await house.owner()
    program = await house.key(owner, "read")
    await owner.ok("DELETE", f"/api/keys/{program.id}")
    return got("key", await program.status("GET", "/api/rooms"))


@attack(hole="a new password leaves the sessions")
async def using_a_stolen_session_after_the_password_was_changed(house: House) -> list[str]:
    ben = await house.member("Ben")
    thief = house.client(cookie=f"gesso={ben.cookies['gesso']}")
    await ben.ok("PATCH", "/api/account", {"password": "another long one", "current_password": PASSWORD})
    return got("session", await thief.status("GET", "/api/rooms"))


@attack(hole="a disabled account is like any other")
async def using_a_disabled_account(house: House) -> list[str]:
    ben, owner = await house.member("Ben"), await house.owner()
    program = await house.key(ben, "read")
    await owner.ok("PATCH", f"/api/users/{ben.id}", {"disabled": True})
    return [
        *got("session", await ben.status("GET", "/api/rooms")),
        *got("key", await program.status("GET", "/api/rooms")),
        *got("password", await sign_in(house.client())),
    ]


@attack(hole="nobody asks for rights")
async def using_a_key_or_an_account_for_more(house: House) -> list[str]:
    owner, ben = await house.owner(), await house.member("Ben")
    reader, admin = await house.key(owner, "read"), await house.key(owner, "admin")
    provider = {"provider": "compatible", "name": "mine", "base_url": "http://127.0.0.1:9"}
    return [
        *got("a key for reading wrote", await reader.status("POST", "/api/rooms", {})),
        *got("a key for accounts read", await admin.status("GET", "/api/rooms")),
        *got("a member listed accounts", await ben.status("GET", "/api/users")),
        *got("a member made the server connect", await ben.status("POST", "/api/models", provider), 201, 502),
    ]


@attack(hole="a key passes for a session")
async def turning_a_key_into_a_session(house: House) -> list[str]:
    owner = await house.owner()
    program = await house.key(owner, "admin")
    await program.status("PATCH", "/api/account", {"email": "ben@example.org", "password": PASSWORD})
    return got("signed in as the key's owner", await sign_in(house.client()))


@attack(hole="the session one came with is kept")
async def fixing_a_session_before_somebody_signs_in(house: House) -> list[str]:
    await house.member("Ben")
    planted = f"gesso=gs_{'x' * 32}"
    await sign_in(house.client(cookie=planted))
    return got("the known session", await house.client(cookie=planted).status("GET", "/api/rooms"))


@attack(hole="cookies have no flags")
async def taking_the_cookie_by_script_site_or_wire(house: House) -> list[str]:
    settings = replace(house.parts.settings, public_url="https://desk.example.org")
    found = []
    for base, flags in (
        ("http://localhost:8787", {"gesso", "httponly", "samesite=strict", "path=/"}),
        ("https://desk.example.org", {"__host-gesso", "httponly", "samesite=strict", "path=/", "secure"}),
    ):
        house.app.site = Site.of(settings)
        object.__setattr__(house.parts, "site", house.app.site)
        token = await house.parts.people.fresh_token()
        answer = await house.client(base).post("/api/session/token", json={"token": token})
        cookie = answer.headers["set-cookie"].lower()
        given = {cookie.partition("=")[0], *(part.strip() for part in cookie.split(";"))}
        found += [f"{base} without {flag}" for flag in flags - given]
        found += [f"{base} with a domain"] if "domain" in cookie else []
    return found


@attack(hole="invitations are good for ever")
async def taking_an_invitation_that_was_used_or_withdrawn_or_is_too_old(house: House) -> list[str]:
    owner, ben = await house.owner(), await house.member("Ben")
    room, _ = await house.room(ben)
    codes = {}
    for name in ("used", "withdrawn", "too old", "of somebody disabled"):
        by = ben if name.startswith("of") else owner
        made = await by.ok("POST", "/api/invitations", {"room": room} if by is ben else {})
        codes[name] = made["code"]
        if name == "withdrawn":
            await owner.ok("DELETE", f"/api/invitations/{made['id']}")
    account = {"name": "Eve", "email": "eve@example.org", "password": PASSWORD}
    await house.client().ok("POST", f"/api/join/{codes['used']}", account)
    await owner.ok("PATCH", f"/api/users/{ben.id}", {"disabled": True})
    found = []
    for number, (name, code) in enumerate(codes.items()):
        if name == "too old":
            continue
        fresh = {**account, "email": f"eve{number}@example.org"}
        found += got(name, await house.client().status("POST", f"/api/join/{code}", fresh))
    house.clock.advance(2 * WEEK_S)
    return found + got(
        "too old", await house.client().status("POST", f"/api/join/{codes['too old']}", account | {"email": "e@e"})
    )


@attack(hole="a refusal says why")
async def telling_from_the_answer_why_a_password_was_refused(house: House) -> list[str]:
    ben, owner, stranger = await house.member("Ben"), await house.owner(), house.client()
    body = {"email": "ben@example.org", "password": "x" * 10}
    told = {(await stranger.post("/api/session", json=body)).content}
    told.add((await stranger.post("/api/session", json=body | {"email": "nobody@example.org"})).content)
    await owner.ok("PATCH", f"/api/users/{ben.id}", {"disabled": True})
    told.add((await stranger.post("/api/session", json=body | {"password": PASSWORD})).content)
    return [answer.decode() for answer in told] if len(told) > 1 else []


@attack(hole="nobody asks for rights")
async def becoming_an_administrator_by_a_web_form(house: House) -> list[str]:
    ben, cora, stranger = await house.member("Ben"), await house.member("Cora"), house.client()
    tries = [
        await ben.status("PATCH", f"/api/users/{ben.id}", {"admin": True}),
        await ben.status("PATCH", f"/api/users/{cora.id}", {"admin": True}),
        await ben.status("POST", "/api/invitations", {}),
        await stranger.status("POST", "/api/invitations", {}),
    ]
    return [word for status in tries for word in got("made an administrator or a member", status)]
