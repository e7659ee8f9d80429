"""The word diff makes exactly the new text, word by word, in bounded time."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesso.canvas.diff import TOKEN, change_between, join_edits, word_diff
from gesso.canvas.text import Text

WORDS = ["one", "two", "x1", "é", "e\u0301", "字", "漢字", "日本", "नमस्ते", "😀", "👩\u200d🚀"]
pieces = st.sampled_from([*WORDS, " ", "  ", "\n", "\n\n", "\r\n", ".", ","])
texts = st.lists(pieces, max_size=30).map("".join)


def applied(before: str, edits: list[tuple[int, int, str]]) -> str:
    for start, end, insert in reversed(edits):
        before = before[:start] + insert + before[end:]
    return before


@given(texts, texts)
@settings(max_examples=1500)
def test_the_edits_make_the_new_text(before: str, after: str) -> None:
    edits = word_diff(before, after)
    assert applied(before, edits) == after
    assert applied(before, join_edits(before, edits)) == after
    ends = [-1, *(edit[1] for edit in edits)]
    assert all(start > end for end, (start, _, _) in zip(ends, edits, strict=False))
    assert all(before[start:end] != insert for start, end, insert in edits)


@given(texts, texts)
@settings(max_examples=500)
def test_no_word_is_cut(before: str, after: str) -> None:
    borders = {0} | {match.end() for match in TOKEN.finditer(before)}
    for start, end, _ in word_diff(before, after):
        assert {start, end} <= borders


@given(texts, texts)
@settings(max_examples=300)
def test_as_a_change_of_the_text(before: str, after: str) -> None:
    text = Text.of(before)
    assert str(text.apply(change_between(text, after))) == after


@given(texts)
def test_every_character_is_in_a_token(text: str) -> None:
    assert "".join(TOKEN.findall(text)) == text


@pytest.mark.parametrize(
    ("before", "after", "edits"),
    [
        ("the quick brown fox", "the slow brown fox", [(4, 9, "slow")]),
        ("same", "same", []),
        ("", "new", [(0, 0, "new")]),
        ("old", "", [(0, 3, "")]),
        ("café 😀 ok", "café 😀😀 ok", [(6, 6, "😀")]),
        ("a b c d", "a c d", [(2, 4, "")]),
        ("我喜欢茶", "我喜欢咖啡", [(3, 4, "咖啡")]),
        ("cafe\u0301 x", "cafe x", [(0, 5, "cafe")]),
    ],
)
def test_small_edits_stay_small(before: str, after: str, edits: list[tuple[int, int, str]]) -> None:
    assert word_diff(before, after) == edits


def test_a_rewrite_spares_the_sentences_it_keeps() -> None:
    sentences = [f"Sentence number {n} says something about topic {n * 7}." for n in range(400)]
    before = " ".join(sentences)
    changed = list(sentences)
    changed[37] = "A wholly different statement here!"
    del changed[300]
    edits = word_diff(before, " ".join(changed))
    assert sum(end - start for start, end, _ in edits) < 2.5 * len(sentences[37])


def test_hunks_join_over_spaces_and_not_over_words_or_lines() -> None:
    before = "the quick brown fox\nran"
    edits = word_diff(before, "the slow red fox\nwalked")
    assert edits == [(4, 9, "slow"), (10, 15, "red"), (20, 23, "walked")]
    assert join_edits(before, edits) == [(4, 15, "slow red"), (20, 23, "walked")]


def shuffled(rng: random.Random, text: str) -> str:
    words = text.split()
    rng.shuffle(words)
    return " ".join(words)


def hostile() -> dict[str, tuple[str, str]]:
    rng = random.Random(3)
    common = " ".join(rng.choice(["the", "of", "and", "a", "in"]) for _ in range(30_000))
    unique = " ".join(f"w{n}" for n in range(30_000))
    nested = " ".join(f"n{min(n, 20_000 - n)}" for n in range(20_000))
    return {
        "one word over and over": ("a " * 50_000, "a " * 40_000 + "b " * 9_000 + "a"),
        "few words shuffled": (common, shuffled(rng, common)),
        "unique words shuffled": (unique, shuffled(rng, unique)),
        "reversed": (unique, " ".join(reversed(unique.split()))),
        "nested": (nested, nested.replace("n5 ", "m5 ").replace("n77 ", "")),
        "one line of letters": ("ab" * 100_000, "ba" * 100_000),
        "one line of signs": ("*" * 100_000 + "x", "x" + "*#" * 50_000),
        "lines repeated": ("x y z\n" * 20_000, "x y z\n\n" * 20_000),
        "nothing in common": (unique, unique.upper().replace("W", "v")),
    }


@pytest.mark.parametrize("name", list(hostile()))
def test_hostile_texts_take_bounded_time(name: str) -> None:
    before, after = hostile()[name]
    start = time.process_time()
    edits = word_diff(before, after)
    assert time.process_time() - start < 8
    assert applied_fast(before, edits) == after


def applied_fast(before: str, edits: list[tuple[int, int, str]]) -> str:
    out, at = [], 0
    for start, end, insert in edits:
        out += [before[at:start], insert]
        at = end
    return "".join([*out, before[at:]])
