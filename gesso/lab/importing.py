"""`gesso lab import`: a product manager's spreadsheet becomes cases.

A CSV file whose first line names the columns. Needed: `situation` (the message), `ideal behaviour` (the right answer: a
label, or the openings of passages parted by ` | `), `spec line`. Kept as provenance: `current behaviour`, `why`. If
wanted: `language`, `slice`, `split`, `group` (variants of one situation), `document`, `selection`. Comma, semicolon or
tab part the cells. Either every row is sound and all are written, or every fault is told and nothing is.
"""

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from gesso.agent.deciding.question import LABELS
from gesso.behaviors.behavior import Behavior, BehaviorError, Case
from gesso.lab.episode import told, write_whole
from gesso.lab.errors import LabError
from gesso.lab.rows import plain
from gesso.lab.situation import scene_of

NEEDED = ("situation", "ideal behaviour", "spec line")
KNOWN = (*NEEDED, "current behaviour", "why", "language", "slice", "split", "group", "document", "selection")
MAX_BYTES = 20_000_000


@dataclass(frozen=True)
class Imported:
    """The cases of a spreadsheet, and its faults by line. With faults no case counts."""

    cases: tuple[Case, ...]
    faults: tuple[str, ...]


def import_cases(behavior: Behavior, source: Path, out: Path, *, dry_run: bool) -> list[Case]:
    """Write the cases of `source` into `out`; with `dry_run` only return them.

    Raises LabError with every fault when there is one, and when `out` is there already.
    """
    found = read_sheet(behavior, _text(source), source.name)
    if found.faults:
        faults = "\n".join(f"  {fault}" for fault in found.faults)
        raise LabError(f"{source} was not imported, nothing was written:\n{faults}")
    if out.exists() and not dry_run:
        raise LabError(f"{out} is there already. Name a file that is not, and join them when you have read both.")
    if not dry_run:
        write_whole(out, "".join(f"{line_of(case)}\n" for case in found.cases))
    return list(found.cases)


def line_of(case: Case) -> str:
    """The case as a line of a case file, without the fields that say nothing."""
    return json.dumps(case.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False)


