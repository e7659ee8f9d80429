"""The white space around an edit: what to take away with a deleted passage, what to put around an inserted one.

Markdown blocks stay apart by a blank line and items of a list by a line end; a deleted block leaves no double blank
line and never joins its neighbours; a deleted phrase leaves no double space. Only white space next to the passage is
ever touched. Positions are code points; pure.
"""

from typing import Literal

from gesso.canvas.outline import item_marker
from gesso.canvas.snapshot import Block

_CLOSING = ".,;:!?)]}”’…"


def deletion(text: str, start: int, end: int, block: bool) -> tuple[int, int]:
    """The range to delete so that `start` to `end` is gone: its own lines' spacing included if it is a block."""
    whole_lines = (start == 0 or text[start - 1] == "\n") and (end == len(text) or text[end] == "\n")
    if block or (whole_lines and text[start:end].strip()):
        return _deleted_block(text, start, end)
    space_before = start > 0 and text[start - 1] in " \t"
    if space_before and (end == len(text) or text[end] in " \t\n" or text[end] in _CLOSING):
        return start - 1, end
    if (start == 0 or text[start - 1] == "\n") and end < len(text) and text[end] == " ":
        return start, end + 1
    return start, end


def _deleted_block(text: str, start: int, end: int) -> tuple[int, int]:
    gap_start, gap_end = _gap_before(text, start), _gap_after(text, end)
    before, after = text[gap_start:start], text[end:gap_end]
    line_start = gap_start + before.rfind("\n") + 1 if gap_start else start
    if gap_end == len(text):
        return (gap_start, end) if gap_start else (start, end)
    if gap_start == 0 or after.count("\n") < before.count("\n"):
        return line_start, end + after.rfind("\n") + 1
    return gap_start + max(before.find("\n"), 0), end


def insertion(
    text: str, at: int, words: str, op: Literal["insert_before", "insert_after"], block: Block | None, kind: str
) -> str:
    """`words` with the white space that keeps them apart from what is around `at`."""
    if not words:
        return words
    if block is None:
        return _inline(text, at, words)
    gap_start, gap_end = _gap_before(text, at), _gap_after(text, at)
    before, after = text[gap_start:at].count("\n"), text[at:gap_end].count("\n")
    apart = _apart(words, block, kind, after if op == "insert_after" else before)
    if op == "insert_after":
        missing = 0 if gap_end == len(text) else max(0, apart - after)
        return "\n" * apart + words + "\n" * missing
    missing = 0 if gap_start == 0 else max(0, apart - before)
    return "\n" * missing + words + "\n" * apart


def _apart(words: str, block: Block, kind: str, gap: int) -> int:
    """How many line ends go between the block and the words."""
    if block.kind in ("item", "list"):
        return 1 if item_marker(words) else 2
    if block.kind == "table" and words.startswith("|"):
        return 1
    if kind == "code":
        return max(gap, 2) if block.kind == "definition" else 1
    return 1 if block.kind == "lines" else 2


def _inline(text: str, at: int, words: str) -> str:
    left, right = text[at - 1] if at else "\n", text[at] if at < len(text) else "\n"
    if words[0].isalnum() and (left.isalnum() or left in _CLOSING):
        words = " " + words
    if right.isalnum() and (words[-1].isalnum() or words[-1] in _CLOSING):
        words += " "
    return words


def _gap_before(text: str, at: int) -> int:
    while at > 0 and text[at - 1].isspace():
        at -= 1
    return at


def _gap_after(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at
