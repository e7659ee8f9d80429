"""Spoken words as text, by a server with the transcription call, `POST …/audio/transcriptions`.

The recording goes to the server that an administrator configured and nowhere else; nothing of it is kept here.
"""

import io
import json
import wave

from gesso.model.asking import ask_once, where_of
from gesso.model.connections import Connection
from gesso.model.messages import ModelError

LIMIT_S = 120.0
"""A small machine takes about as long as was spoken, and a recording of the page is cut off after five minutes."""
CHECK_S = 30.0
_STEPS: dict[int, str] = {
    400: "Record again; if it stays so, check the model's name.",
    413: "Record something shorter.",
}

ENDINGS = {
    "audio/webm": "webm", "audio/ogg": "ogg", "audio/mp4": "m4a", "audio/x-m4a": "m4a", "audio/aac": "aac",
    "audio/mpeg": "mp3", "audio/wav": "wav", "audio/x-wav": "wav", "audio/flac": "flac",
}  # fmt: skip
"""What browsers and programs record. Servers tell the kind by the ending of the file's name."""


async def transcribe(
    connection: Connection, model: str, audio: bytes, media_type: str, limit_s: float | None = None
) -> str:
    """The words of a recording, "" where nothing was said. `media_type` is one of ENDINGS.

    Raises ModelError for every way in which the server does not give them in time.
    """
    file = {"file": (f"speech.{ENDINGS[media_type]}", audio, media_type)}
    form = {"model": model, "response_format": "json"}
    body = await ask_once(
        connection, "/audio/transcriptions", LIMIT_S if limit_s is None else limit_s,
        "Try again, or record something shorter.", _STEPS, data=form, files=file,
    )  # fmt: skip
    return _words(body, where_of(connection))


async def check(connection: Connection, model: str) -> None:
    """Have half a second of silence transcribed. Raises ModelError where that does not work."""
    await transcribe(connection, model, silence(0.5), "audio/wav", CHECK_S)


def silence(seconds: float) -> bytes:
    """A WAV file in which nothing is said."""
    out, rate = io.BytesIO(), 16_000
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(bytes(2 * int(seconds * rate)))
    return out.getvalue()


def _words(body: bytes, where: str) -> str:
    try:
        text = json.loads(body)["text"]
    except (ValueError, KeyError, TypeError) as wrong:
        raise ModelError("bad_reply", f"{where} sent something other than a transcript. Check the address.") from wrong
    if not isinstance(text, str):
        raise ModelError("bad_reply", f"{where} sent a transcript without words. Check the address.")
    return text.replace("\x00", "").encode("utf-8", "replace").decode().strip()
