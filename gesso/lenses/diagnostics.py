"""What is wrong in a program beside its lines: what ruff finds where it is installed, else what can be told by rules.

Types are checked by mypy in the sandbox, where both are here, and the tests of the page's last run are shown.
Python that does not compile is told with the place; JSON and TOML likewise. It is not run for it. ruff gets
the text on its standard input, isolated from every configuration, and is given ten seconds.
"""

import ast
import json
import shutil
import subprocess
import sys
import tomllib
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gesso.lenses.checks import Checked, RunItem
from gesso.lenses.lens import (
    Args,
    Ask,
    Command,
    Edit,
    Lens,
    OfDatum,
    Proposal,
    Reading,
    Whole,
    datum_id,
    datum_of,
    look_at_nothing,
)  # fmt: skip
from gesso.lenses.python_rules import Problem, problems_by_rules
from gesso.lenses.value import Act, Anchor, Datum, View

RUFF_S = 10.0
MOST_CHARS = 500_000
CHOSEN = "E4,E7,E9,F,B,PLE,RUF013,SIM101,C4"
_AS_BAD = ("E9", "F821", "F822", "F823", "PLE", "F7", "invalid-syntax")


@dataclass(frozen=True, slots=True)
class Lines:
    """Where the lines of a text begin, for tools that count lines and columns from 1."""

    text: str
    starts: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "Lines":
        starts, at = [0], text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = text.find("\n", at + 1)
        return cls(text, tuple(starts))

    def point(self, row: int, column: int) -> int:
        row = min(max(row, 1), len(self.starts))
        end = self.starts[row] - 1 if row < len(self.starts) else len(self.text)
        return min(self.starts[row - 1] + max(column - 1, 0), end)


def problems_of(text: str, language: str | None) -> tuple[list[Problem], str]:
    """What is wrong, in order, and what found it."""
    if language == "json":
        return _json(text), "the JSON reader"
    if language == "toml":
        return _toml(text), "the TOML reader"
    ruff = ruff_here()
    found = _ruff(text, ruff) if ruff is not None else None
    if found is not None:
        return found, "ruff"
    broken = _compiled(text)
    return (broken or problems_by_rules(text)), "rules"


def ruff_here() -> Path | None:
    """The ruff beside this Python, or on the PATH."""
    beside = Path(sys.executable).parent / "ruff"
    found = str(beside) if beside.is_file() else shutil.which("ruff")
    return Path(found) if found else None


def _ruff(text: str, ruff: Path) -> list[Problem] | None:
    """None where it did not answer as it should."""
    command = [str(ruff), "check", "--isolated", "--no-cache", "--quiet", "--exit-zero", f"--select={CHOSEN}",
               "--output-format=json", "--stdin-filename=page.py", "-"]  # fmt: skip
    try:
        done = subprocess.run(
            command, input=text.encode(errors="replace"), capture_output=True, timeout=RUFF_S, check=True
        )
        rows = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    lines = Lines.of(text)
    return [_of_ruff(row, lines) for row in rows]


def _of_ruff(row: dict[str, Any], lines: Lines) -> Problem:
    def place(of: dict[str, Any], name: str) -> int:
        return lines.point(of[name]["row"], of[name]["column"])

    code = str(row.get("code") or "syntax")
    start = place(row, "location")
    end = max(start, place(row, "end_location"))
    fix = row.get("fix") or {}
    edits = tuple(Edit(place(e, "location"), place(e, "end_location"), e["content"]) for e in fix.get("edits", ()))
    bad = code.startswith(_AS_BAD) or code == "syntax"
    return Problem(start, end, code, row["message"], bad, edits, str(fix.get("message") or ""))


def _compiled(text: str) -> list[Problem]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        row, column = getattr(error, "lineno", 1) or 1, getattr(error, "offset", 1) or 1
        start = Lines.of(text).point(row, column)
        return [
            Problem(
                start, min(start + 1, len(text)), "syntax", f"It does not compile: {getattr(error, 'msg', error)}", True
            )
        ]
    return []


def _json(text: str) -> list[Problem]:
    try:
        json.loads(text)
    except ValueError as error:
        at = min(getattr(error, "pos", 0), len(text))
        return [Problem(at, min(at + 1, len(text)), "json", str(getattr(error, "msg", error)), True)]
    return []


def _toml(text: str) -> list[Problem]:
    try:
        tomllib.loads(text)
    except ValueError as error:
        line = str(error).rpartition("at line ")[2].split(",")[0]
        start = Lines.of(text).point(int(line) if line.isdigit() else 1, 1)
        return [Problem(start, start, "toml", str(error), True)]
    return []


def gather(whole: Whole[None]) -> View:
    text = whole.text
    if len(text) > MOST_CHARS:
        return View(shape="list", summary="This program is too long to be looked through.")
    problems, by = _problems(whole)
    data = [_datum(whole, each) for each in problems]
    bad = sum(each.bad for each in problems)
    told = f"{len(data)} problem{'s' * (len(data) != 1)}" if data else "Nothing found"
    summary = f"{told} by {by}" + (f", {bad} of them keep it from running" if bad else "")
    checked: Checked | None = whole.around.checked
    tests, failed = _tests(whole, checked.tests if checked else ())
    if checked is not None and checked.tests:
        summary += f"; {len(failed)} of {tests} tests failed in the last run" if tests else "; the last run failed"
    pending = checked is not None and checked.pending
    return View(shape="list", summary=f"{summary}; types are being checked" if pending else summary,
                data=(*data, *failed), pending=pending)  # fmt: skip


