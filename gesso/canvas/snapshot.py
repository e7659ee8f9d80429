"""What a model is shown of a canvas: its text cut into numbered blocks, and how they are printed.

Positions are code points of the text at `version`. Numbering starts at 1 and runs in reading order. Every non-blank
character lies in exactly one leaf block. A list is a block of its own that holds no text, followed by one block for
each of its items (nested items and continuation lines belong to their top-level item); both can be pointed at. A long
definition in code is shown in the same way, as parts of some forty lines. Other blocks do not nest. Blocks never
begin or end with white space, except for the indentation of a first line of code.

Cutting is in `outline` (Markdown) and `outline_code` (the rest), linear in the text and without failure: text that is
no valid Markdown or program is still covered. Pure; a snapshot never changes.
"""

from dataclasses import dataclass

from gesso.canvas.outline import BlockKind, Part, cut_markdown
from gesso.canvas.outline_code import cut_code, cut_lines


@dataclass(frozen=True, slots=True)
class Block:
    """`text` is the words from `start` to `end`. `parent` is the number of the list or definition it is part of.

    `title` says shortly what it is: a heading's words, a definition's name, a fence's label.
    """

    number: int
    kind: BlockKind
    start: int
    end: int
    text: str
    title: str = ""
    parent: int | None = None
    leaf: bool = True


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A canvas's text at a version, and its blocks."""

    version: int
    kind: str
    language: str | None
    text: str
    blocks: tuple[Block, ...]

    def block(self, number: int) -> Block | None:
        """The block of that number."""
        return self.blocks[number - 1] if 1 <= number <= len(self.blocks) else None

    def leaves(self) -> tuple[Block, ...]:
        """The blocks that hold the text: no lists or divided definitions."""
        return tuple(block for block in self.blocks if block.leaf)

    def block_at(self, point: int) -> Block | None:
        """The leaf block that contains code point `point`, or the last one that starts before it."""
        found = None
        for block in self.blocks:
            if block.start > point:
                break
            if block.leaf:
                found = block
        return found

    def blocks_in(self, start: int, end: int) -> tuple[Block, ...]:
        """The leaf blocks that a range touches."""
        last = max(end, start + 1)
        return tuple(block for block in self.blocks if block.leaf and block.start < last and block.end > start)


def take_snapshot(text: str, version: int, kind: str, language: str | None) -> Snapshot:
    """The numbered blocks of `text`; `kind` "document" is cut as Markdown, anything else by its language."""
    if kind == "document" and language in (None, "", "markdown"):
        parts = cut_markdown(text)
    elif kind == "code" or language not in (None, "", "markdown", "text"):
        parts = cut_code(text, language)
    else:
        parts = cut_lines(text)
    blocks: list[Block] = []
    for part in parts:
        _number(text, part, None, blocks)
    return Snapshot(version, kind, language, text, tuple(blocks))


def _number(text: str, part: Part, parent: int | None, blocks: list[Block]) -> None:
    number = len(blocks) + 1
    blocks.append(
        Block(number, part.kind, part.start, part.end, text[part.start : part.end], part.title, parent, not part.parts)
    )
    for inner in part.parts:
        _number(text, inner, number, blocks)


def render_numbered(snapshot: Snapshot, selection: tuple[int, int] | None = None, max_chars: int | None = None) -> str:
    """The text a model is shown: each block after its number in brackets, then the selection, if any, word for word.

    Within `max_chars` (about; the selection is never cut) by shortening first the longest blocks, then those farthest
    from the selection or the beginning; what is left out is said.
    """
    focus = snapshot.block_at(selection[0]) if selection else None
    chosen = "" if selection is None else _render_selection(snapshot, *selection)
    lines = [_render_block(block) for block in snapshot.blocks]
    if max_chars is not None and sum(map(len, lines)) + len(lines) + len(chosen) > max_chars:
        lines = _shortened(snapshot, lines, max(0, max_chars - len(chosen)), focus.number if focus else 1)
    body = "\n".join(lines) if lines else "(the canvas is empty)"
    return f"{body}\n\n{chosen}" if chosen else body


def _render_block(block: Block) -> str:
    if block.leaf:
        return f"[{block.number}] {block.text}"
    about = f"list: {block.title}" if block.kind == "list" else f"{block.title or block.kind}, in parts"
    return f"[{block.number}] ({about})"


def _render_selection(snapshot: Snapshot, start: int, end: int) -> str:
    touched = snapshot.blocks_in(start, end)
    if start == end:
        return f"The cursor is in block {touched[0].number}." if touched else ""
    numbers = (
        f"block {touched[0].number}"
        if len(touched) == 1
        else (f"blocks {touched[0].number} to {touched[-1].number}" if touched else "no block")
    )
    return f"Selected in {numbers}:\n{snapshot.text[start:end]}"


def _shortened(snapshot: Snapshot, lines: list[str], room: int, focus: int) -> list[str]:
    """`lines` made to fit `room` characters; the block of number `focus` is the last to suffer."""
    total = sum(map(len, lines)) + len(lines)
    for cap in (400, 120):
        for index in sorted(range(len(lines)), key=lambda n: -abs(n + 1 - focus)):
            line = lines[index]
            if total <= room:
                return lines
            if index + 1 != focus and len(line) > cap + 40:
                left_out = len(snapshot.blocks[index].text) - (cap - 8)
                lines[index] = f"{line[:cap].rstrip()} … ({left_out} more characters)"
                total += len(lines[index]) - len(line)
    if total <= room:
        return lines
    order = sorted(range(len(lines)), key=lambda n: abs(n + 1 - focus))
    kept: set[int] = set()
    used = 40
    for index in order:
        used += len(lines[index]) + 1
        if used > room and kept:
            break
        kept.add(index)
    out: list[str] = []
    index = 0
    while index < len(lines):
        if index in kept:
            out.append(lines[index])
            index += 1
            continue
        last = index
        while last + 1 < len(lines) and last + 1 not in kept:
            last += 1
        out.append(f"[{index + 1} to {last + 1}] (not shown)" if last > index else f"[{index + 1}] (not shown)")
        index = last + 1
    return out
