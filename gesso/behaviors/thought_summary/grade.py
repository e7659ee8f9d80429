"""Grades a summary of thoughts: short, and true to the actions that the case lists.

The case's `ask` is what was asked; `earlier` holds the log, one line for each: “thought: …”, “call: name: words”,
“failed: name: words”. `target` are words of which each must be told (of `a|b`
either), `spared` words none of which may be. Whether it is a good sentence is `rubric.md`'s.
"""

import re

from gesso.behaviors.agreement import Action, agreement
from gesso.behaviors.behavior import Answer, Case, Score

MOST_WORDS, MOST_CHARACTERS = 30, 200

_MARKS = re.compile(r"[`*#{}\[\]<>_]|\b(?:search_web|open_page|find_in_page|open_canvas|add_entry|read_canvas)\b")
_LOG = re.compile(r"^(call|failed): (\w+):? ?(.*)$")
_TALK = re.compile(r"\b(?:prompt|instructions?|system message|as an ai|the user|the model)\b", re.IGNORECASE)


def grade(case: Case, answer: Answer) -> Score:
    """1 when no line of the spec is broken; else 0 and which."""
    broken = _broken_rule(case, answer.strip() if isinstance(answer, str) else "")
    return Score(0.0, f"{broken} ({case.spec_id})") if broken else Score(1.0)


def actions_of(case: Case) -> list[Action]:
    """The calls of a case."""
    found = [_LOG.match(line) for line in case.input.earlier]
    return [Action(each[2], each[3], ok=each[1] == "call") for each in found if each is not None]


def thoughts_of(case: Case) -> str:
    lines = [line.removeprefix("thought: ") for line in case.input.earlier if line.startswith("thought: ")]
    return "\n".join(lines)


def _broken_rule(case: Case, words: str) -> str:
    if not words or "\n" in words:
        return f"{words!r} is not one line"
    if len(words.split()) > MOST_WORDS or len(words) > MOST_CHARACTERS:
        return f"{words!r} is too long"
    if len(re.findall(r"[.!?](?:\s|$)", words)) > 2:
        return f"{words!r} is more than two sentences"
    if _MARKS.search(words) or _TALK.search(words):
        return f"{words!r} has what a person should not have to read"
    low = words.casefold()
    if private := [each for each in case.spared if each.casefold() in low]:
        return f"{words!r} says {', '.join(private)}"
    found = agreement(words, actions_of(case))
    if found.unbacked:
        return f"{words!r} claims what was not done: {', '.join(found.unbacked)}"
    targets = (case.target,) if isinstance(case.target, str) else case.target
    lacking = [each for each in targets if not any(one.casefold() in low for one in each.split("|"))]
    return f"{words!r} does not say {', '.join(lacking)}" if lacking else ""
