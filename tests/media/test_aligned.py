"""A document in other words: its parts and how they join, what the rules do and how it is measured, what is doubted."""

import pytest
from hypothesis import given, settings

from gesso.media.aligned import doubts, joined, parts_of
from gesso.media.levels import BY_RULES, TITLES, by_rules, formula_for, measured
from gesso.media.turning import COLUMNS, ENGLISH, LANGUAGES, task_of, title_of
from tests.formats.documents import markdown

TEXT = """---
title: x
---

# The authority

The harbour authority commenced the utilisation of numerous vessels prior to the storm, and the crew was able to
evacuate 300 residents, but the bridge at [Kell](https://kell.example) collapsed; the mayor requested assistance.[^1]

- Residents must obtain a `permit`.

```
numerous
```

> “It was numerous,” she said.

[^1]: See the report of 1999.
"""


@settings(deadline=None, max_examples=60)
@given(markdown)
def test_parts_joined_again_are_the_document(text: str) -> None:
    parts = parts_of(text)
    assert joined(text, parts, {}) == text
    assert all(text[part.start : part.end] == part.source for part in parts)
    for rung in BY_RULES:
        made = {part.key: by_rules(rung, part.source) for part in parts if not part.kept}
        assert not any(doubts(part.source, made[part.key]) for part in parts if not part.kept)


def test_rules_make_plain_words_and_then_short_sentences() -> None:
    parts = parts_of(TEXT)
    assert [part.kept for part in parts] == [True, False, False, False, True, False, False]
    made = {rung: joined(TEXT, parts, {p.key: by_rules(rung, p.source) for p in parts}) for rung in BY_RULES}
    assert "started the utilisation of many vessels before the storm" in made["plain"].replace("\n", " ")
    assert ". The crew could" in made["short"].replace("\n", " ") and ". But the bridge" in made["short"]
    for kept in ("```\nnumerous\n```", "> “It was numerous,” she said.", "[Kell](https://kell.example)", "[^1]: See"):
        assert kept in made["short"]


def test_each_rung_is_measured_by_a_formula_that_has_a_name() -> None:
    parts = parts_of(TEXT)
    assert formula_for(TEXT) == "Flesch-Kincaid" and formula_for("Der Otter ist in dem See und er ist da.") == "LIX"
    levels = [
        measured("Flesch-Kincaid", joined(TEXT, parts, {p.key: by_rules(rung, p.source) for p in parts}))
        for rung in BY_RULES
    ]
    whole = measured("Flesch-Kincaid", TEXT)
    assert whole is not None and levels[0] is not None and levels[1] is not None
    assert whole > levels[0] > levels[1] > 0
    # Six words in one sentence, one of them over six letters.
    assert measured("LIX", "Der Fischotter lebt an dem See.") == pytest.approx(6 + 100 / 6, abs=0.06)
    assert measured("LIX", "```\nx\n```") is None and measured("Flesch-Kincaid", "") is None


@pytest.mark.parametrize(
    ("words", "lost"),
    [
        ("Siehe [das](https://a.example/x), 1.000 Mal, `run`.[^1]", ()),
        ("Siehe [das](https://b.example), 1000 Mal, `run`.[^1]", ("address https://a.example/x",)),
        ("Siehe [das](https://a.example/x), oft, `lauf`.", ("code `run`", "footnote [^1]", "number 1000")),
    ],
)
def test_what_was_lost_is_named(words: str, lost: tuple[str, ...]) -> None:
    assert doubts("See [it](https://a.example/x), 1,000 times, `run`.[^1]", words) == lost


def test_every_version_has_a_title_and_a_task() -> None:
    assert {*TITLES, *(f"to-{code}" for code in LANGUAGES)} == set(COLUMNS) and set(ENGLISH.values()) == set(LANGUAGES)
    assert all(title_of(column) for column in COLUMNS)
    assert "German (Deutsch)" in task_of("to-de") and "school year 6" in task_of("year6")
