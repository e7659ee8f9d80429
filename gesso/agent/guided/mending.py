"""Errors of Python that code can mend without understanding the program: a name that is nearly right, an import that is
missing, a colon, bracket or quotation mark, a wrong indentation. What it cannot mend it says, and changes nothing.

Pure. A mended program parses, or fails later than before; whether it also runs is found out by running it.
"""

import ast
import builtins
import difflib
import re
import sys
from collections.abc import AsyncGenerator, Iterator, Sequence

from gesso.agent.guided.calls import whole_call
from gesso.agent.guided.mended import Mended, Wrong
from gesso.agent.guided.mending_script import mend_script
from gesso.agent.scene import CanvasScene
from gesso.canvas.fences import PYTHON, SCRIPT, fences_in, python_fences
from gesso.model.messages import Chunk, Message, TextChunk, ThoughtChunk

_ERROR = re.compile(r"^(\w+(?:Error|Exception|Interrupt|Iteration|Warning)): (.*)", re.MULTILINE)
_LINE = re.compile(r"\bline (\d+)\.|, line (\d+)")
_ALIASES = {
    "np": "import numpy as np", "pd": "import pandas as pd", "plt": "import matplotlib.pyplot as plt",
    "mpl": "import matplotlib as mpl", "Path": "from pathlib import Path", "Counter": "from collections import Counter",
    "defaultdict": "from collections import defaultdict", "deque": "from collections import deque",
    "dataclass": "from dataclasses import dataclass", "field": "from dataclasses import field",
    "datetime": "from datetime import datetime", "timedelta": "from datetime import timedelta",
    "date": "from datetime import date", "sqrt": "from math import sqrt", "pi": "from math import pi",
    "Decimal": "from decimal import Decimal", "Fraction": "from fractions import Fraction",
    "partial": "from functools import partial", "reduce": "from functools import reduce",
    "lru_cache": "from functools import lru_cache", "product": "from itertools import product",
    "permutations": "from itertools import permutations", "combinations": "from itertools import combinations",
    "chain": "from itertools import chain", "Enum": "from enum import Enum", "Any": "from typing import Any",
    "Callable": "from collections.abc import Callable", "Iterable": "from collections.abc import Iterable",
    "sleep": "from time import sleep", "randint": "from random import randint", "choice": "from random import choice",
    "pprint": "from pprint import pprint", "StringIO": "from io import StringIO", "ABC": "from abc import ABC",
    "mean": "from statistics import mean", "median": "from statistics import median",
}  # fmt: skip
_MODULES = {"numpy", "pandas", "matplotlib", *(name for name in sys.stdlib_module_names if not name.startswith("_"))}
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_WORDS = {
    "ZeroDivisionError": "something is divided by zero; the divisor has to be checked before",
    "TypeError": "a value has another type than what is done with it needs",
    "ValueError": "a value has the right type but cannot be used like this",
    "IndexError": "the list is shorter than the place that is asked for",
    "KeyError": "there is no such key",
    "AttributeError": "the value has nothing of that name",
    "ModuleNotFoundError": "that package is not installed beside gesso",
    "FileNotFoundError": "no file of this machine is there in the sandbox; put the data into the code",
    "PermissionError": "the sandbox does not allow it: no network, no other programs, no files outside its folder",
    "MemoryError": "it needs more memory than code may use here",
    "RecursionError": "a function calls itself without end",
}
_SCRIPT_WORDS = {
    "TypeError": "a value there is undefined or of another kind than what is done with it needs",
    "RangeError": "a number is outside what is allowed there, or a function calls itself without end",
}


def wrong_in(ask: str) -> Wrong | None:
    """The error that the message asks to fix; None where it shows no trace with a line, unless it says so itself."""
    found, lines = _ERROR.findall(ask), [int(a or b) for a, b in _LINE.findall(ask)]
    if found and not lines and ask.startswith("Fix this error "):
        return Wrong(found[-1][0], found[-1][1], 0)
    if not found or not lines:
        return None
    said = lines[0] if re.search(r"\bline \d+\.", ask.split("\n", 1)[0]) else lines[-1]
    return Wrong(found[-1][0], found[-1][1], said)


