"""What one block adds to a plot: who is there, where and when it says it is, what it promises, what it plants."""

import re
from dataclasses import dataclass
from typing import Literal

from gesso.base.late import late
from gesso.canvas.reading import words_in
from gesso.lenses.breaks import beginning
from gesso.lenses.characters.leaf import Leaf
from gesso.lenses.characters.look import look as look_at_people
from gesso.lenses.characters.sentences import sentences
from gesso.lenses.lens import Piece

PromiseKind = Literal["to be told", "to be done", "unanswered", "planted"]


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of the block with what it says: a place or a time in its own words, or a planted thing's noun."""

    start: int
    end: int
    word: str


@dataclass(frozen=True, slots=True)
class Promise:
    """A sentence that makes a reader wait; `about` are the rarer words by which an answer would be known."""

    start: int
    end: int
    kind: PromiseKind
    about: frozenset[str]


@dataclass(frozen=True, slots=True)
class Beat:
    leaf: Leaf
    words: int = 0
    places: tuple[Words, ...] = ()
    times: tuple[Words, ...] = ()
    promises: tuple[Promise, ...] = ()
    things: tuple[Words, ...] = ()
    day: int | None = None  # of a heading “Day 40”


_PLACE_NOUNS = """
    alley attic balcony bank bar barn bathroom beach bedroom boat bridge cabin cafe café camp car carriage castle cave
    cell cellar cemetery church churchyard city clearing cliff corridor cottage court courtroom courtyard deck desert
    dock docks factory farm ferry field ford forest fort garage garden gate graveyard hall harbour harbor hill hospital
    hotel house hut inn island kitchen laboratory lab lane library lighthouse market mess mill mine morgue mountain
    museum office orchard palace park pier pit platform pond pool port prison pub quarry quay restaurant river road roof
    room school sea shed shop shore square stable stairs station street studio temple tent theatre tower town
    train tunnel van village wagon wall warehouse wood woods yard
"""
_AT_PLACE = late(
    r"\b(?:in|at|into|on|outside|behind|beside|inside|across|through|under|below|down to|up to|out to|to|reached|"
    r"left|entered)"
    rf" (?:the|a|an|his|her|their|my|our) (?:[a-z-]+ ){{0,2}}?(?P<place>{'|'.join(_PLACE_NOUNS.split())})\b"
)
_NAMED_PLACE = late(
    r"\b(?:in|at|into|reached|left for|out to|down to) (?:the )?(?P<place>[A-ZÀ-Þ][\w’]+(?: [A-ZÀ-Þ][\w’]+){0,2})"
)
_NO_PLACE = frozenset(
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "January", "February", "March",
     "April", "May", "June", "July", "August", "September", "October", "November", "December", "Christmas", "Easter",
     "God", "English", "French", "German", "I", "He", "She"]
)  # fmt: skip
_HOURS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_MONTHS = "January|February|March|April|June|July|August|September|October|November|December"
_TIME = late(
    rf"\b(?:(?:[Oo]n|[Bb]y|[Ss]ince|[Tt]he last|[Oo]n the last) (?:{_DAYS})(?: (?:morning|evening|night|"
    rf"afternoon))?(?: of (?:{_MONTHS}))?|"
    rf"[Aa]t (?:{_HOURS}|\d{{1,2}})(?: o[’']clock|:\d\d| [ap]\.?m\.?)|[Aa]t (?:noon|midnight|dawn|dusk|sunrise|"
    rf"sunset|night)|"
    r"(?:[Tt]hat|[Tt]he next|[Tt]he following|[Nn]ext|[Tt]he same) (?:morning|day|evening|night|afternoon|week|"
    r"month|spring|summer|autumn|"
    rf"winter|year)|[Ii]n (?:{_MONTHS})(?: \d{{4}})?|[Ii]n the (?:spring|summer|autumn|winter|morning|evening|"
    rf"afternoon)|"
    r"[Bb]y (?:morning|evening|nightfall|noon)|[Ii]n (?:1[5-9]|20)\d\d)\b"
)
_WILL = late(
    r"\b(?:I|[Ww]e|[Hh]e|[Ss]he|[Tt]hey|[Yy]ou)(?:[’']ll| will| shall| would|[’']d) (?:not |never |"
    r"only )?(?P<verb>tell|show|explain|say|speak|"
    r"answer|read|open|come back|return|write|find out|know|see|hear|meet|pay|give|kill|get|learn|want)\b"
)
_TOLD = frozenset(
    {"tell", "show", "explain", "say", "speak", "answer", "read", "open", "write", "find out", "know", "hear", "learn"}
)
_LATER = late(
    r"\b(?:[Tt]omorrow|later|one day|some ?day|in the morning|next (?:day|week|time|year|morning)|the next day|"
    r"[Ww]hen (?:we|you|I|it|the|this|he|she)|"
    r"before (?:morning|Christmas|dawn|the|long)|not (?:now|today|here|yet)|as soon as|the day after)\b"
)
_NOT_NOW = late(r"\s*(?:But )?[Nn]ot (?:here|now|yet|today)\b")
_PROMISED = late(r"\b(?:promised?|swor?e|vowed?|gave (?:him|her|them) (?:his|her|my) word|had given .{0,20} word)\b")
_UNANSWERED = late(
    r"\b(?:never (?:found out|learned|knew|told|said|asked) (?:why|who|what|how|where)|still not said why|"
    r"never said(?=[.;])|"
    r"nobody (?:knew|could say) (?:why|who|what|how)|"
    r"no ?one (?:knew|could say) (?:why|who|what|how)|wondered (?:why|who|what)|would rather not say|"
    r"wouldn[’']t say (?:why|who|what)|"
    r"(?:a|the|her|his|my|their) secret\b)"
)
_THINGS = late(
    r"(?<!like a )\b(?:guns?|pistol|revolver|rifle|shotgun|dagger|knife|poison|vial|bomb|locket|amulet|map|letter|"
    r"diary)\b(?! shop| point| drawer| edge)"
)
_COMMON = """
    about after again against always another anybody anything because been before being could does doing everything
    first from going have hers here himself herself into just know like little look make more morning much must never
    next nobody nothing only other over people promise promised rather said same says shall should some something soon
    still such tell that their them then there these they thing things think this those time today told tomorrow until
    very want well went were what when where which while will with would your yours
"""
_STOP = frozenset(_COMMON.split())
_DAY = late(r"\bDay (\d{1,4})\b", re.I)
_RARE = late(r"[^\W\d_]{4,}")


