"""Lenses made on the fly: what a wish becomes, what a model says of a scene, and what nonsense comes to."""

from typing import Any

import pytest

from gesso.base.errors import BadInput
from gesso.canvas.snapshot import take_snapshot
from gesso.lenses.designing import designed_by_rules, title_of_wish
from gesso.lenses.lens import Around, Reading
from gesso.lenses.made import Score, Spec, key_of, lens_of, read_score, read_spec
from gesso.lenses.running import Kept, propose
from gesso.lenses.sm2 import fresh, graded

TALE = "# Night\n\nThe scream came é😀 from the dark cellar.\n\nAnna ran.\n\n# Day\n\nThey ate bread in the garden.\n"
NIGHT = "The scream came é😀 from the dark cellar.\n\nAnna ran."
SPEC = Spec(title="Fear", instruction="How frightening is it?", low="calm", high="terror", wishes=(
    {"label": "Make it quieter", "instruction": "Say this with less noise."},
))  # fmt: skip


def read(spec: Spec, text: str, **scores: Score) -> Reading[Any]:
    lens = lens_of(spec, "made:x", "p", "Larger")
    around = Around(scores={key_of(words): score for words, score in _by_words(scores).items()})
    return Kept().read(lens, take_snapshot(text, 1, "document", None), around)


def _by_words(scores: dict[str, Score]) -> dict[str, Score]:
    return {NIGHT if name == "night" else name: score for name, score in scores.items()}


@pytest.mark.parametrize(("wish", "title"), [
    ("Give me a slider for how frightening each scene is", "How frightening"),
    ("please make me a lens that shows how sad every chapter feels.", "How sad"),
    ("I want a meter for tension in each scene", "Tension"),
    ("how funny is it", "How funny"),
    ("a: b", "A  b"),
])  # fmt: skip
def test_what_a_wish_is_called(wish: str, title: str) -> None:
    assert title_of_wish(wish) == title


def test_without_a_larger_model_a_ready_list_of_words_serves_or_it_is_said() -> None:
    assert designed_by_rules("Give me a slider for how frightening each scene is").title == "How frightening"
    with pytest.raises(BadInput, match="Name words"):
        designed_by_rules("give me a slider for how buttery each scene is")


def test_a_scene_that_was_read_has_its_number_and_one_that_changed_has_none() -> None:
    score = Score(8.0, ("scream came é😀", "never written"))
    view = read(SPEC, TALE, night=score).view
    assert [(each.title, each.value, each.grade) for each in view.measures] == [
        ("Night", 8.0, "estimated"), ("Day", None, "estimated")
    ]  # fmt: skip
    assert view.summary == "1 of 2 scenes read, 1 not yet or changed since"
    assert [(each.label, each.anchors[0].quote, each.grade) for each in view.data] == [
        ("scream came é😀", "scream came é😀", "estimated")
    ]  # fmt: skip
    assert view.data[0].by.startswith("Larger, asked")
    changed = read(SPEC, TALE.replace("Anna ran", "Anna fled"), night=score).view
    assert [each.value for each in changed.measures] == [None, None] and changed.data == ()


def test_its_slider_and_its_commands_only_ask() -> None:
    reading = read(SPEC, TALE, night=Score(8.0, ("dark cellar",)))
    lens = lens_of(SPEC, "made:x", "p", "Larger")
    (ask,) = propose(lens, reading, "ask_level", {"scene": "0", "goal": 3}).asks
    assert TALE[ask.start : ask.end] == NIGHT and "less of this" in ask.instruction and "terror" in ask.instruction
    (act,) = reading.view.data[0].acts
    (wish,) = propose(lens, reading, act.command, dict(act.args)).asks
    assert (TALE[wish.start : wish.end], wish.instruction) == ("dark cellar", "Say this with less noise.")
    for scene in ("1", "9"):
        with pytest.raises(BadInput, match="not read yet"):
            propose(lens, reading, "ask_level", {"scene": scene, "goal": 3})


def test_a_list_of_passages_and_a_lens_by_words_have_the_same_commands() -> None:
    listed = read(SPEC.model_copy(update={"view": "list"}), TALE, night=Score(8.0, ("dark cellar",))).view
    assert listed.shape == "list" and [(each.group, each.label) for each in listed.data] == [("Night", "dark cellar")]
    words = SPEC.model_copy(update={"instruction": "", "words": ("dark", "scream")})
    assert [each.label for each in read(words, TALE).view.data[0].acts] == [
        "Ask to say it otherwise",
        "Make it quieter",
    ]


@pytest.mark.parametrize("reply", [
    "I think it is scary.", '{"score": "very"}', '{"score": 11}', '{"score": -1, "quotes": []}',
    '{"score": 3, "quotes": 5}',
    '{"quotes": []}', '{"score": NaN}', "[" * 100_000, "{" + "[" * 50_000 + "}", '{"score": null}',
])  # fmt: skip
def test_nonsense_of_a_model_is_no_number(reply: str) -> None:
    with pytest.raises(BadInput):
        read_score(reply, NIGHT)


def test_of_an_answer_only_quotes_that_stand_in_the_scene_are_kept() -> None:
    reply = 'Sure. {"score": 7.26, "quotes": ["dark cellar", "dark  cellar", "", 4, "dark cellar"]} Good luck!'
    assert read_score(reply, NIGHT) == Score(7.3, ("dark cellar",))


@pytest.mark.parametrize("value", [
    {}, {"title": ""}, {"title": "a:b", "words": ["x"]}, {"title": "Xyz"}, {"title": "T", "words": ["(a)*+"]},
    {"title": "T", "words": ["w"] * 99}, {"title": "T", "instruction": "x" * 2_000}, {"title": "T", "code": "rm"},
    {"title": "T", "words": ["a"], "view": "html"}, "T", None, [1],
])  # fmt: skip
def test_what_is_no_lens_is_refused_by_name(value: object) -> None:
    with pytest.raises(BadInput):
        read_spec(value)


def test_a_question_comes_back_after_1_day_6_days_then_ever_later() -> None:
    first = graded(fresh("c"), 4, 100)
    second = graded(first, 4, first.due)
    third = graded(second, 4, second.due)
    assert [first.due, second.due, third.due, third.easiness] == [101, 107, 122, 2_500]
    lost = graded(third, 1, 122)
    assert (lost.known, lost.interval, lost.due) == (0, 1, 123) and lost.easiness < third.easiness
    card = fresh("c")
    for day in range(200):
        card = graded(card, day % 6, day)
        assert card.easiness >= 1_300 and 1 <= card.interval <= 36_500
