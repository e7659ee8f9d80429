"""The training rows that people wrote (`gesso/lab/seeds/*.tsv`): read, checked, and turned into scenes.

The first line of a file names its columns, parted by tabs. `text` is the message and `lang` its language; the label is
in `label`, or for `pick_passage` in `target` (the opening of the block that is meant). The other columns say what else
there is: `earlier` (the message before), `canvas` (document or code), `selected` (yes or no), `before` (`edit: what was
asked`), `document` and `selection`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Literal

from gesso.agent.scene import CanvasScene, Done, Scene, SelectedPart
from gesso.behaviors.behavior import BEHAVIORS, load_behavior
from gesso.canvas.snapshot import Snapshot, take_snapshot
from gesso.lab.audit.contamination import eval_cases
from gesso.lab.errors import LabError
from gesso.lab.situation import LANGUAGES
from gesso.model.messages import Message

SEEDS = "seeds"
NEEDED = ("lang", "text")
DOCUMENT = (
    "Coffee came late to the north.\n\nIt was roasted at home until 1870.\n\nToday there is a roaster in every town."
)
CODE = "def total(prices):\n    return sum(prices)\n\n\nprint(total([1, 2]))\n"
DID: dict[str, Literal["open", "edit", "insert", "delete", "rewrite", "rename"]] = {
    "new": "open", "edit": "edit", "insert": "insert", "delete": "delete", "rewrite": "rewrite", "rename": "rename",
}  # fmt: skip


@dataclass(frozen=True)
class SeedRow:
    """A row: the right label, and the other columns in `given`. `where` names file and line."""

    behavior: str
    label: str
    lang: str
    text: str
    given: Mapping[str, str]
    where: str

    @property
    def kind(self) -> str:
        return self.given.get("kind", "")


@dataclass(frozen=True)
class Left:
    """A row that is left out, and why."""

    row: SeedRow
    why: str


def load_seeds(behavior: str, folder: Traversable | None = None) -> list[SeedRow]:
    """The rows for a behaviour, without those that repeat a case. Raises LabError as `sift_seeds` does."""
    return sift_seeds(behavior, folder)[0]


def sift_seeds(behavior: str, folder: Traversable | None = None) -> tuple[list[SeedRow], list[Left]]:
    """The rows for a behaviour to learn from, and those left out because they repeat a case, of dev or test.

    Raises LabError when there is no file, and for a row that is not sound.
    """
    folder = folder or resources.files("gesso.lab") / SEEDS
    file = folder / f"{behavior}.tsv"
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise LabError(f"There are no training rows for {behavior}: {SEEDS}/{behavior}.tsv is not there.") from error
    cases = load_behavior(behavior).cases if behavior in BEHAVIORS else ()
    asked = {plain(case.input.ask): case.id for case in cases}
    kept, left = [], []
    for row in parse_seeds(text, behavior):
        shared = eval_cases().find(row.text)
        if case := asked.get(plain(row.text)):
            left.append(Left(row, f"says what {case} says"))
        elif shared is not None:
            left.append(Left(row, f"shares {shared.words!r} with {shared.case}"))
        else:
            kept.append(row)
    return kept, left


def plain(text: str) -> str:
    """A message without what does not make it another one: case, spaces, closing marks."""
    return " ".join(text.casefold().split()).rstrip(" .!?。！？")


def parse_seeds(text: str, behavior: str) -> list[SeedRow]:
    """The rows of a file's text. Raises LabError naming the line that is wrong."""
    header, *lines = text.removeprefix("\ufeff").split("\n")
    columns = header.rstrip("\r").split("\t")
    label = "target" if "target" in columns else "label"
    if missing := [name for name in (*NEEDED, label) if name not in columns]:
        raise LabError(f"{behavior}.tsv line 1 should name the columns {', '.join(missing)}, parted by tabs.")
    rows = []
    for number, line in enumerate(lines, 2):
        if not line.strip():
            continue
        where, cells = f"{behavior}.tsv line {number}", line.rstrip("\r").split("\t")
        if len(cells) != len(columns):
            raise LabError(f"{where} has {len(cells)} columns instead of {len(columns)} ({', '.join(columns)}).")
        row = dict(zip(columns, (_broken(cell) for cell in cells), strict=True))
        if not row["text"].strip() or (label == "label" and not row[label]):
            raise LabError(f"{where} has no {'text' if not row['text'].strip() else label}.")
        given = {name: value for name, value in row.items() if name not in (label, *NEEDED)}
        rows.append(SeedRow(behavior, row[label], row["lang"], row["text"], given, where))
    if not rows:
        raise LabError(f"{behavior}.tsv has no rows under its header.")
    return rows


