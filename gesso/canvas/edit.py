"""What a model may ask for, and how it becomes one change of the text as it is now.

Rules 3 to 5 of the editing contract: the model points at what it was shown (a block, a quote, a span) and writes new
words; code finds the place in the current text, checks that it still reads as it was shown, and splices word by word.
A passage that somebody changed meanwhile is never overwritten: that is a `Conflict`. Several edits are applied all or
none. Everything outside the targets stays byte-identical, which is asserted here on every edit.

Positions are code points, of the snapshot's text in targets and of the current text in results. Pure: nothing is
stored, and the caller sees to it that `changes_since` and `now` belong together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from gesso.base.errors import BadInput
from gesso.canvas.changes import Change, compose_all
from gesso.canvas.diff import word_diff
from gesso.canvas.quote import QuoteAmbiguous, QuoteNotFound, find_quote
from gesso.canvas.rebase import rebase
from gesso.canvas.rename import rename_everywhere
from gesso.canvas.reply import clean_reply
from gesso.canvas.snapshot import Block, Snapshot
from gesso.canvas.splice import deletion, insertion
from gesso.canvas.targets import BlockTarget, Edit, Op, QuoteTarget, SpanTarget, Target, UnknownBlock, target_span
from gesso.canvas.text import Text, clean

__all__ = [
    "Applied", "BlockTarget", "Clash", "Conflict", "DamagedOutside", "Edit", "EditsOverlap", "Op", "QuoteAmbiguous",
    "QuoteNotFound", "QuoteTarget", "Rewritten", "SpanTarget", "Target", "UnknownBlock", "find_quote", "plan_edits",
    "plan_rewrite", "rename_everywhere", "target_span",
]  # fmt: skip


class EditsOverlap(BadInput):
    """Two edits of one call claim the same words."""

    code = "edits_overlap"


class DamagedOutside(AssertionError):
    """An edit would have changed text outside its target: a fault of this program, nothing was applied."""


@dataclass(frozen=True, slots=True)
class Applied:
    """`change` of the current text, and for each edit, in the order given, where its words are afterwards."""

    change: Change
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """Why edit number `index` cannot be applied: its passage, now `start` to `end`, reads `current` instead of `seen`.

    `proposed` is what the passage would read had nobody touched it: what a suggestion on the current words offers.
    """

    index: int
    edit: Edit
    start: int
    end: int
    current: str
    seen: str
    proposed: str
    why: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Nothing was applied, because of at least one clash."""

    clashes: tuple[Clash, ...]


