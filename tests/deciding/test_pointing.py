"""Which passage a message means, by learned scores: what is read of a message, what stands, and what is asked."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesso.agent.deciding.decider import Decider
from gesso.agent.deciding.decisions import Decisions
from gesso.agent.deciding.rules import rule_vote
from gesso.agent.deciding.shelf import Shelf
from gesso.agent.guided.picking import Pick
from gesso.agent.pointing.page import page_of
from gesso.agent.pointing.ranker import MOST_BLOCKS, Limits, packaged, parse_ranker, shares_of
from gesso.agent.pointing.said import read
from gesso.agent.pointing.tokens import FAR, NEAR, SAME, nearness, tokens
from gesso.agent.scene import CanvasScene, Done, Scene, SelectedPart
from gesso.canvas.snapshot import take_snapshot
from gesso.model.embedded import EmbeddedModel

TOWN = """# The town bath

It opened in 1911, when nobody had a tub at home.

## Prices

Grown-ups pay 6 euros, children half of it.

- a locker costs one euro
- towels can be borrowed at the desk

## How to get here

Take tram 4 to the brewery; the pool is behind it.
"""


def on(text: str, ask: str, selected: str = "", done: tuple[Done, ...] = ()) -> Scene:
    snapshot = take_snapshot(text, 1, "document", None)
    part = None
    if selected:
        start = text.index(selected)
        end = start + len(selected)
        part = SelectedPart(start, end, selected, tuple(b.number for b in snapshot.blocks_in(start, end)))
    return Scene(ask, active=CanvasScene("c", "document", "Bath", None, text, snapshot, part, done=done))


def chosen(ask: str, **what: str) -> list[str] | None:
    """The openings of what the ranker chose, None where the rules' word stands."""
    scene = on(TOWN, ask, **what)
    vote = rule_vote("pick_passage", scene)
    assert vote is not None and isinstance(vote.found, Pick) and scene.active is not None
    pointed = packaged().point(scene, vote.found)
    return None if pointed is None else [scene.active.snapshot.blocks[n - 1].text[:9] for n in pointed.blocks]


def test_tokens_meet_over_accents_endings_compounds_and_slips() -> None:
    assert tokens("Đến l'école, café-Tür") == ["den", "ecole", "cafe", "tur"]
    assert tokens("写火车") == ["写火", "火车"] and tokens("runningOut") == ["running", "out"]
    assert nearness("ferry", "ferry") == SAME and nearness("heaters", "heater") == NEAR
    assert nearness("fuhrerschein", "schein") == FAR and nearness("breasfeeding", "breastfeeding") == FAR
    assert not nearness("46", "48") and not nearness("cat", "dog")


def test_what_a_message_says_about_where() -> None:
    said = read("third bullet: seals, not gulls")
    assert said.units == {"item"} and said.ordinals == (3,) and said.old == {"gulls"}
    assert {"third", "bullet"} <= said.head and "seals" not in said.head
    assert (
        read("the paragraph before the last").ordinals == (-2,) and read("the paragraph before the last").before is None
    )
    assert read("der Absatz nach dem Zitat").after == "zitat" and read("le titre").units == {"title"}
    assert read("the secnd paragrph").units == {"paragraph"}


def test_what_the_person_named_beyond_doubt_stands() -> None:
    assert chosen("make the second paragraph friendlier") is None
    assert chosen("“6 euros” should be bold") is None
    assert chosen("the ninth paragraph is dull") is None
    assert chosen("the prices are too low, tram 4 or not") is None, "a section was named"


def test_a_described_passage_is_found_and_a_vague_one_asked_about() -> None:
    assert chosen("the bit on borowing towels is too short") == ["- towels "]
    assert chosen("the pool is behind the school, not the brewery") == ["Take tram"]
    assert chosen("the dinosaur joke is too long") == []


def test_a_selection_stands() -> None:
    assert chosen("shorter please", selected="It opened in 1911") is None
    assert chosen("the towels can be free", selected="a locker") is None


def test_nothing_is_ranked_after_a_change_or_in_a_very_long_text() -> None:
    asked = Done("shorten the prices", "edit", ((60, 70),), just_now=True)
    scene = on(TOWN, "and once more please", done=(asked,))
    assert packaged().point(scene, Pick((), "nothing", "")) is None
    long = on("word\n\n" * (MOST_BLOCKS + 1), "the word about towels")
    assert packaged().point(long, Pick((), "nothing", "")) is None
    assert packaged().point(on("", "the towels"), Pick((), "nothing", "")) is None


async def test_the_layer_tells_and_off_the_rules_decide_alone(tmp_path: Path) -> None:
    model = EmbeddedModel(tmp_path)
    scene = on(TOWN, "the bit on borowing towels is too short")
    decisions = Decisions(Shelf(tmp_path, tmp_path / "none"), model)
    found = await decisions.decide("pick_passage", scene)
    assert found.layer == "ranker" and found.score and found.score > 0.45 and found.prompt_tokens == 0
    assert isinstance(found.found, Pick) and found.found.sure and len(found.answer) == 1
    asked = await decisions.decide("pick_passage", on(TOWN, "the dinosaur joke is too long"))
    assert asked.layer == "ranker" and asked.answer == () and isinstance(asked.found, Pick)
    assert not asked.found.sure and len(asked.found.candidates) == 4
    decisions.on = False
    assert (await decisions.decide("pick_passage", scene)).layer == "rule"
    assert (await Decider().decide("pick_passage", scene)).layer == "rule"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(max_size=80))
def test_whatever_is_written_and_asked_the_blocks_exist(text: str, ask: str) -> None:
    scene = on(text, ask)
    vote = rule_vote("pick_passage", scene)
    assert vote is not None and isinstance(vote.found, Pick) and scene.active is not None
    pointed = replace(packaged(), limits=Limits(0, 0)).point(scene, vote.found)
    if pointed is not None:
        assert all(scene.active.snapshot.block(n) is not None for n in (*pointed.blocks, *pointed.candidates))
        assert sum(pointed.scores.values()) <= 1 + 1e-9


def test_shares_are_the_softmax_of_weighted_sums() -> None:
    shares = shares_of({frozenset(): {}, frozenset((1,)): {"a": 2.0, "unknown": 9.0}}, {"a": 0.5493061443340549})
    assert shares[frozenset((1,))] == pytest.approx(0.75) and shares[frozenset()] == pytest.approx(0.25)


def test_only_what_the_lab_wrote_is_read() -> None:
    with pytest.raises(ValueError, match="gesso lab rank"):
        parse_ranker(json.dumps({"weights": {"a": 1.0}}))
    assert page_of(take_snapshot(TOWN, 1, "document", None)).rarity(0) == 0
