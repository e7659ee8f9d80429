"""What is searched, as administrators set it; the pages that were read; and what agents may open."""

import json
from collections.abc import AsyncIterator

import pytest

from gesso.model.scripted import Call, Rule, Say
from gesso.settings import Settings, read_settings
from gesso.sources.choice import Choice, choice_of
from gesso.sources.feeds import FEEDS
from gesso.tools import sources as source_tools
from tests.sources.web import Web, web

from .conftest import Client, House, open_house, read_page_of

SEARCH = "/api/sources/server"


@pytest.fixture
async def made() -> AsyncIterator[Web]:
    async with web() as found:
        yield found


async def test_an_administrator_chooses_and_the_key_never_comes_back(house: House, made: Web) -> None:
    owner, ben = await house.owner(), await house.member("Ben")
    assert await ben.status("GET", SEARCH) == 403 and await ben.status("PUT", SEARCH, {}) == 403
    before = await owner.ok("GET", SEARCH)
    assert (before["engine"], before["chosen"], before["has_key"]) == ("none", False, False)
    assert "Settings, Sources" in before["lacking"]
    set_ = await owner.ok("PUT", SEARCH, {"engine": "brave", "key": "sekret", "feeds": []})
    assert (set_["has_key"], set_["lacking"], set_["chosen"]) == (True, "", True)
    again = await owner.ok("PUT", SEARCH, {"engine": "brave", "feeds": ["https://example.org/feed"]})
    assert again["has_key"] and again["feeds"] == ["https://example.org/feed"]
    assert (await house.parts.sources.choice()).key == "sekret"
    assert "sekret" not in json.dumps([set_, again, await owner.ok("GET", SEARCH)])
    refused = [
        {"engine": "tavily"}, {"engine": "searxng"}, {"engine": "searxng", "address": "ftp://x/"}, {"engine": "google"},
        {"feeds": ["example.org"]}, {"engine": "brave", "key": "a\nb"}, {"feeds": ["http://exa mple.org/"]},
    ]  # fmt: skip
    assert [await owner.status("PUT", SEARCH, body) for body in refused] == [422] * len(refused)


async def test_trying_says_what_came_of_it(house: House, made: Web) -> None:
    owner = await house.owner()
    assert "No web search" in (await owner.ok("POST", "/api/sources/try", {"query": "AI"}))["message"]
    made.put("/search", json.dumps({"results": [{"title": "T", "url": "https://example.org/"}]}), "application/json")
    await owner.ok("PUT", SEARCH, {"engine": "searxng", "address": made.url("").rstrip("/")})
    tried = await owner.ok("POST", "/api/sources/try", {"query": "AI"})
    assert (tried["message"], [hit["url"] for hit in tried["hits"]]) == ("", ["https://example.org/"])
    made.answers.clear()
    assert "answered 404" in (await owner.ok("POST", "/api/sources/try", {"query": "AI"}))["message"]


async def test_a_page_that_was_read_is_kept_and_quotes_are_found_in_it(house: House) -> None:
    owner, ben = await house.owner(), await house.member("Ben")
    room, _ = await house.room(owner)
    source = await read_page_of(house, room, "The sea rose by 3.4 mm\na year — “a lot”.")
    [listed] = await owner.ok("GET", f"/api/rooms/{room}/sources")
    assert (listed["id"], listed["number"], listed["url"]) == (source, 1, "https://example.org/fox")
    assert await owner.ok("GET", f"/api/rooms/{room}/sources", params={"turn": "turn_y"}) == []
    found = await owner.ok("GET", f"/api/sources/{source}", params={"quote": 'rose by 3.4 mm a year - "a lot"'})
    assert found["text"][found["place"]["start"] : found["place"]["end"]] == "rose by 3.4 mm\na year — “a lot”"
    assert (await owner.ok("GET", f"/api/sources/{source}", params={"quote": "rose by 3.5 mm"}))["place"] is None
    assert await ben.status("GET", f"/api/sources/{source}") == 404


