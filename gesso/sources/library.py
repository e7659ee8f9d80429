"""The one door to what is outside: searching with what an administrator chose, opening pages, keeping what was read.

A page that was opened is kept word for word, so that what is quoted from it can be looked up later, whatever becomes of
the page. Equal words are stored once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gesso.base.clock import Clock
from gesso.base.ids import new_id
from gesso.settings import Settings
from gesso.sources import outward
from gesso.sources.choice import NAME, Choice, choice_of
from gesso.sources.engines import BRAVE, TAVILY, Brave, SearXNG, Tavily
from gesso.sources.feeds import Feeds
from gesso.sources.fetching import fetch
from gesso.sources.folder import SCHEME, Folder
from gesso.sources.page import MOST_PDF_BYTES, Page, read_page
from gesso.sources.search import CannotSearch, Engine, Hit
from gesso.store.configuration import save_setting, setting
from gesso.store.database import Database
from gesso.store.files import Blobs
from gesso.store.sources import Source, insert_source

NOT_SET_UP = "No web search is set up here. An administrator chooses one in Settings, Sources."
MOST_OF_FOLDER = 3


@dataclass(frozen=True)
class Addresses:
    """Where the engines that need a key are asked; others only in tests, on this machine."""

    brave: str = BRAVE
    tavily: str = TAVILY
    allowed: outward.Allowed = outward.is_public


class Sources:
    """One for a server. `settings` say what is searched until somebody chooses."""

    def __init__(
        self, db: Database, blobs: Blobs, clock: Clock, settings: Settings, addresses: Addresses | None = None
    ) -> None:
        self._db, self._blobs, self._clock = db, blobs, clock
        self._given, self._folder = choice_of(settings), settings.sources_dir
        self._addresses = addresses or Addresses()
        self._feeds: tuple[Choice, Feeds] | None = None

    # ------------------------------------------------------------------ what is chosen

    @property
    def folder(self) -> Path | None:
        """The folder of this machine that is searched, None where there is none."""
        return self._folder if self._folder.is_dir() else None

    async def choice(self) -> Choice:
        found = await self._db.read(lambda conn: setting(conn, NAME))
        return self._given if found is None else Choice.model_validate(found)

    async def chosen(self) -> bool:
        """Whether somebody chose here, so that the environment no longer decides."""
        return await self._db.read(lambda conn: setting(conn, NAME)) is not None

    async def choose(self, choice: Choice) -> None:
        value = choice.model_dump(mode="json")
        await self._db.write(lambda conn: save_setting(conn, NAME, value))

    async def lacking(self) -> str:
        """Why nothing can be searched and what to do, "" where something can."""
        choice = await self.choice()
        return "" if choice.engine != "none" or choice.feeds or self.folder else NOT_SET_UP

    # ------------------------------------------------------------------ searching and opening

    async def search(self, query: str, n: int) -> list[Hit]:
        """At most `n` hits: what the folder has, then the engine's, or the feeds' without one. Raises CannotSearch."""
        if why := await self.lacking():
            raise CannotSearch(why)
        choice = await self.choice()
        found = await Folder(self.folder).search(query, min(n, MOST_OF_FOLDER)) if self.folder else []
        try:
            found += await self._engine(choice).search(query, n)
        except CannotSearch:
            if not found:  # what the folder has is worth telling, also while the rest cannot be reached
                raise
        return found[:n]

    async def open(self, url: str) -> Page:
        """Raises NotFetched."""
        if url.startswith(SCHEME) and self.folder:
            return await Folder(self.folder).open(url)
        choice = await self.choice()
        found = await fetch(url, outward.within(choice.private_addresses), MOST_PDF_BYTES)
        return await read_page(found)

    def _engine(self, choice: Choice) -> Engine:
        at = self._addresses
        match choice.engine:
            case "searxng":
                return SearXNG(choice.address)
            case "brave":
                return Brave(choice.key, at.brave, at.allowed)
            case "tavily":
                return Tavily(choice.key, at.tavily, at.allowed)
            case "none":
                if self._feeds is None or self._feeds[0] != choice:
                    within = outward.within(choice.private_addresses)
                    self._feeds = (choice, Feeds(choice.feeds, within, self._clock))
                return self._feeds[1]

    # ------------------------------------------------------------------ keeping

    async def keep(self, room: str, turn: str, page: Page) -> Source:
        """Keep the words of a page that was read in a turn. Raises StoreError."""
        data = page.text.encode("utf-8", "replace")
        sha256 = await self._blobs.put(data)
        row = Source(
            new_id("src"), room, turn, 0, page.url, page.title, page.kind, page.published, len(data), sha256,
            self._clock(),
        )  # fmt: skip
        return await self._db.write(lambda conn: insert_source(conn, row))

    async def words(self, source: Source) -> str:
        return (await self._blobs.read(source.sha256)).decode("utf-8", "replace")


def numbered(sources: Sequence[Source], number: int) -> Source | None:
    return next((each for each in sources if each.number == number), None)
