"""Shortcuts through `Turns`: what the model is told, what is measured, and that a miss is corrected at most twice."""

from pathlib import Path
from typing import Any

import pytest

from gesso.agent.goals import use_own_shortcut, use_shortcut
from gesso.agent.shortcuts import SHORTCUTS
from gesso.base.errors import BadInput
from gesso.model.scripted import Call, Rule, Say, ScriptedModel
from gesso.room import wire
from gesso.room.state import Turn
from tests.room.test_turns import ANNA, Desk, desk, same_as_fresh

LONG = " ".join(f"word{n}" for n in range(100)) + ".\n"


def words(count: int) -> str:
    return " ".join(f"word{n}" for n in range(count)) + ".\n"


def rewrites(*counts: int) -> tuple[Rule, ...]:
    """A model that writes so many words, then, each time it is told to correct it, so many."""
    first, *more = counts
    corrections = [
        Rule(tool=".*", result="Correct it now", times=1, steps=(Call(name="rewrite", args={"text": words(count)}),))
        for count in more
    ]
    return (
        *corrections,
        Rule(tool=".*", steps=(Say(text="Done."),)),
        Rule(steps=(Call(name="rewrite", args={"text": words(first)}),)),
    )


async def use(d: Desk, name: str, option: str | None = None, **more: Any) -> Turn:
    text, shortcut = await use_shortcut(d.workspace, d.room.state, name, option, None, more.get("selection"))
    started = await d.say(text, shortcut=shortcut, **more)
    return d.room.state.turns[started.turn]


async def test_a_length_is_asked_in_words_and_measured(tmp_path: Path) -> None:
    model = ScriptedModel(rewrites(50))
    async with desk(tmp_path, model) as d:
        await d.canvas(LONG)
        turn = await use(d, "length", "-50")
        assert (turn.outcome, turn.text) == ("done", "Done.")
        assert turn.measured == [wire.ShortcutMeasured(turn=turn.id, words="100 → 50 words, −50 %", met=True)]
        asked = d.room.state.messages[turn.parent]
        assert asked.text == "Length: −50 %" and asked.shortcut is not None and asked.shortcut.option == "-50"
        assert "is to have 50 (between 40 and 60)" in model.asked[0].messages[-1].text
        assert "Length: −50" not in model.asked[0].messages[-1].text, "the model is told the task, not the label"
        await same_as_fresh(d)


async def test_a_miss_is_corrected(tmp_path: Path) -> None:
    async with desk(tmp_path, ScriptedModel(rewrites(90, 52))) as d:
        canvas = await d.canvas(LONG)
        turn = await use(d, "length", "-50")
        assert [(m.words, m.met) for m in turn.measured] == [
            ("100 → 90 words, −10 %", False),
            ("100 → 52 words, −48 %", True),
        ]
        assert canvas.text == words(52)
        assert "take out about 40" in (turn.steps[0].calls[0].result or "")
        await same_as_fresh(d)


async def test_after_two_corrections_it_is_left(tmp_path: Path) -> None:
    async with desk(tmp_path, ScriptedModel(rewrites(95, 94, 93, 92, 91))) as d:
        await d.canvas(LONG)
        turn = await use(d, "length", "-75")
        assert [m.words for m in turn.measured] == [
            "100 → 95 words, −5 %", "100 → 94 words, −6 %", "100 → 93 words, −7 %",
        ]  # fmt: skip
        assert "leave it" in (turn.steps[2].calls[0].result or "")


async def test_only_the_selection_is_measured(tmp_path: Path) -> None:
    edit = Call(name="edit", args={"edits": [{"selection": True, "text": "one two three"}]})
    rules = (Rule(tool=".*", steps=(Say(text="Done."),)), Rule(steps=(edit,)))
    async with desk(tmp_path, ScriptedModel(rules)) as d:
        canvas = await d.canvas("Before it stands.\n\na b c d e f\n\nAfter it stands.\n")
        start = canvas.text.index("a b c")
        chosen = wire.Selection(
            canvas=canvas.id, version=canvas.version, start=start, end=start + 11, quote="a b c d e f"
        )
        turn = await use(d, "length", "-50", selection=chosen, canvas=canvas.id)
        assert turn.measured[-1].words == "6 → 3 words, −50 %"
        assert canvas.text == "Before it stands.\n\none two three\n\nAfter it stands.\n"


async def test_what_is_only_suggested_is_measured_as_if_taken(tmp_path: Path) -> None:
    async with desk(tmp_path, ScriptedModel(rewrites(50))) as d:
        canvas = await d.canvas(LONG)
        await d.workspace.do_trust(ANNA, canvas.id, "suggest")
        turn = await use(d, "length", "-50")
        assert turn.measured[-1].words == "100 → 50 words, −50 %" and turn.measured[-1].met is True
        assert canvas.text == LONG


async def test_a_port_sets_the_language_of_the_page(tmp_path: Path) -> None:
    call = Call(name="rewrite", args={"language": "JavaScript", "text": "function f() {\n  return 1;\n}\n"})
    rules = (Rule(tool=".*", steps=(Say(text="Done."),)), Rule(user="rewrite with the whole", steps=(call,)))
    async with desk(tmp_path, ScriptedModel(rules)) as d:
        canvas = await d.canvas("def f():\n    return 1\n", "code")
        await d.workspace.do_update_canvas(ANNA, canvas.id, title=None, kind=None, language="python")
        turn = await use(d, "port", "javascript")
        assert d.room.state.canvases[canvas.id].language == "javascript"
        assert turn.measured[-1].words == "JavaScript: 2 → 3 lines, brackets balance, not run"
        await same_as_fresh(d)


