"""`gesso lab rows`: the rows that an adapter is trained on, in the form `gesso lab train` reads.

`train.jsonl` holds what people wrote (`gesso/lab/seeds`) and, where asked for, rows of the generator; `dev.jsonl` the
cases of the split dev, on which thresholds and recipes are chosen. Test cases are not touched. `MANIFEST.json` tells
the sums of both, of what they were made from, what was left out and why, and the command. The same command makes the
same files, byte by byte.
"""

import hashlib
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from gesso.agent.deciding.question import LABELS, NONE, Question, render_question
from gesso.agent.scene import Scene
from gesso.behaviors.behavior import BEHAVIORS, Case, load_behavior
from gesso.lab.episode import write_whole
from gesso.lab.errors import LabError
from gesso.lab.rows import SeedRow, scene_of_row, sift_seeds
from gesso.lab.situation import scene_of
from gesso.lab.synthesize.draft import Draft, seed_row_of
from gesso.lab.synthesize.openings import blocks_meant
from gesso.lab.synthesize.pipeline import read_drafts, sort_out, synthesize

TRAINED = (*LABELS, "pick_passage")
TARGETS_PARTED_BY = " | "
LEAST_ODDS = 0.02  # of a teacher's label; less is not taught
Row = dict[str, Any]


@dataclass
class Built:
    """Rows for training and dev, how many of each label and language, and what was left out."""

    train: list[Row] = field(default_factory=list)
    dev: list[Row] = field(default_factory=list)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    left: list[dict[str, str]] = field(default_factory=list)


def check_trained(behavior: str) -> None:
    """Raises LabError for a behaviour that no adapter is asked about."""
    if behavior not in TRAINED:
        raise LabError(f"{behavior} has no short question to train on. These have one: {', '.join(TRAINED)}.")


async def more_rows(behavior: str, count: int, seed: int, file: Path | None) -> tuple[list[Draft], Row]:
    """Rows of the grammar and of a file, and what a manifest tells of them. Raises LabError."""
    check_trained(behavior)
    drafts: list[Draft] = []
    made: Row = {"rows": 0}
    known = [row.text for row in sift_seeds(behavior)[0]]
    if file is not None:
        found = sort_out([draft for draft in read_drafts(file) if draft.behavior == behavior], known)
        drafts += found.rows
        teachers = dict(Counter(draft.teacher for draft in drafts))
        made |= {"file": file.name, "sha256": _sum(file.read_bytes()), "teachers": teachers}
        made |= {"file_left_out": dict(found.left)}
    if count:
        known += [draft.text for draft in drafts]
        with tempfile.TemporaryDirectory() as folder:
            grown = await synthesize(behavior, count, seed, Path(folder), known=known)
        made |= {"grammar": len(grown.rows), "seed": seed, "left_out": dict(grown.left)}
        drafts += grown.rows
    return drafts, made | {"rows": len(drafts)}


def build_rows(behavior: str, more: Sequence[Draft] = ()) -> Built:
    """The rows of a behaviour; `more` are made ones. Raises LabError for one that no adapter is asked about.

    A message that means several blocks, or of which a teacher gave the odds, becomes several rows of one prompt, whose
    weights sum to 1.
    """
    check_trained(behavior)
    built = Built()
    kept, left = sift_seeds(behavior)
    built.left += [_left(each.row.where, each.row.text, each.why) for each in left]
    by_label: Counter[str] = Counter()
    by_lang: Counter[str] = Counter()
    for row, odds in [*((row, {}) for row in kept), *((seed_row_of(draft), draft.odds) for draft in more)]:
        try:
            rows = list(_rows(behavior, scene_of_row(row), _targets(row), row.kind, row.lang, odds))
        except LookupError as error:
            built.left.append(_left(row.where, row.text, str(error.args[0])))
            continue
        built.train += rows
        by_label[row.label if behavior != "pick_passage" else f"{len(_targets(row))} blocks"] += 1
        by_lang[row.lang] += 1
    built.counts = {"labels": dict(sorted(by_label.items())), "languages": dict(sorted(by_lang.items()))}
    for case in load_behavior(behavior).cases:
        if case.split == "dev":
            built.dev += _rows(behavior, scene_of(case), _wanted(case), case.slice, case.lang, {})
    return built


