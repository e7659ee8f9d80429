"""Web push: a message to a browser that is closed, through the push service which that browser chose.

What goes out is encrypted for the browser alone (RFC 8291 over RFC 8188, `aes128gcm`) and says who sends it (VAPID,
RFC 8292). The push service learns the size, the time, and a hash of what the message replaces.
"""

import base64
import binascii
import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gesso.base.clock import Clock
from gesso.base.errors import BadInput
from gesso.tasks.channels.message import Message, line
from gesso.tasks.channels.webhook import post

_CURVE = ec.SECP256R1()
_POINT = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
RECORD_BYTES = 4096
MOST_BODY = 500
TTL_S = 86_400
TOKEN_LIFE = timedelta(hours=12)


@dataclass(frozen=True)
class Subscription:
    """What a browser gave: where to send, its public key (65 bytes) and its secret (16 bytes)."""

    endpoint: str
    p256dh: bytes
    auth: bytes


def parse_subscription(endpoint: str, p256dh: str, auth: str) -> Subscription:
    """The keys as the browser writes them, base64url. Raises BadInput."""
    try:
        found = Subscription(endpoint, unpacked(p256dh), unpacked(auth))
        ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, found.p256dh)
    except (ValueError, binascii.Error):
        raise BadInput("This is no push subscription of a browser: its keys cannot be read.") from None
    if len(found.auth) != 16 or len(found.p256dh) != 65:
        raise BadInput("This is no push subscription of a browser: its keys have another length.")
    return found


def new_push_key() -> str:
    """A fresh key as PEM."""
    made = ec.generate_private_key(_CURVE)
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return made.private_bytes(*form).decode()


class PushKey:
    """The key that all pushes of this server are signed with; browsers subscribe to it, so it must stay the same."""

    def __init__(self, private: ec.EllipticCurvePrivateKey) -> None:
        self._private = private

    @classmethod
    def of(cls, pem: str) -> "PushKey":
        """The key written as PEM."""
        key = serialization.load_pem_private_key(pem.encode(), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey), "the stored key is of another kind"
        return cls(key)

    @property
    def public(self) -> str:
        """What a page hands to `pushManager.subscribe` as `applicationServerKey`."""
        return packed(self._private.public_key().public_bytes(*_POINT))

    def authorization(self, endpoint: str, contact: str, clock: Clock) -> str:
        """The `Authorization` header for one endpoint: a token signed with ES256."""
        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int((clock() + TOKEN_LIFE).timestamp()),
            "sub": contact,
        }
        signed = ".".join(packed(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
        r, s = decode_dss_signature(self._private.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
        mark = packed(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
        return f"vapid t={signed}.{mark}, k={self.public}"


def encrypted(
    text: bytes,
    to: Subscription,
    *,
    salt: bytes | None = None,
    once: Callable[[], ec.EllipticCurvePrivateKey] = lambda: ec.generate_private_key(_CURVE),
) -> bytes:
    """`text` as one `aes128gcm` record that only the browser of `to` can read."""
    salt, own = salt or os.urandom(16), once()
    own_public = own.public_key().public_bytes(*_POINT)
    shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, to.p256dh))
    seed = _derived(shared, to.auth, b"WebPush: info\x00" + to.p256dh + own_public, 32)
    key = _derived(seed, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derived(seed, salt, b"Content-Encoding: nonce\x00", 12)
    head = salt + RECORD_BYTES.to_bytes(4, "big") + bytes([len(own_public)]) + own_public
    return head + AESGCM(key).encrypt(nonce, text + b"\x02", None)


def payload_of(message: Message) -> bytes:
    """What the service worker shows: JSON of at most about 2 KB."""
    item = message.items[0]
    one = len(message.items) == 1
    body = item.body if one else "\n".join(line(each.title) for each in message.items)
    shown = {
        "title": message.title,
        "body": body[:MOST_BODY],
        "tag": item.tag if one else "digest",
        "url": item.url if one else "",
        "notice": item.notice if one else None,
        "actions": [action for action in item.actions if action in ("again", "snooze")] if one else [],
    }
    return json.dumps(shown, ensure_ascii=False).encode("utf-8", "replace")


async def send_push(
    key: PushKey, to: Subscription, message: Message, contact: str, *, private: bool, clock: Clock
) -> None:
    """Hand it to the push service. Raises NotSent; `gone` when the browser no longer wants any."""
    tag = message.items[0].tag if len(message.items) == 1 else "digest"
    headers = {
        "authorization": key.authorization(to.endpoint, contact, clock),
        "content-encoding": "aes128gcm",
        "content-type": "application/octet-stream",
        "ttl": str(TTL_S),
        "urgency": "normal",
        "topic": packed(hashlib.sha256(tag.encode()).digest())[:32],
    }
    await post(to.endpoint, encrypted(payload_of(message), to), headers, private=private)


def packed(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unpacked(text: str) -> bytes:
    """Raises ValueError or binascii.Error."""
    text = text.rstrip("=")
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _derived(secret: bytes, salt: bytes, info: bytes, size_bytes: int) -> bytes:
    return HKDF(hashes.SHA256(), size_bytes, salt, info).derive(secret)
