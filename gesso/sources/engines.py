"""Search engines: a SearXNG of one's own, Brave and Tavily by key.

Each is asked at one address, which does not come from a page; what it answers is data. Redirects are not followed.
"""

import html
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from gesso.canvas.text import clean
from gesso.sources import outward
from gesso.sources.article import moment_of
from gesso.sources.outward import Allowed
from gesso.sources.search import CannotSearch, Hit, about_news

BRAVE = "https://api.search.brave.com"
TAVILY = "https://api.tavily.com"
MOST_ANSWER_BYTES = 4_000_000
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")


class SearXNG:
    """`address` as a browser would open it. An administrator names it, so it may be of this network."""

    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/")

    async def search(self, query: str, n: int) -> list[Hit]:
        asked = {"q": query, "format": "json", **({"categories": "news"} if about_news(query) else {})}
        url = f"{self._address}/search?{urlencode(asked)}"
        answer = await _ask("SearXNG", "GET", url, {}, b"", outward.anywhere, {
            403: "SearXNG answers no programs: add `json` to `search.formats` in its settings.yml."
        })  # fmt: skip
        return _hits(answer.get("results"), n, "content", "publishedDate")


class Brave:
    def __init__(self, key: str, address: str = BRAVE, allowed: Allowed = outward.is_public) -> None:
        self._key, self._address, self._allowed = key, address, allowed

    async def search(self, query: str, n: int) -> list[Hit]:
        news = about_news(query)
        asked = urlencode({"q": query, "count": min(n, 20)})
        url = f"{self._address}/res/v1/{'news' if news else 'web'}/search?{asked}"
        headers = {"x-subscription-token": self._key}
        answer = await _ask("Brave", "GET", url, headers, b"", self._allowed)
        found = answer if news else answer.get("web")
        return _hits(found.get("results") if isinstance(found, dict) else None, n, "description", "page_age")


class Tavily:
    def __init__(self, key: str, address: str = TAVILY, allowed: Allowed = outward.is_public) -> None:
        self._key, self._address, self._allowed = key, address, allowed

    async def search(self, query: str, n: int) -> list[Hit]:
        body = {"query": query, "max_results": min(n, 20), "topic": "news" if about_news(query) else "general"}
        headers = {"authorization": f"Bearer {self._key}", "content-type": "application/json"}
        answer = await _ask(
            "Tavily", "POST", f"{self._address}/search", headers, json.dumps(body).encode(), self._allowed
        )
        return _hits(answer.get("results"), n, "content", "published_date")


_ALWAYS: Mapping[int, str] = {
    401: "{name} does not know the key. Set a good one in Settings, Sources.",
    403: "{name} refuses the key. Set a good one in Settings, Sources.",
    402: "{name} says that the plan of this key is used up.",
    422: "{name} does not take this request; the key may be of another plan.",
    432: "{name} says that the plan of this key is used up.",
}


async def _ask(
    name: str, method: str, url: str, headers: Mapping[str, str], body: bytes, allowed: Allowed,
    said: Mapping[int, str] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The JSON object it answers. Raises CannotSearch, never with the key in its words."""
    try:
        answer = await outward.ask(
            method, url, allowed=allowed, body=body, headers={"accept": "application/json", **headers},
            most_bytes=MOST_ANSWER_BYTES,
        )  # fmt: skip
    except outward.AddressRefused as refused:
        raise CannotSearch(f"{name} was not asked: {refused.message}") from None
    except outward.Unreachable as failed:
        raise CannotSearch(f"{name} could not be asked: {failed.message}", passing=True) from None
    status = answer.status
    if status != 200:
        known = (said or {}).get(status) or _ALWAYS.get(status, "{name} answered {status}.")
        raise CannotSearch(known.format(name=name, status=status), passing=status == 429 or status >= 500)
    try:
        found = json.loads(answer.body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise CannotSearch(f"{name} answered something that is no list of results.")
    return found


def _hits(rows: object, n: int, snippet: str, at: str) -> list[Hit]:
    """The rows that have a web address, each address once; anything else in them is left out."""
    found: dict[str, Hit] = {}
    for row in rows if isinstance(rows, list) else ():
        if not isinstance(row, dict):
            continue
        url = _line(row.get("url"), 2_000)
        if not re.match(r"https?://[^\s<>\"]+$", url) or url in found:
            continue
        found[url] = Hit(_line(row.get("title"), 300) or url, url, _line(row.get(snippet), 1_000), _moment(row.get(at)))
    return list(found.values())[:n]


def _line(value: object, most: int) -> str:
    text = value if isinstance(value, str) else ""
    return " ".join(clean(html.unescape(_TAG.sub("", text))).split())[:most]


def _moment(value: object) -> datetime | None:
    found = moment_of(value) if isinstance(value, str) else None
    return found if found is None or found.year > 1970 else None
