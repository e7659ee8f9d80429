"""OpenAI's API served, spoken to by the official `openai` client over a real port, and by whoever sends it anything."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import openai
import pytest
from openai import AsyncOpenAI
from pydantic import BaseModel

from gesso.model.connections import Connection
from gesso.model.scripted import Call, Cut, End, Fail, Rule, Say, Think, Usage, Wait

from .conftest import House, listening, open_house

WEATHER = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
TOOL: dict[str, Any] = {
    "type": "function",
    "function": {"name": "weather", "description": "The weather of a city.", "parameters": WEATHER},
}
RULES = (
    Rule(tool="weather", result=r"(.*)", steps=(Say(text="It is {r1}."),)),
    Rule(user="two", steps=(Call(name="weather", args={"city": "Rome"}), Call(name="weather", args={"city": "Oslo"}))),
    Rule(user="weather in (\\w+)", offered=("weather",), steps=(
        Think(text="Ask the tool."), Say(text="One moment."), Call(name="weather", args={"city": "{1}"}),
        Usage(input_tokens=30, output_tokens=9))),
    Rule(user="ramble", steps=(Say(text="And so on"), End(reason="length"))),
    Rule(user="decline", steps=(End(reason="refused"),)),
    Rule(user="too long a text", steps=(Fail(kind="too_long", message="Longer than it can read."),)),
    Rule(user="busy", steps=(Fail(kind="rate", message="Too many requests. Try again in a minute."),)),
    Rule(user="break", steps=(Say(text="I was"), Fail(kind="unavailable", message="It went away. Try again."))),
    Rule(user="cut", steps=(Say(text="I was"), Cut())),
    Rule(user="hang", steps=(Say(text="One"), Wait(seconds=3600))),
    Rule(user="json", steps=(Say(text='{"title": "Fox", "pages": 3}'),)),
    Rule(user="", steps=(Say(text="Crème brûlée 😀 字"), Usage(input_tokens=11, output_tokens=4))),
)  # fmt: skip


class Book(BaseModel):
    title: str
    pages: int


@asynccontextmanager
async def served(folder: Path, *scopes: str) -> AsyncIterator[tuple[House, AsyncOpenAI]]:
    """A house on a port, and OpenAI's client with a key of its owner."""
    async with open_house(folder, rules=RULES) as house, listening(house) as address:
        owner = await house.owner()
        key = (await owner.ok("POST", "/api/keys", {"name": "ide", "scopes": list(scopes) or ["models"]}))["key"]
        async with AsyncOpenAI(api_key=key, base_url=f"{address}/v1", max_retries=0) as client:
            yield house, client


def said(text: str) -> list[Any]:
    return [{"role": "system", "content": "Be brief."}, {"role": "user", "content": text}]


async def test_models_and_a_chat_whole_and_streamed(tmp_path: Path) -> None:
    async with served(tmp_path) as (_, client):
        ids = [model.id async for model in client.models.list()]
        assert ids[0] == "embedded" and "scripted" in ids
        assert (await client.models.retrieve("scripted")).owned_by == "scripted"
        whole = await client.chat.completions.create(
            model="scripted", messages=said("hello"), temperature=0.5, seed=-7, max_tokens=50, stop=["END"], top_p=0.9
        )
        assert whole.choices[0].message.content == "Crème brûlée 😀 字"
        assert whole.choices[0].finish_reason == "stop"
        assert whole.usage is not None and whole.usage.total_tokens == 15
        stream = await client.chat.completions.create(
            model="scripted", messages=said("hello"), stream=True, stream_options={"include_usage": True}
        )
        chunks = [chunk async for chunk in stream]
        assert "".join(c.choices[0].delta.content or "" for c in chunks if c.choices) == "Crème brûlée 😀 字"
        assert sum(bool(c.choices and c.choices[0].delta.content) for c in chunks) == 4
        assert chunks[-2].choices[0].finish_reason == "stop"
        assert chunks[-1].usage is not None and chunks[-1].usage.completion_tokens == 4


