"""Where the arguments of a call come from, found by code in the texts that the model was shown. Pure.

A model cannot be asked: whoever tricked it would answer. So each destination is looked up, letter for letter and as
whole words, first in what the person typed, then in documents, files, pages and results. What is found nowhere is the
model's own. A mention that the person only warns of ("never write to …") does not name a destination.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

Origin = Literal["person", "rule", "document", "file", "page", "tool", "model"]
"""Who wrote it: the person who asked (or a rule of theirs), a page of the room, an outside source, or the model."""

ORDER: tuple[Origin, ...] = ("person", "document", "file", "page", "tool")
QUOTE = 60  # characters on each side of a place that are shown
MOST_DESTINATIONS = 200
_NOT = re.compile(
    r"\b(?:not|never|n't|don'?t|won'?t|without|except|avoid|no longer|instead of|rather than|nicht|nie|niemals|kein\w*|"
    r"ohne|außer|statt|nunca|jamás|sin|excepto|ne|pas|jamais|sauf|sans)\b[^.!?\n]*$",
    re.IGNORECASE,
)
_ADDRESSES = re.compile(r"[^\s,;<>]+@[^\s,;<>]+")


@dataclass(frozen=True)
class Text:
    """Something the model was shown. `where` names it for people: “your message”, a page's host, a tool."""

    origin: Origin
    text: str
    where: str = ""


@dataclass(frozen=True)
class Source:
    """A destination and where it was found; `quote` are the words around it there, "" for the model's own."""

    argument: str
    value: str
    origin: Origin
    where: str = ""
    quote: str = ""

    @property
    def named(self) -> bool:
        """Whether the person named it."""
        return self.origin in ("person", "rule")


def destinations_of(args: Mapping[str, Any], names: Sequence[str] | None) -> list[tuple[str, str]]:
    """Every (argument, value) that says where a call goes; with `names` None every text and number in it."""
    wanted = args if names is None else {name: args[name] for name in names if args.get(name) is not None}
    found = [pair for name, value in wanted.items() for pair in _texts(name, value)]
    if len(found) > MOST_DESTINATIONS:  # one that stands for them all and is found nowhere
        return [(found[0][0], f"{len(found)} destinations")]
    return found


def _texts(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(f"{name}.{key}", inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _texts(name, inner)
    elif isinstance(value, str):
        if value.strip():
            yield from ((name, piece) for piece in _pieces(value.strip()))
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield name, str(value)


def _pieces(value: str) -> list[str]:
    """Several mail addresses in one argument are several destinations."""
    found: list[str] = _ADDRESSES.findall(value)
    rest = _ADDRESSES.sub("", value).strip(" ,;<>\n")
    return found if len(found) > 1 and not rest else [value]


def find_source(argument: str, value: str, texts: Sequence[Text]) -> Source:
    """Where a destination comes from; the most trusted of the places where it stands."""
    pattern = _whole(value)
    for origin in ORDER:
        for text in texts:
            if text.origin == origin and (place := _place(pattern, text)) is not None:
                return Source(argument, value, origin, text.where, _around(text.text, *place))
    return Source(argument, value, "model")


def _whole(value: str) -> re.Pattern[str]:
    """`value` as whole words: b@c.org stands neither in ab@c.org nor in b@c.org.evil."""
    words = r"\s+".join(re.escape(word) for word in value.split())
    return re.compile(rf"(?<![\w@])(?<![\w@][.+/:%=&-]){words}(?![\w@])(?![.+/:%=&?#-]+[\w@])", re.IGNORECASE)


def _place(pattern: re.Pattern[str], text: Text) -> tuple[int, int] | None:
    for match in pattern.finditer(text.text):
        before = text.text[max(0, match.start() - 120) : match.start()]
        if text.origin != "person" or not _NOT.search(before):
            return match.start(), match.end()
    return None


def _around(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - QUOTE) : start], text[end : end + QUOTE]
    head, tail = "…" if start > QUOTE else "", "…" if end + QUOTE < len(text) else ""
    return " ".join(f"{head}{before}{text[start:end][:300]}{after}{tail}".split())


def sites_of(value: str) -> tuple[str, ...]:
    """What a rule may call a destination, the narrowest first: itself, the host of an address, a mail's domain."""
    whole = value.strip().casefold()
    host = ""
    if "://" in whole:
        try:
            host = urlsplit(whole).hostname or ""
        except ValueError:
            host = ""
    elif _ADDRESSES.fullmatch(whole):
        host = whole.rpartition("@")[2]
    return (whole, host) if host and host != whole else (whole,)
