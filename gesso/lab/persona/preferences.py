"""How a simulated user likes things: fixed for a user, and never said in so many words."""

from dataclasses import dataclass
from typing import Literal

Place = Literal["canvas", "chat"]
Length = Literal["short", "long", "any"]
Scope = Literal["passage", "whole"]
Register = Literal["terse", "polite", "rambling"]

SHORT_WORDS = 60


@dataclass(frozen=True)
class Preferences:
    """`place`: where a new text belongs. `scope`: with "passage" nothing else may change. `patience`: how many failed
    answers to one wish are borne. `tweaks` and `rates`: how often the user touches up an accepted text, or presses a
    thumb. `typos`: share of words mistyped.
    """

    place: Place = "canvas"
    length: Length = "any"
    scope: Scope = "passage"
    register: Register = "polite"
    patience: int = 2
    typos: float = 0.0
    tweaks: float = 0.3
    rates: float = 0.3

    def fits(self, text: str) -> bool:
        """Whether a new text has the length that is liked."""
        words = len(text.split())
        return self.length == "any" or (words <= SHORT_WORDS) == (self.length == "short")
