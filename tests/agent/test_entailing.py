"""How a model reads what code cannot decide: told as its reading, never heard when it answers otherwise than asked."""

import pytest

from gesso.model.scripted import Rule, Say, ScriptedModel
from gesso.tools.entailing import readings

PAIRS = [("Sales rose.", "Sales were up by 4 %."), ("Sales fell.", "Sales were up."), ("It rained.", "Sales were up.")]


def saying(text: str) -> ScriptedModel:
    return ScriptedModel((Rule(user="", steps=(Say(text=text),)),))


async def test_each_pair_has_its_reading() -> None:
    told = await readings(saying("1: supports\n2: **contradicts**\n3: neither"), PAIRS)
    assert told == ["supports", "contradicts", "neither"]


@pytest.mark.parametrize("text", ["", "Everything is supported!", "7: supports", "1: maybe", "{}", "supports"])
async def test_other_answers_are_not_heard(text: str) -> None:
    assert await readings(saying(text), PAIRS) == [None, None, None]


async def test_a_small_model_is_not_asked() -> None:
    model = ScriptedModel((Rule(user="", steps=(Say(text="1: supports"),)),), guided=True)
    assert await readings(model, PAIRS) == [None, None, None] and not model.asked
    assert await readings(saying("1: supports"), []) == []