def _problems(whole: Whole[None]) -> tuple[list[Problem], str]:
    """Those of the linter and, where the program compiles, of the type checker; and what found them."""
    text = whole.text
    problems, by = problems_of(text, whole.snapshot.language) if text.strip() else ([], "rules")
    checked: Checked | None = whole.around.checked
    if checked is None or checked.types is None or any(each.code in ("syntax", "invalid-syntax") for each in problems):
        return problems, by
    lines = Lines.of(text)
    typed = [
        replace(problem, start=lines.point(line, column), end=lines.point(line, end))
        for line, column, end, problem in checked.types
    ]
    return sorted([*problems, *typed], key=lambda each: each.start), f"{by} and mypy"


def _tests(whole: Whole[None], tests: Sequence[RunItem]) -> tuple[int, list[Datum]]:
    """How many tests ran, and a datum for each that failed, and for what ended the run."""
    lines, found = Lines.of(whole.text), []
    for each in tests:
        if each.ok:
            continue
        problem = Problem(lines.point(each.line or 1, 1), lines.point(each.line or 1, 1), "test", each.text, True)
        datum = _datum(whole, problem)
        found.append(datum.model_copy(update={
            "id": datum_id("test", each.name, each.text), "label": f"{each.name}: {each.text}"[:300],
            "group": "Tests of the last run", "grade": "estimated", "by": "the last run, perhaps of an older text",
            "anchors": datum.anchors if each.line else (), "acts": datum.acts if each.line else (),
        }))  # fmt: skip
    return sum(1 for each in tests if each.name.startswith(("test", "Test")) or each.ok), found


def _datum(whole: Whole[None], each: Problem) -> Datum:
    text = whole.text
    line_start = text.rfind("\n", 0, each.start) + 1
    line_end = text.find("\n", each.start)
    line = text[line_start : len(text) if line_end < 0 else line_end]
    start, end = each.start, min(each.end, line_start + len(line))
    if end <= start:
        start, end = line_start + len(line) - len(line.lstrip()), line_start + len(line.rstrip())
        end = max(start, end)
    block = whole.snapshot.block_at(start)
    anchor = Anchor(block=block.number if block else 1, start=start, end=end, quote=text[start:end])
    acts = [Act(command="fix", label=each.remedy or "Fix it")] if each.edits else []
    acts = [*acts, Act(command="ask_fix", label="Ask to fix it")] if not each.edits else acts
    number = text.count("\n", 0, start) + 1
    return Datum(
        id=datum_id(each.code, line.strip(), each.message), label=each.message, detail=f"line {number} · {each.code}",
        tone="bad" if each.bad else "warn", anchors=(anchor,), acts=tuple(acts),
    )  # fmt: skip


def _problem(reading: Reading[None], id: str) -> Problem:
    at = reading.view.data.index(datum_of(reading.view, id))
    return _problems(reading.whole)[0][at]


def fix(reading: Reading[None], args: OfDatum) -> Proposal:
    problem = _problem(reading, args.datum)
    edits = [Edit(e.start, e.end, e.after, f"{problem.code}: {problem.message}"[:200]) for e in problem.edits]
    return Proposal(f"Offered: {problem.remedy or problem.message}", tuple(edits))


def fix_all(reading: Reading[None], args: Args) -> Proposal:
    """Every fix that does not lie over one before it."""
    edits: list[Edit] = []
    problems, _ = problems_of(reading.whole.text, reading.whole.snapshot.language)
    count = 0
    for problem in problems:
        mine = [Edit(e.start, e.end, e.after, f"{problem.code}: {problem.message}"[:200]) for e in problem.edits]
        if mine and all(
            m.end <= e.start or m.start >= e.end for m in mine for e in edits if (m.start, m.end) != (e.start, e.end)
        ):
            if any((m.start, m.end) == (e.start, e.end) for m in mine for e in edits):
                continue
            edits += mine
            count += 1
    return Proposal(f"Offered {count} of {len(problems)} fixes.", tuple(edits))


def ask_fix(reading: Reading[None], args: OfDatum) -> Proposal:
    datum = datum_of(reading.view, args.datum)
    anchor = datum.anchors[0]
    ask = Ask(anchor.start, anchor.end, f"This is wrong: {datum.label} Mend it and change nothing else.")
    return Proposal("This takes a model: it is asked about that line.", asks=(ask,))


DIAGNOSTICS: Lens[None] = Lens(
    name="diagnostics",
    title="Diagnostics",
    about="What is wrong in a program, line by line, with fixes where there are some.",
    kinds=frozenset({"code:python", "code:json", "code:toml"}),
    shape="list",
    look=look_at_nothing,
    gather=gather,
    commands=(
        Command("fix", "Fix it", OfDatum, fix),
        Command("fix_all", "Fix all that can be", Args, fix_all),
        Command("ask_fix", "Ask to fix it", OfDatum, ask_fix),
    ),
    with_checks=True,
)
