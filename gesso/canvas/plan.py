"""A plan as a person and an agent write it: Markdown with a task list, and a line each for the budget and the deadline.

    # Plan: An overview of heat pumps
    Budget: 60 minutes, $2.00
    Deadline: 2026-12-01 17:00

    - [x] Search for heat pumps market size
    - [ ] @me Choose the three makers to look at
    - [ ] Draft the section “Makers”

The text is the plan: whoever changes it changes the plan. A step is known by its words (`key`), so that moving its line
leaves it the same step; equal words are told apart by their order. Pure.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from gesso.base.late import late

Who = Literal["agent", "person"]

MOST_STEPS = 200
MOST_WORDS = 2_000  # characters of a step

_STEP = late(r"^(\s{0,3}(?:[-*+]|\d{1,9}[.)])\s+\[)([ xX-])(\]\s+)(.*\S)\s*$")
_MINE = late(r"^@me\b:?\s*", re.IGNORECASE)
_LINE = late(r"^\s*[*_]*(Budget|Deadline)[*_]*:\s*(.*?)\s*$", re.IGNORECASE)
_TITLE = late(r"^#{1,3}\s+(?:Plan:\s*)?(.+?)\s*$", re.IGNORECASE)
_TIME = late(r"(\d+(?:[.,]\d+)?)\s*(h(?:ours?|rs?)?|stunden?|std|min(?:uten?|utes?)?|m)\b", re.IGNORECASE)
_MONEY = late(r"(?:\$|USD|US\$)\s*(\d+(?:[.,]\d+)?)|(\d+(?:[.,]\d+)?)\s*(?:\$|USD|dollars?)", re.IGNORECASE)


@dataclass(frozen=True)
class PlanStep:
    """`number` counts from 1. `text` is without its box and without who does it. `mark`: " ", "x", or "-" (left out).

    `detail`: indented lines under it.
    """

    number: int
    line: int
    key: str
    text: str
    mark: str
    who: Who
    detail: str = ""

    @property
    def open(self) -> bool:
        return self.mark == " "


@dataclass(frozen=True)
class Plan:
    """`minutes` and `cost_usd` are None where the budget says nothing of them. `deadline` is as it is written."""

    title: str
    steps: Sequence[PlanStep]
    minutes: float | None = None
    cost_usd: float | None = None
    deadline: str = ""

    def step(self, key: str) -> PlanStep | None:
        return next((step for step in self.steps if step.key == key), None)


def parse_plan(text: str) -> Plan:
    """Read leniently: any task list is a plan. Steps past MOST_STEPS are not seen."""
    lines = text.split("\n")
    title, budget, deadline = "", "", ""
    steps: list[PlanStep] = []
    seen: Counter[str] = Counter()
    fenced = False
    for at, line in enumerate(lines):
        if re.match(r"\s*(?:```|~~~)", line):
            fenced = not fenced
        if fenced:
            continue
        if not title and (found := _TITLE.match(line)):
            title = found[1]
        elif named := _LINE.match(line):
            budget, deadline = (named[2], deadline) if named[1].lower() == "budget" else (budget, named[2])
        elif (step := _STEP.match(line)) and len(steps) < MOST_STEPS:
            words = step[4]
            mine = bool(_MINE.match(words))
            words = _MINE.sub("", words)[:MOST_WORDS]
            plain = _plain(words)
            seen[plain] += 1
            key = key_of(plain, seen[plain])
            mark = step[2].lower()
            steps.append(
                PlanStep(len(steps) + 1, at, key, words, mark, "person" if mine else "agent", _detail(lines, at))
            )
    minutes, cost = _budget(budget)
    return Plan(title, tuple(steps), minutes, cost, deadline)


def key_of(plain: str, nth: int) -> str:
    """What a step is known by: its words, and which one of those with the same words it is."""
    return "step_" + hashlib.sha256(f"{plain}#{nth}".encode()).hexdigest()[:16]


def _plain(words: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", words.casefold())) or words


def _detail(lines: Sequence[str], at: int) -> str:
    found = []
    for line in lines[at + 1 :]:
        if not re.match(r"\s{2,}\S", line) or _STEP.match(line):
            break
        found.append(line.strip())
    return "\n".join(found)[:MOST_WORDS]


def _budget(words: str) -> tuple[float | None, float | None]:
    minutes = [_number(n) * (60 if unit[0] in "hHsS" else 1) for n, unit in _TIME.findall(words)]
    money = [_number(a or b) for a, b in _MONEY.findall(words)]
    return (sum(minutes) if minutes else None), (money[0] if money else None)


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def render_plan(title: str, steps: Sequence[str], *, budget: str = "", deadline: str = "", about: str = "") -> str:
    """The text of a new plan; a step that begins with "@me " is the person's."""
    head = [f"# Plan: {' '.join(title.split())}"]
    head += [about] if about else []
    lines = [f"Budget: {budget}"] if budget else []
    lines += [f"Deadline: {deadline}"] if deadline else []
    boxes = "\n".join(f"- [ ] {' '.join(step.split())}" for step in steps)
    return "\n\n".join([*head, *(["\n".join(lines)] if lines else []), boxes]) + "\n"


