"""Comments through their doors and by an agent's tool: placed, followed, lost and found, answered, settled, applied."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesso.base.errors import BadInput, Conflicting, Forbidden, NotFound, TooMuch
from gesso.canvas.anchors import Anchor
from gesso.canvas.changes import Change
from gesso.canvas.text import Text
from gesso.model.scripted import Call, Rule, Say, ScriptedModel
from gesso.room import commenting
from gesso.room.commenting import access_note, do_comment, do_edit_note, do_reply, do_settle_note
from gesso.room.live_canvas import Author
from gesso.room.workspace import Workspace
from tests.room.test_turns import ANNA, BEN, DONE, STORY, TYPING, Desk, desk, rule, same_as_fresh, scripted

QUIET = ScriptedModel(())
MINE = Author(ANNA.id, "person")


async def note_on(d: Desk, canvas, quote: str, body: str = "Why?", author: Author = MINE, **more):
    start = canvas.text.index(quote)
    return await do_comment(d.workspace, d.room, canvas, author, start, start + len(quote), body, **more)


def where(canvas, note) -> str:
    place = canvas.marks.notes[note.id]
    return "" if place.gone else canvas.document.slice_units(place.from_, place.to)


async def test_a_comment_follows_its_words_and_is_kept_with_them_when_they_go(tmp_path: Path) -> None:
    async with desk(tmp_path, QUIET) as d:
        canvas = await d.canvas()
        note = await note_on(d, canvas, "the 字 wood")
        await d.workspace.do_write_text(d.room, canvas, TYPING, "😀 first\n\n" + STORY)
        assert where(canvas, note) == "the 字 wood"
        gone = canvas.text.replace(" through the 字 wood", "")
        await d.workspace.do_write_text(d.room, canvas, Author(ANNA.id, "person", "c1", "edit_1"), gone)
        assert canvas.marks.notes[note.id].gone and canvas.marks.notes[note.id].quote == "the 字 wood"
        await d.workspace.do_undo_edit(ANNA, canvas.id, "edit_1")
        assert where(canvas, note) == "the 字 wood"
        await same_as_fresh(d)


WORDS = st.text(alphabet="ab é😀字\n", max_size=12)


@settings(max_examples=300, deadline=None)
@given(WORDS, st.text(alphabet="xy字😀", min_size=1, max_size=6), WORDS, st.data())
def test_an_anchor_is_found_again_wherever_its_words_come_back(before: str, quote: str, after: str, data) -> None:
    text = Text.of(before + quote + after)
    anchor = Anchor.on(text, len(before), len(before) + len(quote))
    whole = Change.of(text.units, [(anchor.from_, anchor.to, "")])
    cut = text.apply(whole)
    anchor = anchor.follow(whole, cut)
    assert anchor.gone
    back = whole.invert(text)
    if data.draw(st.booleans()):  # somebody types elsewhere meanwhile
        at = data.draw(st.integers(0, len(cut)))
        typing = Change.of(cut.units, [(cut.to_units(at), cut.to_units(at), "–")])
        cut = cut.apply(typing)
        anchor, back = anchor.follow(typing, cut), back.map(typing)
    found = anchor.follow(back, cut.apply(back))
    assert not found.gone and cut.apply(back).slice_units(found.from_, found.to) == quote


def test_an_anchor_waits_for_its_own_words_beside_others_that_read_the_same() -> None:
    text = Text.of("a字" + "字字" + "字")
    anchor = Anchor.on(text, 2, 4)
    cut = Change.of(text.units, [(anchor.from_, anchor.to, "")])
    left = text.apply(cut)
    typing = Change.of(left.units, [(0, 0, "–")])
    waiting = anchor.follow(cut, left).follow(typing, left.apply(typing))
    assert waiting.gone, "the words on both sides are another passage"
    back = cut.invert(text).map(typing)
    found = waiting.follow(back, left.apply(typing).apply(back))
    assert not found.gone and found.to - found.from_ == 2


async def test_threads_are_answered_edited_reopened_and_deleted_by_the_right_people(tmp_path: Path) -> None:
    async with desk(tmp_path, QUIET) as d:
        canvas = await d.canvas()
        await d.workspace.do_set_role(ANNA, d.room.id, BEN, "comment")
        note = await note_on(d, canvas, "quickly")
        reply = await do_reply(d.workspace, d.room, Author(BEN.id, "person"), note.id, "Because @anna said so.")
        with pytest.raises(Forbidden):
            await do_edit_note(d.workspace, ANNA, d.room, note.id, reply, "mine now")
        await do_edit_note(d.workspace, BEN, d.room, note.id, reply, "Since é.")
        await do_settle_note(d.workspace, BEN, d.room, note.id, "resolved")
        with pytest.raises(Conflicting):
            await do_settle_note(d.workspace, BEN, d.room, note.id, "resolved")
        await do_reply(d.workspace, d.room, MINE, note.id, "Not yet.")
        assert d.room.state.notes[note.id].state == "open"
        assert [r.body for r in d.room.state.notes[note.id].replies] == ["Since é.", "Not yet."]
        with pytest.raises(Forbidden):
            await do_settle_note(d.workspace, BEN, d.room, note.id, "deleted")
        await do_settle_note(d.workspace, ANNA, d.room, note.id, "deleted")
        with pytest.raises(NotFound):
            await access_note(d.workspace, ANNA.id, note.id, "view")
        mentions = [e.body.mentions for e in await d.room.events() if e.body.type == "note_replied"]
        assert mentions == [(ANNA.id,), ()]
        await same_as_fresh(d)


async def test_bad_comments_are_refused_and_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with desk(tmp_path, QUIET) as d:
        canvas = await d.canvas()
        for body in ("", " \n", "x" * 10_001):
            with pytest.raises(BadInput):
                await note_on(d, canvas, "fox", body)
        monkeypatch.setattr(commenting, "MAX_NOTES", 2)
        await note_on(d, canvas, "The fox", "a\x00b\ud800")
        await do_comment(d.workspace, d.room, canvas, MINE, 0, 0, "On all of it.")
        with pytest.raises(TooMuch):
            await note_on(d, canvas, "quickly")
        assert d.room.state.notes[next(iter(d.room.state.notes))].body == "a\ufffdb\ufffd"


async def test_two_thousand_comments_stay_in_place(tmp_path: Path) -> None:
    async with desk(tmp_path, QUIET) as d:
        canvas = await d.canvas("".join(f"line {n} 😀\n" for n in range(2_000)))
        notes = [await note_on(d, canvas, f"line {n} 😀\n") for n in range(0, 2_000, 100)]
        rest = range(2_000 - len(notes))
        await asyncio.gather(*(do_comment(d.workspace, d.room, canvas, MINE, 0, 6, f"Again {n}.") for n in rest))
        await d.workspace.do_write_text(d.room, canvas, TYPING, "First.\n" + canvas.text.replace("line 1000 😀\n", ""))
        assert [where(canvas, n) for n in notes[:20] if n.quote != "line 1000 😀\n"] == [
            n.quote for n in notes[:20] if n.quote != "line 1000 😀\n"
        ]
        await canvas.save_snapshot()
        again = await Workspace(d.db).canvas(canvas.id)
        assert again.marks.notes == canvas.marks.notes and len(again.marks.notes) == 2_000


REMARKS = [
    {"quote": "The end", "body": "Weak end.", "severity": "nit"},
    {"quote": "quickly", "body": "Show, do not tell.", "severity": "major", "replace": "like a red rag"},
    {"quote": "fox", "body": "Twice.", "severity": "minor"},
    {"quote": "wolf", "body": "Not there.", "severity": "major"},
    {"quote": "wood", "body": "A lovely word.", "kind": "praise"},
]


async def test_an_agent_comments_on_exact_passages_ranked_and_never_again_what_was_dismissed(tmp_path: Path) -> None:
    many = [{"quote": f"line {n} ", "body": "Odd."} for n in range(1, 9)]
    script = scripted(
        DONE, rule("review", Call(name="comment", args={"comments": REMARKS})),
        rule("many", Call(name="comment", args={"comments": many})),
    )  # fmt: skip
    async with desk(tmp_path, script) as d:
        canvas = await d.canvas()
        started = await d.say("review this")
        assert [(n.quote, n.severity) for n in d.room.state.notes.values()] == [
            ("quickly", "major"),
            ("The end", "nit"),
        ]
        told = d.turn(started).steps[0].calls[0].result
        assert "Made 2 comments" in told and "“fox”" in told and "“wolf”" in told and "“wood”: praise" in told
        again = await d.say("review this")
        assert not d.turn(again).steps[0].calls[0].ok and len(d.room.state.notes) == 2
        for note in list(d.room.state.notes):
            await do_settle_note(d.workspace, ANNA, d.room, note, "dismissed")
        await d.say("review this")
        assert len(d.room.state.notes) == 2
        long = await d.canvas("".join(f"line {n} is odd\n" for n in range(1, 9)))
        await d.say("many")
        assert len([n for n in d.room.state.notes.values() if n.canvas == long.id]) == 5
        assert canvas.text == STORY
        await same_as_fresh(d)


async def test_a_comment_is_applied_with_its_words_or_as_a_suggestion_when_they_changed(tmp_path: Path) -> None:
    script = scripted(DONE, rule("review", Call(name="comment", args={"comments": REMARKS[:2]})))
    async with desk(tmp_path, script) as d:
        canvas = await d.canvas()
        await d.say("review this")
        note = next(n for n in d.room.state.notes.values() if n.replace)
        turn = await d.turns.company.apply_note(ANNA, d.room, canvas, note, None)
        assert "like a red rag" in canvas.text and d.room.state.notes[note.id].state == "applied"
        await d.workspace.do_undo_edit(ANNA, canvas.id, turn)
        assert canvas.text == STORY
        await do_settle_note(d.workspace, ANNA, d.room, note.id, "open")
        await d.workspace.do_write_text(d.room, canvas, TYPING, STORY.replace("quickly", "quick-ly"))
        await d.turns.company.apply_note(ANNA, d.room, canvas, note, None)
        assert "quick-ly" in canvas.text and d.room.state.notes[note.id].state == "open"
        assert [s.after for s in canvas.marks.suggestions.values()] == ["like a red rag"]


async def test_a_comment_without_words_is_a_turn_on_its_passage(tmp_path: Path) -> None:
    edit = Call(name="edit", args={"edits": [{"selection": True, "text": "slowly"}]})
    async with desk(tmp_path, scripted(DONE, rule("too fast", edit))) as d:
        canvas = await d.canvas()
        note = await note_on(d, canvas, "quickly", "That is too fast.")
        turn = await d.turns.company.apply_note(ANNA, d.room, canvas, note, None)
        await d.turns.wait(d.room, turn, 20)
        await d.turns.close()
        assert canvas.text == STORY.replace("quickly", "slowly")
        assert d.room.state.notes[note.id].state == "applied"


async def test_an_agent_that_a_comment_mentions_answers_in_its_thread(tmp_path: Path) -> None:
    shown: list[str] = []

    class Watching(ScriptedModel):
        def stream(self, messages, tools=(), **more):
            shown.append(messages[0].text)
            return super().stream(messages, tools, **more)

    model = Watching((Rule(user="in a comment", steps=(Say(text="It is fine as it is."),)),))
    async with desk(tmp_path, model) as d:
        canvas = await d.canvas()
        note = await note_on(d, canvas, "quickly", "Is this right, @critic?")
        await d.turns.company.answer_mentions(ANNA, d.room, note)
        for turn in list(d.room.state.turns):
            await d.turns.wait(d.room, turn, 20)
        await d.turns.close()
        assert [(r.by, r.body) for r in d.room.state.notes[note.id].replies] == [
            ("agent_critic", "It is fine as it is.")
        ]
        assert "You are Critic" in shown[0] and "agent_critic" in d.room.state.agents
