"""The HTTP client for a provider: what it sends of this machine's settings, and how much of a reply it takes.

Limits are set on the bytes, before an SDK gathers them: a line that never ends, and text that is no UTF-8, which some
SDKs would replace without a word. Replies are asked for uncompressed, so that the limits see what the SDK will. One
client is shared by the streams of one model.
"""

import codecs
import re
from collections.abc import AsyncIterator
from contextvars import ContextVar

import httpx2

from gesso.model.discovery import is_loopback

CONNECT_TIMEOUT_S = 10.0
LINE_LIMIT_BYTES = 8 * 1024 * 1024
"""SDKs gather a line of a stream in memory before reading it; one that never ends would fill it."""

_DONE = re.compile(rb"\ndata: ?\[DONE\]")

# The bodies read for one request, for the hook of an HTTP client that many requests share.
BODIES: "ContextVar[list[LimitedBody]]" = ContextVar("bodies")


def new_provider_client(address: str) -> httpx2.AsyncClient:
    """A client that waits for ever once connected, for the server at `address`."""
    return httpx2.AsyncClient(
        timeout=httpx2.Timeout(None, connect=CONNECT_TIMEOUT_S),
        trust_env=not is_loopback(address),  # a proxy for the outside cannot reach this machine
        headers={"accept-encoding": "identity"},
        event_hooks={"response": [_limit]},
    )


class LimitedBody(httpx2.AsyncByteStream):
    """A response's bytes, until a line is too long or they are no text. `done` once OpenAI's last line has come."""

    def __init__(self, inner: httpx2.AsyncByteStream, text: bool) -> None:
        self._inner = inner
        self._decoder = codecs.getincrementaldecoder("utf-8")() if text else None
        self.done = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        tail = b"\n"
        async for piece in self._inner:
            self.done = self.done or _DONE.search(tail + piece) is not None
            tail = (tail + piece)[-16:]
            last = piece.rfind(b"\n")
            size = size + len(piece) if last < 0 else len(piece) - last - 1
            if size > LINE_LIMIT_BYTES:
                raise httpx2.DecodingError(f"a line of the reply is longer than {LINE_LIMIT_BYTES} bytes")
            self._read(piece)
            yield piece

    def _read(self, piece: bytes) -> None:
        try:
            if self._decoder is not None:
                self._decoder.decode(piece)
        except UnicodeDecodeError as wrong:
            raise httpx2.DecodingError("the reply is not UTF-8") from wrong

    async def aclose(self) -> None:
        await self._inner.aclose()


async def _limit(response: httpx2.Response) -> None:
    if isinstance(response.stream, httpx2.AsyncByteStream):
        plain = response.headers.get("content-encoding", "identity") == "identity"
        response.stream = body = LimitedBody(response.stream, text=plain and response.status_code == 200)
        BODIES.get([]).append(body)
