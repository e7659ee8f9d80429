"""What `bench.rewrite_anchors` measures, in small: a rewrite keeps comments and what people type meanwhile."""

import random

import pytest

from bench.rewrite_anchors import STRENGTHS, WAYS, Kept, one


@pytest.mark.parametrize(("strength", "least"), [("light", 0.95), ("medium", 0.85), ("heavy", 0.65)])
def test_a_rewrite_keeps_comments_and_typed_words_that_other_ways_lose(strength: str, least: float) -> None:
    kept = {name: Kept() for name in WAYS}
    chance = random.Random(strength)
    counts = [one(STRENGTHS[strength], chance, kept) for _ in range(6)]
    comments, _, typed = (sum(column) for column in zip(*counts, strict=True))
    ours, sentences, whole = (kept[name] for name in ("word by word", "by sentence", "whole"))
    assert ours.comments >= least * comments
    assert (ours.typed, ours.torn) == (typed, 0), "no word that somebody typed meanwhile is moved, torn or lost"
    assert ours.comments > sentences.comments > whole.comments
    assert ours.typed > sentences.typed > whole.typed * 2
