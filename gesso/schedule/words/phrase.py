"""What the grammar finds: stretches of words, and the values they stand for. Choosing among them is `build.py`'s."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar, cast

from gesso.schedule.schedule import Day as RuleDay
from gesso.schedule.schedule import Freq
from gesso.schedule.words.lexicon import Lexicon, Unit


@dataclass(frozen=True)
class Hm:
    """A time of day as said. `how`: `sure`, `colon` (7:30), `bare` (at 7), `ask` (half seven)."""

    hour: int
    minute: int
    how: str
    part: str = ""


@dataclass(frozen=True)
class Clock:
    times: tuple[Hm, ...]


@dataclass(frozen=True)
class Minute:
    """The minute of every hour: "every hour at half past"."""

    n: int


@dataclass(frozen=True)
class Part:
    name: str


@dataclass(frozen=True)
class Date:
    """A day as said: the date it means once, and what it would mean in a rule."""

    day: date | None = None
    weekdays: tuple[int, ...] = ()
    monthdays: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    nth: tuple[RuleDay, ...] = ()
    positions: tuple[int, ...] = ()
    ask: "Ask | None" = None  # when it is used as a single date
    note: str = ""


@dataclass(frozen=True)
class Repeat:
    freq: Freq
    interval: int = 1
    days: tuple[RuleDay, ...] = ()
    monthdays: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    soft: bool = False  # "a daily digest": a rule only if nothing else is
    note: str = ""


@dataclass(frozen=True)
class Elapsed:
    every_s: int


@dataclass(frozen=True)
class Delay:
    at: datetime  # aware, UTC
    note: str = ""


@dataclass(frozen=True)
class Window:
    first: Hm
    last: Hm


@dataclass(frozen=True)
class Until:
    day: date
    note: str = ""


@dataclass(frozen=True)
class Lasting:
    n: int
    unit: str


@dataclass(frozen=True)
class Count:
    n: int
    days: bool = False  # so many days, each with all its times


@dataclass(frozen=True)
class Skip:
    weekdays: tuple[int, ...] = ()
    dates: tuple[date, ...] = ()
    months: tuple[int, ...] = ()


@dataclass(frozen=True)
class Start:
    day: date


@dataclass(frozen=True)
class Zone:
    zone: str


@dataclass(frozen=True)
class Often:
    n: int
    unit: str


@dataclass(frozen=True)
class Ask:
    """Words that cannot be taken without asking; `key` of `questions.py`."""

    key: str
    more: str = ""


@dataclass(frozen=True)
class Past:
    """A time that has been: never when something is due, always what it is about."""


Value = (
    Clock
    | Part
    | Date
    | Repeat
    | Elapsed
    | Delay
    | Window
    | Until
    | Lasting
    | Minute
    | Count
    | Skip
    | Start
    | Zone
    | Often
    | Ask
    | Past
)
Found = tuple[tuple[Value, ...], int]  # the values, and the index of the unit after them


@dataclass(frozen=True)
class Phrase:
    """Units `first` to `last` (excluded) and what they mean. `lead`: the small word it began with, `at` or `every`."""

    values: tuple[Value, ...]
    first: int
    last: int
    start: int
    end: int
    lead: str
    typos: tuple[str, ...] = ()

    def of(self, kind: type) -> bool:
        return any(isinstance(v, kind) for v in self.values)


@dataclass(frozen=True)
class Moment:
    """When and where something is said, and by whose habits."""

    now: datetime  # aware, UTC
    local: datetime  # naive, in `zone`
    zone: str
    lexicon: Lexicon
    day_first: bool | None

    @property
    def today(self) -> date:
        return self.local.date()


@dataclass(frozen=True)
class Words:
    """The units of a text, with a safe look at any place."""

    units: Sequence[Unit]
    moment: Moment
    end: Unit = field(default=Unit("end", "", 0, 0, False))
    memo: dict[tuple[str, int], object] = field(default_factory=dict, compare=False)  # of `remembered`
    kinds: tuple[str, ...] = field(init=False, compare=False)  # looked at far more often than all else

    def __post_init__(self) -> None:
        object.__setattr__(self, "kinds", tuple(unit.kind for unit in self.units))

    def __getitem__(self, i: int) -> Unit:
        return self.units[i] if 0 <= i < len(self.units) else self.end

    def kind(self, i: int) -> str:
        return self.kinds[i] if 0 <= i < len(self.kinds) else "end"

    def sign(self, i: int, text: str) -> bool:
        """Whether the sign `text` is at `i`, written against what is before it."""
        unit = self[i]
        return unit.kind == "sign" and unit.text == text

    def glued(self, i: int, text: str) -> bool:
        return self.sign(i, text) and self[i].glued

    def decimal(self, i: int) -> bool:
        """Whether the sign at `i` stands inside a figure: 2.5, 1,200."""
        inside = self[i].text in (".", ",") and self[i].glued and self[i + 1].glued
        return inside and self.kind(i - 1) == "number" and self.kind(i + 1) == "number"

    def beside(self, i: int, step: int, most: int) -> list[int]:
        """The places next to `i`, up to `most`, until a sign or an "and" parts them."""
        found: list[int] = []
        for j in range(i + step, i + step * (most + 1), step):
            if self.kind(j) in ("sign", "and", "then", "line", "end"):
                break
            found.append(j)
        return found

    def past(self, i: int, *kinds: str) -> int:
        """`i`, or the place after the unit there if it is of one of `kinds`."""
        return i + 1 if 0 <= i < len(self.kinds) and self.kinds[i] in kinds else i


R = TypeVar("R")


def remembered(read: Callable[[Words, int], R]) -> Callable[[Words, int], R]:
    """A reading that is made once for each place of a text, however many grammars ask for it."""
    name = f"{read.__module__}.{read.__qualname__}"

    def once(u: Words, i: int) -> R:
        key = (name, i)
        if key not in u.memo:
            u.memo[key] = read(u, i)
        return cast(R, u.memo[key])

    return once
