"""Which bytes are a picture that may be shown, and how a document names a stored file.

Told by the bytes alone, never by a name or what the sender says. A document holds `![words](files/<id>.<ending>)`: a
relative address, so that an exported document beside its folder `files` shows the picture in any program.
"""

import re
from collections.abc import Mapping

ENDINGS: dict[str, str] = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/svg+xml": "svg",
}
REFERENCE = re.compile(r"files/(file_[0-9a-z]{20})(?:\.[a-z0-9]{1,5})?(?![0-9A-Za-z_./-])")

_SVG = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*"
    rb"(?:<!DOCTYPE svg[^>\[]{0,300}>\s*)?<svg[\s>]",
    re.DOTALL,
)


def picture_type(data: bytes) -> str | None:
    """The media type of a picture by its first bytes; None for anything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp" and data[8:12] in (b"avif", b"avis"):
        return "image/avif"
    if _SVG.match(data[:4000]):
        return "image/svg+xml"
    return None


def address_of(file: str, media_type: str) -> str:
    """What a document says for a stored file."""
    return f"files/{file}.{ENDINGS.get(media_type, 'bin')}"


def mentioned(text: str) -> set[str]:
    """The ids of the stored files a text names."""
    return {found[1] for found in REFERENCE.finditer(text)}


def renamed(text: str, ids: Mapping[str, str]) -> str:
    """The text with the files of `ids` under their new ids; everything else as it was."""

    def put(found: re.Match[str]) -> str:
        new = ids.get(found[1])
        return found[0] if new is None else found[0].replace(found[1], new)

    return REFERENCE.sub(put, text)
