"""What is carried along by the log: anchors, blame and suggestions."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesso.base.errors import Conflicting
from gesso.canvas.anchors import Anchor
from gesso.canvas.blame import Blame
from gesso.canvas.changes import BadChange, Change
from gesso.canvas.diff import change_between
from gesso.canvas.suggestion import Suggestion
from gesso.canvas.text import Text
from tests.canvas.cases import random_change, random_text


def replace(text: Text, old: str, new: str) -> Change:
    start = str(text).index(old)
    return Change.of(text.units, [(text.to_units(start), text.to_units(start + len(old)), new)])


def test_an_anchor_follows_its_passage() -> None:
    text = Text.of("é one 😀 two three")
    anchor = Anchor.on(text, 6, 11)
    assert anchor.quote == "😀 two"[:5]
    for old, new in (("é", "字字 é"), ("three", "3"), ("two", "two and")):
        change = replace(text, old, new)
        text, anchor = text.apply(change), anchor.map(change)
    assert not anchor.gone
    assert text.slice(*anchor.points(text)).startswith("😀 ")


def test_words_typed_at_the_edges_stay_outside_and_a_deleted_passage_is_gone() -> None:
    text = Text.of("a bc d")
    anchor = Anchor.on(text, 2, 4)
    for at, words in ((2, "X"), (5, "Y")):
        change = Change.of(text.units, [(at, at, words)])
        text, anchor = text.apply(change), anchor.map(change)
    assert (str(text), text.slice(*anchor.points(text))) == ("a XbcY d", "bc")
    change = Change.of(text.units, [(1, 7, "-")])
    text, anchor = text.apply(change), anchor.map(change)
    assert (anchor.gone, anchor.quote) == (True, "bc")
    later = anchor.map(Change.of(text.units, [(0, 0, "more ")]))
    assert (later.gone, later.from_) == (True, anchor.from_ + 5)


def test_words_put_in_its_place_are_the_passage_now() -> None:
    for start, end, words, held in ((2, 7, "fast", "fast fox"), (8, 11, "cat", "quick cat"), (2, 11, "dog", "dog")):
        text = Text.of("a quick fox ran")
        change = Change.of(text.units, [(start, end, words)])
        anchor = Anchor.on(text, 2, 11).map(change)
        assert (text.apply(change).slice(*anchor.points(text.apply(change))), anchor.gone) == (held, False)


def test_anchors_hold_exactly_the_letters_that_are_left() -> None:
    rng = random.Random(8)
    for _ in range(1500):
        letters = "".join(rng.sample([chr(n) for n in range(0x1F300, 0x1F340)], 12))
        text = Text.of(letters)
        a, b = sorted(rng.sample(range(13), 2))
        anchor, wanted = Anchor.on(text, a, b), set(letters[a:b])
        for _ in range(4):
            change = random_change(rng, text, most=2)
            text, anchor = text.apply(change), anchor.map(change)
            left = [letter for letter in str(text) if letter in wanted]
            held = text.slice(*anchor.points(text))
            assert [letter for letter in held if letter in wanted] == left
            assert anchor.gone == (not held)
            wanted = set(held) & set(letters) if left else set()
            if not left:
                break


def test_a_point_stays_before_what_is_typed_at_it() -> None:
    assert Anchor(3, 3).map(Change.of(5, [(3, 3, "xy")])) == Anchor(3, 3)
    assert not Anchor(3, 3).map(Change.of(5, [(2, 4, "")])).gone


def slow_blame(authors: list[str], change: Change, author: str) -> list[str]:
    out: list[str] = []
    at = 0
    for length, units, _ in change.ops:
        out += authors[at : at + length] if units < 0 else [author] * units
        at += length
    return out


def test_blame_equals_a_list_of_authors_and_is_rebuilt_from_the_log() -> None:
    rng = random.Random(9)
    for _ in range(200):
        start = Text.of(random_text(rng, 20))
        text, blame = start, Blame.of(start.units, "import")
        authors, rows = ["import"] * start.units, []
        for _ in range(12):
            change, author = random_change(rng, text), rng.choice(["ann", "bob", "agent:small"])
            text, blame = text.apply(change), blame.apply(change, author, author[0])
            authors = slow_blame(authors, change, author)
            rows.append((change, author, author[0]))
            assert [run.author for run in blame.runs for _ in range(run.length)] == authors
            assert all(a[1:] != b[1:] for a, b in zip(blame.runs, blame.runs[1:], strict=False))
        assert Blame.from_log(rows, Blame.of(start.units, "import")) == blame
        assert Blame.from_json(blame.to_json()) == blame
        assert sum(blame.shares().values()) == pytest.approx(1 if authors else 0)


@pytest.mark.parametrize("length", [2, 4])
def test_blame_refuses_a_change_of_another_text(length: int) -> None:
    with pytest.raises(BadChange):
        Blame.of(3, "a").apply(Change.of(length, [(0, 0, "x")]), "b")


def suggestion(text: Text, old: str, new: str) -> Suggestion:
    start = str(text).index(old)
    return Suggestion.on(text, start, start + len(old), new, id="s1")


def test_a_suggestion_is_accepted_word_by_word_wherever_it_has_moved() -> None:
    text = Text.of("Hi. The quick brown fox 😀 ran.")
    offer = suggestion(text, "quick brown fox 😀", "slow brown fox 😀!")
    change = change_between(text, "字 Hi. The quick brown fox 😀 ran away.")
    text, offer = text.apply(change), offer.map(change)
    accepted = offer.accept(text)
    assert str(text.apply(accepted)) == "字 Hi. The slow brown fox 😀! ran away."
    assert [part.insert for part in accepted.ranges()] == ["slow", "!"]
    assert str(text.apply(offer.accept(text, "slow brown fox 😀"))) == "字 Hi. The slow brown fox 😀 ran away."


@pytest.mark.parametrize(
    ("old", "new"), [("quick", "rapid"), ("k b", "k-b"), ("The quick brown fox", ""), ("row", "r")]
)
def test_a_suggestion_whose_words_changed_is_stale(old: str, new: str) -> None:
    text = Text.of("The quick brown fox")
    change = replace(text, old, new)
    offer = suggestion(text, "quick brown", "slow").map(change)
    assert offer.state == "stale"
    with pytest.raises(Conflicting):
        offer.accept(text.apply(change))
    with pytest.raises(Conflicting):
        offer.settled("accepted")


@pytest.mark.parametrize(("at", "text"), [(4, "very "), (15, "ish"), (0, "x"), (19, "x")])
def test_words_typed_around_a_suggestion_do_not_touch_it(at: int, text: str) -> None:
    base = Text.of("The quick brown fox")
    change = Change.of(19, [(at, at, text)])
    offer = suggestion(base, "quick brown", "slow").map(change)
    assert offer.state == "open"
    assert "slow" in str(base.apply(change).apply(offer.accept(base.apply(change))))


def test_a_suggested_insertion_is_stale_once_its_surroundings_are_gone() -> None:
    text = Text.of("one two")
    offer = Suggestion.on(text, 4, 4, "and ", id="s")
    assert str(text.apply(offer.accept(text))) == "one and two"
    assert offer.map(Change.of(7, [(0, 7, "")])).state == "stale"
    assert offer.map(Change.of(7, [(4, 7, "")])).state == "open"
    assert offer.settled("rejected").state == "rejected"


@given(st.integers(0, 10**6))
@settings(max_examples=300)
def test_an_open_suggestion_always_reads_what_it_was_made_for(seed: int) -> None:
    rng = random.Random(seed)
    text = Text.of(random_text(rng, 20))
    a, b = sorted((rng.randint(0, len(text)), rng.randint(0, len(text))))
    offer = Suggestion.on(text, a, b, "new 😀", id="s")
    for _ in range(5):
        change = random_change(rng, text, most=2)
        text, offer = text.apply(change), offer.map(change)
        if offer.state == "open":
            assert text.slice_units(offer.from_, offer.to) == offer.before
            text.apply(offer.accept(text))