def _broken(cell: str) -> str:
    """A cell with its line breaks."""
    return re.sub(r" ?⏎ ?", "\n", cell)


def scene_of_row(row: SeedRow) -> Scene:
    """The situation of a row as the product would see it. Raises LabError where the row contradicts its document."""
    given = row.given
    earlier = given.get("earlier", "")
    chat = (Message("user", earlier),) if earlier else ()
    if given.get("document"):
        return Scene(row.text, chat=chat, active=_on_document(row))
    if given.get("canvas"):
        return Scene(row.text, chat=chat, active=_on_stand_in(row))
    return Scene(row.text, chat=chat)


def document_of_row(row: SeedRow) -> Snapshot:
    """The document a row speaks of, in blocks: its `body`, or a file. Those of rows and of cases are kept apart."""
    name = row.given["document"]
    if body := row.given.get("body"):
        return take_snapshot(body, 1, "document", None)
    file = resources.files("gesso.lab") / SEEDS / "documents" / name
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise LabError(f"{row.where} names {SEEDS}/documents/{name}, which is not there.") from error
    language = next((spoken for end, spoken in LANGUAGES.items() if name.endswith(end)), None)
    return take_snapshot(text, 1, "code" if name.endswith(".txt") else "document", language)


def _on_document(row: SeedRow) -> CanvasScene:
    snapshot = document_of_row(row)
    part = None
    if words := row.given.get("selection"):
        start = snapshot.text.find(words)
        if start < 0:
            raise LabError(f"{row.where} selects {words!r}, which is not in {row.given['document']}.")
        part = _part(snapshot, start, start + len(words))
    return _canvas(snapshot, part, ())


def _on_stand_in(row: SeedRow) -> CanvasScene:
    """A canvas of the kind that a row names, where its words do not matter; the first block is what was selected or
    changed.
    """
    kind = row.given["canvas"]
    if kind not in ("document", "code"):
        raise LabError(f"{row.where} has the canvas {kind!r}; document and code are possible.")
    snapshot = take_snapshot(CODE if kind == "code" else DOCUMENT, 1, kind, "python" if kind == "code" else None)
    first = snapshot.blocks[0]
    selected = row.given.get("selected", "no")
    if selected not in ("yes", "no"):
        raise LabError(f"{row.where} has {selected!r} in the column selected; yes and no are possible.")
    return _canvas(
        snapshot, _part(snapshot, first.start, first.end) if selected == "yes" else None, _done(row, first.end)
    )


def _done(row: SeedRow, end: int) -> tuple[Done, ...]:
    before = row.given.get("before", "")
    did, colon, asked = before.partition(": ")
    if not before or did == "chat":
        return ()
    if not colon or did not in DID:
        raise LabError(f"{row.where} has {before!r} in the column before; `edit: what was asked` is meant.")
    return (Done(asked, DID[did], ((0, end),), just_now=True),)


def _part(snapshot: Snapshot, start: int, end: int) -> SelectedPart:
    blocks = tuple(block.number for block in snapshot.blocks_in(start, end))
    return SelectedPart(start, end, snapshot.text[start:end], blocks)


def _canvas(snapshot: Snapshot, part: SelectedPart | None, done: tuple[Done, ...]) -> CanvasScene:
    return CanvasScene("canvas", snapshot.kind, "Untitled", snapshot.language, snapshot.text, snapshot, part, done=done)
