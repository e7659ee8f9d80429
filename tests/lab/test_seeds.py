"""The training rows written by hand: every file parses, and no row is there twice. Does not judge what they teach."""

from collections import Counter
from pathlib import Path

import pytest

SEEDS = Path(__file__).parents[2] / "gesso" / "lab" / "seeds"
HEADER = ("label", "lang", "kind", "earlier", "text")
LANGS = {"en", "de", "es", "fr", "vi", "zh", "ja", "pt", "it"}
KINDS = {"plain", "contrast", "implied", "noisy", "rambling", "several", "override", "short", "mention", "pair"}
LABELS = {
    "ask_first": {"go", "ask"},
    "open_canvas": {"document", "code", "chat"},
    "choose_tool": {"canvas", "python", "search", "chat"},
    "widget_or_app": {"text", "widget", "app"},
}


@pytest.mark.parametrize("name", sorted(LABELS))
def test_rows_of_a_decision_parse_and_are_all_different(name: str) -> None:
    header, *rows = (tuple(line.split("\t")) for line in _lines(name))
    assert header == HEADER
    wrong = [(number, row) for number, row in enumerate(rows, 2) if len(row) != len(HEADER)]
    assert not wrong, f"{name}.tsv has rows without five columns: {wrong[:5]}"
    counts = Counter(row[0] for row in rows)
    assert set(counts) == LABELS[name], counts
    for number, (_, lang, kind, _, text) in enumerate(rows, 2):
        assert lang in LANGS and kind in KINDS and text.strip(), f"{name}.tsv line {number}: {lang}, {kind}, {text!r}"
    twice = [asked for asked, times in Counter(row[3:] for row in rows).items() if times > 1]
    assert not twice, f"{name}.tsv says more than once: {twice[:5]}; rows by label: {dict(counts)}"


def _lines(name: str) -> list[str]:
    return (SEEDS / f"{name}.tsv").read_text(encoding="utf-8").removesuffix("\n").split("\n")
