"""Each check and each gate in both directions, and a planted regression that must turn the gates red."""

from dataclasses import replace
from pathlib import Path

import pytest

from gesso.lab.guards.gates import Compared, behavior_gates, judge, nll_gate, size_gate
from gesso.lab.guards.instructions import INSTRUCTIONS, KINDS
from gesso.lab.guards.measure import TINY, Measured, measure, some
from gesso.lab.guards.questions import ARITHMETIC, CHATS, KNOWLEDGE, distinct, leaks
from gesso.model.download import Weights, sha256_of
from gesso.settings import read_settings

GOOD = Measured(
    nll_per_byte={"letter": 1.0, "german": 2.0},
    instructions=[True, False] * 32,
    arithmetic=[True, False] * 20,
    knowledge=[True] * 40,
    leaks=[False] * 20,
    distinct_2=0.8,
    seconds=1.0,
)

FOLLOWED = {
    "lowercase": ("all small. yes.", "Not small."),
    "uppercase": ("BREAD IS GOOD.", "Bread IS GOOD."),
    "no_commas": ("Bread is warm.", "Warm, fresh bread."),
    "at_least": ("bread " * 40, "bread " * 39),
    "at_most": ("A warm place.", "bread " * 13),
    "bullets": ("- a\n- b\n- c", "- a\n- b"),
    "json": ('```json\n{"name": "bakery"}\n```', '{"title": "bakery"}'),
    "starts": ("Listen: bread.", "Please listen."),
    "ends": ("Bread is warm. That is all.", "That is all. Bread is warm."),
    "contains": ("A River and a stone.", "A river and a stonemason."),
    "avoids": ("Bread is warm, other things too.", "The bread is warm."),
    "quoted": ("“Bread is warm.”", '"Bread" is warm.'),
    "two_parts": ("One.\n***\nTwo.", "One.\n\nTwo."),
    "title": ("<<Bread>>\nwarm and round", "<Bread>\nwarm"),
    "postscript": ("See you.\nP.S. Bring jam.", "See you."),
    "placeholders": ("Dear [name], on [date].", "Dear [name], on Sunday."),
}


def test_every_instruction_is_checked_by_code_in_both_directions() -> None:
    assert set(FOLLOWED) == set(KINDS)
    for task in INSTRUCTIONS:
        good, bad = FOLLOWED[task.id.rsplit("-", 1)[0]]
        assert task.followed(good) and not task.followed(bad) and not task.followed("  "), task.id
    assert len({task.prompt for task in INSTRUCTIONS}) == len(INSTRUCTIONS) == 64


def test_questions_know_their_answers() -> None:
    assert len(ARITHMETIC) >= 40 and len(KNOWLEDGE) >= 40 and len(CHATS) == 20
    first, divided = ARITHMETIC[0], ARITHMETIC[-2]
    assert first.right("It is 5.") and not first.right("2 + 3 = 15") and not first.right("about 5.5")
    assert divided.right("90 / 6 = 15") and not divided.right("9015")
    assert ARITHMETIC[10].prompt.startswith("What is 250 + 250") and ARITHMETIC[10].right("It's 500!")
    assert KNOWLEDGE[0].right("paris, of course") and not KNOWLEDGE[0].right("Parisian")


def test_leaks_are_json_and_bare_marks_alone() -> None:
    marks = (" canvas", " chat")
    for leaked in (
        '{"canvas": true}',
        'Sure: {"kind": "chat"}',
        "[1, 2]",
        " Chat.",
        "canvas\n",
        " chat chat chat",
        "{}",
    ):
        assert leaks(leaked, marks), leaked
    for fine in ("Let us chat.", "", "A set {a, b}.", "[laughs] Hello", "Use braces: { and }."):
        assert not leaks(fine, marks), fine


def test_repetition_is_counted_within_texts() -> None:
    assert distinct(["a b a b"], 2) == pytest.approx(2 / 3)
    assert distinct(["a b", "c d"], 2) == 1.0 and distinct(["a"], 2) == 0.0
    assert some(range(10), 3) == [0, 3, 6] and some(range(2), 5) == [0, 1]


def test_an_adapter_that_changes_nothing_passes() -> None:
    verdict = judge(GOOD, GOOD, total_bytes=11_000_000)
    assert verdict.passed and verdict.reasons == ()


