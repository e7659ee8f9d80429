"""Code of a canvas over the API: run in the sandbox, read as it comes, stopped, restarted, and run by an agent."""

import asyncio
import base64
import functools
import json
from pathlib import Path
from typing import Any

import pytest

from gesso.model.scripted import Call, Rule, Say
from gesso.room import running
from gesso.sandbox.finding import Found, find_tier
from gesso.tools.code import TOLD, told_of

from .conftest import Client, House, open_house

PNG = "b'\\x89PNG\\r\\n\\x1a\\n'"


@functools.cache
def found() -> Found:
    return find_tier()


@pytest.fixture(autouse=True)
def sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looked for once for all of these tests."""
    if found().tier is None:
        pytest.skip(f"no sandbox holds here: {found().why}")
    monkeypatch.setattr(running, "find_tier", lambda data: found())


async def code(client: Client, text: str, **more: str) -> str:
    """A code canvas of that person."""
    room = (await client.ok("POST", "/api/rooms", {"title": "Code"}))["id"]
    body = {"kind": "code", "language": "python", "title": "Code", "text": text, **more}
    return str((await client.ok("POST", f"/api/rooms/{room}/canvases", body))["id"])


async def finished(client: Client, canvas: str) -> dict[str, Any]:
    """What the run gave, once it has ended; read as the page does."""
    view: dict[str, Any] = await client.ok("GET", f"/api/canvases/{canvas}/run")
    while view["state"] != "idle":
        view = await client.ok("GET", f"/api/canvases/{canvas}/run?seen={view['changes']}&wait_s=20")
    return view


async def ran(client: Client, canvas: str, body: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    await client.ok("POST", f"/api/canvases/{canvas}/run", body or {})
    items: list[dict[str, Any]] = (await finished(client, canvas))["items"]
    return items


async def test_a_canvas_runs_and_keeps_what_it_defined(house: House) -> None:
    owner = await house.owner()
    canvas = await code(owner, "x = 6\nprint('begun')\nx * 7\n")
    items = await ran(owner, canvas)
    assert [(item["kind"], item["text"]) for item in items] == [("out", "begun\n"), ("value", "42")]
    assert [item["text"] for item in await ran(owner, canvas, {"code": "x + 1"})] == ["7"]
    view = await finished(owner, canvas)
    assert view["run"] == 2 and view["by"] == owner.id and view["seconds"] >= 0
    assert (await owner.ok("GET", f"/api/canvases/{canvas}/run?run=2&after=1"))["items"] == []
    assert len((await owner.ok("GET", f"/api/canvases/{canvas}/run?run=1&after=1"))["items"]) == 1
    again = await owner.ok("POST", f"/api/canvases/{canvas}/run/restart")
    assert again["items"] == [] and again["state"] == "idle"
    [error] = await ran(owner, canvas, {"code": "1\nx"})
    assert (error["name"], error["line"]) == ("NameError", 2) and "your code" in error["trace"]


async def test_a_picture_is_stored_and_read_by_members(house: House) -> None:
    owner, ben = await house.owner(), await house.member("Ben")
    canvas = await code(owner, f"class P:\n    def _repr_png_(self): return {PNG}\nP()\n")
    [item] = await ran(owner, canvas)
    assert item["kind"] == "picture" and item["file"].endswith(".png")
    address = f"/api/{item['file'].removesuffix('.png')}"
    assert (await owner.get(address)).headers["content-type"] == "image/png"
    assert (await ben.get(address)).status_code == 404
    [note] = await ran(owner, canvas, {"code": "class Q:\n    def _repr_png_(self): return b'<svg'\nQ()"})
    assert note["kind"] == "note" and "not shown" in note["text"]


async def test_a_run_is_stopped_and_only_one_runs(house: House) -> None:
    owner = await house.owner()
    canvas = await code(owner, "import time\nprint('begun')\nwhile True: time.sleep(9)\n")
    view = await owner.ok("POST", f"/api/canvases/{canvas}/run", {})
    while not view["items"]:
        view = await owner.ok("GET", f"/api/canvases/{canvas}/run?seen={view['changes']}&wait_s=20")
    assert await owner.status("POST", f"/api/canvases/{canvas}/run", {}) == 409
    await owner.ok("POST", f"/api/canvases/{canvas}/run/interrupt")
    assert [item["kind"] for item in (await finished(owner, canvas))["items"]] == ["out", "error", "note"]
    await owner.ok("POST", f"/api/canvases/{canvas}/run", {})
    assert (await owner.ok("POST", f"/api/canvases/{canvas}/run/restart"))["state"] == "idle"


async def test_what_is_no_python_is_refused_and_readers_may_only_look(house: House) -> None:
    owner = await house.owner()
    _, document = await house.room(owner)
    refused = await owner.post(f"/api/canvases/{document}/run", json={})
    assert refused.status_code == 422 and "Only Python" in refused.text
    script = await code(owner, "1", language="javascript")
    assert await owner.status("POST", f"/api/canvases/{script}/run", {}) == 422
    ben = await house.member("Ben")
    canvas = await code(owner, "1")
    room = (await owner.ok("GET", f"/api/canvases/{canvas}"))["room"]
    await owner.ok("PUT", f"/api/rooms/{room}/members/{ben.id}", {"role": "comment"})
    assert await ben.status("GET", f"/api/canvases/{canvas}/run") == 200
    assert await ben.status("POST", f"/api/canvases/{canvas}/run", {}) == 403
    assert await ben.status("POST", f"/api/canvases/{canvas}/run/restart") == 403


DOCUMENT = """# Report

