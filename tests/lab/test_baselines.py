"""The baselines learn from rows and from nothing else, and say so where they cannot."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from gesso.agent.deciding.words import NaiveBayes, words_in
from gesso.agent.scene import Scene
from gesso.behaviors import load_behavior
from gesso.lab.baselines.bayes import features
from gesso.lab.baselines.nearest import centred, dot, mean_of
from gesso.lab.baselines.prompted import NO_LABEL, best_prompt, label_in, prompted
from gesso.lab.baselines.questions import MEANING, PROMPTS, few_shot, most_like, zero_shot
from gesso.lab.bench import Bench
from gesso.lab.errors import LabError
from gesso.lab.rows import load_seeds, parse_seeds, scene_of_row
from gesso.lab.rule import RULES, RuleCandidate
from gesso.lab.situation import scene_of
from gesso.model.catalogue import Catalogue
from gesso.model.messages import Message, ToolSpec
from gesso.model.scripted import Say, ScriptedModel, Usage
from gesso.settings import read_settings
from tests.lab.cases import behavior, cases


def test_naive_bayes_by_hand() -> None:
    """One feature, counts 3 and 1 under each label of 4 and 4 in all, two known: (3.5 / 5) against (1.5 / 5)."""
    examples = [(["a"], "x")] * 3 + [(["b"], "x")] + [(["a"], "y")] + [(["b"], "y")] * 3
    shares = NaiveBayes(examples).shares(["a", "never seen"])
    assert shares == pytest.approx({"x": 3.5 / 5.0, "y": 1.5 / 5.0})
    assert NaiveBayes(examples).shares([]) == pytest.approx({"x": 0.5, "y": 0.5})


def test_words_of_every_script_are_features() -> None:
    assert words_in("Don't, 写一封信! Số 4") == ["don", "'", "t", ",", "写", "一", "封", "信", "!", "số", "4"]
    assert "did edit" in features(scene_of_row(parse_seeds(ROWS, "edit_or_rewrite")[0]))
    assert "on document" not in features(Scene("hello"))


ROWS = (
    "label\tlang\tkind\tcanvas\tselected\tbefore\ttext\n"
    "undo\ten\tplain\tdocument\tyes\tedit: make it shorter\tput it back\n"
    "new\ten\tplain\tcode\tno\t\tanother one\n"
)


def test_rows_become_the_scene_they_describe() -> None:
    first, second = (scene_of_row(row) for row in parse_seeds(ROWS, "edit_or_rewrite"))
    assert first.active is not None and second.active is not None
    assert first.active.selection is not None and first.active.selection.blocks == (1,)
    assert (first.active.done[0].did, first.active.done[0].ask, first.active.done[0].just_now) == (
        "edit", "make it shorter", True,
    )  # fmt: skip
    assert (second.active.kind, second.active.selection, second.active.done) == ("code", None, ())


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("label\tlang\nchat\ten", "line 1 should name the columns text"),
        ("label\tlang\ttext\nchat\ten", r"line 2 has 2 columns instead of 3 \(label, lang, text\)"),
        ("label\tlang\ttext\n\nchat\ten\t ", "line 3 has no text"),
        ("label\tlang\ttext\n\ten\thello", "line 2 has no label"),
        ("label\tlang\ttext\n", "no rows"),
    ],
)
def test_rows_that_are_not_sound_are_named(text: str, complaint: str) -> None:
    with pytest.raises(LabError, match=complaint):
        parse_seeds(text, "kindness")


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("undo\ten\tplain\tpaper\tno\t\tx", "canvas 'paper'"),
        ("undo\ten\tplain\tcode\tmaybe\t\tx", "'maybe' in the column selected"),
        ("undo\ten\tplain\tcode\tno\tdance: x\tx", "'dance: x' in the column before"),
    ],
)
def test_a_row_that_describes_nothing_possible_is_named(row: str, complaint: str) -> None:
    (parsed,) = parse_seeds(ROWS.split("\n")[0] + "\n" + row, "edit_or_rewrite")
    with pytest.raises(LabError, match=rf"edit_or_rewrite.tsv line 2 .*{complaint}"):
        scene_of_row(parsed)


def test_every_row_in_the_package_becomes_a_scene() -> None:
    for name in ("open_canvas", "edit_or_rewrite"):
        assert all(scene_of_row(row).ask for row in load_seeds(name))
    with pytest.raises(LabError, match=r"seeds/kindness.tsv is not there"):
        load_seeds("kindness")


@pytest.mark.parametrize("name", ["open_canvas", "edit_or_rewrite"])
async def test_no_example_of_a_prompt_is_a_case(name: str) -> None:
    of = load_behavior(name)
    asks = {case.input.ask for case in of.cases}
    rows = load_seeds(name)
    for case in of.cases[:5]:
        for prompt in PROMPTS:
            asked = few_shot(of, prompt, scene_of(case), rows, seed=1)
            said = [message.text.split("\n")[-1] for message in asked.messages if message.role == "user"]
            assert said[-1] == case.input.ask.split("\n")[-1]
            assert len(said) > 2 and not asks & set(said[:-1])
            assert set(asked.labels) == set(MEANING[name])


def test_the_three_prompts_differ_and_hold_the_situation() -> None:
    of = load_behavior("edit_or_rewrite")
    case = next(case for case in of.cases if case.input.before and case.input.before[-1].did != "chat")
    told = [zero_shot(of, prompt, scene_of(case)).messages[0].text for prompt in PROMPTS]
    assert len(set(told)) == 3
    assert all(f"just done: {case.input.before[-1].did}" in each and case.input.ask in each for each in told)


def test_the_likest_rows_are_read_last() -> None:
    rows = parse_seeds("label\tlang\ttext\na\ten\tred fox\nb\ten\tblue whale\nc\ten\tred whale song", "kindness")
    assert [row.text for row in most_like("the red whale song", rows, 2)] == ["blue whale", "red whale song"]


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("Document.", "document"),
        ("\n chat, I think", "chat"),
        ("It is code", NO_LABEL),
        ("", NO_LABEL),
        ("?!", NO_LABEL),
    ],
)
def test_only_a_first_word_that_is_a_label_counts(said: str, label: str) -> None:
    assert label_in(said, ("document", "code", "chat")) == label


def test_vectors_by_hand() -> None:
    mean = mean_of([centred_of([3.0, 0.0]), centred_of([1.0, 2.0])])
    assert list(mean) == [2.0, 1.0]
    one, other = centred(centred_of([3.0, 0.0]), mean), centred(centred_of([1.0, 2.0]), mean)
    assert dot(one, one) == pytest.approx(1.0)
    assert dot(one, other) == pytest.approx(-1.0)
    assert list(centred(mean, mean)) == [0.0, 0.0]


def centred_of(values: list[float]):  # type: ignore[no-untyped-def]
    import array

    return array.array("f", values)


LEAST = {"title": 0.05, "schedule": 0.4}
"""What rules reach at least; a title made of the first words is no good one, and the grammar of times grows."""


@pytest.mark.parametrize("name", sorted(RULES))
async def test_rules_answer_every_case_of_their_behaviour(name: str) -> None:
    of = load_behavior(name)
    rule = RuleCandidate(of)
    right = [of.grade(case, (await rule.answer(case)).answer).value for case in of.cases[:60]]
    assert sum(right) / len(right) > LEAST.get(name, 0.7)


def test_a_behaviour_without_rules_says_which_have_them() -> None:
    with pytest.raises(LabError, match="no rule for kindness; there are rules for ask_first, choose_tool, comment"):
        RuleCandidate(behavior(cases(1)))


async def test_a_remote_model_is_asked_freely_and_what_it_says_is_read() -> None:
    of = load_behavior("open_canvas")
    talker = ScriptedModel(
        lambda messages, tools: [Say(text="Document, I think"), Usage(input_tokens=31, output_tokens=3)]
    )
    candidate = prompted(of, talker, "zero", 2, free=False, seed=0, name="remote")
    reply = await candidate.answer(of.cases[0])
    assert (reply.answer, reply.layer, reply.scores, reply.prompt_tokens) == ("document", "model", {}, 31)


async def test_a_small_model_gives_odds_and_a_number_becomes_the_block() -> None:
    of = load_behavior("pick_passage")
    case = next(case for case in of.cases if case.target == ("Legend says",))
    small = ScriptedModel(lambda messages, tools: [Say(text="2")], guided=True)
    constrained = await prompted(of, small, "zero", 1, free=False, seed=0, name="zero-shot").answer(case)
    assert sum(constrained.scores.values()) == 1.0
    free = await prompted(of, small, "zero", 1, free=True, seed=0, name="zero-shot-free").answer(case)
    (text,) = free.answer
    assert text.startswith(("Legend says", "#", "Coffee"))


async def test_the_best_of_three_prompts_is_chosen_on_dev_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The scripted model is right only where it is shown what the labels mean: prompt 2."""

    def tell(messages: Sequence[Message], tools: Sequence[ToolSpec]) -> list[Say]:
        return [Say(text="document" if "they ask for a text" in messages[0].text else "no idea")]

    model = ScriptedModel(tell)
    bench = Bench(read_settings({"GESSO_DATA": str(tmp_path)}), lambda _: _catalogue(model))
    of = load_behavior("open_canvas")
    candidate = await best_prompt(of, bench, "zero", free=True, seed=0)
    asked = {message.text.split("\n")[-1] for one in model.asked for message in one.messages}
    tests = {case.input.ask for case in of.cases if case.split == "test"}
    dev = {case.input.ask for case in of.cases if case.split == "dev"}
    assert asked <= dev and not asked & (tests - dev)
    assert "prompt 2 is taken" in capsys.readouterr().out
    assert (await candidate.answer(of.cases[0])).answer == "document"


class OnlyOne:
    """Stands in for the catalogue, whose embedded model would be fetched."""

    def __init__(self, model: ScriptedModel) -> None:
        self.embedded = model


async def _catalogue(model: ScriptedModel) -> Catalogue:
    return OnlyOne(model)  # type: ignore[return-value]
