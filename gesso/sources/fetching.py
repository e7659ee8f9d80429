"""Fetching what stands at an address, within limits of time and size, and the words of it.

Where it may lead is decided by `outward`, again after every redirect. No cookies, no credentials. What a server says of
its type is not believed where the bytes say otherwise.
"""

import re
import zlib
from dataclasses import dataclass
from urllib.parse import urljoin

from gesso.base.errors import GessoError
from gesso.canvas.text import clean
from gesso.formats.html_tokens import tokens
from gesso.sources import outward
from gesso.sources.outward import Allowed

TIMEOUT_S = 20.0
MAX_BYTES = 2_000_000
MAX_REDIRECTS = 4
MAX_TEXT = 200_000  # characters kept
MOST_PAGES = 3
_URL = re.compile(r"https?://[^\s<>\"“”]+[^\s<>\"“”.,;:!?)\]]", re.IGNORECASE)
_TEXTS = ("text/", "application/json", "application/xml", "application/rss", "application/atom", "application/xhtml")
_MARKED_UP = re.compile(rb"<(?:!doctype html|html|head|body|article|main|div|p|h1)\b", re.IGNORECASE)


class NotFetched(GessoError):
    """What could not be read; `passing` where trying again may help."""

    status, code = 502, "not_fetched"

    def __init__(self, message: str, *, passing: bool = False) -> None:
        super().__init__(message)
        self.passing = passing


@dataclass(frozen=True)
class Fetched:
    """`url` is where it led to in the end; `kind` a media type in small letters, "" where none was said."""

    url: str
    kind: str
    charset: str
    body: bytes

    @property
    def is_pdf(self) -> bool:
        return self.body[:1024].lstrip().startswith(b"%PDF-")

    @property
    def is_text(self) -> bool:
        """Whether its type and its bytes are those of text."""
        wide = self.charset.startswith(("utf-16", "utf-32"))
        return (not self.kind or self.kind.startswith(_TEXTS)) and (wide or b"\x00" not in self.body[:4096])

    @property
    def is_marked_up(self) -> bool:
        return "html" in self.kind or "xml" in self.kind or bool(_MARKED_UP.search(self.body[:4096]))

    @property
    def text(self) -> str:
        try:
            return clean(self.body.decode(self.charset, "replace"))
        except LookupError:
            return clean(self.body.decode("utf-8", "replace"))


def addresses(text: str, most: int = MOST_PAGES) -> list[str]:
    """The pages that a person's words name, each once."""
    return list(dict.fromkeys(_URL.findall(text)))[:most]


async def fetch(url: str, allowed: Allowed = outward.is_public, most_bytes: int = MAX_BYTES) -> Fetched:
    """The first `most_bytes` of what stands there. Raises NotFetched."""
    for _ in range(MAX_REDIRECTS + 1):
        try:
            answer = await outward.ask(
                "GET", url, allowed=allowed, timeout_s=TIMEOUT_S, most_bytes=most_bytes,
                headers={"accept": "text/html, text/*;q=0.9, application/pdf;q=0.8, */*;q=0.5"},
            )  # fmt: skip
        except outward.AddressRefused as refused:
            raise NotFetched(f"{_shown(url)} is not fetched: {refused.message}") from None
        except outward.Unreachable as failed:
            raise NotFetched(failed.message, passing=True) from None
        if answer.status in (301, 302, 303, 307, 308) and "location" in answer.headers:
            url = urljoin(url, answer.headers["location"])
            continue
        if answer.status >= 400:
            passing = answer.status in (408, 429) or answer.status >= 500
            raise NotFetched(f"{_shown(url)} answered {answer.status}.", passing=passing)
        kind = answer.headers.get("content-type", "").lower()
        body = _unpacked(answer.body, answer.headers.get("content-encoding", "identity").lower(), most_bytes, url)
        return Fetched(url, kind.partition(";")[0].strip(), _charset(kind, body), body)
    raise NotFetched(f"{_shown(url)} leads on more than {MAX_REDIRECTS} times; give the last address.")


async def fetch_text(url: str, allowed: Allowed = outward.is_public) -> str:
    """All the words of a page, as it is watched. Raises NotFetched."""
    found = await fetch(url, allowed)
    if not found.is_text:
        raise NotFetched(f"{_shown(url)} is {found.kind or 'no text'}, which cannot be watched; give a page of text.")
    return readable(found.text, found.is_marked_up)


def _unpacked(body: bytes, encoding: str, most_bytes: int, url: str) -> bytes:
    """The bytes of a server that compresses although asked not to, bounded."""
    if encoding in ("", "identity"):
        return body
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise NotFetched(f"{_shown(url)} is sent compressed by {encoding[:20]}, which is not read.")
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(body, most_bytes)
    except zlib.error:
        raise NotFetched(f"{_shown(url)} says that it is compressed, and is not.") from None


def _charset(kind: str, body: bytes) -> str:
    """As the header says, else the page itself, else UTF-8."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if body.startswith(mark):
            return name
    said = re.search(r"charset=\"?([\w-]+)", kind)
    if said is None:
        head = body[:2048].decode("latin-1")
        said = re.search(r"<(?:meta[^>]{0,80}charset=[\"']?|\?xml[^>]{0,80}encoding=[\"'])([\w-]+)", head, re.I)
    return said.group(1).lower() if said else "utf-8"


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
