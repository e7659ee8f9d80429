"""The page that apps run in: under which name it is served, with what, and what else that name answers."""

from pathlib import Path

import pytest

from gesso.server.security import Site
from gesso.settings import BadSetting, Settings, read_settings

from .conftest import House, cookie_of, open_house

HERE, OTHER = "http://localhost:8787", "http://127.0.0.1:8787"


def add_page(house: House) -> None:
    (house.parts.settings.data / "web" / "sandbox.html").write_text("<!doctype html><title>App</title>")
    house.parts.files._built_at = 0


async def test_each_loopback_name_shows_frames_of_the_other(house: House) -> None:
    add_page(house)
    for here, other in ((HERE, OTHER), (OTHER, HERE)):
        page = await house.client(base=here).get("/")
        assert f"frame-src {other}/sandbox;" in page.headers["content-security-policy"]
        assert (await house.client(base=here).ok("GET", "/api/frame")) == {"origin": other}
        frame = await house.client(base=other).get("/sandbox")
        policy = frame.headers["content-security-policy"]
        assert frame.status_code == 200 and policy.endswith(f"frame-ancestors {here}")


async def test_the_frame_has_every_header(house: House) -> None:
    add_page(house)
    owner = await house.owner()
    answer = await house.client(base=OTHER, cookie=cookie_of(owner)).get("/sandbox")
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
    closed = (
        "default-src",
        "connect-src",
        "frame-src",
        "child-src",
        "object-src",
        "form-action",
        "base-uri",
        "manifest-src",
    )
    assert [name for name in closed if policy[name] != "'none'"] == []
    assert policy["sandbox"] == "allow-scripts" and policy["require-trusted-types-for"] == "'script'"
    assert policy["trusted-types"] == "default" and policy["worker-src"] == "blob:"
    assert "http" not in " ".join(value for name, value in policy.items() if name != "frame-ancestors")
    assert answer.headers["connection-allowlist"] == "()" and answer.headers["x-dns-prefetch-control"] == "off"
    assert answer.headers["referrer-policy"] == "no-referrer" and answer.headers["x-content-type-options"] == "nosniff"
    refused = answer.headers["permissions-policy"].split(", ")
    assert len(refused) > 40 and all(each.endswith("=()") for each in refused)
    assert "x-frame-options" not in answer.headers, "would keep our own page from showing it"
    assert "set-cookie" not in answer.headers


async def test_the_files_of_the_sandbox_are_no_pages_of_ours(house: House) -> None:
    add_page(house)
    for path in ("/sandbox.html", "/check.html"):
        assert await house.client().status("GET", path) == 404
    assert await house.client().status("POST", "/sandbox", {}) == 405


async def test_a_second_name_serves_the_frame_and_nothing_else(tmp_path: Path) -> None:
    async with open_house(
        tmp_path, public_url="https://desk.example.org", sandbox_url="https://apps.example.org"
    ) as house:
        add_page(house)
        desk, apps = (house.client(base=f"https://{name}.example.org") for name in ("desk", "apps"))
        assert (await desk.ok("GET", "/api/frame")) == {"origin": "https://apps.example.org"}
        page = await desk.get("/")
        assert "frame-src https://apps.example.org/sandbox;" in page.headers["content-security-policy"]
        frame = await apps.get("/sandbox")
        assert frame.status_code == 200
        assert frame.headers["content-security-policy"].endswith("frame-ancestors https://desk.example.org")
        assert await desk.status("GET", "/sandbox") == 404, "only under the second name"
        token = await house.parts.people.fresh_token()
        for method, path, body in (
            ("GET", "/", None), ("GET", "/api/health", None), ("GET", "/api/session", None), ("GET", "/s/code", None),
            ("POST", "/api/session/token", {"token": token}), ("GET", "/assets/app-1234.js", None),
        ):  # fmt: skip
            assert await apps.status(method, path, body) == 421, path


async def test_where_there_is_no_second_name_no_frame_is_shown(tmp_path: Path) -> None:
    async with open_house(tmp_path, public_url="https://desk.example.org") as house:
        desk = house.client(base="https://desk.example.org")
        assert (await desk.ok("GET", "/api/frame")) == {"origin": None}
        assert "frame-src 'none';" in (await desk.get("/")).headers["content-security-policy"]
        assert await desk.status("GET", "/sandbox") == 404


async def test_a_session_is_of_no_use_to_a_frame(house: House) -> None:
    """A sandboxed document's origin is `null`, whatever cookies a browser would send with it."""
    owner = await house.owner()
    frame = house.client(base=OTHER, origin="null", cookie=cookie_of(owner))
    assert await frame.status("POST", "/api/rooms", {}, headers={"sec-fetch-site": "cross-site"}) == 403
    assert await frame.status("POST", "/api/rooms", {}) == 403


def test_settings_that_make_one_name_of_two_are_refused() -> None:
    for environ in (
        {"GESSO_SANDBOX_URL": "https://a.example"},
        {"GESSO_SANDBOX_URL": "https://a.example", "GESSO_PUBLIC_URL": "https://a.example/"},
    ):
        with pytest.raises(BadSetting):
            Site.of(read_settings(environ))
    with pytest.raises(BadSetting):
        read_settings({"GESSO_SANDBOX_URL": "apps.example.org"})
    assert Site.of(Settings(data=Path(), database_url="", host="::1")).sandbox_origin("localhost:1") is None
