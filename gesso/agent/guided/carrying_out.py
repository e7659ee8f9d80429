"""Carries out the open comments that bring their own words; the others it leaves, and says so.

What a comment without words asks for, a small model cannot be trusted to do unseen: a person applies it alone, on its
passage, and looks.
"""

import re
from collections.abc import Iterator

from gesso.agent.guided.calls import whole_call
from gesso.agent.scene import CanvasScene, SceneNote
from gesso.model.messages import Chunk, TextChunk, ThoughtChunk

CARRIES_OUT = re.compile(
    r"\b(?:carry out|apply|address|work in|implement|resolve|incorporate|accept)\b.{0,40}\b"
    r"(?:comments?|remarks?|feedback)\b",
    re.IGNORECASE,
)


def carry_out(active: CanvasScene) -> Iterator[Chunk]:
    """One edit call for the open comments that offer words for a passage found exactly once; else why there is none."""
    ready = _apart([n for n in active.notes if n.replace is not None and n.quote and active.text.count(n.quote) == 1])
    rest = len(active.notes) - len(ready)
    if not ready:
        yield ThoughtChunk("No open comment offers words of its own.")
        yield TextChunk(
            f"None of the {rest} open comments offers words of its own, and the built-in model should not guess them. "
            "Apply one from its card, or choose a larger model."
            if rest
            else "There are no open comments on this text."
        )
        return
    yield ThoughtChunk(f"Carrying out {len(ready)} comments that offer their own words; leaving {rest}.")
    edits = [{"quote": n.quote, "op": "replace", "text": n.replace, "why": n.body} for n in ready]
    yield from whole_call("edit", {"edits": edits})


def _apart(notes: list[SceneNote]) -> list[SceneNote]:
    """Those that do not overlap an earlier one."""
    out: list[SceneNote] = []
    for note in sorted(notes, key=lambda n: (n.start, n.end)):
        if not out or note.start >= out[-1].end:
            out.append(note)
    return out
