"""Pictures of words by a server with the image call, `POST …/images/generations`.

The words go to the server that an administrator configured and nowhere else.
"""

import base64
import binascii
import json
from typing import Literal

from gesso.base.errors import BadInput
from gesso.model.asking import ask_once, where_of
from gesso.model.connections import Connection
from gesso.model.messages import ModelError

LIMIT_S = 300.0
MOST_BYTES = 40_000_000
Shape = Literal["square", "wide", "tall"]
SIZES: dict[Shape, str] = {"square": "1024x1024", "wide": "1536x1024", "tall": "1024x1536"}
CHECK = "A plain grey square."
_REFUSED = "answered with status 400"
_STEPS: dict[int, str] = {
    400: "It may not draw this, or not at this size; say it otherwise, or check the model's name."
}


async def draw(
    connection: Connection, model: str, words: str, shape: Shape = "square", limit_s: float = LIMIT_S
) -> bytes:
    """A picture of the words, as the server gave its bytes. Raises BadInput for no words, ModelError."""
    if not words.strip():
        raise BadInput("Say what the picture is to show.")
    body = {"model": model, "prompt": words, "n": 1, "size": SIZES[shape]}
    try:
        answer = await _ask(connection, {**body, "response_format": "b64_json"}, limit_s)
    except ModelError as refused:
        # Some models of the maker of this call give bytes always, and refuse to be asked for them.
        if _REFUSED not in refused.message:
            raise
        answer = await _ask(connection, body, limit_s)
    try:
        return base64.b64decode(json.loads(answer)["data"][0]["b64_json"], validate=True)
    except (ValueError, KeyError, IndexError, TypeError, binascii.Error) as wrong:
        raise ModelError(
            "bad_reply", f"{where_of(connection)} sent no picture as base64. Check the address and the model's name."
        ) from wrong


async def check(connection: Connection, model: str) -> None:
    """Have a small thing drawn. Raises ModelError where that does not work."""
    await draw(connection, model, CHECK)


async def _ask(connection: Connection, body: dict[str, object], limit_s: float) -> bytes:
    return await ask_once(
        connection, "/images/generations", limit_s, "Try again later.", _STEPS, most_bytes=MOST_BYTES, json=body
    )