@dataclass(frozen=True, slots=True)
class Rewritten:
    """`change` of the current text, and what was left out of it because people had changed those words."""

    change: Change
    clashes: tuple[Clash, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """An edit with its place in the current text: it may touch `start` to `end` and nothing else.

    `joined` are the numbers of further edits that it does as well.
    """

    index: int
    edit: Edit
    start: int
    end: int
    words: str
    anchor: tuple[int, int]
    joined: tuple[int, ...] = ()


def plan_edits(edits: Sequence[Edit], seen: Snapshot, changes_since: Sequence[Change], now: Text) -> Applied | Conflict:
    """One change of `now` that does all `edits`, or the conflicts that keep it from being made.

    `changes_since` leads from the text of `seen` to `now`. A target is found in the text the model saw and followed
    to where it is now; a quote that is only in the current text is found there. Raises UnknownBlock, QuoteNotFound,
    QuoteAmbiguous and EditsOverlap, each with a message for the model; then nothing is applied either.
    """
    seen_text = Text.of(seen.text)
    plans: list[_Plan] = []
    clashes: list[Clash] = []
    for index, edit in enumerate(edits):
        found = _plan(index, edit, seen, seen_text, changes_since, now)
        if isinstance(found, Clash):
            clashes.append(found)
        else:
            plans.append(found)
    if clashes:
        return Conflict(tuple(clashes))
    plans.sort(key=lambda plan: (plan.start, plan.end, plan.index))
    plans = _merge_deletions(plans, now)
    for first, second in pairwise(plans):
        if second.start < first.end:
            raise EditsOverlap(
                f"Edits {first.index + 1} and {second.index + 1} change the same words. Send one edit for that passage."
            )
    return _apply(plans, len(edits), now)


def plan_rewrite(after: str, seen: Text, changes_since: Sequence[Change], now: Text) -> Rewritten:
    """The change of `now` that rewrites `seen`, the text the model saw, into `after`, word by word.

    `changes_since` leads from `seen` to `now`. Words that the rewrite keeps keep their authors and comments; where it
    changes words that somebody changed meanwhile, theirs stay and ours are left out, each told as a clash.
    """
    after = clean(after)
    since = compose_all(changes_since, seen.units)
    touched = list(since.ranges())
    taken: list[tuple[int, int, str]] = []
    clashes: list[Clash] = []
    at = 0
    for start, end, insert in word_diff(str(seen), after):
        first, last = seen.to_units(start), seen.to_units(end)
        while at < len(touched) and touched[at].to_a < first:
            at += 1
        if at == len(touched) or touched[at].from_a > last:
            taken.append((first, last, insert))
            continue
        lo, hi = now.to_points(since.map_pos(first, -1)), now.to_points(since.map_pos(last, 1))
        edit = Edit(SpanTarget(start, end), "replace", insert)
        why = "somebody changed these words meanwhile"
        clashes.append(Clash(len(clashes), edit, lo, hi, now.slice(lo, hi), seen.slice(start, end), insert, why))
    return Rewritten(rebase([Change.of(seen.units, taken)], changes_since)[0], tuple(clashes))


def _plan(index: int, edit: Edit, seen: Snapshot, seen_text: Text, since: Sequence[Change], now: Text) -> _Plan | Clash:
    try:
        start, end = target_span(edit.target, seen)
    except QuoteNotFound:
        if not since or not isinstance(edit.target, QuoteTarget):
            raise
        start, end = find_quote(str(now), edit.target.text)
        return _placed(index, edit, seen, None, now, start, end)
    words = seen.text[start:end]
    block = seen.block(edit.target.number) if isinstance(edit.target, BlockTarget) else None
    inner, outer = _follow(seen_text, start, end, since, now)
    gone = bool(words.strip()) and inner[0] == inner[1]
    if edit.op in ("insert_before", "insert_after"):
        if not gone:
            return _placed(index, edit, seen, block, now, *inner)
        why = "the passage it refers to was deleted"
    else:
        if now.slice(*inner) == words and _edges_apart(now, inner, outer, block is not None):
            return _placed(index, edit, seen, block, now, *inner)
        why = "the passage was deleted" if gone else "somebody changed the passage meanwhile"
    proposed = "" if edit.op == "delete" else clean_reply(clean(edit.text), words, edit.op, seen, block)
    return Clash(index, edit, *outer, now.slice(*outer), words, proposed, why)


def _follow(
    seen_text: Text, start: int, end: int, since: Sequence[Change], now: Text
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Where a range is now, without and with what was typed at its very edges."""
    first, last = seen_text.to_units(start), seen_text.to_units(end)
    inner, outer = (first, last), (first, last)
    for change in since:
        inner = change.map_pos(inner[0], 1), change.map_pos(inner[1], -1)
        if inner[0] > inner[1]:
            inner = inner[1], inner[1]
        outer = change.map_pos(outer[0], -1), change.map_pos(outer[1], 1)
    return (now.to_points(inner[0]), now.to_points(inner[1])), (now.to_points(outer[0]), now.to_points(outer[1]))


def _edges_apart(now: Text, inner: tuple[int, int], outer: tuple[int, int], block: bool) -> bool:
    """Whether what was typed at the edges is no part of the passage: other lines for a block, other words else."""
    before, after = now.slice(outer[0], inner[0]), now.slice(inner[1], outer[1])
    if block:
        return (not before or before[-1] == "\n") and (not after or after[0] == "\n")
    passage = now.slice(*inner)
    if not passage:
        return not before and not after
    joined_before = before and (before[-1].isalnum() and passage[0].isalnum())
    joined_after = after and (after[0].isalnum() and passage[-1].isalnum())
    return not joined_before and not joined_after


def _placed(index: int, edit: Edit, seen: Snapshot, block: Block | None, now: Text, start: int, end: int) -> _Plan:
    """The edit with the words to put in and the range it may touch, spacing included."""
    words = clean_reply(clean(edit.text), now.slice(start, end), edit.op, seen, block)
    if edit.op == "delete" or (edit.op == "replace" and not words):
        return _Plan(index, edit, *deletion(str(now), start, end, block is not None), "", (start, end))
    if edit.op == "replace":
        return _Plan(index, edit, start, end, words, (start, end))
    at = start if edit.op == "insert_before" else end
    words = insertion(str(now), at, words, edit.op, block, seen.kind)
    return _Plan(index, edit, at, at, words, (at, at))


def _merge_deletions(plans: list[_Plan], now: Text) -> list[_Plan]:
    """Deletions of blocks that follow each other as one, so that spacing is settled once."""
    out: list[_Plan] = []
    for plan in plans:
        last = out[-1] if out else None
        if (
            last is not None
            and not last.words
            and not plan.words
            and last.edit.op in ("delete", "replace")
            and last.anchor[1] <= plan.anchor[0]
            and plan.edit.op in ("delete", "replace")
            and isinstance(plan.edit.target, BlockTarget)
            and not now.slice(last.anchor[1], plan.anchor[0]).strip()
        ):
            lo, hi = deletion(str(now), last.anchor[0], plan.anchor[1], True)
            anchor = last.anchor[0], plan.anchor[1]
            out[-1] = replace(last, start=lo, end=hi, anchor=anchor, joined=(*last.joined, plan.index))
        else:
            out.append(plan)
    return out


def _apply(plans: list[_Plan], count: int, now: Text) -> Applied:
    edits: list[tuple[int, int, str]] = []
    spans = [(0, 0)] * count
    shift = 0
    for plan in plans:
        old = now.slice(plan.start, plan.end)
        edits += [(plan.start + a, plan.start + b, insert) for a, b, insert in word_diff(old, plan.words)]
        for index in (plan.index, *plan.joined):
            spans[index] = plan.start + shift, plan.start + shift + len(plan.words)
        shift += len(plan.words) - len(old)
    change = Change.of(now.units, [(now.to_units(a), now.to_units(b), insert) for a, b, insert in edits])
    _assert_inside(change, [(now.to_units(plan.start), now.to_units(plan.end)) for plan in plans])
    return Applied(change, tuple(spans))


def _assert_inside(change: Change, ranges: list[tuple[int, int]]) -> None:
    """Raise DamagedOutside unless every changed stretch lies in one of `ranges`, which are in order."""
    allowed: list[tuple[int, int]] = []
    for start, end in ranges:
        if allowed and start == allowed[-1][1]:
            allowed[-1] = allowed[-1][0], end
        else:
            allowed.append((start, end))
    index = 0
    for part in change.ranges():
        while index < len(allowed) and allowed[index][1] < part.to_a:
            index += 1
        if index == len(allowed) or part.from_a < allowed[index][0]:
            raise DamagedOutside(f"a change of units {part.from_a} to {part.to_a} lies outside the edited passages")
