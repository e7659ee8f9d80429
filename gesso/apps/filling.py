"""What ready-made apps are filled with from a text, by rules: cards, dated events, places. Pure, and never made up.

Every line quotes the text or is cut from it; where the rules find nothing they give nothing.
"""

import re
from collections import Counter

from gesso.base.late import late

MOST_CARDS, MOST_EVENTS, MOST_PLACES = 40, 60, 24
LONG = 220  # characters of one line

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_SHORT = "|".join(f"{month[:3]}(?:{month[3:]})?" for month in _MONTHS.split("|"))
_DATE = late(
    rf"\b(?:(?P<iso>\d{{4}}-\d\d-\d\d)|(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?P<month>{_SHORT})\.?,? (?P<year>\d{{4}})|"
    rf"(?P<month2>{_SHORT})\.? (?:(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,? )?(?P<year2>\d{{4}})|"
    r"(?P<bc>\d{1,4}) BCE?|(?P<alone>1\d{3}|20\d\d))\b"
)
_SENTENCE = late(
    r"(?<=[.!?])[\"”’')]*\s+(?=[\"“‘'(]?[A-ZÄÖÜÀ-Ý0-9])|\n\s*\n|\n(?=\s*(?:[-*+]|\d+[.)]|\d{3,4}\b|#|\|)\s?)"
)
_MARKS = late(r"\[([^\]]*)\]\([^)]*\)|[*_`]{1,3}|^\s*(?:[-*+]|\d+[.)]|#{1,6}|>)\s+", re.M)
_TERM = late(
    r"^\s*(?:[-*+]|\d+[.)])?\s*(?:\*\*(?P<bold>[^*\n]{2,60})\*\*\s*(?::|–|—|-)?|(?P<plain>[^\W\d_][^:\n–—.!?]{1,50}?)"
    r"\s*(?::|\s[–—]\s))\s*(?P<means>\S[^\n]{2,})$",
    re.M,
)
_ROW = late(r"^\|\s*([^|\n]+?)\s*\|\s*([^|\n]+?)\s*\|\s*$", re.M)
_IS = late(
    r"^(?:(?:The|A|An) )?(?P<term>[A-Z]?[\w’'-]+(?: [\w’'-]+){0,4}?) "
    r"(?P<verb>is|are|was|were|means|refers to|consists of) "
    r"(?P<means>(?:an?|the|one|when|where|any|all|what|made|used|called)\b.{8,})$"
)
_PRONOUN = late(r"^(?:it|this|that|these|those|he|she|they|there|we|i|you|which|who|what|here)\b", re.I)
_PLACE = late(
    r"\b(?:in|at|to|from|near|towards?|into|through|past|beyond|outside|inside|behind|across|of)\s+"
    r"(?P<the>the\s+)?(?P<name>[A-ZÄÖÜ][\w’'-]+(?:\s+(?:of\s+(?:the\s+)?)?[A-ZÄÖÜ][\w’'-]+){0,3})"
)
_NO_PLACE = late(
    rf"^(?:{_MONTHS}|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|God|Christmas|Easter|I|Mr|Mrs|Dr|Miss|"
    r"Mother|Father|English|French|German|Spanish)\b"
)


def sentences_of(text: str) -> list[str]:
    """The sentences and lines of a text, without the marks of Markdown."""
    pieces = (" ".join(_MARKS.sub(r"\1", piece).split()) for piece in _SENTENCE.split(text))
    return [piece for piece in pieces if piece]


def events_of(text: str) -> list[tuple[str, str]]:
    """(when, what) of every sentence that names a date or year; when is "1969-07-20", "1969-07", "1969" or "-44"."""
    found: dict[str, tuple[str, str]] = {}
    for sentence in sentences_of(text):
        date = _DATE.search(sentence)
        if date is None:
            continue
        what = re.sub(rf"^{re.escape(date.group())}\s*(?::|–|—|-|\|)\s*", "", sentence).strip(" |")
        if len(what) > 3:
            found.setdefault(what, (_when(date), _short(what)))
    return sorted(found.values(), key=lambda event: _order(event[0]))[:MOST_EVENTS]


