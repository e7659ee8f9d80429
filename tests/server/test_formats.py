"""Files of other programs through the doors: in with what was lost, out with what would be."""

import zipfile
from io import BytesIO
from typing import Any

import pytest

from gesso.formats.document import Attachment, Document, Note, Proposal, Reply
from gesso.formats.docx import read_docx, write_docx
from tests.formats.test_docx import PNG

from .conftest import Client, House

TEXT = "# Fox 字\n\nA quick fox 😀.\n\n![cat](attachment:cat.png)\n"


async def bring(client: Client, room: str, name: str, data: bytes, **query: str) -> Any:
    answer = await client.post(
        f"/api/rooms/{room}/import", params={"name": name, **query}, content=data,
        headers={"content-type": "application/octet-stream"},
    )  # fmt: skip
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_a_word_file_comes_in_and_goes_out_with_comments_and_suggestions(house: House) -> None:
    owner = await house.owner()
    room = (await owner.ok("POST", "/api/rooms", {}))["id"]
    start = TEXT.index("quick")
    document = Document(
        "Fox", TEXT, comments=(Note(start, start + 5, "Anna", "why @all?", "", (Reply("Ben", "so"),)),),
        suggestions=(Proposal(start, start + 5, "slow", "Eve"),),
        attachments=(Attachment("cat.png", "image/png", PNG),),
    )  # fmt: skip
    made = await bring(owner, room, "Fox.docx", write_docx(document))
    assert made["lost"] == [] and made["titles"] == ["Fox"]
    canvas = made["canvases"][0]["id"]
    view = await owner.ok("GET", f"/api/canvases/{canvas}")
    assert view["text"].startswith("# Fox 字\n\nA quick fox 😀.\n\n![cat](files/file_")
    notes = await owner.ok("GET", f"/api/canvases/{canvas}/notes")
    assert [(note["quote"], note["body"]) for note in notes] == [("quick", "Anna: why @\u200ball?")]
    assert [reply["body"] for reply in notes[0]["replies"]] == ["Ben: so"]
    offers = await owner.ok("GET", f"/api/canvases/{canvas}/suggestions")
    assert [(offer["before"], offer["after"], offer["why"]) for offer in offers] == [
        ("quick", "slow", "Suggested by Eve")
    ]
    answer = await owner.get(f"/api/canvases/{canvas}/export?format=docx")
    assert 'filename="Fox.docx"' in answer.headers["content-disposition"]
    back = read_docx(answer.content)
    assert back.attachments[0].data == PNG
    assert [(note.body, note.replies[0].body) for note in back.comments] == [("Anna: why @\u200ball?", "Ben: so")]
    assert [offer.after for offer in back.suggestions] == ["slow"]


async def test_names_in_a_file_read_well_and_call_no_one(house: House) -> None:
    owner = await house.owner()
    room = (await owner.ok("POST", "/api/rooms", {}))["id"]
    me = (await owner.ok("GET", "/api/session"))["user"]["name"]
    said = [Note(2, 5, "Ben Smith", "Why?"), Note(2, 5, me, "Mine."), Note(2, 5, "@all", ""), Note(2, 5, "", "Whose?")]
    start = TEXT.index("quick")
    offers = (Proposal(2, 5, "Cat", "Ben Smith"), Proposal(start, start + 5, "slow", me))
    data = write_docx(Document("Fox", TEXT, comments=tuple(said), suggestions=offers))
    canvas = (await bring(owner, room, "Fox.docx", data))["canvases"][0]["id"]
    notes = await owner.ok("GET", f"/api/canvases/{canvas}/notes")
    assert sorted(note["body"] for note in notes) == ["@\u200ball: …", "Ben Smith: Why?", "Mine.", "Whose?"]
    made = await owner.ok("GET", f"/api/canvases/{canvas}/suggestions")
    assert [offer["why"] for offer in made] == ["Suggested by Ben Smith", ""]


FIRST = {"html": b"<!doctype", "pdf": b"%PDF", "ipynb": b"{", "docx": b"PK", "md": b"# Fox", "txt": b"# Fox",
         "code": b"# Fox", "folder": b"PK", "pptx": b"PK", "slides": b"<!doctype"}  # fmt: skip


@pytest.mark.parametrize(("format", "first"), FIRST.items())
async def test_every_format_goes_out(house: House, format: str, first: bytes) -> None:
    owner = await house.owner()
    _, canvas = await house.room(owner)
    answer = await owner.get(f"/api/canvases/{canvas}/export?format={format}")
    assert answer.status_code == 200 and answer.content.startswith(first)
    assert "attachment" in answer.headers["content-disposition"]
    assert await owner.ok("GET", f"/api/canvases/{canvas}/export/losses?format={format}") == []


async def test_losses_are_told_before(house: House) -> None:
    owner = await house.owner()
    _, canvas = await house.room(owner, "---\na: 1\n---\n\n<b>x</b> 😀\n")
    told = await owner.ok("GET", f"/api/canvases/{canvas}/export/losses?format=pdf")
    assert [item["what"].split(" ")[0] for item in told] == ["letters", "front", "HTML"]
    assert await owner.status("GET", f"/api/canvases/{canvas}/export/losses?format=exe") == 422


async def test_a_preview_makes_nothing(house: House) -> None:
    owner = await house.owner()
    room = (await owner.ok("POST", "/api/rooms", {}))["id"]
    told = await bring(owner, room, "a.html", b"<p onclick=x>hi<script>1</script>", preview="true")
    assert told["canvases"] == [] and {item["what"] for item in told["lost"]} == {"event handlers", "scripts"}
    assert (await owner.ok("GET", f"/api/rooms/{room}"))["canvases"] == []


async def test_a_vault_becomes_canvases_with_their_pictures(house: House) -> None:
    owner = await house.owner()
    room = (await owner.ok("POST", "/api/rooms", {}))["id"]
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("Note.md", "![[cat.png]] [[Other]]\n")
        archive.writestr("Other.md", "é\r\n")
        archive.writestr("cat.png", PNG)
    made = await bring(owner, room, "vault.zip", packed.getvalue())
    assert [one["title"] for one in made["canvases"]] == ["Note", "Other"] and made["lost"] == []
    out = zipfile.ZipFile(BytesIO((await owner.get(f"/api/rooms/{room}/export.zip")).content))
    picture = next(name for name in out.namelist() if name.startswith("files/"))
    assert out.read(picture) == PNG and picture in out.read("Note.md").decode()
    assert out.read("Other.md") == "é\r\n".encode()


async def test_who_may_not_edit_brings_nothing_in(house: House) -> None:
    owner, ben = await house.owner(), await house.member("Ben")
    room, canvas = await house.room(owner)
    kind = {"content-type": "application/octet-stream"}
    assert (await ben.post(f"/api/rooms/{room}/import?name=a.md", content=b"x", headers=kind)).status_code == 404
    await owner.ok("PUT", f"/api/rooms/{room}/members/{ben.id}", {"role": "comment"})
    assert (await ben.post(f"/api/rooms/{room}/import?name=a.md", content=b"x", headers=kind)).status_code == 403
    assert await ben.status("GET", f"/api/canvases/{canvas}/export?format=docx") == 200
    for data, name in ((b"", "a.md"), (b"PK\x03\x04x", "a.zip"), (b"%PDF-", "a.pdf")):
        answer = await owner.post(f"/api/rooms/{room}/import?name={name}", content=data, headers=kind)
        assert answer.status_code == 422 and answer.json()["error"]["message"]
