"""The rows that an audit looks at: files of `gesso lab rows` and `gesso lab synthesize`, and the hand-written rows."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gesso.agent.deciding.question import ANSWER, render_question
from gesso.lab.episode import whole_lines
from gesso.lab.errors import LabError
from gesso.lab.rows import SeedRow, scene_of_row


@dataclass(frozen=True)
class AuditRow:
    """A message with its label. `around` is all else that a model is shown with it: what was said before, a document.

    `lang` and `kind` are empty where the row does not tell them.
    """

    text: str
    label: str
    around: str
    where: str
    lang: str = ""
    kind: str = ""


def read_audit_rows(path: Path) -> list[AuditRow]:
    """The rows of a file, one for each message. Raises LabError naming the line that is wrong, and for no rows."""
    rows = list(_rows(path))
    if not rows:
        raise LabError(f"{path} has no rows. `gesso lab rows` and `gesso lab synthesize` write such a file.")
    return rows


def _rows(path: Path) -> Iterator[AuditRow]:
    last = ""
    for number, line in whole_lines(path):
        where = f"{path.name} line {number}"
        try:
            row = json.loads(line)
        except ValueError as error:
            raise LabError(f"{path} line {number} is not JSON: {error}.") from error
        if not isinstance(row, dict):
            raise LabError(f"{path} line {number} should be a JSON object, not {type(row).__name__}.")
        told = {name: value for name in ("lang", "kind", "group") if isinstance(value := row.get(name), str)}
        lang, kind = told.get("lang", ""), told.get("kind", told.get("group", ""))
        if isinstance(row.get("text"), str) and "label" in row:
            around = json.dumps(row.get("given", {}), ensure_ascii=False, sort_keys=True)
            yield AuditRow(row["text"], label_text(row["label"]), around, where, lang, kind)
        elif isinstance(row.get("prompt"), str) and isinstance(row.get("completion"), str):
            if row.get("weight", 1) != 1 and row["prompt"] == last:
                continue  # another passage that the same message means
            last = row["prompt"]
            around, text = parted(row["prompt"])
            yield AuditRow(text, row["completion"].strip(), around, where, lang, kind)
        else:
            raise LabError(f"{path} line {number} has neither `text` and `label` nor `prompt` and `completion`.")


def label_text(label: object) -> str:
    return label if isinstance(label, str) else json.dumps(label, ensure_ascii=False)


def parted(prompt: str) -> tuple[str, str]:
    """A prompt of `render_question` as what stands around the message, and the message."""
    before, _, last = prompt.removesuffix(ANSWER).rpartition("\n")
    tag, _, message = last.partition(": ")
    return f"{before}\n{tag}", message


def seeds_to_audit(rows: Sequence[SeedRow]) -> list[AuditRow]:
    """Hand-written rows, as the file that is made of them would have them."""
    found = []
    for row in rows:
        around, text = parted(render_question(row.behavior, scene_of_row(row)).prompt)
        found.append(AuditRow(text, row.label or "none", around, row.where, row.lang, row.kind))
    return found
