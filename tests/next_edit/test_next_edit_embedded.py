"""Next words from the real embedded model. Needs its weights: set GESSO_MODELS to their folder."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gesso.model.completion import Gap, Until
from gesso.model.download import Weights
from gesso.model.embedded import EmbeddedModel
from gesso.model.messages import Message, ModelError, TextChunk

pytestmark = pytest.mark.embedded

TEXT = "The capital of France is Paris. The capital of Italy is Rome. The capital of Spain is"
PATIENT = Until(r"[.!?](?=\s)|\n", 6, -20.0, 20.0)


@pytest.fixture
async def model() -> AsyncIterator[EmbeddedModel]:
    weights = Weights(Path(os.environ.get("GESSO_MODELS", Path.home() / ".local/share/gesso/models")))
    if not weights.ready:
        pytest.skip("the weights of the embedded model are not here; set GESSO_MODELS")
    running = EmbeddedModel(weights, threads=1)
    await running.prepare()
    yield running
    await running.aclose()


async def words(model: EmbeddedModel, gap: Gap, until: Until = PATIENT) -> str:
    return "".join(piece.text for piece in await model.complete(gap, until))


async def test_it_goes_on_and_from_the_beginning_of_a_begun_word(model: EmbeddedModel) -> None:
    assert (await words(model, Gap(TEXT))).startswith(" Madrid.")
    begun = await model.complete(Gap(f"{TEXT} Mad", begun="Mad"), PATIENT)
    assert "".join(piece.text for piece in begun).startswith("rid.")
    assert all(piece.logprob is not None and piece.logprob <= 0.0 for piece in begun)
    odd = await words(model, Gap("Le café 😀 字 <|im_end|> et le “th", begun="th"))
    assert "<|" not in odd


async def test_giving_up_on_the_first_question_does_not_undo_the_start() -> None:
    weights = Weights(Path(os.environ.get("GESSO_MODELS", Path.home() / ".local/share/gesso/models")))
    if not weights.ready:
        pytest.skip("the weights of the embedded model are not here; set GESSO_MODELS")
    model = EmbeddedModel(weights, threads=1)
    with pytest.raises(ModelError) as starting:
        await model.complete(Gap(TEXT), PATIENT)
    assert starting.value.kind == "unavailable"
    for _ in range(5):
        given_up = asyncio.create_task(ready_words(model))
        await asyncio.sleep(0.02)
        given_up.cancel()
    async with asyncio.timeout(60):
        while not await ready_words(model):
            await asyncio.sleep(0.05)
    await model.aclose()
    assert not model.loaded


async def ready_words(model: EmbeddedModel) -> str:
    try:
        return await words(model, Gap(TEXT))
    except ModelError:
        return ""


async def test_what_it_has_read_is_not_read_again(model: EmbeddedModel) -> None:
    long = (TEXT + " Madrid. ") * 6
    began = time.monotonic()
    await words(model, Gap(long))
    cold_s, began = time.monotonic() - began, time.monotonic()
    await words(model, Gap(long + "The capital of Portugal is"))
    assert time.monotonic() - began < cold_s


async def test_it_gives_way_to_a_question_and_a_cancelled_one_gives_way_to_the_next(model: EmbeddedModel) -> None:
    task = asyncio.create_task(words(model, Gap(TEXT * 8)))
    await asyncio.sleep(0.3)
    task.cancel()
    await asyncio.wait({task})
    asked = model.stream([Message("user", "Say yes.")], max_tokens=60)
    first = await anext(asked)
    assert isinstance(first, TextChunk)
    with pytest.raises(ModelError) as busy:
        await model.complete(Gap(TEXT), Until(r"\n", 6, -20.0, 0.05))
    assert busy.value.kind == "rate"
    await asked.aclose()
    assert await words(model, Gap(TEXT))
