"""Files made to do harm: each is refused with a plain sentence or comes in without its harm, and soon."""

import stat
import time
import zipfile
from io import BytesIO

import pytest

from gesso.base.errors import BadInput, GessoError, TooLarge
from gesso.formats.archive import MAX_MEMBERS, Archive
from gesso.formats.document import MAX_BYTES, Document
from gesso.formats.docx import read_docx, write_docx
from gesso.formats.front import losses, read_any, write_as
from gesso.formats.xml import parse_xml

from .test_docx import HEAD, run, word_file
from .test_files import vault


def test_names_that_climb_out_are_left_out_and_said() -> None:
    found = read_any(
        "a.zip", vault({"../../evil.md": b"x", "/etc/passwd": b"x", "C:\\x.md": b"x", "..\\y.md": b"x", "ok.md": b"hi"})
    )
    assert [document.text for document in found] == ["hi"]
    assert sum(item.what == "files in the archive with a dangerous name" for item in found[0].lost) == 4


def test_symbolic_links_are_not_followed() -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        link = zipfile.ZipInfo("link.md")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("ok.md", "hi")
    assert Archive(packed.getvalue()).left_out == ["link.md"]


def deflated(files: dict[str, bytes]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def test_bombs_are_refused() -> None:
    with pytest.raises(TooLarge):
        read_any("a.zip", deflated({"a.md": b"a" * 60_000_000}))
    with pytest.raises(TooLarge):
        read_any("a.docx", deflated({"word/document.xml": b"<a>" * 40_000_000}))
    with pytest.raises(TooLarge):
        read_any("a.zip", vault({f"{n}.md": b"" for n in range(MAX_MEMBERS + 1)}))
    with pytest.raises(TooLarge):
        read_any("a.md", b"a" * (MAX_BYTES + 1))


def test_a_size_that_lies_is_not_believed() -> None:
    data = bytearray(deflated({"a.md": b"a" * 5_000_000}))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    with pytest.raises(GessoError):
        read_any("a.zip", bytes(data))


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>'


@pytest.mark.parametrize(
    "data", [LAUGHS, OUTSIDE, b"<a>" * 1000, b"<a", b"", b"\xff\xfe<", b'<?xml version="1.0" encoding="x"?><a/>']
)
def test_xml_that_harms_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        parse_xml(data, "part.xml")
    packed = vault({"word/document.xml": data})
    with pytest.raises(BadInput):
        read_docx(packed)


def test_a_word_file_reaches_nothing_outside_itself() -> None:
    body = (
        '<w:p><w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" r:embed="x1"/>'
        f'</w:drawing></w:r><w:hyperlink r:id="x2">{run("go")}</w:hyperlink></w:p>'
    )
    relations = (
        '<Relationships><Relationship Id="x1" Type="http://x/image" Target="http://evil/x.png" TargetMode="External"/>'
        '<Relationship Id="x2" Type="http://x/hyperlink" Target="javascript:alert(1)" TargetMode="External"/>'
        '<Relationship Id="x3" Type="http://x/image" Target="../../../etc/passwd"/></Relationships>'
    )
    packed = vault({"word/document.xml": f"{HEAD}{body}</w:body></w:document>".encode(),
                    "word/_rels/document.xml.rels": relations.encode(), "word/vbaProject.bin": b"macro"})  # fmt: skip
    found = read_any("a.docm", packed)[0]
    assert found.text == "go\n" and found.attachments == ()
    assert {item.what for item in found.lost} == {
        "macros", "links that could run something", "pictures that are not in the file",
        "drawings, charts and embedded objects",
    }  # fmt: skip


def test_a_word_file_nested_without_end_is_refused() -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 200 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 200
    with pytest.raises(BadInput):
        read_docx(word_file(deep))


REFUSED = {
    "protected": ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "password"),
    "old word": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "docx"),
    "pdf": ("a.pdf", b"%PDF-1.7 x", "cannot be imported"),
    "picture called text": ("a.md", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "no text"),
    "zeros": ("a.txt", b"\0" * 5000, "no text"),
    "nothing": ("a.md", b"", "empty"),
    "no zip": ("a.zip", b"PK\x03\x04 cut", "cut off or damaged"),
    "zip of nothing": ("a.zip", b"PK\x05\x06" + b"\0" * 18, "no Markdown"),
    "no notebook": ("a.ipynb", b'{"cells": 5}', "cells"),
    "cut notebook": ("a.ipynb", b'{"cells": [', "JSON"),
    "deep notebook": ("a.ipynb", b"[" * 100_000, "JSON"),
    "spreadsheet": ("a.xlsx", vault({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<a/>"}), "xlsx"),
    "open document": ("a.odt", vault({"mimetype": b"application/vnd.oasis"}), "odt"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_plainly(name: str) -> None:
    file, data, words = REFUSED[name]
    with pytest.raises(BadInput, match=words):
        read_any(file, data)


def test_an_encrypted_zip_is_refused() -> None:
    data = bytearray(vault({"a.md": b"hello"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(BadInput, match="password"):
        read_any("a.zip", bytes(data))


def test_the_bytes_decide_over_the_name() -> None:
    assert read_any("a.txt", write_docx(Document("t", "# hi\n")))[0].text == "# hi\n"


@pytest.mark.parametrize("ending", ["docx", "zip", "html", "ipynb", "md"])
def test_a_file_cut_anywhere_never_crashes(ending: str) -> None:
    whole = {
        "docx": write_docx(Document("t", "# a\n\n- b\n")), "zip": vault({"a.md": b"hello"}),
        "html": b"<h1>a<table><tr><td>b</table><pre>c", "ipynb": b'{"cells": [{"cell_type": "code", "source": "x"}]}',
        "md": "# é😀字\n".encode(),
    }[ending]  # fmt: skip
    for cut in range(1, len(whole), max(1, len(whole) // 60)):
        try:
            read_any(f"a.{ending}", whole[:cut])
        except GessoError as refusal:
            assert refusal.message.strip()


LINES = {
    "letters": "a" * 200_000,
    "brackets": "[" * 200_000,
    "stars": "*a **b " * 28_000,
    "tags": "<b>" * 60_000,
    "pipes": "|a" * 100_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", LINES)
def test_one_very_long_line_is_written_and_read_in_time(name: str) -> None:
    started = time.monotonic()
    document = Document("t", LINES[name])
    for format in ("docx", "html", "ipynb", "md"):
        data = write_as(format, document)
        read_any(f"a.{format}", data)
    assert write_as("pdf", document).startswith(b"%PDF")
    losses("docx", document)
    assert time.monotonic() - started < 60
