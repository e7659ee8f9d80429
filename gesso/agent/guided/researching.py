"""Finding something out on the guided path: code searches, opens pages, and puts together what they say, word for word.

The small model is asked nothing: whatever it said of the world would be made up. Every sentence is one of a page that
was opened, and stands with the number of its source, so that it can be found there again. Pages that earlier runs of a
task told of are not told again. Pure.
"""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from gesso.agent.guided.ask import strip_politeness
from gesso.agent.guided.calls import whole_call
from gesso.agent.guided.extracting import best_sentences
from gesso.agent.guided.opening import decide_opening
from gesso.agent.scene import Scene
from gesso.base.late import late
from gesso.model.messages import Chunk, EndChunk, Message, TextChunk, ThoughtChunk
from gesso.sources.page import host_of
from gesso.sources.results import ReadPage, parse_hits, parse_page
from gesso.sources.search import about_news, terms_of

WANTED = 4  # pages that say something
TOGETHER = 4  # opened in one step
MOST_OPENED = 10
MOST_HITS = 10

_LOOKS_UP = late(
    r"\b(?:latest|news|headlines|weather|forecast|(?:stock|share|gold|oil|bitcoin|crypto) prices?|exchange rates?|"
    r"look up|search (?:the web|online|for)|find (?:me )?(?:sources|papers|articles)|nachrichten|wetter\w*|"
    r"schlagzeilen|börsenkurse?)\b",
    re.IGNORECASE,
)
_WEB = r"(?:the |our )?(?:web|internet|net|news|online)"
_EXPLICIT = late(
    rf"^(?:search|look|google|browse|research|check)\b[^.?!]*\b(?:on(?:line)?|in|through)? ?{_WEB}\b|"
    r"^(?:(?:search for|look up|google|research)(?=\s+\w)|find out (?:about|what|who|when|how|whether)|"
    r"find (?:me )?(?:some |a few |good |recent )?(?:sources|articles|papers|news|reports|web ?(?:sites|pages)))\b|"
    r"^such\w* (?:im (?:netz|internet|web)|online|nach)\b|^(?:recherchiere?|google)\b",
    re.IGNORECASE,
)
_ONLINE = late(
    rf"\b(?:{_WEB}|sources|articles|papers)\b|\bim (?:netz|internet|web)\b|\bonline\b|\bquellen\b", re.IGNORECASE
)
_NEWS = late(
    r"^(?:what(?:'s|’s| is| are)|is there|are there|any|give me|show me|tell me|get me|bring me|fetch|summari[sz]e|"
    r"sum up|the|was gibt es|gib mir|zeig mir|fasse?)\b[^.?!]*\b(?:news|headlines|nachrichten|schlagzeilen)\b|"
    r"^(?:the )?(?:latest|newest|today's|recent) [^.?!]*\b(?:news|headlines)\b",
    re.IGNORECASE,
)
_WITH_SOURCES = late(
    r"\b(?:with|including|cit(?:e|ing)|give|list|mit)\s+(?:the |your |all |its )?"
    r"(?:sources?|links?|citations?|references?|quellen)\b",
    re.IGNORECASE,
)
_SOURCES_ON = late(
    r"^(?:some |a few |good |recent )*(?:sources|articles|papers|reports|web ?(?:sites|pages)) "
    r"(?:on|about|for|that|which)\s+",
    re.IGNORECASE,
)
_VERB = late(
    rf"^(?:(?:please )?(?:search|look|google|browse|research|check|find)(?: out| up)?(?: me)?\b(?: (?:on|in|through))?"
    rf"(?: {_WEB})?(?: (?:for|about))?|such\w* (?:im (?:netz|internet|web)|online)?(?: ?nach)?|recherchiere?|"
    r"(?:what(?:'s|’s| is| are)|is there|are there|give me|show me|tell me|get me|bring me|fetch|summari[sz]e|sum up|"
    r"was gibt es|gib mir|zeig mir)(?: all| any| a summary of| an overview of| about)?)\s+(?:for |the |some |any )?",
    re.IGNORECASE,
)
_THEN = late(
    r"(?:,|;|\.|\band\b|\bund\b|\bthen\b)\s*(?:then |please |also )*(?:give|write|make|send|tell|show|summari[sz]e|sum|"
    r"list|report|explain|compare|cite|put|post|save|email|with|fasse?|schreib\w*|schick\w*)\b.*$|"
    r",?\s*\b(?:with|including|citing|mit)\s+(?:the |your |all )?"
    r"(?:sources?|links?|citations?|references?|quellen)\b.*$|"
    r"\s+(?:online|on the (?:web|internet)|im (?:netz|internet|web)|for (?:me|us))$",
    re.IGNORECASE | re.DOTALL,
)


def looks_up(words: str) -> bool:
    """Whether what is asked for can only be found out, not known."""
    return bool(_LOOKS_UP.search(words))


def asks_to_search(words: str) -> bool:
    """Whether they ask for a search, for news or for sources, in so many words."""
    said = strip_politeness(words)
    return bool(_EXPLICIT.search(said) or _NEWS.search(said) or _WITH_SOURCES.search(said))


def query_of(said: str) -> str:
    """What to search for: the request without what is to be done with what is found."""
    line = " ".join(strip_politeness(said).split())
    bare = _SOURCES_ON.sub("", _VERB.sub("", line, count=1))
    query = _THEN.sub("", bare).strip(" ,.;:!?“”") or bare or line
    return f"{query} news"[:300] if about_news(line) and not about_news(query) else query[:300]


