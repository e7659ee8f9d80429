"""What a search finds, and the words of a query that matter.

Everything that can be searched answers `search(query, n)` with at most `n` hits, best first. `about_news` says of a
query whether it is about what happened lately, which some can search by itself.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from gesso.base.errors import GessoError

MOST_HITS = 20
MOST_QUERY = 400


class CannotSearch(GessoError):
    """Nothing is set up to search with, or what is did not answer; the message says what to do."""

    status, code = 502, "cannot_search"

    def __init__(self, message: str, *, passing: bool = False) -> None:
        super().__init__(message)
        self.passing = passing


@dataclass(frozen=True)
class Hit:
    """`snippet` is what the engine, or the feed, says of it; `at` when it was published, where that is known."""

    title: str
    url: str
    snippet: str = ""
    at: datetime | None = None


class Engine(Protocol):
    async def search(self, query: str, n: int) -> list[Hit]:
        """Raises CannotSearch."""
        ...


_NEWS = re.compile(
    r"\b(?:news|headlines?|latest|newest|today'?s?|this (?:week|morning)|nachrichten|schlagzeilen|neueste\w*|"
    r"noticias|actualités?|tin tức)\b|新闻",
    re.IGNORECASE,
)
_SMALL_WORDS = """
    a an the and or of on in at for to from with about by as is are was were be what which who whom whose how when
    where why does do did has have had will would can could should it its this that these those there their my our
    your any some all more most me us you i we he she they know tell say said
    latest newest recent news headline headlines today todays current currently breaking story stories week update
    updates please find search look up web online internet information info article articles
    der die das den dem des ein eine einen und oder von im in am für mit über aus zu zum zur ist sind was wer wie
    es auf bei nach vor durch um als auch dass sich nicht nur noch wie so wird werden war waren hat haben kann können
    bitte welche welcher welches warum wann wo suche suchen finde recherchiere zeige zeig gib mir uns quellen netz
    neueste neuesten aktuelle aktuellen nachrichten schlagzeilen heute
"""
SMALL = frozenset(_SMALL_WORDS.split())
_MEANS = {
    "ai": ("artificial intelligence", "ki"), "ki": ("künstliche intelligenz", "ai"), "uk": ("britain",),
    "us": ("united states", "u.s."), "usa": ("united states", "u.s."), "eu": ("european union",),
    "ml": ("machine learning",), "ev": ("electric vehicle",),
}  # fmt: skip


def about_news(query: str) -> bool:
    return bool(_NEWS.search(query))


def terms_of(query: str) -> tuple[str, ...]:
    """The words of a query that say what it is about, in small letters, each once."""
    words = re.findall(r"[^\W_]+(?:[.+#'’-][^\W_]+)*[+#]*", query.casefold())
    named = {"us"} if re.search(r"\bUS\b", query) else set()
    bare = (re.sub(r"['’]s$", "", word) for word in words)
    return tuple(dict.fromkeys(word for word in bare if word not in SMALL or word in named))


def pattern_of(term: str) -> re.Pattern[str]:
    """Finds a term, its plural, or what else it is called, as whole words in small letters."""
    shapes = [rf"(?<!\w){re.escape(name)}(?:{_ends(name)})?(?!\w)" for name in (term, *_MEANS.get(term, ()))]
    return re.compile("|".join(shapes))


def _ends(name: str) -> str:
    """Endings that leave a word what it is; those of German only behind words long enough to be told by."""
    return "s|es|'s|’s|n|en|e|er" if len(name) > 4 else "s|es|'s|’s"


_FORMS = re.compile(r"(?:'s|’s|ing|edly|ed|ies|es|s|ly|er|e)$")


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A word without its English ending, roughly: what is looked for and what stands there are cut alike."""
    word = word.casefold()
    for _ in range(2):
        bare = _FORMS.sub("", word)
        if len(bare) < 3:
            return word
        word = bare
    return re.sub(r"(.)\1$", r"\1", word)