# ---------------------------------------------------------------- changes of the text; an unknown key changes nothing


def marked(text: str, key: str, mark: str) -> str:
    """The text with the step's box as `mark`: " ", "x" or "-"."""
    return _on_line(text, key, lambda line: _STEP.sub(lambda m: f"{m[1]}{mark}{m[3]}{m[4]}", line))


def assigned(text: str, key: str, who: Who) -> str:
    def change(line: str) -> str:
        found = _STEP.match(line)
        assert found is not None
        bare = _MINE.sub("", found[4])
        return f"{found[1]}{found[2]}{found[3]}{'@me ' if who == 'person' else ''}{bare}"

    return _on_line(text, key, change)


def reworded(text: str, key: str, words: str) -> str:
    def change(line: str) -> str:
        found = _STEP.match(line)
        assert found is not None
        mine = "@me " if _MINE.match(found[4]) else ""
        return f"{found[1]}{found[2]}{found[3]}{mine}{' '.join(words.split())}"

    return _on_line(text, key, change)


def removed(text: str, key: str) -> str:
    step = parse_plan(text).step(key)
    if step is None:
        return text
    lines = text.split("\n")
    del lines[step.line : step.line + 1 + _height(step)]
    return "\n".join(lines)


def added(text: str, words: str, after: str | None = None) -> str:
    """The text with another step: after the step of that key, else behind the last one."""
    plan, lines = parse_plan(text), text.rstrip("\n").split("\n")
    line = f"- [ ] {' '.join(words.split())}"
    if not plan.steps:
        return "\n".join([*lines, "", line]).lstrip("\n") + "\n"
    step = (plan.step(after) if after else None) or plan.steps[-1]
    lines.insert(step.line + 1 + _height(step), line)
    return "\n".join(lines) + "\n"


def moved(text: str, key: str, number: int) -> str:
    """The text with the step as the `number`-th, from 1."""
    plan = parse_plan(text)
    step = plan.step(key)
    if step is None or number == step.number:
        return text
    number = max(1, min(len(plan.steps), number))
    lines = text.split("\n")
    block = lines[step.line : step.line + 1 + _height(step)]
    target = plan.steps[number - 1]
    at = target.line if number < step.number else target.line + 1 + _height(target)
    lines[at:at] = block
    start = step.line + (len(block) if at <= step.line else 0)
    del lines[start : start + len(block)]
    return "\n".join(lines)


def reopened(text: str, upto: str | None = None) -> str:
    """The text with all steps open; with `upto` only that step and those behind it are opened."""
    plan = parse_plan(text)
    at = next((step.number for step in plan.steps if step.key == upto), 1)
    for step in plan.steps[at - 1 :]:
        text = marked(text, step.key, " ")
    return text


def without_deadline(text: str) -> str:
    """The plan for another time: its date was of this one."""
    kept = [line for line in text.split("\n") if not ((named := _LINE.match(line)) and named[1].lower() == "deadline")]
    return "\n".join(kept)


def _height(step: PlanStep) -> int:
    return len(step.detail.split("\n")) if step.detail else 0


def _on_line(text: str, key: str, change: Callable[[str], str]) -> str:
    step = parse_plan(text).step(key)
    if step is None:
        return text
    lines = text.split("\n")
    lines[step.line] = change(lines[step.line])
    return "\n".join(lines)
