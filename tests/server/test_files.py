"""Pictures in documents: what may be put in, who may fetch it, how it is served; export and backup carry it."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from gesso.room.pictures import mentioned, picture_type, renamed
from gesso.store import backup as archives
from gesso.store.database import Database
from gesso.store.errors import StoreError
from gesso.store.files import Blobs, file_of

from .conftest import Client, House

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + bytes(40)
SVG = b'<?xml version="1.0"?>\n<!-- x -->\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


async def put(client: Client, canvas: str, data: bytes = PNG, kind: str = "image/png", name: str = "é 😀.png") -> str:
    answer = await client.post(
        f"/api/canvases/{canvas}/files", params={"name": name}, content=data, headers={"content-type": kind}
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["address"])


def id_of(address: str) -> str:
    return address.removeprefix("files/").partition(".")[0]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0rest", "image/jpeg"),
        (b"GIF89a...", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x1cftypavif", "image/avif"),
        (SVG, "image/svg+xml"),
        (b"<!DOCTYPE html><svg></svg>", None),
        (b"<html><svg ", None),
        (b"%PDF-1.7", None),
        (b"", None),
    ],
)
def test_the_bytes_say_what_a_picture_is(data: bytes, kind: str | None) -> None:
    assert picture_type(data) == kind


def test_a_text_names_its_pictures() -> None:
    one, two = "file_" + "0" * 20, "file_" + "a" * 20
    text = f"é ![😀](files/{one}.png) <files/{two}> files/{one}x files/file_short.png"
    assert mentioned(text) == {one, two}
    assert renamed(text, {one: two}) == text.replace(f"files/{one}.png", f"files/{two}.png")


async def test_a_picture_is_served_as_what_it_is(house: House) -> None:
    owner = await house.owner()
    _, canvas = await house.room(owner)
    address = await put(owner, canvas, kind="application/octet-stream")
    assert address.endswith(".png")
    answer = await owner.get(f"/api/files/{id_of(address)}")
    assert (answer.status_code, answer.content) == (200, PNG)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "content-disposition" not in answer.headers


async def test_an_svg_is_never_a_page_of_ours(house: House) -> None:
    owner = await house.owner()
    _, canvas = await house.room(owner)
    answer = await owner.get(f"/api/files/{id_of(await put(owner, canvas, SVG, 'image/svg+xml'))}")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "sandbox" in answer.headers["content-security-policy"]


async def test_what_is_no_picture_or_too_large_is_refused(house: House) -> None:
    owner = await house.owner()
    _, canvas = await house.room(owner)
    path = f"/api/canvases/{canvas}/files"
    for data, kind, status in (
        (b"<!DOCTYPE html><script>alert(1)</script>", "image/png", 422),
        (PNG, "text/html", 415),
        (PNG + bytes(10_000_001), "image/png", 413),
    ):
        answer = await owner.post(path, content=data, headers={"content-type": kind})
        assert answer.status_code == status, answer.text
    assert not (house.parts.settings.files_dir).exists()


async def test_only_members_may_put_in_and_fetch(house: House) -> None:
    anna, ben = await house.member("Anna"), await house.member("Ben")
    room, canvas = await house.room(anna)
    file = id_of(await put(anna, canvas))
    headers = {"content-type": "image/png"}
    assert (await ben.get(f"/api/files/{file}")).status_code == 404
    assert (await house.client().get(f"/api/files/{file}")).status_code == 401
    assert (await ben.post(f"/api/canvases/{canvas}/files", content=PNG, headers=headers)).status_code == 404
    await anna.ok("PUT", f"/api/rooms/{room}/members/{ben.id}", {"role": "view"})
    assert (await ben.get(f"/api/files/{file}")).status_code == 200
    assert (await ben.post(f"/api/canvases/{canvas}/files", content=PNG, headers=headers)).status_code == 403
    reader = await house.key(anna, "read")
    assert (await reader.get(f"/api/files/{file}")).status_code == 200
    assert (await reader.post(f"/api/canvases/{canvas}/files", content=PNG, headers=headers)).status_code == 403


async def test_a_link_opens_the_pictures_it_shows_and_no_other(house: House) -> None:
    owner, stranger = await house.owner(), house.client()
    room, canvas = await house.room(owner)
    shown, hidden = await put(owner, canvas), await put(owner, canvas, SVG)
    await owner.ok("PUT", f"/api/canvases/{canvas}/text", {"text": f"![é]({shown})\n"})
    other = {"kind": "document", "title": "Diary", "text": f"![]({hidden})\n"}
    await owner.ok("POST", f"/api/rooms/{room}/canvases", other)
    made = await owner.ok("POST", f"/api/rooms/{room}/shares", {"canvas": canvas})
    base = f"/api/shared/{made['path'].removeprefix('/s/')}/files"
    assert (await stranger.get(f"{base}/{id_of(shown)}")).content == PNG
    assert (await stranger.get(f"{base}/{id_of(hidden)}")).status_code == 404
    _, foreign = await house.room(owner)
    assert (await stranger.get(f"{base}/{id_of(await put(owner, foreign))}")).status_code == 404
    await owner.ok("DELETE", f"/api/shares/{made['id']}")
    assert (await stranger.get(f"{base}/{id_of(shown)}")).status_code == 404


async def test_an_export_carries_pictures_and_an_import_has_its_own(house: House) -> None:
    owner = await house.owner()
    room, canvas = await house.room(owner)
    address = await put(owner, canvas)
    await owner.ok("PUT", f"/api/canvases/{canvas}/text", {"text": f"字 ![😀]({address})\n"})
    exported = (await owner.get(f"/api/rooms/{room}/export")).content
    kind = {"content-type": "application/x-ndjson"}
    made = (await owner.post("/api/import", content=exported, headers=kind)).json()["rooms"][0]
    copy = (await owner.ok("GET", f"/api/rooms/{made}"))["canvases"][0]["id"]
    text = (await owner.ok("GET", f"/api/canvases/{copy}"))["text"]
    (file,) = mentioned(text)
    assert file != id_of(address)
    assert text == f"字 ![😀]({address})\n".replace(id_of(address), file)
    assert (await owner.get(f"/api/files/{file}")).content == PNG
    archive = zipfile.ZipFile(io.BytesIO((await owner.get("/api/export")).content))
    assert any(archive.read(name) == PNG for name in archive.namelist() if name.endswith(f"/{address}"))


async def test_an_import_with_a_page_for_a_picture_makes_nothing(house: House) -> None:
    owner = await house.owner()
    lines = [{"type": "room", "format": 1, "title": "x"}, {"type": "file", "id": "f", "name": "n", "data": "PGh0bWw+"}]
    data = "\n".join(json.dumps(line) for line in lines).encode()
    answer = await owner.post("/api/import", content=data, headers={"content-type": "application/x-ndjson"})
    assert answer.status_code == 422
    assert (await owner.ok("GET", "/api/rooms")) == []


async def test_a_backup_carries_the_bytes(house: House, tmp_path: Path) -> None:
    owner = await house.owner()
    _, canvas = await house.room(owner)
    file = id_of(await put(owner, canvas))
    archive = tmp_path / "all.gesso"
    await archives.backup(house.db, archive, house.parts.blobs)
    again = Blobs(tmp_path / "again")
    await archives.restore(archive, tmp_path / "again.db", again)
    db = await Database.open(tmp_path / "again.db")
    row = await db.read(lambda conn: file_of(conn, file))
    await db.close()
    assert row is not None
    assert row.name == "é 😀.png"
    assert await again.read(row.sha256) == PNG


async def test_changed_bytes_are_not_served(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path / "files")
    sha256 = await blobs.put(PNG)
    assert await blobs.put(PNG) == sha256
    (tmp_path / "files" / sha256[:2] / sha256).write_bytes(b"other")
    with pytest.raises(StoreError, match="changed"):
        await blobs.read(sha256)
    for bad in ("../../secret", "", "A" * 64):
        with pytest.raises(StoreError):
            await blobs.read(bad)
