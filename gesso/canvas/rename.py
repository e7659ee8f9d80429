"""Renames a word everywhere: whole words only, each keeping the case it is written in. Code points; pure."""

import re

from gesso.base.errors import BadInput
from gesso.canvas.targets import Edit, SpanTarget

_COMMON = {
    "amber", "angel", "april", "art", "august", "autumn", "bill", "brook", "chance", "chase", "crystal", "daisy",
    "dawn", "dick", "drew", "faith", "frank", "grace", "grant", "guy", "heather", "holly", "hope", "hunter",
    "iris", "ivy", "jack", "jade", "jean", "joy", "june", "lily", "mark", "mason", "max", "may", "miles", "nick",
    "olive", "pat", "pearl", "penny", "ray", "rich", "rob", "robin", "rose", "ruby", "rusty", "sandy", "sky",
    "star", "sue", "summer", "sunny", "victor", "violet", "wade", "will",
}  # fmt: skip


def rename_everywhere(text: str, find: str, replace: str) -> list[Edit]:
    """The edits that rename `find` to `replace` wherever it stands as a whole word.

    "Anna", "ANNA" and "anna" become "Eva", "EVA" and "eva"; "Anna's" becomes "Eva's", and "James'" "Eva's". A name
    that is also an everyday word ("Will", "Rose") is not renamed where it is written small. Raises BadInput for
    nothing to find.
    """
    words = find.split()
    if not words:
        raise BadInput("expected the word to rename, got nothing")
    body = r"\s+".join(map(re.escape, words))
    pattern = re.compile(rf"(?<![\w\u0300-\u036f]){body}(?![\w\u0300-\u036f])", re.IGNORECASE)
    edits = []
    for match in pattern.finditer(text):
        found = match.group()
        new = _cased(found, " ".join(words), replace)
        if new is None:
            continue
        start, end = match.span()
        if _bare_possessive(text, end, found, new):
            new += text[end] + "s"
            end += 1
        if new != text[start:end]:
            edits.append(Edit(SpanTarget(start, end), "replace", new, f"rename {find} to {replace}"))
    return edits


def _cased(found: str, find: str, replace: str) -> str | None:
    """`replace` in the case that `found` is written in; None when `found` is another word."""
    flat = " ".join(found.split())
    if flat == find:
        return replace
    if find[:1].isupper() and flat.islower() and flat in _COMMON:
        return None
    if flat.isupper() and len(flat) > 1:
        return replace.upper()
    if flat.islower():
        return replace.lower()
    if flat[:1].isupper() and flat[1:].islower():
        return replace[:1].upper() + replace[1:]
    return replace


def _bare_possessive(text: str, end: int, found: str, new: str) -> bool:
    """Whether `found`, like "James'", ends in a possessive apostrophe that the new name needs an s after."""
    return (
        found[-1:].lower() == "s"
        and new[-1:].lower() != "s"
        and text[end : end + 1] in ("'", "’")
        and text[end + 1 : end + 2] in (" ", "\n")
        and "'" not in text[max(0, end - len(found) - 1) : end - len(found)]
    )