def mend(program: str, wrong: Wrong) -> Mended | None:
    """The smallest change that takes the error away; None where it takes more than that."""
    lines = program.split("\n")
    if not 1 <= wrong.line <= len(lines):
        return None
    before = _fails_at(program)
    syntax = wrong.name in ("SyntaxError", "IndentationError", "TabError")
    if syntax == (before is None):
        return None  # the text is not the one that failed
    tries = _syntax(lines, wrong) if syntax else _names(lines, wrong)
    for tried in tries:
        whole = "\n".join([*lines[: tried.first - 1], *tried.text.split("\n"), *lines[tried.last :]])
        after = _fails_at(whole)
        if whole != program and (after is None or (before is not None and after > before + tried.text.count("\n"))):
            return tried
    return None


async def mend_chunks(active: CanvasScene, wrong: Wrong) -> AsyncGenerator[Chunk, None]:
    """An edit of the canvas, or a plain word that this one is not mended by rules."""
    program, above, script = active.text, 0, active.language in SCRIPT
    if active.kind == "document":
        fences = [fence for fence in fences_in(active.text, (*PYTHON, *SCRIPT)) if fence.line < wrong.line]
        program, above = (fences[-1].code, fences[-1].line) if fences else ("", 0)
        script = bool(fences) and fences[-1] not in python_fences(active.text)
    own = Wrong(wrong.name, wrong.message, wrong.line - above)
    found = mend_script(program, own) if script else mend(program, own)
    edit = None if found is None else _edit_of(active.text, found, above)
    if found is None or edit is None:
        yield ThoughtChunk(f"Not one of the errors that rules mend: {wrong.name}.")
        known = _SCRIPT_WORDS if script else _WORDS
        why = known.get(wrong.name, wrong.message or "it takes understanding what the code is to do")
        where = f"Line {wrong.line}" if wrong.line else "It"
        yield TextChunk(
            f"{where} raises {wrong.name}: {why}. I did not change anything: this takes understanding what "
            "the code is to do, and the small built-in model would guess. A larger model (Settings › Models) can."
        )
        return
    yield ThoughtChunk(f"By rules, without asking the model: {found.why}.")
    for chunk in whole_call("edit", {"canvas": active.id, "edits": [{**edit, "why": found.why}]}):
        yield chunk


def mended_words(messages: Sequence[Message]) -> str:
    """What was wrong, in a sentence, from the reason of the edit that mended it; "" where none did."""
    if not messages or messages[-1].call_name != "edit" or not messages[-1].text.startswith("Done"):
        return ""
    edits = [
        edit for message in messages for call in message.calls if call.name == "edit" for edit in call.args["edits"]
    ]
    return f" What was wrong: {edits[-1]['why']}." if edits and edits[-1].get("why") else ""


def _edit_of(text: str, found: Mended, above: int) -> dict[str, str] | None:
    """The edit as words that occur once in the text, with lines around them where it takes some."""
    lines = text.split("\n")
    first, last = found.first - 1 + above, found.last + above
    for more in range(12):
        start, end = max(0, first - more), min(len(lines), last + more)
        quote = "\n".join(lines[start:end])
        if quote.strip() and text.count(quote) == 1:
            return {"quote": quote, "text": "\n".join([*lines[start:first], found.text, *lines[last:end]])}
    return None


def _fails_at(program: str) -> int | None:
    """The line at which it stops being Python; None where it is."""
    try:
        ast.parse(program)
    except SyntaxError as error:
        return error.lineno or 1
    except ValueError:
        return 1
    return None


# ---------------------------------------------------------------- names


