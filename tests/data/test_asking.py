"""Questions in words as queries: what is understood, what is taken and said, and what is honestly not understood."""

import pytest

from gesso.data.asking import understand
from gesso.data.profile import ColumnProfile, Profile, Value

SALES = Profile(
    rows=400,
    exact=True,
    columns=(
        ColumnProfile(name="order_id", kind="number", type="BIGINT", distinct=400, low="1", high="400", mean=200.0),
        ColumnProfile(name="date", kind="time", type="DATE", distinct=90, low="2024-01-03", high="2025-06-30"),
        ColumnProfile(name="city", kind="text", type="VARCHAR", distinct=3,
                      top=(Value(value="Berlin", count=200), Value(value="New York", count=100))),
        ColumnProfile(name="product", kind="text", type="VARCHAR", distinct=2,
                      top=(Value(value="Tea", count=300), Value(value="Coffee", count=100))),
        ColumnProfile(name="unitPrice", kind="number", type="DOUBLE", distinct=90, low="1.5", high="9.5", mean=4.2),
        ColumnProfile(name="revenue", kind="number", type="DOUBLE", distinct=300, low="0.5", high="980.0", mean=90.0),
    ),
)  # fmt: skip


def query(question: str) -> str:
    found = understand(question, SALES)
    assert found.kind != "unclear", found.why
    return " ".join(found.sql.split())


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("show revenue by month", ["date_trunc('month', \"date\")", "sum(revenue) AS revenue", "ORDER BY 1"]),
        ("average of unit price per city", ["avg(unitPrice)", "city", "GROUP BY 1"]),
        ("top 2 cities by revenue", ["sum(revenue)", "ORDER BY 2 DESC NULLS LAST LIMIT 2"]),
        ("bottom 5 products by revenue", ["ORDER BY 2 ASC NULLS LAST LIMIT 5"]),
        ("how many orders are there in Berlin", ["count(*)", "WHERE city::VARCHAR = 'Berlin'"]),
        ("revenue in New York and Berlin by month", ["IN ('New York', 'Berlin')", "date_trunc('month'"]),
        ("monthly revenue without Berlin", ["city::VARCHAR <> 'Berlin'"]),
        ("number of different products", ["count(DISTINCT product)"]),
        ("which product has the highest revenue", ["sum(revenue)", "ORDER BY 2 DESC NULLS LAST LIMIT 10"]),
        ("rows where revenue is more than 1,000", ["WHERE revenue > 1000", "LIMIT 200"]),
        ("median revenue per product since 2024", ["median(revenue)", "\"date\" >= '2024-01-01'"]),
        ("total revenue in March 2025", ["sum(revenue)", "\"date\" >= '2025-03-01' AND \"date\" < '2025-04-01'"]),
        ("revenue by weekday", ["dayname(\"date\")"]),
        ("distribution of revenue", ["floor(revenue / 50) * 50", "count(*) AS count"]),
        ("revenue by city and product", ["GROUP BY 1, 2"]),
        ("which city sells most tea?", ["sum(revenue)", "WHERE product::VARCHAR = 'Tea'", "ORDER BY 2 DESC"]),
        ("which product sold the least in Berlin?", ["sum(revenue)", "city::VARCHAR = 'Berlin'", "ORDER BY 2 ASC"]),
        ("which city earns most", ["sum(revenue)", "GROUP BY 1"]),
        ("Durchschnitt revenue pro Monat", ["avg(revenue)", "date_trunc('month'"]),
    ],
)  # fmt: skip
def test_words_become_a_query(question: str, parts: list[str]) -> None:
    found = query(question)
    for part in parts:
        assert part in found, found


def test_nothing_said_of_what_is_drawn_is_taken_and_told() -> None:
    found = understand("Chart this CSV", SALES)
    assert found.chart is not None and (found.chart.mark, found.chart.y) == ("line", "revenue")
    assert "as you did not say what to draw" in found.assumed[0]
    assert understand("scatter of unit price and revenue", SALES).chart is not None


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("profit by region", "no column for “profit”, “region”"),
        ("revenue by cty", "Did you mean “city”?"),
        ("average of weight per city", "no column for “weight”"),
        ("weather forecast for tomorrow", "no column for “weather”"),
        ("", "no column"),
    ],
)
def test_what_is_not_there_is_said_and_nothing_is_guessed(question: str, said: str) -> None:
    found = understand(question, SALES)
    assert found.kind == "unclear" and said in found.why and not found.sql


def test_words_that_were_left_out_are_told() -> None:
    found = understand("please show the beautiful revenue by month", SALES)
    assert found.kind == "chart" and found.missed == ["beautiful"]
