"""Which messages ask for the page in another form, and in which."""

import pytest

from gesso.agent.guided.turning import LANGUAGES, wanted
from gesso.media.turning import ENGLISH


@pytest.mark.parametrize(
    ("said", "form"),
    [
        ("Turn this into slides", "slides"),
        ("make a PowerPoint presentation of this report", "slides"),
        ("Make this story an audiobook", "aloud"),
        ("I want it as an audio book", "aloud"),
        ("Make Anki cards from this", "cards"),
        ("Show me this text at several reading levels", "levels"),
        ("Translate this into German side by side", "translation"),
        ("a side-by-side French translation of this text", "translation"),
        ("Turn the story into a comic", "storyboard"),
        ("Make a storyboard of this chapter", "storyboard"),
        ("Translate this into German", None),
        ("Translate this into Klingon side by side", None),
        ("Write a presentation about otters", None),
        ("What is a reading level?", None),
        ("Make the second paragraph shorter", None),
        ("Change the word slide in this text to glide", None),
    ],
)
def test_the_form_is_known_by_its_words(said: str, form: str | None) -> None:
    assert wanted(said) == form


def test_the_languages_are_those_that_there_are() -> None:
    assert set(ENGLISH) == LANGUAGES
