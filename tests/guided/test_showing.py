"""Small models show widgets by rules: filled from the message, the page or the answer before, and never made up."""

from typing import Any

import pytest

from gesso.agent.guided.showing import wants_widget
from gesso.agent.scene import CanvasScene, Scene
from gesso.canvas.snapshot import take_snapshot
from gesso.model.messages import Message
from gesso.widgets.catalogue import Chart, Choice, Form, Plan, Quiz, Table, Timeline

BRIDGE = """# The Brooklyn Bridge

John Roebling designed it, but he died in 1869. His son took over. When he fell ill, Emily Roebling led the builders for
11 years. The bridge opened on **24 May 1883**. On that day 150,300 people crossed it.

In 1884, [P. T. Barnum](https://example.org) led 21 elephants over it.

| Year | Crossings | Notes |
|---|---:|---|
| 1883 | 1,100 | first |
| 1884 | 8,500 | |
| Total | 9,600 | |

1. Read the sources
2. [x] Write the `draft`
"""


def scene(ask: str, text: str = "", chat: tuple[Message, ...] = (), data: str = "") -> Scene:
    if not text:
        return Scene(ask=ask, chat=chat)
    snapshot = take_snapshot(text, 1, kind="document", language=None)
    return Scene(ask, chat, CanvasScene("canvas_1", "document", "Bridge", None, text, snapshot, data=data))


def shown(ask: str, text: str = "", **more: Any) -> Any:
    found = wants_widget(scene(ask, text, **more))
    return None if found is None else found.widget


@pytest.mark.parametrize(
    ("ask", "mark", "rows"),
    [
        ("show me this as a chart: 2021 14, 2022 18, 2023 17, 2024 25", "line", (("2021", 14.0), ("2024", 25.0))),
        ("our votes were 45 red, 30 blue, 12 green, make a pie of it", "pie", (("red", 45.0), ("green", 12.0))),
        ("plot rent 900, food 400, fun 120 and travel 60", "bar", (("rent", 900.0), ("travel", 60.0))),
        ("Mon: 3, Tue: 5, Wed: 2.5 as bars", "bar", (("Mon", 3.0), ("Wed", 2.5))),
        ("chart these: €1,200 for rent, €300 for food; €50 for fun", "bar", (("rent", 1200.0), ("fun", 50.0))),
        ("Visitors in 2020: 12%, 2021: 15%, 2022: 19% as a line chart", "line", (("2020", 12.0), ("2022", 19.0))),
    ],
)
def test_numbers_of_a_message_are_drawn(ask: str, mark: str, rows: tuple[tuple[str, float], ...]) -> None:
    made = shown(ask)
    assert isinstance(made, Chart) and made.mark == mark
    assert (made.rows[0], made.rows[-1]) == rows


CSV = 'month,sales,costs,note\n2026-01,1200,900,start\n2026-02,1350,910,"slow, but steady"\n2026-03,1510,1002,\n'


@pytest.mark.parametrize("ask", [f"chart this:\n{CSV}", f"{CSV}\nchart this", f"plot\n\n{CSV.replace(',', ';')}"])
def test_pasted_rows_are_drawn_as_they_stand(ask: str) -> None:
    made = shown(ask)
    assert isinstance(made, Chart) and made.mark == "line" and made.columns == ("month", "sales", "costs")
    assert made.rows == (("2026-01", 1200.0, 900.0), ("2026-02", 1350.0, 910.0), ("2026-03", 1510.0, 1002.0))


def test_pasted_rows_are_a_table_or_nothing_that_was_not_asked_for() -> None:
    made = shown(f"show this as a table\n{CSV}")
    assert isinstance(made, Table) and made.rows[1] == ("2026-02", 1350.0, 910.0, "slow, but steady")
    assert shown(f"what do you think of this?\n{CSV}") is None
    assert shown("chart this:\nOn Monday, we went\nOn Tuesday, we stayed\nOn Friday, we slept") is None


def test_a_page_becomes_what_is_asked_for_in_its_own_words() -> None:
    quiz = shown("quiz me on this document", BRIDGE)
    assert isinstance(quiz, Quiz) and len(quiz.questions) >= 3
    prose = " ".join(BRIDGE.replace("**", "").split()).replace("[P. T. Barnum](https://example.org)", "P. T. Barnum")
    for question in quiz.questions:
        right = question.options[question.answer - 1]
        assert question.ask.replace("____", right) in prose and question.why in prose
        assert len(set(question.options)) == len(question.options) >= 3
    assert quiz == shown("Quiz me on this document!", BRIDGE), "the same text gives the same quiz"

    timeline = shown("make a timeline of this", BRIDGE)
    assert isinstance(timeline, Timeline)
    assert [moment.when for moment in timeline.moments] == ["1869", "24 May 1883", "1884"]
    assert timeline.moments[-1].what == "P. T. Barnum led 21 elephants over it."

    chart = shown("draw the table as a chart", BRIDGE)
    assert isinstance(chart, Chart) and chart.columns == ("Year", "Crossings") and len(chart.rows) == 2
    table = shown("show this as a sortable table", BRIDGE)
    assert isinstance(table, Table) and table.rows[0] == (1883.0, "1,100", "first")
    plan = shown("show it as a checklist", BRIDGE)
    assert isinstance(plan, Plan) and [(s.text, s.done) for s in plan.steps][1] == ("Write the draft", True)
    assert shown("read it aloud", BRIDGE).body.startswith("The Brooklyn Bridge")


def test_choices_forms_and_the_answer_before() -> None:
    choice = shown("let me choose between warm, plain or formal")
    assert isinstance(choice, Choice) and [option.name for option in choice.options] == ["warm", "plain", "formal"]
    form = shown("make a form with name, arrival date, number of guests and comments")
    assert isinstance(form, Form) and [f.input for f in form.fields] == ["line", "date", "number", "long"]
    before = (Message("user", "x"), Message("assistant", "The fair opened in 1893. It burned down in 1894."))
    assert isinstance(shown("make a timeline of that", chat=before), Timeline)


@pytest.mark.parametrize(
    "ask",
    [
        "hello", "write a poem about bridges", "what is a timeline?", "make a timeline of the French Revolution",
        "quiz me on the French Revolution", "build a quiz app from this document", "make a game of it",
        "delete the table", "add a chart to the python code", "draw how the height of a ball changes, 12 m/s",
        "keep a chart of 3 apples, 4 pears", "remind me at 9 and 10", "how many words are in this document?",
        "sort this table by year", "rewrite the list as a table", "what happened in 1883 and in 1884?",
    ],
)  # fmt: skip
def test_what_is_no_widget_goes_on(ask: str) -> None:
    assert shown(ask, BRIDGE) is None


def test_no_page_no_widget_and_data_is_asked_elsewhere() -> None:
    assert shown("quiz me on this document") is None
    assert shown("quiz me on this document", "Too short.") is None
    assert shown("show it as a chart", BRIDGE, data="sales.csv") is None
