"""What a person may set in an app's source: read from it, and set without another change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesso.apps.parameters import parameters_of, print_of, set_parameters
from gesso.apps.ready import ready_apps
from gesso.base.errors import BadInput

SOURCE = """import { useState } from "react";

export const parameters = {
  speed: 20, // Days in a second | 0..400 step 1
  planet: "Earth", // Look at | Venus, Earth, Mars
  cards: "a :: b\\nc :: d", // Cards, one a line | lines
  'odd': 3, // a name in single quotes is none
  name: 'Ann', // Name
  labels: true,
  sum: speed * 2, // not a value
};
const speed = 3; // Not a parameter | 0..4
"""


def test_parameters_are_read_with_what_they_may_be() -> None:
    found = {each.name: each for each in parameters_of(SOURCE)}
    assert list(found) == ["speed", "planet", "cards", "name", "labels"]
    speed = found["speed"]
    assert (speed.label, speed.kind, speed.value, speed.low, speed.high, speed.step) == (
        "Days in a second", "number", 20, 0, 400, 1,
    )  # fmt: skip
    assert (found["planet"].kind, found["planet"].choices) == ("choice", ("Venus", "Earth", "Mars"))
    assert (found["cards"].kind, found["cards"].value) == ("lines", "a :: b\nc :: d")
    assert (found["name"].kind, found["name"].value, found["labels"].kind) == ("text", "Ann", "switch")


def test_a_value_is_set_and_no_other_line_changes() -> None:
    set_to = set_parameters(SOURCE, {"planet": "mars", "speed": 35.0, "labels": "no"})
    old, new = SOURCE.splitlines(), set_to.splitlines()
    changed = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
    assert changed == [
        ("  speed: 20, // Days in a second | 0..400 step 1", "  speed: 35, // Days in a second | 0..400 step 1"),
        ('  planet: "Earth", // Look at | Venus, Earth, Mars', '  planet: "Mars", // Look at | Venus, Earth, Mars'),
        ("  labels: true,", "  labels: false,"),
    ]


@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_comes_back_as_it_was_set(text: str) -> None:
    source = set_parameters(SOURCE, {"cards": text})
    assert "</" not in source
    assert {each.name: each.value for each in parameters_of(source)}["cards"] == text
    assert print_of(source) == print_of(SOURCE) != print_of(SOURCE + " ")
    assert set_parameters(source, {"cards": "a :: b\nc :: d"}) == SOURCE


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"size": 3}, "speed, planet, cards, name, labels"),
        ({"speed": 401}, "from 0 to 400"),
        ({"speed": "fast"}, "is a number"),
        ({"speed": float("nan")}, "is a number"),
        ({"speed": True}, "is a number"),
        ({"planet": "Pluto"}, "one of Venus, Earth, Mars"),
        ({"labels": "perhaps"}, "true or false"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would(values: dict[str, object], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        set_parameters(SOURCE, values)  # type: ignore[arg-type]


def test_a_source_without_parameters_has_none() -> None:
    assert parameters_of("<p>hello</p>") == []
    with pytest.raises(BadInput, match="none"):
        set_parameters("", {"a": 1})


def test_the_ready_made_apps_say_what_can_be_set_in_them() -> None:
    apps = {app.name: app for app in ready_apps()}
    assert set(apps) == {"calculator", "flash_cards", "game", "plotter", "solar_system", "story_map", "timeline"}
    for app in apps.values():
        assert app.parameters and app.title and app.description
        lines = app.source[: app.source.index("\n};")].count("\n") - app.source[
            : app.source.index("export const parameters = {")
        ].count("\n")
        assert len(app.parameters) == lines, f"{app.name}: a line of its parameters is not read"
        assert all(each.label != each.name for each in app.parameters)
        assert set_parameters(app.source, {each.name: each.value for each in app.parameters}) == app.source
        for reaches in ("fetch(", "XMLHttpRequest", "http://", "https://", "localStorage", "innerHTML"):
            assert reaches not in app.source, f"{app.name} has {reaches}"
