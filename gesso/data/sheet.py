"""The text of a data canvas: what the data is, and the queries kept with it, each with the chart it is drawn as.

It is SQL that reads as it is, so that history, undo, export and agents treat it like any other text:

    -- data: sales.csv, 1,240 rows
    -- columns: date (time), city (text), revenue (number)

    -- q1: Revenue by month
    -- chart: {"mark": "line", "x": "month", "y": "revenue"}
    SELECT date_trunc('month', date) AS month, sum(revenue) AS revenue FROM data GROUP BY 1 ORDER BY 1;

Pure. What is not in this form is kept in the text and shown as it stands.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from gesso.data.chart import Chart, chart_of
from gesso.data.table import Column, listed

MOST_NAMED = 60
_CARD = re.compile(r"^-- (q\d{1,6}): ?(.*)$")
_CHART = re.compile(r"^-- chart: ?(\{.*\})\s*$")
_HEAD = re.compile(r"^-- (?:data|columns): .*$")


@dataclass(frozen=True)
class Card:
    """A query that is kept, `chart` where it is drawn."""

    id: str
    title: str
    sql: str
    chart: Chart | None = None


def render_head(name: str, rows: int | None, columns: Sequence[Column]) -> str:
    """The first lines; `rows` None while it is read."""
    size = f", {rows:,} row{'s' * (rows != 1)}" if rows is not None else ""
    lines = [f"-- data: {_line(name)}{size}"]
    if columns:
        lines.append("-- columns: " + listed([f"{_line(each.name)} ({each.kind})" for each in columns], MOST_NAMED))
    return "\n".join(lines) + "\n"


def with_head(text: str, head: str) -> str:
    """The text with `head` in place of the one it has."""
    lines = text.split("\n")
    while lines and (_HEAD.match(lines[0]) or not lines[0].strip()):
        lines.pop(0)
    rest = "\n".join(lines)
    return f"{head}\n{rest}" if rest.strip() else head


def parse_cards(text: str) -> list[Card]:
    """The queries in the text, in its order; of two with one id the first."""
    found: dict[str, Card] = {}
    lines = text.split("\n")
    starts = [at for at, line in enumerate(lines) if _CARD.match(line)] + [len(lines)]
    for at, end in pairwise(starts):
        match = _CARD.match(lines[at])
        assert match is not None
        chart: Chart | None = None
        body: list[str] = []
        for line in lines[at + 1 : end]:
            if chart is None and not body and (drawn := _CHART.match(line)):
                chart = chart_of(_json(drawn[1]))
            elif body or not line.startswith("--"):
                body.append(line)
        sql = "\n".join(body).strip().rstrip(";").strip()
        if sql:
            found.setdefault(match[1], Card(match[1], match[2].strip(), sql, chart))
    return list(found.values())


def render_card(card: Card) -> str:
    drawn = f"-- chart: {json.dumps(card.chart.said(), ensure_ascii=False)}\n" if card.chart else ""
    return f"-- {card.id}: {_line(card.title)}\n{drawn}{card.sql.strip().rstrip(';')};\n"


def with_card(text: str, card: Card) -> str:
    """The text with the card at its end, or in the place of the one with its id."""
    span = _span(text, card.id)
    if span is None:
        return f"{text.rstrip()}\n\n{render_card(card)}" if text.strip() else render_card(card)
    return text[: span[0]] + render_card(card) + ("\n" + text[span[1] :] if text[span[1] :].strip() else "")


def without_card(text: str, id: str) -> str:
    span = _span(text, id)
    return text if span is None else text[: span[0]].rstrip() + "\n\n" * bool(text[span[1] :].strip()) + text[span[1] :]


def next_id(text: str) -> str:
    """An id that the text does not use."""
    used = [int(match[1]) for match in re.finditer(r"^-- q(\d{1,6}):", text, re.MULTILINE)]
    return f"q{max(used, default=0) + 1}"


def _span(text: str, id: str) -> tuple[int, int] | None:
    """From the card's first line to the next card's, or the end."""
    start = re.search(rf"^-- {re.escape(id)}:", text, re.MULTILINE)
    if start is None:
        return None
    after = re.compile(r"^-- q\d{1,6}:", re.MULTILINE).search(text, start.end())
    return start.start(), after.start() if after else len(text)


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _line(text: str) -> str:
    return " ".join(text.split())