async def test_a_conversation_with_tools(tmp_path: Path) -> None:
    async with served(tmp_path) as (house, client):
        messages = said("the weather in Rome")
        first = await client.chat.completions.create(model="scripted", messages=messages, tools=[TOOL])
        choice = first.choices[0]
        assert choice.finish_reason == "tool_calls" and choice.message.tool_calls is not None
        call = choice.message.tool_calls[0]
        assert call.type == "function" and json.loads(call.function.arguments) == {"city": "Rome"}
        assert choice.message.model_dump()["reasoning_content"] == "Ask the tool."
        messages += [choice.message, {"role": "tool", "tool_call_id": call.id, "content": "sunny"}]
        second = await client.chat.completions.create(model="scripted", messages=messages, tools=[TOOL])
        assert second.choices[0].message.content == "It is sunny."
        stream = client.chat.completions.stream(model="scripted", messages=said("two"), tools=[TOOL])
        async with stream as events:
            final = await events.get_final_completion()
        made = final.choices[0].message.tool_calls or []
        assert [json.loads(call.function.arguments)["city"] for call in made] == ["Rome", "Oslo"]
        assert len({call.id for call in made}) == 2
        none = await client.chat.completions.create(
            model="scripted", messages=said("the weather in Rome"), tools=[TOOL], tool_choice="none"
        )
        assert none.choices[0].message.content == "Crème brûlée 😀 字"
        shown = house.parts.catalogue.get("scripted").asked  # type: ignore[attr-defined]  # a ScriptedModel
        assert [spec.name for spec in shown[0].tools] == ["weather"] and shown[-1].tools == ()


async def test_an_answer_in_a_form(tmp_path: Path) -> None:
    async with served(tmp_path) as (_, client):
        chat = await client.chat.completions.parse(model="scripted", messages=said("json"), response_format=Book)
        assert chat.choices[0].message.parsed == Book(title="Fox", pages=3)
        response = await client.responses.parse(model="scripted", input="json", text_format=Book)
        assert response.output_parsed == Book(title="Fox", pages=3)


async def test_responses_whole_and_streamed_with_tools(tmp_path: Path) -> None:
    tool: Any = {"type": "function", "strict": False, **TOOL["function"]}
    async with served(tmp_path) as (_, client):
        plain = await client.responses.create(model="scripted", instructions="Be brief.", input="hello")
        assert plain.output_text == "Crème brûlée 😀 字" and plain.status == "completed"
        assert plain.usage is not None and plain.usage.input_tokens == 11
        cut = await client.responses.create(model="scripted", input="ramble", max_output_tokens=3)
        assert cut.status == "incomplete" and cut.incomplete_details is not None
        assert cut.incomplete_details.reason == "max_output_tokens"
        items: list[Any] = [{"role": "user", "content": [{"type": "input_text", "text": "the weather in Rome"}]}]
        async with client.responses.stream(model="scripted", input=items, tools=[tool]) as stream:
            events = [event async for event in stream]
            final = await stream.get_final_response()
        assert [item.type for item in final.output] == ["reasoning", "message", "function_call"]
        assert [event.sequence_number for event in events] == list(range(len(events)))
        assert final.output_text == "One moment."
        call = final.output[2]
        assert call.type == "function_call" and json.loads(call.arguments) == {"city": "Rome"}
        items += [item.model_dump() for item in final.output]
        items.append({"type": "function_call_output", "call_id": call.call_id, "output": "sunny"})
        after = await client.responses.create(model="scripted", input=items, tools=[tool])
        assert after.output_text == "It is sunny."


