"""HTML cut into words, tags and attributes, in one pass however broken it is. Scripts and styles are not words."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_SKIPPED = "script style noscript template iframe object embed svg math textarea select head title canvas audio video"
SKIPPED = frozenset(_SKIPPED.split())
"""Elements whose content never is words of the page."""
_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9:-]*)")
_ATTRIBUTE = re.compile(r"""([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_OPEN = re.compile(r"<(?=/?[a-zA-Z]|[!?])")


@dataclass(frozen=True, slots=True)
class Tag:
    name: str
    closing: bool = False
    attributes: dict[str, str] = field(default_factory=dict)


def tokens(source: str) -> Iterator[Tag | str]:
    """Tags, and words with their entities read, front to back. What is skipped is announced by its opening tag."""
    low = source.lower()
    at = 0
    while at < len(source):
        opening = _OPEN.search(source, at)
        if opening is None:
            yield html.unescape(source[at:])
            return
        start = opening.start()
        if start > at:
            yield html.unescape(source[at:start])
        if source.startswith("<!--", start):
            end = source.find("-->", start + 4)
            at = len(source) if end < 0 else end + 3
            continue
        if source.startswith(("<!", "<?"), start):
            end = source.find(">", start)
            at = len(source) if end < 0 else end + 1
            continue
        name = _NAME.match(source, start + 1)
        end = _tag_end(source, start) if name else -1
        if name is None or end < 0:
            yield html.unescape(source[start:])
            return
        tag = name[1].lower()
        closing = source[start + 1] == "/"
        found = {} if closing else _attributes(source[name.end() : end])
        yield Tag(tag, closing, found)
        at = end + 1
        if tag in SKIPPED and not closing and not source[start:end].endswith("/"):
            close = low.find(f"</{tag}", at)
            stop = source.find(">", close) if close >= 0 else -1
            at = len(source) if stop < 0 else stop + 1


def _tag_end(source: str, start: int) -> int:
    """Where the tag ends, quotes respected; -1 when nothing after it ends."""
    at = start + 1
    while True:
        end = source.find(">", at)
        if end < 0:
            return -1
        inside = source[at:end]
        quote = next((letter for letter in inside if letter in "\"'"), "")
        if not quote:
            return end
        opened = source.index(quote, at)
        closed = source.find(quote, opened + 1)
        if closed < 0:
            return end
        at = closed + 1
        if at <= end and not any(letter in "\"'" for letter in source[at:end]):
            return end


def _attributes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(text):
        value = next((group for group in match.groups()[1:] if group is not None), "")
        found.setdefault(match[1].lower(), html.unescape(value))
    return found
