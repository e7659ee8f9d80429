"""Our question answered in its own words, or by what should stand in the place of what was asked about."""

import re
from datetime import datetime
from itertools import islice

import pytest

from gesso.agent.guided.scheduling import decide_scheduling
from gesso.schedule.expand import instants
from gesso.schedule.words import understand

NOW, BERLIN = datetime.fromisoformat("2026-11-27T09:00:00+01:00"), "Europe/Berlin"
SECOND = "every second Tuesday at 9 am send the plan"
GERMAN = "am Samstag und Sonntag um 8 Uhr schick die Nachrichten"
TOKYO = "Tuesdays at noon in Tokyo send me the figures"


@pytest.mark.parametrize(
    ("said", "answer", "due"),
    [
        (SECOND, "every other one", ["2026-12-01T08:00", "2026-12-15T08:00"]),
        (SECOND, "The second of each month.", ["2026-12-08T08:00", "2027-01-12T08:00"]),
        (SECOND, "every other Tuesday", ["2026-12-01T08:00", "2026-12-15T08:00"]),
        ("remind me on 3/4 at 9 am about the visa", "3 April", ["2027-04-03T07:00"]),
        ("sat and sun at 8 am send the news", "every time", ["2026-11-28T07:00", "2026-11-29T07:00"]),
        (TOKYO, "by mine", ["2026-12-01T11:00", "2026-12-08T11:00"]),
        (TOKYO, "there", ["2026-12-01T03:00", "2026-12-08T03:00"]),
        ("weekdays at 9:30 Wall Street time send me the futures", "New York", ["2026-11-27T14:30", "2026-11-30T14:30"]),
        ("at midnight tomorrow wish me luck", "at the beginning of that day", ["2026-11-27T23:00"]),
        ("at midnight tomorrow wish me luck", "at its end", ["2026-11-28T23:00"]),
        ("on 5 December at midnight wish me luck", "At the end of that day.", ["2026-12-05T23:00"]),
        ("morgen um Mitternacht erinnere mich an Lea", "am Anfang", ["2026-11-27T23:00"]),
        ("morgen um Mitternacht erinnere mich an Lea", "am Ende des Tages", ["2026-11-28T23:00"]),
        ("sat and sun at 8 am send the news", "only the next", ["2026-11-28T07:00"]),
        ("the first Monday at 9 am send it", "just the next one", ["2026-12-07T08:00"]),
        ("at the weekend at 8 am send the news", "only the next", ["2026-11-28T07:00"]),
        (GERMAN, "jedes Mal", ["2026-11-28T07:00", "2026-11-29T07:00", "2026-12-05T07:00"]),
        (GERMAN, "nur das nächste", ["2026-11-28T07:00"]),
        ("2mrro 5pm: call Ben", "tomorrow", ["2026-11-28T16:00"]),
        ("every day at 7 remind me to eat", "19:00", ["2026-11-27T18:00", "2026-11-28T18:00"]),
        ("every day at 7 remind me to eat", "8 pm", ["2026-11-27T19:00", "2026-11-28T19:00"]),
        ("every day at 7 remind me to eat", "in the evening", ["2026-11-27T18:00", "2026-11-28T18:00"]),
    ],
)
def test_an_answer_settles_the_question(said: str, answer: str, due: list[str]) -> None:
    assert understand(said, NOW, BERLIN).question
    found = understand(answer, NOW, BERLIN, earlier=[said])
    assert found.question is None, found
    [task] = found.tasks
    assert task.timetable is not None and answer.strip(".").lower() not in task.instruction.lower()
    found_due = [f"{each.utc:%Y-%m-%dT%H:%M}" for each in islice(instants(task.timetable, NOW), 3)]
    assert (found_due if re.search("next|nächste", answer) else found_due[: len(due)]) == due


@pytest.mark.parametrize(("said", "answer"), [(SECOND, "every other one"), (TOKYO, "there"), (TOKYO, "by mine")])
def test_such_an_answer_goes_on_with_the_scheduling(said: str, answer: str) -> None:
    decided = decide_scheduling(answer, NOW, BERLIN, earlier=[said])
    assert decided is not None and decided.why == "follows" and not decided.found.question
    assert decide_scheduling(answer, NOW, BERLIN) is None


@pytest.mark.parametrize("answer", ["no idea", "thanks", "what does that mean?"])
def test_what_is_no_answer_makes_no_task(answer: str) -> None:
    assert not [task for task in understand(answer, NOW, BERLIN, earlier=[SECOND]).tasks if task.timetable]
