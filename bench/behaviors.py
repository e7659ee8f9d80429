"""How well the small model decides: rules alone, the model alone (zero-shot), and the guided path.

    python bench/behaviors.py                        # everything, with the embedded model
    python bench/behaviors.py --split test --rules   # the held-out third, rules only

Prints n, accuracy with a 95 % Wilson interval, the median time, how many wrong answers would have changed text, and a
table by slice. The model alone is asked the same question with
nothing but the label names (for passages: the numbered blocks and a number to answer).
"""

import argparse
import asyncio
import json
import math
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from pathlib import Path

from gesso.agent.guided.asking import settle_opening
from gesso.agent.guided.changing import decide_doing
from gesso.agent.guided.commenting import comments_of, find_remarks
from gesso.agent.guided.going_on import pick_with
from gesso.agent.guided.opening import decide_opening
from gesso.agent.scene import CanvasScene, Done, Scene, SelectedPart
from gesso.behaviors import Behavior, Case, load_behavior
from gesso.behaviors.behavior import text_of
from gesso.canvas.snapshot import Snapshot, take_snapshot
from gesso.model.download import Weights
from gesso.model.embedded import EmbeddedModel
from gesso.model.messages import Message, Model

MEASURED = ("open_canvas", "pick_passage", "edit_or_rewrite", "comment")

Answer = str | list[str]
Decider = Callable[[Case], Awaitable[Answer]]

LANGUAGES = {".py.txt": "python", ".ts.txt": "typescript"}
CHANGING = ("edit", "insert", "delete", "rewrite", "rename", "undo")


def wilson(right: float, n: int) -> tuple[float, float]:
    """The 95 % interval of a proportion."""
    if n == 0:
        return 0.0, 1.0
    z, p = 1.959964, right / n
    middle, spread = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (middle - spread) / (1 + z * z / n), (middle + spread) / (1 + z * z / n)


def snapshot_of(case: Case) -> Snapshot:
    name = case.input.document or ""
    text = text_of(case)
    language = next((spoken for end, spoken in LANGUAGES.items() if name.endswith(end)), None)
    return take_snapshot(text, 1, "code" if language else "document", language)


def selected_in(case: Case, snapshot: Snapshot) -> tuple[int, ...]:
    if not case.input.selection:
        return ()
    start = snapshot.text.index(case.input.selection)
    return tuple(b.number for b in snapshot.blocks_in(start, start + len(case.input.selection)))


def done_in(case: Case, snapshot: Snapshot) -> tuple[Done, ...]:
    """The agent's earlier changes of a case, as a scene tells them; of a deletion the place behind its passage."""
    changes: list[Done] = []
    for at, earlier in enumerate(case.input.before, 1):
        if earlier.did == "chat":
            continue
        blocks = [next(b for b in snapshot.blocks if b.text.lstrip().startswith(o)) for o in earlier.passages]
        spans = tuple((b.end if earlier.did == "delete" else b.start, b.end) for b in blocks)
        changes.append(Done(earlier.ask, earlier.did, spans, just_now=at == len(case.input.before)))
    return tuple(changes)


def scene_of(case: Case) -> Scene:
    if not case.input.document:
        return Scene(case.input.ask)
    snapshot = snapshot_of(case)
    part = None
    if case.input.selection:
        start = snapshot.text.index(case.input.selection)
        part = SelectedPart(start, start + len(case.input.selection), case.input.selection, selected_in(case, snapshot))
    canvas = CanvasScene(
        "canvas",
        snapshot.kind,
        "Untitled",
        snapshot.language,
        snapshot.text,
        snapshot,
        part,
        done=done_in(case, snapshot),
    )
    return Scene(case.input.ask, active=canvas)


async def by_rules(case: Case) -> Answer:
    if case.id.startswith("open_canvas"):
        return decide_opening(case.input.ask).label
    snapshot = snapshot_of(case)
    selected = selected_in(case, snapshot)
    if case.id.startswith("comment"):
        remarks = find_remarks(snapshot.text, snapshot.kind, snapshot.language, case.input.dismissed)
        return comments_of(remarks)
    if case.id.startswith("edit_or_rewrite"):
        decision = decide_doing(case.input.ask, snapshot, selected, done_in(case, snapshot))
        return decision.label if decision.sure else "ask"  # the product asks, too
    pick = pick_with(case.input.ask, snapshot, selected, done_in(case, snapshot))
    if pick.how == "content" and not pick.sure:
        return []  # the product asks which passage is meant
    return [snapshot.blocks[n - 1].text for n in pick.blocks]


def guided(inner: Model) -> Decider:
    async def decide(case: Case) -> Answer:
        scene = scene_of(case)
        if case.id.startswith("open_canvas"):
            return (await settle_opening(decide_opening(case.input.ask), scene, inner)).label
        return await by_rules(case)

    return decide