def _names(lines: list[str], wrong: Wrong) -> Iterator[Mended]:
    """Of a program that parses: other names, other keys, an import."""
    message, at = wrong.message, wrong.line
    quoted = re.findall(r"'([^']*)'", message)
    name = (
        quoted[-1]
        if wrong.name == "AttributeError" and "Did you mean" not in message and quoted
        else (quoted or [""])[0]
    )
    meant = re.search(r"Did you mean: '([^']+)'", message)
    forgot = re.search(r"Did you forget to import '([^']+)'", message)
    if wrong.name in ("NameError", "UnboundLocalError"):
        if forgot or name in _MODULES or name in _ALIASES:
            yield _import(lines, name)
        if meant:
            yield from _other(lines, at, name, meant[1])
        near = difflib.get_close_matches(name, _known(lines) - {name}, 1, 0.7)
        if near:
            yield from _other(lines, at, name, near[0])
    elif wrong.name == "AttributeError" and meant:
        wanted = re.search(r"has no attribute '([^']+)'", message)
        if wanted:
            yield from _other(lines, at, wanted[1], meant[1])
    elif wrong.name == "ImportError" and meant and quoted:
        yield from _other(lines, at, quoted[0], meant[1])
    elif wrong.name == "ModuleNotFoundError" and name:
        near = difflib.get_close_matches(name, _MODULES, 1, 0.75)
        if near:
            yield from _other(lines, at, name, near[0])
    elif wrong.name == "KeyError":
        yield from _key(lines, at, message.strip("'\""))


def _other(lines: list[str], at: int, name: str, other: str) -> Iterator[Mended]:
    """The name put right on that line, where it stands there as a whole word."""
    row = re.sub(rf"(?<![\w]){re.escape(name)}(?!\w)", lambda _: other, lines[at - 1])
    if row != lines[at - 1]:
        yield Mended(at, at, row, f"“{name}” should be “{other}”")


def _import(lines: list[str], name: str) -> Mended:
    """Before the first statement that is no docstring, comment or import from the future."""
    statement, place = _ALIASES.get(name, f"import {name}"), 0
    try:
        body = ast.parse("\n".join(lines)).body
    except (SyntaxError, ValueError):
        body = []
    for node in body:
        text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        if text or (isinstance(node, ast.ImportFrom) and node.module == "__future__"):
            place = node.end_lineno or place
            continue
        break
    while place < len(lines) and lines[place].startswith("#"):
        place += 1
    if place >= len(lines):
        return Mended(place, place, f"{lines[place - 1]}\n{statement}", f"“{statement}” was missing")
    return Mended(place + 1, place + 1, f"{statement}\n{lines[place]}", f"“{statement}” was missing")


def _known(lines: list[str]) -> set[str]:
    """The names that the program gives to something, and Python's own."""
    found = {name for name in dir(builtins) if not name.startswith("_") and name.islower()}
    for node in ast.walk(ast.parse("\n".join(lines))):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.alias):
            found.add((node.asname or node.name).split(".")[0])
    return found


def _key(lines: list[str], at: int, key: str) -> Iterator[Mended]:
    """A key that is nearly one that the program names elsewhere."""
    row = lines[at - 1]
    written = {text for line in lines for text in re.findall(r"[\"']([^\"'\n]{1,60})[\"']", line)} - {key}
    near = difflib.get_close_matches(key, written, 1, 0.75)
    for mark in "\"'":
        if near and f"{mark}{key}{mark}" in row:
            yield Mended(
                at, at, row.replace(f"{mark}{key}{mark}", f"{mark}{near[0]}{mark}"), f"“{key}” should be “{near[0]}”"
            )


# ---------------------------------------------------------------- syntax


