"""The words of a web page that are its text: without menus, lists of links, forms, footers and what nobody sees.

One pass over the tags, however broken or long they are. A block counts when it reads like prose: long enough, and not
mostly links. Where the page itself says which part is its article, that part alone is taken. What is hidden from a
reader (by attribute or style, or letters without width) is left out, and that it was there is told.
"""

import html
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from gesso.base.late import late
from gesso.formats.html_tokens import Tag, tokens
from gesso.sources.fetching import MAX_TEXT, readable

MAX_MARKUP = 1_000_000  # characters of source looked at
_VOID_NAMES = """
    area base br col embed hr img input link meta param source track wbr
"""
_VOID = frozenset(_VOID_NAMES.split())
_BLOCK_NAMES = """
    address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td th thead tr ul
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_CHROME = frozenset(("nav", "footer", "aside", "form", "button", "figcaption", "label"))
_MAIN = frozenset(("article", "main"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_UNSEEN = late(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)|font-size\s*:\s*[01]?(?:\.\d+)?px|"
    r"font-size\s*:\s*0|text-indent\s*:\s*-\d{3,}|(?:left|top)\s*:\s*-\d{4,}px",
    re.IGNORECASE,
)
_NO_WIDTH = late("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]")
_ENDS = late(r"[.!?…。！？:][\"'”’)\]]*$")
MOST_DEPTH = 400
LEAST_PROSE = 45  # characters of a block that is no end of a sentence
LEAST_ARTICLE = 300


@dataclass(frozen=True)
class Article:
    """`text`: blocks with a blank line between. `hidden`: words were left out that no reader sees."""

    title: str
    text: str
    published: datetime | None = None
    hidden: bool = False


@dataclass
class _Block:
    name: str
    main: bool
    chrome: bool
    pieces: list[str] = field(default_factory=list)
    linked: int = 0

    @property
    def text(self) -> str:
        return " ".join("".join(self.pieces).split())


@dataclass
class _Open:
    name: str
    unseen: bool


class _Reading:
    """Where in the page one is: the open elements, how many of them matter, and the blocks so far."""

    def __init__(self) -> None:
        self.blocks: list[_Block] = []
        self.hidden = False
        self._open: list[_Open] = []
        self._deep = dict.fromkeys(("unseen", "chrome", "main", "link"), 0)
        self._break("body")

    def word(self, text: str) -> None:
        bare = _NO_WIDTH.sub("", text)
        self.hidden = self.hidden or len(text) - len(bare) > 8
        if self._deep["unseen"]:
            self.hidden = self.hidden or bool(bare.strip())
            return
        block = self.blocks[-1]
        block.pieces.append(bare)
        if self._deep["link"]:
            block.linked += len(bare.strip())

    def tag(self, tag: Tag) -> None:
        if tag.closing:
            self._close(tag.name)
        elif tag.name not in _VOID and len(self._open) < MOST_DEPTH:
            unseen = "hidden" in tag.attributes or bool(_UNSEEN.search(tag.attributes.get("style", "")))
            self._open.append(_Open(tag.name, unseen))
            self._count(self._open[-1], 1)
        if tag.name in _BLOCKS:
            self._break("" if tag.closing else tag.name)

    def _close(self, name: str) -> None:
        if any(each.name == name for each in self._open):
            while True:
                last = self._open.pop()
                self._count(last, -1)
                if last.name == name:
                    return

    def _count(self, one: _Open, by: int) -> None:
        self._deep["unseen"] += by * one.unseen
        self._deep["chrome"] += by * (one.name in _CHROME)
        self._deep["main"] += by * (one.name in _MAIN)
        self._deep["link"] += by * (one.name == "a")

    def _break(self, name: str) -> None:
        self.blocks.append(_Block(name, self._deep["main"] > 0, self._deep["chrome"] > 0))


def article_of(source: str) -> Article:
    """What an HTML page says; where nothing in it reads like prose, all its words."""
    source = source[:MAX_MARKUP]
    reading = _Reading()
    for piece in tokens(source):
        if isinstance(piece, str):
            reading.word(piece)
        else:
            reading.tag(piece)
    blocks = [block for block in reading.blocks if block.text]
    main = _prose([block for block in blocks if block.main and not block.chrome])
    text = main if len(main) >= LEAST_ARTICLE else _prose([block for block in blocks if not block.chrome])
    if not text:
        text = "\n\n".join(block.text for block in blocks) or _NO_WIDTH.sub("", readable(source, True))
    first = next((block.text for block in blocks if block.name == "h1"), "")
    return Article(_title(source) or first[:300], text[:MAX_TEXT], _published(source), reading.hidden)


def _prose(blocks: list[_Block]) -> str:
    """The blocks that read like prose, and the headings that have such a block under them."""
    kept: list[str] = []
    heading = ""
    for block in blocks:
        text = block.text
        if block.name in _HEADINGS:
            heading = text
        elif _is_prose(block, text):
            kept += [heading, text] if heading and heading not in kept[-2:] else [text]
            heading = ""
    return "\n\n".join(kept)


def _is_prose(block: _Block, text: str) -> bool:
    if block.linked > 0.5 * len(text):
        return False
    if block.name in ("p", "pre", "blockquote"):
        return len(text) >= 20
    return len(text) >= LEAST_PROSE or (len(text) >= 20 and bool(_ENDS.search(text)))


_META = late(r"<meta\b[^>]{0,2000}>", re.IGNORECASE)
_VALUE = late(r"\b(name|property|itemprop|content)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_TITLE = late(r"<title\b[^<>]{0,500}>([^<]{1,2000})", re.IGNORECASE)
_DATED = late(r"\"datePublished\"\s*:\s*\"([^\"]{8,40})\"|<time\b[^>]{0,200}datetime=[\"']([^\"']{8,40})", re.I)
_DATES = frozenset(("article:published_time", "datepublished", "date", "dc.date", "pubdate"))


def _metas(source: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in _META.findall(source[:400_000]):
        values = {name.lower(): html.unescape(one or other) for name, one, other in _VALUE.findall(tag)}
        name = values.get("property") or values.get("name") or values.get("itemprop") or ""
        found.setdefault(name.lower(), values.get("content", ""))
    return found


def _title(source: str) -> str:
    said = _metas(source).get("og:title", "")
    if not said and (found := _TITLE.search(source[:400_000])):
        said = html.unescape(found.group(1))
    return " ".join(_NO_WIDTH.sub("", said).split())[:300]


def _published(source: str) -> datetime | None:
    metas = _metas(source)
    said = next((metas[name] for name in metas if name in _DATES and metas[name]), "")
    if not said and (found := _DATED.search(source[:400_000])):
        said = found.group(1) or found.group(2)
    return moment_of(said)


def moment_of(text: str) -> datetime | None:
    """The instant that ISO 8601 or RFC 2822 words name, UTC where they name no zone; None for anything else."""
    text = text.strip()[:60]
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = parse(text)
        except (ValueError, TypeError, IndexError):
            continue
        try:
            return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        except OverflowError:
            return None
    return None
