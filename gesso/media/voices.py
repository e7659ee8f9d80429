"""Voices: a server that speaks, else SVOX Pico from the package `py-nanotts` (Apache-2.0), else the program espeak-ng.

Samples are 16 bit, one channel. Each sentence is kept as a file by the hash of what was asked, so it is spoken once.
One process of Pico speaks for all; calls wait for each other.
"""

import asyncio
import hashlib
import importlib.util
import io
import json
import re
import shutil
import struct
import sys
import wave
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from gesso.base.errors import Conflicting

LIMIT_S = 60.0
LONGEST = 400
"""Letters that are spoken at once; more are cut between words."""
KEPT = 20_000
"""Sentences that are kept; those that were not heard for longest go first."""
SERVER_LONGEST = 3_000
Engine = Literal["server", "pico", "espeak-ng"]
_PICO = {"en": "en-GB", "de": "de-DE", "es": "es-ES", "fr": "fr-FR", "it": "it-IT"}
LANGUAGES = tuple(_PICO)
_CAST = (("en-US", 1.0), ("en-GB", 0.82), ("en-US", 0.85), ("en-GB", 1.18), ("en-US", 1.2), ("en-GB", 0.7))
_PITCHES = (1.0, 0.8, 1.2, 0.9, 1.1, 0.7, 1.3)


class Server(Protocol):
    """A server that speaks; what has the same `key` sounds the same."""

    @property
    def key(self) -> str: ...

    @property
    def voices(self) -> tuple[str, ...]: ...

    async def voice(self, name: str, words: str) -> tuple[int, bytes]:
        """The rate, and samples of 16 bit of one channel. Raises ModelError."""
        ...


class NoVoice(Conflicting):
    code = "no_voice"


@dataclass(frozen=True, slots=True)
class Tone:
    """How somebody sounds: a voice of the engine and its pitch, 1 as it is."""

    voice: str
    pitch: float = 1.0


@dataclass(frozen=True, slots=True)
class Sound:
    rate: int
    samples: bytes

    @property
    def seconds(self) -> float:
        return len(self.samples) / 2 / self.rate


def engine_here() -> Engine | None:
    """What can speak on this machine."""
    if importlib.util.find_spec("py_nanotts") is not None:
        return "pico"
    return "espeak-ng" if shutil.which("espeak-ng") else None


def tone_of(engine: Engine, language: str, number: int, voices: Sequence[str] = ()) -> Tone:
    """How speaker `number` sounds, 0 the narrator. `voices` are a server's; of Pico's, in English two take turns."""
    if engine == "server":
        others = voices[1:] or voices
        return Tone(voices[0] if number == 0 else others[(number - 1) % len(others)])
    if engine == "pico" and language == "en":
        return Tone("en-GB") if number == 0 else Tone(*_CAST[(number - 1) % len(_CAST)])
    voice = _PICO.get(language, "en-GB") if engine == "pico" else language
    return Tone(voice, _PITCHES[number % len(_PITCHES)])


class Voices:
    """Speaks with what is here, and keeps what was spoken in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._busy = asyncio.Lock()
        self._child: Process | None = None

    async def speak(self, engine: Engine, tone: Tone, words: str, server: Server | None = None) -> Sound:
        """The words as sound. Raises NoVoice when the engine fails, ModelError when the server does."""
        asked = f"{engine}\n{server.key if server else ''}\n{tone.voice}\n{tone.pitch}\n{words}"
        place = self._folder / f"{hashlib.sha256(asked.encode('utf-8', 'replace')).hexdigest()}.wav"
        kept = await asyncio.to_thread(_read, place)
        if kept is not None:
            return kept
        if server is not None:
            sound = await _by_server(server, tone, words)
            await asyncio.to_thread(_keep, self._folder, place, sound)
            return sound
        async with self._busy:
            try:
                async with asyncio.timeout(LIMIT_S):
                    sound = await (self._pico(tone, words) if engine == "pico" else _espeak(tone, words))
            except (TimeoutError, OSError, EOFError, asyncio.IncompleteReadError, wave.Error) as failure:
                await self._end()
                raise NoVoice(
                    "The voice did not answer. Try again, or read aloud with the browser's voice."
                ) from failure
        await asyncio.to_thread(_keep, self._folder, place, sound)
        return sound

    async def aclose(self) -> None:
        await self._end()

    async def _pico(self, tone: Tone, words: str) -> Sound:
        found = bytearray()
        for piece in _pieces(words):
            if self._child is None or self._child.returncode is not None:
                command = (sys.executable, "-m", "gesso.media.voice_child")
                self._child = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)
            child = self._child
            assert child.stdin is not None and child.stdout is not None
            asked = {"words": piece, "voice": tone.voice, "pitch": tone.pitch}
            child.stdin.write(json.dumps(asked).encode() + b"\n")
            await child.stdin.drain()
            (length,) = struct.unpack(">I", await child.stdout.readexactly(4))
            found += await child.stdout.readexactly(length)
        return Sound(16_000, bytes(found))

    async def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None and child.returncode is None:
            child.kill()
            await child.wait()


async def _by_server(server: Server, tone: Tone, words: str) -> Sound:
    found = bytearray()
    rate = 0
    for piece in _pieces(words, SERVER_LONGEST) or ["."]:
        here, samples = await server.voice(tone.voice, piece)
        if rate and here != rate:
            raise NoVoice("The server that speaks gave one sentence at two rates. Choose another of its models.")
        rate = here
        found += samples
    return Sound(rate, bytes(found))


async def _espeak(tone: Tone, words: str) -> Sound:
    pitch = str(round(min(99, 50 * tone.pitch)))
    child = await asyncio.create_subprocess_exec(
        "espeak-ng", "--stdout", "--stdin", "-v", tone.voice, "-p", pitch, stdin=PIPE, stdout=PIPE, stderr=DEVNULL
    )
    try:
        out, _ = await child.communicate(words.encode())
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    # It writes the length of a file that it does not know yet; what is there counts.
    rate = struct.unpack("<I", out[24:28])[0] if out.startswith(b"RIFF") and len(out) > 44 else 0
    if not rate:
        raise EOFError("espeak-ng gave no sound")
    return Sound(rate, out[44:])


def _pieces(words: str, longest: int = LONGEST) -> list[str]:
    """The words in pieces that the engine takes; what it would read as a mark of its own is left out."""
    plain = " ".join(re.sub(r"[<>&\\\x00-\x1f]", " ", words).split())
    # What is that long is an address or no word; it would be spelled out for minutes.
    plain = re.sub(r"\S{80,}", lambda found: found[0][:60], plain)
    found: list[str] = []
    while plain:
        cut = len(plain) if len(plain) <= longest else plain.rfind(" ", 0, longest)
        cut = cut if cut > 0 else longest
        found.append(plain[:cut])
        plain = plain[cut:].strip()
    return found


def wav_of(sound: Sound) -> bytes:
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sound.rate)
        file.writeframes(sound.samples)
    return target.getvalue()


def _read(place: Path) -> Sound | None:
    try:
        with wave.open(str(place), "rb") as file:
            found = Sound(file.getframerate(), file.readframes(file.getnframes()))
        place.touch()
        return found
    except (OSError, EOFError, wave.Error):
        return None


def _keep(folder: Path, place: Path, sound: Sound) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    part = place.with_suffix(".part")
    part.write_bytes(wav_of(sound))
    part.replace(place)
    kept = list(folder.glob("*.wav"))
    if len(kept) > KEPT:
        for old in sorted(kept, key=lambda each: each.stat().st_mtime)[: KEPT // 10]:
            old.unlink(missing_ok=True)
