"""Stated figures, what came out, and which are the same: nothing is matched by its value alone."""

import pytest

from gesso.reproducing.figures import figures_of
from gesso.reproducing.matching import Output, Verdict, counted, match, render_table

PAPER = """Foxes at night

We watched 40 foxes in 2019. The mean speed was 12.4 km/h, with a standard deviation of 2.1 km/h.
Of these, 31 of 40 foxes (77.5%) were seen again; 12 of 40 foxes (31%) had cubs.
Sightings rose from 200 to 250 per month, an increase of 25%. See Figure 3 and Table 2.
The accuracy of our counter was 91.3%.\fReferences

Fox, A. (2011). Counting 99 foxes."""


def verdicts(output: str) -> dict[str, tuple[Verdict, str]]:
    found = match(figures_of(PAPER, paged=True), [Output("run.py", output)])
    return {each.figure.shown: (each.verdict, each.found) for each in found}


def test_figures_are_numbers_that_are_stated_and_nothing_else() -> None:
    shown = [each.shown for each in figures_of(PAPER, paged=True)]
    assert {"40", "12.4", "2.1", "77.5%", "31%", "25%", "91.3%"} <= set(shown)
    assert not {"2019", "3", "2", "2011", "99"} & set(shown)


def test_what_the_sentence_itself_gives_is_checked_without_any_program() -> None:
    found = verdicts("")
    assert found["77.5%"] == ("matched", "77.5%")
    assert found["31%"] == ("not matched", "30%")
    assert found["25%"] == ("matched", "25%")
    assert found["12.4"] == ("not computed", "")


@pytest.mark.parametrize(
    ("output", "shown", "verdict"),
    [
        ("mean speed = 12.38", "12.4", "matched"),
        ("mean speed: 12.51", "12.4", "not matched"),
        ("average_speed = 12.4", "12.4", "matched"),
        ("accuracy: 0.9131", "91.3%", "matched"),
        ("accuracy | 91.3 %", "91.3%", "matched"),
        ("accuracy: 0.92", "91.3%", "not matched"),
        ("figure 3 = 99", "2.1", "not matched"),
        ("loss = 12.4", "12.4", "not computed"),
        ("12.4", "12.4", "not computed"),
        ("epoch 12: 12.4", "12.4", "not computed"),
    ],
)
def test_a_number_counts_where_its_words_are_those_of_the_figure(output: str, shown: str, verdict: Verdict) -> None:
    numbers = {each.shown: each.number for each in figures_of(PAPER, paged=True)}
    output = output.replace("figure 3", f"figure {numbers['2.1']}")
    assert verdicts(output)[shown][0] == verdict


def test_the_table_says_page_and_both_numbers() -> None:
    matches = match(figures_of(PAPER, paged=True), [Output("run.py", "accuracy: 0.92 | x")])
    table = render_table(matches)
    assert "(page 1)" in table and "| 91.3% | 0.92 (run.py: accuracy: 0.92" in table and "**not matched**" in table
    assert counted(matches).endswith("not computed")
