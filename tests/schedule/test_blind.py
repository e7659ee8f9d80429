"""Three sets by an author who saw neither the grammar nor its words: nothing is wrong in silence, most is right."""

from pathlib import Path

import pytest

from bench.schedule_blind import SILENT, read, rows_of, verdict

SETS = {"set1": 113, "set2": 107, "set3": 95}  # right of 120; the rest are questions


@pytest.mark.parametrize("name", SETS)
def test_what_a_blind_author_wrote(name: str) -> None:
    rows = rows_of(Path(__file__).parent / "blind" / f"{name}.jsonl")
    graded = [(verdict(row, read(row)), row["words"]) for row in rows]
    assert [each for each in graded if each[0] in SILENT] == []
    assert sum(got == "right" for got, _ in graded) >= SETS[name], [each for each in graded if each[0] != "right"]