def read_sheet(behavior: Behavior, text: str, name: str) -> Imported:
    """The cases in the text of a CSV file, and every fault there is."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=_delimiter(text), strict=True)
    try:
        header = [_column(cell) for cell in next(reader, [])]
        rows, at = [], reader.line_num + 1
        for cells in reader:
            rows.append((at, cells))
            at = reader.line_num + 1
    except csv.Error as error:
        return Imported((), (f"line {reader.line_num}: this is no CSV ({error})",))
    if faults := _faults_of_header(header):
        return Imported((), tuple(faults))
    cases: list[Case] = []
    faults = []
    known = {plain(case.input.ask): case.id for case in behavior.cases if not case.input.document}
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            faults.append(f"line {number}: {len(cells)} cells instead of {len(header)}")
            continue
        row = {column: cell.strip() for column, cell in zip(header, cells, strict=True)}
        case, wrong = _case(behavior, row, name, number)
        faults += [f"line {number}: {each}" for each in wrong]
        if case is not None:
            faults += _faults_among(case, cases, known, number)
            cases.append(case)
    if not cases and not faults:
        faults = ["there are no rows under the header"]
    return Imported(() if faults else tuple(cases), tuple(faults))


def _faults_of_header(header: Sequence[str]) -> list[str]:
    missing = [column for column in NEEDED if column not in header]
    unknown = [column for column in header if column not in KNOWN]
    twice = sorted({column for column in header if header.count(column) > 1})
    return [
        *(f"line 1: the column {column!r} is missing" for column in missing),
        *(f"line 1: there is no column {column!r}; known are {', '.join(KNOWN)}" for column in unknown),
        *(f"line 1: the column {column!r} is there twice" for column in twice),
    ]


def _case(behavior: Behavior, row: dict[str, str], name: str, number: int) -> tuple[Case | None, list[str]]:
    """The case of a row, or what is wrong with it."""
    wrong = [f"{column} is empty" for column in NEEDED if not row[column] and column != "ideal behaviour"]
    if row["spec line"] and row["spec line"] not in behavior.spec:
        wrong.append(f"the spec of {behavior.name} has no line {row['spec line']!r}; it has {', '.join(behavior.spec)}")
    target, fault = _target(behavior, row["ideal behaviour"])
    wrong += [fault] if fault else []
    if wrong:
        return None, wrong
    mark = hashlib.sha256(f"{row['situation']}\0{row.get('document', '')}".encode()).hexdigest()[:10]
    group = row.get("group") or mark
    given: dict[str, Any] = {"ask": row["situation"]}
    given |= {field: row[field] for field in ("document", "selection") if row.get(field)}
    notes = [f"{column}: {row[column]}" for column in ("current behaviour", "why") if row.get(column)]
    fields = {
        "id": f"{behavior.name}-s{mark}", "spec_id": row["spec line"], "group_id": f"{behavior.name}-s-{group}",
        "split": row.get("split") or split_of(group), "slice": row.get("slice") or "spreadsheet",
        "lang": row.get("language") or "en", "input": given, "target": target,
        "provenance": "; ".join([f"{name} line {number}", *notes]),
    }  # fmt: skip
    try:
        case = Case.model_validate(fields)
        _fits_its_document(case)
    except ValidationError as error:
        return None, [told(error)]
    except (LabError, BehaviorError) as error:
        return None, [str(error)]
    return case, []


def _target(behavior: Behavior, ideal: str) -> tuple[str | list[str], str]:
    """The right answer of a row, or what is wrong with it."""
    labels = LABELS.get(behavior.name)
    if labels is not None:
        found = next((label for label in labels if label == ideal.casefold()), "")
        return found, "" if found else f"the ideal behaviour {ideal!r} is none of {', '.join(labels)}"
    if any(isinstance(case.target, tuple) for case in behavior.cases):
        return [part.strip() for part in ideal.split(" | ") if part.strip()], ""
    return ideal, "" if ideal else "ideal behaviour is empty"


def _fits_its_document(case: Case) -> None:
    """Raises LabError or BehaviorError where a document, a selection or a passage is not there."""
    scene = scene_of(case)
    if scene.active is None or not isinstance(case.target, tuple):
        return
    blocks = [block.text.lstrip() for block in scene.active.snapshot.blocks]
    for opening in case.target:
        if not any(text.startswith(opening) for text in blocks) and opening not in scene.active.text:
            raise LabError(f"{case.input.document} has no passage {opening!r}")


def _faults_among(case: Case, others: Sequence[Case], known: dict[str, str], number: int) -> list[str]:
    faults = []
    if not case.input.document and (twin := known.get(plain(case.input.ask))):
        faults.append(f"line {number}: this situation is the case {twin} already")
    if any(other.id == case.id for other in others):
        faults.append(f"line {number}: this situation is there twice")
    if any(other.group_id == case.group_id and other.split != case.split for other in others):
        faults.append(f"line {number}: its group is in two splits")
    return faults


def split_of(group: str) -> str:
    """The split of a group that names none: by a hash, so that it stays what it is when rows are added."""
    return "test" if int(hashlib.sha256(group.encode()).hexdigest(), 16) % 2 else "dev"


def _column(cell: str) -> str:
    return " ".join(cell.casefold().replace("behavior", "behaviour").replace("_", " ").split())


def _delimiter(text: str) -> str:
    head = text.split("\n", 1)[0]
    return max(",;\t", key=head.count)


def _text(source: Path) -> str:
    try:
        if source.stat().st_size > MAX_BYTES:
            raise LabError(f"{source} is larger than {MAX_BYTES // 1_000_000} MB.")
        return source.read_bytes().decode()
    except OSError as error:
        raise LabError(f"{source} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise LabError(f"{source} is not UTF-8 text (byte {error.start}). Save it as “CSV UTF-8”.") from error
