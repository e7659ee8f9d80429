"""Requests to addresses that people, pages and models give: which are allowed, and sent there and nowhere else.

The one guard of everything that leaves this machine for an address nobody here chose. A name is looked up once, every
address it has must be allowed, and the connection goes to the one that was checked, so a name that answers differently
the next time (DNS rebinding) changes nothing. Redirects are not followed here, proxies of the environment are not used,
no cookies are kept. Lifting the check for private addresses lifts nothing else; only an administrator grants it.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gesso.base.errors import BadInput, GessoError

if TYPE_CHECKING:
    import httpx

TIMEOUT_S = 20.0
MOST_ANSWER_BYTES = 64_000
MOST_ADDRESS = 2_000

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Allowed = Callable[[Address], bool]


class AddressRefused(BadInput):
    """An address that nothing is sent to; the message says why."""

    code = "address_refused"


class Unreachable(GessoError):
    """Nothing answered in time. It may next time."""

    status, code = 502, "unreachable"


@dataclass(frozen=True)
class Answer:
    """What came back: the status, the headers in small letters, and the first 64 KB of the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def is_public(address: Address) -> bool:
    """Whether `address` is of the open internet, also when an IPv4 address hides in an IPv6 one."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
        if inner is not None:
            return is_public(inner)
        if address.teredo is not None:
            return False
    return address.is_global and not address.is_multicast


def anywhere(address: Address) -> bool:
    return True


def within(private: bool) -> Allowed:
    """The addresses that may be reached: all with `private`, else those of the open internet."""
    return anywhere if private else is_public


def parse_address(address: str) -> "httpx.URL":
    """A web address without a name and password in it. Raises AddressRefused."""
    import httpx

    try:
        url = httpx.URL(address) if len(address) <= MOST_ADDRESS else None
    except (httpx.InvalidURL, ValueError):
        url = None
    if url is None or url.scheme not in ("http", "https") or not url.host:
        raise AddressRefused("Give a web address that begins with https:// or http:// and names a host.")
    if url.userinfo:
        raise AddressRefused("The address must not hold a name or password; leave out what is before the @.")
    return url


async def resolved(url: "httpx.URL", allowed: Allowed) -> str:
    """The IP address to connect to for `url`. Raises AddressRefused unless all are allowed, Unreachable for none."""
    loop = asyncio.get_running_loop()
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        async with asyncio.timeout(TIMEOUT_S):
            found = await loop.getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
    except TimeoutError:
        raise Unreachable(f"The name {url.host} was not found in {TIMEOUT_S:.0f} seconds.") from None
    except (OSError, UnicodeError):
        raise Unreachable(f"The name {url.host} leads to no address.") from None
    addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    if not addresses:
        raise Unreachable(f"The name {url.host} leads to no address.")
    if not all(allowed(address) for address in addresses):
        raise AddressRefused(
            f"{url.host} is an address of this machine or a private network, not on the public web. An administrator "
            "can allow those in Settings."
        )
    return str(addresses[0])


async def ask(
    method: str,
    address: str,
    *,
    allowed: Allowed | None = None,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    timeout_s: float = TIMEOUT_S,
    most_bytes: int = MOST_ANSWER_BYTES,
) -> Answer:
    """What `address` answers, in `timeout_s` seconds in all. Raises AddressRefused, Unreachable."""
    import httpx

    url = parse_address(address)
    ip = await resolved(url, allowed or is_public)
    pinned = url.copy_with(host=ip)
    own = {"host": url.netloc.decode("ascii"), "user-agent": "gesso", "accept-encoding": "identity"}
    sent = {**own, **(headers or {})}
    named: dict[str, object] = {"sni_hostname": url.host} if url.scheme == "https" else {}
    try:
        async with (
            asyncio.timeout(timeout_s),
            httpx.AsyncClient(follow_redirects=False, trust_env=False, timeout=timeout_s) as client,
            client.stream(method, pinned, content=body, headers=sent, extensions=named) as answer,
        ):
            return Answer(answer.status_code, dict(answer.headers), await _start_of(answer, most_bytes))
    except TimeoutError:
        raise Unreachable(f"{url.host} did not answer in {timeout_s:.0f} seconds.") from None
    except (httpx.HTTPError, OSError) as error:
        raise Unreachable(f"{url.host} could not be reached: {_plain(error)}.") from None


async def _start_of(answer: "httpx.Response", most_bytes: int) -> bytes:
    data = bytearray()
    async for chunk in answer.aiter_raw():
        data += chunk
        if len(data) >= most_bytes:
            break
    return bytes(data[:most_bytes])


def _plain(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200].rstrip(".") or type(error).__name__
