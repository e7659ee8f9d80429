"""Suggestions through their doors: whole, in part, several at once, stale, taken back; and what trust decides."""

import random
from pathlib import Path

import pytest

from gesso.base.errors import Conflicting, Forbidden, TooMuch
from gesso.canvas.diff import change_between
from gesso.canvas.suggestion import Suggestion
from gesso.model.scripted import Call, Say, ScriptedModel
from gesso.room import suggesting
from gesso.room.live_canvas import Author
from gesso.room.suggesting import (
    do_accept_part,
    do_propose,
    do_reopen_suggestion,
    do_reopen_suggestions,
    do_settle_suggestions,
    do_suggest,
)
from gesso.room.workspace import Workspace
from tests.room.test_turns import ANNA, BEN, DONE, STORY, TYPING, Desk, desk, rule, same_as_fresh, scripted

CRITIC = Author("agent_critic", "agent", "call_1", "turn_1")
QUIET = ScriptedModel(())


async def offer(d: Desk, canvas, before: str, after: str, author: Author = CRITIC) -> Suggestion:
    start = canvas.text.index(before)
    return await do_suggest(d.workspace, d.room, canvas, author, start, start + len(before), after)


async def test_a_rewrite_is_offered_line_by_line_and_each_is_decided_alone(tmp_path: Path) -> None:
    async with desk(tmp_path, QUIET) as d:
        canvas = await d.canvas()
        new = (
            STORY.replace("Once there was", "There once was").replace("quickly", "slowly 😀").replace("The end", "Fin")
        )
        made = await do_propose(d.workspace, d.room, canvas, CRITIC, change_between(canvas.document, new))
        assert len(made) == 3 and len({s.proposal for s in made}) == 1 and canvas.text == STORY
        await do_settle_suggestions(d.workspace, ANNA, canvas.id, [made[1].id], "accepted")
        await do_settle_suggestions(d.workspace, ANNA, canvas.id, [made[0].id], "rejected")
        assert canvas.text == STORY.replace("quickly", "slowly 😀")
        assert list(canvas.marks.suggestions) == [made[2].id]
        await same_as_fresh(d)


async def test_a_turn_that_goes_on_after_a_crash_offers_nothing_twice(tmp_path: Path) -> None:
    async with desk(tmp_path, QUIET) as d:
        canvas = await d.canvas()
        made = await offer(d, canvas, "quickly", "slowly 😀")
        d.room.state.suggestions.clear()  # as if the log had not heard of it any more
        assert await offer(d, canvas, "quickly", "slowly 😀") == made
        assert list(canvas.marks.suggestions) == list(d.room.state.suggestions) == [made.id]
        other = Author("agent_critic", "agent", "call_2", "turn_2")
        assert (await offer(d, canvas, "quickly", "slowly 😀", other)).id != made.id


async def test_the_page_is_sent_the_pieces_that_can_be_taken_one_by_one(tmp_path: Path) -> None:
    async with desk(tmp_path, QUIET) as d:
        canvas = await d.canvas("A quick 😀 fox.\n")
        made = await offer(d, canvas, "quick 😀 fox", "slow 😀 字 hen")
        [sent] = canvas.marks.suggestions_frame().suggestions
        units = sent.before.encode("utf-16-le")
        for index, piece in enumerate(sent.pieces):
            part = (
                units[: 2 * piece.start].decode("utf-16-le") + piece.words + units[2 * piece.end :].decode("utf-16-le")
            )
            assert part == made.with_pieces([index])
        assert len(sent.pieces) > 1


