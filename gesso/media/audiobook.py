"""An audiobook as a file: sound with a pause after each sentence, and the chapters named in it.

WAV, because an MP3 encoder with a permissive licence was not found. Chapters are cue points with labels, which players
and editors of sound read; the transcript is WebVTT.
"""

import struct
from collections.abc import Sequence

from gesso.media.script import Script
from gesso.media.voices import Sound

PAUSE_S, CHAPTER_PAUSE_S = 0.35, 1.2


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


def write_book(script: Script, sounds: Sequence[Sound]) -> bytes:
    """The WAV file; `sounds` are those of the lines, in order, all of one rate."""
    rate = sounds[0].rate
    pause = bytes(2 * int(PAUSE_S * rate))
    samples = bytearray()
    marks: list[tuple[int, str]] = []
    rest = iter(sounds)
    for chapter in script.chapters:
        marks.append((len(samples) // 2, chapter.title))
        for _ in chapter.lines:
            samples += next(rest).samples + pause
        samples += bytes(2 * int(CHAPTER_PAUSE_S * rate))
    cues = struct.pack("<I", len(marks)) + b"".join(
        struct.pack("<II4sIII", number, at, b"data", 0, 0, at) for number, (at, _) in enumerate(marks, 1)
    )
    labels = b"adtl" + b"".join(
        _chunk(b"labl", struct.pack("<I", number) + title.encode("utf-8", "replace") + b"\0")
        for number, (_, title) in enumerate(marks, 1)
    )
    body = (
        b"WAVE"
        + _chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, rate, 2 * rate, 2, 16))
        + _chunk(b"data", bytes(samples))
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
