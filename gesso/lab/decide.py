"""`gesso lab decide`: what the product decides about rows of anybody's, one line of JSON for each.

A row is a case or just its input: `{"id"?, "input": {"ask", "document"?, "text"?, "kind"?, "language"?, "selection"?,
"earlier"?, "before"?, "now"?, "zone"?}}`. A row that cannot be used becomes a row with `error`; the others go on.
"""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from gesso.agent.deciding.decider import Decision
from gesso.agent.scene import CanvasScene, Scene
from gesso.base.errors import GessoError
from gesso.behaviors.behavior import BehaviorError, Case, CaseInput, text_of
from gesso.canvas.snapshot import take_snapshot
from gesso.lab.bench import Bench
from gesso.lab.episode import told, whole_lines, write_whole
from gesso.lab.errors import LabError
from gesso.lab.product import Product, open_product
from gesso.lab.situation import done_in, scene_of, selection_of

DECIDED = (
    "open_canvas", "edit_or_rewrite", "pick_passage", "comment", "schedule", "ask_first", "choose_tool",
    "widget_or_app",
)  # fmt: skip


class _Row(BaseModel):
    """Columns of a case that decide nothing, its target among them, are let be."""

    model_config = ConfigDict(extra="ignore")

    id: str | int | None = None
    input: dict[str, Any] | None = None


async def decide_rows(bench: Bench, behavior: str, rows: Path, out: Path) -> int:
    """Write a decision for each row; the exit status, 1 when none could be decided. Raises LabError."""
    if behavior not in DECIDED:
        raise LabError(f"{behavior!r} is no decision. These are: {', '.join(DECIDED)}.")
    lines = whole_lines(rows)
    if not lines:
        raise LabError(f'{rows} has no rows. Each is a line of JSON such as {{"input": {{"ask": "hi"}}}}.')
    product = await open_product(bench)
    for problem in product.decisions.in_force.problems:
        print(f"not used: {problem}")
    decided = [await _decided(product, behavior, number, line) for number, line in lines]
    write_whole(out, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in decided))
    for row in decided:
        print(_told(row))
    print(_summed(decided, out))
    return 1 if all("error" in row for row in decided) else 0


async def _decided(product: Product, behavior: str, number: int, line: str) -> dict[str, Any]:
    """The row that is written for one line."""
    name: dict[str, Any] = {"id": f"line {number}"}
    try:
        row = _Row.model_validate_json(line)
        name = {"id": row.id if row.id is not None else f"line {number}"}
        found = await product.decide(behavior, _scene_of(row))
    except ValidationError as error:
        return {**name, "behavior": behavior, "error": f"line {number} is not a row: {told(error)}"}
    except (GessoError, BehaviorError) as error:
        return {**name, "behavior": behavior, "error": str(error)}
    return {**name, **_row_of(found)}


def _row_of(found: Decision) -> dict[str, Any]:
    row: dict[str, Any] = {
        "behavior": found.behavior,
        "decision": found.answer,
        "scores": {label: round(score, 4) for label, score in found.scores.items()},
        "layer": found.layer,
        "why": found.why,
        "latency_ms": found.latency_ms,
        "prompt_tokens": found.prompt_tokens,
    }
    if found.free is not None:
        row["unconstrained"] = found.free
    return row | ({"unheard": found.unheard} if found.unheard else {})


def _scene_of(row: _Row) -> Scene:
    """The situation of a row. Raises ValidationError, LabError, BehaviorError."""
    if row.input is None:
        raise LabError('A row needs its input, such as {"input": {"ask": "write a poem"}}.')
    given = dict(row.input)
    kind, language = given.pop("kind", None), given.pop("language", None)
    if kind not in (None, "document", "code") or not isinstance(language, str | None):
        raise LabError(
            f"kind is “document” or “code”, and language a word such as “python”; got {kind!r}, {language!r}."
        )
    if given.get("text") is not None and not given.get("document"):
        given["document"] = "text.md"
    case = Case(id=str(row.id or "row"), spec_id="", input=CaseInput.model_validate(given), target="")
    if case.input.document is None or (kind is None and language is None):
        return scene_of(case)
    kind = kind or "code"
    snapshot = take_snapshot(text_of(case), 1, kind, language)
    canvas = CanvasScene(
        "canvas", kind, "Untitled", language, snapshot.text, snapshot, selection_of(case, snapshot),
        done=done_in(case, snapshot),
    )  # fmt: skip
    plain = scene_of(case.model_copy(update={"input": case.input.model_copy(update={"document": None, "text": None})}))
    return replace(plain, active=canvas)


def _told(row: dict[str, Any]) -> str:
    if "error" in row:
        return f"{row['id']}: {row['error']}"
    answer = row["decision"]
    said = answer if isinstance(answer, str) else " | ".join(answer) or "(asks which passage)"
    score = f" {max(row['scores'].values()):.2f}" if row["scores"] else ""
    unheard = f"; adapter not heard: {row['unheard']}" if "unheard" in row else ""
    return f"{row['id']}: {said[:100]}{score}  [{row['layer']}, {row['latency_ms']:.0f} ms{unheard}]"


def _summed(rows: list[dict[str, Any]], out: Path) -> str:
    good = [row for row in rows if "error" not in row]
    layers = Counter(row["layer"] for row in good)
    by = ", ".join(f"{count} by {layer}" for layer, count in layers.most_common())
    asked = [row["latency_ms"] for row in good if row["layer"] == "adapter"]
    took = f", median {median(asked):.0f} ms by adapter" if asked else ""
    failed = f", {len(rows) - len(good)} failed" if len(good) < len(rows) else ""
    return f"{len(good)} decisions in {out}: {by or 'none'}{took}{failed}"
