"""Decisions with adapters, asked of the real embedded model; the adapters are random numbers made here."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gesso.model.download import GGUF_SHA256, Weights
from gesso.model.embedded import EmbeddedModel
from gesso.model.messages import Message, ModelError, TextChunk
from gesso.settings import read_settings

SIZES = {"attn_q": (576, 576), "attn_v": (576, 192), "ffn_up": (576, 1536), "ffn_down": (1536, 576)}
LABELS = (" document", " code", " chat")
ASK = "open: a birthday speech for my uncle, he likes trains =>"

pytestmark = pytest.mark.embedded


def write_adapter(path: Path, seed: int, layers: int = 30) -> Path:
    """A LoRA of rank 2 with random numbers, as llama.cpp reads it."""
    gguf, numpy = pytest.importorskip("gguf"), pytest.importorskip("numpy")
    chance = numpy.random.default_rng(seed)
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", 2.0)
    writer.add_string("gesso.base.sha256", GGUF_SHA256)
    for layer in range(30 - layers, 30):
        for name, (wide, high) in SIZES.items():
            for side, shape in (("a", (2, wide)), ("b", (high, 2))):
                numbers = (chance.standard_normal(shape) * 0.08).astype(numpy.float16)
                writer.add_tensor(f"blk.{layer}.{name}.weight.lora_{side}", numbers)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


@pytest.fixture(scope="module")
def adapters(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("adapters")
    return {name: write_adapter(folder / f"{name}.gguf", seed) for seed, name in enumerate(("one", "two"))}


@pytest.fixture
async def deciding(adapters: dict[str, Path]) -> AsyncIterator[EmbeddedModel]:
    model = EmbeddedModel(Weights(read_settings().models_dir), threads=1, context_tokens=2048, adapters=adapters)
    await model.prepare()
    yield model
    await model.aclose()


async def say(model: EmbeddedModel, ask: str) -> str:
    stream = model.stream([Message("user", ask)], max_tokens=30, temperature=0.0)
    return "".join([chunk.text async for chunk in stream if isinstance(chunk, TextChunk)])


async def test_an_adapter_changes_the_odds_of_the_decisions_that_name_it(deciding: EmbeddedModel) -> None:
    base, one, two = [await deciding.decide(ASK, LABELS, name, within_s=30) for name in (None, "one", "two")]
    assert sum(one.shares.values()) == pytest.approx(1.0) and 0 < one.mass <= 1
    assert base.shares != pytest.approx(one.shares, rel=1e-2) and one.shares != pytest.approx(two.shares, rel=1e-2)
    assert base.prompt_tokens == one.prompt_tokens == 13 and one.took_ms > 0
    again = await deciding.decide(ASK, LABELS, "one", within_s=30)
    assert again.shares == pytest.approx(one.shares, rel=1e-3), "what was asked in between leaves no trace"
    assert again.cached_tokens == 12, "each adapter keeps what it read"
    base_again = await deciding.decide(ASK, LABELS, None, within_s=30)
    assert base_again.shares == pytest.approx(base.shares, rel=1e-3)


async def test_the_odds_are_those_of_the_whole_vocabulary(deciding: EmbeddedModel) -> None:
    """The likeliest mark of all is told, and marks nobody would say get their small share of a small mass."""
    prompt = "The capital of France is"
    sure = await deciding.decide(prompt, (" Paris", " London", " qu"), None, within_s=30)
    assert sure.free == " Paris" and sure.shares[" Paris"] > 0.9 and sure.mass > 0.3
    odd = await deciding.decide(prompt, (" qu", " zebra"[:3]), None, within_s=30)
    assert odd.free is None and odd.mass < 0.01 and sum(odd.shares.values()) == pytest.approx(1.0)
    ratio = sure.shares[" qu"] / sure.shares[" Paris"] * sure.mass
    assert ratio < 0.01


async def test_chat_beside_adapters_is_the_same_as_without(deciding: EmbeddedModel) -> None:
    plain = EmbeddedModel(Weights(read_settings().models_dir), threads=1)
    for ask in ("Tell me of the sea.", "Write a haiku."):
        await deciding.decide(ASK, LABELS, "two", within_s=30)
        assert await say(deciding, ask) == await say(plain, ask)
    await plain.aclose()


async def test_what_cannot_be_asked_is_an_error_and_harms_nothing(deciding: EmbeddedModel) -> None:
    with pytest.raises(ModelError, match="no adapter 'three'"):
        await deciding.decide(ASK, LABELS, "three", within_s=5)
    with pytest.raises(ModelError, match="tokens, not one"):
        await deciding.decide(ASK, (" two words", " chat"), "one", within_s=5)
    with pytest.raises(ModelError) as wrong:
        await deciding.decide("word " * 5000, LABELS, "one", within_s=5)
    assert wrong.value.kind in ("too_long", "bad_reply")
    assert (await deciding.decide(ASK, LABELS, "one", within_s=30)).prompt_tokens == 13


async def test_a_decision_gives_up_in_time_and_the_next_one_is_answered(deciding: EmbeddedModel) -> None:
    began = time.monotonic()
    with pytest.raises(ModelError) as wrong:
        await deciding.decide("word and word " * 300, LABELS, "one", within_s=0.3)
    assert wrong.value.kind == "timeout" and time.monotonic() - began < 3
    assert (await deciding.decide(ASK, LABELS, "one", within_s=30)).shares


async def test_a_child_that_dies_in_the_middle_of_a_decision_is_started_again_for_it(deciding: EmbeddedModel) -> None:
    asked = asyncio.create_task(deciding.decide("word and word " * 60, LABELS, "one", within_s=30))
    await asyncio.sleep(0.1)
    pid = deciding.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert (await asked).prompt_tokens > 150 and deciding.pid != pid


async def test_adapters_can_be_exchanged_and_a_broken_file_is_told(
    deciding: EmbeddedModel, adapters: dict[str, Path], tmp_path: Path
) -> None:
    await deciding.set_adapters({"two": adapters["two"]})
    assert deciding.adapters == ("two",)
    assert (await deciding.decide(ASK, LABELS, "two", within_s=30)).shares
    (tmp_path / "broken.gguf").write_bytes(b"GGUF and then nothing")
    await deciding.set_adapters({"broken": tmp_path / "broken.gguf"})
    with pytest.raises(ModelError, match="embedded model"):
        await deciding.decide(ASK, LABELS, "broken", within_s=30)
    await deciding.set_adapters(adapters)
    assert (await deciding.decide(ASK, LABELS, "one", within_s=30)).shares
