"""Grades an answer of `schedule`: the next instants of every task, or the label `ask` or `none`.

An answer is one string of instants a task ("2026-11-30T18:00Z 2026-12-01T18:00Z …"), in any order of tasks, or a label.
The reason of a 0 begins with what went wrong, so that a report can count: `asked` (a question where the time was
given), `wrong` (a task at another time than it was asked for), `dropped` (a task is missing), `guessed` (a time where a
question was right), `invented` (a task where nothing was asked for), `missed` (none where there was one), `unread`.
"""

from collections import Counter
from datetime import UTC, datetime

from gesso.behaviors.behavior import Answer, Case, Score

LABELS = ("ask", "none")
SHOWN = 3
MAY_ASK = "may_ask"

Instants = tuple[datetime, ...]


def grade(case: Case, answer: Answer) -> Score:
    """1 when all tasks have the instants of the case or the label is right; with the check `may_ask` also for `ask`."""
    if isinstance(answer, str) and answer in LABELS:
        return _grade_label(case, answer)
    try:
        given = [_instants(each) for each in ([answer] if isinstance(answer, str) else answer)]
    except ValueError as error:
        return Score(0.0, f"unread: {answer!r} is neither {', '.join(LABELS)} nor instants: {error}")
    if not given:
        return _grade_label(case, "none")
    if isinstance(case.target, str):
        return Score(0.0, f"{'guessed' if case.target == 'ask' else 'invented'} {_shown(given)} ({case.spec_id})")
    wanted = Counter(_instants(each) for each in case.target)
    surplus, missing = Counter(given) - wanted, wanted - Counter(given)
    if surplus:
        return Score(0.0, f"wrong: {_shown(surplus)} instead of {_shown(missing)} ({case.spec_id})")
    if missing:
        return Score(0.0, f"dropped {_shown(missing)} ({case.spec_id})")
    return Score(1.0)


def _grade_label(case: Case, answer: str) -> Score:
    if answer == case.target or (answer == "ask" and MAY_ASK in case.checks):
        return Score(1.0)
    if answer == "ask":
        return Score(0.0, f"asked instead of {_target(case)} ({case.spec_id})")
    return Score(0.0, f"missed: none instead of {_target(case)} ({case.spec_id})")


def _target(case: Case) -> str:
    return case.target if isinstance(case.target, str) else " and ".join(case.target)


def _instants(text: str) -> Instants:
    """The first instants of a task, in order. Raises ValueError for words that are no instants with a zone."""
    found = [datetime.fromisoformat(word) for word in text.split()]
    if not found or any(each.tzinfo is None for each in found):
        raise ValueError("an instant needs its zone, such as 2026-11-30T18:00Z")
    return tuple(sorted(each.astimezone(UTC) for each in found)[:SHOWN])


def _shown(tasks: list[Instants] | Counter[Instants]) -> str:
    return " and ".join(" ".join(f"{each:%Y-%m-%dT%H:%MZ}" for each in task) for task in tasks) or "nothing"