@pytest.mark.parametrize(
    ("worse", "gate"),
    [
        (replace(GOOD, nll_per_byte={"letter": 1.03, "german": 2.06}), "held-out text"),
        (replace(GOOD, nll_per_byte={"letter": float("nan"), "german": 2.0}), "held-out text"),
        (replace(GOOD, nll_per_byte={"letter": 1.0}), "held-out text"),
        (replace(GOOD, instructions=[False] * 4 + GOOD.instructions[4:]), "instructions"),
        (replace(GOOD, arithmetic=[False] * 40), "arithmetic"),
        (replace(GOOD, knowledge=[False] * 6 + [True] * 34), "knowledge"),
        (replace(GOOD, knowledge=[]), "knowledge"),
        (replace(GOOD, leaks=[True] + [False] * 19), "leaks"),
        (replace(GOOD, leaks=[]), "leaks"),
        (replace(GOOD, distinct_2=0.7), "repetition"),
    ],
)
def test_each_guard_turns_red_alone_and_says_why(worse: Measured, gate: str) -> None:
    verdict = judge(GOOD, worse)
    assert not verdict.passed
    if gate == "instructions":  # two of the first four were followed: a fall of 3.1 points
        assert "-3.1%" in verdict.reasons[0]
    assert [reason.split(":")[0] for reason in verdict.reasons] == [gate]


def test_margins_are_kept_to() -> None:
    assert nll_gate(GOOD, replace(GOOD, nll_per_byte={"letter": 1.03, "german": 2.0})).passed, "1.5 % on the mean"
    assert judge(GOOD, replace(GOOD, knowledge=[False] * 2 + [True] * 38)).passed, "chance explains two of forty"
    assert size_gate(12_000_000).passed and not size_gate(12_000_001).passed


def behavior(name: str, ours: int, theirs: int, n: int = 200) -> Compared:
    """Ours is right wherever theirs is, and `ours - theirs` times more."""
    return Compared(name, [i < ours for i in range(n)], {"rule": [i < theirs for i in range(n)], "bayes": [False] * n})


def test_a_behaviour_must_beat_its_best_rival_by_more_than_chance() -> None:
    assert behavior_gates([behavior("open", 180, 140)])[0].passed
    for red in (behavior("open", 140, 140), behavior("open", 142, 140), behavior("open", 130, 140)):
        (gate,) = behavior_gates([red])
        assert not gate.passed and "on rule" in gate.reason
    (unmeasured,) = behavior_gates([Compared("open", [True], {"rule": []})])
    assert not unmeasured.passed and "not measured" in unmeasured.reason
    assert not judge(GOOD, GOOD, [behavior("open", 140, 140)]).passed


def test_several_behaviours_are_corrected_after_holm() -> None:
    """A gain of 6 of 200 has p .031: enough alone, not beside another that is no better."""
    close = behavior("open", 146, 140)
    assert behavior_gates([close])[0].passed
    together = {gate.name: gate.passed for gate in behavior_gates([close, behavior("pick", 141, 140)])}
    assert together == {"open": False, "pick": False}


@pytest.fixture(scope="session")
def base() -> Path:
    """Looked for before a test's own data folder takes the place of this machine's."""
    weights = Weights(read_settings().models_dir)
    if not weights.ready:
        pytest.skip("the embedded model's weights have not been fetched")
    return weights.path


@pytest.mark.slow
@pytest.mark.embedded
def test_a_planted_regression_turns_the_gates_red(base: Path, tmp_path: Path) -> None:
    """The adapter in force as it is, and the same one overdone: four times as loud, as after far too many steps."""
    pytest.importorskip("gguf")
    from gesso.agent.deciding.shelf import Shelf
    from gesso.lab.guards.subject import Subject
    from gesso.lab.training.export import read_adapter, render_adapter

    size = replace(TINY, text_tokens=24)
    shipped = Shelf(tmp_path).in_force().adapters["open_canvas"].weights
    tensors, alpha = read_adapter(shipped, sha256_of(base))
    overdone = tmp_path / "overdone.gguf"
    overdone.write_bytes(render_adapter(tensors, 4 * alpha, sha256_of(base), "overdone"))
    subject = Subject(base, {"shipped": shipped, "overdone": overdone})
    before = measure(subject, size, [" chat"])
    subject.adapter = "shipped"
    assert nll_gate(before, measure(subject, size, [" chat"])).passed
    subject.adapter = "overdone"
    verdict = judge(before, measure(subject, size, [" chat"]))
    assert not verdict.passed
    assert any(reason.startswith("held-out text") for reason in verdict.reasons)
