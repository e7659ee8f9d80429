"""The sentences of a text, and what around one takes back what it says. Pure."""

import re
from collections.abc import Iterator

from gesso.base.late import late
from gesso.sources.quotes import PAGE_END

_END = late(
    r"(?<=[.!?…])[\"'”’)\]]*(?:\s*\[\d{1,3}\])*\s+(?=(?:[-*+•–]\s+)?[\"'“‘(\[]?[A-ZÀ-ÖØ-ÞĀ-Ž0-9])|(?<=[。！？])|\n{2,}|\f"
)
_ABBREVIATION = late(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|vs|etc|e\.g|i\.e|z\.B|bzw|No|Nr|Inc|Jr|Sr|Ltd|Co|Corp|Gov|Sen|Rep|Gen|Col|Capt|"
    r"approx|appr|ca|c|cf|ed|est|al|incl|excl|resp|max|min|avg|vol|p|pp|fig|figs|tab|sec|eq|ref|refs|Fig|Figs|Tab|Sec|Eq|"
    r"Ref|Vol|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|usw|vgl|inkl|exkl|Mio|Mrd)|\b[A-Z])\.$"
)
_HEAD = late(r"#{1,6} [^\n]+\n|[A-ZÀ-Þ0-9][^\n]{1,68}[^\n.,;:!?]\n(?=[\"“‘(]?[A-ZÀ-Þ0-9])")
_NUMBERED = late(r"#|\d{1,2}(?:\.\d{1,2})+\.?\s")
_SMALL_WORD = late(r"\b[a-zà-ÿ]{4,}")
_DENIES = (
    r"false|wrong|untrue|incorrect|not (?:true|so|correct|the case|right)|myths?|hoax(?:es)?|refuted|retracted|"
    r"withdrawn|denied|disproved|debunked|mistaken|mistakes?|errors?|invented|fabricated|rumou?rs?|nonsense|falsch|"
    r"unwahr|widerlegt|Irrtümer|Irrtum|Märchen|allegations?|alleged(?:ly)?|misconceptions?|hypothes[ei]s"
)
_LED_BY = late(rf"[^\n]*\b(?:{_DENIES})\b[^\n.]*[:.]?\s*$", re.IGNORECASE)
_OF_IT = r"this|that|it|which|these|none of (?:this|that)|the (?:claim|figure|number|report|statement)|das|dies|es"
_TAKEN_BACK = late(
    rf"[\"'”’)\]\s]*(?:(?:(?:but|and|yet|however),?\s+)?(?:{_OF_IT})\b[^.\n]{{0,40}}\b(?:{_DENIES})\b|"
    r"(?:false|wrong|not so|no)[.,!])",
    re.IGNORECASE,
)
_DOUBTS = late(
    rf"\b(?:{_DENIES}|not|no|never|nobody|none|nothing|neither|without|hardly|few|nicht|kein\w*|nie)\b|n['’]t\b", re.I
)
MOST_HEADING = 5  # words
_BULLET = late(r"[-*+•–]\s")
_NUMBER = late(r"(?:^|\n)\s*\d{1,3}[.)]$")
_ITEM = late(r"\s*(?:[-*+•–]\s|\d{1,3}[.)](?:\s|$))")
_FINISHED = late(r"[.!?…。！？:;][\"'”’)\]]*(?:\s*\[\d{1,3}\])*$")
_LEANS_ON = late(
    r"(?:,|\b(?:that|of|the|an?|not|no|to|in|on|at|by|for|from|with|than|and|or|but|if|whether|because|when|where|while|as|"
    r"is|was|are|were|be|been|has|have|had|will|says?|said|believes?|believed|claims?|claimed|deny|denies|denied|thinks?|"
    r"thought|argues?|argued|insists?|insisted|suggests?|suggested|reports?|reported|alleges?|alleged|doubts?|doubted|"
    r"knows?|knew|hopes?|hoped|fears?|feared|tells?|told|assumes?|assumed|supposes?|supposed|pretends?|pretended|dass|der|die|das|nicht|kein|keine|"
    r"und|oder|wenn|ob|weil))$",
    re.IGNORECASE,
)  # fmt: skip


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Where the sentences are, without the space around them."""
    spans, start = [], 0
    for match in [*_END.finditer(text), None]:
        end = len(text) if match is None else match.end()
        if match is not None and _ABBREVIATION.search(text[max(0, match.start() - 12) : match.start()]):
            continue
        left, right = start, end
        while left < right and text[left].isspace():
            left += 1
        while right > left and text[right - 1].isspace():
            right -= 1
        if left < right:
            spans.append((left, right))
        start = end
    return spans


def with_headings_cut(text: str) -> Iterator[tuple[int, int]]:
    """Every sentence, and once more without its first line where that looks like a heading: layout is not known."""
    for start, end in sentence_spans(text):
        yield start, end
        head = _HEAD.match(text, start, end)
        if head is not None and _is_heading(head[0].rstrip()):
            yield head.end(), end


def _is_heading(line: str) -> bool:
    """Whether a line is no beginning of the sentence below it: numbered, in title case, or a few words that end."""
    if _NUMBERED.match(line) or not _SMALL_WORD.search(line):
        return True
    return len(line.split()) <= MOST_HEADING and not (_LEANS_ON.search(line) or _DOUBTS.search(line))


def doubt_of(text: str, start: int, end: int) -> str:
    """What stands beside a sentence and leaves open whether the text says it, in words; "" where nothing does."""
    before = text[max(0, start - 400) : start]
    page_before, page_cut, _ = before.rpartition(PAGE_END)
    if page_cut and not before[len(page_before) + 1 :].strip() and not _FINISHED.search(page_before.rstrip()):
        return "the sentence begins on the page before"
    lead = before.rstrip()
    listed = bool(_BULLET.match(text, start, end) or _NUMBER.search(lead))
    while listed and _ITEM.match(lead.rpartition("\n")[2]):
        lead = lead.rpartition("\n")[0].rstrip()  # from any line of a list up to what it is a list of
    if _LEANS_ON.search(lead):
        return "the sentence begins before them"
    line = lead.rpartition("\n")[2]
    if (listed or lead.endswith(":") or line.startswith("#")) and _LED_BY.match(line):
        return "what they stand under takes them back"
    if _TAKEN_BACK.match(text, end):
        return "the next sentence takes them back"
    return ""
