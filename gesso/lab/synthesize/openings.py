"""Which blocks of a document are meant by their opening words, as cases and training rows name them. Pure."""

from collections.abc import Sequence

from gesso.canvas.outline import heading_marker, item_marker
from gesso.canvas.snapshot import Block, Snapshot


def blocks_opening(snapshot: Snapshot, opening: str) -> tuple[Block, ...]:
    """The leaf blocks that begin with `opening`, whether or not it repeats the mark in front of them.

    Where no leaf does, the parts of the list that does (`"- flour\\n"` means the whole list).
    """
    leaves = tuple(block for block in snapshot.leaves() if _opens(block, opening))
    if leaves:
        return leaves
    whole = {block.number for block in snapshot.blocks if not block.leaf and block.text.lstrip().startswith(opening)}
    return tuple(block for block in snapshot.leaves() if block.parent in whole)


def blocks_meant(snapshot: Snapshot, openings: Sequence[str]) -> tuple[Block, ...]:
    """The blocks that the openings name, in reading order. Raises LookupError for an opening that names none."""
    numbers: set[int] = set()
    for opening in openings:
        found = blocks_opening(snapshot, opening)
        if not found:
            raise LookupError(f"no block begins with {opening!r}")
        numbers |= {block.number for block in found}
    return tuple(block for block in snapshot.blocks if block.number in numbers)


def _opens(block: Block, opening: str) -> bool:
    text = block.text.lstrip()
    bare = text[len(item_marker(text) or heading_marker(text)) :]
    inner = text.partition("\n")[2] if block.kind == "fence" else text.lstrip("> ")
    return any(form.startswith(opening) for form in (text, bare, inner))
