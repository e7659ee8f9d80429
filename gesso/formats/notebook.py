"""Jupyter notebooks and Markdown, both ways.

A code cell is a fence whose info says `cell`; a text cell that follows another begins with a comment line that says so.
Both carry the cell's id and metadata, and the notebook's own metadata is the front matter: a notebook that was imported
is exported cell by cell as it was. Outputs are kept as one attachment, `outputs.json`, and go back to the cells whose
code is still the same. A document that never was a notebook becomes one: its fences of one language are the cells.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from gesso.base.errors import BadInput
from gesso.base.late import late
from gesso.formats.document import (
    COMMENTS,
    SUGGESTIONS,
    Attachment,
    Document,
    Lost,
    check_size,
    check_text,
    counted,
    stem_of,
)
from gesso.formats.plain import decode

OUTPUTS = "outputs.json"
MAX_CELLS = 20_000
_CELL = late(r"<!-- cell (markdown|raw)((?: [^\n]*)?) -->")
_FENCE = late(r"^(`{3,}|~{3,})([^`\n]*)$")
_CODE_CELL = late(r"([\w+#.-]*) cell(?: (.*))?")
_FRONT = late(r"---\nnotebook: (\{.*\})\n---\n\n?")


@dataclass(frozen=True, slots=True)
class _Cell:
    kind: str
    source: str
    about: dict[str, Any]
    """`id` and `metadata` as far as there are any."""


def read_notebook(data: bytes, name: str = "") -> Document:
    """The document. Raises BadInput for what is no notebook of format 3 or 4."""
    check_size(data)
    source, lost = decode(data)
    try:
        whole = json.loads(source)
    except (ValueError, RecursionError):
        raise BadInput("This is no notebook: it is not JSON, or it is cut off.") from None
    if not isinstance(whole, dict):
        raise BadInput("This is no notebook: it should be a JSON object.")
    cells = whole.get("cells")
    if cells is None and isinstance(whole.get("worksheets"), list):
        cells = [cell for sheet in whole["worksheets"] if isinstance(sheet, dict) for cell in sheet.get("cells") or []]
    if not isinstance(cells, list) or len(cells) > MAX_CELLS:
        raise BadInput(f"This is no notebook: it should have a list of at most {MAX_CELLS:,} cells.")
    language = _language(whole)
    parts: list[str] = []
    outputs: dict[str, Any] = {}
    after_text = False
    lost_parts: list[Lost] = []
    for number, cell in enumerate(cells):
        if not isinstance(cell, dict):
            raise BadInput(f"Cell {number + 1} of this notebook is not a JSON object.")
        kind, text = str(cell.get("cell_type", "markdown")), _words(cell.get("source", cell.get("input", "")))
        about = {key: cell[key] for key in ("id", "metadata") if cell.get(key)}
        plain = isinstance(cell.get("metadata"), dict) and cell["metadata"].get("gesso") == "document"
        if cell.get("attachments"):
            lost_parts.append(Lost("pictures inside text cells"))
        if kind == "code":
            if cell.get("outputs") or cell.get("execution_count") is not None:
                kept = {key: cell[key] for key in ("outputs", "execution_count") if key in cell}
                outputs[str(number)] = {"source": text, **kept}
            parts.append(_fenced(text, language if plain else _info(language, about)))
        elif plain:
            parts.append(text.strip("\n"))
        else:
            kind = "raw" if kind == "raw" else "markdown"
            head = f"<!-- cell {kind}{_written(about)} -->\n" if about or after_text or kind == "raw" else ""
            parts.append(f"{head}{text}")
        after_text = kind != "code"
    first = {key: whole[key] for key in ("nbformat", "nbformat_minor") if key in whole}  # as they are written
    about = first | {key: value for key, value in whole.items() if key not in ("cells", "worksheets")}
    from_document = all(_from_document(cell) for cell in cells) and bool(cells)
    front = "" if from_document else f"---\nnotebook: {json.dumps(about, ensure_ascii=False)}\n---\n\n"
    body = "\n\n".join(parts)
    files = (
        Attachment(OUTPUTS, "application/json", json.dumps(outputs, ensure_ascii=False).encode("utf-8", "replace")),
    )
    return Document(
        stem_of(name), check_text(front + body + ("\n" if body else "")), attachments=files if outputs else (),
        lost=counted([*lost, *lost_parts]),
    )  # fmt: skip


def write_notebook(document: Document) -> bytes:
    """The notebook, in format 4.5."""
    if document.kind == "code":
        cells = [_Cell("code", document.text, {})]
        about: dict[str, Any] = _about(document.language or "python")
    else:
        about, cells = _cells(document.text)
    kept = _outputs(document)
    done = []
    for number, cell in enumerate(cells):
        made: dict[str, Any] = {"cell_type": cell.kind, "id": f"cell-{number}", "metadata": {}, **cell.about}
        made["source"] = cell.source.splitlines(keepends=True)
        if cell.kind == "code":
            found = kept.get(str(number), {})
            same = found.get("source") == cell.source
            made["execution_count"] = found.get("execution_count") if same else None
            made["outputs"] = found.get("outputs", []) if same else []
        done.append(made)
    whole = {"cells": done, "nbformat": 4, "nbformat_minor": 5, **about}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def code_cells(document: Document) -> list[tuple[int, str]]:
    """Number and source of the cells that hold code, as `write_notebook` makes them."""
    if document.kind == "code":
        return [(0, document.text)]
    return [(number, cell.source) for number, cell in enumerate(_cells(document.text)[1]) if cell.kind == "code"]


def losses_notebook(document: Document) -> tuple[Lost, ...]:
    """What a notebook has no place for."""
    kept = _outputs(document)
    cells = dict(code_cells(document))
    stale = sum(cells.get(int(number)) != found.get("source") for number, found in kept.items())
    return counted(
        [
            Lost("outputs of cells whose code has changed", count=stale),
            Lost(COMMENTS, count=len(document.comments)),
            Lost(SUGGESTIONS, count=len(document.suggestions)),
            Lost("attachments", count=sum(one.name != OUTPUTS for one in document.attachments)),
        ]
    )


def _outputs(document: Document) -> dict[str, Any]:
    for one in document.attachments:
        if one.name == OUTPUTS:
            try:
                found = json.loads(one.data)
            except (ValueError, RecursionError):
                return {}
            if isinstance(found, dict):
                return {key: value for key, value in found.items() if key.isdecimal() and isinstance(value, dict)}
    return {}


def _from_document(cell: Any) -> bool:
    about = cell.get("metadata") if isinstance(cell, dict) else None
    return isinstance(about, dict) and about.get("gesso") == "document"


def _words(source: Any) -> str:
    if isinstance(source, list):
        return "".join(part for part in source if isinstance(part, str))
    return source if isinstance(source, str) else ""


def _language(whole: dict[str, Any]) -> str:
    about = whole.get("metadata")
    for key, field in (("language_info", "name"), ("kernelspec", "language")):
        found = about.get(key) if isinstance(about, dict) else None
        if (
            isinstance(found, dict)
            and isinstance(found.get(field), str)
            and re.fullmatch(r"[\w+#.-]{1,40}", found[field])
        ):
            return str(found[field])
    return "python"


def _about(language: str) -> dict[str, Any]:
    if language in ("python", "py"):
        spec = {"display_name": "Python 3", "language": "python", "name": "python3"}
        return {"metadata": {"kernelspec": spec, "language_info": {"name": "python"}}}
    return {"metadata": {"language_info": {"name": language}}}


def _written(about: dict[str, Any]) -> str:
    return (
        " " + json.dumps(about, ensure_ascii=True).replace("-->", "--\\u003e").replace("`", "\\u0060") if about else ""
    )


def _info(language: str, about: dict[str, Any]) -> str:
    return f"{language} cell{_written(about)}"


def _fenced(text: str, info: str) -> str:
    longest = max((len(run) for run in re.findall(r"^`{3,}", text, re.MULTILINE)), default=2)
    ticks = "`" * (longest + 1)
    return f"{ticks}{info}\n{text}\n{ticks}" if text else f"{ticks}{info}\n{ticks}"


def _cells(text: str) -> tuple[dict[str, Any], list[_Cell]]:
    """The notebook's own fields and its cells."""
    text = text.replace("\r\n", "\n")
    match = _FRONT.match(text)
    about = _parsed(match[1]) if match else {}
    body = text[match.end() :] if match else text
    marked = match is not None or re.search(r"^(?:`{3,}|~{3,})[\w+#.-]* cell(?: |$)", body, re.MULTILINE) is not None
    language = _common(body)
    plain = {"metadata": {"gesso": "document"}}
    cells: list[_Cell] = []
    lines: list[str] = []
    kind, head = "markdown", {} if marked else plain

    def close(explicit: bool, last: bool = False) -> None:
        nonlocal lines
        source = "\n".join(lines)
        lines = []
        if marked:  # less the line feed that joins it to the next cell
            source = source if last else source.removesuffix("\n")
            source = source if explicit else source.removeprefix("\n")
        else:
            source = source.strip("\n")
        if source.strip() or explicit:
            cells.append(_Cell(kind, source, head))

    explicit = False
    rows = body.removesuffix("\n").split("\n")
    at = 0
    while at < len(rows):
        row = rows[at]
        fence = _FENCE.match(row)
        if fence:
            end = next((n for n in range(at + 1, len(rows)) if _closes(rows[n], fence[1])), len(rows))
            code = _CODE_CELL.fullmatch(fence[2].strip())
            if code if marked else fence[2].strip() == language:
                close(explicit)
                explicit = False
                cells.append(_Cell("code", "\n".join(rows[at + 1 : end]), _parsed(code[2]) if code else plain))
                kind, head = "markdown", {} if marked else plain
                at = end + 1
                if marked and at < len(rows) and not rows[at]:
                    at += 1  # the blank line that joins cells
                continue
            end = at if marked else end  # in a notebook's own cells a fence may stay open
            lines += rows[at : end + 1]
            at = end + 1
            continue
        mark = _CELL.fullmatch(row) if marked else None
        if mark:
            close(explicit)
            explicit, kind, head = True, mark[1], _parsed(mark[2].strip())
        else:
            lines.append(row)
        at += 1
    close(explicit, last=True)
    return about or _about(language), cells


def _closes(row: str, opening: str) -> bool:
    bare = row.strip()
    return len(bare) >= len(opening) and set(bare) == {opening[0]}


def _common(body: str) -> str:
    """The language that most fences name; Python when none does."""
    named = re.findall(r"^`{3,}([\w+#.-]+)(?: cell.*)?$", body, re.MULTILINE)
    return max(named, key=named.count) if named else "python"


def _parsed(text: str | None) -> dict[str, Any]:
    if not text:
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
