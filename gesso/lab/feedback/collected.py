"""What was collected into the lab's folder: counted for the page, deleted whole, or cleaned of a person.

`gesso lab collect` writes wherever it is told; only folders under `lab/feedback` are known here.
"""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gesso.lab.errors import LabError
from gesso.lab.feedback.collect import FILES, MANIFEST
from gesso.lab.feedback.forget import clean_folder

FEEDBACK = "feedback"


@dataclass(frozen=True)
class Folder:
    """`rows` are those of all its files together. `fault` says why it cannot be read, else ""."""

    name: str
    rows: int = 0
    made: datetime | None = None
    fault: str = ""


def collected_folders(lab: Path) -> list[Folder]:
    """The newest first, then those that cannot be read."""
    found = [_folder(path) for path in _paths(lab)]
    return sorted(found, key=lambda each: each.made.timestamp() if each.made else 0.0, reverse=True)


def delete_collected(lab: Path) -> None:
    """Every folder goes, with whatever lies in it. Raises LabError where the disk refuses."""
    try:
        for path in _paths(lab):
            shutil.rmtree(path)
    except OSError as error:
        raise LabError(f"What was collected could not all be deleted: {error.strerror} ({error.filename}).") from error


def clean_collected(lab: Path, people: Sequence[str]) -> int:
    """Take people's rows out of every folder; how many. Raises LabError for one that cannot be read, after the rest."""
    taken, faults = 0, []
    for path in _paths(lab):
        try:
            taken += clean_folder(path, people)
        except LabError as error:
            faults.append(str(error))
    if faults:
        raise LabError(" ".join(faults))
    return taken


def _paths(lab: Path) -> list[Path]:
    """The folders that a collection made, or at least began."""
    names = (MANIFEST, *(f"{name}.jsonl" for name in FILES))
    inside = (lab / FEEDBACK).rglob("*.json*")
    return sorted({path.parent for path in inside if path.name in names})


def _folder(path: Path) -> Folder:
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        rows = sum(int(file["rows"]) for file in manifest["files"].values())
        made = datetime.fromisoformat(manifest["made"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Folder(path.name, fault=f"its {MANIFEST} cannot be read")
    return Folder(path.name, rows, made)
