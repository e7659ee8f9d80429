"""Reproducing a paper: its figures, its programs run in the sandbox, and a table of what came out as stated."""

import asyncio
import json
import re
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from gesso.base.errors import BadInput
from gesso.formats.archive import Archive, pack
from gesso.model.scripted import Call, Rule, Say
from gesso.reproducing.programs import cannot_run, cells_of, programs_of
from gesso.sandbox.holding import TIERS, missing

from .conftest import Client, House, open_house

pytestmark = pytest.mark.skipif(all(missing(tier) for tier in TIERS), reason="no tier of the sandbox on this system")

PAPER = """# Foxes at night

We watched 40 foxes. The mean speed was 12.4 km/h, and the longest run took 31.5 minutes.
Of these, 31 of 40 foxes (77.5%) were seen again, and 12 of 40 foxes (31%) had cubs.
"""
PROGRAM = """import csv, sys
rows = [float(row["speed"]) for row in csv.DictReader(open(sys.argv[1]))]
open("seen.txt", "w").write("kept")
print("mean speed =", sum(rows) / len(rows))
"""
NOTEBOOK = json.dumps({"metadata": {}, "cells": [
    {"cell_type": "code", "source": ["longest = max([31.52, 20.0])\n"]},
    {"cell_type": "code", "source": "open('data/speeds.csv').read()\nprint('figure 3 =', longest)"},
]})  # fmt: skip
REPOSITORY = pack([
    ("fox-1/README.md", b"Run `python code/speed.py data/speeds.csv`, then jupyter execute run.ipynb\n"),
    ("fox-1/code/speed.py", PROGRAM.replace("sys.argv[1]", '"fox-1/" + sys.argv[1]').encode()),
    ("fox-1/run.ipynb", NOTEBOOK.encode()),
    ("fox-1/data/speeds.csv", b"speed\n12.0\n12.8\n"),
])  # fmt: skip


async def attach(owner: Client, room: str, name: str, data: bytes) -> None:
    headers = {"content-type": "application/octet-stream"}
    answer = await owner.post(f"/api/rooms/{room}/attached?name={name}", content=data, headers=headers)
    assert answer.is_success, answer.text


async def worked(house: House, owner: Client, room: str, **asked: Any) -> dict[str, Any]:
    """The work once it has ended or asks."""
    made = await owner.ok("POST", f"/api/rooms/{room}/jobs", {"start": True, **asked})
    house.parts.engine.start()
    try:
        live = await house.parts.workspace.room(room)
        async with asyncio.timeout(60), aclosing(live.stream(0)) as events:
            async for _ in events:
                if live.state.jobs[made["id"]].state not in ("queued", "running"):
                    break
    finally:
        await house.parts.engine.close()
    return dict(await owner.ok("GET", f"/api/rooms/{room}/jobs/{made['id']}"))


def rows_of(text: str) -> dict[str, str]:
    """The verdicts of the table by the stated number."""
    rows = [line.split(" | ") for line in text.splitlines() if re.match(r"\| \d", line)]
    return {row[2]: row[4].strip(" |*") for row in rows}


async def test_the_programs_of_a_repository_are_run_and_compared_without_a_model(house: House) -> None:
    owner = await house.owner()
    room, _ = await house.room(owner)
    await attach(owner, room, "foxes.md", PAPER.encode())
    await attach(owner, room, "fox.zip", REPOSITORY)
    job = await worked(house, owner, room, ask="Reproduce “foxes.md”", model="embedded")
    assert job["state"] == "done", job
    assert [step["text"].split()[0] for step in job["steps"]] == ["List", "Run", "Compare"]
    assert "writes no code" in job["cannot"][0]
    text = (await owner.ok("GET", f"/api/canvases/{job['result']}"))["text"]
    assert rows_of(text) == {
        "40": "not computed", "12.4": "matched", "31.5": "matched", "31": "not computed", "77.5%": "matched",
        "12": "not computed", "31%": "not matched",
    }  # fmt: skip
    assert "figure 7 is stated as 31% and came out as 30%" in text
    kept = [each["name"] for each in await owner.ok("GET", f"/api/rooms/{room}/attached")]
    assert any(name.startswith("Output of fox-1 code speed.py") for name in kept)


