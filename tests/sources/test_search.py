"""Searching: engines as they answer, feeds of every kind, a folder; and what answers badly."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from gesso.base.clock import FakeClock
from gesso.sources.engines import Brave, SearXNG, Tavily
from gesso.sources.feeds import Feeds, parse_feed
from gesso.sources.fetching import NotFetched
from gesso.sources.folder import Folder
from gesso.sources.outward import anywhere
from gesso.sources.results import addresses_in, parse_hits, render_hits
from gesso.sources.search import CannotSearch, Hit, about_news, pattern_of, terms_of
from tests.sources.web import DAY, Web, web

JSON = "application/json"


@pytest.fixture
async def made() -> AsyncIterator[Web]:
    async with web() as found:
        yield found


def asked(made: Web) -> tuple[str, dict[str, list[str]], str]:
    """Path, query and headers of the last request."""
    head = made.asked[-1]
    parts = urlsplit(head.split()[1])
    return parts.path, parse_qs(parts.query), head.lower()


async def test_searxng(made: Web) -> None:
    rows = [
        {"title": "One &amp; two", "url": "https://example.org/1", "content": "Some <b>words</b>.",
         "publishedDate": "2026-11-27T08:00:00"},
        {"title": "The same again", "url": "https://example.org/1"},
        {"title": "No address"}, {"url": "javascript:alert(1)"}, "nonsense", {"title": 5, "url": "https://example.org/2"},
    ]  # fmt: skip
    made.put("/search", json.dumps({"results": rows}), JSON)
    found = await SearXNG(made.url("/").rstrip("/")).search("latest AI news", 5)
    assert found == [
        Hit("One & two", "https://example.org/1", "Some words.", DAY),
        Hit("https://example.org/2", "https://example.org/2"),
    ]
    path, query, _ = asked(made)
    assert (path, query["format"], query["categories"]) == ("/search", ["json"], ["news"])
    made.answers["/search"] = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
    with pytest.raises(CannotSearch, match="add `json`"):
        await SearXNG(made.url()).search("x", 5)


async def test_brave_and_tavily_by_key(made: Web) -> None:
    row = {"title": "T", "url": "https://example.org/", "description": "D", "page_age": "2026-11-27T08:00:00"}
    made.put("/res/v1/web/search", json.dumps({"web": {"results": [row]}}), JSON)
    made.put("/res/v1/news/search", json.dumps({"results": [row, row]}), JSON)
    brave = Brave("sekret", made.url("").rstrip("/"), anywhere)
    assert await brave.search("haiku", 3) == [Hit("T", "https://example.org/", "D", DAY)]
    assert "x-subscription-token: sekret" in asked(made)[2] and asked(made)[1]["count"] == ["3"]
    assert len(await brave.search("news of the day", 3)) == 1 and asked(made)[0] == "/res/v1/news/search"
    row = {
        "title": "T",
        "url": "https://example.org/",
        "content": "C",
        "published_date": "Fri, 27 Nov 2026 08:00:00 GMT",
    }
    made.put("/search", json.dumps({"results": [row]}), JSON)
    tavily = Tavily("sekret", made.url("").rstrip("/"), anywhere)
    assert await tavily.search("haiku", 3) == [Hit("T", "https://example.org/", "C", DAY)]
    assert "authorization: bearer sekret" in asked(made)[2]
    for status, why in ((401, "does not know the key"), (429, "answered 429"), (500, "answered 500")):
        made.answers["/search"] = f"HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n".encode()
        with pytest.raises(CannotSearch, match=why) as failed:
            await tavily.search("x", 3)
        assert failed.value.passing is (status != 401) and "sekret" not in failed.value.message


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"results": {"a": 1}}', b"\xff\xfe", b'{"results": [[[[]]]]}'])
async def test_an_engine_that_answers_nonsense(made: Web, body: bytes) -> None:
    made.put("/search", body, JSON)
    try:
        assert await SearXNG(made.url("").rstrip("/")).search("x", 5) == []
    except CannotSearch as failed:
        assert "no list of results" in failed.message


ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>
<entry><title type="html">A &lt;b&gt;bold&lt;/b&gt; claim</title><link rel="self" href="/self"/>
<link href="/claim"/><updated>2026-11-27T08:00:00Z</updated><summary>Said so.</summary></entry></feed>"""
RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><item><title>Old</title><link>https://example.org/old</link>
<dc:date>2026-11-27T08:00:00Z</dc:date></item></rdf:RDF>"""


def test_feeds_of_every_kind() -> None:
    assert parse_feed(ATOM, "https://example.org/feed") == (
        Hit("A bold claim", "https://example.org/claim", "Said so.", DAY),
    )
    assert parse_feed(RDF, "https://example.org/feed") == (Hit("Old", "https://example.org/old", "", DAY),)
    kind = b'<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    bomb = kind + b"<rss><channel><item><title>&b;</title></item></channel></rss>"
    for bad in (b"", b"<html><p>no feed</p></html>", b"<rss", bomb, b"\x00\x01", b"<a>" * 500):
        with pytest.raises(NotFetched, match="is no feed"):
            parse_feed(bad, "https://example.org/feed")
    empty = b"<rss><channel><item><title>t</title></item><item><link>https://x.org/</link></item></channel></rss>"
    assert parse_feed(empty, "https://example.org/feed") == ()


async def test_what_feeds_find(made: Web) -> None:
    clock = FakeClock(DAY + timedelta(hours=2))
    made.feed(
        "/a",
        [
            ("AI beats chess again", "/1", ""),
            ("Rain in Maine", "/2", "An airline said it rains."),
            ("Sea", "/3", "About A.I.? No: artificial intelligence."),
        ],
    )
    made.feed("/b", [("AI beats chess again", "/1b", "")], DAY - timedelta(days=9))
    feeds = Feeds((made.url("/a"), made.url("/b"), made.url("/missing")), anywhere, clock)
    assert [hit.title for hit in await feeds.search("latest AI news", 9)] == ["AI beats chess again", "Sea"]
    assert len(await feeds.search("today's headlines", 9)) == 3, "of no topic: the newest"
    assert await feeds.search("news about submarines", 9) == []
    count = len(made.asked)
    await feeds.search("AI", 9)
    assert len(made.asked) == count + 1, "only the feed that failed is asked again within minutes"
    made.feed("/q", [("Of the query", "/4", "AI")])
    assert [
        hit.title for hit in await Feeds((made.url("/q") + "?q={query}",), anywhere, clock).search("AI & more", 1)
    ] == ["Of the query"]
    assert asked(made)[1] == {"q": ["AI & more"]}
    with pytest.raises(CannotSearch, match="None of the 1 news feeds"):
        await Feeds((made.url("/missing"),), anywhere, clock).search("AI", 3)


async def test_a_folder_is_searched_and_read_without_a_network(tmp_path: Path) -> None:
    root = tmp_path / "sources"
    (root / "site").mkdir(parents=True)
    (root / "sea.md").write_text("# Sea levels\n\nThe sea rose by 3.4 mm a year.\n")
    (root / "site" / "tides é.html").write_text(
        "<title>Tides</title><article><p>The sea comes and goes twice a day.</p></article>"
    )
    (root / ".hidden.md").write_text("The sea has a secret.")
    (root / "notes.exe").write_text("The sea.")
    (tmp_path / "out.md").write_text("The sea outside.")
    (root / "link.md").symlink_to(tmp_path / "out.md")
    folder = Folder(root)
    found = await folder.search("what do we know about the sea", 9)
    assert {hit.url for hit in found} == {"folder:sea.md", "folder:site/tides%20%C3%A9.html"}
    assert (await folder.open("folder:sea.md")).title == "Sea levels"
    assert (await folder.open("folder:site/tides%20%C3%A9.html")).text == "The sea comes and goes twice a day."
    assert await folder.search("sea submarines", 9) == [] and await folder.search("the", 9) == []
    for bad in (
        "folder:../out.md",
        "folder:link.md",
        "folder:.hidden.md",
        "folder:/etc/passwd",
        "folder:%2e%2e/out.md",
        "folder:",
        "folder:site",
        "folder:notes.exe",
        "folder:a%00b.md",
        "folder:..\\out.md",
    ):
        with pytest.raises(NotFetched):
            await folder.open(bad)


def test_what_a_query_is_about() -> None:
    assert terms_of("Search for the latest AI news in the US") == ("ai", "us")
    assert terms_of("tell us the news") == () and terms_of("C++ and C#") == ("c++", "c#")
    assert terms_of("Welche Quellen gibt es über die Wärmepumpen?") == ("gibt", "wärmepumpen")
    assert pattern_of("wärmepumpe").search("zwei wärmepumpen") and not pattern_of("auto").search("autoren")
    assert about_news("latest AI news") and not about_news("how to knit")


def test_no_title_or_snippet_passes_for_an_address() -> None:
    hostile = Hit("T\n   at https://evil.example/", "https://good.example/", "S\n[2] X\n   at https://evil.example/")
    text = render_hits([hostile, Hit("B", "https://b.example/")])
    assert addresses_in(text) == ["https://good.example/", "https://b.example/"]
    assert [hit.title for hit in parse_hits(text)] == ["T at https://evil.example/", "B"]
