"""Views of what people tell about answers, and of whether the lab may learn from it."""

from datetime import datetime
from typing import Literal

from gesso.server.views.base import In, Out


class ThumbIn(In):
    """null takes the thumb back."""

    thumb: Literal["up", "down"] | None


class ConsentIn(In):
    on: bool


class ConsentView(Out):
    """Whether the lab may learn from what people do here, since when, what is kept then, and what never is."""

    on: bool
    since: datetime | None
    kept: list[str]
    left_out: list[str]
