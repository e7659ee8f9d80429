"""A notebook on disk and a page, kept the same: changes of either side, of both at once, and files half written."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from gesso.base.errors import BadInput
from gesso.formats.document import Document
from gesso.formats.notebook import write_notebook
from gesso.paired import Pair, keep_outputs
from gesso.remote import Remote

from .conftest import Client, House

TEXT = "# Heads\n\n```python\nheads = 3\n```\n\nHow many.\n"


def at(client: Client) -> Remote:
    """The API as the command reaches it."""
    client.base_url = client.base_url.copy_with(path="/")
    return Remote(client)


def cells(path: Path) -> list[tuple[str, str]]:
    return [(cell["cell_type"], "".join(cell["source"])) for cell in json.loads(path.read_bytes())["cells"]]


def write(path: Path, change: Any) -> None:
    """As another program does, at another time."""
    whole = json.loads(path.read_bytes())
    change(whole["cells"])
    path.write_text(json.dumps(whole))
    os.utime(path, ns=(path.stat().st_mtime_ns + 5_000_000,) * 2)


async def test_what_changes_on_one_side_comes_to_the_other(house: House, tmp_path: Path) -> None:
    owner = await house.owner()
    _, canvas = await house.room(owner, TEXT)
    file = tmp_path / "heads.ipynb"
    pair = Pair(at(owner), file, canvas)
    await pair.begin(None)
    assert ("code", "heads = 3") in cells(file) and await pair.look() == []

    write(file, lambda all: next(c for c in all if c["cell_type"] == "code").update(source="heads = 4"))
    assert await pair.look() == ["heads.ipynb → page"] or "heads = 4" in file.read_text()
    assert "heads = 4" in (await owner.ok("GET", f"/api/canvases/{canvas}"))["text"]

    await owner.ok("POST", f"/api/canvases/{canvas}/edits", {"edits": [{"quote": "How many.", "text": "So many."}]})
    assert await pair.look() == ["page → heads.ipynb"] and "So many." in file.read_text()
    assert await pair.look() == []

    # Both at once: neither change is lost.
    write(file, lambda all: next(c for c in all if c["cell_type"] == "code").update(source="heads = 5"))
    await owner.ok("POST", f"/api/canvases/{canvas}/edits", {"edits": [{"quote": "So many.", "text": "Too many."}]})
    await pair.look()
    text = (await owner.ok("GET", f"/api/canvases/{canvas}"))["text"]
    assert text.count("heads = 5") == 1 and text.count("Too many.") == 1 and "So many" not in text
    assert ("code", "heads = 5") in cells(file) and "Too many." in file.read_text()

    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])  # another program is writing it
    assert await pair.look() == []
    assert "heads = 5" in (await owner.ok("GET", f"/api/canvases/{canvas}"))["text"]


async def test_a_file_and_a_page_that_differ_wait_for_who_holds(house: House, tmp_path: Path) -> None:
    owner = await house.owner()
    _, canvas = await house.room(owner, TEXT)
    file = tmp_path / "other.ipynb"
    file.write_bytes(write_notebook(Document("other", "```python\nother = 1\n```\n")))
    pair = Pair(at(owner), file, canvas)
    with pytest.raises(BadInput, match="--take"):
        await pair.begin(None)
    assert "other = 1" in file.read_text()
    await pair.begin("file")
    assert "other = 1" in (await owner.ok("GET", f"/api/canvases/{canvas}"))["text"]


async def test_an_old_notebook_without_ids_is_the_same_as_its_page(house: House, tmp_path: Path) -> None:
    owner = await house.owner()
    room, _ = await house.room(owner, "")
    file = tmp_path / "old.ipynb"
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": "# Heads"},
        {"cell_type": "code", "metadata": {}, "source": "1 + 1", "outputs": [], "execution_count": None},
    ]
    file.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}))
    server = at(owner)
    made = await server.upload(f"/rooms/{room}/import", {"name": "old.ipynb"}, file.read_bytes())
    pair = Pair(server, file, made["canvases"][0]["id"])
    await pair.begin(None)
    text = (await owner.ok("GET", f"/api/canvases/{pair.page}"))["text"]
    write(file, lambda all: all[0].update(source="# Many heads"))
    await pair.look()
    now = (await owner.ok("GET", f"/api/canvases/{pair.page}"))["text"]
    assert now == text.replace("# Heads", "# Many heads")


def test_what_a_cell_gave_elsewhere_stays_while_it_is_the_same() -> None:
    def book(source: str, outputs: list[Any]) -> bytes:
        cell = {"cell_type": "code", "source": source, "outputs": outputs, "execution_count": 7 if outputs else None}
        return json.dumps({"cells": [cell]}).encode()

    def outputs(data: bytes) -> Any:
        return json.loads(data)["cells"][0]["outputs"]

    gave: list[Any] = [{"output_type": "stream", "name": "stdout", "text": "3"}]
    assert outputs(keep_outputs(book("a", gave), book("a", []))) == gave
    assert outputs(keep_outputs(book("a", gave), book("b", []))) == []
    newer: list[Any] = [{"output_type": "stream", "name": "stdout", "text": "4"}]
    assert outputs(keep_outputs(book("a", gave), book("a", newer))) == newer
    assert keep_outputs(b"not json", book("a", [])) == book("a", [])
