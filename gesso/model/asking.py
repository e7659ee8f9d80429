"""One call of a server that an administrator set, answered whole: how long it is waited for, and every way in which it
can fail, in words. Loads no provider's SDK.
"""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gesso.model.connections import Connection
from gesso.model.discovery import new_client, require_key
from gesso.model.messages import ErrorKind, ModelError

if TYPE_CHECKING:
    import httpx

_REPLY_LIMIT_BYTES = 256 * 1024
_KINDS: dict[int, ErrorKind] = {401: "auth", 403: "auth", 429: "rate"}
_STEPS: dict[int, str] = {
    401: "Check the key in the settings.",
    403: "Check the key in the settings.",
    404: "Check the address and the model's name in the settings; most addresses end in /v1.",
    429: "Try again in a minute.",
}


def where_of(connection: Connection) -> str:
    return f"{connection.label} at {connection.address}"


async def ask_once(
    connection: Connection,
    call: str,
    limit_s: float,
    shorter: str,
    steps: Mapping[int, str],
    most_bytes: int = _REPLY_LIMIT_BYTES,
    **body: Any,
) -> bytes:
    """What the server answers to a POST of `body` (as httpx takes it). `shorter` says what to do when it takes too
    long, `steps` what to do about a status.
    An answer of more than `most_bytes` is none.

    Raises ModelError for every way in which the server does not answer well and in time.
    """
    import httpx

    key = require_key(connection)
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    where = where_of(connection)
    try:
        async with asyncio.timeout(limit_s), new_client(connection.address) as client:
            url = f"{connection.address}{call}"
            asked = client.build_request("POST", url, headers=headers, timeout=limit_s, **body)
            status, answer = await _answer(client, asked, where, most_bytes)
    except (TimeoutError, httpx.TimeoutException) as wrong:
        raise ModelError("timeout", f"{where} did not answer in {limit_s:.0f} seconds. {shorter}") from wrong
    except httpx.InvalidURL as wrong:
        raise ModelError("unavailable", f"{connection.address!r} is not a web address. Check it.") from wrong
    except (httpx.HTTPError, OSError) as wrong:
        raise ModelError("unavailable", f"{where} cannot be reached. Check that it runs and the address.") from wrong
    if status != 200:
        step = (_STEPS | dict(steps)).get(status)
        step = step or ("Try again later." if status >= 500 else "Check the address in the settings.")
        raise ModelError(_KINDS.get(status, "unavailable"), f"{where} answered with status {status}. {step}")
    return answer


async def _answer(
    client: "httpx.AsyncClient", asked: "httpx.Request", where: str, most_bytes: int
) -> tuple[int, bytes]:
    reply = bytearray()
    answer = await client.send(asked, stream=True)
    try:
        async for part in answer.aiter_bytes():
            reply += part
            if len(reply) > most_bytes:
                raise ModelError("bad_reply", f"{where} sent too much to be an answer. Check the address.")
    finally:
        await answer.aclose()
    return answer.status_code, bytes(reply)
