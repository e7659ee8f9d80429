"""Continuing a text with a server that has the older completions call, `POST …/completions`.

What follows the caret is sent as `suffix` until the server refuses that once; then only what stands before it. A server
that tells no log-probabilities is believed nothing about them: its pieces carry None. One request at a time is open for
each writer, and cancelling it closes the connection, which is how such a server is stopped.
"""

import asyncio
import json
from typing import TYPE_CHECKING, Any

from gesso.model.completion import Gap, Piece, Until, cut_at
from gesso.model.connections import Connection
from gesso.model.discovery import is_loopback, new_client
from gesso.model.messages import ErrorKind, ModelError

if TYPE_CHECKING:
    import httpx

LIMIT_S = 2.0
"""Later than this nobody waits for a word any more; a server elsewhere is given longer than the embedded model."""
SUFFIX_CHARS = 600
_REPLY_LIMIT_BYTES = 256 * 1024
_KINDS: dict[int, ErrorKind] = {401: "auth", 403: "auth", 404: "missing", 429: "rate"}


class RemoteCompleter:
    """One model of one connection. `with_suffix` turns false when the server refuses to be told what follows."""

    ready = True

    def __init__(
        self, connection: Connection, served: str, *, id: str, client: "httpx.AsyncClient | None" = None
    ) -> None:
        self.id = id
        self.connection = connection
        self.local = is_loopback(connection.address)
        self.with_suffix = True
        self._served = served
        self._client = client

    async def complete(self, gap: Gap, until: Until) -> list[Piece]:
        """The next words. Raises ModelError for every way in which the server does not give them in time."""
        body: dict[str, Any] = {
            "model": self._served, "prompt": gap.before, "max_tokens": until.tokens, "temperature": 0, "logprobs": 1,
        }  # fmt: skip
        suffix = gap.after[:SUFFIX_CHARS] if self.with_suffix and gap.after.strip() else ""
        status, reply = await self._post(body | ({"suffix": suffix} if suffix else {}))
        if status in (400, 422, 501) and suffix:
            self.with_suffix = False
            status, reply = await self._post(body)
        if status != 200:
            raise ModelError(
                _KINDS.get(status, "unavailable"),
                f"{self.connection.label} answered {status} to a completion. Choose another model for next edits.",
            )
        return cut_at(_pieces(reply, self.connection.label), until.pattern)

    async def aclose(self) -> None:
        if self._client is not None:
            await self._client.aclose()

    async def _post(self, body: dict[str, Any]) -> tuple[int, bytes]:
        import httpx

        if self._client is None:
            self._client = new_client(self.connection.address)
        key = self.connection.key
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        url = f"{self.connection.address}/completions"
        reply = bytearray()
        try:
            async with asyncio.timeout(LIMIT_S), self._client.stream("POST", url, json=body, headers=headers) as answer:
                async for part in answer.aiter_bytes():
                    reply += part
                    if len(reply) > _REPLY_LIMIT_BYTES:
                        raise ModelError("bad_reply", f"{self.connection.label} sent too much for a few words.")
                return answer.status_code, bytes(reply)
        except (TimeoutError, httpx.TimeoutException) as wrong:
            raise ModelError("timeout", f"{self.connection.label} took longer than {LIMIT_S:.0f} seconds.") from wrong
        except httpx.HTTPError as wrong:
            raise ModelError("unavailable", f"{self.connection.label} could not be reached.") from wrong


def _pieces(reply: bytes, label: str) -> list[Piece]:
    """The words of a reply with what it tells of their likelihood, in either of the two forms there are."""
    try:
        choice = json.loads(reply)["choices"][0]
        text = choice["text"]
        told = choice.get("logprobs") or {}
        if told.get("content"):
            pairs = [(each["token"], each["logprob"]) for each in told["content"]]
        else:
            pairs = list(zip(told.get("tokens") or (), told.get("token_logprobs") or (), strict=False))
        pieces = [Piece(str(token), None if logprob is None else float(logprob)) for token, logprob in pairs]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as wrong:
        raise ModelError("bad_reply", f"{label} sent something other than a completion.") from wrong
    if not isinstance(text, str):
        raise ModelError("bad_reply", f"{label} sent a completion without text.")
    # Tokens that are parts of a letter do not spell the text; then its likelihood is not known piece by piece.
    return pieces if "".join(piece.text for piece in pieces) == text else [Piece(text, None)]
