"""News from feeds (RSS, RDF, Atom), for which nobody needs a key: what is new there and speaks of what is looked for.

Feeds are read together, each for itself: one that does not answer is passed over while another does. An address with
`{query}` in it is a feed that searches. What was read is used again for a few minutes.
"""

import asyncio
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote_plus, urljoin
from xml.etree.ElementTree import Element

from gesso.base.clock import Clock
from gesso.base.errors import BadInput
from gesso.formats.xml import parse_xml
from gesso.sources.article import moment_of
from gesso.sources.fetching import NotFetched, fetch, readable
from gesso.sources.outward import Allowed
from gesso.sources.search import CannotSearch, Hit, pattern_of, terms_of

MOST_FEEDS = 40
MOST_ITEMS = 200  # of each feed
MAX_FEED_BYTES = 4_000_000
KEPT_FOR = timedelta(minutes=5)
FRESH = timedelta(days=2)
FEEDS = (
    "https://feeds.bbci.co.uk/news/rss.xml",
    "https://feeds.bbci.co.uk/news/technology/rss.xml",
    "https://www.theguardian.com/world/rss",
    "https://www.theguardian.com/technology/rss",
    "https://www.theguardian.com/technology/artificialintelligenceai/rss",
    "https://rss.dw.com/rdf/rss-en-all",
    "https://www.tagesschau.de/index~rss2.xml",
    "https://feeds.arstechnica.com/arstechnica/index",
    "https://www.technologyreview.com/feed/",
    "https://news.ycombinator.com/rss",
)
"""Asked until an administrator chooses others."""
SEARCHES = "{query}"


@dataclass(frozen=True)
class _Read:
    at: datetime
    items: tuple[Hit, ...]


class Feeds:
    """An `Engine` over feeds. `allowed`: to which addresses they may lead."""

    def __init__(self, addresses: Sequence[str], allowed: Allowed, clock: Clock) -> None:
        self._addresses, self._allowed, self._clock = tuple(addresses)[:MOST_FEEDS], allowed, clock
        self._kept: dict[str, _Read] = {}

    async def search(self, query: str, n: int) -> list[Hit]:
        """The newest that speak of it. Raises CannotSearch where no feed could be read at all."""
        urls = [address.replace(SEARCHES, quote_plus(query)) for address in self._addresses]
        read = await asyncio.gather(*(self._items(url) for url in urls), return_exceptions=True)
        items: dict[str, Hit] = {}
        wrong: list[str] = []
        for found in read:
            if isinstance(found, NotFetched):
                wrong.append(found.message)
            elif isinstance(found, BaseException):
                raise found
            else:
                for hit in found:
                    items.setdefault(hit.url, hit)
        if urls and len(wrong) == len(urls):
            raise CannotSearch(f"None of the {len(urls)} news feeds could be read. The first: {wrong[0]}", passing=True)
        return ranked(list(items.values()), query, n, self._clock())

    async def _items(self, url: str) -> tuple[Hit, ...]:
        now = self._clock()
        kept = self._kept.get(url)
        if kept is not None and now - kept.at < KEPT_FOR:
            return kept.items
        found = await fetch(url, self._allowed, MAX_FEED_BYTES)
        items = await asyncio.to_thread(parse_feed, found.body, found.url)
        if SEARCHES not in url and len(self._kept) <= 2 * MOST_FEEDS:
            self._kept[url] = _Read(now, items)
        return items


def ranked(items: Sequence[Hit], query: str, n: int, now: datetime) -> list[Hit]:
    """Those that speak of most of the query, newest first among equals; of a query without a topic simply the newest.

    The same story told by several feeds under one title is one.
    """
    terms = [pattern_of(term) for term in terms_of(query)]
    scored: list[tuple[float, float, Hit]] = []
    titles: set[str] = set()
    for hit in items:
        title, snippet = hit.title.casefold(), hit.snippet.casefold()
        spoken = sum(1.0 if term.search(title) else 0.6 if term.search(snippet) else 0.0 for term in terms)
        if (terms and spoken < 0.6 * max(1, len(terms) - 1)) or title in titles:
            continue
        titles.add(title)
        at = hit.at or now - timedelta(days=30)
        fresh = 0.5 if timedelta(0) <= now - at <= FRESH else 0.0
        scored.append((spoken + fresh, at.timestamp(), hit))
    scored.sort(key=lambda each: each[:2], reverse=True)
    return [hit for _, _, hit in scored[:n]]


def parse_feed(data: bytes, url: str) -> tuple[Hit, ...]:
    """The items of a feed, in its order. Raises NotFetched for what is none."""
    try:
        root = parse_xml(data.lstrip(), "feed")
    except BadInput as error:
        raise NotFetched(f"{url[:120]} is no feed: {error.message}") from None
    items = [element for element in root.iter() if _local(element) in ("item", "entry")]
    if not items and _local(root) not in ("rss", "rdf", "feed"):
        raise NotFetched(f"{url[:120]} is no feed; give the address of one (RSS or Atom).")
    found = (_hit(item, url) for item in items[:MOST_ITEMS])
    return tuple(hit for hit in found if hit is not None)


def _hit(item: Element, base: str) -> Hit | None:
    title, link, snippet, at = "", "", "", None
    for child in item:
        name, text = _local(child), "".join(child.itertext()).strip()
        if name == "title":
            title = _words(text, 300)
        elif name == "link":
            alternate = child.get("rel", "alternate") == "alternate"
            link = (child.get("href") or text if alternate else "") or link
        elif name == "guid" and not link and child.get("isPermaLink", "true") != "false":
            link = text
        elif name in ("description", "summary") or (name in ("encoded", "content") and not snippet):
            snippet = _words(text, 600) or snippet
        elif name in ("pubdate", "published", "date") or (name == "updated" and at is None):
            at = moment_of(text) or at
    try:
        link = urljoin(base, link.strip()) if link else ""
    except ValueError:
        return None
    if not re.match(r"https?://[^\s<>\"]+$", link) or not title:
        return None
    return Hit(title, link, snippet, at if at is None or at.year > 1970 else None)


def _words(text: str, most: int) -> str:
    """Words of what may be HTML within XML."""
    plain = " ".join(readable(html.unescape(text) if "&lt;" in text else text, True).split())
    return plain[:most]


def _local(element: Element) -> str:
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag.rpartition("}")[2].lower()
