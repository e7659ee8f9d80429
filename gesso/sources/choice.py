"""What an administrator chose to search with. Kept as one setting; until then the environment of the server decides."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from gesso.settings import Settings
from gesso.sources.feeds import FEEDS, MOST_FEEDS

NAME = "sources"
"""Of the setting."""

EngineName = Literal["none", "searxng", "brave", "tavily"]
Feed = Annotated[str, Field(min_length=8, max_length=2_000, pattern=r"^https?://[^\s]+$")]


class Choice(BaseModel):
    """`address` of one's own SearXNG, `key` of the others. `private_addresses`: pages and feeds of this network too."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    engine: EngineName = "none"
    address: Annotated[str, Field(max_length=2_000)] = ""
    key: Annotated[str, Field(max_length=500)] = ""
    feeds: Annotated[tuple[Feed, ...], Field(max_length=MOST_FEEDS)] = FEEDS
    private_addresses: bool = False


def choice_of(settings: Settings) -> Choice:
    """As the environment says it."""
    given = settings.search
    return Choice(
        engine="searxng" if given.searxng else "brave" if given.brave_key else "tavily" if given.tavily_key else "none",
        address=given.searxng,
        key=given.brave_key or given.tavily_key,
        feeds=FEEDS if given.feeds is None else given.feeds,
        private_addresses=given.private_addresses,
    )