def alone(inner: Model) -> Decider:
    labels = {
        "open_canvas": ("document", "code", "chat"),
        "edit_or_rewrite": ("edit", "insert", "delete", "rewrite", "rename", "new", "chat", "undo", "comment", "ask"),
    }

    async def decide(case: Case) -> Answer:
        name = case.id.rsplit("-", 1)[0]
        if name in labels:
            told = (
                f"Answer with one word: {', '.join(labels[name])}. What does this message ask for?\n\n{case.input.ask}"
            )
            odds = await inner.choose([Message("user", told)], labels[name])
            return max(odds, key=lambda label: odds[label])
        snapshot = snapshot_of(case)
        shown = "\n".join(f"[{b.number}] {b.text[:100]}" for b in snapshot.blocks)
        told = f"{shown}\n\nWhich block is meant? Answer with its number.\n{case.input.ask}"
        odds = await inner.choose([Message("user", told)], [str(b.number) for b in snapshot.blocks])
        return [snapshot.blocks[int(max(odds, key=lambda label: odds[label])) - 1].text]

    return decide


def harms(case: Case, answer: Answer, value: float) -> bool:
    """Whether a wrong answer would change text: a wrong passage, or a change that was not asked for or of another kind.

    An empty choice of passages and the label `ask` change nothing: the person is asked.
    """
    if value == 1.0 or case.id.startswith(("open_canvas", "comment")):
        return False
    if case.id.startswith("pick_passage"):
        return bool(answer)
    return answer in CHANGING


async def measure(behavior: Behavior, cases: list[Case], name: str, decide: Decider, show: bool) -> None:
    right, harmed, by_slice = 0.0, 0, defaultdict(list)
    took_ms: list[float] = []
    for case in cases:
        began = time.perf_counter()
        answer = await decide(case)
        took_ms.append((time.perf_counter() - began) * 1000)
        score = behavior.grade(case, answer)
        harmed += harms(case, answer, score.value)
        right += score.value
        by_slice[case.slice].append(score.value)
        if show and score.value < 1:
            print(f"    {case.id} [{case.slice}] {case.input.ask!r}: {score.why}")
    low, high = wilson(right, len(cases))
    each_ms = statistics.median(took_ms) if took_ms else 0.0
    wrong_low, wrong_high = wilson(harmed, len(cases))
    slices = "  ".join(f"{key} {sum(v):.0f}/{len(v)}" for key, v in sorted(by_slice.items()))
    print(
        f"{behavior.name:16} {name:22} n={len(cases):3} {right / max(1, len(cases)):.3f} [{low:.3f}, {high:.3f}] "
        f"{each_ms:6.1f} ms  wrong edits {harmed} [{wrong_low:.3f}, {wrong_high:.3f}]  {slices}"
    )


async def precision(cases: list[Case]) -> None:
    """Of the comments made on cases with a planted problem, how many touch one; and on clean ones, how many there are.

    A lower bound: the documents have small faults of their own, which may be worth a comment, too.
    """
    made = hit = clean = quiet = 0
    for case in cases:
        text, answer = text_of(case), await by_rules(case)
        quotes = [each["quote"] for each in json.loads(str(answer))["comments"]]
        places = [(text.find(words), text.find(words) + len(words)) for words in case.target]
        spans = [(text.find(quote), text.find(quote) + len(quote)) for quote in quotes]
        if places:
            made += len(spans)
            hit += sum(any(a < end and start < b for start, end in places) for a, b in spans)
        else:
            clean += 1
            quiet += len(spans)
    low, high = wilson(hit, made)
    print(
        f"comment          of {made} comments on planted texts {hit} touch a planted problem [{low:.3f}, {high:.3f}]; ",
        end="",
    )
    print(f"{quiet} comments on {clean} texts with none planted")


async def main(args: argparse.Namespace) -> None:
    inner: EmbeddedModel | None = None
    weights = Weights(args.weights)
    if not args.rules:
        if not weights.ready:
            sys.exit(f"No weights in {args.weights}; run `gesso doctor` or pass --rules.")
        inner = EmbeddedModel(weights, threads=1)
    try:
        for name in MEASURED:
            behavior = load_behavior(name)
            cases = [c for c in behavior.cases if args.split in ("all", c.split) and args.slice in ("", c.slice)]
            cases = [c for c in cases if args.added in ("", c.added)]
            await measure(behavior, cases, "rules", by_rules, args.show)
            if name == "comment":
                await precision(cases)
            elif inner is not None:
                await measure(behavior, cases, "model alone, zero-shot", alone(inner), False)
                if name == "open_canvas":
                    await measure(behavior, cases, "guided", guided(inner), args.show)
    finally:
        if inner is not None:
            await inner.aclose()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=("dev", "test", "all"), default="all")
    parser.add_argument("--slice", default="", help="only the cases of this slice, such as independent")
    parser.add_argument("--added", default="", help="only the cases that came in on this day, such as 2026-11-26")
    parser.add_argument("--rules", action="store_true", help="without the embedded model")
    parser.add_argument("--show", action="store_true", help="print every wrong answer")
    parser.add_argument("--weights", type=Path, default=Path.home() / ".local/share/gesso/models")
    asyncio.run(main(parser.parse_args()))
