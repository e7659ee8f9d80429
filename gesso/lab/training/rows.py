"""Training rows in TRL's shapes, read from JSONL and checked one by one. Knows no torch.

| method | a row |
|---|---|
| decide | `prompt`, `completion` (the right mark), `marks` (all marks); `weight` and `group` if wanted |
| packed | the same, and `context`: the beginning of the prompt that it shares with others |
| sft | `messages` (the loss is on what the assistant says), or `prompt` and `completion` |
| dpo | `prompt`, `chosen`, `rejected` |
| kto | `prompt`, `completion`, `label` (true: desirable) |
| reinforce | `prompt`, `marks` and `rewards` (one a mark), for decisions whose reward is known beforehand |
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gesso.base.errors import BadInput

Row = Mapping[str, Any]

SHAPES: dict[str, dict[str, type]] = {
    "decide": {"prompt": str, "completion": str, "marks": list},
    "packed": {"context": str, "prompt": str, "completion": str, "marks": list},
    "sft": {"prompt": str, "completion": str},
    "dpo": {"prompt": str, "chosen": str, "rejected": str},
    "kto": {"prompt": str, "completion": str, "label": bool},
    "reinforce": {"prompt": str, "marks": list, "rewards": list},
}


def read_rows(path: Path, method: str) -> list[Row]:
    """The rows of a file, all checked. Raises BadInput with file, line and reason; an empty file is one, too."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise BadInput(f"{path} cannot be read as UTF-8 text: {wrong}") from wrong
    rows = list(_rows(text, path, method))
    if not rows:
        raise BadInput(f"{path} has no rows. Training and its dev set need at least one each.")
    return rows


def _rows(text: str, path: Path, method: str) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            where = f"{path}, line {number}"
            try:
                row = json.loads(line)
            except ValueError as wrong:
                raise BadInput(f"{where}: this is not JSON ({wrong}).") from wrong
            check_row(row, method, where)
            yield row


def check_row(row: Any, method: str, where: str) -> None:
    """Raises BadInput where the row is not of the method's shape."""
    if not isinstance(row, dict):
        raise BadInput(f"{where}: a row should be a JSON object, not {type(row).__name__}.")
    if method == "sft" and "messages" in row:
        return _check_messages(row["messages"], where)
    for name, kind in SHAPES[method].items():
        if not isinstance(row.get(name), kind):
            raise BadInput(f"{where}: `{name}` should be {kind.__name__}, not {row.get(name)!r} ({method} rows).")
        if kind is str and not row[name]:
            raise BadInput(f"{where}: `{name}` is empty.")
    if "marks" in SHAPES[method]:
        _check_marks(row, where)
    weight = row.get("weight", 1.0)
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not weight > 0:
        raise BadInput(f"{where}: `weight` should be a number above 0, not {weight!r}.")
    return None


def _check_marks(row: dict[str, Any], where: str) -> None:
    marks = row["marks"]
    if len(marks) < 2 or len(set(map(str, marks))) != len(marks) or not all(isinstance(m, str) and m for m in marks):
        raise BadInput(f"{where}: `marks` should be two or more different texts, not {marks!r}.")
    if "completion" in row and row["completion"] not in marks:
        raise BadInput(f"{where}: the completion {row['completion']!r} is not among its marks {marks!r}.")
    if "rewards" in row and (
        len(row["rewards"]) != len(marks) or not all(isinstance(r, int | float) for r in row["rewards"])
    ):
        raise BadInput(f"{where}: `rewards` should be one number for each of {len(marks)} marks.")


def _check_messages(messages: Any, where: str) -> None:
    if not isinstance(messages, list) or not messages:
        raise BadInput(f"{where}: `messages` should be a list of at least one message.")
    for message in messages:
        ok = isinstance(message, dict) and isinstance(message.get("content"), str)
        if not ok or message.get("role") not in ("system", "user", "assistant"):
            raise BadInput(f"{where}: a message should have a `role` (system, user, assistant) and a text `content`.")
    if not any(message["role"] == "assistant" for message in messages):
        raise BadInput(f"{where}: no message is the assistant's, so there is nothing to learn.")
