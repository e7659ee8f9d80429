"""What becomes of a task's phrases: a timetable with where it came from, or the question in the way."""

from dataclasses import dataclass, field

from gesso.schedule.schedule import Timetable
from gesso.schedule.words.phrase import Ask

Span = tuple[int, int]


@dataclass
class Plan:
    """What was made of a task's phrases."""

    timetable: Timetable | None = None
    ask: Ask | None = None
    about: Span | None = None  # the words asked about
    spans: dict[str, Span] = field(default_factory=dict)
    assumptions: list[str] = field(default_factory=list)


class Stop(Exception):
    """A question is in the way."""

    def __init__(self, ask: Ask, about: Span | None) -> None:
        super().__init__(ask.key)
        self.ask, self.about = ask, about
