"""Spoken words as text, by a server with the transcription call, `POST …/audio/transcriptions`.

The recording goes to the server that an administrator configured and nowhere else; nothing of it is kept here. Loads no
provider's SDK.
"""

import asyncio
import io
import json
import wave
from typing import TYPE_CHECKING

from gesso.model.connections import Connection
from gesso.model.discovery import new_client, require_key
from gesso.model.messages import ErrorKind, ModelError

if TYPE_CHECKING:
    import httpx

LIMIT_S = 120.0
"""A small machine takes about as long as was spoken, and a recording of the page is cut off after five minutes."""
CHECK_S = 30.0
_REPLY_LIMIT_BYTES = 256 * 1024
_KINDS: dict[int, ErrorKind] = {401: "auth", 403: "auth", 429: "rate"}
_STEPS: dict[int, str] = {
    400: "Record again; if it stays so, check the model's name.",
    401: "Check the key in the settings.",
    403: "Check the key in the settings.",
    404: "Check the address and the model's name in the settings; most addresses end in /v1.",
    413: "Record something shorter.",
    429: "Try again in a minute.",
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
    import httpx

    key = require_key(connection)
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    file = {"file": (f"speech.{ENDINGS[media_type]}", audio, media_type)}
    url = f"{connection.address}/audio/transcriptions"
    where, limit_s = f"{connection.label} at {connection.address}", LIMIT_S if limit_s is None else limit_s
    form = {"model": model, "response_format": "json"}
    try:
        async with asyncio.timeout(limit_s), new_client(connection.address) as client:
            asked = client.build_request("POST", url, data=form, files=file, headers=headers, timeout=limit_s)
            status, body = await _answer(client, asked, where)
    except (TimeoutError, httpx.TimeoutException) as wrong:
        raise ModelError(
            "timeout", f"{where} did not answer in {limit_s:.0f} seconds. Try again, or record something shorter."
        ) from wrong
    except httpx.InvalidURL as wrong:
        raise ModelError("unavailable", f"{connection.address!r} is not a web address. Check it.") from wrong
    except (httpx.HTTPError, OSError) as wrong:
        raise ModelError("unavailable", f"{where} cannot be reached. Check that it runs and the address.") from wrong
    if status != 200:
        step = _STEPS.get(status, "Try again later." if status >= 500 else "Check the address in the settings.")
        raise ModelError(_KINDS.get(status, "unavailable"), f"{where} answered with status {status}. {step}")
    return _words(body, where)


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


async def _answer(client: "httpx.AsyncClient", asked: "httpx.Request", where: str) -> tuple[int, bytes]:
    reply = bytearray()
    answer = await client.send(asked, stream=True)
    try:
        async for part in answer.aiter_bytes():
            reply += part
            if len(reply) > _REPLY_LIMIT_BYTES:
                raise ModelError("bad_reply", f"{where} sent too much to be what was said. Check the address.")
    finally:
        await answer.aclose()
    return answer.status_code, bytes(reply)


def _words(body: bytes, where: str) -> str:
    try:
        text = json.loads(body)["text"]
    except (ValueError, KeyError, TypeError) as wrong:
        raise ModelError("bad_reply", f"{where} sent something other than a transcript. Check the address.") from wrong
    if not isinstance(text, str):
        raise ModelError("bad_reply", f"{where} sent a transcript without words. Check the address.")
    return text.replace("\x00", "").encode("utf-8", "replace").decode().strip()
