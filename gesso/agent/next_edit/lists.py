"""Lists: the mark of the next item, and numbers that no longer count. Pure."""

import re

from gesso.agent.next_edit.candidate import Candidate, Situation, Splice, candidate

_NUMBERED = re.compile(r"([ \t]*)(\d{1,6})([.)])([ \t]+)(?=\S|$)")
_ITEM = re.compile(r"([ \t]*)(?:([-*+])|(\d{1,6})([.)]))([ \t]+)(\[[ xX]\][ \t]+)?(?=\S)")


def next_item(now: Situation) -> Candidate | None:
    """The mark of the next item, on an empty line right under one. Pressing Enter in an item gives it already; this is
    for a line that came about otherwise."""
    if now.text[now.line_start : now.line_end].strip() or now.line_start == 0 or now.caret != now.line_end:
        return None
    above = now.text.rfind("\n", 0, now.line_start - 1) + 1
    found = _ITEM.match(now.text, above, now.line_start - 1)
    if found is None:
        return None
    indent, bullet, number, dot, gap, task = found.groups()
    mark = indent + (bullet or f"{int(number) + 1}{dot}") + gap + ("[ ] " if task else "")
    return candidate("list", [Splice(now.line_start, now.line_end, mark)], 0.6)


def renumber(now: Situation) -> Candidate | None:
    """Right numbers for the list at the caret, when an item was put in, taken out or moved there."""
    if now.newest is None:
        return None
    lines = _list_lines(now)
    if len(lines) < 3:
        return None
    numbers = [int(found[2]) for found in lines]
    first = numbers[0]
    wrong = [n for n, number in enumerate(numbers) if number != first + n]
    # "1. 1. 1." is a style of its own; and a list that this person did not touch is as somebody wanted it.
    inside = lines[0].start() <= now.newest.end and now.newest.start <= lines[-1].end() + 1
    if not wrong or len(set(numbers)) == 1 or not inside:
        return None
    splices = [Splice(lines[n].start(2), lines[n].end(2), str(first + n)) for n in wrong]
    return candidate("renumber", splices, 0.85)


def _list_lines(now: Situation) -> list["re.Match[str]"]:
    """The numbered items of the list in which the caret stands, those of its own depth."""
    text = now.text
    own = _NUMBERED.match(text, now.line_start, now.line_end)
    if own is None:
        return []
    found = [own]
    start = now.line_start
    while start > 0:
        above = text.rfind("\n", 0, start - 1) + 1
        if not _belongs(text[above : start - 1], own[1]):
            break
        item = _NUMBERED.match(text, above, start - 1)
        if item is not None and item[1] == own[1]:
            found.insert(0, item)
        start = above
    end = now.line_end
    while end < len(text):
        below = text.find("\n", end + 1)
        below = len(text) if below < 0 else below
        if not _belongs(text[end + 1 : below], own[1]):
            break
        item = _NUMBERED.match(text, end + 1, below)
        if item is not None and item[1] == own[1]:
            found.append(item)
        end = below
    return found


def _belongs(line: str, indent: str) -> bool:
    """Whether a line is of the list: an item of its depth, or something set in further."""
    item = _NUMBERED.match(line)
    return bool(line.strip()) and ((item is not None and item[1] == indent) or line.startswith(indent + "  "))
