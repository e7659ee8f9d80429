"""Which ready-made app a message opens, and with what; and which messages are about something else."""

import json

import pytest

from gesso.agent.guided.apps import choose_app, open_ready
from gesso.agent.scene import CanvasScene, Scene
from gesso.apps.filling import cards_of, events_of, places_of
from gesso.apps.parameters import set_parameters
from gesso.apps.ready import ready_app
from gesso.canvas.snapshot import take_snapshot
from gesso.model.messages import CallChunk

NOTES = """# Cells

**Mitochondrion**: makes the energy of a cell
- Ribosome: builds proteins

The nucleus is the part of a cell that holds its DNA. A human cell holds about 2 metres of DNA.
Robert Hooke saw cells in 1665. Matthias Schleiden said on 12 March 1838 that all plants are made of them.
"""


def scene(ask: str, text: str = "") -> Scene:
    if not text:
        return Scene(ask)
    return Scene(
        ask,
        active=CanvasScene(
            "canvas_a", "document", "Cells", None, text, take_snapshot(text, 1, kind="document", language=None)
        ),
    )


@pytest.mark.parametrize(
    ("ask", "name", "values"),
    [
        ("show me the solar system", "solar_system", {}),
        ("Solar system please", "solar_system", {}),
        ("Open the solar system at Mars, 10 days per second", "solar_system", {"follow": "Mars", "speed": 10}),
        ("zeig mir das Sonnensystem", "solar_system", {}),
        ("show me the solar system on 1969-07-20", "solar_system", {"start": "1969-07-20"}),
        ("plot sin(x)/x from -10 to 10", "plotter", {"formulas": "sin(x)/x", "from": -10.0, "to": 10.0}),
        ("Plot y = x^2 and y = 2x + 1", "plotter", {"formulas": "y = x^2\ny = 2x + 1"}),
        ("graph cos(x) between -pi and pi", "plotter", {"formulas": "cos(x)", "from": -3.141593, "to": 3.141593}),
        ("let's play a game", "game", {}),
        ("I want to play snake", "game", {}),
        ("open a spreadsheet", "calculator", {}),
        ("give me a calculator", "calculator", {}),
    ],
)
def test_a_message_opens_an_app(ask: str, name: str, values: dict[str, object]) -> None:
    chosen = choose_app(scene(ask))
    assert chosen is not None and (chosen.name, dict(chosen.parameters)) == (name, values)
    set_parameters(ready_app(name).source, chosen.parameters)


@pytest.mark.parametrize(
    "ask",
    [
        "how old is the solar system?",
        "write a poem about the solar system",
        "What is a timeline?",
        "plot sales by month",
        "plot a course to the island",
        "write a game in python",
        "make a game about whales with three levels that keeps the score",
        "make a calculator in JavaScript",
        "make the solar system paragraph shorter",
        "hello",
        "graph theory, explain it",
        "show me the answer in the chat: what is the solar system",
    ],
)
def test_other_messages_open_none(ask: str) -> None:
    assert choose_app(scene(ask)) is None


def test_flash_cards_are_cut_from_the_document() -> None:
    chosen = choose_app(scene("flash cards about this document", NOTES))
    assert chosen is not None and chosen.name == "flash_cards" and chosen.title == "Flash cards: Cells"
    cards = str(chosen.parameters["cards"]).split("\n")
    assert cards[:2] == ["Mitochondrion :: makes the energy of a cell", "Ribosome :: builds proteins"]
    assert "What is nucleus? :: the part of a cell that holds its DNA" in cards
    assert choose_app(scene("make me some flash cards")) is not None


def test_a_timeline_has_the_dates_of_the_text_and_no_others() -> None:
    chosen = choose_app(scene("make a timeline of this", NOTES))
    assert chosen is not None and str(chosen.parameters["events"]).split("\n") == [
        "1665: Robert Hooke saw cells in 1665.",
        "1838-03-12: Matthias Schleiden said on 12 March 1838 that all plants are made of them.",
    ]
    own = choose_app(scene("timeline of my year\n2024-01-03: moved to Rome\n2024-06-01: a new job"))
    assert own is not None and own.title == "Timeline of my year"
    assert own.parameters["events"] == "2024-01-03: moved to Rome\n2024-06-01: a new job"
    unknown = choose_app(scene("timeline of the French Revolution"))
    assert unknown is not None and unknown.parameters == {"heading": "Timeline of the French Revolution", "events": ""}


def test_a_map_has_the_places_of_the_story() -> None:
    story = "Mara left Oldbury at dawn. She rode to the Black Mill, and met Tom there. Tom came from Harrow Bay."
    assert [name for name, _ in places_of(story)] == ["Black Mill", "Harrow Bay"]
    chosen = choose_app(scene("draw a map of the story", story))
    assert chosen is not None and str(chosen.parameters["places"]).startswith("Black Mill: She rode to the Black Mill")


def test_the_call_carries_name_parameters_and_title() -> None:
    chunks = list(open_ready(scene("plot x^2"), (), {"open_app"}) or ())
    args = json.loads("".join(each.args_delta for each in chunks if isinstance(each, CallChunk)))
    assert args == {"name": "plotter", "parameters": {"formulas": "x^2"}, "title": "Plot of x^2"}
    assert open_ready(scene("plot x^2"), (), set()) is None


def test_nothing_is_found_where_nothing_is() -> None:
    assert (events_of(""), cards_of("Hm."), places_of("I went home.")) == ([], [], [])
    assert events_of("In 44 BC Caesar died.\nIn 1066 William came.") == [
        ("-44", "In 44 BC Caesar died."), ("1066", "In 1066 William came."),
    ]  # fmt: skip