def cards_of(text: str) -> list[tuple[str, str]]:
    """(front, back): terms with what they mean, then sentences that define, then years and numbers to be remembered."""
    cards: dict[str, str] = {}
    for row in _ROW.finditer(text):
        if not re.fullmatch(r"[-: ]+", row[1]) and not text[row.end() :].startswith("\n|-"):
            cards.setdefault(_plain(row[1]), _short(_plain(row[2])))
    for term in _TERM.finditer(text):
        front = _plain(term["bold"] or term["plain"]).rstrip(":")
        if len(front.split()) <= 6 and not _PRONOUN.match(front):
            cards.setdefault(front, _short(_plain(term["means"])))
    sentences = sentences_of(text)
    for sentence in sentences:
        said = _IS.match(sentence.rstrip(".!"))
        if said and not _PRONOUN.match(said["term"]) and len(sentence) < LONG:
            verb = said["verb"] if said["verb"] in ("is", "are", "was", "were") else "is"
            ask = f"What {verb} {said['term']}?"
            if not any(said["term"].lower() == front.lower() for front in cards):
                cards.setdefault(ask, _short(said["means"]))
    for sentence in sentences:
        number = re.search(r"(?<![\w.])\d[\d,.]*\d(?:\s?%)?|(?<![\w.])\d\s?%", sentence)
        if number and 25 < len(sentence) < LONG and sentence not in cards.values():
            cards.setdefault(f"{sentence[: number.start()]}_____{sentence[number.end() :]}", number.group())
    return list(cards.items())[:MOST_CARDS]


def places_of(text: str) -> list[tuple[str, str]]:
    """(place, first sentence that names it) in the order of the story; names that prepositions make places.

    An estimate: a person's name behind "to" looks the same, so what also does things in the text is left out.
    """
    sentences = sentences_of(text)
    counts: Counter[str] = Counter()
    first: dict[str, str] = {}
    for sentence in sentences:
        for match in _PLACE.finditer(sentence):
            name = re.sub(r"[’']s$", "", match["name"])
            if _NO_PLACE.match(name):
                continue
            counts[name] += 1
            first.setdefault(name, _short(sentence))
    whole = " ".join(sentences)
    return [(name, first[name]) for name in first if not _acts(name, whole)][:MOST_PLACES]


def _acts(name: str, text: str) -> bool:
    """Whether something of that name speaks or moves, as people do."""
    verbs = r"(?:said|says|asked|told|took|went|came|looked|walked|ran|knew|thought|smiled|laughed|nodded|wanted|and I)"
    return bool(re.search(rf"\b{re.escape(name)} {verbs}\b|\b(?:said|asked|told|met|with) {re.escape(name)}\b", text))


def _when(date: re.Match[str]) -> str:
    if date["iso"]:
        return date["iso"]
    if date["bc"]:
        return f"-{int(date['bc'])}"
    year = date["year"] or date["year2"] or date["alone"]
    month, day = date["month"] or date["month2"], date["day"] or date["day2"]
    if month is None:
        return str(year)
    number = next(n for n, name in enumerate(_MONTHS.split("|"), 1) if name.startswith(month[:3]))
    return f"{year}-{number:02}-{int(day):02}" if day and 0 < int(day) < 32 else f"{year}-{number:02}"


def _order(when: str) -> tuple[int, str]:
    year = int(re.match(r"-?\d+", when)[0])  # type: ignore[index]  # every `when` begins with a year
    return year, when


def _plain(text: str) -> str:
    return " ".join(_MARKS.sub(r"\1", text).split())


def _short(text: str) -> str:
    return text if len(text) <= LONG else text[:LONG].rsplit(" ", 1)[0].rstrip(",;:") + " …"
