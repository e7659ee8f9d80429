"""What kind of file some bytes are, whatever their name says. Pure."""

import re
from typing import Literal

from gesso.base.errors import BadInput, GessoError
from gesso.formats.archive import Archive
from gesso.formats.document import check_size
from gesso.formats.plain import ending_of
from gesso.room.pictures import picture_type

Kind = Literal["pdf", "docx", "pptx", "xlsx", "epub", "html", "markdown", "text", "picture", "audio", "archive"]

WORDED: dict[Kind, str] = {
    "pdf": "a PDF", "docx": "a Word document", "pptx": "a PowerPoint presentation", "xlsx": "an Excel workbook",
    "epub": "an EPUB book", "html": "a web page", "markdown": "Markdown", "text": "text", "picture": "a picture",
    "audio": "a recording", "archive": "an archive",
}  # fmt: skip
"""What each is called in a sentence."""

MEDIA: dict[Kind, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "epub": "application/epub+zip", "html": "text/html", "markdown": "text/markdown", "text": "text/plain",
}  # fmt: skip

_ENDINGS: dict[str, Kind] = {
    "pdf": "pdf", "docx": "docx", "docm": "docx", "pptx": "pptx", "pptm": "pptx", "xlsx": "xlsx", "xlsm": "xlsx",
    "epub": "epub", "html": "html", "htm": "html", "xhtml": "html", "md": "markdown", "markdown": "markdown",
    "png": "picture", "jpg": "picture", "jpeg": "picture", "gif": "picture", "webp": "picture", "mp3": "audio",
    "wav": "audio", "m4a": "audio", "ogg": "audio", "flac": "audio",
}  # fmt: skip
_PARTS: tuple[tuple[str, Kind], ...] = (
    ("word/document.xml", "docx"), ("ppt/presentation.xml", "pptx"), ("xl/workbook.xml", "xlsx"),
    ("META-INF/container.xml", "epub"),
)  # fmt: skip
_MARKED_UP = re.compile(rb"<(?:!doctype html|html|head|body|article|main|div|p|h1)\b", re.IGNORECASE)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ACCEPTED = "PDF, Word, PowerPoint, Excel, EPUB, web pages, Markdown, text, pictures and recordings"


def kind_of(name: str, data: bytes) -> tuple[Kind, str]:
    """The kind and its media type, told by the bytes. Raises BadInput for what nothing here can read."""
    check_size(data)
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf", MEDIA["pdf"]
    if data.startswith(_OLE):
        raise BadInput(
            "It is protected by a password, or in an Office format from before 2007: save it as .docx, .pptx or .xlsx."
        )
    if data.startswith(b"PK\x03\x04"):
        return _packed(data)
    if (picture := picture_type(data)) is not None:
        return "picture", picture
    if (sound := _sound(data)) is not None:
        return "audio", sound
    if data.startswith((b"\x7fELF", b"MZ\x90", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"SQLite format 3")):
        raise BadInput(f"It is a program, an archive or a database, not a document. Attach {_ACCEPTED}.")
    kind = _ENDINGS.get(ending_of(name), "text")
    if kind not in ("html", "markdown") or (kind == "html" and not _MARKED_UP.search(data[:4096])):
        kind = "html" if _MARKED_UP.match(data[:200].lstrip()) else "text"
    return kind, MEDIA[kind]


def mislabelled(name: str, kind: Kind) -> str:
    """What to say of a file whose ending promises another kind, "" when it does not."""
    said = _ENDINGS.get(ending_of(name))
    loose = {"text", "markdown", "html"}
    if said is None or said == kind or (said in loose and kind in loose):
        return ""
    return f"Its name says .{ending_of(name)}, but it is {WORDED[kind]}; it was read as that."


def _packed(data: bytes) -> tuple[Kind, str]:
    try:
        names = list(Archive(data).names)
    except GessoError as wrong:
        raise BadInput(wrong.message) from None
    if "EncryptedPackage" in names:
        raise BadInput("It is protected by a password: remove it, save the file and attach it again.")
    for part, kind in _PARTS:
        if part in names:
            return kind, MEDIA[kind]
    if any(name.endswith((".py", ".ipynb")) for name in names):
        return "archive", "application/zip"
    raise BadInput("It is an archive: unpack it and attach the files that are in it.")


def _sound(data: bytes) -> str | None:
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return "audio/wav"
    if data.startswith(b"OggS"):
        return "audio/ogg"
    if data.startswith(b"fLaC"):
        return "audio/flac"
    if data.startswith((b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")):
        return "audio/mpeg"
    if data[4:8] == b"ftyp" and data[8:11] in (b"M4A", b"M4B", b"mp4", b"iso", b"3gp"):
        return "audio/mp4"
    return "audio/webm" if data.startswith(b"\x1aE\xdf\xa3") else None
