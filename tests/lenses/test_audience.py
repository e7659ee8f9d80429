"""The Audience and Options lenses: where readers stop and why, variants on their plane, and what both propose."""

import pytest

from gesso.base.errors import BadInput
from gesso.canvas.snapshot import take_snapshot
from gesso.lenses.audience.lens import AUDIENCE
from gesso.lenses.lens import Lens, Proposal, Reading
from gesso.lenses.options import OPTIONS
from gesso.lenses.running import Kept, propose
from gesso.lenses.value import Datum


def read(lens: Lens[object], text: str) -> Reading[object]:
    return Kept().read(lens, take_snapshot(text, 1, "document", None))


def taken(text: str, made: Proposal) -> str:
    for edit in sorted(made.edits, key=lambda each: -each.start):
        text = text[: edit.start] + edit.after + text[edit.end :]
    return text


def stop_of(text: str, key: str) -> Datum | None:
    view = read(AUDIENCE, text).view  # type: ignore[arg-type]
    return next((d for d in view.data if d.group == key and d.label == "would stop here"), None)


FILLER = "The rain went on and the road was long and the house was far from the town. " * 3


def test_a_reader_in_a_hurry_stops_without_a_point_and_reads_on_with_one() -> None:
    slow = f"# Heat\n\n{FILLER}\n\n{FILLER}\n\n{FILLER}\n\nPlease buy the pump."
    stop = stop_of(slow, "busy")
    assert stop is not None and "not yet the point" in stop.detail and stop.grade == "estimated"
    assert stop_of(slow.replace("# Heat\n\n", "# Heat\n\nWe propose to buy the pump.\n\n"), "busy") is None


def test_a_newcomer_stops_at_the_third_unexplained_term() -> None:
    text = "The ADC feeds the FPGA.\n\nThe DMA moves it.\n\nThe rest is easy."
    stop = stop_of(text, "new")
    assert stop is not None and stop.anchors[0].quote == "DMA"
    assert stop_of(text.replace("The DMA moves", "The DMA (which moves blocks of memory) moves"), "new") is None


def test_level_stops_who_is_still_learning() -> None:
    hard = (
        "Notwithstanding considerable institutional resistance, the administration subsequently implemented "
        "comprehensive organisational modifications throughout the participating municipalities. "
    )
    stop = stop_of(hard * 4, "plain")
    assert stop is not None and "school year" in stop.detail
    assert stop_of("The cat sat on the mat and then it went away to sleep. " * 6, "plain") is None


def test_an_expert_wants_evidence_except_of_a_story() -> None:
    assert stop_of(f"{FILLER * 2}\n\n{FILLER * 3}", "expert") is not None
    assert stop_of(f"{FILLER * 2}\n\nIt fell by 12% in 2024.\n\n{FILLER * 2}", "expert") is None
    story = "\n\n".join(f"“It is late,” said Ann. {FILLER}" for _ in range(8))
    assert stop_of(story, "expert") is None and stop_of(story, "busy") is None


def test_what_audience_proposes() -> None:
    long = FILLER * 3
    reading = read(AUDIENCE, f"{long.strip()}\n\nPlease read on.\n")  # type: ignore[arg-type]
    text = reading.whole.text
    breath = next(d for d in reading.view.data if d.group == "phone" and "paragraph of" in d.detail)
    made = propose(AUDIENCE, reading, breath.acts[0].command, {"datum": breath.id})
    assert taken(text, made).replace("\n\n", " ") == text.replace("\n\n", " ") and len(made.edits) == 1
    reads = next(d for d in reading.view.data if d.label == "reads")
    with pytest.raises(BadInput, match="stumbles"):
        propose(AUDIENCE, reading, "simplify", {"datum": reads.id})
    terms = read(AUDIENCE, "The ADC hums.")  # type: ignore[arg-type]
    term = next(d for d in terms.view.data if d.group == "new" and d.label == "stumbles")
    (ask,) = propose(AUDIENCE, terms, "explain_term", {"datum": term.id}).asks
    assert "“ADC”" in ask.instruction and "Tom" in ask.instruction


VARIANTS = """# Opening

## Option A

It rained. We waited.

## Option B

The precipitation, which had been anticipated by every available instrument, nevertheless persisted considerably longer.

## Afterwards

Nothing here.
"""


def test_variants_lie_by_length_and_level() -> None:
    view = read(OPTIONS, VARIANTS).view  # type: ignore[arg-type]
    one, other = view.data
    assert (one.label, other.label) == ("Option A", "Option B")
    assert one.x is not None and other.x == 1.0 and one.x < 0.5 and one.y == 0.0 and other.y == 1.0
    assert view.axes is not None and view.axes[0].title == "Length"
    listed = read(OPTIONS, "# Titles: options\n\n- Hill House\n- The House on the Hill\n").view  # type: ignore[arg-type]
    assert [each.label for each in listed.data] == ["Hill House", "The House on the Hill"]
    assert read(OPTIONS, "# Draft it\n\nWords.\n").view.data == ()  # type: ignore[arg-type]


def test_keeping_one_takes_the_others_out() -> None:
    reading = read(OPTIONS, VARIANTS)  # type: ignore[arg-type]
    kept = reading.view.data[0]
    after = taken(VARIANTS, propose(OPTIONS, reading, "keep", {"datum": kept.id}))
    assert "Option A" in after and "Option B" not in after and after.endswith("## Afterwards\n\nNothing here.\n")
    (ask,) = propose(OPTIONS, reading, "between", {"datum": kept.id, "words": 12, "level": 8}).asks
    assert "about 12 words, easy for school year 8" in ask.instruction
    titles = "# Titles: options\n\n- Hill House\n- The House on the Hill\n- Home\n\nThe end.\n"
    listed = read(OPTIONS, titles)  # type: ignore[arg-type]
    after = taken(titles, propose(OPTIONS, listed, "keep", {"datum": listed.view.data[1].id}))
    assert after == "# Titles: options\n\n- The House on the Hill\n\nThe end.\n"
