"""An audiobook as a file: sound with a pause after each sentence, and the chapters named in it.

WAV needs nothing; its chapters are cue points with labels, which players and editors of sound read. `mp3.py` makes MP3
of the same where something here can. The transcript is WebVTT.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from gesso.base.errors import Conflicting
from gesso.media.script import Script
from gesso.media.voices import Sound

PAUSE_S, CHAPTER_PAUSE_S = 0.35, 1.2


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a chapter begins, and what it is called."""

    at_ms: int
    title: str


def place_lines(script: Script, seconds: Sequence[float]) -> list[tuple[float, float]]:
    """When each line begins and ends, in seconds, given how long each lasts."""
    found = []
    now, lengths = 0.0, iter(seconds)
    for chapter in script.chapters:
        for _ in chapter.lines:
            length = next(lengths)
            found.append((now, now + length))
            now += length + PAUSE_S
        now += CHAPTER_PAUSE_S
    return found


def whole_sound(script: Script, sounds: Sequence[Sound]) -> tuple[Sound, list[Mark]]:
    """The book as one sound, and where its chapters begin; `sounds` are those of the lines, in order, of one rate."""
    rate = sounds[0].rate
    if any(sound.rate != rate for sound in sounds):
        raise Conflicting("The voice gave some sentences at another rate than others. Choose another voice.")
    pause = bytes(2 * int(PAUSE_S * rate))
    samples = bytearray()
    marks: list[Mark] = []
    rest = iter(sounds)
    for chapter in script.chapters:
        marks.append(Mark(round(len(samples) * 500 / rate), chapter.title))
        for _ in chapter.lines:
            samples += next(rest).samples + pause
        samples += bytes(2 * int(CHAPTER_PAUSE_S * rate))
    return Sound(rate, bytes(samples)), marks


def write_wav(sound: Sound, marks: Sequence[Mark]) -> bytes:
    """The file, with its chapters as cue points."""
    rate = sound.rate
    places = [round(mark.at_ms * rate / 1000) for mark in marks]
    cues = struct.pack("<I", len(marks)) + b"".join(
        struct.pack("<II4sIII", number, at, b"data", 0, 0, at) for number, at in enumerate(places, 1)
    )
    labels = b"adtl" + b"".join(
        _chunk(b"labl", struct.pack("<I", number) + mark.title.encode("utf-8", "replace") + b"\0")
        for number, mark in enumerate(marks, 1)
    )
    body = (
        b"WAVE"
        + _chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, rate, 2 * rate, 2, 16))
        + _chunk(b"data", sound.samples)
        + _chunk(b"cue ", cues)
        + _chunk(b"LIST", labels)
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def write_transcript(script: Script, seconds: Sequence[float]) -> bytes:
    """The words with their times, as WebVTT."""
    lines = [line for chapter in script.chapters for line in chapter.lines]
    found = ["WEBVTT", ""]
    for line, (start, end) in zip(lines, place_lines(script, seconds), strict=True):
        words = line.words.replace("&", "&amp;").replace("<", "&lt;").replace("-->", "→")
        found += [f"{_time(start)} --> {_time(end)}", f"<v {line.speaker}>{words}" if line.speaker else words, ""]
    return "\n".join(found).encode("utf-8", "replace")


def _chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def _time(seconds: float) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}.{thousandths:03d}"
