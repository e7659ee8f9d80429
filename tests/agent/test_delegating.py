"""What hands work over, what is asked first and what is taken, and what a running plan hears."""

import re

import pytest

from gesso.agent.delegating.asking import OF_WHAT, QUESTIONS, WHAT_BETWEEN, WHICH_PAGE, hands_over, read_delegation
from gesso.agent.delegating.planning import plan_of, reproduction
from gesso.agent.delegating.ways import way_of
from gesso.canvas.plan import parse_plan, render_plan


@pytest.mark.parametrize(
    ("text", "handed"),
    [
        ("Write me a market overview of heat pumps with sources, take your time", True),
        ("Compare gas and pellets in the background", True),
        ("Review this document, no rush", True),
        ("A market overview of solar roofs as last time, with sources", True),
        ("Draft a handbook for volunteers. Make a plan first.", True),
        ("Write a haiku about the sea, take your time", False),
        ("Make a plan for my wedding", False),
        ("Write a market overview of heat pumps with sources", False),
        ("What is a heat pump?", False),
        ("Tell me a joke, no hurry", False),
        ("Research heat pumps", True),
        ("Recherchiere Wärmepumpen", True),
        ("Reproduce the results of “foxes.pdf”", True),
        ("Can the results be reproduced?", False),
        ("Reproduce my grandmother's recipe as a poem", False),
        ("Could you please research the history of tea in Japan?", False),
        ("Please do some research on solar roofs and write a report", True),
        ("Research shows that tea is healthy; put that in", False),
        ("Research papers are hard to read", False),
    ],
)
def test_only_what_hands_work_over_does(text: str, handed: bool) -> None:
    assert hands_over(text) is handed


@pytest.mark.parametrize(
    ("text", "page", "question"),
    [
        ("Write me a market overview, take your time", "", OF_WHAT),
        ("Write me a market overview of tea, take your time", "", ""),
        ("Compare pellets in the background", "", WHAT_BETWEEN),
        ("Compare pellets with gas in the background", "", ""),
        ("Review this document, no rush", "", WHICH_PAGE),
        ("Review this document, no rush", "The letter", ""),
        ("Draft a guide to the archive; make a plan first", "", ""),
    ],
)
def test_it_asks_only_where_nothing_could_be_taken(text: str, page: str, question: str) -> None:
    assert read_delegation(text, page).question == question


def test_an_answer_is_read_with_what_it_answers() -> None:
    told = read_delegation("of tea in Japan, please", earlier=["Write me a market overview, take your time"])
    assert (told.subject, told.question, told.asked) == ("tea in Japan", "", ())


def test_bounds_are_read_from_the_message() -> None:
    told = read_delegation(
        "Research tea, take your time, at most 2 hours, up to $3, by Friday at 5 pm, start right away"
    )
    assert (told.minutes, told.cost_usd, told.deadline, told.start) == (120, 3.0, "Friday at 5 pm", True)
    assert told.subject == "tea"


@pytest.mark.parametrize(
    "text",
    ["Research tea, take your time", "Compare tea and mate in the background", "Clean up this text in the background",
     "Draft a handbook for volunteers section by section, no rush", "Review this document, no rush"],
)  # fmt: skip
def test_every_step_of_a_known_plan_has_a_way(text: str) -> None:
    planned = plan_of(read_delegation(text, "The page"))
    assert len(planned.steps) >= 2
    assert [step for step in planned.steps if way_of(step, has_target=True).how == "free"] == []


def test_work_of_no_known_kind_is_said_to_be_none() -> None:
    planned = plan_of(read_delegation("Negotiate with the landlord; make a plan first"))
    assert planned.steps == ("@me Negotiate with the landlord",)
    assert "This is none of these" in planned.cannot[0]
    assert parse_plan(render_plan(planned.title, planned.steps)).steps[0].who == "person"


@pytest.mark.parametrize(
    ("text", "subject", "searches"),
    [
        ("Recherchiere Wärmepumpen", "Wärmepumpen", "Wärmepumpen Zahlen"),
        ("Recherchiere bitte über Wärmepumpen mit Quellen", "Wärmepumpen", "Wärmepumpen Probleme"),
        ("Schreib mir einen Marktüberblick zu Solardächern mit Quellen, lass dir Zeit", "Solardächern",
         "Solardächern Hersteller"),
    ],
)  # fmt: skip
def test_research_in_german_searches_in_german(text: str, subject: str, searches: str) -> None:
    told = read_delegation(text)
    assert hands_over(text) and (told.kind, told.subject, told.question) == ("research", subject, "")
    assert f"Suche nach {searches}" in plan_of(told).steps


@pytest.mark.parametrize(
    ("text", "title", "first"),
    [
        ("Recherchiere Wärmepumpen", "Ein Überblick über Wärmepumpen", "Suche nach Wärmepumpen Zahlen"),
        ("Vergleiche Pellets und Gas im Hintergrund", "Pellets und Gas im Vergleich", "Suche nach Pellets"),
        ("Schreibe ein Handbuch für Freiwillige, mach zuerst einen Plan", "Ein Handbuch für Freiwillige",
         "Entwirf den Abschnitt „Einleitung“ von „Ein Handbuch für Freiwillige“"),
    ],
)  # fmt: skip
def test_who_asks_in_german_gets_a_plan_in_german(text: str, title: str, first: str) -> None:
    told = read_delegation(text)
    planned = plan_of(told)
    assert hands_over(text) and not told.question and (planned.title, planned.steps[0]) == (title, first)
    assert [step for step in planned.steps if way_of(step, has_target=True).how == "free"] == []
    english = re.compile(r"\b(?:search|put|check|draft|wait|which|the|and|of)\b", re.IGNORECASE)
    plan = render_plan(planned.title, planned.steps, budget=planned.budget)
    assert not [words for words in (plan, *planned.cannot, *told.asked) if english.search(words)]
    assert parse_plan(plan).minutes == 60
    how = [way_of(step, has_target=True).how for step in planned.steps]
    assert how[-1] == ("remark" if told.kind == "draft" else "check"), how


def test_a_question_is_asked_in_the_language_of_the_ask() -> None:
    told = read_delegation("Schreib mir einen Marktüberblick mit Quellen, lass dir Zeit")
    assert told.question.startswith("Worum soll es gehen?") and told.question in QUESTIONS


def test_a_paper_and_its_programs_have_a_plan() -> None:
    told = read_delegation("Reproduce “foxes.pdf”, take at most 20 minutes")
    files = [("old.pdf", "pdf"), ("foxes.pdf", "pdf"), ("fox.zip", "archive"), ("Output of a.py (x).txt", "text")]
    assert told.kind == "reproduce"
    small, large = (reproduction(told, files, capable=capable) for capable in (False, True))
    assert small is not None and large is not None
    ways = [way_of(step).how for step in large.steps]
    assert ways == ["figures", "rerun", "code", "match"] and len(small.steps) == 3
    assert all("“foxes.pdf”" in step for step in (large.steps[0], large.steps[3])) and "“fox.zip”" in large.steps[1]
    assert large.budget == "20 minutes" and large.cannot == () and "writes no code" in small.cannot[0]
    assert reproduction(told, [("plot.png", "picture")], capable=True) is None
