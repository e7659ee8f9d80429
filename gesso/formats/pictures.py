"""Pictures by their first bytes: kind and size in pixels, without decoding them."""

import struct
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    media_type: str
    extension: str
    width: int
    height: int


def picture_of(data: bytes) -> Picture | None:
    """What picture `data` is, or None when it is none that a browser and a word processor both show."""
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            return Picture("image/png", "png", *struct.unpack(">II", data[16:24]))
        if data[:6] in (b"GIF87a", b"GIF89a"):
            return Picture("image/gif", "gif", *struct.unpack("<HH", data[6:10]))
        if data.startswith(b"\xff\xd8"):
            return _jpeg(data)
    except struct.error:
        return None
    return None


def _jpeg(data: bytes) -> Picture | None:
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            return None
        kind = data[at + 1]
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return Picture("image/jpeg", "jpg", width, height)
        at += 2 + int(struct.unpack(">H", data[at + 2 : at + 4])[0])
    return None


def media_type_of(name: str, data: bytes) -> str:
    """The media type of an attachment: a picture by its bytes, everything else as bytes to save."""
    found = picture_of(data)
    if found is not None:
        return found.media_type
    ending = name.rpartition(".")[2].lower()
    known = {"pdf": "application/pdf", "svg": "image/svg+xml", "webp": "image/webp", "json": "application/json"}
    return known.get(ending, "application/octet-stream")
