"""What each lens finds in a small text, and that taking all it proposes gives the text that was meant."""

from typing import Any

import pytest

from gesso.base.errors import BadInput
from gesso.canvas.snapshot import take_snapshot
from gesso.data.profile import Profile
from gesso.data.sheet import parse_cards
from gesso.lenses import diagnostics
from gesso.lenses.checks import Checked, RunItem
from gesso.lenses.claims import CLAIMS
from gesso.lenses.diagnostics import DIAGNOSTICS
from gesso.lenses.lens import Around, Lens, Proposal, Reading
from gesso.lenses.outline import OUTLINE
from gesso.lenses.python_rules import Problem
from gesso.lenses.registry import lens_named
from gesso.lenses.running import Kept, propose
from gesso.lenses.structure import STRUCTURE
from gesso.lenses.style_lens import STYLE
from gesso.lenses.tables import CHARTS, PROFILE
from gesso.lenses.tutor import TUTOR
from gesso.lenses.types import types_checked, types_of


def read(lens: Lens[Any], text: str, language: str | None = None, **sources: str) -> Reading[Any]:
    kind = "code" if language else "document"
    return Kept().read(lens, take_snapshot(text, 1, kind, language), Around(sources))


def done(lens: Lens[Any], text: str, command: str, args: dict[str, object], language: str | None = None,
         **sources: str) -> str:  # fmt: skip
    """The text once everything proposed is taken."""
    return taken(text, propose(lens, read(lens, text, language, **sources), command, args))


def taken(text: str, proposal: Proposal) -> str:
    for edit in sorted(proposal.edits, key=lambda each: -each.start):
        text = text[: edit.start] + edit.after + text[edit.end :]
    return text


def id_of(reading: Reading[Any], label: str) -> str:
    return next(each.id for each in reading.view.data if each.label == label)


NESTED = "# Book é😀\n\nIntro words here.\n\n## One\n\nA b c.\n\n### Inner\n\nD e.\n\n## Two\n\nF.\n"


def test_an_outline_counts_words_and_moves_real_text() -> None:
    reading = read(OUTLINE, NESTED)
    assert [(d.label, d.level, d.detail) for d in reading.view.data] == [
        ("Book é😀", 0, "9 words"), ("One", 1, "5 words"), ("Inner", 2, "2 words"), ("Two", 1, "1 word")
    ]  # fmt: skip
    one, two = id_of(reading, "One"), id_of(reading, "Two")
    moved = "# Book é😀\n\nIntro words here.\n\n## Two\n\nF.\n\n## One\n\nA b c.\n\n### Inner\n\nD e.\n"
    assert done(OUTLINE, NESTED, "move", {"datum": one}) == moved
    assert done(OUTLINE, NESTED, "move", {"datum": two, "before": one}) == moved
    assert "### One\n\nA b c.\n\n#### Inner" in done(OUTLINE, NESTED, "lower", {"datum": one})
    with pytest.raises(BadInput):
        done(OUTLINE, NESTED, "move", {"datum": one, "before": id_of(reading, "Inner")})
    with pytest.raises(BadInput):
        done(OUTLINE, NESTED, "raise", {"datum": id_of(reading, "Book é😀")})


@pytest.mark.parametrize(("lost", "kept"), [
    ("He was very tired.", "He was tired."), ("Really, she ran.", "She ran."), ("It is, of course, so.", "It is so."),
    ("That is enough, really.", "That is enough."), ("“Just go,” he said.", "“Go,” he said."),
])  # fmt: skip
def test_a_word_is_dropped_with_its_space(lost: str, kept: str) -> None:
    assert done(STYLE, lost, "trim_fillers", {"goal": 0}) == kept


def test_sentences_are_cut_where_a_new_one_can_begin() -> None:
    text = "The lamp was lit by the old keeper, and the boats came home from the sea; nobody in the village was lost.\n"
    cut = "The lamp was lit by the old keeper. The boats came home from the sea. Nobody in the village was lost.\n"
    assert done(STYLE, text, "shorten", {"goal": 8}) == cut
    kept = "She packed bread, and cheese, and wine and apples (it was cold; they were three) for the long way home.\n"
    proposal = propose(STYLE, read(STYLE, kept), "shorten", {"goal": 8})
    assert not proposal.edits and proposal.asks, "lists and brackets are left to a model"
    grades = [read(STYLE, each).view.measures[1].value or 0 for each in (text, done(STYLE, text, "ease", {"goal": 1}))]
    assert grades[1] < grades[0]


