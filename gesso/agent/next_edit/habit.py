"""What one person does with what is offered to them, as counts, and the threshold that follows.

An offer is worth showing when taking it saves more than being shown it costs. What was expected of each offer (from
its probability) is compared with what became of it; the mean surprise of the last fifty or so moves the threshold.
Only the numbers of `Habit` are kept, in this workspace's own database: no words, no places, no times. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

Outcome = Literal["taken", "typed", "dismissed", "ignored"]
"""`typed`: the person typed those very words. `ignored`: they typed or went elsewhere."""

WORTH: dict[Outcome, float] = {"taken": 0.7, "typed": 0.3, "ignored": -0.4, "dismissed": -1.0}
RETAINED_WORTH = 0.5
"""Added when what was taken still stands 30 seconds later; half of it is taken off when it does not."""

PRIOR_OFFERS = 15.0
FADES = 0.98
START, LOWEST, HIGHEST = 0.5, 0.35, 0.9

_COUNTS = ("shown", "taken", "retained", "typed", "dismissed", "ignored")


@dataclass(frozen=True)
class Habit:
    shown: int = 0
    taken: int = 0
    retained: int = 0
    typed: int = 0
    dismissed: int = 0
    ignored: int = 0
    weight: float = 0.0
    surprise: float = 0.0

    @property
    def threshold(self) -> float:
        """The probability from which on something is shown."""
        mean = self.surprise / (self.weight + PRIOR_OFFERS)
        return min(HIGHEST, max(LOWEST, START - mean / 2))

    def after(self, outcome: Outcome, likely: float) -> "Habit":
        """With one more offer, that was thought `likely`, and what became of it."""
        # At the threshold an offer is expected to be worth nothing.
        surprise = WORTH[outcome] - (2 * likely - 1) * 0.7
        return replace(
            self,
            shown=self.shown + 1,
            weight=self.weight * FADES + 1.0,
            surprise=self.surprise * FADES + surprise,
            **{outcome: getattr(self, outcome) + 1},
        )

    def settled(self, retained: bool) -> "Habit":
        """With the news whether something taken is still there after a while."""
        worth = RETAINED_WORTH if retained else -RETAINED_WORTH / 2
        return replace(self, retained=self.retained + retained, surprise=self.surprise + worth)

    def to_json(self) -> dict[str, float]:
        return {name: round(float(value), 4) for name, value in vars(self).items()}

    @classmethod
    def from_json(cls, value: Any) -> "Habit":
        """The other way round; nothing learned where what is stored is of another time."""
        if not isinstance(value, Mapping):
            return cls()
        try:
            counts = {name: int(value[name]) for name in _COUNTS}
            return cls(**counts, weight=float(value["weight"]), surprise=float(value["surprise"]))
        except (KeyError, TypeError, ValueError):
            return cls()
