"""Two lenses for pages of data: what is in each column, and the charts that are kept or could be.

What they propose is a query kept with the page, as text of it, so that it is a suggestion like any other.
"""

from collections.abc import Iterator

from gesso.data.findings import findings_of
from gesso.data.profile import ColumnProfile
from gesso.data.sheet import Card, next_id, parse_cards, render_card
from gesso.data.table import named
from gesso.lenses.lens import (
    Command,
    Edit,
    Lens,
    OfDatum,
    Proposal,
    Reading,
    Whole,
    datum_id,
    datum_of,
    look_at_nothing,
)  # fmt: skip
from gesso.lenses.value import Act, Anchor, Datum, View

NOT_READ = "The table is still being read; it is looked at again in a moment."
SAMPLED = "a sample of a large table"


def _anchors(whole: Whole[None], words: str) -> tuple[Anchor, ...]:
    """Where the page says that, for marks that jump: the first place."""
    at = whole.text.find(words)
    if at < 0:
        return ()
    block = whole.snapshot.block_at(at)
    return (Anchor(block=block.number if block else 1, start=at, end=at + len(words), quote=words),)


def gather_profile(whole: Whole[None]) -> View:
    table = whole.around.table
    if table is None:
        return View(shape="list", summary=NOT_READ, pending=True)
    data = []
    for column in table.columns:
        odd = bool(column.missing or column.outliers)
        acts = [Act(command="missing", label="Keep the rows without it")] if column.missing else []
        acts += [Act(command="outside", label="Keep its outliers")] if column.outliers else []
        acts += [Act(command="often", label="Keep how often each value is there")] if not odd else []
        data.append(
            Datum(
                id=datum_id("column", column.name), label=column.name,
                detail=", ".join((column.kind, *column.words)), tone="warn" if odd else "plain",
                group="Worth a look" if odd else "Columns", grade="exact" if table.exact else "estimated",
                by="" if table.exact else SAMPLED, anchors=_anchors(whole, f"{column.name} ({column.kind})"),
                acts=tuple(acts),
            )
        )  # fmt: skip
    data.sort(key=lambda each: each.group, reverse=True)
    return View(shape="list", summary=" ".join(table.words), data=tuple(data))


def _column(reading: Reading[None], args: OfDatum) -> ColumnProfile:
    table = reading.whole.around.table
    column = table.column(datum_of(reading.view, args.datum).label) if table is not None else None
    assert column is not None
    return column


def _kept(reading: Reading[None], card: Card) -> Proposal:
    text = reading.whole.text
    end = len(text.rstrip())
    edit = Edit(end, len(text), f"\n\n{render_card(card)}" if end else render_card(card), f"Keep “{card.title}”")
    return Proposal(f"Offered to keep “{card.title}” with this page.", (edit,))


def _query(reading: Reading[None], title: str, sql: str) -> Proposal:
    return _kept(reading, Card(next_id(reading.whole.text), title, sql))


def missing(reading: Reading[None], args: OfDatum) -> Proposal:
    column = _column(reading, args)
    return _query(reading, f"Rows without {column.name}", f"SELECT *\nFROM data\nWHERE {named(column.name)} IS NULL")


def outside(reading: Reading[None], args: OfDatum) -> Proposal:
    column = _column(reading, args)
    name = named(column.name)
    where = f"{name} < {column.below!r} OR {name} > {column.above!r}"
    return _query(reading, f"Outliers of {column.name}", f"SELECT *\nFROM data\nWHERE {where}\nORDER BY {name} DESC")


def often(reading: Reading[None], args: OfDatum) -> Proposal:
    column = _column(reading, args)
    sql = f"SELECT {named(column.name)}, count(*) AS count\nFROM data\nGROUP BY 1\nORDER BY 2 DESC\nLIMIT 40"
    return _query(reading, f"How often each {column.name} is there", sql)


def gather_charts(whole: Whole[None]) -> View:
    cards = parse_cards(whole.text)
    data = [
        Datum(
            id=datum_id("card", card.id), label=card.title or card.id, detail=_drawn(card), group="Kept with this page",
            anchors=_anchors(whole, f"-- {card.id}: {card.title}"), acts=(Act(command="drop", label="Take it out"),),
        )
        for card in cards
    ]  # fmt: skip
    for card in _possible(whole, cards):
        x = card.chart.x if card.chart else ""
        data.append(
            Datum(
                id=datum_id("chart", card.title), label=card.title, detail=_drawn(card), group="Could be kept",
                grade="estimated", by="rules: kinds of the columns", anchors=_anchors(whole, f"{x} (") if x else (),
                acts=(Act(command="keep", label="Keep it"),),
            )
        )  # fmt: skip
    if whole.around.table is None:
        return View(shape="list", summary=NOT_READ, data=tuple(data), pending=True)
    charts = sum(card.chart is not None for card in cards)
    summary = f"{charts} chart{'s' * (charts != 1)} kept, {len(data) - len(cards)} more possible"
    return View(shape="list", summary=summary, data=tuple(data))


def _drawn(card: Card) -> str:
    return f"{card.chart.mark}, {card.chart.y} by {card.chart.x}" if card.chart else "a query"


def _possible(whole: Whole[None], cards: list[Card]) -> Iterator[Card]:
    """Charts and queries that the columns offer and that are not kept."""
    kept = {" ".join(each.sql.split()) for each in cards}
    for finding in findings_of(whole.around.table) if whole.around.table is not None else ():
        if " ".join(finding.sql.split()) not in kept:
            yield Card("", finding.title, finding.sql, finding.chart)


def keep(reading: Reading[None], args: OfDatum) -> Proposal:
    whole = reading.whole
    wanted = datum_of(reading.view, args.datum)
    card = next(each for each in _possible(whole, parse_cards(whole.text)) if each.title == wanted.label)
    return _kept(reading, Card(next_id(whole.text), card.title, card.sql, card.chart))


def drop(reading: Reading[None], args: OfDatum) -> Proposal:
    text = reading.whole.text
    datum = datum_of(reading.view, args.datum)
    start = datum.anchors[0].start
    later = text.find("\n-- q", start)
    edit = Edit(start, len(text) if later < 0 else later + 1, "", f"Take out “{datum.label}”")
    return Proposal(f"Offered to take out “{datum.label}”.", (edit,))


PROFILE: Lens[None] = Lens(
    name="profile",
    title="Profile",
    about="What is in every column: kinds, what is missing, different values, outliers.",
    kinds=frozenset({"data"}),
    shape="list",
    look=look_at_nothing,
    gather=gather_profile,
    commands=(
        Command("missing", "Keep the rows without it", OfDatum, missing),
        Command("outside", "Keep its outliers", OfDatum, outside),
        Command("often", "Keep how often each value is there", OfDatum, often),
    ),
    with_table=True,
)

CHARTS: Lens[None] = Lens(
    name="charts",
    title="Charts",
    about="The charts and queries kept with this data, and those its columns offer.",
    kinds=frozenset({"data"}),
    shape="list",
    look=look_at_nothing,
    gather=gather_charts,
    commands=(
        Command("keep", "Keep it", OfDatum, keep),
        Command("drop", "Take it out", OfDatum, drop),
    ),
    with_table=True,
)
