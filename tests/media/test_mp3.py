"""The tag of an MP3 with its chapters, read back byte by byte; where an encoder is, a whole file."""

import struct
from collections.abc import Iterator

import pytest

from gesso.media.audiobook import Mark
from gesso.media.mp3 import NoEncoder, encoder_here, id3_of, write_mp3
from gesso.media.voices import Sound

MARKS = [Mark(0, "The lake"), Mark(61_250, "Zweites Kapitel: Ödnis")]


def length_of(four: bytes) -> int:
    return four[0] << 21 | four[1] << 14 | four[2] << 7 | four[3]


def frames_of(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(data):
        length = length_of(data[at + 4 : at + 8])
        yield data[at : at + 4], data[at + 10 : at + 10 + length]
        at += 10 + length


def test_the_tag_names_each_chapter_and_when_it_is() -> None:
    tag = id3_of("Otters", MARKS, 90_000)
    assert tag[:6] == b"ID3\x04\x00\x00" and length_of(tag[6:10]) == len(tag) - 10
    frames = list(frames_of(tag[10:]))
    assert [name for name, _ in frames] == [b"TIT2", b"TLEN", b"CTOC", b"CHAP", b"CHAP"]
    assert frames[0][1] == b"\x03Otters\0" and frames[2][1] == b"toc0\0\x03\x02ch0\0ch1\0"
    name, _, rest = frames[4][1].partition(b"\0")
    assert name == b"ch1" and struct.unpack(">II", rest[:8]) == (61_250, 90_000)
    assert list(frames_of(rest[16:])) == [(b"TIT2", "\x03Zweites Kapitel: Ödnis\0".encode())]


async def test_a_file_is_made_where_something_makes_mp3_and_else_it_is_said_what_does() -> None:
    sound = Sound(16_000, b"\1\0" * 16_000)
    if encoder_here() is None:
        with pytest.raises(NoEncoder, match="pip install lameenc"):
            await write_mp3("t", sound, MARKS[:1])
        return
    data = await write_mp3("t", sound, MARKS[:1])
    audio = data[10 + length_of(data[6:10]) :]
    assert audio[0] == 0xFF and audio[1] & 0xE0 == 0xE0 and 4_000 < len(audio) < 20_000
