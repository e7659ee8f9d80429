"""What mypy (MIT) finds in a Python text, where it is installed beside gesso: held in the sandbox, with a cache.

It reads the program and runs nothing of it. No configuration and no installed package is looked at, so what is imported
from packages counts as anything. Where nothing holds a program here, types are not checked.
"""

import atexit
import importlib.util
import json
import shutil
import subprocess
from functools import cache
from pathlib import Path

from gesso.lenses.python_rules import Problem
from gesso.sandbox.finding import find_tier
from gesso.sandbox.holding import Limits, Program, Tier, command_of, make_work

WITHIN_S = 30.0
MOST_CHARS = 200_000
_LIMITS = Limits(memory=1_500_000_000)
_SOURCE = """
import os, sys, tempfile
from mypy import api
os.chdir(tempfile.mkdtemp())
with open("page.py", "w", encoding="utf-8", newline="") as file:
    file.write(sys.stdin.buffer.read().decode("utf-8", "replace"))
found = api.run(["--config-file=", "--no-site-packages", "--ignore-missing-imports", "--check-untyped-defs",
                 "--output=json", "--no-error-summary", "--cache-dir", sys.argv[1], "page.py"])
sys.stdout.write(found[0])
"""


def types_checked() -> bool:
    """Whether there is a type checker here, and something that holds it."""
    return importlib.util.find_spec("mypy") is not None and _tier() is not None


@cache
def _tier() -> Tier | None:
    return find_tier().tier


@cache
def _kept() -> Path:
    """The folder of its cache, for as long as this process lives."""
    folder = make_work()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def types_of(text: str) -> list[tuple[int, int, int, Problem]] | None:
    """(line, column, end column) from 1, and the problem without its place; None where it could not be checked."""
    if not types_checked() or len(text) > MOST_CHARS:
        return None
    work = make_work()
    try:
        command = command_of(_tier(), Program(_SOURCE, work, str(_kept()), _LIMITS, keeps=(_kept(),)))
        done = subprocess.run(
            command, input=text.encode(errors="replace"), capture_output=True, timeout=WITHIN_S, check=True
        )
        rows = [json.loads(line) for line in done.stdout.decode(errors="replace").splitlines() if line.strip()]
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    finally:
        shutil.rmtree(work, ignore_errors=True)
    found = []
    for row in rows:
        if row.get("severity") == "error" and row.get("code") != "syntax":
            problem = Problem(0, 0, f"types: {row.get('code') or 'error'}", str(row["message"]))
            column, end = int(row["column"]) + 1, int(row.get("end_column") or row["column"]) + 1
            same = row.get("end_line") in (None, row["line"])
            found.append((int(row["line"]), column, max(end, column + 1) if same else column + 1, problem))
    return found
