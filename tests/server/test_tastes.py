"""How people like things to look: heard in their own words, shown with them, changed, forgotten, told to models."""

import pytest

from gesso.agent.tastes import heard, told

from .conftest import House


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Make it rounder, please", {"corners": "round"}),
        ("I like square corners and a denser table", {"corners": "square", "density": "dense"}),
        ("This is too cramped", {"density": "airy"}),
        ("more diagrams and fewer diagrams", {}),
        ("Use more pictures in what you show me", {"pictures": "more"}),
        ("no charts please", {"pictures": "fewer"}),
        ("Write a story about a round table in a dense forest", {}),
        ("There were more people than pictures", {}),
        ("rounder corners " * 40, {}),
    ],
)
def test_only_what_is_said_plainly_is_heard(said: str, found: dict[str, str]) -> None:
    assert heard(said) == found


async def test_a_taste_is_learned_shown_told_and_forgotten(house: House) -> None:
    anna, ben = await house.member("Anna"), await house.member("Ben")
    room, _ = await house.room(anna)
    await anna.ok("POST", f"/api/rooms/{room}/messages", {"text": "Please use rounder corners", "wait_s": 20})
    known = await anna.ok("GET", "/api/tastes")
    assert known["corners"] == "round" and known["why"] == {"corners": "Please use rounder corners"}
    assert (await ben.ok("GET", "/api/tastes"))["corners"] == "", "a taste is its person's alone"

    chosen = await anna.ok("PUT", "/api/tastes", {"corners": "square", "density": "dense"})
    assert (chosen["corners"], chosen["density"], chosen["why"]) == ("square", "dense", {})
    assert "square corners; a dense layout" in told({"corners": "square", "density": "dense"})
    assert (await anna.ok("PUT", "/api/tastes", {"corners": ""}))["corners"] == ""
    assert await anna.status("PUT", "/api/tastes", {"corners": "oval"}) == 422
    assert told({}) == ""