def test_style_counts_and_marks_its_estimates() -> None:
    text = (
        "The door was opened. It was very, very dark there. He went slowly. `really` [very](https://very.org/really)\n"
    )
    measures = {each.key: each for each in read(STYLE, text).view.measures}
    assert measures["passive"].value == 33.3 and measures["passive"].grade == "estimated"
    assert measures["fillers"].grade == "exact" and measures["adverbs"].by
    marked = [d.label for d in read(STYLE, text).view.data if d.group == "fillers"]
    assert marked == ["very", "very", "very"], "a link's words count, its address and code do not"
    assert all(each.grade == "exact" for each in read(STYLE, "Der Mann ist nicht da und die Frau auch.").view.measures)


PROGRAM = """import json


def area(a):
    if a == None:
        return 0
    return a


class Shape:
    def size(self):
        return area(self)
"""


def test_structure_names_definitions_and_methods() -> None:
    reading = read(STRUCTURE, PROGRAM, "python")
    assert [(d.label, d.level) for d in reading.view.data] == [("area", 0), ("Shape", 0), ("size", 1)]
    moved = done(STRUCTURE, PROGRAM, "up", {"datum": id_of(reading, "Shape")}, "python")
    assert moved.index("class Shape") < moved.index("def area") and compile(moved, "x", "exec")


