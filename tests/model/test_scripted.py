"""The scripted model: rules, functions, pieces, faults, and files of rules."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesso.base.errors import BadInput
from gesso.model.messages import (
    CallChunk,
    Chunk,
    EndChunk,
    Message,
    ModelError,
    TextChunk,
    ThoughtChunk,
    ToolSpec,
    UsageChunk,
)
from gesso.model.scripted import Call, Cut, Fail, Rule, Say, ScriptedModel, Think, Usage, Wait, load_scripted

EDIT = ToolSpec("edit", "Edits.", {"type": "object"})


async def ask(model: ScriptedModel, *messages: Message, tools: tuple[ToolSpec, ...] = ()) -> list[Chunk]:
    return [chunk async for chunk in model.stream(messages, tools)]


def user(text: str) -> Message:
    return Message("user", text)


def said(chunks: list[Chunk]) -> str:
    return "".join(chunk.text for chunk in chunks if isinstance(chunk, TextChunk))


def args(chunks: list[Chunk]) -> str:
    return "".join(chunk.args_delta for chunk in chunks if isinstance(chunk, CallChunk))


@given(st.text(alphabet=st.sampled_from("ab é😀字\r\n\t{}1"), max_size=40), st.integers(1, 9))
async def test_text_and_arguments_come_back_exactly_in_small_pieces(text: str, piece: int) -> None:
    model = ScriptedModel([Rule(steps=(Say(text=text), Call(name="edit", args={"text": text}, piece=piece)))])
    chunks = await ask(model, user("no group here"))
    expected = text.replace("{1}", "{1}")  # no group 1: left as it is
    assert said(chunks) == expected
    assert json.loads(args(chunks)) == {"text": expected}
    assert all(len(chunk.args_delta) <= piece for chunk in chunks if isinstance(chunk, CallChunk))
    assert chunks[-1] == EndChunk("calls")


async def test_groups_of_the_ask_and_of_a_result_fill_the_answer() -> None:
    rules = [
        Rule(user=r"rename (\w+) to (?P<new>\w+)", steps=(Call(name="rename", args={"a": ["{1}"], "b": "{new}"}),)),
        Rule(
            user=r"rename (\w+)",
            tool="rename",
            result=r"(\d+) places",
            steps=(Say(text="Renamed {1} in {r1} places, {unknown}."),),
        ),
    ]
    model = ScriptedModel(rules)
    first = await ask(model, user("please rename Ann to Bea"))
    assert json.loads(args(first)) == {"a": ["Ann"], "b": "Bea"}
    result = Message("tool", "changed 3 places", call_id="x", call_name="rename")
    second = await ask(model, user("please rename Ann to Bea"), Message("assistant"), result)
    assert said(second) == "Renamed Ann in 3 places, {unknown}." and second[-1] == EndChunk("stop")


async def test_rules_look_at_the_tools_on_offer_and_at_everything_seen() -> None:
    rules = [
        Rule(offered=("edit",), steps=(Say(text="edits"),)),
        Rule(seen="Paragraph 2", steps=(Say(text="sees"),)),
        Rule(steps=(Say(text="else"),)),
    ]
    model = ScriptedModel(rules)
    assert said(await ask(model, user("x"), tools=(EDIT,))) == "edits"
    assert said(await ask(model, Message("system", "Paragraph 2"), user("x"))) == "sees"
    assert said(await ask(model, user("x"))) == "else"
    assert model.asked[0].tools == (EDIT,)


async def test_pieces_wait_through_the_sleep_handed_in() -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    steps = (
        Think(text="a b"),
        Say(text="one two", every_s=0.2),
        Wait(seconds=9),
        Usage(input_tokens=3, output_tokens=4),
    )
    chunks = await ask(ScriptedModel([Rule(steps=steps)], sleep=sleep), user("x"))
    assert waits == [0.2, 0.2, 9]
    assert [type(chunk) for chunk in chunks] == [*[ThoughtChunk] * 2, *[TextChunk] * 2, UsageChunk, EndChunk]


@pytest.mark.parametrize(
    "kind", ["auth", "rate", "unavailable", "timeout", "bad_reply", "too_long", "refused", "missing"]
)
async def test_every_kind_of_failure_can_be_played_in_the_middle(kind: str) -> None:
    model = ScriptedModel([Rule(steps=(Say(text="half"), Fail.model_validate({"kind": kind, "retry_after_s": 2})))])
    stream = model.stream([user("x")])
    assert await anext(stream) == TextChunk("half")
    with pytest.raises(ModelError) as wrong:
        await anext(stream)
    assert wrong.value.kind == kind and wrong.value.retry_after_s == 2


async def test_a_cut_stream_has_no_end_and_a_used_up_rule_gives_way() -> None:
    model = ScriptedModel(
        [Rule(times=1, steps=(Say(text="ha"), Cut(), Say(text="lf"))), Rule(steps=(Say(text="whole"),))]
    )
    assert await ask(model, user("x")) == [TextChunk("ha")]
    assert await ask(model, user("x")) == [TextChunk("whole"), EndChunk("stop")]


async def test_a_function_can_be_the_script() -> None:
    model = ScriptedModel(lambda messages, tools: [TextChunk(messages[-1].text.upper()), Call(name=tools[0].name)])
    chunks = await ask(model, user("x"), tools=(EDIT,))
    assert said(chunks) == "X" and args(chunks) == "{}" and chunks[-1] == EndChunk("calls")


async def test_without_a_rule_it_says_so() -> None:
    with pytest.raises(ModelError, match="no rule for 'hello'"):
        await ask(ScriptedModel([Rule(user="bye")]), user("hello"))


async def test_choose_follows_the_rule_and_sums_to_one() -> None:
    model = ScriptedModel([Rule(user="essay", choose={"document": 3, "code": 1})], guided=True)
    assert await model.choose([user("an essay")], ["document", "code", "chat"]) == {
        "document": 0.75, "code": 0.25, "chat": 0.0,
    }  # fmt: skip
    assert await model.choose([user("hi")], ["chat", "code"]) == {"chat": 1.0, "code": 0.0}


async def test_rules_are_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "rules.json"
    rule = {"user": "hi", "steps": [{"type": "say", "text": "hé 😀"}]}
    path.write_text(json.dumps([rule]), encoding="utf-8")
    model = load_scripted(path)
    assert model.id == "scripted" and said(await ask(model, user("hi"))) == "hé 😀"
    path.write_text(json.dumps({"name": "Demo", "context_tokens": 4096, "guided": True, "rules": [rule]}))
    assert (load_scripted(path).name, load_scripted(path).guided) == ("Demo", True)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("[", "line 1"),
        ('[{"user": "("}]', "rules.0.user"),
        ('[{"steps": [{"type": "sing"}]}]', "rules.0.steps.0"),
        ('[{"usr": "x"}]', "rules.0.usr"),
    ],
)
def test_a_bad_file_is_named_with_the_place(tmp_path: Path, text: str, where: str) -> None:
    path = tmp_path / "rules.json"
    path.write_text(text)
    with pytest.raises(BadInput) as wrong:
        load_scripted(path)
    assert str(path) in wrong.value.message and where in wrong.value.message