def _rows(
    behavior: str, scene: Scene, targets: Sequence[str], group: str, lang: str, odds: Mapping[str, float]
) -> Iterator[Row]:
    """The training rows of a scene. Raises LookupError where a target is not among the answers."""
    question = render_question(behavior, scene)
    labels = _labels(question, scene, targets)
    shares = {label: share for label, share in odds.items() if share >= LEAST_ODDS and label in question.labels}
    shares = shares or dict.fromkeys(labels, 1.0)
    for label, share in shares.items():
        mark = question.marks[question.labels.index(label)]
        row = {"prompt": question.prompt, "completion": mark, "marks": list(question.marks)}
        row |= {"group": group, "lang": lang}
        if question.context:
            row["context"] = question.context
        yield row if len(shares) == 1 else row | {"weight": share / sum(shares.values())}


def _labels(question: Question, scene: Scene, targets: Sequence[str]) -> list[str]:
    if question.behavior != "pick_passage":
        labels = list(targets)
    elif scene.active is None or not targets:
        labels = [NONE]
    else:
        labels = [str(block.number) for block in blocks_meant(scene.active.snapshot, targets)]
    if missing := [label for label in labels if label not in question.labels]:
        raise LookupError(f"{', '.join(missing)} is not among the answers, which are {', '.join(question.labels)}")
    return labels


def _targets(row: SeedRow) -> list[str]:
    if row.behavior != "pick_passage":
        return [row.label]
    return [opening for opening in row.label.split(TARGETS_PARTED_BY) if opening]


def _wanted(case: Case) -> list[str]:
    return [case.target] if isinstance(case.target, str) else list(case.target)


def _left(where: str, text: str, why: str) -> dict[str, str]:
    return {"where": where, "text": text, "why": why}


def write_rows(built: Built, behavior: str, folder: Path, command: Sequence[str], made: Row) -> Path:
    """Write both files and their manifest; the path of the manifest. Raises LabError where there is no room.

    `made` tells of the generator: how many rows, which seed.
    """
    files = {}
    for name, rows in (("train.jsonl", built.train), ("dev.jsonl", built.dev)):
        text = lines_of(rows)
        write_whole(folder / name, text)
        files[name] = {"sha256": hashlib.sha256(text.encode()).hexdigest(), "rows": len(rows)}
    manifest = {
        "behavior": behavior, "command": list(command), "files": files, "made_from": dict(_sources(behavior)),
        "synthetic": made, "train": built.counts, "left_out": len(built.left), "left_out_rows": built.left,
    }  # fmt: skip
    path = folder / "MANIFEST.json"
    write_whole(path, json.dumps(manifest, ensure_ascii=False, indent=2) + "\n")
    return path


def lines_of(rows: Iterable[Row]) -> str:
    """Rows as JSON lines."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _sources(behavior: str) -> Iterator[tuple[str, str]]:
    """The sums of what the rows are made from; of cases those of every behaviour, which rows are held against."""
    lab, behaviors = resources.files("gesso.lab") / "seeds", resources.files("gesso.behaviors")
    yield f"gesso/lab/seeds/{behavior}.tsv", _sum((lab / f"{behavior}.tsv").read_bytes())
    if behavior == "pick_passage":
        for file in sorted((lab / "documents").iterdir(), key=lambda each: each.name):
            yield f"gesso/lab/seeds/documents/{file.name}", _sum(file.read_bytes())
    for name in BEHAVIORS:
        yield f"gesso/behaviors/{name}/cases.jsonl", _sum((behaviors / name / "cases.jsonl").read_bytes())


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
