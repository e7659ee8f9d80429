"""Links in mails that do one thing for whoever has the mail: signed, for a week, shown by a GET and done by a POST.

A link says an action and what it is done on, and nothing else; whose it is and whether they may still do it is asked
when it is used.
"""

import base64
import binascii
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from gesso.base.clock import Clock
from gesso.base.errors import NotFound
from gesso.base.ids import new_secret
from gesso.store.configuration import kept_setting
from gesso.store.database import Database

LIFE = timedelta(days=7)
Offer = Literal["again", "snooze", "pause", "resume", "answer", "approve", "deny"]
Action = Offer | Literal["confirm", "off"]
_SECRET = "link_key"
_MAC_BYTES = 24


class Told(BaseModel):
    """What a link does. `on`: a notice, or for `confirm` and `off` a channel; `until`: unix seconds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    do: Action
    on: str
    until: int


class Links:
    """Makes and reads them. `base` is the address of this server that people use."""

    def __init__(self, db: Database, base: str, clock: Clock) -> None:
        self.base = base
        self._db, self._clock = db, clock
        self._secret = b""

    async def ready(self) -> None:
        """Fetch the secret of this server, made now if there is none; before anything is made or read."""
        if not self._secret:
            secret: str = await self._db.write(lambda conn: kept_setting(conn, _SECRET, lambda: new_secret("link")))
            self._secret = secret.encode()

    def make(self, do: Action, on: str) -> str:
        assert self._secret, "ready() was not awaited"
        until = int((self._clock() + LIFE).timestamp())
        told = json.dumps({"do": do, "on": on, "until": until}, separators=(",", ":")).encode()
        return f"{self.base}/act/{_packed(self._mac(told) + told)}"

    async def read(self, code: str) -> Told:
        """Raises NotFound for a link that is not ours, was changed, or is too old."""
        await self.ready()
        try:
            data = base64.b64decode(code + "=" * (-len(code) % 4), altchars=b"-_", validate=True)
            told = Told.model_validate_json(data[_MAC_BYTES:])
        except (binascii.Error, ValueError, ValidationError):
            raise _gone() from None
        if not hmac.compare_digest(data[:_MAC_BYTES], self._mac(data[_MAC_BYTES:])):
            raise _gone()
        if self._clock().timestamp() > told.until:
            raise _gone()
        return told

    def _mac(self, told: bytes) -> bytes:
        return hmac.new(self._secret, told, hashlib.sha256).digest()[:_MAC_BYTES]


def _packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _gone() -> NotFound:
    return NotFound("This link does not work, or no longer. Open gesso and do it in the inbox.")
