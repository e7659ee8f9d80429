"""What goes over the wire to each family of providers and back, through our own adapter, against local fakes."""

import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest

from gesso.model.connections import Connection
from gesso.model.messages import (
    CallChunk,
    Chunk,
    EndChunk,
    Message,
    ModelError,
    TextChunk,
    ThoughtChunk,
    ToolCall,
    ToolSpec,
    UsageChunk,
)
from gesso.model.remote import RemoteModel
from tests.model.fake_provider import WRONG_SHAPES, FakeProvider, fake_provider

FAMILIES = {"compatible": "fake-large", "anthropic": "claude-opus-4-8", "google": "gemini-2.5-flash"}
KEY = "sk-very-Secret-0123456789"
EDIT = ToolSpec("edit", "Edits.", {"type": "object", "properties": {"text": {"type": "string"}}})
READ = ToolSpec("read_canvas", "Reads.", {"type": "object", "properties": {}})

family = pytest.mark.parametrize("kind", FAMILIES)


@pytest.fixture
async def provider() -> AsyncIterator[FakeProvider]:
    async with fake_provider() as running:
        yield running


def connection(provider: FakeProvider, kind: str, path: str = "", key: str = KEY) -> Connection:
    address = provider.root_url + (path or ("/v1" if kind == "compatible" else ""))
    return Connection(id="c", provider=kind, name="Fake", base_url=address, key=key)


async def converse(
    connection: Connection, messages: list[Message], name: str = "", **more: Any
) -> tuple[list[Chunk], RemoteModel]:
    model = RemoteModel(connection, name or FAMILIES[connection.provider], id="c/x", context_tokens=1000)
    try:
        return [chunk async for chunk in model.stream(messages, (EDIT, READ), **more)], model
    finally:
        await model.aclose()


async def play(provider: FakeProvider, kind: str, *steps: list[Any], **more: Any) -> list[Chunk]:
    provider.replies.append([*steps])
    chunks, _ = await converse(connection(provider, kind), [Message("user", "go")], **more)
    return chunks


def texts(chunks: list[Chunk], kind: type[TextChunk | ThoughtChunk] = TextChunk) -> list[str]:
    return [chunk.text for chunk in chunks if isinstance(chunk, kind)]


@family
async def test_thoughts_come_apart_from_words(provider: FakeProvider, kind: str) -> None:
    said = [["think", "Let me "], ["think", "see. 字"], ["text", "Yes, "], ["text", "it is. 😀"]]
    chunks = await play(provider, kind, *said)
    assert "".join(texts(chunks, ThoughtChunk)) == "Let me see. 字" and len(texts(chunks, ThoughtChunk)) == 2
    assert texts(chunks) == ["Yes, ", "it is. 😀"]
    assert chunks[-2:] == [UsageChunk(11, 7), EndChunk("stop")]


@family
async def test_several_calls_of_one_step_stay_apart(provider: FakeProvider, kind: str) -> None:
    first, second = {"text": "é 😀 字 and so on"}, {"text": 'the "second"\n'}
    calls = [["call", "edit", first], ["call", "edit", second], ["call", "read_canvas", {}]]
    chunks = await play(provider, kind, ["text", "I will. "], *calls)
    made: dict[str, tuple[str, str]] = {}
    for chunk in chunks:
        if isinstance(chunk, CallChunk):
            name, args = made.get(chunk.call, ("", ""))
            assert (name == "") == bool(chunk.name), "named once, by its first piece"
            made[chunk.call] = name or chunk.name, args + chunk.args_delta
    assert [(name, json.loads(args or "{}")) for name, args in made.values()] == [
        ("edit", first), ("edit", second), ("read_canvas", {}),
    ]  # fmt: skip
    pieces = sum(isinstance(chunk, CallChunk) for chunk in chunks)
    assert pieces > 8 if kind != "google" else pieces == 3, "Gemini sends arguments whole"
    assert chunks[-1] == EndChunk("calls")


@family
@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ([["text", "To be contin"], ["end", "length"]], "length"),
        ([["call", "edit", {"text": "half"}], ["end", "length"]], "length"),
        ([["text", "I can"], ["end", "refused"]], "refused"),
        ([["end", "blocked"]], "refused"),
    ],
)
async def test_why_an_answer_ended_is_told(provider: FakeProvider, kind: str, said: list[Any], reason: str) -> None:
    assert (await play(provider, kind, *said))[-1] == EndChunk(reason)  # type: ignore[arg-type]  # one of its Literals


