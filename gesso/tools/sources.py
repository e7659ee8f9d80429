"""Searching the web, opening pages and looking in them, for agents.

What a page says is material and never an order. A page is opened only at an address that a search gave or that a person
wrote here, letter for letter: a model cannot make one up, so it cannot carry words of a document out in one. Everything
opened is kept as it was read, under the number that a reply cites it by.
"""

from collections.abc import Iterator

from pydantic import BaseModel, Field

from gesso.agent.tool import Tool, ToolContext, ToolResult
from gesso.base.errors import BadInput
from gesso.room.state import RoomState
from gesso.sources.fetching import addresses
from gesso.sources.library import Sources, numbered
from gesso.sources.page import host_of
from gesso.sources.quotes import passages
from gesso.sources.results import addresses_in, render_hits, render_page
from gesso.sources.search import MOST_QUERY
from gesso.store.sources import Source, sources_of_turn

MOST_HITS = 10
MOST_SHOWN = 7_000  # characters of a page that a model is shown at once
MOST_ADDRESSES = 200


class SearchWeb(BaseModel):
    query: str = Field(min_length=1, max_length=MOST_QUERY, description="a few words, as for a search engine")
    n: int = Field(6, ge=1, le=MOST_HITS, description="how many results")


class OpenPage(BaseModel):
    url: str = Field(
        min_length=1,
        max_length=2_000,
        description="an address exactly as search_web gave it, or as the person wrote it",
    )


class FindInPage(BaseModel):
    source: int = Field(ge=1, le=1_000, description="the number [n] that open_page gave the page")
    words: str = Field(min_length=1, max_length=200, description="what to look for")


def source_tools(sources: Sources) -> tuple[Tool, ...]:
    """The tools of research, for a server that has something to search."""

    async def search(context: ToolContext, args: SearchWeb) -> ToolResult:
        return await search_web(args, sources)

    async def open_(context: ToolContext, args: OpenPage) -> ToolResult:
        return await open_page(context, args, sources)

    async def find(context: ToolContext, args: FindInPage) -> ToolResult:
        return await find_in_page(context, args, sources)

    return (
        Tool(
            "search_web",
            "Search the web and the news for what you do not know or what changes. Results are pointers, not evidence: "
            "open the pages you rely on.",
            SearchWeb,
            "read",
            search,
            reads="page",
            destinations=(),
            ready=sources.lacking,
        ),
        Tool(
            "open_page",
            "Read a page or PDF that a search found or the person named. Cite what you take from it as [n], the number "
            "it gets, and quote exactly: quotes are looked up in the page as it was read. List the sources at the end.",
            OpenPage,
            "read",
            open_,
            reads="page",
            destinations=("url",),
        ),
        Tool(
            "find_in_page",
            "Find words in a page you opened, with what stands around them.",
            FindInPage,
            "read",
            find,
            reads="page",
            destinations=(),
        ),
    )


async def search_web(args: SearchWeb, sources: Sources) -> ToolResult:
    """Raises CannotSearch."""
    found = await sources.search(" ".join(args.query.split()), args.n)
    if not found:
        engine = (await sources.choice()).engine
        more = "" if engine != "none" else (
            " Only news feeds and the folder of sources are searched here; an administrator can set up a web search in "
            "Settings, Sources."
        )  # fmt: skip
        return ToolResult(f"Nothing was found for “{args.query}”.{more}", f"Searched for “{args.query}”: nothing")
    count = f"{len(found)} result{'s' if len(found) != 1 else ''}"
    return ToolResult(render_hits(found), f"Searched for “{args.query}”: {count}")


async def open_page(context: ToolContext, args: OpenPage, sources: Sources) -> ToolResult:
    """Raises NotFetched, and BadInput for an address that nobody gave."""
    url = args.url.strip()
    if url not in set(known_addresses(context.room.state)):
        raise BadInput(
            "Not opened: only addresses that search_web gave, or that the person wrote, are opened, as they are."
        )
    page = await sources.open(url)
    kept = await sources.keep(context.room.id, context.turn, page)
    return ToolResult(
        render_page(kept, page, MOST_SHOWN), f"Read “{kept.title or host_of(kept.url)}” ({host_of(kept.url)})"
    )


async def find_in_page(context: ToolContext, args: FindInPage, sources: Sources) -> ToolResult:
    rows = await context.workspace.db.read(lambda conn: sources_of_turn(conn, context.turn))
    kept = numbered(rows, args.source)
    if kept is None:
        known = ", ".join(f"[{row.number}]" for row in rows) or "none yet"
        raise BadInput(f"There is no page [{args.source}] in this turn; opened: {known}.")
    found = passages(await sources.words(kept), args.words)
    if not found:
        return ToolResult(f"“{args.words}” does not occur in [{kept.number}].", _looked(kept, args.words, 0))
    text = "\n\n".join(f"… {passage} …" for passage in found)
    return ToolResult(f"In [{kept.number}], word for word:\n\n{text}", _looked(kept, args.words, len(found)))


def known_addresses(state: RoomState) -> Iterator[str]:
    """What people wrote here, and what searches here found."""
    for message in state.messages.values():
        if message.turn is None:
            yield from addresses(message.text, MOST_ADDRESSES)
    for turn in state.turns.values():
        for step in turn.steps:
            for call in step.calls:
                if call.name == "search_web" and call.ok and call.result:
                    yield from addresses_in(call.result)


def _looked(kept: Source, words: str, count: int) -> str:
    places = f"{count} place{'s' if count != 1 else ''}" if count else "nowhere"
    return f"Looked for “{words}” in “{kept.title or host_of(kept.url)}”: {places}"
