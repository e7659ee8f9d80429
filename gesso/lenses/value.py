"""What a lens finds, as it goes over the wire: data with their anchors, laid out in one of five shapes.

Positions are code points of the text that was read. A quote is exactly those words.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Shape = Literal["list", "tree", "lanes", "bands", "plane"]
Grade = Literal["exact", "estimated"]
Tone = Literal["plain", "good", "warn", "bad"]


class Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Anchor(Value):
    """Words of the text: code points `start` to `end`, which read `quote`; they begin in block `block` (from 1)."""

    block: int
    start: int
    end: int
    quote: str


class Act(Value):
    """A button: a command of the lens, and what it is told. Text alone, so that it can be a key."""

    command: str
    label: str
    args: dict[str, str] = {}


class Datum(Value):
    """One thing found. `id` stays the same while its words do, wherever they move.

    `group` is the heading it is listed under, the key of its lane or of its measure. `by` says what estimated it.
    In a tree `level` counts from 0; in lanes `at` to `to` are shares of the text (0 to 1); on a plane `x` and `y`
    are (0 to 1). `weight` (0 to 1) is how strongly a mark is drawn.
    """

    id: str
    label: str
    detail: str = ""
    group: str = ""
    tone: Tone = "plain"
    grade: Grade = "exact"
    by: str = ""
    anchors: tuple[Anchor, ...] = ()
    acts: tuple[Act, ...] = ()
    level: int = 0
    at: float | None = None
    to: float | None = None
    x: float | None = None
    y: float | None = None
    weight: float = 1.0


class Lane(Value):
    key: str
    title: str
    note: str = ""


class Axis(Value):
    """`low` and `high` say what its two ends mean."""

    title: str
    low: str
    high: str
    grade: Grade = "estimated"


class Measure(Value):
    """A number with the band it is meant to lie in, on a scale from `least` to `most`; None without a number.

    `act` is what its slider does: that command, with the number chosen as its argument `goal`. Data whose `group` is
    `key` are the passages farthest from the band.
    """

    key: str
    title: str
    value: float | None
    unit: str = ""
    low: float
    high: float
    least: float
    most: float
    about: str = ""
    grade: Grade = "exact"
    by: str = ""
    act: Act | None = None


class View(Value):
    """What is shown: `summary` says it in one sentence; `more` data were left out; `axes` are x and y of a plane.

    `pending`: more is being found; ask again.
    """

    shape: Shape
    summary: str
    data: tuple[Datum, ...] = ()
    lanes: tuple[Lane, ...] = ()
    measures: tuple[Measure, ...] = ()
    axes: tuple[Axis, ...] = ()
    more: int = 0
    pending: bool = False
