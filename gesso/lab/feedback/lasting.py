"""How long words last: of what a turn wrote into a canvas, the share that is there after a time. Pure but for reading.

Read from the log of changes alone: blame tells whose each character is, and of which turn.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from gesso.canvas.anchors import Anchor
from gesso.canvas.blame import Blame
from gesso.canvas.changes import Change
from gesso.canvas.text import Text
from gesso.store import canvases as canvas_rows

LOOKS = {"30s": timedelta(seconds=30), "10min": timedelta(minutes=10)}
"""When is looked, after the end of the turn; and at the end of the log."""


@dataclass
class Written:
    """What a turn wrote into a canvas: `text` as the model left it, `settled` as it reads at the end ("" when gone).

    `before` is the passage it replaced. `counts` are the units still there after each change, with its time.
    """

    canvas: str
    turn: str
    before: str = ""
    text: str = ""
    settled: str = ""
    whole: bool = False
    units: int = 0
    counts: list[tuple[datetime, int]] = field(default_factory=list)
    place: Anchor | None = None

    def retained(self, at: datetime | None = None) -> float | None:
        """The share that is left at a time, or at the end; None where the turn only took words out."""
        if not self.units:
            return None
        counts = [units for when, units in self.counts if at is None or when <= at]
        return min(1.0, counts[-1] / self.units) if counts else 1.0


@dataclass
class CanvasHistory:
    """`written` by turn; `people` are all who wrote in the canvas."""

    written: dict[str, Written] = field(default_factory=dict)
    people: set[str] = field(default_factory=set)


def read_history(conn: Connection, canvas: str) -> CanvasHistory:
    """The whole log of a canvas, followed once."""
    start = canvas_rows.latest_snapshot(conn, canvas, 0)
    rows = canvas_rows.changes_after(conn, canvas, 0)
    return follow(canvas, start.text, Blame.from_json(start.blame), rows)


def follow(canvas: str, start: str, blame: Blame, rows: Sequence[canvas_rows.ChangeRow]) -> CanvasHistory:
    found, text = CanvasHistory(), Text.of(start)
    earlier: dict[str, tuple[str, Blame]] = {}
    for row in rows:
        change, before = Change.from_json(row.change), text
        if row.turn:
            earlier.setdefault(row.turn, (str(text), blame))
        text, blame = text.apply(change), blame.apply(change, f"{row.kind}:{row.by}", row.turn or "")
        was = earlier.get(row.client.removeprefix("undo:"))
        if was is not None and was[0] == str(text):
            blame = was[1]  # an undo that brings all back is nobody's writing: words keep whose they were
        for written in found.written.values():
            if written.place is not None:
                written.place = written.place.map(change)
        if row.kind == "person" or row.kind == "import":
            found.people.add(row.by)
        if row.turn and not change.empty:
            _note(found, canvas, row, change, before, text)
        for written in found.written.values():
            units = sum(run.length for run in blame.runs if run.turn == written.turn)
            if row.turn == written.turn:
                written.units = units
                written.counts.clear()
            written.counts.append((row.at, units))
    for written in found.written.values():
        place = written.place
        written.settled = "" if place is None or place.gone else text.slice_units(place.from_, place.to)
    return found


def _note(
    found: CanvasHistory, canvas: str, row: canvas_rows.ChangeRow, change: Change, before: Text, after: Text
) -> None:
    """Put a change down as (more of) what its turn wrote: from the first to the last place it touched."""
    ranges = list(change.ranges())
    old = (ranges[0].from_a, ranges[-1].to_a)
    new = (ranges[0].from_b, ranges[-1].to_b)
    turn = row.turn or ""
    known = found.written.get(turn)
    if known is None or known.place is None:
        known = found.written[turn] = Written(canvas, turn, before.slice_units(*old), whole=not str(before).strip())
        known.place = Anchor(*new)
    else:  # a text that streams in, or several edits: the place grows to hold them all
        known.place = Anchor(min(known.place.from_, new[0]), max(known.place.to, new[1]))
    known.text = after.slice_units(known.place.from_, known.place.to)
