"""What was opened and not closed: fences of code, brackets and quotation marks of a sentence. Pure."""

import re

from gesso.agent.next_edit.candidate import Candidate, Situation, Splice, candidate

_FENCE = re.compile(r"^[ ]{0,3}(`{3,}|~{3,})([^`\n]*)$", re.MULTILINE)
_PAIRS = {"(": ")", "[": "]", "“": "”", "«": "»", "„": "“"}
_ENDED = re.compile(r"[.!?…]$")


def close_fence(now: Situation) -> Candidate | None:
    """The closing marks of a fence, on an empty line after its content, when nothing below closes it."""
    if now.code or now.text[now.line_start : now.line_end].strip() or not now.text[: now.line_start].strip():
        return None
    opened: re.Match[str] | None = None
    for found in _FENCE.finditer(now.text, 0, now.line_start):
        if opened is None:
            opened = found
        elif found[1].startswith(opened[1]) and not found[2].strip():
            opened = None
    if opened is None or not now.text[opened.end() : now.line_start].strip():
        return None
    if any(not found[2].strip() for found in _FENCE.finditer(now.text, now.line_end)):
        return None
    return candidate("close", [Splice(now.line_start, now.line_end, opened[1])], 0.7)


def close_pair(now: Situation) -> Candidate | None:
    """The other half of a bracket or quotation mark opened in this paragraph, at the end of its line."""
    if now.code or not now.at_line_end or now.caret == 0 or now.text[now.caret - 1].isspace():
        return None
    start = now.text.rfind("\n\n", 0, now.caret) + 1
    open_: list[str] = []
    for letter in now.text[max(start, now.caret - 600) : now.caret]:
        if open_ and letter == _PAIRS[open_[-1]]:
            open_.pop()
        elif letter in _PAIRS:
            open_.append(letter)
    if not open_ or now.text[now.caret - 1] in _PAIRS:
        return None
    # In the middle of a sentence there is more to say inside; after its end there hardly is.
    likely = 0.7 if _ENDED.search(now.text[: now.caret]) else 0.2
    return candidate("close", [Splice(now.caret, now.caret, _PAIRS[open_[-1]])], likely)
