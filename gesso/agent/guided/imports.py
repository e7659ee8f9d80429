"""Names of well-known Python modules a program uses without importing them. Reads syntax only; runs nothing."""

import ast

# Only modules whose name is hardly ever a variable. "pd" and "np" are what everybody calls them.
_MODULES = {name: f"import {name}" for name in (
    "argparse", "asyncio", "base64", "collections", "csv", "datetime", "functools", "glob", "hashlib", "itertools",
    "json", "logging", "math", "os", "pathlib", "random", "re", "shutil", "socket", "sqlite3", "statistics", "string",
    "subprocess", "sys", "tempfile", "time", "turtle", "tkinter", "urllib", "uuid", "zipfile", "requests", "pygame",
)} | {"np": "import numpy as np", "pd": "import pandas as pd", "plt": "import matplotlib.pyplot as plt"}  # fmt: skip
_NAMES = {
    "Path": "from pathlib import Path", "Counter": "from collections import Counter",
    "defaultdict": "from collections import defaultdict", "dataclass": "from dataclasses import dataclass",
    "deque": "from collections import deque", "DictReader": "from csv import DictReader",
}  # fmt: skip


def missing_imports(program: str) -> tuple[str, ...]:
    """The import lines a Python program lacks, sorted; none for text that is not Python."""
    try:
        tree = ast.parse(program)
    except (SyntaxError, ValueError):
        return ()
    bound: set[str] = set()
    used: set[str] = set()
    dotted: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                bound |= {(alias.asname or alias.name).split(".")[0] for alias in names}
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.AsyncFunctionDef(name=name):
                bound.add(name)
            case ast.arg(arg=name):
                bound.add(name)
            case ast.Name(id=name, ctx=ast.Load()):
                used.add(name)
            case ast.Name(id=name):
                bound.add(name)
            case _:
                pass
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            dotted.add(node.value.id)
    lines = [line for name, line in _MODULES.items() if name in dotted and name not in bound]
    lines += [line for name, line in _NAMES.items() if name in used and name not in bound]
    return tuple(sorted(lines))


def with_imports(program: str) -> str:
    """The program with the imports it lacks, after its shebang and opening comments."""
    lacking = missing_imports(program)
    if not lacking:
        return program
    lines = program.lstrip("\n").splitlines(keepends=True)
    at = 0
    while at < len(lines) and lines[at].startswith("#"):
        at += 1
    block = "".join(f"{line}\n" for line in lacking)
    rest = "".join(lines[at:]).lstrip("\n")
    gap = "" if rest.startswith(("import ", "from ")) else "\n"
    return "".join(lines[:at]) + block + gap + rest
