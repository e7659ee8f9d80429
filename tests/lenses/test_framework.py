"""The frame of all lenses: anchors are true, an edit costs one block, and nonsense does not get through."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesso.base.errors import BadInput, Conflicting
from gesso.canvas.snapshot import Snapshot, take_snapshot
from gesso.cli import main
from gesso.lenses.lens import Command, Lens, OfDatum, Piece, Proposal, Whole, datum_of
from gesso.lenses.registry import LENSES
from gesso.lenses.running import Kept, propose
from gesso.lenses.value import Act, Anchor, Datum, View

STORY = """# The Lighthouse

The lamp was lit by the keeper every evening, and the boats that came around the point in the late autumn storms could
see it from very far away; nobody in the village remembered a night without it.

## Éva

😀 Éva laughed quietly. “It is quite dark,” she said. 字字字。

| a | b |
|---|---|
| 1 | 2 |

```python
really = very
```
"""


def snapshot(text: str, kind: str = "document", language: str | None = None) -> Snapshot:
    return take_snapshot(text, 1, kind, language)


@settings(deadline=None)
@given(st.text(alphabet='aé😀字 .,;#-*_`"“”\n\r\t|>', max_size=300))
def test_anchors_of_every_lens_are_the_words_of_the_text(text: str) -> None:
    kept = Kept()
    for lens in LENSES:
        kind = min(lens.kinds).partition(":")[0]
        view = kept.read(lens, snapshot(text, kind)).view
        assert view.shape == lens.shape and view.more == 0
        assert len({datum.id for datum in view.data}) == len(view.data)
        for datum in view.data:
            for anchor in datum.anchors:
                assert text[anchor.start : anchor.end] == anchor.quote


@pytest.mark.parametrize("lens", [each for each in LENSES if "document" in each.kinds], ids=lambda each: each.name)
def test_an_edit_costs_one_block_and_gives_what_a_fresh_reading_gives(lens: Lens[object]) -> None:
    kept = Kept()
    kept.read(lens, snapshot(STORY))
    before = kept.looked
    edited = STORY.replace("laughed", "wept and wept")
    view = kept.read(lens, snapshot(edited)).view
    assert kept.looked == before + 1
    assert view == Kept().read(lens, snapshot(edited)).view


def test_what_is_kept_is_bounded() -> None:
    kept = Kept(most=3)
    for number in range(5):
        kept.read(LENSES[0], snapshot(f"# Title {number}\n\nWords.\n"))
    kept.read(LENSES[0], snapshot("# Title 0\n\nWords.\n"))
    assert kept.looked == 7  # five titles, the words once, and the first title again


def _nonsense(whole: Whole[None]) -> View:
    true = Anchor(block=1, start=0, end=4, quote=whole.text[:4])
    false = Anchor(block=9, start=2, end=900, quote="never written")
    acts = (Act(command="none", label="?"), Act(command="same", label="Same"))
    data = (Datum(id="x", label="1", anchors=(true,), acts=acts), Datum(id="x", label="2"),
            Datum(id="y", label="3", anchors=(false,)))  # fmt: skip
    return View(shape="list", summary="", data=data)


def _look(piece: Piece) -> None:
    return None


NONSENSE: Lens[None] = Lens(
    "nonsense", "Nonsense", "", frozenset({"document"}), "list", _look, _nonsense,
    (Command("same", "Same", OfDatum, lambda reading, args: Proposal(datum_of(reading.view, args.datum).label)),),
)  # fmt: skip


def test_an_extractor_that_returns_nonsense_shows_only_what_is_in_the_text() -> None:
    reading = Kept().read(NONSENSE, snapshot(STORY))
    assert [(datum.id, datum.label) for datum in reading.view.data] == [("x", "1"), ("x-2", "2")]
    assert reading.view.more == 1
    (act,) = reading.view.data[0].acts
    assert act.args == {"datum": "x"}
    assert propose(NONSENSE, reading, act.command, dict(act.args)).told == "1"
    with pytest.raises(Conflicting):
        propose(NONSENSE, reading, "same", {"datum": "gone"})
    with pytest.raises(BadInput, match="has no command"):
        propose(NONSENSE, reading, "destroy", {})
    with pytest.raises(BadInput, match="datum"):
        propose(NONSENSE, reading, "same", {"rest": "x"})


def test_the_command_line_prints_quotes_and_positions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "story.md"
    file.write_text(STORY, "utf-8")
    assert main(["lens", "list"]) == 0
    listed = capsys.readouterr().out
    assert all(f"{lens.name} " in listed for lens in LENSES)
    assert main(["lens", "run", "outline", str(file), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [datum["label"] for datum in found["data"]] == ["The Lighthouse", "Éva"]
    for datum in found["data"]:
        for anchor in datum["anchors"]:
            assert STORY[anchor["start"] : anchor["end"]] == anchor["quote"]
    assert main(["lens", "run", "style", str(file), "--propose", "shorten", "--arg", "goal=20"]) == 0
    assert "Offered 2 cuts." in capsys.readouterr().out
    assert main(["lens", "run", "nothing", str(file)]) == 1
    assert "outline" in capsys.readouterr().err
