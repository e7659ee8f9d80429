"""What code gave, as a notebook keeps it, both ways: so that a notebook that comes in shows its outputs, and one that
goes out has those of the last run.

Pictures are base64 in a notebook and stored files here. What a notebook has that is not shown here (HTML, widgets) goes
in as the plain text that stands beside it.
"""

import base64
import binascii
import html
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from gesso.room.sheets import Cell, Item, Sheet
from gesso.sandbox.told import Table, storable

MOST = 20_000  # characters of one output that comes in
Read = Callable[[str], Awaitable[bytes | None]]
Keep = Callable[[bytes], Awaitable[str | None]]
Outputs = dict[str, Any]


async def outputs_of(sheet: Sheet, sources: Mapping[int, str], cells: list[tuple[int, str]], read: Read) -> Outputs:
    """For `outputs.json`, by number of the cell: what `cells` (number, source) gave where they read as what ran,
    `sources` by id. `read` gives a picture's bytes."""
    kept: Outputs = {}
    left = dict(sources)
    for number, source in cells:
        id = next((id for id, ran in left.items() if ran == source), None)
        if id is None:
            continue
        del left[id]
        count = sheet.cells[id].count if id in sheet.cells else sheet.run
        given = [await _out(item, count, read) for item in sheet.items if item.cell == id]
        outputs = [one for one in given if one is not None]
        kept[str(number)] = {"source": source, "execution_count": count or None, "outputs": outputs}
    return kept


async def _out(item: Item, count: int, read: Read) -> dict[str, Any] | None:
    if item.kind in ("out", "err", "note", "test"):
        words = item.text if item.kind in ("out", "err") else f"{item.text}\n"
        if item.kind == "test":
            words = f"{item.name}: {'passes' if item.ok else f'fails on line {item.line}: {item.text}'}\n"
        return {"output_type": "stream", "name": "stdout" if item.kind == "out" else "stderr", "text": words}
    if item.kind == "error":
        trace = item.trace.splitlines() or [f"{item.name}: {item.text}"]
        return {"output_type": "error", "ename": item.name, "evalue": item.text, "traceback": trace}
    if item.kind == "picture":
        data = await read(item.file)
        if data is None:
            return None
        shown = {"image/png": base64.b64encode(data).decode(), "text/plain": item.text or "A picture"}
        return {"output_type": "display_data", "data": shown, "metadata": {}}
    plain = {"text/plain": item.text}
    if item.table is not None:
        plain = {"text/plain": item.table.text, "text/html": _html(item.table)}
    return {"output_type": "execute_result", "data": plain, "metadata": {}, "execution_count": count or None}


def _html(table: Table) -> str:
    def row(tag: str, first: str, cells: tuple[str, ...]) -> str:
        return (
            f"<tr><th>{html.escape(first)}</th>{''.join(f'<{tag}>{html.escape(cell)}</{tag}>' for cell in cells)}</tr>"
        )

    rows = [row("td", name, cells) for name, cells in zip(table.index, table.rows, strict=True)]
    return f"<table>{row('th', '', table.columns)}{''.join(rows)}</table>"


async def sheet_of(canvas: str, by: str, codes: list[str], outputs: bytes, keep: Keep) -> Sheet | None:
    """The sheet of a canvas that was a notebook, whose fences are `codes`; None where no cell had given anything.
    `keep` stores a picture, or gives None for what is none."""
    try:
        told = json.loads(outputs)
    except (ValueError, RecursionError):
        return None
    sheet = Sheet(canvas, by=by)
    for found in told.values() if isinstance(told, dict) else ():
        source = found.get("source") if isinstance(found, dict) else None
        given = found.get("outputs") if isinstance(found, dict) else None
        if source not in codes or not isinstance(given, list) or not given:
            continue
        number = codes.index(source)
        if number + 1 in sheet.cells:
            continue
        count = found.get("execution_count")
        sheet.cells[number + 1] = Cell(
            number + 1, number, source, count if type(count) is int and 0 < count < 2**31 else 0
        )
        for output in given[:50]:
            item = await _item(output, number + 1, keep)
            if item is not None:
                sheet.items.append(item)
    return sheet if sheet.cells else None


async def _item(output: Any, cell: int, keep: Keep) -> Item | None:
    if not isinstance(output, dict):
        return None
    if output.get("output_type") == "stream":
        return Item("err" if output.get("name") == "stderr" else "out", _words(output.get("text")), cell=cell)
    if output.get("output_type") == "error":
        trace = output.get("traceback")
        words = "\n".join(str(line) for line in trace[:200]) if isinstance(trace, list) else ""
        return Item(
            "error", _words(output.get("evalue")), _words(output.get("ename"))[:200], trace=_words(words), cell=cell
        )
    data = output.get("data")
    if not isinstance(data, dict):
        return None
    plain = _words(data.get("text/plain"))
    if isinstance(drawn := data.get("image/png"), str | list):
        try:
            address = await keep(base64.b64decode("".join(drawn)))
        except (binascii.Error, ValueError, TypeError):
            address = None
        if address is not None:
            return Item("picture", "" if plain.startswith("<") else plain[:1_000], file=address, cell=cell)
    return Item("value", plain, cell=cell) if plain else None


def _words(told: Any) -> str:
    text = "".join(part for part in told if isinstance(part, str)) if isinstance(told, list) else told
    return storable(text)[:MOST] if isinstance(text, str) else ""
