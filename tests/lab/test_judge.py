"""Judges: both orders, blind, marked or refused where they may favour their own, and calibrated on people."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from gesso.behaviors import load_behavior
from gesso.cli import main
from gesso.lab.errors import LabError
from gesso.lab.judge import family_of, judge_files, read_verdict
from gesso.lab.statistics import Verdict as Side
from gesso.lab.verdict import Verdict, agreement, read_verdicts, strengths, win_rates
from gesso.model.messages import Message, ToolSpec
from gesso.model.scripted import Say, ScriptedModel
from tests.lab.cases import episode, write_episodes

OF = load_behavior("comment")
CASES = [case for case in OF.cases if case.split == "dev"][:6]


def answers(path: Path, name: str, said: Sequence[str]) -> Path:
    rows = [
        episode(n, behavior="comment", case=case.id, candidate=name, answer=text)
        for n, (case, text) in enumerate(zip(CASES, said, strict=True))
    ]
    return write_episodes(path, rows)


def judge_of(*, always: str = "", likes: str = "good", id: str = "judge") -> ScriptedModel:
    """Prefers the answer with a word in it, or always says one thing."""

    def tell(messages: Sequence[Message], tools: Sequence[ToolSpec]) -> list[Say]:
        a, b = messages[-1].text.split("Answer A:")[1].split("Answer B:")
        better = "TIE" if (likes in a) == (likes in b) else "A" if likes in a else "B"
        return [Say(text=f"It is so.\n{always or better}")]

    return ScriptedModel(tell, id=id)


async def judged(tmp_path: Path, model: ScriptedModel, first: str = "ours", **more: bool) -> list[Verdict]:
    a = answers(tmp_path / "a.jsonl", first, ["good", "good", "good", "bad", "bad", "same"])
    b = answers(tmp_path / "b.jsonl", "theirs", ["bad", "bad", "fair", "good", "fair", "same"])
    given = {"allow_family": False, "resume": False} | more
    return await judge_files(model, OF, a, b, tmp_path / "v.jsonl", **given)


async def test_both_orders_are_asked_and_names_are_hidden(tmp_path: Path) -> None:
    model = judge_of()
    verdicts = await judged(tmp_path, model)
    assert [v.winner for v in verdicts] == ["first", "first", "first", "second", "tie", "tie"]
    assert len(model.asked) == 10  # equal answers are not asked about
    told = " ".join(m.text for asked in model.asked for m in asked.messages)
    assert "ours" not in told.split("The request")[1] and "theirs" not in told
    assert read_verdicts(tmp_path / "v.jsonl") == verdicts
    (rate,) = win_rates(verdicts)
    assert (rate.rate.value, rate.n, rate.ties, rate.contradicted) == ((3 + 1) / 6, 6, 2, 0)


async def test_a_judge_who_likes_the_first_place_decides_nothing(tmp_path: Path) -> None:
    verdicts = await judged(tmp_path, judge_of(always="A"))
    assert {v.winner for v in verdicts} == {"tie"}
    assert win_rates(verdicts)[0].contradicted == 5


async def test_a_judge_who_names_no_side_is_told_of(tmp_path: Path) -> None:
    verdicts = await judged(tmp_path, judge_of(always="Both have merit."))
    assert {v.winner for v in verdicts} == {"tie"}
    assert verdicts[0].why.startswith("unread: ")


async def test_one_family_is_refused_or_marked(tmp_path: Path) -> None:
    with pytest.raises(LabError, match="is of one family with what it would judge"):
        await judged(tmp_path, judge_of(id="conn/claude-9"), first="turn:conn2/claude-8")
    assert not (tmp_path / "v.jsonl").exists()
    verdicts = await judged(tmp_path, judge_of(id="conn/claude-9"), first="turn:conn2/claude-8", allow_family=True)
    assert all(v.same_family for v in verdicts)
    assert win_rates(verdicts)[0].same_family


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("anthropic/claude-opus-9", "claude"), ("openai/o3-mini", "gpt"), ("gemma-3", "gemini"), ("rule", ""),
        ("adapter:open_canvas", "smollm"), ("embedded", "smollm"), ("solo3", ""), ("few-shot-free", "smollm"),
    ],
)  # fmt: skip
def test_families(name: str, family: str) -> None:
    assert family_of(name) == family


async def test_a_stopped_judgement_goes_on_and_asks_only_what_is_left(tmp_path: Path) -> None:
    verdicts = await judged(tmp_path, judge_of())
    whole = (tmp_path / "v.jsonl").read_text(encoding="utf-8").splitlines()
    (tmp_path / "v.jsonl").unlink()
    (tmp_path / "v.jsonl.part").write_text("\n".join([*whole[:3], whole[3][:20]]), encoding="utf-8")
    model = judge_of()
    assert await judged(tmp_path, model, resume=True) == verdicts
    assert len(model.asked) == 4


def verdict(case: str, winner: Side, by: str = "anna", pair: tuple[str, str] = ("a", "b")) -> Verdict:
    return Verdict(behavior="comment", case=case, first=pair[0], second=pair[1], by=by, orders=(winner,), winner=winner)


def test_agreement_with_what_most_people_say() -> None:
    """Judge first, first, second, tie; people first, second, second, divided: 3 of 4, by chance 5 of 16."""
    model = [verdict(c, w, "model:x") for c, w in zip("1234", ("first", "first", "second", "tie"), strict=True)]
    people = [verdict("1", "first"), verdict("2", "second"), verdict("3", "second"), verdict("4", "first"),
              verdict("4", "second", "ben")]  # fmt: skip
    kappa, n = agreement(model, people)
    assert n == 4
    assert kappa == pytest.approx((0.75 - (2 * 1 + 1 * 2 + 1 * 1) / 16) / (1 - 5 / 16))
    with pytest.raises(LabError, match="no pair of answers in common"):
        agreement(model, [verdict("9", "tie")])


def test_strengths_of_three_and_of_what_nothing_fits() -> None:
    pairs = (("a", "b"), ("a", "c"), ("b", "c"))
    found = strengths([verdict(str(n), "tie", pair=pair) for n, pair in enumerate(pairs)])
    assert found == pytest.approx({"a": 1 / 3, "b": 1 / 3, "c": 1 / 3})
    assert strengths([verdict("1", "first", pair=pair) for pair in pairs]) is None
    assert strengths([verdict("1", "first")]) is None


def test_the_command_tells_win_rates_and_refuses_rows_that_lie(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = [verdict("1", "first"), verdict("2", "tie", "ben")]
    path = tmp_path / "v.jsonl"
    path.write_text("".join(f"{v.model_dump_json()}\n" for v in good), encoding="utf-8")
    assert main(["lab", "wins", str(path)]) == 0
    assert "a against b, by people: 0.750" in capsys.readouterr().out
    row = json.loads(good[0].model_dump_json())
    for change, complaint in (
        ({"winner": "second"}, "the orders say otherwise"),
        ({"first": "z"}, "should be two names in order"),
        ({"by": ""}, "line 1 is not a verdict: by"),
    ):
        path.write_text(json.dumps(row | change) + "\n", encoding="utf-8")
        assert main(["lab", "wins", str(path)]) == 1
        assert complaint in capsys.readouterr().err


@pytest.mark.parametrize(("said", "side"), [("Good.\n**B**", "second"), ("a", "first"), ("tie.", "tie"), ("", None)])
def test_reading_a_verdict(said: str, side: Side | None) -> None:
    assert read_verdict(said) == side