async def test_a_model_that_writes_code_works_out_the_rest(tmp_path: Path) -> None:
    opened = {"title": "Runs", "kind": "code", "language": "python", "text": "runs = [31.52, 20.0]"}
    ran = {"canvas": "{r1}", "code": "print('figure 3 =', max([31.52, 20]))"}
    rules = (
        Rule(user="", tool="run_code", steps=(Say(text="It printed the longest run."),)),
        Rule(user="", tool="open_canvas", result=r"Canvas (\S+)", steps=(Call(name="run_code", args=ran),)),
        Rule(user="", steps=(Call(name="open_canvas", args=opened),)),
    )  # fmt: skip
    async with open_house(tmp_path, rules=rules) as house:
        owner = await house.owner()
        room, _ = await house.room(owner)
        await attach(owner, room, "foxes.md", PAPER.encode())
        job = await worked(house, owner, room, ask="Reproduce the paper")
        assert job["state"] == "done", job
        assert [step["text"].split()[0] for step in job["steps"]] == ["List", "Write", "Compare"]
        text = (await owner.ok("GET", f"/api/canvases/{job['result']}"))["text"]
        assert rows_of(text)["31.5"] == "matched"


async def test_without_a_paper_it_asks_and_programs_that_break_are_said(house: House) -> None:
    owner = await house.owner()
    room, _ = await house.room(owner)
    answer = await owner.post(f"/api/rooms/{room}/jobs", json={"ask": "Reproduce the paper"})
    assert answer.status_code == 422 and "attach the paper" in answer.text
    broken = pack([
        ("fit.R", b"print(3)"),
        ("README.md", b"The mean speed of all foxes was 12.4 km/h. Run python a.py, python b.py"),
        ("a.py", b"raise ValueError('no data')"), ("b.py", b"import os; os._exit(3)"),
    ])  # fmt: skip
    await attach(owner, room, "broken.zip", broken)
    job = await worked(house, owner, room, ask="Reproduce “broken.zip”", model="embedded")
    assert job["state"] == "done", job
    assert "Not run of the archive: R (fit.R)" in job["cannot"][1], "said in the plan, before anything runs"
    text = (await owner.ok("GET", f"/api/canvases/{job['result']}"))["text"]
    assert "Not run of the archive: R (fit.R)" in text and "no data" in text and "b.py did not run to its end" in text
    assert rows_of(text) == {"12.4": "not computed"}


def test_which_programs_are_run() -> None:
    def found(*files: tuple[str, bytes]) -> list[tuple[str, ...]]:
        return programs_of(Archive(pack(files)))

    assert found(("x/README.md", b"python ./a.py --n 3\npython missing.py"), ("x/a.py", b""), ("x/b.py", b"")) == [
        ("x/a.py", "--n", "3")
    ]
    assert found(("main.py", b""), ("other.py", b"")) == [("main.py",)]
    assert found(("b.py", b""), ("a.py", b""), ("lib/c.py", b""), ("_d.py", b"")) == [("a.py",), ("b.py",)]
    assert found(("data.csv", b"")) == []
    make = (
        b".PHONY: all\nall: out\n\tmkdir -p out\n\tpython src/fit.py --n 2\n\tjupyter nbconvert --execute plots.ipynb\n"
    )
    made = (("Makefile", make), ("src/fit.py", b""), ("plots.ipynb", b"{}"))
    assert found(*made) == [("src/fit.py", "--n", "2"), ("plots.ipynb",)]
    assert found(("a.ipynb", b"{}"), ("b.py", b"")) == [("a.ipynb",), ("b.py",)]


def test_what_cannot_be_run_is_named() -> None:
    def told(*files: tuple[str, bytes]) -> str:
        return cannot_run(Archive(pack(files)))

    plain = b"#!/bin/sh\nset -e\ncd code\npython a.py\n"
    assert told(("a.py", b""), ("run.sh", plain), ("data.csv", b"1")) == ""
    assert "shell (run.sh)" in told(("a.py", b""), ("run.sh", plain + b"Rscript fit.R > out.txt\n"))
    several = told(("fit.R", b""), ("m.jl", b""), ("Makefile", b"all:\n\tgcc a.c\n"), ("a.c", b""), ("a.py", b""))
    assert all(each in several for each in ("R (fit.R)", "Julia (m.jl)", "make (Makefile)", "C (a.c)"))


def test_the_cells_of_a_notebook() -> None:
    code = [{"cell_type": "markdown", "source": "x"}, {"cell_type": "code", "source": ["a = 1\n", "a"]}]
    cells = json.dumps({"metadata": {}, "cells": code}).encode()
    assert cells_of(cells) == ["a = 1\na"]
    other = json.dumps({"metadata": {"kernelspec": {"language": "R"}}, "cells": []}).encode()
    for wrong in (b"", b"[]", b"{}", b"[" * 9_000, other):
        with pytest.raises(BadInput):
            cells_of(wrong)