def _syntax(lines: list[str], wrong: Wrong) -> Iterator[Mended]:
    """Candidates, likeliest first; `mend` takes the first one that parses."""
    at, message = wrong.line, wrong.message
    row = lines[at - 1]
    code, note = _parted(row)
    if "expected ':'" in message or re.match(r"\s*(?:if|elif|else|for|while|def|class|try|except|finally|with)\b", row):
        yield Mended(at, at, f"{code.rstrip(' :;,')}:{note}", "a colon was missing")
    if found := re.search(r"'([(\[{])' was never closed", message):
        closing = _CLOSING[found[1]]
        for last in range(at, min(at + 6, len(lines)) + 1):
            end, rest = _parted(lines[last - 1])
            if end.strip() and end.rstrip()[-1] not in ",([{+-*/=":
                for put in (f"{end.rstrip()}{closing}{rest}", f"{end.rstrip(' :')}{closing}:{rest}"):
                    yield Mended(at, last, "\n".join([*lines[at - 1 : last - 1], put]), f"a “{closing}” was missing")
    if found := re.search(r"unmatched '([)\]}])'", message):
        place = row.rfind(found[1])
        yield Mended(at, at, row[:place] + row[place + 1 :], f"there was a “{found[1]}” too many")
    if found := re.search(r"closing parenthesis '(.)' does not match opening parenthesis '(.)'", message):
        place, right = row.rfind(found[1]), _CLOSING[found[2]]
        yield Mended(at, at, row[:place] + right + row[place + 1 :], f"“{found[1]}” should be “{right}”")
    if "unterminated" in message and "triple" not in message:
        mark = _open_quote(row)
        ends = re.search(r"[\s)\]}:,;]*$", row)
        place = ends.start() if ends else len(row)
        for put in (row[:place] + mark + row[place:], row + mark):
            yield Mended(at, at, put, f"a quotation mark {mark} was missing")
    if "Maybe you meant '=='" in message:
        yield Mended(at, at, re.sub(r"(?<![=!<>:])=(?!=)", "==", row, count=1), "“=” should be “==”")
    if "call to 'print'" in message:
        yield Mended(at, at, re.sub(r"print\s+(.*)$", r"print(\1)", code.rstrip()) + note, "print needs parentheses")
    if "forgot a comma" in message or "invalid syntax" in message:
        yield from _commas(lines, at)
    if wrong.name in ("IndentationError", "TabError") or "indent" in message:
        yield from _indents(lines, at, message)


def _parted(row: str) -> tuple[str, str]:
    """The code of a line, and its comment with the blanks before it."""
    mark = ""
    for place, letter in enumerate(row):
        if mark:
            mark = "" if letter == mark else mark
        elif letter in "\"'":
            mark = letter
        elif letter == "#":
            code = row[:place].rstrip()
            return code, row[len(code) :]
    return row, ""


def _open_quote(row: str) -> str:
    mark = ""
    for letter in row:
        if mark:
            mark = "" if letter == mark else mark
        elif letter in "\"'":
            mark = letter
    return mark or '"'


def _commas(lines: list[str], at: int) -> Iterator[Mended]:
    """A comma between two values that stand side by side, on that line or at the end of the one before."""
    row = lines[at - 1]
    for found in re.finditer(r"(?<=[\w\"')\]}])(\s+)(?=[\w\"'(\[{])", row):
        yield Mended(at, at, f"{row[: found.start()]},{row[found.start() :]}", "a comma was missing")
    for end in (at, at - 1):
        if end and re.search(r"[\w\"')\]}]\s*$", lines[end - 1]):
            yield Mended(end, end, f"{lines[end - 1].rstrip()},", "a comma was missing")


def _indents(lines: list[str], at: int, message: str) -> Iterator[Mended]:
    """The line, and those after it that stand as far in, moved to where it can stand."""
    row = lines[at - 1].expandtabs(4)
    own = len(row) - len(row.lstrip())
    above = next((line.expandtabs(4) for line in reversed(lines[: at - 1]) if line.strip()), "")
    base = len(above) - len(above.lstrip())
    wanted = [base + 4, base] if above.rstrip().endswith(":") else [base, base - 4, base + 4, 0]
    end = at
    if "expected an indented block" in message:
        while end < len(lines) and lines[end].strip() and _indent(lines[end]) == own and not _block(lines[end]):
            end += 1
    elif own > base:
        while end < len(lines) and lines[end].strip() and _indent(lines[end]) >= own:
            end += 1
    for last in dict.fromkeys((at, end)):
        for place in wanted:
            if place >= 0 and place != own:
                moved = [_moved(line.expandtabs(4), place - own) for line in lines[at - 1 : last]]
                yield Mended(at, last, "\n".join(moved), "the indentation was wrong")


def _indent(row: str) -> int:
    row = row.expandtabs(4)
    return len(row) - len(row.lstrip())


def _block(row: str) -> bool:
    return row.rstrip().endswith(":")


def _moved(row: str, by: int) -> str:
    return " " * max(0, _indent(row) + by) + row.lstrip()
