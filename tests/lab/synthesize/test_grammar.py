"""Grammars and what they write: every way can be written, and labels are right by construction."""

import random

import pytest

from gesso.agent.deciding.question import LABELS
from gesso.canvas.snapshot import take_snapshot
from gesso.lab.errors import LabError
from gesso.lab.synthesize.grammar import Grammar, languages_of, load_grammar, parse_grammar
from gesso.lab.synthesize.openings import blocks_opening
from gesso.lab.synthesize.schedules import clock, ordinal
from gesso.lab.synthesize.slips import KINDS, with_slips
from gesso.lab.synthesize.stages import MADE, seed_draft, situation
from gesso.lab.synthesize.teacher import written

LANGS = ["de", "en", "es", "vi", "zh"]


@pytest.mark.parametrize("behavior", MADE)
def test_a_grammar_writes_every_label_in_five_languages(behavior: str) -> None:
    assert languages_of(behavior) == LANGS
    for lang in LANGS:
        grammar = load_grammar(behavior, lang)
        for label in LABELS.get(behavior, ()):
            assert grammar.variants(label), (lang, label)
            for variant in grammar.variants(label):
                for at in range(30):
                    assert "{" not in grammar.write(variant, random.Random(at))


def test_ways_are_drawn_and_slots_come_first() -> None:
    rules = parse_grammar("# a remark\n[en]\ngo = one {thing} | two {thing}\n| three {thing}\nthing = cat", "mine")[
        "en"
    ]
    grammar = Grammar(rules, "mine")
    said = {grammar.write("go", random.Random(at)) for at in range(30)}
    assert said == {"one cat", "two cat", "three cat"}
    assert grammar.write("go", random.Random(1), {"thing": "{dog}"}).endswith("{dog}")


@pytest.mark.parametrize("text", ["go = x", "[en]\nno rule here", "[en]\n| goes on with nothing"])
def test_a_line_that_is_no_rule_is_named(text: str) -> None:
    with pytest.raises(LabError, match=r"mine.txt line \d"):
        parse_grammar(text, "mine")


def test_a_missing_symbol_and_a_circle_are_told() -> None:
    with pytest.raises(LabError, match="missing"):
        Grammar({"go": ("{missing}",)}, "mine").write("go", random.Random(0))
    with pytest.raises(LabError, match="circle"):
        Grammar({"go": ("{go}",)}, "mine").write("go", random.Random(0))


def test_passages_that_are_meant_are_in_their_document_and_said() -> None:
    ways = set()
    for number in range(150):
        draft = situation(seed_draft("pick_passage", number, 5))
        snapshot = take_snapshot(draft.given["body"], 1, "document", None)
        ways.add(draft.variant)
        openings = [opening for opening in draft.label.split(" | ") if opening]
        for opening in openings:
            (block,) = blocks_opening(snapshot, opening)
            if draft.variant in ("by_quote", "by_item"):
                assert draft.slots["words"] in block.text and draft.slots["words"] in written(draft)
            if draft.variant == "by_heading":
                assert block.kind == "heading"
        assert len(openings) == {"by_none": 0, "by_two": 2}.get(draft.variant, 1), draft
        assert draft.given["selection"] in draft.given["body"]
    assert len(ways) == 11


def test_slips_keep_figures_and_quotations() -> None:
    said = "please write the paragraph about 1,870 bakers and change “their house” there"
    for kind in KINDS:
        for at in range(40):
            slipped = with_slips(said, kind, "en", random.Random(at))
            assert "1,870" in slipped and "“their" in slipped
            assert slipped == with_slips(said, kind, "en", random.Random(at))
    changed = {kind for kind in KINDS if with_slips(said.title(), kind, "en", random.Random(3)) != said.title()}
    assert "none" not in changed and "keyboard" in changed
    assert with_slips("Đoạn cuối", "haste", "vi", random.Random(4)) == "doan cuoi"
    assert with_slips("Größe ändern", "haste", "de", random.Random(0)) == "groesse aendern"


def test_hours_and_ordinals() -> None:
    from datetime import time

    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 22)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd",
    ]  # fmt: skip
    assert {clock(time(18, 30), "en", random.Random(at)) for at in range(20)} == {"18:30", "6:30 pm"}
    assert clock(time(7), "de", random.Random(0)) == "7 Uhr" and clock(time(7), "zh", random.Random(0)) == "7点整"
