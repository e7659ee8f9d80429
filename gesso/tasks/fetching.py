"""Fetching a page for a watch task: over the public web only, within limits of time and size, as readable text.

An address that leads to this machine or its network is refused, also after a redirect, and also when a name resolves
to one: the connection is made to the very address that was checked. No cookies, no credentials.
"""

import asyncio
import ipaddress
import re
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from gesso.base.errors import GessoError
from gesso.formats.html_tokens import tokens
from gesso.tasks import outward

TIMEOUT_S = 20.0
MAX_BYTES = 2_000_000
MAX_REDIRECTS = 4
MAX_TEXT = 200_000  # characters kept
MOST_PAGES = 3
_URL = re.compile(r"https?://[^\s<>\"“”]+[^\s<>\"“”.,;:!?)\]]", re.IGNORECASE)
_TEXTS = ("text/", "application/json", "application/xml", "application/rss", "application/atom", "application/xhtml")

Allowed = Callable[[str], bool]


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public web, and none of this machine or its network."""
    return outward.is_public(ipaddress.ip_address(address.split("%")[0]))


class NotFetched(GessoError):
    """A page that could not be read; `passing` where trying again may help."""

    status, code = 502, "not_fetched"

    def __init__(self, message: str, *, passing: bool = False) -> None:
        super().__init__(message)
        self.passing = passing


def addresses(text: str) -> list[str]:
    """The pages that a person's words name, each once, at most MOST_PAGES."""
    return list(dict.fromkeys(_URL.findall(text)))[:MOST_PAGES]


@dataclass(frozen=True)
class _Place:
    scheme: str
    host: str
    port: int
    path: str


async def fetch_text(url: str, allowed: Allowed = is_public) -> str:
    """The readable text of a page at an address that is `allowed`. Raises NotFetched."""
    try:
        async with asyncio.timeout(TIMEOUT_S):
            return await _follow(url, allowed)
    except TimeoutError as error:
        raise NotFetched(f"{_shown(url)} did not answer within {TIMEOUT_S:.0f} seconds.", passing=True) from error
    except ValueError as error:  # a name that is none, a line without an end
        raise NotFetched(f"{_shown(url)} cannot be read ({error}).") from error
    except (OSError, ssl.SSLError, asyncio.IncompleteReadError) as error:
        raise NotFetched(f"{_shown(url)} could not be reached ({error}).", passing=True) from error


async def _follow(url: str, allowed: Allowed) -> str:
    for _ in range(MAX_REDIRECTS + 1):
        place = _place(url)
        address = await _address(place, allowed)
        status, headers, body = await _get(place, address)
        if status in (301, 302, 303, 307, 308) and "location" in headers:
            url = urljoin(url, headers["location"])
            continue
        if status >= 400:
            raise NotFetched(f"{_shown(url)} answered {status}.", passing=status in (408, 429) or status >= 500)
        kind = headers.get("content-type", "text/html").lower()
        if not kind.startswith(_TEXTS):
            raise NotFetched(f"{_shown(url)} is {kind.split(';')[0]}, which cannot be watched; give a page of text.")
        charset = re.search(r"charset=\"?([\w-]+)", kind)
        text = _decoded(body, charset.group(1) if charset else "utf-8")
        return await asyncio.to_thread(readable, text, "html" in kind or "xml" in kind)
    raise NotFetched(f"{_shown(url)} leads on more than {MAX_REDIRECTS} times; give the last address.")


def _place(url: str) -> _Place:
    """Raises NotFetched for what is no http(s) address of a host."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise NotFetched(f"{_shown(url)} is no address.") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NotFetched(f"Only http and https pages can be watched; {_shown(url)} is neither.")
    if parts.username or parts.password:
        raise NotFetched("An address with a name or a password in it is not fetched.")
    host = parts.hostname.encode("idna").decode() if not parts.hostname.isascii() else parts.hostname
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if re.search(r"[\s\x00-\x1f]", path + host):
        raise NotFetched(f"{_shown(url)} is no address.")
    return _Place(parts.scheme, host, port or (443 if parts.scheme == "https" else 80), path)


async def _resolve(host: str, port: int) -> Sequence[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(row[4][0]) for row in found]


async def _address(place: _Place, allowed: Allowed) -> str:
    """An address of the host, when all that it has are allowed. Raises NotFetched."""
    found = await _resolve(place.host, place.port)
    for address in found:
        if not allowed(address):
            raise NotFetched(f"{place.host} is not on the public web, so it is not fetched.")
    if not found:
        raise NotFetched(f"{place.host} has no address.", passing=True)
    return found[0]


async def _get(place: _Place, address: str) -> tuple[int, dict[str, str], bytes]:
    """One GET over a connection to `address`, closed after it."""
    context = ssl.create_default_context() if place.scheme == "https" else None
    reader, writer = await asyncio.open_connection(
        address, place.port, ssl=context, server_hostname=place.host if context else None, limit=64 * 1024
    )
    try:
        default = (place.scheme, place.port) in (("http", 80), ("https", 443))
        host = place.host if default else f"{place.host}:{place.port}"
        path = place.path.encode("ascii", "ignore").decode() or "/"
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: gesso\r\nAccept: text/html, text/*;q=0.9\r\n"
            "Accept-Encoding: identity\r\nConnection: close\r\n\r\n".encode()
        )
        await writer.drain()
        return await _answer(reader)
    finally:
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, str], bytes]:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.LimitOverrunError as error:
        raise NotFetched("The page's answer begins with too much.") from error
    first, *lines = head.split("\r\n")
    found = re.match(r"HTTP/1\.[01] (\d{3})", first)
    if found is None:
        raise NotFetched("What answered does not speak HTTP.")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return int(found.group(1)), headers, await _chunks(reader)
    body = b""
    while len(body) < MAX_BYTES and (piece := await reader.read(65_536)):
        body += piece
    return int(found.group(1)), headers, body[:MAX_BYTES]


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while len(body) < MAX_BYTES:
        said = (await reader.readline()).split(b";")[0].strip()
        if not re.fullmatch(rb"[0-9a-fA-F]{1,8}", said):
            raise NotFetched("The page's answer broke off.", passing=True)
        if not (size := int(said, 16)):
            break
        body += await reader.readexactly(min(size, MAX_BYTES - len(body)))
        if len(body) < MAX_BYTES:
            await reader.readexactly(2)
    return body


def _decoded(body: bytes, charset: str) -> str:
    try:
        return body.decode(charset, "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


_BLOCK_NAMES = """
    p div br li ul ol dl dt dd h1 h2 h3 h4 h5 h6 tr table section article header footer main nav pre blockquote
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())


def readable(text: str, marked_up: bool) -> str:
    """The words of a page, a line for each block; scripts, styles and comments left out."""
    if marked_up:
        text = "".join(
            piece if isinstance(piece, str) else "\n" if piece.name in _BLOCKS else " " for piece in tokens(text)
        )
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)[:MAX_TEXT]


def _shown(url: str) -> str:
    return url if len(url) <= 120 else f"{url[:117]}…"
