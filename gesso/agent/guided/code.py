"""Getting a program out of a chatty answer: the code of its first fence, as it streams, and without circles."""

import ast
import re
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator

_FENCE = re.compile(r"^\s*(?:```|~~~)")
_CODE_LINE = re.compile(
    r"^\s*(?:#|//|/\*|--|<|import |from |def |class |function |const |let |var |use |fn |public |package |SELECT |"
    r"CREATE |\w+\s*=|\w+\(|[{}\[\]@])",
    re.IGNORECASE,
)
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


_LOOKS: dict[str, str] = {
    "html": r"<(?:!doctype|html|body|div|script|h1|canvas|button)\b",
    "javascript": r"\b(?:function|const|let|var|=>|document\.|console\.)",
    "typescript": r"\b(?:function|const|let|interface|type)\b",
    "css": r"[.#\w][^{}]*\{[^{}]*:",
    "sql": r"\b(?:select|create|insert|update|delete)\b",
    "bash": r"(?:^#!|\becho\b|\$\w|\bfor \w+ in\b|\btar\b|\brsync\b|\bcp\b)",
}


def parses(program: str, language: str | None) -> bool:
    """Whether a program is well formed, as far as can be told without running it: Python by its parser, a few others
    by whether they look like themselves."""
    if language != "python":
        looks = _LOOKS.get(language or "")
        return looks is None or re.search(looks, program, re.IGNORECASE | re.MULTILINE) is not None
    try:
        ast.parse(program)
    except (SyntaxError, ValueError):
        return False
    return True
