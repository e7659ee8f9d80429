"""Who decides: the person's word, a trained adapter, the rules, or the model that answers."""

from pathlib import Path

import pytest

from gesso.agent.deciding.decider import Decider
from gesso.agent.guided.decision import DoingDecision, OpeningDecision
from gesso.agent.guided.picking import Pick
from gesso.base.errors import NotFound
from gesso.model.messages import ModelError
from tests.deciding.sound import FakeOdds, adapters
from tests.guided.scenes import Inner, scene

SPEECH = "my uncle turns 70 on saturday and i have to say something, he likes trains"

HINT = "explain photosynthesis for my class"
"""The rules see only a hint in it."""


async def test_without_adapters_the_rules_decide_and_the_model_where_they_are_unsure() -> None:
    sure = await Decider().decide("open_canvas", scene("write a poem about rain"))
    assert (sure.answer, sure.layer, sure.scores, sure.prompt_tokens) == ("document", "rule", {}, 0)
    inner = Inner(odds=lambda prompt: {"document": 0.98, "chat": 0.01, "code": 0.01} if "N/A" not in prompt else {})
    unsure = await Decider().decide("open_canvas", scene(HINT))
    assert (unsure.answer, unsure.layer) == ("chat", "rule")
    asked = await Decider().decide("open_canvas", scene(HINT), inner)
    assert (asked.answer, asked.layer) == ("document", "model") and inner.chosen


async def test_a_clear_adapter_decides_and_tells_how_sure_it_is(tmp_path: Path) -> None:
    odds = FakeOdds(lambda prompt: {"document": 0.97, "code": 0.01, "chat": 0.02})
    decider = Decider(adapters(tmp_path, open_canvas={"threshold": 0.6}), odds)
    decision = await decider.decide("open_canvas", scene(SPEECH))
    assert (decision.answer, decision.layer) == ("document", "adapter")
    assert decision.why == "the trained decision, 0.97" and decision.scores["chat"] == pytest.approx(0.02)
    assert decision.prompt_tokens > 0 and decision.latency_ms >= 0 and decision.free == "document"
    assert decision.found == OpeningDecision("document", decision.why, SPEECH)
    assert decider.latency_ms == decision.latency_ms
    ((prompt, adapter),) = odds.asked
    assert prompt.startswith("open: my uncle") and adapter == "decisions-1"


@pytest.mark.parametrize("ask", ["Draft a cover letter. Answer here in chat, no canvas", "use canvas: rain, a poem"])
async def test_the_persons_own_word_is_not_put_to_a_vote(tmp_path: Path, ask: str) -> None:
    odds = FakeOdds(lambda prompt: {"code": 1.0})
    decision = await Decider(adapters(tmp_path, open_canvas={}), odds).decide("open_canvas", scene(ask))
    assert decision.layer == "rule" and decision.answer != "code" and odds.asked == []


async def test_odds_that_are_not_clear_or_fall_elsewhere_leave_it_to_the_rules(tmp_path: Path) -> None:
    loaded = adapters(tmp_path, open_canvas={"threshold": 0.8, "thresholds": {"code": 0.99}, "mass": 0.5})
    ask = scene("write a poem about rain")
    unclear = await Decider(loaded, FakeOdds(lambda p: {"chat": 0.7, "code": 0.3})).decide("open_canvas", ask)
    assert (unclear.answer, unclear.layer) == ("document", "rule")
    assert "not clear" in unclear.unheard and unclear.scores["chat"] == pytest.approx(0.7)
    strict = await Decider(loaded, FakeOdds(lambda p: {"code": 0.97, "chat": 0.03})).decide("open_canvas", ask)
    assert strict.layer == "rule"
    elsewhere = await Decider(loaded, FakeOdds(lambda p: {"chat": 1.0}, mass=0.2)).decide("open_canvas", ask)
    assert elsewhere.layer == "rule" and "something else" in elsewhere.unheard and elsewhere.free is None


async def test_rules_weigh_in_by_how_certain_they_are(tmp_path: Path) -> None:
    recipe = {"threshold": 0.5, "rule_weight": {"certain": 1.0, "sure": 0.6, "unsure": 0.0}}
    odds = FakeOdds(lambda p: {"chat": 0.9, "document": 0.1} if "poem" in p else {"document": 0.7, "chat": 0.3})
    decider = Decider(adapters(tmp_path, open_canvas=recipe), odds)
    outvoted = await decider.decide("open_canvas", scene("write a poem about rain"))
    assert outvoted.answer == "document" and outvoted.layer == "adapter"
    assert outvoted.scores["document"] == pytest.approx(0.4 * 0.1 + 0.6)
    assert (await decider.decide("open_canvas", scene(HINT))).answer == "document"


