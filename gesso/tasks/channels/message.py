"""What is told, the same for every way of telling it, and how a way says that it failed."""

from dataclasses import dataclass
from datetime import datetime

from gesso.base.errors import GessoError

MOST_BODY = 2_000


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class Item:
    """One notice as it goes out. `id` is the same at every try; `tag` that of everything that replaces it."""

    id: str
    kind: str
    title: str
    body: str
    at: datetime
    url: str
    tag: str
    notice: str
    count: int = 1
    task: str | None = None
    run: str | None = None
    state: str = ""
    actions: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Message:
    """One or more items (a digest). `off` is where the person turns this way of telling off."""

    id: str
    items: tuple[Item, ...]
    off: str = ""

    @property
    def title(self) -> str:
        first = line(self.items[0].title)
        if len(self.items) == 1:
            return first
        return f"{len(self.items)} notices: {first[:80]} …"


class NotSent(GessoError):
    """A message did not go out. `passing`: try again, not before `after_s`. `gone`: the address is no more."""

    status, code = 502, "not_sent"

    def __init__(self, message: str, *, passing: bool, after_s: float = 0, gone: bool = False) -> None:
        super().__init__(message)
        self.passing, self.after_s, self.gone = passing, after_s, gone


class Unsure(GessoError):
    """The other side took the message and then did not say so; it must not be sent again."""

    status, code = 502, "unsure"


def line(text: str) -> str:
    """One line of printable text: nothing in it can begin a header of its own."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:200] or "gesso"
