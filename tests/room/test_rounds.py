"""Several agents by turns: the sentence understood, rounds that end for every reason there is, and after a crash."""

import asyncio
from pathlib import Path

import pytest

from gesso.agent.agents import CRITIC, EDITOR, called_agents
from gesso.agent.rounds import parse_rounds
from gesso.agent.turns import Turns
from gesso.base.clock import system_clock
from gesso.model.scripted import Call, Fail, Rule, Say, ScriptedModel, Usage, Wait
from gesso.room.state import RoomState
from gesso.room.wire import RoomAgent
from gesso.room.workspace import Workspace
from gesso.tools import TOOLS
from tests.room.test_turns import ANNA, STORY, Desk, OneModel, desk, same_as_fresh

ASK = "Let the critic and the editor work on it until the critic has no comment above minor, at most three rounds."
EMPTY = RoomState("room")


@pytest.mark.parametrize(
    ("text", "until", "most"),
    [
        (ASK, "minor", 3),
        ("Have the editor and the critic improve this, for 2 rounds", "minor", 2),
        ("critic and editor: at most five rounds, until there are no more comments", "nit", 5),
        ("ask @critic and @editor to work on this until no major issues are left", "minor", 3),
        ("let the Critic and Editor polish the text until nothing above nit is left, up to 99 rounds", "nit", 10),
    ],
)
def test_the_sentence_is_understood(text: str, until: str, most: int) -> None:
    ask = parse_rounds(text, EMPTY)
    assert ask is not None
    assert (ask.agents, ask.until, ask.most) == ((CRITIC, EDITOR), until, most)


@pytest.mark.parametrize(
    "text",
    [
        "Write about the critic and the editor of a newspaper.",
        "Let the critic work on it.",
        "Critics and editors often work together.",
        "three rounds of golf",
        "",
    ],
)
def test_other_sentences_are_not(text: str) -> None:
    assert parse_rounds(text, EMPTY) is None


def test_agents_are_called_by_name() -> None:
    own = RoomAgent(id="agent_x", name="Plain Speaker", instructions="")
    state = RoomState("room", agents={"agent_x": own})
    assert [a.id for a in called_agents(state, "@plainspeaker and @Fact-checker, please")] == [
        "agent_x",
        "agent_checker",
    ]
    assert called_agents(state, "mail me@critic.org, critic") == []


def remark(quote: str, severity: str) -> Rule:
    comment = {"quote": quote, "body": "Say it better.", "severity": severity}
    return Rule(
        user="Review", offered=("comment",), times=1, steps=(Call(name="comment", args={"comments": [comment]}),)
    )


def change(quote: str, text: str) -> Rule:
    edit = {"edits": [{"quote": quote, "text": text}]}
    return Rule(user="Carry out", offered=("edit",), times=1, steps=(Call(name="edit", args=edit),))


SAID = Rule(tool=".*", steps=(Say(text="There."), Usage(input_tokens=100, output_tokens=10)))
NOTHING = Rule(steps=(Say(text="Nothing more."),))


async def ended(d: Desk):
    for _ in range(600):
        work = next(iter(d.room.state.rounds.values()))
        if work.ended is not None:
            return work
        await asyncio.sleep(0.02)
    raise AssertionError("the rounds did not end")


async def test_two_rounds_until_only_minor_comments_are_left(tmp_path: Path) -> None:
    rules = (
        SAID, remark("quickly", "major"), change("quickly", "like rain"), remark("The end", "major"),
        change("The end", "And then, nothing"), remark("fox. 🦊", "minor"), NOTHING,
    )  # fmt: skip
    async with desk(tmp_path, ScriptedModel(rules)) as d:
        canvas = await d.canvas()
        await d.say(ASK)
        work = await ended(d)
        assert (work.ended.outcome, work.ended.done, work.ended.left) == ("done", 2, 0)
        agents = [d.room.state.turns[turn].agent for turn in work.turns]
        assert agents == [CRITIC.id, EDITOR.id, CRITIC.id, EDITOR.id, CRITIC.id]
        assert canvas.text == STORY.replace("quickly", "like rain").replace("The end", "And then, nothing")
        assert [n.state for n in d.room.state.notes.values()] == ["applied", "applied", "open"]
        assert set(d.room.state.agents) == {CRITIC.id, EDITOR.id}
        await same_as_fresh(d)


