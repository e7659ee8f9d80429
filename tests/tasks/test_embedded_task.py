"""A task from sentence to canvas with the real embedded model. Needs its weights: set GESSO_MODELS to their folder."""

import os
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from gesso.model.download import Weights
from gesso.model.embedded import EmbeddedModel
from tests.tasks.desk import ANNA, desk_of

pytestmark = pytest.mark.embedded


@pytest.fixture
async def model() -> AsyncGenerator[EmbeddedModel, None]:
    weights = Weights(Path(os.environ.get("GESSO_MODELS", Path.home() / ".local/share/gesso/models")))
    if not weights.ready:
        pytest.skip("the weights of the embedded model are not here; set GESSO_MODELS")
    model = EmbeddedModel(weights, threads=1)
    yield model
    await model.aclose()


async def test_a_poem_every_day_is_another_poem_in_a_canvas_of_its_own(model: EmbeddedModel, tmp_path: Path) -> None:
    async with desk_of(tmp_path, model) as d:
        room = await d.room()
        made = await d.say(room, "every day at 9 am write a short poem about the sea")
        [task] = await d.tasks.of(ANNA.id)
        assert made.text == "I made the task “Write a short poem about the sea”, every day at 09:00."
        poems = []
        for day in range(2):
            ended = await d.performing.perform(task, d.run(task, day))
            assert ended.state == "done" and ended.canvas is not None, ended
            poems.append((await d.workspace.canvas(ended.canvas)).text)
        assert all(len(poem.split()) >= 20 for poem in poems) and poems[0] != poems[1]
        own = await d.workspace.room(task.room)
        assert len(own.state.open_canvases()) == 2 and len(room.state.turns) == 1


async def test_a_story_goes_on_at_its_end(model: EmbeddedModel, tmp_path: Path) -> None:
    story = "# The lighthouse\n\nMira kept the light on the rock. One night a small boat came out of the fog.\n"
    async with desk_of(tmp_path, model) as d:
        room = await d.room()
        canvas = await d.canvas(room, story, "The lighthouse")
        await d.say(room, "every evening at 8 pm continue the story", canvas=canvas.id)
        [task] = await d.tasks.of(ANNA.id)
        ended = await d.performing.perform(task, d.run(task))
        assert ended.state == "done", ended
        assert canvas.text.startswith(f"{story}\n## Friday, 27 November 2026, 19:00\n\n")
        assert len(canvas.text[len(story) :].split()) >= 30
