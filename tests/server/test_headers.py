"""What every answer carries, what files can be reached, what an export is, and what a log line holds."""

import logging
import os
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from starlette.requests import Request
from starlette.responses import Response

from gesso.server import guard as guard_module
from gesso.server import security
from gesso.server.client import ClientFiles

from .conftest import House

PAGES = [
    "/",
    "/r/room_1",
    "/s/s_code",
    "/assets/app-1234.js",
    "/api/health",
    "/api/rooms",
    "/api/nothing",
    "/nothing.js",
]


@pytest.mark.parametrize("path", PAGES)
async def test_every_answer_is_locked_down(house: House, path: str) -> None:
    for client in (house.client(), await house.owner()):
        answer = await client.get(path)
        headers = answer.headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
        assert "camera=()" in headers["permissions-policy"]
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy
        policy = policy.replace("http://127.0.0.1:8787/sandbox", "FRAME")
        assert "unsafe-eval" not in policy and "http:" not in policy and "*" not in policy
        microphone = "microphone=()" if path.startswith("/api/") else "microphone=(self)"
        assert microphone in headers["permissions-policy"]
        if path.startswith("/api/"):
            assert "sandbox" in policy and headers["cache-control"] == "no-store"
        else:
            assert "script-src 'self';" in policy and "frame-src FRAME;" in policy
        assert "server" not in headers


async def test_the_page_and_its_files(house: House) -> None:
    page = await house.client().get("/r/some/room")
    assert "gesso" in page.text and page.headers["cache-control"] == "no-cache"
    script = await house.client().get("/assets/app-1234.js")
    assert "immutable" in script.headers["cache-control"]
    assert script.headers["content-type"].startswith("text/javascript")
    again = await house.client().get("/assets/app-1234.js", headers={"if-none-match": script.headers["etag"]})
    assert again.status_code == 304 and again.content == b""


def test_a_packed_file_is_sent_to_who_takes_it(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("page")
    (tmp_path / "a.js").write_text("long")
    (tmp_path / "a.js.gz").write_bytes(b"packed")
    files = ClientFiles(tmp_path)

    def ask(accepted: bytes) -> bytes:
        headers = [(b"accept-encoding", accepted)]
        return bytes(files.answer(Request({"type": "http", "headers": headers}), "a.js").body)

    assert ask(b"br, gzip") == b"packed" and ask(b"br") == b"long"


ESCAPES = [
    "/../secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/assets/../../secret.txt",
    "/assets/%2e%2e%2f%2e%2e%2fsecret.txt",
    "/..%5csecret.txt",
    "//secret.txt",
    "/assets/..%00/secret.txt",
    "/gesso.db",
    "/../gesso.db",
    "/%2fetc%2fpasswd",
]


async def fetch_raw(house: House, path: str) -> tuple[int, bytes]:
    """The answer to a path exactly as written: clients tidy paths up before they send them."""
    messages: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        messages.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"host", b"localhost:8787")],
        "client": ("127.0.0.1", 1),
        "scheme": "http",
        "http_version": "1.1",
    }
    await house.app(scope, receive, send)
    return messages[0]["status"], b"".join(message.get("body", b"") for message in messages)


@pytest.mark.parametrize("path", ESCAPES)
async def test_no_path_leads_out_of_the_clients_folder(house: House, path: str) -> None:
    status, said = await fetch_raw(house, path)
    assert status in (200, 404)
    assert b"not for the web" not in said and b"SQLite" not in said and b"root:" not in said


async def test_a_path_leads_out_where_files_are_joined_to_a_folder(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted hole: what most static file handlers begin as."""
    folder = house.parts.settings.data / "web"

    def careless(self: ClientFiles, request: Request, name: str) -> Response:
        return Response((folder / name).read_bytes())

    monkeypatch.setattr(ClientFiles, "answer", careless)
    assert await fetch_raw(house, "/..%2fsecret.txt") == (200, b"not for the web")


async def test_a_new_build_is_served_without_a_new_start(house: House) -> None:
    folder = house.parts.settings.data / "web"
    (folder / "assets" / "app-1234.js").unlink()
    assert await house.client().status("GET", "/assets/app-1234.js") == 404
    (folder / "assets" / "app-5678.js").write_text("export {}")
    os.utime(folder / "index.html", ns=(1, 1))
    assert await house.client().status("GET", "/assets/app-5678.js") == 200


def test_a_link_in_the_clients_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "index.html").write_text("page")
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "web" / "open.txt").symlink_to(tmp_path / "secret.txt")
    assert "open.txt" not in ClientFiles(tmp_path / "web")._files


async def test_exports_are_files_and_inert(house: House) -> None:
    owner = await house.owner()
    room, _ = await house.room(owner)
    hostile = {
        "kind": "code",
        "language": "html",
        "title": '../"x\r\nSet-Cookie: a=b/😀',
        "text": "<script>alert(1)</script>",
    }
    refused = await owner.post(f"/api/rooms/{room}/canvases", json=hostile)
    assert refused.status_code == 422, "a title is one line"
    canvas = (await owner.ok("POST", f"/api/rooms/{room}/canvases", {**hostile, "title": '../"x/😀;é'}))["id"]
    answer = await owner.get(f"/api/canvases/{canvas}/export")
    assert answer.text == hostile["text"]
    assert answer.headers["content-type"].startswith("text/plain")
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith('attachment; filename="') and disposition.endswith('.html"')
    assert not any(letter in disposition[22:-1] for letter in '/\\"\r\n')
    assert "sandbox" in answer.headers["content-security-policy"]
    archive = await owner.get("/api/export")
    names = zipfile.ZipFile(BytesIO(archive.content)).namelist()
    assert names and all(not name.startswith(("/", "..")) and "/../" not in name and "\\" not in name for name in names)


async def test_a_log_line_cannot_be_forged(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "gesso.access")
    owner = await house.owner()
    caplog.clear()
    await owner.get("/api/rooms/x%0d%0aGET%20/forged%20200%1b[31m\u2028" + "y" * 500)
    assert len(caplog.records) == 1
    line = caplog.records[0].getMessage()
    assert line.isascii() and line.isprintable() and "\\u{a}" in line and len(line) < 350


async def test_a_log_line_is_forged_where_cleaning_is_missing(
    house: House, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard_module, "for_log", lambda text: text)
    caplog.set_level(logging.INFO, "gesso.access")
    await house.client().get("/api/rooms/x%0aGET%20/forged%20200")
    assert "\nGET /forged" in caplog.records[-1].getMessage()


async def test_secrets_are_not_logged(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    owner = await house.owner()
    room, _ = await house.room(owner)
    share = (await owner.ok("POST", f"/api/rooms/{room}/shares", {}))["path"].removeprefix("/s/")
    code = (await owner.ok("POST", "/api/invitations", {}))["code"]
    token = await house.parts.people.fresh_token()
    for path in (
        f"/api/shared/{share}",
        f"/api/join/{code}",
        f"/api/shared/{share}x",
        f"/?token={token}",
        f"/s/{share}",
        f"/join/{code}",
    ):
        await house.client().get(path)
    await house.client().put(f"/api/shared/{share}", json={})
    own = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("gesso"))
    assert "/api/shared/{code}" in own
    for secret in (share, code, token, owner.cookies["gesso"]):
        assert secret not in own


def test_a_file_name_from_outside_is_tame() -> None:
    for name in ('a"b', "a\r\nb", "../../x", "😀", "", "." * 50, "x" * 5_000):
        value = security.inert_headers(name)["content-disposition"]
        assert value.isascii() and value.count('"') == 2 and "\n" not in value and len(value) < 140
