"""Takes off what models wrap around the words they were asked for, where it is certain that it was not asked for.

A code fence around everything, quotation marks around everything, the block's number, the heading above it repeated,
a line that announces the new words (“Here is the revised passage:”) with the offer of more that may close them; and
puts back the marker of a heading or list item that was left out. In doubt the words are taken as they came.
Never looks inside the words. Pure.
"""

import re

from gesso.canvas.outline import heading_marker, item_marker
from gesso.canvas.snapshot import Block, Snapshot

_FENCED = re.compile(r"\s*(`{3,}|~{3,})[ \t]*([\w+#.-]*)[ \t]*\n(.*\n)?[ \t]*\1\s*\Z", re.DOTALL)
_PROSE = ("markdown", "md")
_AN = r"(?:re-?written|re-?worked|revised|updated|new|corrected|fixed|improved|edited|changed|polished|\w+er|more \w+)"
_OF = r"(?:passage|paragraph|sentence|section|selection|version|wording|text|code|function)"
_HERE = r"here(?:['’]s| is| are)"
_ANNOUNCED = re.compile(
    rf"\s*(?:(?:sure|certainly|of course|absolutely|okay|ok)[,.!]* *{_HERE}\b[^\n]{{0,80}}"
    rf"|{_HERE} (?:the|your|an?|my) (?:{_AN},? (?:and )?){{1,3}}{_OF}(?: of (?:the|your) {_OF})?)"
    r":[ \t]*\n+(?=[ \t]*\S)",
    re.IGNORECASE,
)
_OFFERED_MORE = re.compile(
    r"\n\s*\n(?:let me know|feel free|i hope|hope this|would you like|if you(?:['’]d| would) like)\b[^\n]*\s*\Z",
    re.IGNORECASE,
)
_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»"}


def clean_reply(text: str, words: str, op: str, seen: Snapshot, block: Block | None) -> str:
    """The new words for a passage that reads `words`; `block` is the block it is, or None for a part of one."""
    text = text.rstrip() if block is not None else text
    text = _without_talk(text, words)
    text = _without_number(text, words, block)
    text = _without_fence(text, words, op, seen.kind)
    if block is None:
        return _edges_like(_without_quotes(text, words) if op == "replace" else text, words, op)
    text = text.strip("\n").rstrip()
    if op != "replace":
        return text
    text = _without_quotes(text, words) if seen.kind == "document" else text
    return _with_marker(_without_heading(text, seen, block), words, block)


def _without_number(text: str, words: str, block: Block | None) -> str:
    label = f"[{block.number}]" if block else ""
    if label and text.lstrip().startswith(label) and not words.startswith(label):
        rest = text.lstrip()[len(label) :]
        return rest[1:] if rest[:1] == " " else rest.lstrip("\n")
    return text


def _without_talk(text: str, words: str) -> str:
    """Without the line that announces the words. Only where that was there is an offer of more no part of them."""
    found = _ANNOUNCED.match(text)
    if found is None or words.lstrip().lower().startswith(("here", "sure")):
        return text
    return _OFFERED_MORE.sub("", text[found.end() :])


def _without_fence(text: str, words: str, op: str, kind: str) -> str:
    found = _FENCED.match(text)
    if found is None or words.lstrip().startswith(("```", "~~~")):
        return text
    marks, label, inside = found.group(1), found.group(2).lower(), found.group(3) or ""
    if re.search(rf"^[ \t]*{re.escape(marks)}", inside, re.MULTILINE) and kind != "document":
        return text
    if kind == "code" or label in _PROSE or (op == "replace" and label in ("", "text", "txt", "plaintext")):
        return inside.rstrip("\n")
    return text


def _without_quotes(text: str, words: str) -> str:
    bare = text.strip()
    close = _QUOTES.get(bare[:1])
    if close is None or len(bare) < 3 or bare[-1] != close:
        return text
    inside = bare[1:-1]
    if close in inside or bare[0] in inside or words.strip()[:1] in _QUOTES or words.strip()[-1:] in _QUOTES.values():
        return text
    return inside


def _without_heading(text: str, seen: Snapshot, block: Block) -> str:
    """Without the heading right above the block, if the words begin with that very line."""
    above = seen.block(block.number - 1)
    if above is None or above.kind != "heading" or block.kind == "heading" or not text.startswith(above.text):
        return text
    rest = text[len(above.text) :]
    return rest.lstrip("\n") if rest.startswith("\n") and rest.strip() else text


def _with_marker(text: str, words: str, block: Block) -> str:
    """A one-line heading or item with the marker of the one it replaces."""
    if not text.strip() or "\n" in text:
        return text
    if block.kind == "heading" and heading_marker(words) and not heading_marker(text):
        return heading_marker(words) + text.lstrip()
    if block.kind == "item" and not item_marker(text):
        return item_marker(words) + text.lstrip()
    return text


def _edges_like(text: str, words: str, op: str) -> str:
    """Without a final line end that the passage does not have; with the one it has, or the next line would join it."""
    if not words.endswith("\n"):
        return text.rstrip("\n")
    return text + "\n" if op == "replace" and text and not text[-1].isspace() else text
