"""The laws of the change algebra, and what is refused as a change."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesso.canvas.changes import BadChange, Change, compose_all
from gesso.canvas.text import Text, units_of

letters = st.sampled_from("ab \n\té😀字\u0301𝒳\r")
words = st.text(letters, max_size=14)


@st.composite
def changes_of(draw: st.DrawFn, plain: str) -> Change:
    starts = [0]
    for letter in plain:
        starts.append(starts[-1] + units_of(letter))
    count = draw(st.integers(0, 4))
    cuts = sorted(draw(st.lists(st.integers(0, len(plain)), min_size=2 * count, max_size=2 * count)))
    pairs = zip(cuts[::2], cuts[1::2], strict=True)
    edits = [(starts[a], starts[b], draw(st.text(letters, max_size=4))) for a, b in pairs]
    return Change.of(starts[-1], edits)


@st.composite
def sessions(draw: st.DrawFn) -> tuple[Text, Change, Change, Change]:
    """A text, two changes of it, and one of what the first makes of it."""
    text = Text.of(draw(words))
    a, b = draw(changes_of(str(text))), draw(changes_of(str(text)))
    return text, a, b, draw(changes_of(str(text.apply(a))))


@given(sessions())
@settings(max_examples=400)
def test_composing_is_doing_one_after_the_other(session: tuple[Text, Change, Change, Change]) -> None:
    text, a, _, c = session
    assert text.apply(a.compose(c)) == text.apply(a).apply(c)
    assert compose_all([a, c], text.units) == a.compose(c)


@given(sessions())
@settings(max_examples=400)
def test_concurrent_changes_converge(session: tuple[Text, Change, Change, Change]) -> None:
    text, a, b, _ = session
    assert text.apply(a).apply(b.map(a)) == text.apply(b).apply(a.map(b, before=True))


@given(sessions())
@settings(max_examples=400)
def test_inverting_leads_back(session: tuple[Text, Change, Change, Change]) -> None:
    text, a, _, c = session
    assert text.apply(a).apply(a.invert(text)) == text
    both = a.compose(c)
    assert text.apply(both).apply(both.invert(text)) == text


@given(sessions())
@settings(max_examples=300)
def test_json_round_trip_and_lengths(session: tuple[Text, Change, Change, Change]) -> None:
    text, a, b, c = session
    for change in (a, b, c, a.compose(c), a.map(b)):
        assert Change.from_json(change.to_json()) == change
    assert a.length == text.units
    assert a.new_length == text.apply(a).units
    assert a.new_length - a.length == a.inserted - a.deleted
    assert a.compose(Change.identity(a.new_length)) == a == Change.identity(a.length).compose(a)


@given(sessions(), st.data())
@settings(max_examples=300)
def test_positions_follow_their_text(session: tuple[Text, Change, Change, Change], data: st.DataObject) -> None:
    text, a, _, _ = session
    point = data.draw(st.integers(0, len(text)))
    pos = text.to_units(point)
    text.apply(a).to_points(a.map_pos(pos, -1))
    text.apply(a).to_points(a.map_pos(pos, 1))
    assert a.map_pos(pos, -1) <= a.map_pos(pos, 1)
    if a.map_pos_tracked(pos, 1, "after") is not None and point < len(text):
        assert text.apply(a).slice_units(a.map_pos(pos, 1), a.new_length).startswith(text.slice(point, point + 1))


@given(sessions())
@settings(max_examples=300)
def test_ranges_say_all_that_changed(session: tuple[Text, Change, Change, Change]) -> None:
    text, a, _, _ = session
    for individual in (False, True):
        parts = list(a.ranges(individual))
        rebuilt = Change.of(text.units, [(part.from_a, part.to_a, part.insert) for part in parts])
        assert text.apply(rebuilt) == text.apply(a)
        for part in parts:
            assert text.apply(a).slice_units(part.from_b, part.to_b) == part.insert


HOSTILE: list[Any] = [
    None, 5, "abc", {}, [-1], [1.0], [True], [[]], [[True]], [["a"]], [[-1, "a"]], [[1, 2]], [[1, "a\nb"]],
    [[1, None]], [[1, ["a"]]], [None], [[[1]]], [2**31], [2**30, 2**30, 2**30], [10**400],
    [float("nan")], [float("inf")], ["1"], [[1.5, "x"]], [{"0": 1}], [[False, "x"]],
]  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: repr(value)[:30])
def test_anything_that_is_no_change_is_refused(value: Any) -> None:
    with pytest.raises(BadChange):
        Change.from_json(value)


def test_codemirrors_own_example_is_read() -> None:
    change = Change.from_json([3, [3, "new", "line2"], 4])
    assert str(Text.of("abcdefghij").apply(change)) == "abcnew\nline2ghij"
    assert Change.from_json([]) == Change.identity(0)
    assert Change.from_json([2, 0, 3, [0], [0, ""]]) == Change.identity(5)


@pytest.mark.parametrize("edits", [[(2, 1, "")], [(0, 9, "")], [(-1, 0, "")], [(2, 3, ""), (1, 1, "x")]])
def test_edits_out_of_order_or_range_are_refused(edits: list[tuple[int, int, str]]) -> None:
    with pytest.raises(BadChange):
        Change.of(5, edits)


def test_changes_that_do_not_fit_are_refused() -> None:
    a, b = Change.of(3, [(0, 0, "x")]), Change.of(5, [(0, 1, "")])
    for combine in (a.compose, a.map):
        with pytest.raises(BadChange):
            combine(b)
    with pytest.raises(BadChange):
        a.invert(Text.of("ab"))
    with pytest.raises(BadChange):
        a.map_pos(9)
    with pytest.raises(BadChange):
        Change.of(0, [(0, 0, "😀")]).compose(Change.of(2, [(1, 2, "")]))


def test_inserted_text_is_cleaned_and_templates_are_plain_text() -> None:
    assert Change.of(0, [(0, 0, "a\x00\ud800")]).to_json() == [[0, "a��"]]
    assert Change.from_json([2, [0, "a\x00", "\udc00😀"]]).to_json() == [2, [0, "a�", "�😀"]]
    assert str(Text.of("abc").apply(Change.of(3, [(1, 2, "$& \\1 \\g<0>")]))) == "a$& \\1 \\g<0>c"
