"""Webhooks: one POST of JSON for each notice, signed, so that the receiver knows that it is ours and new.

`Gesso-Signature: t=<unix seconds>,v1=<hex>` is HMAC-SHA256 with the channel's secret over `<t>.<body>`. A try that
failed comes again with the same `Gesso-Delivery`, also when the program was ended in the middle of the first: a
receiver that must act once remembers those ids.
"""

import hashlib
import hmac
import json

from gesso.base.clock import Clock
from gesso.sources import outward
from gesso.tasks.channels.message import Item, NotSent


def body_of(item: Item) -> bytes:
    """What is posted: JSON in UTF-8."""
    told = {
        "id": item.id,
        "kind": item.kind,
        "title": item.title,
        "body": item.body,
        "at": f"{item.at:%Y-%m-%dT%H:%M:%SZ}",
        "count": item.count,
        "notice": item.notice,
        "task": item.task,
        "run": item.run,
        "state": item.state,
        "url": item.url,
    }
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")


def signature(secret: str, at_s: int, body: bytes) -> str:
    """The value of `Gesso-Signature`."""
    mac = hmac.new(secret.encode(), f"{at_s}.".encode() + body, hashlib.sha256)
    return f"t={at_s},v1={mac.hexdigest()}"


async def send_webhook(address: str, secret: str, item: Item, *, private: bool, clock: Clock) -> None:
    """Raises NotSent."""
    body = body_of(item)
    headers = {
        "content-type": "application/json",
        "gesso-delivery": item.id,
        "gesso-signature": signature(secret, int(clock().timestamp()), body),
    }
    await post(address, body, headers, private=private)


async def post(address: str, body: bytes, headers: dict[str, str], *, private: bool) -> None:
    """POST and take 2xx for success. Raises NotSent: passing for no answer, 408, 425, 429 and 5xx."""
    try:
        answer = await outward.ask("POST", address, allowed=outward.within(private), body=body, headers=headers)
    except outward.AddressRefused as refused:
        raise NotSent(refused.message, passing=False) from None
    except outward.Unreachable as failed:
        raise NotSent(failed.message, passing=True) from None
    status = answer.status
    if 200 <= status < 300:
        return
    if 300 <= status < 400:
        raise NotSent(f"It answered {status} and names another address; give that one.", passing=False)
    passing = status in (408, 425, 429) or status >= 500
    gone = status in (404, 410)
    wait = answer.headers.get("retry-after", "")
    after_s = min(float(wait), 3600.0) if wait.isdecimal() and len(wait) < 8 else 0.0
    raise NotSent(f"It answered {status}.", passing=passing, after_s=after_s, gone=gone)
