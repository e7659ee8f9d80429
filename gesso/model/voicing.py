"""Words spoken by a server with the speech call, `POST …/audio/speech`.

The words go to the server that an administrator configured and nowhere else.
"""

import array
import struct
import sys

from gesso.model.asking import ask_once, where_of
from gesso.model.connections import Connection
from gesso.model.messages import ModelError

LIMIT_S = 120.0
CHECK_S = 60.0
MOST_BYTES = 30_000_000
VOICES = ("alloy", "echo", "fable", "onyx", "nova", "shimmer")
"""The names that such servers know, unless an administrator says others."""
_STEPS: dict[int, str] = {400: "Check the names of the model and its voices in the settings."}


async def voice(
    connection: Connection, model: str, name: str, words: str, limit_s: float = LIMIT_S
) -> tuple[int, bytes]:
    """The words in that voice: the rate, and samples of 16 bit of one channel.

    Raises ModelError for every way in which the server does not give them in time.
    """
    body = {"model": model, "voice": name, "input": words, "response_format": "wav"}
    answer = await ask_once(
        connection, "/audio/speech", limit_s, "Try again, or read aloud with another voice.", _STEPS,
        most_bytes=MOST_BYTES, json=body,
    )  # fmt: skip
    try:
        return samples_of(answer)
    except ValueError as wrong:
        raise ModelError(
            "bad_reply", f"{where_of(connection)} sent something other than a WAV file of 16 bit. Check the address."
        ) from wrong


async def check(connection: Connection, model: str, name: str) -> None:
    """Have a word spoken. Raises ModelError where that does not work."""
    await voice(connection, model, name, "Hello.", CHECK_S)


def samples_of(wav: bytes) -> tuple[int, bytes]:
    """The rate and the samples, channels made one. A streamed file does not know its length: what is there counts.

    Raises ValueError for anything but a WAV file of 16 bit.
    """
    if wav[:4] != b"RIFF" or wav[8:12] != b"WAVE":
        raise ValueError("not a WAV file")
    at, rate, channels = 12, 0, 0
    while at + 8 <= len(wav):
        name, length = wav[at : at + 4], struct.unpack_from("<I", wav, at + 4)[0]
        if name == b"fmt " and at + 24 <= len(wav):
            _, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", wav, at + 8)
            if bits != 16 or not 1 <= channels <= 2 or not 8_000 <= rate <= 96_000:
                raise ValueError("another kind of sound")
        if name == b"data":
            data = wav[at + 8 : at + 8 + length]
            if not rate:
                raise ValueError("no format before the sound")
            return rate, data[: len(data) // 2 * 2] if channels == 1 else _one_channel(data)
        at += 8 + length + length % 2
    raise ValueError("no sound")


def _one_channel(data: bytes) -> bytes:
    both = array.array("h", data[: len(data) // 4 * 4])
    if sys.byteorder == "big":
        both.byteswap()
    one = array.array("h", ((left + right) // 2 for left, right in zip(both[::2], both[1::2], strict=True)))
    if sys.byteorder == "big":
        one.byteswap()
    return one.tobytes()
