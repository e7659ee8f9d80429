"""What every format is read into and written from: a text with what hangs on it.

Positions are code points of `text`. Values are frozen. `lost` says what reading could not keep; what writing would not
keep is told by `losses` before anything is written.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from gesso.base.errors import BadInput, TooLarge

Kind = Literal["document", "code"]

COMMENTS = "comments"
REPLIES = "replies to comments"
SUGGESTIONS = "open suggestions (the text stays as it is)"

MAX_BYTES = 50_000_000
"""The largest file that is read."""
MAX_TEXT = 10_000_000
"""The longest text that a document may have, in code points."""


@dataclass(frozen=True, slots=True)
class Reply:
    author: str
    body: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A comment on `start..end`; `at` is ISO 8601 or empty."""

    start: int
    end: int
    author: str
    body: str
    at: str = ""
    replies: tuple[Reply, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """An open suggestion: `after` in place of `start..end`, which the text still reads."""

    start: int
    end: int
    after: str
    author: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that the text names as `attachment:NAME`."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Lost:
    """Something that is not kept: what, where when that is known, how often."""

    what: str
    where: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class Document:
    title: str
    text: str
    kind: Kind = "document"
    language: str | None = None
    comments: tuple[Note, ...] = ()
    suggestions: tuple[Proposal, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    lost: tuple[Lost, ...] = ()


def counted(lost: Iterable[Lost]) -> tuple[Lost, ...]:
    """The same losses with equal ones added up, in order of first appearance."""
    found: dict[tuple[str, str], int] = {}
    for item in lost:
        found[item.what, item.where] = found.get((item.what, item.where), 0) + item.count
    return tuple(Lost(what, where, count) for (what, where), count in found.items() if count)


def check_size(data: bytes) -> None:
    """Raises TooLarge for more than `MAX_BYTES`, BadInput for nothing."""
    if len(data) > MAX_BYTES:
        raise TooLarge(f"A file to import may have at most {MAX_BYTES // 1_000_000} MB.")
    if not data:
        raise BadInput("This file is empty.")


def check_text(text: str) -> str:
    """The text. Raises TooLarge when it is longer than a document may be."""
    if len(text) > MAX_TEXT:
        raise TooLarge(f"A document may have at most {MAX_TEXT:,} characters.")
    return text


def stem_of(name: str, default: str = "Imported") -> str:
    """A title from a file's name: no folder, no ending."""
    last = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    stem, dot, _ = last.rpartition(".")
    words = " ".join("".join(letter if letter.isprintable() else " " for letter in (stem if dot else last)).split())
    return words[:200] or default
