"""What a message was understood to say: its tasks, or the question in the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gesso.schedule.schedule import Timetable

Span = tuple[int, int]


@dataclass(frozen=True)
class Said:
    """One task: what is to be done, and when. `timetable` is None when it is asked about or when no time was said.

    `spans`: field of the schedule (and `zone`, `date`) -> the code points it came from; `note`: a zone that is not
    the person's own; `heard`: the places of the words that the timetable was made from.
    """

    instruction: str
    timetable: Timetable | None
    spans: Mapping[str, Span] = field(default_factory=dict)
    assumptions: tuple[str, ...] = ()
    note: str | None = None
    question: str | None = None
    heard: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Understanding:
    """No tasks and no question: nothing is said about when. A question: nothing may be scheduled before its answer.

    `taken_back`: the places of the words that a later one undid.
    """

    tasks: tuple[Said, ...]
    question: str | None = None
    asked: Span | None = None
    uncovered: tuple[Span, ...] = ()
    spared: tuple[Span, ...] = ()
    language: str = "en"
    taken_back: tuple[Span, ...] = ()