```python
x = 2
x * 10
```

- in a list:
  ```python
  no = 1
  ```

```py
x += 1
print(x)
```

```js
no()
```

```python
1 / 0
```

```python
print("never")
```
"""


async def document(client: Client, text: str) -> str:
    room = (await client.ok("POST", "/api/rooms", {"title": "Report"}))["id"]
    body = {"kind": "document", "title": "Report", "text": text}
    return str((await client.ok("POST", f"/api/rooms/{room}/canvases", body))["id"])


async def test_the_fences_of_a_document_share_what_they_define(house: House) -> None:
    owner = await house.owner()
    canvas = await document(owner, DOCUMENT)
    assert [item["text"] for item in await ran(owner, canvas, {"fence": 3})] == ["20"]
    items = await ran(owner, canvas, {"fence": 13})
    assert [(item["text"], item["cell"]) for item in items] == [("20", 1), ("3\n", 2)]
    items = await ran(owner, canvas, {"fence": 13})
    assert [item["text"] for item in items] == ["20", "4\n"], "its output is replaced, what it defined goes on"
    items = await ran(owner, canvas)
    assert [(item["kind"], item["text"], item["line"], item["cell"]) for item in items] == [
        ("value", "20", None, 1), ("out", "3\n", None, 2), ("error", "division by zero", 1, 3),
    ]  # fmt: skip
    view = await finished(owner, canvas)
    assert [(cell["id"], cell["number"], cell["seconds"] is None) for cell in view["cells"]] == [
        (1, 0, False), (2, 1, False), (3, 2, False), (4, 3, True),
    ]  # fmt: skip
    assert [(one["name"], one["value"]) for one in view["variables"]] == [("x", "3")]
    assert (await owner.ok("GET", f"/api/canvases/{canvas}/variables/x"))["text"] == "3"
    assert await owner.status("GET", f"/api/canvases/{canvas}/variables/y") == 404
    gone = await owner.post(f"/api/canvases/{canvas}/run", json={"fence": 4})
    assert gone.status_code == 409 and "line 4" in gone.text


async def test_what_a_run_gave_outlives_the_server(house: House) -> None:
    async def begin_again() -> None:
        await house.parts.running.aclose()
        again = running.Running(house.parts.settings.data, house.db, house.parts.keep_picture)
        object.__setattr__(house.parts, "running", again)

    owner = await house.owner()
    canvas = await document(owner, DOCUMENT)
    await ran(owner, canvas)
    before = await finished(owner, canvas)
    await begin_again()
    after = await finished(owner, canvas)
    assert after["items"] == before["items"] and after["cells"] == before["cells"]
    assert after["run"] == 1 and after["variables"] == []
    items = await ran(owner, canvas, {"fence": 13})
    assert items[-1]["name"] == "NameError" and items[0]["text"] == "20"
    await owner.ok("POST", f"/api/canvases/{canvas}/run/restart")
    await begin_again()
    assert (await finished(owner, canvas))["items"] == []


async def test_the_tests_of_a_code_canvas_run_with_it(house: House) -> None:
    owner = await house.owner()
    canvas = await code(owner, "def test_one():\n    assert 1 + 1 == 3\n")
    [item] = await ran(owner, canvas)
    assert (item["kind"], item["ok"], item["line"], item["name"]) == ("test", False, 2, "test_one")
    assert "Left is 2" in item["text"]


async def test_without_a_sandbox_nothing_runs(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "find_tier", lambda data: Found(None, ("bubblewrap: is not installed",)))
    owner = await house.owner()
    canvas = await code(owner, "1")
    refused = await owner.post(f"/api/canvases/{canvas}/run", json={})
    assert refused.status_code == 503 and "gesso sandbox attack" in refused.text
    shown = await owner.ok("GET", "/api/sandbox")
    assert shown["tier"] is None and shown["why"] == ["bubblewrap: is not installed"]


async def test_what_holds_and_what_may_be_imported_is_told(house: House) -> None:
    shown = await (await house.owner()).ok("GET", "/api/sandbox")
    assert shown["tier"] == found().tier and "pydantic" in shown["packages"]


async def test_kernels_are_few_and_the_resting_one_ends(house: House) -> None:
    house.parts.running.kernels = 1
    owner = await house.owner()
    first, second = await code(owner, "x = 1"), await code(owner, "import time; time.sleep(60)")
    await ran(owner, first)
    await owner.ok("POST", f"/api/canvases/{second}/run", {})
    while (await owner.ok("GET", f"/api/canvases/{second}/run"))["state"] != "running":
        await asyncio.sleep(0)
    full = await owner.post(f"/api/canvases/{first}/run", json={})
    assert full.status_code == 429 and "Try again" in full.text
    await owner.ok("POST", f"/api/canvases/{second}/run/restart")
    [error] = await ran(owner, first, {"code": "x"})
    assert error["name"] == "NameError", "its kernel had been ended"


async def test_an_agent_runs_code_and_is_told_what_it_gave(tmp_path: Path) -> None:
    rules = (
        Rule(tool="run_code", steps=(Say(text="It printed what it should."),)),
        Rule(user="run", steps=(Call(name="run_code", args={}),)),
    )
    async with open_house(tmp_path, rules=rules) as house:
        owner = await house.owner()
        canvas = await code(owner, "print('from the sandbox')")
        room = (await owner.ok("GET", f"/api/canvases/{canvas}"))["room"]
        body = {"text": "run it", "canvas": canvas, "wait_s": 20}
        assert (await owner.ok("POST", f"/api/rooms/{room}/messages", body))["outcome"] == "done"
        assert (await finished(owner, canvas))["items"][0]["text"] == "from the sandbox\n"
        events = (await owner.get(f"/api/rooms/{room}/events?after=0")).text
        assert "from the sandbox" in events and "no instruction" in events


def test_long_output_is_told_with_its_middle_left_out() -> None:
    told = told_of([running.Item("out", "a" * TOLD * 2), running.Item("error", "b", trace="the end\n")])
    assert len(told) < TOLD + 100 and told.startswith("a") and told.endswith("the end\n") and "left out" in told
    assert told_of([]) == "(no output)"


async def test_a_notebook_keeps_step_with_what_ran(house: House) -> None:
    owner = await house.owner()
    room = (await owner.ok("POST", "/api/rooms", {"title": "Notebook"}))["id"]
    picture = {"image/png": base64.b64encode(b"\x89PNG\r\n\x1a\nx").decode(), "text/plain": ["<Figure size 640x480>"]}
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": "# Sums"},
        {"cell_type": "code", "metadata": {}, "source": "x = 2\nx * 3", "execution_count": 7, "outputs": [
            {"output_type": "stream", "name": "stdout", "text": ["old\n"]},
            {"output_type": "display_data", "data": picture, "metadata": {}},
        ]},
        {"cell_type": "code", "metadata": {}, "source": "1 / 0", "execution_count": None, "outputs": []},
    ]  # fmt: skip
    whole = {"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {"language_info": {"name": "python"}}}
    kind = {"content-type": "application/octet-stream"}
    sent = await owner.post(
        f"/api/rooms/{room}/import?name=sums.ipynb", content=json.dumps(whole).encode(), headers=kind
    )
    made = sent.json()
    canvas = made["canvases"][0]["id"]
    assert made["lost"] == []
    shown = (await finished(owner, canvas))["items"]
    assert [(item["kind"], item["text"]) for item in shown] == [("out", "old\n"), ("picture", "")]

    async def exported() -> list[Any]:
        answer = await owner.get(f"/api/canvases/{canvas}/export?format=ipynb")
        return [cell["outputs"] for cell in answer.json()["cells"] if cell["cell_type"] == "code"]

    before = await exported()
    assert before[0][1]["data"]["image/png"] == picture["image/png"] and before[1] == []
    assert [item["kind"] for item in await ran(owner, canvas)] == ["value", "error"]
    first, second = await exported()
    assert first[0]["data"] == {"text/plain": "6"} and first[0]["execution_count"] == 2
    assert (second[0]["ename"], second[0]["evalue"]) == ("ZeroDivisionError", "division by zero")
