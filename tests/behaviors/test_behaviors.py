"""Behaviour folders: what is on disk is sound, and a folder that is not says where."""

import json
from collections import Counter
from pathlib import Path

import pytest

import gesso.behaviors.behavior as behavior_module
from gesso.behaviors import BEHAVIORS, BehaviorError, load_behavior
from gesso.behaviors.behavior import Answer, Case, CaseInput, Score, parse_cases, read_behavior, text_of
from gesso.canvas.snapshot import take_snapshot


@pytest.mark.parametrize("name", BEHAVIORS)
def test_folder_is_sound_and_every_spec_line_has_three_cases(name: str) -> None:
    behavior = load_behavior(name)
    assert len(behavior.cases) >= 60
    tested = Counter(case.spec_id for case in behavior.cases)
    assert {line for line in behavior.spec if tested[line] < 3} == set()
    assert sum(case.split == "test" for case in behavior.cases) >= 20
    assert len({case.lang for case in behavior.cases}) >= 6


@pytest.mark.parametrize("name", BEHAVIORS)
def test_every_passage_a_case_speaks_of_is_in_its_document(name: str) -> None:
    for case in load_behavior(name).cases:
        if case.input.document is None:
            continue
        text = text_of(case)
        if name == "comment":
            words = (*case.target, *case.spared, *case.input.dismissed)
            assert [w for w in words if text.count(w) != 1] == [], case.id
            continue
        if case.input.selection:
            assert text.count(case.input.selection) == 1, case.id
        code = case.input.document.endswith(".txt")
        language = ("python" if ".py." in case.input.document else "typescript") if code else None
        blocks = [b.text.lstrip() for b in take_snapshot(text, 1, "code" if code else "document", language).blocks]
        named = [opening for earlier in case.input.before for opening in earlier.passages]
        named += case.target if name == "pick_passage" else ()
        assert [opening for opening in named if not any(b.startswith(opening) for b in blocks)] == [], case.id


LABELLED = tuple(name for name in BEHAVIORS if name not in ("comment", "title", "starter_prompts", "thought_summary"))


@pytest.mark.parametrize("name", LABELLED)
def test_grader_tells_right_from_wrong(name: str) -> None:
    behavior = load_behavior(name)
    case = behavior.cases[0]
    assert behavior.grade(case, case.target).value == 1.0
    wrong = behavior.grade(case, "nonsense")
    assert wrong.value == 0.0
    assert wrong.why


def test_too_many_passages_are_wrong() -> None:
    behavior = load_behavior("pick_passage")
    case = next(case for case in behavior.cases if len(case.target) == 1)
    assert behavior.grade(case, [case.target[0], case.target[0]]).value == 0.0
    assert behavior.grade(case, []).value == 0.0


@pytest.mark.parametrize("name", BEHAVIORS)
def test_contrast_pairs_flip_the_label(name: str) -> None:
    behavior = load_behavior(name)
    groups: dict[str, list[object]] = {}
    for case in behavior.cases:
        groups.setdefault(case.group_id, []).append((case.target, case.spared))
    flipped = [targets for targets in groups.values() if len(set(targets)) > 1]
    assert sum(len(targets) for targets in flipped) >= 20
    for case in behavior.cases:
        if case.added == "2026-11-27" and case.slice == "contrast":
            assert len(set(groups[case.group_id])) > 1, case.id


@pytest.mark.parametrize("name", BEHAVIORS)
def test_no_situation_stands_there_twice(name: str) -> None:
    """The same message under the same circumstances, be it only with another label, would be counted twice."""
    seen: dict[CaseInput, str] = {}
    for case in load_behavior(name).cases:
        if case.added == "2026-11-27":
            assert seen.setdefault(case.input, case.id) == case.id


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(BehaviorError, match="open_canvas, pick_passage"):
        load_behavior("dance")


def _case(**changes: object) -> str:
    case = {
        "id": "x-1", "spec_id": "A1", "group_id": "g", "split": "dev", "slice": "plain", "lang": "en",
        "input": {"ask": "hello"}, "target": "chat", "provenance": "hand",
    } | changes  # fmt: skip
    return json.dumps(case)