async def test_failures_have_the_shape_and_class_that_programs_expect(tmp_path: Path) -> None:
    async with served(tmp_path) as (_, client):
        ask = client.chat.completions.create
        with pytest.raises(openai.NotFoundError) as missing:
            await ask(model="gpt-9", messages=said("hello"))
        assert missing.value.code == "model_not_found" and missing.value.type == "invalid_request_error"
        assert "GET /v1/models" in missing.value.message
        with pytest.raises(openai.BadRequestError) as long:
            await ask(model="scripted", messages=said("too long a text"), stream=True)
        assert long.value.code == "context_length_exceeded"
        with pytest.raises(openai.RateLimitError):
            await ask(model="scripted", messages=said("busy"))
        with pytest.raises(openai.InternalServerError):
            await ask(model="scripted", messages=said("cut"))
        with pytest.raises(openai.APIError, match="went away"):
            async for _ in await ask(model="scripted", messages=said("break"), stream=True):
                pass
        declined = await ask(model="scripted", messages=said("decline"))
        assert declined.choices[0].finish_reason == "content_filter"
        with pytest.raises(openai.UnprocessableEntityError, match="Only text"):
            image: Any = [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AA"}}]
            await ask(model="scripted", messages=[{"role": "user", "content": image}])
        with pytest.raises(openai.UnprocessableEntityError, match="follows no call"):
            await ask(model="scripted", messages=[{"role": "tool", "tool_call_id": "x", "content": "sunny"}])
        with pytest.raises(openai.UnprocessableEntityError, match="not kept"):
            await client.responses.create(model="scripted", input="go on", previous_response_id="resp_1")
        async with client.responses.stream(model="scripted", input="break") as stream:
            types = [event.type async for event in stream]
        assert types[-1] == "response.failed"


async def test_keys_open_what_their_scope_says(tmp_path: Path) -> None:
    async with served(tmp_path) as (house, client):
        owner = await house.owner()
        models = house.client(origin="", authorization=f"Bearer {client.api_key}")
        assert await models.status("GET", "/api/rooms") == 403
        writer, reader = await house.key(owner, "write"), await house.key(owner, "read")
        assert await writer.status("GET", "/v1/models") == 200
        refused = await reader.get("/v1/models")
        assert refused.status_code == 403
        assert refused.json()["error"] == {
            "code": "forbidden", "message": "This API key is not allowed to use models.", "param": None,
            "type": "permission_error",
        }  # fmt: skip
        with pytest.raises(openai.AuthenticationError):
            await client.with_options(api_key="gk_wrong").models.list()
        other = house.client(origin="https://evil.example", authorization=f"Bearer {client.api_key}")
        assert await other.status("POST", "/v1/chat/completions", {"model": "scripted", "messages": said("hi")}) == 403


async def test_withdrawing_the_key_ends_the_stream(tmp_path: Path) -> None:
    async with served(tmp_path) as (house, client):
        owner = await house.owner()
        stream = await client.chat.completions.create(model="scripted", messages=said("hang"), stream=True)
        seen = asyncio.Event()

        async def read() -> str:
            text = ""
            async for chunk in stream:
                text += chunk.choices[0].delta.content or ""
                if text:
                    seen.set()
            return text

        reading = asyncio.create_task(read())
        await asyncio.wait_for(seen.wait(), 10)
        (key,) = await owner.ok("GET", "/api/keys")
        await owner.ok("DELETE", f"/api/keys/{key['id']}")
        assert await asyncio.wait_for(reading, 10) == "One"


async def test_hanging_up_stops_the_model(tmp_path: Path) -> None:
    async with served(tmp_path) as (house, client):
        with pytest.raises(openai.APITimeoutError):
            await client.with_options(timeout=0.3).chat.completions.create(model="scripted", messages=said("hang"))
        async with asyncio.timeout(10):
            while any("gather" in str(task.get_coro()) for task in asyncio.all_tasks()):
                await asyncio.sleep(0.01)
        assert house.parts.connections.count("nobody") == 0


def calling(arguments: str) -> dict[str, Any]:
    return {"role": "assistant", "tool_calls": [{"id": "a", "function": {"name": "x", "arguments": arguments}}]}


DEEP: Any = {"type": "string"}
for _ in range(100):
    DEEP = {"type": "array", "items": DEEP}


BAD: list[dict[str, Any]] = [
    {"messages": []},
    {"messages": [{"role": "king", "content": "hi"}]},
    {"messages": [{"role": "user", "content": 5}]},
    {"messages": [calling("[1")]},
    {"messages": [calling("[" * 10_000)]},
    {"temperature": 9},
    {"n": 2},
    {"logprobs": True},
    {"stop": [""]},
    {"stop": ["a"] * 9},
    {"max_tokens": 0},
    {"seed": 2**70},
    {"tools": [TOOL, TOOL]},
    {"tools": [{"type": "function", "function": {"name": "a b"}}]},
    {"tools": [{"type": "function", "function": {"name": "a", "parameters": DEEP}}]},
    {"tools": [{"type": "function", "function": {"name": "a", "parameters": {"enum": ["x" * 200_000]}}}]},
    {"tool_choice": "required"},
    {"tools": [TOOL], "tool_choice": {"type": "function", "function": {"name": "other"}}},
    {"response_format": {"type": "json_schema"}},
    {"response_format": {"type": "yaml"}},
]


async def test_bad_requests_are_refused_in_words(house: House) -> None:
    owner = await house.owner()
    for change in BAD:
        body = {"model": "scripted", "messages": said("hello")} | change
        answer = await owner.post("/v1/chat/completions", json=body)
        assert answer.status_code == 422, answer.text
        error = answer.json()["error"]
        assert error["type"] == "invalid_request_error" and len(error["message"]) > 10


async def test_numbers_that_are_none_and_bodies_nested_without_end(house: House) -> None:
    owner = await house.owner()
    head = b'{"model": "scripted", "messages": [{"role": "user", "content": "hi"}], '
    for tail in (
        b'"temperature": NaN}',
        b'"tools": [{"type": "function", "function": {"name": "a", "parameters": {"maximum": NaN}}}]}',
        b'"tools": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
        b'"response_format": {"type": "json_schema", "json_schema": {"schema": {"title": "\\ud800"}}}}',
    ):
        answer = await owner.post(
            "/v1/chat/completions", content=head + tail, headers={"content-type": "application/json"}
        )
        assert 400 <= answer.status_code < 500, answer.text
        assert answer.json()["error"]["type"] == "invalid_request_error"


async def test_a_model_of_a_connection_keeps_to_forms_and_calls(tmp_path: Path) -> None:
    from tests.model.fake_provider import fake_provider

    async with fake_provider() as provider, served(tmp_path) as (house, client):
        made = Connection(id="c", provider="compatible", base_url=provider.base_url, key="k", models=("fake/large",))  # type: ignore[arg-type]  # names are taken too
        house.parts.catalogue.set_connections([made])
        assert [m.id async for m in client.models.list()][-1] == "c/fake/large"
        assert (await client.models.retrieve("c/fake/large")).id == "c/fake/large"
        ask = client.chat.completions.create
        plain = await ask(model="c/fake/large", messages=said("say hello"), seed=2**33 + 5, stop="END", max_tokens=9)
        assert plain.choices[0].message.content == "hello"
        sent = provider.requests[-1][2]
        assert (sent["seed"], sent["stop"]) == (5, ["END"])
        await ask(model="c/fake/large", messages=said("say {}"), response_format={"type": "json_object"})
        assert provider.requests[-1][2]["response_format"] == {"type": "json_object"}
        await client.chat.completions.parse(
            model="c/fake/large", messages=said('say {"title": "A", "pages": 1}'), response_format=Book
        )
        wanted = provider.requests[-1][2]["response_format"]
        assert wanted["type"] == "json_schema" and set(wanted["json_schema"]["schema"]["properties"]) == {
            "title",
            "pages",
        }
        called = await ask(
            model="c/fake/large", messages=said('call weather {"city": "Rome"}'), tools=[TOOL], tool_choice="required"
        )
        assert provider.requests[-1][2]["tool_choice"] == "required"
        assert called.choices[0].finish_reason == "tool_calls"
        with pytest.raises(openai.InternalServerError) as down:
            await ask(model="c/fake/large", messages=said("fault 401"))
        assert down.value.status_code == 502, "the provider's key is at fault, not the caller's"