@pytest.mark.parametrize("by", ["ruff", "rules"])
def test_diagnostics_fix_what_they_find(by: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if by == "rules":
        monkeypatch.setattr(diagnostics, "ruff_here", lambda: None)
    reading = read(DIAGNOSTICS, PROGRAM, "python")
    assert f"by {by}" in reading.view.summary
    assert reading.view.data[0].anchors[0].quote.endswith("json")
    fixed = done(DIAGNOSTICS, PROGRAM, "fix_all", {}, "python")
    assert "import json" not in fixed and "a is None" in fixed and compile(fixed, "x", "exec")
    broken = read(DIAGNOSTICS, "def f(:\n    return 'é😀'\n", "python").view
    assert broken.data[0].tone == "bad" and broken.data[0].detail.startswith("line 1")
    assert read(DIAGNOSTICS, '{"a": 1,}', "json").view.data[0].tone == "bad"


def test_types_are_checked_in_the_sandbox_and_failed_tests_of_the_last_run_are_shown() -> None:
    text = "def é(a: int) -> str:\n    return a\n\n\ndef test_it():\n    assert é(1) == 1\n"
    found = types_of(text)
    assert found is None or not types_checked() or [each[:3] for each in found] == [(2, 12, 13)]
    fault = (2, 12, 13, Problem(0, 0, "types: return-value", "It gives an int."))
    checked = Checked([fault], False, [RunItem("test_it", 6, "Not so: é(1) == 1", False), RunItem("a", 1, "", True)])
    reading = Kept().read(DIAGNOSTICS, take_snapshot(text, 1, "code", "python"), Around(checked=checked))
    typed, failed = reading.view.data[0], reading.view.data[-1]
    assert (typed.anchors[0].quote, typed.label) == ("a", "It gives an int.")
    assert typed.detail == "line 2 · types: return-value"
    assert failed.anchors[0].quote == "assert é(1) == 1" and failed.grade == "estimated"
    assert "mypy" in reading.view.summary and "1 of 2 tests failed" in reading.view.summary
    for datum in (typed, failed):
        (ask,) = propose(DIAGNOSTICS, reading, "ask_fix", {"datum": datum.id}).asks
        assert text[ask.start : ask.end] == datum.anchors[0].quote
    waiting = Kept().read(DIAGNOSTICS, take_snapshot(text, 1, "code", "python"), Around(checked=Checked(pending=True)))
    assert waiting.view.pending and waiting.view.summary.endswith("types are being checked")
    broken = Kept().read(DIAGNOSTICS, take_snapshot("def f(:", 1, "code", "python"), Around(checked=checked))
    assert not [each for each in broken.view.data if "types" in each.detail], "it does not compile, so it has no types"


def table(**columns: tuple[str, int, int]) -> Profile:
    """Columns as (kind, missing, outliers) of a table of 100 rows."""
    common = {"type": "X", "below": 1.0, "above": 9.0, "distinct": 3, "top": [{"value": "Oslo", "count": 50}]}
    found = [{"name": name, "kind": kind, "missing": lost, "outliers": far, **common}
             for name, (kind, lost, far) in columns.items()]  # fmt: skip
    return Profile.model_validate({"rows": 100, "columns": found, "exact": True, "words": ["100 rows."]})


HEAD = "-- data: s.csv, 100 rows\n-- columns: city (text), sales é (number)\n"


def of_data(lens: Lens[Any], text: str) -> Reading[Any]:
    around = Around(table=table(city=("text", 0, 0), **{"sales é": ("number", 3, 2)}))
    return Kept().read(lens, take_snapshot(text, 1, "code", "sql"), around)


def test_a_profile_shows_columns_and_keeps_queries_about_them() -> None:
    reading = of_data(PROFILE, HEAD)
    assert [(d.label, d.tone, d.anchors[0].quote) for d in reading.view.data] == [
        ("sales é", "warn", "sales é (number)"), ("city", "plain", "city (text)")
    ]  # fmt: skip
    odd, plain = reading.view.data
    assert [act.command for act in odd.acts] == ["missing", "outside"]
    text = taken(HEAD, propose(PROFILE, reading, "outside", {"datum": odd.id}))
    assert text.startswith(HEAD.rstrip()) and 'WHERE "sales é" < 1.0 OR "sales é" > 9.0' in text
    (card,) = parse_cards(text)
    assert card.title == "Outliers of sales é"
    assert "count(*)" in parse_cards(taken(HEAD, propose(PROFILE, reading, "often", {"datum": plain.id})))[0].sql
    empty = Kept().read(PROFILE, take_snapshot(HEAD, 1, "code", "sql")).view
    assert empty.pending and empty.data == ()


def test_charts_that_the_columns_offer_are_kept_and_taken_out_again() -> None:
    reading = of_data(CHARTS, HEAD)
    offered = next(d for d in reading.view.data if d.label == "Sales é by city")
    assert offered.group == "Could be kept" and offered.grade == "estimated"
    text = taken(HEAD, propose(CHARTS, reading, "keep", {"datum": offered.id}))
    again = of_data(CHARTS, text)
    kept = next(d for d in again.view.data if d.group == "Kept with this page")
    assert kept.label == "Sales é by city" and kept.anchors[0].quote == "-- q1: Sales é by city"
    assert "Sales é by city" not in [d.label for d in again.view.data if d.group == "Could be kept"]
    assert taken(text, propose(CHARTS, again, "drop", {"datum": kept.id})).rstrip() == HEAD.rstrip()


def test_claims_are_held_against_the_sources_and_corrected() -> None:
    text = "The first coffee house in London opened in 1652. A cup of it cost exactly nine golden ducats then.\n"
    source = "As they say, the first coffee house in London opened in 1651. It was small."
    reading = read(CLAIMS, text, a="The first coffee house in London opened in 1651. It was small.")
    assert [each.group for each in reading.view.data] == ["Contradicted", "In no source"]
    wrong = reading.view.data[0].id
    fixed = done(CLAIMS, text, "correct", {"datum": wrong}, a="The first coffee house in London opened in 1651.")
    assert fixed == text.replace("1652", "1651") and source
    assert "nothing to check against" in read(CLAIMS, text).view.summary


def test_a_tutor_asks_what_the_text_answers() -> None:
    text = (
        "# Coffee\n\nCoffee is a drink made from roasted beans. The first house in London opened in 1652. It is good.\n"
    )
    reading = read(TUTOR, text)
    assert [(d.label, d.detail) for d in reading.view.data] == [
        ("_____ is a drink made from roasted beans.", "Coffee"),
        ("The first house in London opened in _____.", "1652"),
    ]
    under = done(TUTOR, text, "insert", {"count": 1})
    assert under.endswith("## Questions\n\n1. _____ is a drink made from roasted beans.\n\n## Answers\n\n1. Coffee\n")


TALE = "# Night\n\nThe scream came from the dark cellar.\n\n# Day\n\nThey ate bread in the garden and laughed é😀.\n"


def test_a_lens_is_made_of_a_title_and_words_and_asks_for_more_or_less() -> None:
    made = lens_named("words:How frightening:dark, scream*")
    view = read(made, TALE).view
    assert [(each.title, each.value, each.grade) for each in view.measures] == [
        ("Night", 28.6, "estimated"), ("Day", 0.0, "estimated")
    ]  # fmt: skip
    assert [each.label for each in view.data] == ["scream", "dark"]
    assert read(lens_named("words:How frightening each scene is"), TALE).view.measures[0].value == 28.6
    (ask,) = propose(made, read(made, TALE), "ask_level", {"scene": "1", "goal": 10}).asks
    assert TALE[ask.start : ask.end].startswith("They ate") and "more of this" in ask.instruction
    for name in ("words:", "words:Xyz", "words:T:a,(b)*+", f"words:T:{','.join(f'w{n}' for n in range(99))}"):
        with pytest.raises(BadInput):
            lens_named(name)
