"""Where a story breaks: headings, rules, a line of asterisks, a line that says “Chapter 3”."""

import re
from dataclasses import replace

from gesso.lenses.lens import Piece

_CHAPTER = re.compile(
    r"(?:chapter|part|book|act|scene|prologue|epilogue)\b[ .:—-]*(?:[0-9]+|[ivxlc]+|one|two|three|four|five|six|seven|"
    r"eight|nine|ten|[a-z]+teen|twenty[a-z-]*)?(?:[.:—-].{0,80})?$", re.I,
)  # fmt: skip
_STARS = re.compile(r"[*#~•◆❦⁂ \t—-]{1,20}$")


MOST_READ = 5_000  # code points of a block: longer than paragraphs are, short enough for any pattern on any text


def beginning(piece: Piece) -> Piece:
    """The block, or as much of it as is read."""
    return piece if len(piece.text) <= MOST_READ else replace(piece, text=piece.text[:MOST_READ])


def breaks(piece: Piece) -> bool:
    """Whether the block only parts what is before it from what comes after."""
    if piece.kind in ("heading", "rule"):
        return True
    text = piece.text.strip()
    return len(text) < 100 and (_STARS.match(text) is not None or _CHAPTER.match(text) is not None)