def look(piece: Piece) -> Beat:
    piece = beginning(piece)
    leaf = look_at_people(piece)
    text = piece.text
    if leaf.breaks or piece.kind in ("heading", "rule"):
        day = _DAY.search(text)
        return Beat(leaf, times=tuple(_found(_TIME, text)), day=int(day.group(1)) if day else None)
    if piece.kind in ("fence", "table", "frontmatter", "html", "code"):
        return Beat(leaf)
    return Beat(
        leaf, words_in(text), tuple(_places(text)), tuple(_found(_TIME, text)), tuple(_promises(text)),
        tuple(_found(_THINGS, text)),
    )  # fmt: skip


def rare_words(text: str) -> frozenset[str]:
    """The longer words of a text that carry meaning, small."""
    return frozenset(each.lower() for each in _RARE.findall(text)) - _STOP


def _found(pattern: re.Pattern[str], text: str) -> list[Words]:
    return [Words(*each.span(), each.group()) for each in pattern.finditer(text)]


def _places(text: str) -> list[Words]:
    found = [Words(*each.span("place"), f"the {each['place']}") for each in _AT_PLACE.finditer(text)]
    for each in _NAMED_PLACE.finditer(text):
        if each["place"].split()[0] not in _NO_PLACE:
            found.append(Words(*each.span("place"), each["place"]))
    return sorted(found, key=lambda each: each.start)


def _promises(text: str) -> list[Promise]:
    found = []
    for start, end in sentences(text):
        sentence = text[start:end]
        will = _WILL.search(sentence)
        kind: PromiseKind | None = None
        if _UNANSWERED.search(sentence):
            kind = "unanswered"
        elif (
            will
            and (_LATER.search(sentence) or _NOT_NOW.match(text, end) or _PROMISED.search(sentence))
            and not sentence.rstrip("”\"' ").endswith("?")
        ):
            kind = "to be told" if will["verb"] in _TOLD else "to be done"
        if kind is not None:
            found.append(Promise(start, end, kind, rare_words(sentence)))
    return found
