"""Whether to ask first, which tool, what is shown, by words: the pairs that the lists must tell apart, and any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesso.agent.deciding import wording
from gesso.agent.deciding.question import LABELS


@pytest.mark.parametrize(
    ("ask", "earlier", "label"),
    [
        ("write my CV", (), "ask"),
        ("write my CV", ("I'm Ana, welder, 12 years at Hochtief, Spanish and German",), "go"),
        ("write a template for a CV", (), "go"),
        ("a limerick about mud", (), "go"),
        ("translate this", (), "ask"),
        ("translate into Polish: we open at nine on Sundays", (), "go"),
        ("Write a novel", (), "ask"),
        ("Write a novel, surprise me", (), "go"),
        ("a logo brief, but ask me first", (), "ask"),
        ("what is a lease", (), "go"),
        ("Schreib meinen Lebenslauf", (), "ask"),
        ("帮我写简历", (), "ask"),
        ("随便写一首诗", (), "go"),
    ],
)
def test_what_is_asked_first(ask: str, earlier: tuple[str, ...], label: str) -> None:
    assert wording.first(ask, earlier)[0] == label


@pytest.mark.parametrize(
    ("ask", "opening", "label"),
    [
        ("weather in Oslo tomorrow", "chat", "search"),
        ("why is weather in Oslo so mild", "chat", "chat"),
        ("mean of 4, 9, 12, 31, 8", "chat", "python"),
        ("what is a mean", "chat", "chat"),
        ("look up who invented the zip", "chat", "search"),
        ("without searching: who invented the zip", "chat", "chat"),
        ("a poem about rain", "document", "canvas"),
        ("Wetter morgen in Kassel", "chat", "search"),
        ("现在欧元汇率多少", "chat", "search"),
    ],
)
def test_which_tool_comes_first(ask: str, opening: str, label: str) -> None:
    assert wording.tool(ask, opening)[0] == label


@pytest.mark.parametrize(
    ("ask", "label"),
    [
        ("a 6 minute timer for my eggs", "widget"),
        ("how long do eggs take", "text"),
        ("a snake game", "app"),
        ("why do people like snake games", "text"),
        ("the tip calculator as an app", "app"),
        ("no app, just tell me the tip on 48", "text"),
        ("Würfel mit sechs Seiten", "widget"),
        ("un juego de damas", "app"),
        ("生日倒计时", "widget"),
    ],
)
def test_what_is_shown(ask: str, label: str) -> None:
    assert wording.shown(ask)[0] == label


@given(st.text(max_size=300), st.lists(st.text(max_size=40), max_size=2), st.sampled_from(LABELS["open_canvas"]))
def test_any_text_gets_a_label(ask: str, earlier: list[str], opening: str) -> None:
    assert wording.first(ask, earlier)[0] in LABELS["ask_first"]
    assert wording.tool(ask, opening, earlier)[0] in LABELS["choose_tool"]
    assert wording.shown(ask)[0] in LABELS["widget_or_app"]