HISTORY = [
    Message("system", "Be kind."),
    Message("user", "Hello"),
    Message("assistant", " \n"),
    Message("user", "Change two things"),
    Message(
        "assistant",
        "I will.",
        calls=(ToolCall("call_01k9z3ab", "edit", {"text": "é"}), ToolCall("call_01k9z3cd", "read_canvas", {})),
    ),
    Message("tool", "Done: changed paragraph 1.", call_id="call_01k9z3ab", call_name="edit"),
    Message("tool", "“Fox”, 3 blocks", call_id="call_01k9z3cd", call_name="read_canvas"),
]


async def sent(provider: FakeProvider, kind: str) -> Any:
    settings = {"max_tokens": 99, "temperature": 0.5, "stop": ["END"]}
    chunks, _ = await converse(connection(provider, kind), HISTORY, **settings)
    assert "".join(texts(chunks)) == "done: “Fox”, 3 blocks"
    return provider.requests[-1][2]


async def test_a_history_as_openai_wants_it(provider: FakeProvider) -> None:
    body = await sent(provider, "compatible")
    roles = [message["role"] for message in body["messages"]]
    assert roles == ["system", "user", "user", "assistant", "tool", "tool"]
    assert body["messages"][0]["content"] == "Be kind."
    called = body["messages"][3]
    assert [json.loads(call["function"]["arguments"]) for call in called["tool_calls"]] == [{"text": "é"}, {}]
    assert [c["id"] for c in called["tool_calls"]] == [m["tool_call_id"] for m in body["messages"][4:]]
    assert all(len(c["id"]) == 9 and c["id"].isalnum() for c in called["tool_calls"]), "as Mistral demands"
    assert [tool["function"]["name"] for tool in body["tools"]] == ["edit", "read_canvas"]
    assert body["stream_options"] == {"include_usage": True} and body["stop"] == ["END"]


async def test_a_history_as_anthropic_wants_it(provider: FakeProvider) -> None:
    body = await sent(provider, "anthropic")
    assert "Be kind." in json.dumps(body["system"]) and "Be kind." not in json.dumps(body["messages"])
    assert [message["role"] for message in body["messages"]] == ["user", "assistant", "user"]
    _, called, results = (message["content"] for message in body["messages"])
    assert called[0] == {"type": "text", "text": "I will."}
    assert [(c["type"], c["name"], c["input"]) for c in called[1:]] == [
        ("tool_use", "edit", {"text": "é"}), ("tool_use", "read_canvas", {}),
    ]  # fmt: skip
    assert [(r["type"], r["tool_use_id"]) for r in results] == [("tool_result", c["id"]) for c in called[1:]]
    assert [tool["name"] for tool in body["tools"]] == ["edit", "read_canvas"]
    assert body["max_tokens"] == 99 and body["stop_sequences"] == ["END"] and body["stream"] is True


async def test_a_history_as_gemini_wants_it(provider: FakeProvider) -> None:
    body = await sent(provider, "google")
    assert body["systemInstruction"]["parts"] == [{"text": "Be kind."}]
    assert [content["role"] for content in body["contents"]] == ["user", "model", "user"]
    _, called, results = (content["parts"] for content in body["contents"])
    assert called[0]["text"] == "I will."
    calls = [part["functionCall"] for part in called[1:]]
    assert [(call["name"], call["args"]) for call in calls] == [("edit", {"text": "é"}), ("read_canvas", {})]
    answers = [part["functionResponse"] for part in results]
    assert [(answer["name"], answer["id"]) for answer in answers] == [(call["name"], call["id"]) for call in calls]
    assert "changed paragraph 1" in json.dumps(answers[0]["response"])
    [tools] = [tool["functionDeclarations"] for tool in body["tools"]]
    assert [tool["name"] for tool in tools] == ["edit", "read_canvas"]
    assert body["generationConfig"]["maxOutputTokens"] == 99 and body["generationConfig"]["stopSequences"] == ["END"]


@pytest.mark.parametrize(
    ("kind", "path", "asked"),
    [
        ("compatible", "/gate/v1/", "/gate/v1/chat/completions"),
        ("anthropic", "/gate", "/gate/v1/messages"),
        ("anthropic", "/gate/v1/", "/gate/v1/messages"),
        ("google", "/gate/", "/gate/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse"),
        ("google", "/gate/v1beta", "/gate/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse"),
    ],
)
async def test_a_gateway_is_reached_at_its_own_address(
    provider: FakeProvider, kind: str, path: str, asked: str
) -> None:
    chunks, _ = await converse(connection(provider, kind, path), [Message("user", "say through the gate")])
    assert "".join(texts(chunks)) == "through the gate"
    assert provider.requests[-1][0].replace("?beta=true", "") == asked


