"""The same change in the next row of a table, or the next line of the same shape. Pure."""

import re

from gesso.agent.next_edit.candidate import Candidate, Replacement, Situation, Splice, candidate

_FIELD = re.compile(r"^([ \t]*(?:[-*+][ \t]+)?[\w\"' .-]{1,40}?[ \t]*[:=][ \t]*)(\S.*?)([,;]?[ \t]*)$")
FARTHEST_LINES = 200


def repeat_in_rows(now: Situation) -> Candidate | None:
    """The replacement made in a cell or a field, in every further row that still has the old words there."""
    found = now.newest
    if found is None or not found.before.strip() or "\n" in found.before or "\n" in now.text[found.start : found.end]:
        return None
    if found.start <= now.caret < found.end:
        return None
    start = now.text.rfind("\n", 0, found.start) + 1
    end = now.text.find("\n", found.end)
    end = len(now.text) if end < 0 else end
    line = now.text[start:end]
    splices = _cells(now, found, start, line) if line.lstrip().startswith("|") else _fields(now, found, start, line)
    twice = any(each.before == found.before for each in now.recent[:-1])
    return candidate("row", splices, 0.8 if twice else 0.55)


def _cells(now: Situation, found: Replacement, start: int, line: str) -> list[Splice]:
    own = next(
        (n for n, (a, b) in enumerate(_spans(line)) if start + a <= found.start and found.end <= start + b), None
    )
    if own is None:
        return []
    a, b = _spans(line)[own]
    new = line[a:b].strip()
    old = (line[a : found.start - start] + found.before + line[found.end - start : b]).strip()
    splices = []
    for below, words in _lines_below(now.text, start + len(line)):
        if not words.lstrip().startswith("|"):
            break
        spans = _spans(words)
        if own < len(spans) and words[slice(*spans[own])].strip() == old:
            cell = words[slice(*spans[own])]
            at = below + spans[own][0] + len(cell) - len(cell.lstrip())
            splices.append(Splice(at, at + len(old), new))
    return splices if old and new and old != new else []


def _fields(now: Situation, found: Replacement, start: int, line: str) -> list[Splice]:
    """`status: draft` became `status: done`; further lines that read `status: draft`, with anything between them."""
    own = _FIELD.match(line)
    if own is None or not start + own.start(2) <= found.start or found.end > start + own.end(2):
        return []
    new = own[2]
    old = line[own.start(2) : found.start - start] + found.before + line[found.end - start : own.end(2)]
    if not old or old == new:
        return []
    splices = []
    for below, words in _lines_below(now.text, start + len(line)):
        other = _FIELD.match(words)
        if other is not None and other[1].strip() == own[1].strip() and other[2] == old:
            splices.append(Splice(below + other.start(2), below + other.end(2), new))
    return splices


def _spans(line: str) -> list[tuple[int, int]]:
    """The cells of a table's row, the marks between them left out."""
    bars = [found.start() for found in re.finditer(r"(?<!\\)\|", line)]
    ends = bars[1:] if line.rstrip().endswith("|") else [*bars[1:], len(line)]
    return [(a + 1, b) for a, b in zip(bars, ends, strict=False)]


def _lines_below(text: str, end: int) -> list[tuple[int, str]]:
    """Where each of the next lines begins, and the line."""
    found: list[tuple[int, str]] = []
    while end < len(text) and len(found) < FARTHEST_LINES:
        stop = text.find("\n", end + 1)
        stop = len(text) if stop < 0 else stop
        found.append((end + 1, text[end + 1 : stop]))
        end = stop
    return found
