"""Everything else that tells people, by Apprise: an optional part, `pip install gesso[apprise]`, loaded when used.

Its addresses can name any machine and some name programs of this one, so only administrators give them.
"""

import asyncio
from importlib.util import find_spec
from typing import Any

from gesso.base.errors import BadInput
from gesso.tasks.channels.message import Message, NotSent, line

DEADLINE_S = 30.0


def installed() -> bool:
    return find_spec("apprise") is not None


def check_address(address: str) -> None:
    """Raises BadInput for what Apprise cannot read, or without Apprise."""
    _target(address)


async def send_apprise(address: str, message: Message) -> None:
    """Raises NotSent."""
    parts = [f"{line(item.title)}\n{item.body}\n{item.url}".strip() for item in message.items]
    try:
        target = _target(address)
        async with asyncio.timeout(DEADLINE_S):
            taken = await target.async_notify(title=message.title, body="\n\n".join(parts))
    except BadInput as refused:
        raise NotSent(refused.message, passing=False) from None
    except TimeoutError:
        raise NotSent(f"It did not answer in {DEADLINE_S:.0f} seconds.", passing=True) from None
    if not taken:
        raise NotSent("The service did not take it; Apprise does not say why.", passing=True)


def _target(address: str) -> Any:
    if not installed():
        raise BadInput("Apprise is not installed here: pip install 'gesso[apprise]' and start gesso again.")
    import apprise

    target = apprise.Apprise()
    if not target.add(address):
        raise BadInput("Apprise cannot read this address; see its list of services.")
    return target
