"""`gesso lab pack`: the folder that can be shipped, made of a training run and of what was measured.

Every sum is taken from the files themselves and every figure from files that measuring commands wrote; nothing is
entered by hand. Without a verdict of `gesso lab gate` the folder is whole but does not pass the gate: it can be
measured (`adapter:FOLDER`, `product:FOLDER`), judged, and packed again.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from gesso.agent.deciding.adapters import (
    CARD,
    MANIFEST,
    PASSAGES,
    WEIGHTS,
    WORDS,
    Gate,
    Manifest,
    Recipe,
    read_adapter,
)  # fmt: skip
from gesso.agent.deciding.form import form_of_all
from gesso.agent.deciding.question import LABELS, render_question
from gesso.agent.deciding.words import learn, render_words
from gesso.base.clock import Clock
from gesso.behaviors.behavior import load_behavior
from gesso.lab.card import render_card
from gesso.lab.code import training_code_sha256
from gesso.lab.episode import read_episodes, told, write_whole
from gesso.lab.errors import LabError
from gesso.lab.naming import plain_path
from gesso.lab.packed import Chosen, Evals, Judged, Packed, Rows, Training
from gesso.lab.situation import scene_of
from gesso.model.download import GGUF_SHA256, sha256_of

V = TypeVar("V", bound=BaseModel)

SAME_FORM = 0.9
"""So many of the run's dev questions must read today as they did: cases may have come and gone since, but another form
changes nearly all."""


@dataclass(frozen=True)
class Order:
    """What to pack. `rows` are the folders of the training rows, by default where the run's configuration has them."""

    run: Path
    behaviors: Sequence[str]
    name: str
    version: str
    out: Path
    rows: Sequence[Path] = ()
    recipes: Sequence[Path] = ()
    gate: Path | None = None
    evals: Sequence[Path] = ()
    command: Sequence[str] = ()


def pack(order: Order, clock: Clock) -> Packed:
    """Write the folder; what its card tells. Raises LabError or BadAdapter, and then what is left is not sound."""
    weights = order.run / WEIGHTS
    if not (order.run / "training.json").is_file():
        raise LabError(f"{order.run} holds no finished training run: `gesso lab train CONFIG.json --out {order.run}`.")
    training = _read(order.run / "training.json", Training)
    if not weights.is_file() or sha256_of(weights) != training.adapter_sha256:
        raise LabError(f"{weights} is not the adapter that {order.run.name}/training.json tells of. Train it again.")
    rows = _rows_of(order, training)
    _check_form(order, training)
    recipes = _recipes(order)
    evals = read_evals(order.evals, order.behaviors)
    judged = _judged(order, training.adapter_sha256)
    words = _words_of(order, training, recipes)
    manifest = _manifest(order, training, rows, recipes, judged, clock)
    if words:
        manifest = manifest.model_copy(update={"words_sha256": hashlib.sha256(words.encode()).hexdigest()})
    packed = Packed(manifest, training, rows, recipes, evals, judged, order.command)
    order.out.mkdir(parents=True, exist_ok=True)
    try:
        (order.out / WEIGHTS).write_bytes(weights.read_bytes())
    except OSError as error:
        raise LabError(f"{order.out / WEIGHTS} could not be written ({error.strerror or error}).") from error
    if words:
        write_whole(order.out / WORDS, words)
    write_whole(order.out / MANIFEST, manifest.model_dump_json(indent=2) + "\n")
    write_whole(order.out / CARD, render_card(packed))
    read_adapter(order.out, GGUF_SHA256)
    return packed


def read_evals(paths: Sequence[Path], behaviors: Sequence[str]) -> Evals:
    """Raises LabError for another behaviour's answers and for a case that a candidate answered in two files."""
    found: Evals = {name: {} for name in behaviors}
    for path in paths:
        episodes = read_episodes(path)
        behavior, candidate = episodes[0].behavior, episodes[0].candidate
        if behavior not in found:
            raise LabError(f"{path} holds answers for {behavior}, which this adapter does not decide.")
        before = found[behavior].setdefault(candidate, [])
        if twice := {each.case for each in before} & {each.case for each in episodes}:
            raise LabError(f"{path}: {candidate} answered {min(twice)} in another file, too. Give one of them.")
        before += episodes
    return found


def _judged(order: Order, adapter: str) -> Judged:
    """The verdict of `gesso lab gate`. Raises LabError where it is on another adapter or behaviour."""
    if order.gate is None:
        return Judged(passed=False, reasons=("it was not judged: `gesso lab gate` does that",))
    judged = _read(order.gate, Judged)
    if judged.adapter_sha256 != adapter:
        said = judged.adapter_sha256[:12] or "none"
        raise LabError(f"{order.gate} judges another adapter ({said}; this one is {adapter[:12]}).")
    if missing := [name for name in order.behaviors if name not in judged.against]:
        raise LabError(f"{order.gate} does not judge {', '.join(missing)}.")
    files = {plain_path(name): value for name, value in judged.files.items()}
    return judged.model_copy(update={"files": files})


