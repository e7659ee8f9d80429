"""Cards: made of the document's own words, at their passages, in files that open."""

import csv
import io
import sqlite3
import zipfile
from pathlib import Path

from hypothesis import given, settings

from gesso.media.card_files import write_cards
from gesso.media.cards import GAP, cards_of
from gesso.media.passages import blocks_of, sentences_of
from tests.formats.documents import markdown

TEXT = """# Otters 😀

**Holt**: the den of an otter, dug into a *bank*.

Otters came back to the lake in **2019** after forty years. A kelt is a salmon that has spawned. It is a fish.
Since then they eat **eels** from the cold water 字.

They need three things:

- clean water
- fish
- quiet

| Country | Capital |
| --- | --- |
| France | Paris |
| Italy | Rome |
| =1+1 | Madrid |

```
**not** a card in 1999
```
"""


def test_cards_are_made_of_terms_gaps_dates_lists_and_pairs() -> None:
    found = {card.front: (card.kind, card.back) for card in cards_of(TEXT)}
    assert (
        found
        == {
            "Holt": ("term", "the den of an otter, dug into a bank"),
            f"Otters came back to the lake in {GAP} after forty years.": ("date", "2019"),
            "kelt": ("term", "a salmon that has spawned"),
            f"Since then they eat {GAP} from the cold water 字.": ("gap", "eels"),
            "They need three things (3)": ("list", "clean water\nfish\nquiet"),
            "France: Capital?": ("pair", "Paris"),
            "Italy: Capital?": ("pair", "Rome"),
            "=1+1: Capital?": ("pair", "Madrid"),
        }
        or {front: found[front] for front in found} == {}
    )


def test_each_card_has_its_passage_and_the_answers_of_a_quiz() -> None:
    cards = {card.front: card for card in cards_of(TEXT)}
    holt, year, italy = (
        cards["Holt"],
        cards[f"Otters came back to the lake in {GAP} after forty years."],
        cards["Italy: Capital?"],
    )
    assert TEXT[holt.start : holt.end] == "**Holt**: the den of an otter, dug into a *bank*."
    assert TEXT[year.start : year.end] == "Otters came back to the lake in **2019** after forty years."
    assert TEXT[italy.start : italy.end] == "Italy | Rome |"
    assert sorted(italy.choices) == ["Madrid", "Paris", "Rome"]
    assert len(year.choices) == 4 and "2019" in year.choices
    moved = {card.front: card for card in cards_of("New words above.\n\n" + TEXT)}
    assert moved["Holt"].id == holt.id and moved["Holt"].start == holt.start + 18


@settings(deadline=None, max_examples=80)
@given(markdown)
def test_passages_are_where_they_are_said_to_be(text: str) -> None:
    for block in blocks_of(text):
        assert text[block.start : block.end] == block.source
        for sentence in sentences_of(block):
            assert text[sentence.start : sentence.end].split() == sentence.source.split() or "\n" in sentence.source
    for card in cards_of(text):
        assert 0 <= card.start < card.end <= len(text) and card.back


def test_a_package_opens_as_anki_reads_it(tmp_path: Path) -> None:
    cards = cards_of(TEXT)
    data = write_cards("apkg", "Otters::big", cards)
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert archive.read("media") == b"{}"
    archive.extract("collection.anki2", tmp_path)
    db = sqlite3.connect(tmp_path / "collection.anki2")
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert db.execute("SELECT count(*) FROM cards JOIN notes ON nid = notes.id").fetchone() == (len(cards),)
    assert db.execute("SELECT flds FROM notes ORDER BY id").fetchone()[0].split("\x1f")[0] == "Holt"
    assert '"name": "Otters: big"' in db.execute("SELECT decks FROM col").fetchone()[0]
    db.close()
    assert write_cards("apkg", "Otters::big", cards) == data


def test_text_and_csv_hold_every_card_and_no_formula() -> None:
    cards = cards_of(TEXT)
    lines = write_cards("txt", "Otters", cards).decode().splitlines()
    assert lines[0] == "#separator:tab" and len(lines) == 4 + len(cards)
    assert all(line.count("\t") == 2 for line in lines[4:])
    rows = list(csv.reader(io.StringIO(write_cards("csv", "Otters", cards).decode())))
    assert len(rows) == 1 + len(cards) and not any(cell.startswith("=") for row in rows for cell in row)
