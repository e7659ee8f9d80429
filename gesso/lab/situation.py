"""The situation of a case: the same `Scene` that the product would see, made of what the case says.

Does not decide anything and asks no model. What a case cannot say (titles, comments, other people) is left empty.
"""

from datetime import datetime

from gesso.agent.scene import CanvasScene, Done, Scene, SelectedPart
from gesso.behaviors.behavior import Case, text_of
from gesso.canvas.snapshot import Snapshot, take_snapshot
from gesso.lab.errors import LabError
from gesso.model.messages import Message

LANGUAGES = {".py.txt": "python", ".ts.txt": "typescript", ".sql.txt": "sql", ".html.txt": "html"}


def scene_of(case: Case) -> Scene:
    """What an agent sees when the message of `case` arrives. Raises LabError when case and document do not fit."""
    chat = tuple(Message("user", said) for said in case.input.earlier)
    today = day_of(case.input.now) if case.input.now else ""
    if not case.input.document:
        return Scene(case.input.ask, chat=chat, today=today, now=case.input.now, zone=case.input.zone)
    snapshot = snapshot_of(case)
    canvas = CanvasScene(
        "canvas", snapshot.kind, "Untitled", snapshot.language, snapshot.text, snapshot, selection_of(case, snapshot),
        dismissed=tuple((words, "") for words in case.input.dismissed), done=done_in(case, snapshot),
    )  # fmt: skip
    return Scene(case.input.ask, chat=chat, active=canvas, today=today)


def snapshot_of(case: Case) -> Snapshot:
    """The document of `case` in numbered blocks, with its problems planted."""
    name = case.input.document or ""
    language = next((spoken for end, spoken in LANGUAGES.items() if name.endswith(end)), None)
    return take_snapshot(text_of(case), 1, "code" if language else "document", language)


def selection_of(case: Case, snapshot: Snapshot) -> SelectedPart | None:
    """What the person has selected, or None."""
    words = case.input.selection
    if not words:
        return None
    start = snapshot.text.find(words)
    if start < 0:
        raise LabError(f"{case.id} selects {words!r}, which is not in {case.input.document}.")
    end = start + len(words)
    return SelectedPart(start, end, words, tuple(block.number for block in snapshot.blocks_in(start, end)))


def done_in(case: Case, snapshot: Snapshot) -> tuple[Done, ...]:
    """The agent's earlier changes, as a scene tells them; of a deletion the place behind its passage."""
    changes: list[Done] = []
    for at, earlier in enumerate(case.input.before, 1):
        if earlier.did == "chat":
            continue
        spans: list[tuple[int, int]] = []
        for opening in earlier.passages:
            block = next((b for b in snapshot.blocks if b.text.lstrip().startswith(opening)), None)
            if block is None:
                raise LabError(f"{case.id} speaks of a passage {opening!r}, which is not in {case.input.document}.")
            spans.append((block.end if earlier.did == "delete" else block.start, block.end))
        changes.append(Done(earlier.ask, earlier.did, tuple(spans), just_now=at == len(case.input.before)))
    return tuple(changes)


def day_of(now: str) -> str:
    """The day as a turn tells it to a model: "Friday, 27 November 2026"."""
    day = datetime.fromisoformat(now)
    return f"{day:%A}, {day.day} {day:%B %Y}"
