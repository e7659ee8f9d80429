"""What a model may point at, and the edit it asks for there.

Positions are code points of the snapshot's text. Frozen values; what becomes of them is in `edit`.
"""

from dataclasses import dataclass
from typing import Literal

from gesso.base.errors import BadInput
from gesso.canvas.quote import find_quote
from gesso.canvas.snapshot import Snapshot

Op = Literal["replace", "insert_before", "insert_after", "delete"]


class UnknownBlock(BadInput):
    """The edit names a block that was not in the snapshot."""

    code = "unknown_block"


@dataclass(frozen=True, slots=True)
class BlockTarget:
    """The block of that number in the snapshot."""

    number: int


@dataclass(frozen=True, slots=True)
class QuoteTarget:
    """The one place that reads `text`; see `find_quote`."""

    text: str


@dataclass(frozen=True, slots=True)
class SpanTarget:
    """A range of the snapshot's text, such as the selection."""

    start: int
    end: int


Target = BlockTarget | QuoteTarget | SpanTarget


@dataclass(frozen=True, slots=True)
class Edit:
    """`text` is new words, taken literally; a delete ignores it, and a replace by nothing is a delete."""

    target: Target
    op: Op
    text: str = ""
    why: str = ""


def target_span(target: Target, seen: Snapshot) -> tuple[int, int]:
    """The range of the snapshot's text that `target` means.

    Raises UnknownBlock, QuoteNotFound, QuoteAmbiguous, or BadInput for a span outside the text.
    """
    if isinstance(target, BlockTarget):
        block = seen.block(target.number)
        if block is None:
            count = len(seen.blocks)
            raise UnknownBlock(f"There is no block {target.number}; the document has blocks 1 to {count}.")
        return block.start, block.end
    if isinstance(target, QuoteTarget):
        return find_quote(seen.text, target.text)
    if not 0 <= target.start <= target.end <= len(seen.text):
        raise BadInput(f"expected a span inside 0 to {len(seen.text)}, got {target.start} to {target.end}")
    return target.start, target.end
