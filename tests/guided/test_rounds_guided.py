"""The critic and the editor with a small model's guide: they review, carry out, and come to an end by themselves."""

import asyncio
from pathlib import Path

from gesso.agent.guided.model import GuidedModel
from gesso.model.scripted import ScriptedModel
from tests.room.test_turns import Desk, desk, same_as_fresh

REPORT = """# Report

We we went to the the market, and it is is red.

Sales rose by 12 % in March. Sales rose by 21 % in March.

- Buy milk.
- calling Anna
"""


async def work(d: Desk, text: str):
    started = await d.say(text)
    for _ in range(400):
        works = list(d.room.state.rounds.values())
        if works and works[0].ended is not None:
            return works[0]
        await asyncio.sleep(0.02)
    raise AssertionError(f"no end: {d.turn(started)}")


async def test_the_pair_ends_and_only_what_comments_offered_is_changed(tmp_path: Path) -> None:
    async with desk(tmp_path, GuidedModel(ScriptedModel(()))) as d:
        canvas = await d.canvas(REPORT)
        done = await work(
            d, "Let the critic and the editor work on it until the critic has no comment above nit, at most 3 rounds."
        )
        assert done.ended.outcome in ("done", "limit", "stuck"), done.ended
        notes = list(d.room.state.notes.values())
        assert any(note.state == "applied" for note in notes)
        assert all(note.by == "agent_critic" and note.quote in REPORT for note in notes)
        kept = REPORT
        for note in notes:
            if note.state == "applied":
                assert note.replace is not None
                kept = kept.replace(note.quote, note.replace)
        assert canvas.text == kept
        await same_as_fresh(d)