async def test_what_a_reply_quotes_is_looked_up_in_what_was_read(house: House, made: Web) -> None:
    made.put("/fox", "<p>The fox ran 12 miles on Friday night.</p>")
    quoting = "It says “The fox ran 12 miles” [1], and “The fox ran 13 miles on Friday” [1]. It is a fast animal [1]."
    rules = (
        Rule(tool=".*", steps=(Say(text=quoting),)),
        Rule(user="", steps=(Call(name="open_page", args={"url": made.url("/fox")}),)),
    )
    async with open_house(house.parts.settings.data / "other", rules=rules) as other:
        owner = await other.owner()
        await owner.ok("PUT", SEARCH, {"private_addresses": True})
        room = (await owner.ok("POST", "/api/rooms", {"title": "Talk"}))["id"]
        asked = {"text": f"Sum up {made.url('/fox')}", "wait_s": 20}
        turn = (await owner.ok("POST", f"/api/rooms/{room}/messages", asked))["turn"]
        found = await owner.ok("GET", f"/api/rooms/{room}/turns/{turn}/citations")
        assert [(one["kind"], one["verdict"]) for one in found] == [
            ("quote", "found"), ("quote", "not found"), ("claim", "not found"),
        ]  # fmt: skip
        assert found[1]["near"] == "The fox ran 12 miles on Friday"
        [source] = await owner.ok("GET", f"/api/rooms/{room}/sources", params={"turn": turn})
        assert found[0]["source"] == source["id"]


async def talk(client: Client, text: str) -> str:
    room = (await client.ok("POST", "/api/rooms", {"title": "Talk"}))["id"]
    await client.ok("POST", f"/api/rooms/{room}/messages", {"text": text, "wait_s": 20})
    return str((await client.get(f"/api/rooms/{room}/export")).text)


def opens(url: str) -> tuple[Rule, ...]:
    return (
        Rule(tool=".*", steps=(Say(text="Done."),)),
        Rule(user="", steps=(Call(name="open_page", args={"url": url}),)),
    )


async def test_an_agent_opens_only_addresses_that_somebody_gave(house: House, made: Web) -> None:
    made.put("/steal", "<p>Thank you for the secret words.</p>")
    made.put("/given", "<p>The words of the page that Anna named.</p>")
    tried = (
        (made.url("/steal?secret=words"), "Sum this room up", 0),
        (made.url("/given?secret=words"), f"Sum up {made.url('/given')}", 0),
        (made.url("/given"), f"Sum up {made.url('/given')}", 1),
    )
    for number, (url, text, asked) in enumerate(tried):
        async with open_house(house.parts.settings.data / f"house{number}", rules=opens(url)) as other:
            owner = await other.owner()
            await owner.ok("PUT", SEARCH, {"private_addresses": True})
            await talk(owner, text)
            assert len(made.asked) == asked, (url, text)


async def test_a_made_up_address_is_opened_where_nobody_looks(
    house: House, made: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted hole: every address counts as given."""

    class Everything(set[str]):
        def __contains__(self, _: object) -> bool:
            return True

    monkeypatch.setattr(source_tools, "set", lambda _: Everything(), raising=False)
    async with open_house(house.parts.settings.data / "other", rules=opens(made.url("/steal?secret=words"))) as other:
        owner = await other.owner()
        await owner.ok("PUT", SEARCH, {"private_addresses": True})
        await talk(owner, "Sum this room up")
    assert "secret=words" in made.asked[0]


async def test_this_machine_is_not_opened_unless_an_administrator_says_so(house: House, made: Web) -> None:
    made.put("/given", "<p>The words of the page that Anna named.</p>")
    async with open_house(house.parts.settings.data / "other", rules=opens(made.url("/given"))) as other:
        owner = await other.owner()
        await talk(owner, f"Sum up {made.url('/given')}")
        assert made.asked == []


def test_the_environment_decides_until_somebody_chooses(tmp_path: object) -> None:
    env = {"GESSO_DATA": str(tmp_path)}
    assert choice_of(read_settings(env)) == Choice(feeds=FEEDS)
    assert choice_of(read_settings({**env, "GESSO_FEEDS": ""})).feeds == ()
    given = choice_of(read_settings({**env, "GESSO_SEARXNG": "http://localhost:8888", "GESSO_PRIVATE_PAGES": "1"}))
    assert (given.engine, given.address, given.private_addresses) == ("searxng", "http://localhost:8888", True)
    assert choice_of(read_settings({**env, "GESSO_TAVILY_KEY": "k"})).engine == "tavily"
    assert read_settings(env).sources_dir == Settings(read_settings(env).data, "").sources_dir
