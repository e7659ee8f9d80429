"""What code foresees of the next edit: renames, lists, fences, rows, links; and that taking one changes only that."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesso.agent.next_edit.candidate import Candidate, Replacement, Situation
from gesso.agent.next_edit.edits import SOURCES, foresee


def situation(text: str, *recent: tuple[str, str], code: bool = False) -> Situation:
    """A text in which `|` is the caret; `recent` pairs of (old words, new words), the new ones found first to last."""
    caret = text.index("|caret|")
    text = text.replace("|caret|", "")
    found = []
    for before, after in recent:
        start = text.index(after)
        found.append(Replacement(start, start + len(after), before))
    return Situation(text, caret, code, tuple(found))


def best(now: Situation) -> Candidate:
    found = foresee(now)
    assert found, "nothing foreseen"
    return found[0]


def taken(now: Situation) -> str:
    return best(now).apply(now.text)


def test_a_renamed_name_is_offered_elsewhere() -> None:
    now = situation("Eva|caret| came. Anna saw. Annabel left with Anna.", ("Anna", "Eva"))
    assert best(now).kind == "rename" and len(best(now).splices) == 2
    assert taken(now) == "Eva came. Eva saw. Annabel left with Eva."


def test_half_a_word_replaced_is_the_whole_word() -> None:
    text = "def load_rows(): ...\nload_lines()\nload_lines()|caret|"
    now = situation(text, ("lines", "rows"), code=True)
    assert taken(now) == "def load_rows(): ...\nload_rows()\nload_rows()"


def test_an_everyday_word_is_not_likely_and_becomes_so_when_done_twice() -> None:
    now = situation("a big|caret| dog, a large cat and a large cow", ("large", "big"))
    assert best(now).likely < 0.5
    twice = (Replacement(2, 5, "large"), Replacement(13, 16, "large"))
    again = Situation("a big dog, a big cat and a large cow", 16, False, twice)
    assert best(again).likely > 0.8 and taken(again) == "a big dog, a big cat and a big cow"


@pytest.mark.parametrize("code", [True, False])
def test_a_word_still_being_typed_renames_nothing(code: bool) -> None:
    inside = Situation("Ev here, Anna there", 1, code, (Replacement(0, 2, "Anna"),))
    assert [each for each in foresee(inside) if each.kind == "rename"] == []


def test_a_list_is_numbered_again_after_an_item_was_put_in() -> None:
    now = situation("1. one\n2. two\n3. new|caret|\n3. three\n   more\n4. four\n\n9. other", ("", "new"))
    assert best(now).kind == "renumber"
    assert taken(now) == "1. one\n2. two\n3. new\n4. three\n   more\n5. four\n\n9. other"


def test_a_list_of_ones_and_an_untouched_list_are_left() -> None:
    assert foresee(situation("1. one\n1. two|caret|\n1. three", ("", "two"))) == []
    assert foresee(situation("Fox\n\n1. one\n3. two\n4. three|caret|", ("Dog", "Fox"))) == []


def test_the_mark_of_the_next_item() -> None:
    assert taken(situation("- [x] one\n- [ ] two\n|caret|")) == "- [x] one\n- [ ] two\n- [ ] "
    assert taken(situation("  9. one\n|caret|")) == "  9. one\n  10. "
    assert foresee(situation("one\n|caret|")) == []


def test_a_fence_left_open_is_closed() -> None:
    now = situation("Run:\n\n````sh\nmake\n```\n|caret|\n\nThen.")
    assert best(now).kind == "close" and taken(now).endswith("make\n```\n````\n\nThen.")
    assert foresee(situation("```sh\nmake\n```\n|caret|")) == []
    assert foresee(situation("```sh\nmake\n|caret|\n```")) == []


def test_a_quotation_is_closed_at_the_end_of_its_sentence() -> None:
    ended = situation("He said “go (now).|caret|")
    assert taken(ended) == "He said “go (now).”" and best(ended).likely > 0.5
    assert best(situation("He said “go|caret|")).likely < 0.5


def test_the_same_cell_in_further_rows() -> None:
    rows = "| name | state |\n| --- | --- |\n| a | done|caret| |\n| draft | draft |\n| c | draft |\n\n| d | draft |"
    now = situation(rows, ("draft", "done"))
    assert "row" in {each.kind for each in foresee(now)}
    row = next(each for each in foresee(now) if each.kind == "row")
    assert row.apply(now.text) == rows.replace("|caret|", "").replace("draft | draft", "draft | done").replace(
        "c | draft", "c | done"
    )


def test_the_same_field_in_further_lines() -> None:
    now = situation("a:\n  port: 8080|caret|\nb:\n  port: 80\n  other: 80\n", ("80\n", "8080\n"))
    text = now.text
    now = Situation(text, now.caret, False, (Replacement(text.index("8080"), text.index("8080") + 4, "80"),))
    row = next(each for each in foresee(now) if each.kind == "row")
    assert row.apply(text) == "a:\n  port: 8080\nb:\n  port: 8080\n  other: 80\n"


def test_links_follow_a_renamed_heading() -> None:
    now = situation("[Old words](#old-words) and [see](#old-words)\n\n## New words|caret|\n", ("Old", "New"))
    assert best(now).kind == "link"
    assert taken(now) == "[New words](#new-words) and [see](#new-words)\n\n## New words\n"


PARTS = ["Anna", "é😀", "字", "- ", "1. ", "2. ", "|", "```", "\n", " ", "“", "(", "# ", "key: ", "\r\n", "a", "x_1"]
WORDS = st.lists(st.sampled_from(PARTS), max_size=40)


@settings(deadline=None)
@given(WORDS, WORDS, st.sampled_from(["Anna", "old", "é", "字字", "1", ""]), st.booleans())
def test_whatever_is_foreseen_fits_the_text_and_changes_something(
    left: list[str], right: list[str], before: str, code: bool
) -> None:
    head, tail = "".join(left), "".join(right)
    new = "Eva"
    text = head + new + tail
    for caret in (len(head), len(head) + len(new), len(text)):
        now = Situation(text, caret, code, (Replacement(len(head), len(head) + len(new), before),))
        for source in SOURCES:
            found = source(now)
            if found is None:
                continue
            assert 0.0 < found.likely < 1.0
            at = 0
            for splice in found.splices:
                assert at <= splice.start <= splice.end <= len(text)
                assert splice.text != text[splice.start : splice.end]
                at = splice.end
            after = found.apply(text)
            outside = len(text) - sum(each.end - each.start for each in found.splices)
            assert len(after) == outside + sum(len(each.text) for each in found.splices)
            assert found.key(text) == source(now).key(text)  # type: ignore[union-attr]  # the same situation, the same find
