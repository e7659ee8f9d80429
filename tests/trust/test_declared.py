"""Every tool says what a call of it can reach, and no argument a model can send does harm before that is asked."""

from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import pytest

from gesso.agent.tool import BadArguments, Effect, Reads, Tool, parse_args, parse_partial
from gesso.tools import TOOLS
from gesso.tools.code import code_tools
from tests.server.conftest import open_house


async def all_tools(tmp_path: Path) -> Sequence[Tool]:
    """Those of a whole server, and what needs a sandbox whether there is one or not."""
    async with open_house(tmp_path) as house:
        tools = {tool.name: tool for tool in (*house.parts.turns.tools, *code_tools(house.parts.running))}
    assert {tool.name for tool in TOOLS} < set(tools)
    return [*tools.values()]


async def test_every_tool_says_what_it_does_reads_and_where_it_goes(tmp_path: Path) -> None:
    for tool in await all_tools(tmp_path):
        assert tool.effect in get_args(Effect), tool.name
        assert tool.reads in get_args(Reads), tool.name
        known = set(tool.params.model_fields)
        assert set(tool.destinations or ()) <= known, f"{tool.name} names a destination it has no argument for"
        if tool.outward:
            assert tool.rehearse is not None, f"{tool.name} acts outside and cannot show what it would do"
            assert tool.destinations != (), f"{tool.name} acts outside and says it goes nowhere"
        if tool.effect == "irreversible":
            assert tool.undo == "", f"{tool.name} is for good and says it can be undone"
        if tool.undo == "change":
            assert tool.effect == "edit", f"{tool.name} changes no canvas"


@pytest.mark.parametrize(
    "text",
    [
        "3", "null", "true", '"go"', "[]", "[1, 2]", "NaN", '{"n": NaN}', '{"n": -Infinity}', '{"n": 1e999}',
        "[" * 10_000, "[" * 10_000 + "]" * 10_000, '{"a":' * 10_000 + "1" + "}" * 10_000, "{", '{"a"', "go",
    ],
)  # fmt: skip
def test_arguments_that_are_no_plain_object_are_refused_in_words(text: str) -> None:
    with pytest.raises(BadArguments) as refused:
        parse_args(text)
    assert "Send them again" in refused.value.message and len(refused.value.message) < 400
    assert isinstance(parse_partial(text), dict)


def test_what_is_refused_by_the_types_names_the_fields() -> None:
    edit = next(tool for tool in TOOLS if tool.name == "edit")
    for args in ({"edits": 3}, {"edits": [[[]]]}, {"edits": [{"block": {"a": [1]}}]}, {"edits": None}, {}):
        with pytest.raises(BadArguments, match="Wrong arguments: edits"):
            edit.parse(args)
