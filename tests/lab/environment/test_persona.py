"""Simulated users: whatever they are answered they leave in time, tell one wish at a time, and do no work."""

from hypothesis import given, settings
from hypothesis import strategies as st

from gesso.lab.persona.preferences import Preferences
from gesso.lab.persona.speech import mistype
from gesso.lab.persona.task import make_task
from gesso.lab.persona.user import Seen, SimulatedUser
from gesso.lab.persona.wish import Wish, collateral, is_met

TEXTS = st.text(max_size=40) | st.sampled_from(["Could you say more?", "12, 214 and 7:40", "é😀字\r\n\r\nx"])
SEEN = st.tuples(TEXTS, st.lists(TEXTS, max_size=2), TEXTS | st.none(), st.booleans())


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 10_000), answers=st.lists(SEEN, min_size=1, max_size=6))
def test_a_user_always_ends(seed: int, answers: list[tuple[str, list[str], str | None, bool]]) -> None:
    task = make_task(seed)
    user = SimulatedUser(task.wishes, task.preferences, seed, task.protected)
    said: str | None = user.begin()
    text, turns = task.document, 0
    most = len(task.wishes) * (task.preferences.patience + 2)
    while said is not None:
        assert turns < most and said.strip()
        words, opened, after, ok = answers[turns % len(answers)]
        seen = Seen(text, text if after is None or not text else after, words, tuple(opened), ok)
        reaction = user.react(seen)
        if reaction.settle != "undo":
            text = seen.after
        if reaction.touch is not None:
            touched = text.replace(*reaction.touch)
            for wish in user.wishes[user._at :]:
                assert is_met(wish, text, touched, "") <= is_met(wish, text, text, "")
        said, turns = reaction.say, turns + 1
    assert user.done


def test_one_wish_is_told_at_a_time() -> None:
    wishes = (Wish("mention", "One", words="ZEBRA"), Wish("mention", "Two", words="YAK", vague=True))
    user = SimulatedUser(wishes, Preferences(), 1)
    first = user.begin()
    assert "ZEBRA" in first and "YAK" not in first
    text = "One\n\nTwo"
    reaction = user.react(Seen(text, "One ZEBRA\n\nTwo"))
    assert reaction.met and reaction.say is not None and "YAK" not in reaction.say, "it is vague at first"
    asked = user.react(Seen("One ZEBRA\n\nTwo", "One ZEBRA\n\nTwo", "Which detail?"))
    assert asked.right and asked.say is not None and "YAK" in asked.say


def test_wishes_are_checked_by_code() -> None:
    start = "# T\n\nIt is a long passage about 12 bees and more.\n\nAda hums."
    short = Wish("shorten", "It is", words="12")
    assert is_met(short, start, start.replace(" about 12 bees and more", " of 12"), "")
    assert not is_met(short, start, start.replace(" about 12 bees and more", ""), ""), "what was to be kept is gone"
    assert not is_met(short, start, "12", ""), "nothing is left of it"
    rename = Wish("rename", find="Ada", words="Bea")
    assert is_met(rename, start, start.replace("Ada", "Bea"), "") and not is_met(rename, start, start + " Bea", "")
    assert not is_met(rename, start, start.replace("Ada hums.", ""), ""), "taking the name out is no renaming"
    assert not is_met(Wish("remove", "Ada", find="Ada hums"), start, "  ", ""), "emptying the document is no removal"
    assert collateral(rename, start, start.replace("Ada", "Bea")) == 0.0
    assert collateral(rename, start, "Bea hums.") == 1.0


@given(text=st.text(max_size=80), seed=st.integers(0, 99))
def test_mistyping_keeps_quotations_and_names(text: str, seed: int) -> None:
    import random

    said = mistype(f"{text} “as it stands there” Marlow again", 1.0, random.Random(seed), "Marlow")
    assert "“as it stands there” Marlow" in said