@pytest.mark.parametrize("seed", range(30))
async def test_accepting_all_hunks_of_any_rewrite_gives_the_rewrite(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    words = ["fox", "é", "字", "😀", "\n\n", "\n- ", " ", "end.", "# ", "the"]
    old, new = ("".join(chance.choices(words, k=60)) for _ in range(2))
    async with desk(tmp_path, QUIET) as d:
        canvas = await d.canvas(old)
        made = await do_propose(d.workspace, d.room, canvas, CRITIC, change_between(canvas.document, new))
        order = [s.id for s in chance.sample(made, len(made))]
        for each in order:
            await do_settle_suggestions(d.workspace, ANNA, canvas.id, [each], "accepted")
        assert canvas.text == new


async def test_a_part_of_a_hunk_is_taken_and_the_rest_stays_offered(tmp_path: Path) -> None:
    async with desk(tmp_path, QUIET) as d:
        canvas = await d.canvas()
        made = await offer(d, canvas, "It ran — quickly — through", "She walked — slowly 😀 — across")
        assert len(made.pieces) >= 3
        await do_accept_part(d.workspace, ANNA, canvas.id, made.id, [0])
        assert "She ran — quickly — through" in canvas.text
        [rest] = canvas.marks.suggestions.values()
        assert (rest.before, rest.after) == ("She ran — quickly — through", "She walked — slowly 😀 — across")
        await do_settle_suggestions(d.workspace, ANNA, canvas.id, [rest.id], "accepted")
        assert "She walked — slowly 😀 — across the 字 wood" in canvas.text
        await same_as_fresh(d)


async def test_several_on_one_passage_and_the_loser_goes_stale(tmp_path: Path) -> None:
    async with desk(tmp_path, QUIET) as d:
        canvas = await d.canvas()
        one = await offer(d, canvas, "a fox", "a wolf")
        two = await offer(d, canvas, "was a fox", "lived a hen", Author(BEN.id, "person"))
        away = await offer(d, canvas, "The end", "Fin")
        assert len(canvas.marks.suggestions) == 3
        settled = await do_settle_suggestions(d.workspace, ANNA, canvas.id, [one.id, two.id, away.id], "accepted")
        assert settled == [two.id, away.id] and "lived a hen" in canvas.text and "Fin." in canvas.text
        with pytest.raises(Conflicting):
            await do_settle_suggestions(d.workspace, ANNA, canvas.id, [one.id], "accepted")


async def test_what_was_accepted_can_be_taken_back_around_later_typing(tmp_path: Path) -> None:
    async with desk(tmp_path, QUIET) as d:
        canvas = await d.canvas()
        made = await offer(d, canvas, "Once there was a fox", "Long ago lived a 😀 vixen")
        await do_settle_suggestions(d.workspace, ANNA, canvas.id, [made.id], "accepted")
        typed = canvas.text.replace("The end", "Not the end").replace("# The", "# Our")
        await d.workspace.do_write_text(d.room, canvas, TYPING, typed)
        again = await do_reopen_suggestion(d.workspace, ANNA, canvas.id, made.id)
        assert canvas.text == STORY.replace("The end", "Not the end").replace("# The", "# Our")
        assert (again.before, again.after) == (made.before, made.after)
        await do_settle_suggestions(d.workspace, ANNA, canvas.id, [again.id], "rejected")
        third = await do_reopen_suggestion(d.workspace, ANNA, canvas.id, again.id)
        assert canvas.document.slice_units(third.from_, third.to) == made.before
        await same_as_fresh(d)


async def test_a_commenter_offers_and_takes_back_but_does_not_accept(tmp_path: Path) -> None:
    async with desk(tmp_path, QUIET) as d:
        canvas = await d.canvas()
        await d.workspace.do_set_role(ANNA, d.room.id, BEN, "comment")
        mine = await offer(d, canvas, "fox.", "hen.", Author(BEN.id, "person"))
        hers = await offer(d, canvas, "The end", "Fin")
        with pytest.raises(Forbidden):
            await do_settle_suggestions(d.workspace, BEN, canvas.id, [mine.id], "accepted")
        with pytest.raises(Forbidden):
            await do_settle_suggestions(d.workspace, BEN, canvas.id, [hers.id], "rejected")
        await do_settle_suggestions(d.workspace, BEN, canvas.id, [mine.id], "rejected")
        assert list(canvas.marks.suggestions) == [hers.id] and canvas.text == STORY


async def test_marks_are_where_they_were_after_a_rest_and_more_typing(tmp_path: Path) -> None:
    """Places are stored with the text; what comes later is mapped from there."""
    async with desk(tmp_path, QUIET) as d:
        canvas = await d.canvas()
        made = await offer(d, canvas, "字 wood", "😀 forest")
        for count in range(5):
            await d.workspace.do_write_text(d.room, canvas, TYPING, f"é{count} " + canvas.text)
            if count == 2:
                await canvas.save_snapshot()
        await canvas.drained()
        again = await Workspace(d.db).canvas(canvas.id)
        found = again.marks.suggestions[made.id]
        assert again.document.slice_units(found.from_, found.to) == "字 wood"
        assert again.marks.suggestions == canvas.marks.suggestions


async def test_several_decisions_are_taken_back_at_once(tmp_path: Path) -> None:
    async with desk(tmp_path, QUIET) as d:
        canvas = await d.canvas()
        new = (
            STORY.replace("Once there was", "There once was").replace("quickly", "slowly 😀").replace("The end", "Fin")
        )
        made = await do_propose(d.workspace, d.room, canvas, CRITIC, change_between(canvas.document, new))
        kept, *others = [s.id for s in made]
        settled = await do_settle_suggestions(d.workspace, ANNA, canvas.id, others, "accepted")
        await do_settle_suggestions(d.workspace, ANNA, canvas.id, [kept], "rejected")
        again = await do_reopen_suggestions(d.workspace, ANNA, canvas.id, [kept, *settled])
        assert canvas.text == STORY and {s.after for s in again} == {s.after for s in made}
        await d.workspace.do_set_role(ANNA, d.room.id, BEN, "comment")
        with pytest.raises(Forbidden):
            await do_reopen_suggestions(d.workspace, BEN, canvas.id, [kept])
        await same_as_fresh(d)


async def test_five_thousand_suggestions_are_borne_and_no_more(tmp_path: Path) -> None:
    async with desk(tmp_path, QUIET) as d:
        before = "".join(f"word {n}\n" for n in range(5_000))
        canvas = await d.canvas(before)
        new = canvas.text.replace("word", "term")
        made = await do_propose(d.workspace, d.room, canvas, CRITIC, change_between(canvas.document, new))
        assert len(made) == 5_000
        with pytest.raises(TooMuch):
            await offer(d, canvas, "word 7\n", "x")
        await d.workspace.do_write_text(d.room, canvas, TYPING, "é\n\n" + canvas.text)
        settled = await do_settle_suggestions(d.workspace, ANNA, canvas.id, [s.id for s in made], "accepted")
        assert len(settled) == 5_000 and canvas.text == "é\n\n" + new
        await d.workspace.do_write_text(d.room, canvas, TYPING, canvas.text + "Typed since.\n")
        again = await do_reopen_suggestions(d.workspace, ANNA, canvas.id, settled)
        assert len(again) == 5_000 and canvas.text == "é\n\n" + before + "Typed since.\n"
        refused = await do_settle_suggestions(d.workspace, ANNA, canvas.id, [s.id for s in again], "rejected")
        assert len(await do_reopen_suggestions(d.workspace, ANNA, canvas.id, refused)) == 5_000
    assert suggesting.MAX_OPEN == 5_000


async def test_a_canvas_says_what_agents_may_do(tmp_path: Path) -> None:
    edit = Call(name="edit", args={"edits": [{"block": 2, "text": "Once there was a wolf."}]})
    select = Call(name="edit", args={"edits": [{"selection": True, "text": "ran — slowly"}]})
    whole = Call(name="rewrite", args={"text": STORY.replace("fox", "cat")})
    script = scripted(DONE, rule("wolf", edit), rule("slowly", select), rule("cat", whole))
    async with desk(tmp_path, script) as d:
        canvas = await d.canvas()
        await d.workspace.do_trust(ANNA, canvas.id, "suggest")
        await d.say("wolf")
        await d.say("cat")
        assert canvas.text == STORY and len(canvas.marks.suggestions) == 3
        await d.workspace.do_trust(ANNA, canvas.id, "selection")
        await d.say("wolf")
        assert canvas.text == STORY and len(canvas.marks.suggestions) == 4
        start = STORY.index("ran — quickly")
        chosen = {"canvas": canvas.id, "version": canvas.version, "start": start, "end": start + 13, "quote": ""}
        await d.say("slowly", selection=suggesting.wire.Selection(**chosen))
        assert canvas.text == STORY.replace("ran — quickly", "ran — slowly")
        await d.workspace.do_trust(ANNA, canvas.id, "free")
        await d.say("wolf")
        assert "a wolf" in canvas.text
        await same_as_fresh(d)


async def test_an_edit_that_is_only_suggested_is_offered_line_by_line_as_it_would_be_made(tmp_path: Path) -> None:
    table = "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n"
    fenced = "```markdown\n" + table.replace("| 1 | 2 |", "| 1 | 9 |") + "```"
    cells = Call(name="edit", args={"edits": [{"block": 2, "text": fenced, "why": "The sum."}]})
    item = Call(name="edit", args={"edits": [{"block": 4, "op": "insert_after", "text": "- jam"}]})
    everywhere = Call(name="rename", args={"find": "tea", "replace": "coffee"})
    script = scripted(DONE, rule("numbers", cells), rule("One more", item), rule("Another drink", everywhere))
    async with desk(tmp_path, script) as d:
        canvas = await d.canvas(f"Of tea:\n\n{table}\n- tea\n- milk\n\nThe end of tea and tea.\n")
        await d.workspace.do_trust(ANNA, canvas.id, "suggest")
        await d.say("the numbers")
        [row] = canvas.marks.suggestions.values()
        assert (row.before, row.after, row.why) == ("2", "9", "The sum.")
        await do_settle_suggestions(d.workspace, ANNA, canvas.id, [row.id], "accepted")
        await d.say("One more")
        [jam] = canvas.marks.suggestions.values()
        await do_settle_suggestions(d.workspace, ANNA, canvas.id, [jam.id], "accepted")
        assert canvas.text.startswith(f"Of tea:\n\n{table.replace('2', '9')}\n- tea\n- jam\n- milk\n\n")
        await d.say("Another drink")
        names = list(canvas.marks.suggestions.values())
        assert len(names) == 4 and len({s.proposal for s in names}) == 1
        await do_settle_suggestions(d.workspace, ANNA, canvas.id, [s.id for s in names], "accepted")
        assert canvas.text.count("coffee") == 4


async def test_a_document_an_agent_opens_is_written_whatever_the_trust_of_others(tmp_path: Path) -> None:
    call = Call(name="open_canvas", args={"kind": "document", "title": "Fox", "text": STORY})
    async with desk(tmp_path, scripted(DONE, rule("write", call), rule("", Say(text="ok")))) as d:
        await d.workspace.do_trust(ANNA, (await d.canvas()).id, "suggest")
        await d.say("write it")
        newest = d.room.state.open_canvases()[-1]
        assert (await d.workspace.canvas(newest.id)).text == STORY
