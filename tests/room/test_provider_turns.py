"""Whole turns with the real tools over each family of providers, spoken to by local fakes of their wire formats."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from gesso.model.connections import Connection
from gesso.model.remote import RemoteModel
from tests.model.fake_provider import FakeProvider, fake_provider
from tests.room.test_turns import Desk, desk, same_as_fresh

FAMILIES = {"compatible": "fake-large", "anthropic": "claude-opus-4-8", "google": "gemini-2.5-flash"}
STORY = "# The fox\n\nOnce there was a fox. 🦊\n\nIt ran — quickly — through the 字 wood.\n"
SLOW = "It strolled, at ease, through the 字 wood."
OPEN = ["call", "open_canvas", {"kind": "document", "title": "Fox", "text": STORY}]

family = pytest.mark.parametrize("kind", FAMILIES)


def edit(block: int, text: str) -> list[Any]:
    return ["call", "edit", {"edits": [{"block": block, "op": "replace", "text": text}]}]


@pytest.fixture
async def provider() -> AsyncIterator[FakeProvider]:
    async with fake_provider() as running:
        yield running


def model_of(provider: FakeProvider, kind: str) -> RemoteModel:
    address = provider.base_url if kind == "compatible" else provider.root_url
    connection = Connection(id="c", provider=kind, name="Fake", base_url=address, key="k")
    return RemoteModel(connection, FAMILIES[kind], id="c/x", context_tokens=100_000)


async def text_of(d: Desk) -> str:
    [row] = d.room.state.open_canvases()
    return (await d.workspace.canvas(row.id)).text


@family
async def test_a_canvas_is_opened_and_then_edited(tmp_path: Path, provider: FakeProvider, kind: str) -> None:
    model = model_of(provider, kind)
    async with desk(tmp_path, model) as d:
        provider.replies = [[["think", "A story."], ["text", "Here it is. "], OPEN], [["text", "It is open."]]]
        first = d.turn(await d.say("write about a fox"))
        assert (first.outcome, first.problem) == ("done", None)
        assert await text_of(d) == STORY and "It is open." in first.text and first.thoughts == "A story."

        provider.replies = [[edit(3, SLOW), edit(1, "# A slow fox")], [["text", "Slower now."]]]
        second = d.turn(await d.say("make it slower"))
        assert (second.outcome, second.problem) == ("done", None)
        assert await text_of(d) == f"# A slow fox\n\nOnce there was a fox. 🦊\n\n{SLOW}\n"
        assert [call.ok for step in second.steps for call in step.calls] == [True, True]
        assert len(provider.requests) == 4, "nothing was rejected and nothing asked twice"
        await same_as_fresh(d)
    await model.aclose()


@family
async def test_a_refused_call_is_told_to_the_model(tmp_path: Path, provider: FakeProvider, kind: str) -> None:
    model = model_of(provider, kind)
    async with desk(tmp_path, model) as d:
        await d.canvas(STORY)
        provider.replies = [[edit(99, "Nowhere")], [edit(3, SLOW)], [["text", "Done."]]]
        turn = d.turn(await d.say("make it slower"))
        assert turn.outcome == "done" and SLOW in await text_of(d)
        assert [call.ok for step in turn.steps for call in step.calls] == [False, True]
    await model.aclose()


@family
@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        ([edit(3, SLOW), ["end", "length"]], "bad_reply", "ran out of room"),
        ([["text", "Once upon a"], ["end", "length"]], "bad_reply", "cut off"),
        ([["end", "length"]], "bad_reply", "cut off"),
        ([["text", "I would rather"], ["end", "refused"]], "refused", "declined"),
        ([edit(3, SLOW), ["end", "refused"]], "refused", "declined"),
        ([["end", "blocked"]], "refused", "declined"),
        ([["text", " "]], "bad_reply", "nothing"),
    ],
)
async def test_an_answer_that_was_not_finished_says_so_and_changes_nothing(
    tmp_path: Path, provider: FakeProvider, kind: str, said: list[Any], code: str, words: str
) -> None:
    model = model_of(provider, kind)
    async with desk(tmp_path, model) as d:
        await d.canvas(STORY)
        provider.replies = [said]
        turn = d.turn(await d.say("make it slower"))
        assert turn.outcome == "failed" and turn.problem.code == code and words in turn.problem.message
        assert await text_of(d) == STORY and len(provider.requests) == 1
        provider.replies = [[edit(3, SLOW)], [["text", "Done."]]]
        assert d.turn(await d.say("try again")).outcome == "done", "what was said so far can be sent back"
        assert SLOW in await text_of(d)
    await model.aclose()


@family
async def test_half_a_surrogate_pair_harms_nothing(tmp_path: Path, provider: FakeProvider, kind: str) -> None:
    model = model_of(provider, kind)
    async with desk(tmp_path, model) as d:
        await d.canvas(STORY)
        provider.replies = [[["text", "Fine \ud83d"], ["text", "\udd8a then."], edit(3, "Slow \ud83d fox.")],
                            [["text", "Done."]]]  # fmt: skip
        turn = d.turn(await d.say("make it slower"))
        assert turn.outcome in ("done", "failed")
        assert (await text_of(d)).encode() and (turn.outcome == "done" or await text_of(d) == STORY)
        if turn.problem is not None:
            assert turn.problem.code == "bad_reply"
        await same_as_fresh(d)
    await model.aclose()