async def test_suggesting_comments_and_leaves_the_text(tmp_path: Path) -> None:
    call = Call(name="comment", args={"comments": [{"quote": "word3 word4", "body": "Say which."}]})
    async with desk(tmp_path, ScriptedModel((Rule(tool=".*", steps=(Say(text="Done."),)), Rule(steps=(call,))))) as d:
        canvas = await d.canvas(LONG)
        turn = await use(d, "suggest")
        assert turn.measured[-1].words == "1 comment, text unchanged"
        assert canvas.text == LONG and len(d.room.state.notes) == 1


@pytest.mark.parametrize(
    ("name", "option"),
    [(each.id, option.id or None) for each in SHORTCUTS for option in each.options or (each.option(None),)],
)
async def test_every_shortcut_with_every_option_is_sent_and_measured(
    tmp_path: Path, name: str, option: str | None
) -> None:
    found = next(each for each in SHORTCUTS if each.id == name)
    comment = Call(name="comment", args={"comments": [{"quote": "second", "body": "Which one?"}]})
    text = "# 📌 One\n\n- 🔹 zwei ☕\n" if found.kind == "document" else "def f():\n    # why\n    print(1)\n"
    step = comment if found.check == "remarks" else Call(name="rewrite", args={"text": text, "language": option})
    rules = (Rule(tool=".*", steps=(Say(text="Done."),)), Rule(steps=(step,)))
    model = ScriptedModel(rules)
    async with desk(tmp_path, model) as d:
        old = (
            "# One\n\nThe second one is it.\n\n- two ☕\n"
            if found.kind == "document"
            else "def second():\n    return 2\n"
        )
        canvas = await d.canvas(old, found.kind)
        if found.kind == "code":
            await d.workspace.do_update_canvas(ANNA, canvas.id, title=None, kind=None, language="python")
        turn = await use(d, name, option)
        assert turn.outcome == "done"
        assert turn.task and turn.task in model.asked[0].messages[-1].text
        assert len(turn.measured) == 1 and turn.measured[0].words
        assert d.room.state.messages[turn.parent].text == found.said(found.option(option))
        await same_as_fresh(d)


async def test_answering_again_has_the_same_goal(tmp_path: Path) -> None:
    async with desk(tmp_path, ScriptedModel(rewrites(50))) as d:
        await d.canvas(LONG)
        first = await use(d, "length", "-50")
        again = await d.turns.regenerate(ANNA, d.room.id, first.parent)
        await d.turns.wait(d.room, again.turn, 20)
        assert d.room.state.turns[again.turn].task == first.task


async def test_a_prompt_of_ones_own_is_said_with_the_selection_in_it(tmp_path: Path) -> None:
    model = ScriptedModel((Rule(steps=(Say(text="Done."),)),))
    async with desk(tmp_path, model) as d:
        await d.canvas("$& one {selection}\n")
        prompt = "Name what is missing in: {selection}"
        text, shortcut = await use_own_shortcut(
            d.workspace, d.room.state, "shortcut_1", "Missing", prompt, "any", None, None
        )
        assert text == "Name what is missing in: $& one {selection}\n"
        started = await d.say(text, shortcut=shortcut)
        assert d.turn(started).measured == [] and d.turn(started).task == ""
        assert "Name what is missing in: $& one" in model.asked[0].messages[-1].text
        with pytest.raises(BadInput, match="is for code"):
            await use_own_shortcut(d.workspace, d.room.state, "shortcut_1", "M", prompt, "code", None, None)


async def test_a_shortcut_needs_a_page_with_something_on_it(tmp_path: Path) -> None:
    async with desk(tmp_path, ScriptedModel(rewrites(50))) as d:
        with pytest.raises(BadInput, match="open one first"):
            await use_shortcut(d.workspace, d.room.state, "polish", None, None, None)
        await d.canvas("\n")
        with pytest.raises(BadInput, match="is empty"):
            await use_shortcut(d.workspace, d.room.state, "polish", None, None, None)
        with pytest.raises(BadInput, match="for code"):
            await use_shortcut(d.workspace, d.room.state, "logs", None, None, None)


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("suggest", "# Sales\n\nWe sold teh cups in in May.\n", "document"),
        ("review", "def f(a=[]):\n    return a\n", "code"),
    ],
)
async def test_a_small_model_comments_by_checks(tmp_path: Path, name: str, text: str, kind: wire.CanvasKind) -> None:
    async with desk(tmp_path, ScriptedModel((Rule(steps=(Say(text="Never asked."),)),), guided=True)) as d:
        canvas = await d.canvas(text, kind)
        if kind == "code":
            await d.workspace.do_update_canvas(ANNA, canvas.id, title=None, kind=None, language="python")
        turn = await use(d, name)
        assert turn.outcome == "done" and d.room.state.notes
        assert turn.measured[-1].met is True and turn.measured[-1].words.endswith("text unchanged")
        assert canvas.text == text and "Measured" not in turn.text and "figures" not in turn.text


async def test_a_small_model_declines_in_one_sentence_what_it_cannot(tmp_path: Path) -> None:
    async with desk(tmp_path, ScriptedModel((Rule(steps=(Say(text="Never asked."),)),), guided=True)) as d:
        canvas = await d.canvas(LONG)
        turn = await use(d, "translate", "de")
        assert turn.text == "The built-in model cannot translate; choose a larger model for that."
        assert canvas.text == LONG and turn.measured == []