def _grade(case: Case, answer: Answer) -> Score:
    return Score(float(answer == case.target))


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        (
            {"spec.md": "A1. Be kind.", "prompt.md": "Be kind.", "cases.jsonl": _case(spec_id="A2")},
            "line 1 names spec line A2",
        ),
        ({"spec.md": "A1. Be kind.", "prompt.md": "Be kind.", "cases.jsonl": "{"}, "line 1 is not a case"),
        ({"spec.md": "A1. Be kind.", "prompt.md": "Be kind.", "cases.jsonl": _case(mood="bad")}, "mood"),
        (
            {"spec.md": "A1. Be kind.", "prompt.md": "Be kind.", "cases.jsonl": f"{_case()}\n{_case()}"},
            "repeats the id x-1",
        ),
        (
            {
                "spec.md": "A1. Be kind.",
                "prompt.md": "Be kind.",
                "cases.jsonl": f"{_case()}\n{_case(id='x-2', split='test')}",
            },
            "second split",
        ),
        ({"spec.md": "no numbers", "prompt.md": "Be kind.", "cases.jsonl": ""}, "no numbered line"),
        ({"spec.md": "A1. One.\nA1. Two.", "prompt.md": "Be kind.", "cases.jsonl": ""}, "two lines A1"),
        ({"spec.md": "A1. One.", "prompt.md": " ", "cases.jsonl": ""}, "prompt.md is empty"),
        ({"spec.md": "A1. One.", "prompt.md": "Go."}, "cases.jsonl is missing"),
    ],
)
def test_a_folder_that_is_not_sound_says_where(tmp_path: Path, files: dict[str, str], complaint: str) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(BehaviorError, match=complaint):
        read_behavior("kindness", tmp_path, _grade)


def test_a_case_is_of_the_behaviour_whose_file_it_is_in() -> None:
    spec = {"A1": "Be kind."}
    own, lent = parse_cases(f"{_case()}\n{_case(id='x-2', suite='dance')}", spec, "cases", "kindness")
    assert (own.suite, lent.suite) == ("kindness", "dance")


@pytest.mark.parametrize(
    ("now", "zone"),
    [
        ("2026-11-27T09:00:00", "Europe/Berlin"),
        ("2026-11-27T09:00:00+02:00", "Europe/Berlin"),
        ("2026-11-27T09:00:00+01:00", "Europe/Atlantis"),
        ("tomorrow", "Europe/Berlin"),
        ("2026-11-27T09:00:00+01:00", ""),
        ("", "Europe/Berlin"),
    ],
)
def test_a_time_without_its_zone_is_refused(now: str, zone: str) -> None:
    with pytest.raises(BehaviorError, match="line 1 is not a case"):
        parse_cases(_case(input={"ask": "hello", "now": now, "zone": zone}), {"A1": "Be kind."}, "cases")
    good = {"ask": "hello", "now": "2026-11-27T09:00:00+01:00", "zone": "Europe/Berlin", "earlier": ["hi"]}
    assert parse_cases(_case(input=good), {"A1": "Be kind."}, "cases")[0].input.earlier == ("hi",)


@pytest.mark.parametrize("name", BEHAVIORS)
def test_what_may_be_left_out_is_said_in_our_own_cases(name: str) -> None:
    lines = (Path(behavior_module.__file__).parent / name / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    said = {"id", "spec_id", "group_id", "split", "slice", "lang", "input", "target", "provenance"}
    assert [line for line in lines if not said <= set(json.loads(line))] == []


def test_a_case_can_bring_its_own_document() -> None:
    own = {"ask": "hello", "document": "mine.md", "text": "A text of my own."}
    (case,) = parse_cases(_case(input=own), {"A1": "Be kind."}, "cases")
    assert text_of(case) == "A text of my own."
    (case,) = parse_cases(_case(input=own | {"text": ""}), {"A1": "Be kind."}, "cases")
    assert text_of(case) == ""
    with pytest.raises(BehaviorError, match="text needs a document"):
        parse_cases(_case(input={"ask": "hello", "text": "x"}), {"A1": "Be kind."}, "cases")


def test_a_case_that_leaves_its_group_out_is_its_own() -> None:
    bare = json.dumps({"id": "x-1", "spec_id": "A1", "input": {"ask": "hello"}, "target": "chat"})
    (case,) = parse_cases(bare, {"A1": "Be kind."}, "cases", "kindness")
    assert (case.group_id, case.split, case.suite) == ("x-1", "test", "kindness")
    with pytest.raises(BehaviorError, match="second split"):
        parse_cases(f"{bare}\n{_case(id='x-2', group_id='x-1')}", {"A1": "Be kind."}, "cases")