@pytest.mark.parametrize(
    ("kind", "carried"),
    [
        ("compatible", {"authorization": f"Bearer {KEY}"}),
        ("anthropic", {"authorization": f"Bearer {KEY}", "x-api-key": KEY}),
        ("google", {"x-goog-api-key": KEY}),
    ],
)
async def test_the_key_goes_in_its_header_and_nowhere_else(
    provider: FakeProvider, kind: str, carried: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    pasted = connection(provider, kind, key=f" {KEY}\n")
    await converse(pasted, [Message("user", "say hi")])
    for fault in ("401", "404", "400-echo", "broken-json"):
        with pytest.raises(ModelError) as wrong:
            await converse(pasted, [Message("user", f"fault {fault}")])
        assert KEY not in wrong.value.message
    for path, headers, body in provider.requests:
        assert {name: value for name, value in headers.items() if KEY in value} == carried
        assert KEY not in path + json.dumps(body)
    assert caplog.records and KEY not in caplog.text


async def test_the_key_of_anthropic_itself_goes_where_its_sdk_puts_it() -> None:
    """Only a gateway gets it twice."""
    from gesso.model.providers import open_client

    client = open_client(Connection(id="c", provider="anthropic", key=KEY), "claude-opus-4-8")
    sent = client._model.client.default_headers
    assert [name for name, value in sent.items() if KEY in str(value)] == ["Authorization"]
    await client.aclose()


@pytest.mark.parametrize("kind", ["compatible", "openai", "anthropic", "google"])
async def test_nothing_of_the_environment_is_sent(
    provider: FakeProvider, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_ADMIN_KEY", "ANTHROPIC_API_KEY",
             "ANTHROPIC_AUTH_TOKEN", "GOOGLE_API_KEY", "GEMINI_API_KEY", "GOOGLE_CLOUD_PROJECT")  # fmt: skip
    for name in names:
        monkeypatch.setenv(name, "from-environment")
    for name in ("OPENAI_CUSTOM_HEADERS", "ANTHROPIC_CUSTOM_HEADERS"):
        monkeypatch.setenv(name, "x-other-key: from-environment")
    for name in ("OPENAI_BASE_URL", "ANTHROPIC_BASE_URL", "GOOGLE_GEMINI_BASE_URL"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/from-environment")
    monkeypatch.setenv("GOOGLE_GENAI_USE_VERTEXAI", "true")
    path = "/v1" if kind == "openai" else ""
    await converse(connection(provider, kind, path), [Message("user", "say hi")], FAMILIES.get(kind, "gpt-4o-mini"))
    assert "from-environment" not in json.dumps(provider.requests)


@family
@pytest.mark.parametrize("shape", WRONG_SHAPES)
async def test_json_of_another_shape_is_never_a_traceback(provider: FakeProvider, kind: str, shape: bytes) -> None:
    """Some of these an SDK steps over; whatever it does not must come out as words."""
    provider.shape = shape
    try:
        chunks, _ = await converse(connection(provider, kind), [Message("user", "fault wrong-shape")])
    except ModelError as wrong:
        assert wrong.kind in ("bad_reply", "unavailable") and wrong.message.endswith(".")
        assert "again" in wrong.message
    else:
        assert texts(chunks)[0] == "Hello" and isinstance(chunks[-1], EndChunk)


@family
async def test_a_refused_connection_is_told_after_three_tries(kind: str) -> None:
    async with fake_provider() as gone:
        pass
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    model = RemoteModel(connection(gone, kind), FAMILIES[kind], id="c/x", context_tokens=1000, sleep=sleep)
    with pytest.raises(ModelError, match="cannot be reached") as wrong:
        await anext(model.stream([Message("user", "say hi")]))
    assert wrong.value.kind == "unavailable" and len(waits) == 2
    await model.aclose()


@family
@pytest.mark.parametrize("key", ["schlüssel", "two\nlines", "zero\u200bwidth"])
async def test_a_key_that_no_header_can_carry_is_told_as_one(provider: FakeProvider, kind: str, key: str) -> None:
    with pytest.raises(ModelError, match="Paste it again") as wrong:
        await converse(connection(provider, kind, key=key), [Message("user", "say hi")])
    assert wrong.value.kind == "auth" and key not in wrong.value.message and not provider.requests
