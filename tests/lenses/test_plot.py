"""The Plot lens: scenes, threads, time that passes and promises, each at its words; what it proposes."""

import json
from pathlib import Path

import pytest

from gesso.base.errors import BadInput
from gesso.canvas.snapshot import take_snapshot
from gesso.lenses.lens import Reading
from gesso.lenses.plot.lens import PLOT
from gesso.lenses.running import Kept, propose
from gesso.lenses.value import Datum

STORIES = Path(__file__).parents[2] / "bench" / "stories"


def read(text: str) -> Reading[object]:
    return Kept().read(PLOT, take_snapshot(text, 1, "document", None))  # type: ignore[arg-type,return-value]


def of(reading: Reading[object], group: str) -> list[Datum]:
    return [each for each in reading.view.data if each.group == group]


STORY = """# The Key

On Monday Anna met Tom at the harbour. “I'll tell you tomorrow,” said Anna. A pistol lay on the table.

The next morning Tom went to the church. Tom waited and nobody came.

***

Three years later Anna was in London. She took the pistol from the drawer. Anna nodded.

***

Years later Tom came back. Tom sighed.
"""


def test_scenes_with_who_where_and_when() -> None:
    found = of(read(STORY), "scenes")
    assert [each.grade for each in found] == ["exact", "estimated", "exact", "exact"]
    assert "the harbour" in found[0].detail and "On Monday" in found[0].detail and "Tom" in found[0].detail
    assert found[1].anchors[0].quote.startswith("The next morning") and "the church" in found[1].detail
    ends = [(each.at, each.to) for each in found]
    assert all(a is not None and b is not None and 0 <= a < b <= 1 for a, b in ends)


def test_a_lane_for_each_who_is_often_there() -> None:
    reading = read(STORY)
    assert [lane.title for lane in reading.view.lanes] == ["Scenes", "Tom", "Anna", "Time that passes", "Promises"]
    assert [each.anchors[0].quote for each in of(reading, "who:Anna")] == ["Anna", "Anna"]


def test_gaps_are_exact_where_a_number_is_said() -> None:
    found = of(read(STORY), "gaps")
    assert [(each.label, each.grade) for each in found] == [
        ("3 years", "exact"),
        ("Time passes, how much is not said", "estimated"),
    ]
    assert found[0].anchors[0].quote == "Three years later"


def test_promises_say_whether_they_are_taken_up() -> None:
    told, pistol = of(read(STORY), "promises")
    assert (
        "tomorrow" in told.anchors[0].quote and told.detail == "not taken up in a later scene" and told.tone == "warn"
    )
    assert pistol.label == "A pistol is shown" and "taken up in" in pistol.detail and len(pistol.anchors) == 2
    assert told.grade == pistol.grade == "estimated"


def test_what_it_proposes() -> None:
    reading = read(STORY)
    _, second, third, _ = of(reading, "scenes")
    made = propose(PLOT, reading, "mark_break", {"datum": second.id})
    (edit,) = made.edits
    assert STORY[edit.start :].startswith("The next morning") and edit.after == "***\n\n"
    with pytest.raises(BadInput, match="already"):
        propose(PLOT, reading, "mark_break", {"datum": third.id})
    (told, _) = of(reading, "promises")
    (ask,) = propose(PLOT, reading, "take_up", {"datum": told.id}).asks
    assert STORY[ask.start : ask.end] == "Years later Tom came back. Tom sighed." and "tomorrow" in ask.instruction
    vague = of(reading, "gaps")[1]
    (ask,) = propose(PLOT, reading, "say_when", {"datum": vague.id}).asks
    assert STORY[ask.start : ask.end] == "Years later"


@pytest.mark.parametrize("path", sorted(STORIES.glob("*/*.md")), ids=lambda path: path.stem)
def test_scenes_and_gaps_of_the_annotated_stories(path: Path) -> None:
    wanted = json.loads(path.with_suffix(".json").read_text())
    reading = read(path.read_text())
    scenes = [each.anchors[0].quote for each in of(reading, "scenes") if each.grade == "exact"]
    assert len(scenes) == len(wanted["scenes"])
    assert all(quote.startswith(start) for quote, start in zip(scenes, wanted["scenes"], strict=True))
    assert [each.anchors[0].quote for each in of(reading, "gaps")] == wanted["gaps"]
