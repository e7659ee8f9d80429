"""Models on servers, through real sockets against a provider that can misbehave."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from gesso.model.connections import Connection
from gesso.model.messages import (
    Chunk,
    EndChunk,
    Message,
    ModelError,
    OneOf,
    TextChunk,
    ToolSpec,
    UsageChunk,
)
from gesso.model.remote import RemoteModel
from tests.model.fake_provider import FakeProvider, fake_provider

EDIT = ToolSpec("edit", "Edits.", {"type": "object", "properties": {"text": {"type": "string"}}})


@pytest.fixture
async def provider() -> AsyncIterator[FakeProvider]:
    async with fake_provider() as running:
        yield running


class Sleeps:
    """Notes waits instead of waiting."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.waits.append(seconds)


def model(provider: FakeProvider, kind: str = "compatible", sleep: Sleeps | None = None, **more: float) -> RemoteModel:
    address = provider.root_url if kind in ("anthropic", "google") else provider.base_url
    connection = Connection(id="c", provider=kind, name="Fake", base_url=address, key="secret")
    names = {"anthropic": "claude-opus-4-8", "google": "gemini-2.5-flash", "openrouter": "fake/large"}
    name = names.get(kind, "fake-large")
    return RemoteModel(connection, name, id="c/x", context_tokens=1000, sleep=sleep or Sleeps(), **more)


async def ask(model: RemoteModel, *messages: Message | str, tools: tuple[ToolSpec, ...] = ()) -> list[Chunk]:
    said = [Message("user", one) if isinstance(one, str) else one for one in messages]
    try:
        return [chunk async for chunk in model.stream(said, tools, max_tokens=100)]
    finally:
        await model.aclose()


def text(chunks: list[Chunk]) -> str:
    return "".join(chunk.text for chunk in chunks if isinstance(chunk, TextChunk))


@pytest.mark.parametrize("kind", ["compatible", "openai", "anthropic", "google", "openrouter", "deepseek", "mistral"])
async def test_text_streams_in_pieces_with_usage_and_an_end(provider: FakeProvider, kind: str) -> None:
    chunks = await ask(model(provider, kind), "say Crème brûlée 😀 字 for two")
    assert text(chunks) == "Crème brûlée 😀 字 for two"
    assert sum(isinstance(chunk, TextChunk) for chunk in chunks) >= 3
    assert chunks[-2:] == [UsageChunk(11, 7), EndChunk("stop")]


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        ("429", "rate", "7 seconds"),
        ("500", "unavailable", "500"),
        ("503", "unavailable", "trouble"),
        ("401", "auth", "key"),
        ("402", "refused", "credit"),
        ("404", "missing", "does not have this model"),
        ("400-long", "too_long", "longer"),
        ("hang", "timeout", "said nothing"),
        ("hang-later", "timeout", "said nothing"),
        ("half-token", None, "again"),
        ("bad-utf8", "bad_reply", "again"),
        ("long-line", "bad_reply", "again"),
        ("broken-json", "bad_reply", "again"),
        ("error-event", None, "again"),
        ("empty", "bad_reply", "again"),
        ("empty-stream", "bad_reply", "again"),
        ("html", "unavailable", "502"),
        ("cut", None, "again"),
        ("early-end", "bad_reply", "again"),
        ("endless", "bad_reply", "characters"),
    ],
)
@pytest.mark.parametrize("provider_kind", ["compatible", "anthropic", "google"])
async def test_every_fault_becomes_one_plain_error(
    provider: FakeProvider, fault: str, kind: str | None, words: str, provider_kind: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("gesso.model.remote.ANSWER_LIMIT_CHARS", 20_000)
    patience_s = 0.5 if fault.startswith("hang") else 30.0
    remote = model(provider, provider_kind, first_chunk_s=patience_s, next_chunk_s=patience_s)
    with pytest.raises(ModelError) as wrong:
        await ask(remote, f"fault {fault}")
    assert wrong.value.kind == kind or (kind is None and wrong.value.kind in ("bad_reply", "unavailable"))
    assert words in wrong.value.message and "secret" not in wrong.value.message and len(wrong.value.message) < 300
    assert wrong.value.message.endswith(".")


@pytest.mark.parametrize("kind", ["compatible", "anthropic", "google"])
@pytest.mark.parametrize(("fault", "waits"), [("500-once", [0.5]), ("429-once", [7.0])])
async def test_a_failure_before_the_first_chunk_is_tried_again(
    provider: FakeProvider, fault: str, waits: list[float], kind: str
) -> None:
    sleeps = Sleeps()
    assert text(await ask(model(provider, kind, sleeps), f"fault {fault}")) == "second try"
    assert sleeps.waits == waits and len(provider.requests) == 2


@pytest.mark.parametrize("kind", ["compatible", "anthropic", "google"])
async def test_tries_end_and_nothing_is_repeated_after_the_first_chunk(provider: FakeProvider, kind: str) -> None:
    with pytest.raises(ModelError):
        await ask(model(provider, kind), "fault 500")
    assert len(provider.requests) == 3
    with pytest.raises(ModelError):
        await ask(model(provider, kind), "fault cut")
    assert len(provider.requests) == 4


@pytest.mark.parametrize("kind", ["compatible", "anthropic", "google"])
async def test_closing_the_stream_hangs_up(provider: FakeProvider, kind: str) -> None:
    remote = model(provider, kind)
    chunks = remote.stream([Message("user", "fault endless")])
    assert isinstance(await anext(chunks), TextChunk)
    await chunks.aclose()
    async with asyncio.timeout(5):
        await provider.hung_up.wait()
    await remote.aclose()


async def test_constraints_and_choices_are_refused_in_words(provider: FakeProvider) -> None:
    remote = model(provider)
    with pytest.raises(ModelError, match="grammar"):
        await anext(remote.stream([Message("user", "x")], constraint=OneOf(("a", "b"))))
    with pytest.raises(ModelError, match="labels"):
        await remote.choose([Message("user", "x")], ["a"])
    assert not provider.requests


async def test_a_model_name_the_provider_cannot_have_is_an_error_in_words(provider: FakeProvider) -> None:
    connection = Connection(id="c", provider="openrouter", base_url=provider.base_url, key="k")
    with pytest.raises(ModelError, match="Choose another model"):
        await ask(RemoteModel(connection, "no-vendor", id="c/m", context_tokens=1000), "say hi")


async def test_a_server_without_a_key_gets_none(provider: FakeProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-from-environment")
    connection = Connection(id="c", provider="compatible", base_url=provider.base_url)
    await ask(RemoteModel(connection, "m", id="c/m", context_tokens=1000), "say hi")
    assert "sk-from-environment" not in json.dumps(provider.requests[0][1])
