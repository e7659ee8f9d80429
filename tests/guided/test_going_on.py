"""A message that speaks of the change before means the passage of that change, or is asked back."""

from dataclasses import replace
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesso.agent.guided.going_on import blocks_of, go_on, pick_with
from gesso.agent.scene import Done, Scene
from gesso.behaviors import load_document
from gesso.canvas.snapshot import take_snapshot
from gesso.model.messages import ToolSpec
from tests.guided.scenes import TOOLS, Inner, block_text, play, scene

COFFEE = take_snapshot(load_document("coffee.md"), 1, "document", None)
LEGEND = next(b for b in COFFEE.blocks if b.text.startswith("Legend"))
Did = Literal["open", "edit", "insert", "delete", "rewrite", "rename"]


def done(did: Did = "edit", ask: str = "make the second paragraph shorter", *, just_now: bool = True) -> Done:
    spans = ((LEGEND.start + 10, LEGEND.start + 20), (LEGEND.end - 20, LEGEND.end))
    return Done(ask, did, spans, "turn_1", just_now)


def after(seen: Scene, *changes: Done) -> Scene:
    assert seen.active is not None
    return replace(seen, active=replace(seen.active, done=changes))


@pytest.mark.parametrize(
    ("ask", "opening"),
    [
        ("again", "Legend says"),
        ("it is still too long", "Legend says"),
        ("the next one too", "The roasted"),
        ("and the one before", "Coffee is"),
        ("do the same to the last one", "From a goat"),
        ("same for the conclusion", "From a goat"),
    ],
)
async def test_what_was_changed_last_is_what_is_spoken_of(ask: str, opening: str) -> None:
    seen = after(scene(ask, "coffee.md"), done())
    (edit,) = (await play(Inner(lambda prompt, number: "A goatherd saw his goats dance."), seen)).edits or [{}]
    assert block_text(seen, edit["block"]).startswith(opening)


@pytest.mark.parametrize("ask", ["again", "the next one too", "that one should be shorter", "undo that"])
async def test_without_a_change_before_it_asks(ask: str) -> None:
    played = await play(Inner(), scene(ask, "coffee.md"))
    assert played.calls == []
    assert played.text.endswith(("?", "yet.", "take back."))


async def test_two_passages_were_changed_and_one_is_meant() -> None:
    two = replace(done(), spans=((LEGEND.start, LEGEND.end), (0, 10)))
    played = await play(Inner(), after(scene("make that one shorter", "coffee.md"), two))
    assert played.calls == []
    assert "Which passage" in played.text


@pytest.mark.parametrize(
    "ask", ["undo that bit", "put it back", "I liked the old version better", "mach das rückgängig", "撤销"]
)
async def test_undo_is_a_call_where_there_is_the_tool_and_a_hint_elsewhere(ask: str) -> None:
    seen = after(scene(ask, "coffee.md"), done())
    offered = (*TOOLS, ToolSpec("undo", "", {}))
    assert (await play(Inner(), seen, tools=offered)).calls == [("undo", {})]
    assert "Press Undo" in (await play(Inner(), seen)).text


async def test_a_canvas_that_was_only_opened_is_not_emptied_by_undo() -> None:
    seen = after(scene("undo that", "coffee.md"), done("open", "write about coffee"))
    played = await play(Inner(), seen, tools=(*TOOLS, ToolSpec("undo", "", {})))
    assert played.calls == []
    assert "delete the canvas" in played.text


@pytest.mark.parametrize(
    ("ask", "label"),
    [
        ("what did you change?", None),
        ("make the third paragraph longer", None),
        ("make everything shorter", None),
        ("write a poem about tea", None),
        ("thanks, it's perfect", None),
        ("add an undo button to the page", None),
        ("no, not like that", "ask"),
        ("delete it", "delete"),
    ],
)
def test_what_stands_on_its_own_is_left_alone(ask: str, label: str | None) -> None:
    decision = go_on(ask, COFFEE, (), (done(),))
    assert (decision.label if decision else None) == label


def test_it_is_the_whole_text_once_something_else_was_talked_of() -> None:
    assert go_on("make it shorter", COFFEE, (), (done(just_now=False),)) is None


def test_again_after_again_goes_back_to_what_was_wished() -> None:
    decision = go_on("the next one too", COFFEE, (), (done(), done(ask="again")))
    assert decision is not None
    assert decision.request == "make the second paragraph shorter"


def test_a_deletion_leaves_no_passage_and_what_follows_it_goes_too() -> None:
    gone = replace(done("delete", "delete the second paragraph"), spans=((LEGEND.end, LEGEND.end),))
    assert blocks_of(gone, COFFEE) == ()
    decision = go_on("the next one too", COFFEE, (), (gone,))
    assert decision is not None
    assert decision.label == "delete"
    assert decision.pick is not None
    assert COFFEE.blocks[decision.pick.blocks[0] - 1].text.startswith("The roasted")


WORDS = st.lists(
    st.sampled_from(
        (
            "again",
            "it",
            "that",
            "the",
            "next",
            "one",
            "too",
            "same",
            "undo",
            "shorter",
            "do",
            "make",
            "é",
            "😀",
            "字",
            "\r\n",
            ".",
            "?",
        )
    ),
    max_size=7,
).map(" ".join)
SPANS = st.lists(st.tuples(st.integers(0, len(COFFEE.text)), st.integers(0, len(COFFEE.text))).map(sorted), max_size=3)


@settings(deadline=None)
@given(WORDS, SPANS, st.sampled_from(("open", "edit", "insert", "delete", "rewrite", "rename")), st.booleans())
def test_any_words_after_any_change_name_blocks_that_there_are(
    ask: str, spans: list[list[int]], did: Did, now: bool
) -> None:
    change = Done("make it shorter", did, tuple((a, b) for a, b in spans), "turn_1", now)
    decision = go_on(ask, COFFEE, (), (change,))
    if decision is not None and decision.label in ("edit", "delete") and did != "rewrite":
        assert decision.pick is not None
        assert decision.pick.blocks
    assert all(COFFEE.block(n) is not None for n in pick_with(ask, COFFEE, (), (change,)).blocks)
