"""The text of a data canvas and the links of numbers: what is written is found again, whatever stands around it."""

from hypothesis import given
from hypothesis import strategies as st

from gesso.data.chart import Chart
from gesso.data.csv_out import inert
from gesso.data.figures import figures_in, linked, updated
from gesso.data.findings import Cell
from gesso.data.numbers import shown
from gesso.data.sheet import Card, next_id, parse_cards, render_head, with_card, with_head, without_card
from gesso.data.table import Column, named

HEAD = render_head("säle.csv", 12, [Column("é 😀", "number", "BIGINT"), Column("字", "text", "VARCHAR")])
lines = st.text(
    st.characters(blacklist_categories=["Cc", "Cs", "Zl", "Zp"], blacklist_characters="\x85"), max_size=20
).map(str.strip)
titles = lines.map(lambda line: " ".join(line.split()))
charts = st.none() | st.builds(Chart, st.sampled_from(["bar", "line"]), titles, titles, st.none() | titles.filter(bool))
queries = lines.filter(lambda sql: sql.strip("; ") == sql and sql and not sql.startswith("--"))


@given(st.lists(st.tuples(titles, queries, charts), max_size=5))
def test_cards_are_read_as_they_were_written(wanted: list[tuple[str, str, Chart | None]]) -> None:
    text, cards = HEAD, []
    for title, sql, chart in wanted:
        cards.append(Card(next_id(text), title, sql, chart))
        text = with_card(text, cards[-1])
    assert parse_cards(text) == cards
    text = with_head(text, render_head("newer.csv", 1, []))
    assert parse_cards(text) == cards and text.startswith("-- data: newer.csv, 1 row\n")
    for card in cards[::2]:
        text = without_card(text, card.id)
    assert parse_cards(text) == cards[1::2]


@given(titles.filter(bool), titles.filter(bool), st.integers(0, 9), st.sampled_from(["", "%"]))
def test_a_linked_number_is_found_and_changed(value: str, column: str, row: int, suffix: str) -> None:
    cell = Cell(row, column.replace("~", ""), suffix)
    text = f"Before {linked(value[:100], 'canvas_a', 'q3', cell)} after."
    found = figures_in(text)
    assert [(each.text, each.card, each.cell) for each in found] == [(value[:100] + suffix, "q3", cell)]
    newer = updated(text, {found[0].address: "1,234"})
    assert newer.startswith("Before [1,234](#data/canvas_a/q3/") and newer.endswith(" after.")


def test_values_are_written_one_way() -> None:
    said = [shown(each) for each in (1234567, 0.5, 12345.678, 99.999, 0.000123, None, True, "2025-03-08", "x", 3.0)]
    assert said == ["1,234,567", "0.5", "12,346", "100", "0.000123", "none", "yes", "8 March 2025", "x", "3"]


def test_names_are_quoted_where_they_must_be() -> None:
    assert [named(name) for name in ("city", "date", "two words", 'a"b', "Ünï")] == [
        "city", '"date"', '"two words"', '"a""b"', '"Ünï"'
    ]  # fmt: skip


def test_only_text_that_acts_is_made_inert() -> None:
    assert [inert(cell) for cell in ("=1", "+x", "-2", "@a", "a=b", -2, None, " =1")] == [
        "'=1", "'+x", "'-2", "'@a", "a=b", -2, None, "' =1"
    ]  # fmt: skip