def _rows_of(order: Order, training: Training) -> list[Rows]:
    """The manifests of the rows that the run has read. Raises LabError where they are of other rows."""
    folders = order.rows or [Path(training.config["train"]).parent]
    rows = [_read(folder / "MANIFEST.json", Rows) for folder in folders]
    for name, wanted in (("train.jsonl", training.train_sha256), ("dev.jsonl", training.dev_sha256)):
        digest = hashlib.sha256()
        for folder, each in zip(folders, rows, strict=True):
            text = _bytes(folder / name)
            if name not in each.files or hashlib.sha256(text).hexdigest() != each.files[name].sha256:
                raise LabError(f"{folder / name} is not the file that its MANIFEST.json tells of. Make it again.")
            digest.update(text)
        if digest.hexdigest() != wanted:
            raise LabError(f"The run has read other rows than {name} of {', '.join(map(str, folders))}. Name its own.")
    if {each.behavior for each in rows} != set(order.behaviors):
        told_of = ", ".join(sorted(each.behavior for each in rows))
        raise LabError(f"The rows are for {told_of}, and the adapter is to decide {', '.join(order.behaviors)}.")
    return rows


def _words_of(order: Order, training: Training, recipes: dict[str, Chosen]) -> str:
    """What the words of the rows say, for the recipes that listen to them; nothing where none does."""
    folders = order.rows or [Path(training.config["train"]).parent]
    learned = {}
    for folder in folders:
        name = _read(folder / "MANIFEST.json", Rows).behavior
        if recipes[name].recipe.words:
            lines = _bytes(folder / "train.jsonl").decode().splitlines()
            learned[name] = learn(json.loads(line) for line in lines if line.strip())
    return render_words(learned) if learned else ""


def _check_form(order: Order, training: Training) -> None:
    """Raises LabError unless the run has learned the questions as they are asked today."""
    if unknown := [name for name in order.behaviors if name not in (*LABELS, PASSAGES)]:
        raise LabError(f"There is no short question for {', '.join(unknown)}.")
    today = {
        render_question(name, scene_of(case)).prompt
        for name in order.behaviors
        for case in load_behavior(name).cases
        if case.split == "dev"
    }
    folders = order.rows or [Path(training.config["train"]).parent]
    lines = [line for folder in folders for line in _bytes(folder / "dev.jsonl").decode().splitlines() if line.strip()]
    known = sum(json.loads(line)["prompt"] in today for line in lines)
    if known < SAME_FORM * len(lines):
        raise LabError(
            f"Only {known} of the run's {len(lines)} dev questions are asked so today: it was trained for another form "
            "of question. Make the rows again and train on them."
        )


def _recipes(order: Order) -> dict[str, Chosen]:
    found = {name: Chosen(behavior=name, recipe=Recipe()) for name in order.behaviors}
    for path in order.recipes:
        chosen = _read(path, Chosen)
        if chosen.behavior not in found:
            raise LabError(f"{path} is a recipe for {chosen.behavior}, which this adapter does not decide.")
        found[chosen.behavior] = chosen
    return {
        name: each.model_copy(update={"recipe": each.recipe.model_copy(update={"labels": LABELS.get(name, ())})})
        for name, each in found.items()
    }


def _manifest(
    order: Order, training: Training, rows: Sequence[Rows], recipes: dict[str, Chosen], judged: Judged, clock: Clock
) -> Manifest:
    data = json.dumps([[each.made_from, {k: v.sha256 for k, v in each.files.items()}] for each in rows], sort_keys=True)
    try:
        return Manifest(
            name=order.name,
            version=order.version,
            made=clock().isoformat(timespec="seconds"),
            base_sha256=training.base_sha256,
            data_sha256=hashlib.sha256(data.encode()).hexdigest(),
            config_sha256=training.config_sha256,
            code_sha256=training.code_sha256 or training_code_sha256(),
            adapter_sha256=training.adapter_sha256,
            question_sha256=form_of_all(order.behaviors),
            behaviors={name: each.recipe for name, each in recipes.items()},
            gate=Gate.model_validate(judged.model_dump()),
        )
    except ValidationError as error:
        raise LabError(f"The manifest would not be sound: {told(error)}.") from error


def _read(path: Path, kind: type[V]) -> V:
    try:
        return kind.model_validate_json(_bytes(path))
    except ValidationError as error:
        raise LabError(f"{path} is not as expected: {told(error)}.") from error


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise LabError(f"{path} cannot be read: {error.strerror or error}.") from error
