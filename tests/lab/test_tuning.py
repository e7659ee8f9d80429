"""Recipes chosen on dev cases: what helps on cases it was not fitted to is taken, and nothing else."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from gesso.agent.deciding.adapters import Recipe
from gesso.behaviors.behavior import Case, CaseInput, load_behavior
from gesso.cli import main
from gesso.lab.tuning import Asked, ask, choose, graded
from tests.deciding.sound import FakeOdds

OPEN = load_behavior("open_canvas")
PASSAGE = load_behavior("pick_passage")
TEXT = "The fox ran.\n\nA dog slept.\n\nThe cow ate.\n\nA hen sang.\n"


async def asked(cases: Sequence[tuple[str, str]], odds: Mapping[str, Mapping[str, float]]) -> list[Asked]:
    """Cases of (message, target), and what the adapter makes of each message."""
    model = FakeOdds(lambda prompt: next(shares for said, shares in odds.items() if said in prompt))
    return [
        await ask(OPEN, Case(id=f"c{n}", group_id=f"g{n}", spec_id="O1", split="dev", input=CaseInput(ask=said),
                             target=target), model, None)
        for n, (said, target) in enumerate(cases)
    ]  # fmt: skip


async def test_rules_that_are_right_where_they_are_sure_are_heard() -> None:
    """The adapter says chat to everything; the rules know a poem from a greeting."""
    cases = [(f"write a poem about river {n}", "document") for n in range(30)] + [("how are you?", "chat")] * 30
    found = choose(OPEN, await asked(cases, {"": {"chat": 0.6, "document": 0.3, "code": 0.1}}))
    assert found.recipe.weight_of("sure") > 0 and found.told["held_out"]["default"] == 0.5
    assert found.told["rules"] == 1.0 and found.told["adapter_alone"] == 0.5 and "0.500" in found.told["why"]


async def test_nothing_is_chosen_where_the_adapter_is_right_by_itself() -> None:
    cases = [(f"something for aunt {n}", "document") for n in range(20)] + [("hm", "chat")] * 20
    odds = {"aunt": {"document": 0.9, "chat": 0.1}, "": {"chat": 0.95, "document": 0.05}}
    assert choose(OPEN, await asked(cases, odds)).recipe == Recipe()


async def test_several_passages_are_chosen_by_share_where_cases_mean_several() -> None:
    model = FakeOdds(lambda prompt: {"A": 0.5, "C": 0.42, "B": 0.05, "D": 0.03})
    given = CaseInput(ask="these two drag", document="t.md", text=TEXT)
    both = ("The fox ran.", "The cow ate.")
    cases = [Case(id=f"c{n}", group_id=f"g{n}", spec_id="P1", split="dev", input=given, target=both) for n in range(30)]
    found = choose(PASSAGE, [await ask(PASSAGE, case, model, None) for case in cases])
    assert found.recipe.share < 1 and found.told["held_out"]["share"] > found.told["held_out"]["default"]
    one = await ask(PASSAGE, cases[0], model, None)
    assert graded(PASSAGE, one, found.recipe) == 1.0 > graded(PASSAGE, one, Recipe())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("comment",), "No adapter is asked about comment"),
        (("open_canvas",), "There is no adapter in"),
        (("nonsense",), "There is no behaviour"),
    ],
)
def test_what_cannot_be_tuned_is_told(
    tmp_path: Path, words: tuple[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "recipe.json"
    assert main(["lab", "tune", *words, "--adapter", str(tmp_path), "--out", str(out)]) == 1
    assert told in capsys.readouterr().err and not out.exists()


def test_too_few_cases_are_told_before_anything_is_loaded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "adapter.gguf").write_bytes(b"")
    words = ["lab", "tune", "open_canvas", "--adapter", str(tmp_path), "--out", str(tmp_path / "r.json")]
    assert main([*words, "--ids", "no-such"]) == 1
    assert "too few" in capsys.readouterr().err


def test_a_recipe_as_it_is_written_can_be_packed(tmp_path: Path) -> None:
    written = json.loads(json.dumps(Recipe(share=0.5).model_dump(exclude={"labels"})))
    assert Recipe.model_validate(written) == Recipe(share=0.5)
