"""Measures of a text against published values and against what a person counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesso.canvas.reading import (
    EMOJI,
    Counts,
    counts_of,
    flesch_kincaid,
    grade_of,
    language_written,
    syllables_in,
    words_in,
)

DICTIONARY = {
    1: "the is a loved walked make makes whole rule file while scale here were care their hours you true blue league",
    2: "table apple little people boxes watches wanted started changes houses nation million brilliant special social "
       "giant diet quiet science cruel fuel language question union onion prism rhythm didn't isn't being playing "
       "simple yearly preview value patient ancient handle settled creature hybrid mammal create argue unique",
    3: "national serious various curious radio video museum area idea actual usual opinion beautiful computer document "
       "history possible example theory creation continue physician audience obvious delicious "
       "dangerous period initial financial official potential graduate annual mutual platypus seemingly australian",
    4: "education criticism algorithm reality cooperate experience material industrial situation january",
    5: "university immediately readability evaluation individual",
}  # fmt: skip


@pytest.mark.parametrize(("count", "word"), [(n, word) for n, words in DICTIONARY.items() for word in words.split()])
def test_syllables_as_in_a_dictionary(count: int, word: str) -> None:
    assert syllables_in(word) == count


def test_the_formula_gives_the_published_grade() -> None:
    """ "Green Eggs and Ham": 5.7 words a sentence and 1.02 syllables a word are grade -1.3 in the literature."""
    grade = flesch_kincaid(Counts(words=5700, sentences=1000, syllables=5814))
    assert grade is not None and round(grade, 1) == -1.3
    lowest = flesch_kincaid(Counts(words=1, sentences=1, syllables=1))
    assert lowest is not None and round(lowest, 2) == -3.40, "one word of one syllable is the lowest grade there is"


def test_counting_gives_the_published_counts() -> None:
    """Of the platypus sentence 13 words and 24 syllables are published; of the cat on the mat six and six."""
    platypus = "The Australian platypus is seemingly a hybrid of a mammal and reptilian creature."
    assert counts_of(platypus) == Counts(13, 1, 24)
    assert counts_of("The cat sat on the mat.") == Counts(6, 1, 6)


def test_marks_code_and_tables_are_no_prose() -> None:
    text = "# A cat\n\n- sat **down**\n- slept\n\n| a | b |\n|---|---|\n\n```python\nx = 1\n```\n\nSee [it](http://x.y/z).\n"
    assert counts_of(text) == Counts(7, 4, 7)
    assert grade_of("```\nx = 1\n```\n") is None


def test_words_are_counted_as_a_person_counts_them() -> None:
    assert words_in("- [x] one two\n- **three**, four-five é\n") == 5
    assert words_in("字は三") == 3
    assert words_in("") == 0


@given(st.text(alphabet="aé😀字 .\r\n#-*`|[]()", max_size=60))
def test_any_text_can_be_measured(text: str) -> None:
    counts = counts_of(text)
    assert counts.words >= 0 and counts.syllables >= counts.words
    assert (flesch_kincaid(counts) is None) == (counts.words == 0 or counts.sentences == 0)
    assert words_in(text) >= 0


def test_emoji_are_counted_as_they_are_seen() -> None:
    assert len(EMOJI.findall("a 👩‍👩‍👧 b 🇩🇪 c 👍🏽 d ☀️ e 1️⃣ f")) == 5
    assert EMOJI.findall("plain 1 # * → text") == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The history of coffee is long, and it is told in many of the books that we have."),
        ("de", "Die Geschichte des Kaffees ist lang, und sie wird in den Büchern der Welt erzählt."),
        ("fr", "L'histoire du café est longue et elle est dans les livres que nous avons."),
        ("es", "La historia del café es larga y se cuenta en los libros que tenemos."),
        ("ja", "コーヒーの歴史は長い。"),
        ("zh", "咖啡的历史很长。"),
        ("ru", "История кофе длинная, и она есть в книгах."),
        (None, "Tokyo Paris 12"),
    ],
)
def test_the_language_is_told_or_not_guessed(language: str | None, text: str) -> None:
    assert language_written(text) == language


def test_no_grade_is_given_to_other_languages() -> None:
    assert grade_of("Die Geschichte des Kaffees ist lang, und sie wird in den Büchern der Welt erzählt.") is None
