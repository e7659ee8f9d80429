"""Views of what people tell about answers, of whether the lab may learn from it, and of what was collected."""

from datetime import datetime
from typing import Literal

from gesso.server.views.base import In, Out


class ThumbIn(In):
    """null takes the thumb back."""

    thumb: Literal["up", "down"] | None


class ConsentIn(In):
    on: bool


class ConsentView(Out):
    """Whether the lab may learn from what people do here, since when, what is kept then, and what never is.

    `forgotten`: the caller asked to be left out.
    """

    on: bool
    since: datetime | None
    kept: list[str]
    left_out: list[str]
    forgotten: bool


class CollectedFolder(Out):
    """Made by `gesso lab collect` in the lab's folder. `fault` is why it cannot be read, else ""."""

    name: str
    made: datetime | None
    rows: int
    fault: str


class CollectedView(Out):
    """`answers` were given since consent, `spoke` of them say something and would be `rows` if collected now.

    All three are 0 while consent is off. `forgotten` people are left out.
    """

    consent: ConsentView
    answers: int
    spoke: int
    rows: int
    forgotten: int
    folders: list[CollectedFolder]
