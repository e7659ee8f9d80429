"""Getting a program out of a chatty answer: the code of its first fence, as it streams, and without circles."""

import ast
import re
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator

_FENCE = re.compile(r"^\s*(?:```|~~~)")
_CODE_LINE = re.compile(r"^\s*(?:#|//|/\*|--|<|import |from |def |class |function |const |let |var |use |fn |public |package |SELECT |CREATE |\w+\s*=|\w+\(|[{}\[\]@])", re.IGNORECASE)
MOST_REPEATS = 4


async def clean_code(pieces: AsyncIterator[str]) -> AsyncGenerator[str, None]:
    """The lines inside the first fence (or from the first line that looks like code), each as soon as it is complete.

    Stops at the closing fence, and when the same line or the same three lines keep coming back.
    """
    inside = False
    seen: Counter[str] = Counter()
    triples: Counter[tuple[str, ...]] = Counter()
    recent: list[str] = []
    async for line in _lines(pieces):
        if _FENCE.match(line):
            if inside:
                return
            inside = True
            continue
        if not inside and not _CODE_LINE.match(line):
            continue
        inside = True
        bare = line.strip()
        recent = [*recent[-2:], bare]
        if len(bare) > 12:
            seen[bare] += 1
            triples[tuple(recent)] += 1
            if seen[bare] > MOST_REPEATS or triples[tuple(recent)] > 2:
                return
        yield line


async def _lines(pieces: AsyncIterator[str]) -> AsyncGenerator[str, None]:
    buffer = ""
    async for piece in pieces:
        buffer += piece
        *complete, buffer = buffer.split("\n")
        for line in complete:
            yield line + "\n"
    if buffer.strip():
        yield buffer + "\n"


def parses(program: str, language: str | None) -> bool:
    """Whether a program is at least well formed; only Python can be checked without running anything."""
    if language != "python":
        return True
    try:
        ast.parse(program)
    except (SyntaxError, ValueError):
        return False
    return True
