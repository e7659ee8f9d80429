"""MP3 with its chapters named, where something on this machine makes MP3.

No encoder of MP3 with a permissive licence exists for Python; LAME, which all use, is LGPL. So none comes with gesso:
the package `lameenc`, or the programs `lame` or `ffmpeg`, are used where an administrator installed one. The tag with
the chapters (ID3v2.4, frames CTOC and CHAP) is written here.
"""

import asyncio
import importlib
import importlib.util
import shutil
import struct
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Sequence
from typing import Literal

from gesso.base.errors import Conflicting
from gesso.media.audiobook import Mark
from gesso.media.voices import Sound, wav_of

Encoder = Literal["lameenc", "lame", "ffmpeg"]
RATE_KBIT = 64
LIMIT_S = 300.0
_COMMANDS: dict[Encoder, tuple[str, ...]] = {
    "lame": ("lame", "--quiet", "-b", str(RATE_KBIT), "-t", "-", "-"),
    "ffmpeg": (
        "ffmpeg", "-v", "error", "-f", "wav", "-i", "-", "-codec:a", "libmp3lame", "-b:a", f"{RATE_KBIT}k",
        "-write_xing", "0", "-id3v2_version", "0", "-f", "mp3", "-",
    ),
}  # fmt: skip


class NoEncoder(Conflicting):
    code = "no_encoder"


def encoder_here() -> Encoder | None:
    """What makes MP3 on this machine."""
    if importlib.util.find_spec("lameenc") is not None:
        return "lameenc"
    return next((name for name in _COMMANDS if shutil.which(name)), None)


async def write_mp3(title: str, sound: Sound, marks: Sequence[Mark]) -> bytes:
    """The file. Raises NoEncoder where nothing makes one, or it fails."""
    encoder = encoder_here()
    if encoder is None:
        raise NoEncoder(
            "Nothing here makes MP3: LAME, which does, is LGPL and does not come with gesso. An "
            "administrator runs `pip install lameenc`, or installs lame or ffmpeg. WAV has the same chapters and "
            "needs nothing."
        )
    frames = await (asyncio.to_thread(_lameenc, sound) if encoder == "lameenc" else _program(encoder, sound))
    return id3_of(title, marks, round(sound.seconds * 1000)) + frames


def _lameenc(sound: Sound) -> bytes:
    encoder = importlib.import_module("lameenc").Encoder()
    encoder.set_bit_rate(RATE_KBIT)
    encoder.set_in_sample_rate(sound.rate)
    encoder.set_channels(1)
    encoder.set_quality(5)
    encoder.silence()
    return bytes(encoder.encode(sound.samples)) + bytes(encoder.flush())


async def _program(encoder: Encoder, sound: Sound) -> bytes:
    child = await asyncio.create_subprocess_exec(*_COMMANDS[encoder], stdin=PIPE, stdout=PIPE, stderr=DEVNULL)
    try:
        async with asyncio.timeout(LIMIT_S):
            out, _ = await child.communicate(wav_of(sound))
    except TimeoutError:
        out = b""
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode or not out:
        raise NoEncoder(f"{encoder} made no MP3 of it. Save it as WAV, which needs nothing.")
    return out


def id3_of(title: str, marks: Sequence[Mark], length_ms: int) -> bytes:
    """The tag: the title, a table of contents, and for each chapter when it begins and ends and what it is called."""
    ends = [mark.at_ms for mark in marks[1:]] + [length_ms]
    names = [f"ch{number}".encode() for number in range(len(marks))]
    frames = [_frame(b"TIT2", _text(title)), _frame(b"TLEN", _text(str(length_ms)))]
    for at in range(0, len(marks), 255):  # a table holds so many; a longer book has several
        some = names[at : at + 255]
        flags = bytes([0b11, len(some)])
        frames.append(_frame(b"CTOC", f"toc{at}".encode() + b"\0" + flags + b"".join(name + b"\0" for name in some)))
    for name, mark, end in zip(names, marks, ends, strict=True):
        times = struct.pack(">IIII", mark.at_ms, end, 0xFFFFFFFF, 0xFFFFFFFF)
        frames.append(_frame(b"CHAP", name + b"\0" + times + _frame(b"TIT2", _text(mark.title))))
    body = b"".join(frames)
    return b"ID3\x04\x00\x00" + _safe(len(body)) + body


def _text(words: str) -> bytes:
    return b"\x03" + words.encode("utf-8", "replace") + b"\0"


def _frame(name: bytes, body: bytes) -> bytes:
    return name + _safe(len(body)) + b"\0\0" + body


def _safe(length: int) -> bytes:
    """A length in the way of ID3: seven bits a byte."""
    return bytes(length >> shift & 0x7F for shift in (21, 14, 7, 0))