async def test_it_ends_at_the_limit_and_says_what_is_left(tmp_path: Path) -> None:
    rules = (
        SAID, remark("quickly", "major"), change("The fox", "The 😀 fox"), remark("The end", "major"),
        change("Once", "One day"), remark("fox. 🦊", "major"), NOTHING,
    )  # fmt: skip
    async with desk(tmp_path, ScriptedModel(rules)) as d:
        await d.canvas()
        await d.say(ASK.replace("three", "two"))
        work = await ended(d)
        assert (work.ended.outcome, work.ended.done, work.ended.left) == ("limit", 2, 3)


async def test_an_editor_who_changes_nothing_ends_it(tmp_path: Path) -> None:
    async with desk(tmp_path, ScriptedModel((SAID, remark("quickly", "major"), NOTHING))) as d:
        await d.canvas()
        await d.say(ASK)
        work = await ended(d)
        assert (work.ended.outcome, work.ended.done, len(work.turns)) == ("stuck", 1, 2)


async def test_a_failure_and_a_stop_end_it(tmp_path: Path) -> None:
    failing = Rule(user="Carry out", steps=(Fail(kind="rate", message="Too many."),))
    async with desk(tmp_path, ScriptedModel((SAID, remark("quickly", "major"), failing))) as d:
        await d.canvas()
        await d.say(ASK)
        work = await ended(d)
        assert (work.ended.outcome, work.ended.why) == ("failed", "Too many.")
    hanging = Rule(user="Carry out", steps=(Wait(seconds=600),))
    async with desk(tmp_path / "two", ScriptedModel((SAID, remark("quickly", "major"), hanging))) as d:
        await d.canvas()
        await d.say(ASK)
        while not d.room.state.running():
            await asyncio.sleep(0.01)
        assert await d.turns.stop_all(d.room) == 1
        assert (await ended(d)).ended.outcome == "stopped"
        await same_as_fresh(d)


async def test_a_looping_pair_runs_out_of_its_budget(tmp_path: Path) -> None:
    costly = Rule(tool=".*", steps=(Say(text="There."), Usage(input_tokens=200_000, output_tokens=10)))
    rules = (costly, remark("quickly", "major"), change("quickly", "x"), NOTHING)
    async with desk(tmp_path, ScriptedModel(rules)) as d:
        await d.canvas()
        await d.say(ASK)
        assert (await ended(d)).ended.outcome == "budget"


async def test_work_that_a_restart_cut_off_goes_on_where_it_was(tmp_path: Path) -> None:
    hanging = Rule(user="Carry out", times=1, steps=(Wait(seconds=600),))
    async with desk(tmp_path, ScriptedModel((SAID, remark("quickly", "major"), hanging))) as d:
        canvas = await d.canvas()
        await d.say(ASK)
        while not any(turn.agent == EDITOR.id for turn in d.room.state.running()):
            await asyncio.sleep(0.001)  # often caught between the start on the log and the turn itself
        await d.turns.close()
        await d.workspace.close()
        again = Workspace(d.db)
        turns = Turns(again, OneModel(ScriptedModel((SAID, change("quickly", "x"), NOTHING))), TOOLS, system_clock)
        assert await turns.resume_all() == 1
        room = await again.room(d.room.id)
        for _ in range(600):
            [work] = room.state.rounds.values()
            if work.ended is not None:
                break
            await asyncio.sleep(0.02)
        assert work.ended is not None and work.ended.outcome == "done" and len(work.turns) == 3
        assert (await again.canvas(canvas.id)).text == STORY.replace("quickly", "x")
        await turns.close()
        await again.close()


async def test_two_agents_do_not_write_in_one_sentence(tmp_path: Path) -> None:
    slow = Call(name="edit", args={"edits": [{"block": 2, "text": "Once there was a wolf."}]}, piece=3, every_s=0.05)
    fast = Call(name="edit", args={"edits": [{"block": 2, "text": "Once there was a hen."}]})
    rules = (SAID, Rule(user="slow", steps=(slow,)), Rule(user="fast", steps=(fast,)))
    async with desk(tmp_path, ScriptedModel(rules)) as d:
        canvas = await d.canvas()
        first = await d.turns.say(ANNA, d.room.id, "slow")
        while not canvas.marks.drafts:
            await asyncio.sleep(0.01)
        second = await d.say("@editor fast")
        assert "another agent is writing" in d.turn(second).steps[0].calls[0].result
        await d.turns.wait(d.room, first.turn, 20)
        assert "a wolf" in canvas.text and "hen" not in canvas.text
        await same_as_fresh(d)
