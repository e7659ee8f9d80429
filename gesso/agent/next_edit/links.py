"""A heading was renamed: the links and the table of contents that name it by its old words. Pure."""

import re

from gesso.agent.next_edit.candidate import Candidate, Situation, Splice, candidate

_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$")


def slug(title: str) -> str:
    """What a link to this heading says after its #, as the common renderers make it."""
    kept = re.sub(r"[^\w\- ]", "", title.strip().lower())
    return kept.replace(" ", "-")


def follow_heading(now: Situation) -> Candidate | None:
    """New anchors, and new words where the old title stood as the link's own, for every link to the heading."""
    found = now.newest
    if now.code or found is None or "\n" in found.before:
        return None
    start = now.text.rfind("\n", 0, found.start) + 1
    end = now.text.find("\n", found.end)
    end = len(now.text) if end < 0 else end
    own = _HEADING.fullmatch(now.text, start, end)
    if own is None or not own.start(1) <= found.start or found.end > own.end(1):
        return None
    new = own[1]
    old = now.text[own.start(1) : found.start] + found.before + now.text[found.end : own.end(1)]
    if not slug(old) or not slug(new) or slug(old) == slug(new):
        return None
    splices = []
    for link in re.finditer(rf"\[([^\]\n]*)\]\(#({re.escape(slug(old))})\)", now.text):
        if link[1] == old:
            splices.append(Splice(link.start(1), link.end(1), new))
        splices.append(Splice(link.start(2), link.end(2), slug(new)))
    return candidate("link", splices, 0.92)
