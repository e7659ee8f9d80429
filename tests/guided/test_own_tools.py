"""Naming a tool of one's own is calling it, with the built-in model, too."""

import pytest

from gesso.agent.guided.own_tools import use_own
from gesso.model.messages import CallChunk, Message, TextChunk

from .scenes import scene

OFFERED = {"made__phone_format", "made__phone", "edit"}


def called(ask: str) -> tuple[str, str]:
    chunks = [each for each in use_own(scene(ask), [], OFFERED) or () if isinstance(each, CallChunk)]
    return (chunks[0].name, "".join(each.args_delta for each in chunks)) if chunks else ("", "")


@pytest.mark.parametrize(
    ("ask", "text"),
    [
        ("Use phone format on 030 1234567", "030 1234567"),
        ("please run my phone-format tool on “030 1”", "030 1"),
        ("phone format: 030 1234567", "030 1234567"),
        ("apply phone_format to 030", "030"),
    ],
)
def test_a_name_and_a_text_are_a_call(ask: str, text: str) -> None:
    assert called(ask) == ("made__phone_format", f'{{"text": "{text}"}}')


@pytest.mark.parametrize("ask", ["What is the phone format of Germany?", "Write about phones", "phone me at noon"])
def test_other_words_call_nothing(ask: str) -> None:
    assert called(ask) == ("", "")


def test_its_answer_is_told_as_it_is() -> None:
    result = [Message("assistant"), Message("tool", "+49 30", call_id="c", call_name="made__phone_format")]
    assert [each.text for each in use_own(scene("x"), result, OFFERED) or () if isinstance(each, TextChunk)] == [
        "+49 30"
    ]