def wants_search(scene: Scene) -> bool:
    """Whether the message asks to find something out, and not to write or change something."""
    said = strip_politeness(scene.ask)
    if scene.run is not None:
        if scene.run.output == "suggest" or scene.run.pages or scene.run.news:
            return False
        return asks_to_search(scene.ask) or (scene.run.output == "message" and looks_up(scene.ask))
    if scene.active is not None:
        return bool(_EXPLICIT.search(said) and _ONLINE.search(said))
    return bool(_EXPLICIT.search(said)) or (bool(_NEWS.search(said)) and decide_opening(scene.ask).label == "chat")


SEARCHES = frozenset({"search_web", "open_page"})


def research(
    scene: Scene, messages: Sequence[Message], offered: Set[str], decided: bool = False
) -> Iterator[Chunk] | None:
    """The next step of finding something out; None where the message asks for something else, or all is done.

    `decided`: that a search comes first was decided already.
    """
    begun = any(call.name == "search_web" for message in messages[:1] for call in message.calls)
    if not offered >= SEARCHES or not (decided or begun or wants_search(scene)):
        return None
    results = [message for message in messages if message.role == "tool"]
    if any(message.call_name not in ("search_web", "open_page") for message in results):
        return None
    return _Research(scene, messages, results, offered).step()


@dataclass(frozen=True)
class _Research:
    scene: Scene
    messages: Sequence[Message]
    results: Sequence[Message]
    offered: Set[str]

    def step(self) -> Iterator[Chunk]:
        query = query_of(self.scene.ask)
        if not self.results:
            yield ThoughtChunk(f"Searching for “{query}”, because only that can tell.\n")
            yield from whole_call("search_web", {"query": query, "n": MOST_HITS})
            yield EndChunk("calls")
            return
        found = self.results[0].text
        hits = [hit.url for hit in parse_hits(found)]
        if not hits:
            yield TextChunk(f"{self._late}{found}")
            yield EndChunk("stop")
            return
        known = self.scene.run.known if self.scene.run is not None else ()
        new = [url for url in hits if url not in known]
        if not new:
            yield ThoughtChunk("All of it was told in an earlier run.")
            yield TextChunk("Nothing new.")
            yield EndChunk("stop")
            return
        opened = [str(call.args.get("url")) for message in self.messages for call in message.calls][1:]
        rest = [url for url in new if url not in opened]
        pages = [page for page in map(self._said, self.results[1:]) if page is not None]
        if len(pages) < WANTED and rest and len(opened) < MOST_OPENED:
            more = rest[: min(TOGETHER, MOST_OPENED - len(opened))]
            yield ThoughtChunk(f"Opening {len(more)} of {len(hits)} results.\n")
            for url in more:
                yield from whole_call("open_page", {"url": url})
            yield EndChunk("calls")
            return
        yield from self._tell(query, pages[:WANTED], failures=len(opened) - len(pages))

    def _said(self, result: Message) -> "_Told | None":
        """What a page says of the matter, where it says anything in whole sentences."""
        page = parse_page(result.text)
        if page is None:
            return None
        sentences = best_sentences(page.text, terms_of(query_of(self.scene.ask)), page.title)
        return _Told(page, sentences) if sentences else None

    def _tell(self, query: str, told: "Sequence[_Told]", failures: int) -> Iterator[Chunk]:
        if not told:
            yield TextChunk(
                f"{self._late}I searched for “{query}”, but none of the pages I opened could be read or said "
                "anything in whole sentences. What the search found:\n\n" + self._hits()
            )
            yield EndChunk("stop")
            return
        text = render_told(query, told, failures)
        run = self.scene.run
        written = decide_opening(self.scene.ask).label == "document"
        output = run.output if run is not None else "document" if written else "message"
        if output == "append" and "add_entry" in self.offered:
            yield from whole_call("add_entry", {"text": text})
            yield EndChunk("calls")
        elif output in ("document", "append") and "open_canvas" in self.offered:
            title = query[:1].upper() + query[1:]
            yield from whole_call("open_canvas", {"kind": "document", "title": title[:80], "text": text})
            yield EndChunk("calls")
        else:
            yield TextChunk(self._late + text)
            yield EndChunk("stop")

    def _hits(self) -> str:
        return "\n".join(f"- <{hit.url}>" for hit in parse_hits(self.results[0].text)[:5])

    @property
    def _late(self) -> str:
        run = self.scene.run
        return f"{run.late}\n\n" if run is not None and run.late else ""


@dataclass(frozen=True)
class _Told:
    page: ReadPage
    sentences: Sequence[str]


def render_told(query: str, told: Sequence[_Told], failures: int = 0) -> str:
    """Sentences of pages under their titles, each with the number of its source, and the sources."""
    count = f"{len(told)} page{'s' if len(told) != 1 else ''}"
    lines = [f"From {count}, in their own words. Searched for: {escaped(query)}."]
    for each in told:
        page = each.page
        where = ", ".join(filter(None, (host_of(page.url), page.date)))
        lines.append(f"**{escaped(page.title)}** ({where})")
        lines.append("\n>\n".join(f"> {escaped(sentence)} [{page.number}]" for sentence in each.sentences))
    lines.append("**Sources**\n\n" + "\n".join(_source(each.page) for each in told))
    if failures > 0:
        lines.append(f"{failures} further page{'s' if failures != 1 else ''} could not be read, or said too little.")
    return "\n\n".join(lines)


def _source(page: ReadPage) -> str:
    """A line of the list; a file of the folder of sources is no link."""
    if page.url.startswith("http"):
        return f"{page.number}. [{escaped(page.title)}](<{page.url}>)"
    return f"{page.number}. {escaped(page.title)} (`{page.url}`)"


def escaped(text: str) -> str:
    """Words as Markdown that reads as they are."""
    return re.sub(r"([\\`*_\[\]<>#|~$])", r"\\\1", " ".join(text.split()))
