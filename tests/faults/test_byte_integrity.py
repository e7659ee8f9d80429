"""What edits damage outside the passage they name: nothing, through the real doors, whatever mistakes a model makes.

`python -m bench.byte_integrity` is the same relay in full, beside two peers. The measure must see a planted fault.
"""

import random

import pytest

from bench.byte_integrity import through_gesso
from bench.integrity.documents import FORMATS, Format, make
from bench.integrity.measure import damage, difference
from bench.integrity.relay import Outcome
from gesso.agent.tool import Tool, ToolContext, ToolResult
from gesso.tools import TOOLS
from gesso.tools.canvas import EditCanvas, author_of, scene_of

BY_NAME = {format_.name: format_ for format_ in FORMATS}


async def through(format_: Format, edits: int, rate: float, seed: int, tools: tuple[Tool, ...] = TOOLS) -> Outcome:
    text = make(format_, 1, random.Random(seed))
    out, exact = await through_gesso(format_, text, edits, rate, seed, tools)
    assert rate or exact, "without mistakes the relay ends at the file it began with, byte for byte"
    return out


@pytest.mark.parametrize("name", ["prose", "subtitles"])
async def test_edits_damage_nothing_outside_their_passages(name: str) -> None:
    out = await through(BY_NAME[name], 10, 0.7, 3)
    assert (out.outside, out.undo_failed, out.not_possible) == (0, 0, 0)
    assert out.landed >= 8


@pytest.mark.slow
@pytest.mark.parametrize("name", BY_NAME)
async def test_a_relay_in_every_format_damages_nothing_outside(name: str) -> None:
    out = await through(BY_NAME[name], 20, 0.9, 11)
    assert (out.outside, out.undo_failed, out.not_possible) == (0, 0, 0)
    assert out.landed >= 15
    assert not [kind for kind in out.refused if kind.startswith("other")], "every refusal is of a kind that has a name"


@pytest.mark.slow
async def test_a_relay_without_mistakes_comes_back_byte_for_byte() -> None:
    for name in ("markdown", "csv", "python"):
        assert (await through(BY_NAME[name], 20, 0.0, 5)).outside == 0


async def _around_the_door(context: ToolContext, args: EditCanvas) -> ToolResult:
    """What products did that wrote over the editor: the whole text is read, replaced in, tidied and saved."""
    scene = scene_of(context, args.canvas)
    live = await context.workspace.canvas(scene.id)
    text = live.text
    for edit in args.edits:
        block = scene.snapshot.block(edit.block) if edit.block is not None else None
        old = block.text if block is not None else edit.quote or ""
        text = text.replace(old, edit.text, 1)
    tidied = "\n".join(" ".join(line.replace("“", '"').replace("”", '"').split(" ")) for line in text.split("\n"))
    await context.workspace.do_write_text(context.room, live, author_of(context), tidied)
    return ToolResult("Done.", "Edited")


async def test_the_measure_sees_an_edit_around_the_door() -> None:
    planted = Tool("edit", "Edits.", EditCanvas, "edit", _around_the_door, reads="nothing", destinations=())
    tools = (*(tool for tool in TOOLS if tool.name != "edit"), planted)
    assert (await through(BY_NAME["prose"], 6, 0.5, 3, tools)).outside > 0


@pytest.mark.parametrize(
    ("after", "damaged"),
    [
        ("one two three four\nfive\n", 0),
        ("one 2 three four\nfive\n", 0),
        ("one three four\nfive\n", 1),
        ("one 2 three 4\nfive\n", 5),
        ("one 2 three four\nfiv\n", 7),
        ("one two three four\nfive", 1),
        ("one two three four\nfive\nsix\n", 4),
    ],
)
def test_the_measure_counts_what_changed_outside(after: str, damaged: int) -> None:
    before = "one two three four\nfive\n"
    assert damage(before, after, 4, 7) == damaged
    assert (difference(before, after) == 0) == (before == after)
