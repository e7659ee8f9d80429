"""Other sites' pages in the same browser: forms, fetches, sockets, and names that are pointed at this machine."""

from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from gesso.server.security import Site
from gesso.settings import Settings

from .conftest import House, cookie_of, listening, open_house

EVIL = "http://evil.example"


async def test_a_cross_site_fetch_with_the_cookie_is_refused(house: House) -> None:
    owner = await house.owner()
    wrong: list[dict[str, str]] = [
        {"origin": EVIL},
        {"origin": "null"},
        {"origin": "http://localhost:3000"},
        {"origin": "https://localhost:8787"},
        {"origin": "http://localhost:8787.evil.example"},
        {"origin": "http://localhost:8787", "sec-fetch-site": "cross-site"},
        {"origin": "http://localhost:8787", "sec-fetch-site": "same-site"},
    ]
    for headers in wrong:
        assert await owner.status("POST", "/api/rooms", {}, headers=headers) == 403, headers
    silent = house.client(origin="", cookie=cookie_of(owner))
    assert await silent.status("POST", "/api/rooms", {}) == 403, "a browser always says its origin"
    assert await silent.status("GET", "/api/rooms") == 200
    assert await owner.status("POST", "/api/rooms", {}, headers={"sec-fetch-site": "same-origin"}) == 201


async def test_a_cross_site_form_is_refused(house: House) -> None:
    owner = await house.owner()
    form = {"origin": EVIL, "content-type": "text/plain", "sec-fetch-site": "cross-site"}
    answer = await owner.post("/api/rooms", content=b'{"title": "x"}', headers=form)
    assert answer.status_code == 403
    encoded = {"content-type": "application/x-www-form-urlencoded"}
    assert (await owner.post("/api/rooms", content=b"title=x", headers=encoded)).status_code == 415


async def test_signing_somebody_in_from_another_site_is_refused(house: House) -> None:
    stranger = house.client(origin=EVIL)
    token = await house.parts.people.fresh_token()
    assert await stranger.status("POST", "/api/session/token", {"token": token}) == 403
    assert await stranger.status("POST", "/api/session", {"email": "a@b", "password": "x"}) == 403


async def test_the_cross_site_fetch_succeeds_where_the_check_is_missing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = await house.owner()
    monkeypatch.setattr(Site, "cross_site", lambda *_, **__: None)
    assert await owner.status("POST", "/api/rooms", {}, headers={"origin": EVIL}) == 201


async def test_a_program_with_a_key_needs_no_origin_but_a_page_cannot_use_one(house: House) -> None:
    program = await house.key(await house.owner(), "write")
    assert await program.status("POST", "/api/rooms", {}) == 201
    assert await program.status("POST", "/api/rooms", {}, headers={"origin": EVIL}) == 403


REBOUND = [
    "evil.example", "evil.example:8787", "localhost.evil.example", "127.0.0.1.nip.io", "", "localhost:8787@evil",
    "localhost.", "localhost\n", "localhost:", "localhost#", "localhost,evil.example", "evil.example:80:8787",
    "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "127.0.0.2", "0.0.0.0", "[::]", "[::ffff:127.0.0.1]", "[::1",
    "192.168.1.5:8787", "169.254.169.254", "löcalhost", "xn--lcalhost-n4a", "localhost\u00ad",
]  # fmt: skip


@pytest.mark.parametrize("host", REBOUND)
async def test_a_rebound_name_is_refused(house: House, host: str) -> None:
    owner = await house.owner()
    for path in ("/api/rooms", "/", "/api/health"):
        assert await owner.status("GET", path, headers={"host": host.encode("latin-1")}) == 421  # type: ignore[dict-item]
    assert (await owner.options("/api/rooms", headers={"host": host.encode("latin-1")})).status_code != 204  # type: ignore[dict-item]


async def test_a_rebound_name_gets_in_where_the_check_is_missing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = await house.owner()
    monkeypatch.setattr(Site, "answers_to", lambda *_: True)
    assert await owner.status("GET", "/api/rooms", headers={"host": "evil.example"}) == 200


def test_names_and_origins_of_each_way_to_serve() -> None:
    def site(**more: str) -> Site:
        return Site.of(Settings(data=Path(), database_url="", **more))  # type: ignore[arg-type]  # strings only

    own = site()
    assert own.answers_to("localhost:9") and own.answers_to("127.0.0.1:8787") and own.answers_to("[::1]:8787")
    assert not own.answers_to("192.168.1.5:8787"), "not listening there"
    assert own.origin_for("LOCALHOST:8787") == "http://localhost:8787"
    wide = site(host="0.0.0.0")
    assert wide.answers_to("192.168.1.5:8787") and not wide.answers_to("pc.local:8787")
    public = site(host="0.0.0.0", public_url="https://Desk.Example.org/")
    assert public.answers_to("desk.example.org") and public.answers_to("desk.example.org:443")
    assert not public.answers_to("desk.example.org:8443")
    assert public.origin_for("desk.example.org:443") == "https://desk.example.org"
    assert public.cookie_name("desk.example.org") == "__Host-gesso" and public.secure("desk.example.org")
    assert public.cookie_name("localhost:8787") == "gesso" and not public.secure("localhost:8787")
    abroad = site(public_url="https://Büro.example:8443")  # browsers send such a name in ASCII
    assert abroad.answers_to("xn--bro-hoa.example:8443") and not abroad.answers_to("buro.example:8443")
    assert abroad.origin_for("xn--bro-hoa.example:8443") == "https://xn--bro-hoa.example:8443"
    other = site(public_url="https://desk.example.org:8443")
    assert other.answers_to("desk.example.org:8443") and not other.answers_to("desk.example.org")


async def test_behind_https_the_cookie_is_bound_to_the_host(tmp_path: Path) -> None:
    async with open_house(tmp_path, public_url="https://desk.example.org") as house:
        client = house.client(base="https://desk.example.org")
        token = await house.parts.people.fresh_token()
        answer = await client.post("/api/session/token", json={"token": token})
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-gesso=") and "Secure" in cookie and "Domain" not in cookie
        assert answer.headers["strict-transport-security"]
        assert await client.status("GET", "/api/rooms") == 200
        assert await client.status("POST", "/api/rooms", {}) == 201


async def test_a_cross_site_socket_is_refused_before_it_is_accepted(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening(house) as base:
        house.base = base
        owner = await house.owner()
        _, canvas = await house.room(owner)
        address = f"{base.replace('http', 'ws')}/api/canvases/{canvas}/socket"
        cookie = {"cookie": cookie_of(owner)}
        for headers in ({"origin": EVIL}, {"origin": "null"}, {"origin": base, "sec-fetch-site": "cross-site"}, {}):
            with pytest.raises(InvalidStatus) as refused:
                await connect(address, additional_headers={**cookie, **headers})
            assert refused.value.response.status_code == 403
        with pytest.raises(InvalidStatus) as refused:
            await connect(address, additional_headers={"origin": base})
        assert refused.value.response.status_code == 401
        async with connect(address, additional_headers={**cookie, "origin": base}):
            pass
        monkeypatch.setattr(Site, "cross_site", lambda *_, **__: None)
        async with connect(address, additional_headers={**cookie, "origin": EVIL}):
            pass  # the planted hole: without the check the attack succeeds
