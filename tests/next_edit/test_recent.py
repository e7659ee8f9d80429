"""Keys of the log become the words a person changed, whatever others type meanwhile."""

from hypothesis import given, settings
from hypothesis import strategies as st

from gesso.agent.next_edit.recent import Recent
from gesso.canvas.changes import Change
from gesso.canvas.text import Text


def typed(recent: Recent, start: int, end: int, words: str, own: bool = True) -> Recent:
    """Code points `start` to `end` become `words`, in one change."""
    text = recent.text
    return recent.after(Change.of(text.units, [(text.to_units(start), text.to_units(end), words)]), own)


def said(recent: Recent) -> list[tuple[str, str]]:
    text = str(recent.text)
    return [(each.before, text[each.start : each.end]) for each in recent.replacements()]


def test_keys_of_one_word_are_one_replacement() -> None:
    recent = Recent(Text.of("é😀 Anna came and Anna went"))
    for n, letter in enumerate("Eva"):
        recent = typed(recent, 3 if n == 0 else 3 + n, 7 if n == 0 else 3 + n, letter)
    assert said(recent) == [("Anna", "Eva")]
    recent = typed(recent, 0, 0, "字 ", own=False)
    assert said(recent) == [("Anna", "Eva")]
    recent = typed(recent, 18, 22, "Eva")
    assert said(recent) == [("Anna", "Eva"), ("Anna", "Eva")]


def test_backspaces_are_part_of_the_replacement() -> None:
    recent = Recent(Text.of("Anna came"))
    for at in (4, 3, 2, 1):
        recent = typed(recent, at - 1, at, "")
    for n, letter in enumerate("Eva"):
        recent = typed(recent, n, n, letter)
    assert said(recent) == [("Anna", "Eva")]


KEYS = st.tuples(st.integers(0, 60), st.integers(0, 6), st.sampled_from(["", "a", "é😀", "字\n", "xyz"]), st.booleans())


@settings(deadline=None)
@given(st.lists(KEYS))
def test_putting_the_old_words_back_where_they_stood_gives_the_text_before(
    keys: list[tuple[int, int, str, bool]],
) -> None:
    """For one place that nobody else touched: old words in the place of the new ones are the text as it was."""
    first = "Le café 😀 字 was quick, and the other one slow."
    recent = Recent(Text.of(first))
    for at, size, words, own in keys:
        length = len(recent.text)
        start = min(at, length)
        recent = typed(recent, start, min(length, start + size), words, own)
        text = str(recent.text)
        for each in recent.replacements():
            assert 0 <= each.start <= each.end <= len(text)
    if all(own for *_, own in keys) and len(recent.places) == 1 and keys:
        one = recent.replacements()[0]
        text = str(recent.text)
        if len(keys) == 1 or max(len(one.before), one.end - one.start) < 60:
            assert text[: one.start] + one.before + text[one.end :] == first
