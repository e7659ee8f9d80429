"""Comments that code can honestly make on a text or program, for a model too small to review: `find_remarks`.

Each check names the words, says what is the matter and what to do; where the new words are certain it gives them. What
takes judgement (is the argument sound, is it interesting) is not judged here, and the closing words say so. Pure.
"""

import json
import re
from collections.abc import Sequence
from typing import Any

from gesso.agent.guided.picking import pick_blocks
from gesso.agent.guided.remarks import Finding, Remark, choose
from gesso.agent.guided.remarks_code import find_in_code
from gesso.agent.guided.remarks_facts import find_in_facts
from gesso.agent.guided.remarks_prose import find_in_prose
from gesso.agent.guided.remarks_shape import find_in_shape
from gesso.agent.scene import CanvasScene
from gesso.canvas.snapshot import take_snapshot

CHANGING = frozenset({"edit", "rewrite", "rename"})
OPINION = re.compile(
    r"\bwhat do you (?:think|say)\b|\b(?:your|any) (?:thoughts?|opinion|view)s?\b|"
    r"\bhow (?:is|do you (?:like|find)) (?:it|this)\b",
    re.IGNORECASE,
)
"""What asks for comments of somebody who can do nothing but comment, such as the critic."""
LONGEST_TEXT = 60_000  # code points; a longer text is looked at up to here
LONGEST_LINE = 5_000  # a text with a longer line is no prose and no program of a person's


def find_remarks(
    text: str, kind: str, language: str | None, dismissed: Sequence[str] = (), within: tuple[int, int] | None = None
) -> list[Remark]:
    """At most five remarks, the most important first, each on words that occur once.

    `dismissed` are words whose comments a person dismissed; `within` limits the remarks to a range of code points.
    """
    seen = text[:LONGEST_TEXT]
    if max(map(len, seen.split("\n"))) > LONGEST_LINE:
        return []
    findings: list[Finding]
    if kind == "code":
        findings = find_in_code(seen, language)
    else:
        snapshot = take_snapshot(seen, 1, kind, language)
        findings = [*find_in_facts(snapshot), *find_in_shape(snapshot), *find_in_prose(snapshot)]
    if within is not None:
        findings = [f for f in findings if f.start < within[1] and within[0] < f.end]
    return choose(text, findings, dismissed)


def remarks_on(active: CanvasScene, ask: str, selected: tuple[int, ...] = ()) -> list[Remark]:
    """The remarks a person asks for: on the passage named or selected, else on the whole text.

    None on words that have an open comment, or whose comment was dismissed.
    """
    settled = [*(quote for quote, _ in active.dismissed), *(note.quote for note in active.notes)]
    within = None
    pick = pick_blocks(ask, active.snapshot, selected)
    if pick.how == "selection" and active.selection is not None:
        within = active.selection.start, active.selection.end
    elif pick.how == "named" and pick.blocks:
        blocks = [b for n in pick.blocks if (b := active.snapshot.block(n)) is not None]
        within = min(b.start for b in blocks), max(b.end for b in blocks)
    return find_remarks(active.text, active.kind, active.language, settled, within)


def told(remarks: Sequence[Remark]) -> str:
    """The remarks as a message, where there is no tool for comments; or that there are none, and what that means."""
    if not remarks:
        return (
            "I checked sums, dates, sources, broken parts, repeats and style, in code the usual mistakes, and found "
            "nothing to comment on. Whether it is good, the built-in model cannot judge; a larger one can."
        )
    lines = (f"{number}. “{each.quote}”: {each.body}" for number, each in enumerate(remarks, 1))
    return "\n".join(lines)


def arguments_of(remarks: Sequence[Remark]) -> dict[str, Any]:
    """The arguments of a `comment` call."""
    return {
        "comments": [
            {"quote": each.quote, "kind": each.kind, "severity": each.severity, "body": each.body}
            | ({} if each.replace is None else {"replace": each.replace})
            for each in remarks
        ]
    }


def comments_of(remarks: Sequence[Remark]) -> str:
    """The same as JSON text, which is what the lab grades."""
    return json.dumps(arguments_of(remarks), ensure_ascii=False)
