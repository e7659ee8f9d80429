"""Identifiers: opaque, prefixed by what they name, sortable by the time they were made.

An id is `<prefix>_<20 characters of base 32>`: 48 bits of milliseconds, then 52 random bits.
Ids are not secrets; whatever grants access is made with `new_secret`.
"""

import secrets
import time
from typing import NewType

RoomId = NewType("RoomId", str)
CanvasId = NewType("CanvasId", str)
ParticipantId = NewType("ParticipantId", str)
MessageId = NewType("MessageId", str)
TurnId = NewType("TurnId", str)
CallId = NewType("CallId", str)
SuggestionId = NewType("SuggestionId", str)

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_id(prefix: str) -> str:
    """A fresh id such as `room_01k9z3...`; two made in different milliseconds sort in that order."""
    value = (time.time_ns() // 1_000_000 & (1 << 48) - 1) << 52 | secrets.randbits(52)
    letters = []
    for _ in range(20):
        letters.append(_ALPHABET[value & 31])
        value >>= 5
    return f"{prefix}_{''.join(reversed(letters))}"


def new_secret(prefix: str) -> str:
    """A fresh unguessable token (192 bits) for sessions, keys, invitations and links."""
    return f"{prefix}_{secrets.token_urlsafe(24)}"