@pytest.mark.parametrize("kind", ["timeout", "unavailable", "missing", "bad_reply"])
async def test_an_adapter_that_fails_costs_no_turn(tmp_path: Path, kind: str) -> None:
    odds = FakeOdds(failure=ModelError(kind, "It is busy."))  # type: ignore[arg-type]  # one kind after the other
    decider = Decider(adapters(tmp_path, open_canvas={}), odds)
    decision = await decider.decide("open_canvas", scene("write a poem about rain"))
    assert (decision.answer, decision.layer, decision.unheard) == ("document", "rule", "It is busy.")
    assert decider.latency_ms is None
    nobody = await Decider(adapters(tmp_path, open_canvas={})).decide("open_canvas", scene("hi"))
    assert nobody.layer == "rule" and nobody.unheard


async def test_what_to_do_keeps_what_the_rules_read_where_both_agree(tmp_path: Path) -> None:
    odds = FakeOdds(lambda prompt: {"rename": 0.9} if "Lena" in prompt else {"undo": 0.9} if "nah" in prompt else {})
    decider = Decider(adapters(tmp_path, edit_or_rewrite={"rule_weight": {"certain": 0.1}}), odds)
    both = await decider.decide("edit_or_rewrite", scene("rename Mira to Lena everywhere", "story.md"))
    assert isinstance(both.found, DoingDecision) and both.found.renaming and both.found.renaming.replace == "Lena"
    alone = await decider.decide("edit_or_rewrite", scene("call her Lena from now on, everywhere", "report.md"))
    assert alone.answer == "rename" and isinstance(alone.found, DoingDecision)
    assert alone.found.label == "rename" if alone.found.renaming else alone.found.question
    undo = await decider.decide("edit_or_rewrite", scene("nah", "story.md"))
    assert undo.answer == "undo" and isinstance(undo.found, DoingDecision) and undo.found.label == "undo"


async def test_named_places_are_the_rules_and_others_the_adapters(tmp_path: Path) -> None:
    odds = FakeOdds(lambda prompt: {"C": 0.8, "none": 0.2})
    decider = Decider(adapters(tmp_path, pick_passage={}), odds)
    named = await decider.decide("pick_passage", scene("make the second paragraph friendlier", "mail.md"))
    assert named.layer == "rule" and odds.asked == [] and len(named.answer) == 1
    seen = scene("that bit drags", "mail.md")
    chosen = await decider.decide("pick_passage", seen)
    assert seen.active is not None and isinstance(chosen.found, Pick) and chosen.found.sure
    (number,) = chosen.found.blocks
    assert chosen.layer == "adapter" and chosen.answer == (seen.active.snapshot.blocks[number - 1].text,)
    nothing = await Decider(
        adapters(tmp_path, pick_passage={}), FakeOdds(lambda prompt: {"none": 0.9, "A": 0.1})
    ).decide("pick_passage", seen)
    assert nothing.answer == () and isinstance(nothing.found, Pick)
    assert not nothing.found.sure and len(nothing.found.candidates) == 4


async def test_what_nothing_decides_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no rule and no adapter"):
        await Decider().decide("choose_nothing", scene("hi"))
    with pytest.raises(NotFound, match="open canvas"):
        await Decider().decide("pick_passage", scene("hi"))
    tool = Decider(adapters(tmp_path, choose_tool={}), FakeOdds(lambda prompt: {"search": 0.9}))
    assert (await tool.decide("choose_tool", scene("who won the match last night?"))).answer == "search"


@pytest.mark.parametrize(
    ("odds", "recipe", "letters"),
    [
        ({"B": 0.46, "C": 0.44, "D": 0.06}, {"share": 0.5}, "BC"),
        ({"C": 0.46, "B": 0.44, "D": 0.06}, {"share": 0.5, "threshold": 0.85}, "BC"),
        ({"B": 0.46, "C": 0.44, "D": 0.06}, {"threshold": 0.4}, "B"),
        ({"B": 0.9, "C": 0.1}, {"share": 0.5}, "B"),
        ({"none": 0.5, "B": 0.45}, {"share": 0.5}, ""),
    ],
)
async def test_several_passages_are_meant_where_their_odds_come_near_the_best(
    tmp_path: Path, odds: dict[str, float], recipe: dict[str, float], letters: str
) -> None:
    decider = Decider(adapters(tmp_path, pick_passage=recipe), FakeOdds(lambda prompt: odds))
    seen = scene("these drag", "mail.md")
    found = await decider.decide("pick_passage", seen)
    assert seen.active is not None and isinstance(found.found, Pick) and found.layer == "adapter"
    leaves = seen.active.snapshot.leaves()
    meant = [leaves["ABCDEF".index(letter)] for letter in letters]
    assert found.found.blocks == tuple(block.number for block in meant), "in reading order"
    assert found.answer == tuple(block.text for block in meant)
    assert found.found.sure == bool(letters)


async def test_what_is_shared_too_thin_is_left_to_the_rules(tmp_path: Path) -> None:
    odds = FakeOdds(lambda prompt: {"B": 0.2, "C": 0.18, "D": 0.05, "none": 0.1})
    decider = Decider(adapters(tmp_path, pick_passage={"share": 0.5}), odds)
    found = await decider.decide("pick_passage", scene("these drag", "mail.md"))
    assert found.layer == "rule" and "0.38" in found.unheard
