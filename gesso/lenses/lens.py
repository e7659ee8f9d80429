"""A lens: an extractor that reads block by block, a view of what it found, and commands that only propose.

`look` is pure and sees one block, so that what it found is kept for as long as some block reads the same; `gather`
joins the blocks of the whole text and has to be quick. A command answers with edits, which become suggestions.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from gesso.base.errors import Conflicting
from gesso.canvas.outline import BlockKind
from gesso.canvas.snapshot import Snapshot
from gesso.data.profile import Profile
from gesso.lenses.value import Anchor, Datum, Shape, View

F = TypeVar("F")  # what a lens finds in a block
MOST_QUOTED = 600  # code points of an anchor; a longer passage is anchored by its beginning


@dataclass(frozen=True, slots=True)
class Piece:
    """A leaf block on its own, as `look` sees it: positions are code points from its beginning."""

    kind: BlockKind
    text: str
    title: str = ""
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Seen(Generic[F]):
    """A block of the text with what was found in it."""

    number: int
    start: int
    piece: Piece
    found: F

    @property
    def text(self) -> str:
        return self.piece.text

    @property
    def end(self) -> int:
        return self.start + len(self.piece.text)

    def anchor(self, start: int = 0, end: int | None = None) -> Anchor:
        """Code points of this block as an anchor of the text; the whole block by default."""
        end = min(len(self.piece.text) if end is None else end, start + MOST_QUOTED)
        return Anchor(
            block=self.number, start=self.start + start, end=self.start + end, quote=self.piece.text[start:end]
        )


@dataclass(frozen=True, slots=True)
class Around:
    """What a lens may look at besides the text: the words of sources by their names, today's date (ISO), what a model
    read in scenes (`Score` of `gesso.lenses.made`, by scene), what is in the table behind the page, and what was found
    by checking the program in the sandbox."""

    sources: Mapping[str, str] = field(default_factory=dict)
    today: str = ""
    scores: Mapping[str, Any] = field(default_factory=dict)
    table: Profile | None = None
    checked: Any = None


@dataclass(frozen=True, slots=True)
class Whole(Generic[F]):
    """The text with what was found in each of its leaf blocks, in order."""

    snapshot: Snapshot
    seen: tuple[Seen[F], ...]
    around: Around = Around()

    @property
    def text(self) -> str:
        return self.snapshot.text

    def share(self, point: int) -> float:
        """How far into the text a code point is: 0 to 1."""
        return point / max(1, len(self.snapshot.text))


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace code points `start` to `end` of the text by `after`."""

    start: int
    end: int
    after: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """What only a model can do: an instruction about code points `start` to `end` of the text."""

    start: int
    end: int
    instruction: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """`edits` do not overlap; `told` says in one sentence what is offered and what could not be."""

    told: str
    edits: tuple[Edit, ...] = ()
    asks: tuple[Ask, ...] = ()


class Args(BaseModel):
    """Arguments of a command."""

    model_config = ConfigDict(extra="forbid")


class OfDatum(Args):
    """The commonest argument: the datum that it is about."""

    datum: str


@dataclass(frozen=True)
class Reading(Generic[F]):
    """What a lens found in a text at a version."""

    whole: Whole[F]
    view: View


@dataclass(frozen=True)
class Command:
    """`propose(reading, args)` is pure. Raises BadInput for what cannot be done, Conflicting for what is gone."""

    name: str
    title: str
    params: type[Args]
    propose: Callable[[Reading[Any], Any], Proposal]


@dataclass(frozen=True)
class Lens(Generic[F]):
    """`kinds` are the canvases it is for: "document", "code" (or "code:python", …), "data".

    `look` finds something in a block, `gather` makes the view of it all; raise `version` when `look` changes.
    `with_sources` asks for the words of the conversation's files and pages in `Whole.around`, `with_table` for
    what is in the table behind the page, `with_checks` for
    types and tests (`Checked` of `gesso.lenses.checks`), `scores` for what a model
    read under that print. `print` tells versions of one made on the fly apart.
    """

    name: str
    title: str
    about: str
    kinds: frozenset[str]
    shape: Shape
    look: Callable[[Piece], F]
    gather: Callable[[Whole[F]], View]
    commands: tuple[Command, ...] = ()
    version: int = 1
    with_sources: bool = False
    with_table: bool = False
    with_checks: bool = False
    print: str = ""
    scores: str = ""

    @property
    def key(self) -> str:
        """What is read by it is kept under this."""
        return f"{self.name}\0{self.version}\0{self.print}\0{self.scores}"

    def command(self, name: str) -> Command | None:
        return next((each for each in self.commands if each.name == name), None)

    def fits(self, kind: str, language: str | None) -> bool:
        return kind in self.kinds or f"{kind}:{language}" in self.kinds


def block_hash(lens: Lens[Any], piece: Piece) -> bytes:
    """What is found by it is kept under this."""
    head = f"{lens.name}\0{lens.version}\0{lens.print}\0{piece.kind}\0{piece.language}\0{piece.title}\0"
    return hashlib.blake2b(f"{head}{piece.text}".encode(errors="surrogatepass"), digest_size=16).digest()


def datum_id(*parts: str) -> str:
    """A name for a datum that stays while `parts` do; those of the same name are told apart when they are shown."""
    return hashlib.blake2b("\0".join(parts).encode(errors="surrogatepass"), digest_size=6).hexdigest()


def look_at_nothing(piece: Piece) -> None:
    """For lenses that read the whole text at once."""


def datum_of(view: View, id: str) -> Datum:
    """Raises Conflicting for a datum that is not there any more."""
    for each in view.data:
        if each.id == id:
            return each
    raise Conflicting("The text has changed there meanwhile; look at the lens again.")


def pieces_of(snapshot: Snapshot) -> Sequence[tuple[int, int, Piece]]:
    """(number, start, piece) of every leaf block."""
    language = snapshot.language
    return [(b.number, b.start, Piece(b.kind, b.text, b.title, language)) for b in snapshot.blocks if b.leaf]
