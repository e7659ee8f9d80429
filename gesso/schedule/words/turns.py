"""Other ways to say the same, in the units that the grammar reads: "all mondays", "2x/day", "every 15 of the month"."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from functools import lru_cache

from gesso.base.late import late
from gesso.schedule.words.lexicon import Unit, slips, word_set

_Turn = tuple[list[Unit], int]  # the units instead, and how many they stand for
_END = Unit("end", "", 0, 0, False)


def turned(units: Sequence[Unit]) -> list[Unit]:
    """`units` in the grammar's words. Each that takes the place of several has their whole place in the text."""
    found: list[Unit] = []
    i = 0
    while i < len(units):
        turn = next((t for rule in _RULES if (t := rule(units, i))), None)
        made, used = turn or ([units[i]], 1)
        found += made
        i += used
    return found


def _at(units: Sequence[Unit], i: int) -> Unit:
    return units[i] if 0 <= i < len(units) else _END


def _as(kind: str, group: Sequence[Unit], n: int = 0, name: str = "") -> Unit:
    return Unit(kind, " ".join(x.text for x in group), group[0].start, group[-1].end, group[0].glued, n, name)


def _all(units: Sequence[Unit], i: int) -> _Turn | None:
    """All mondays, all the monday, every of saturday."""
    first, j = units[i], i + 1
    if first.text == "all" and first.kind == "word":
        j += _at(units, j).kind == "the"
        days = _at(units, j)
        plain = days.kind in ("weekday", "weekdays", "weekend") and (days.name == "s" or j > i + 1)
        return ([_as("every", units[i:j])], j - i) if plain else None
    if first.kind == "every" and _at(units, j).kind == "of":
        j += 1 + (_at(units, j + 1).kind == "the")
        return ([_as("every", units[i:j])], j - i) if _at(units, j).kind == "weekday" else None
    return None


def _times_a(units: Sequence[Unit], i: int) -> _Turn | None:
    """2x/day, 3x a week, twice/day."""
    unit, before, after = units[i], _at(units, i - 1), _at(units, i + 1)
    if unit.text == "x" and unit.glued and before.kind == "number":
        counted = after.kind in ("a", "per", "every", "often", "unit") or after.text == "/"
        return ([replace(unit, kind="repeats")], 1) if counted else None
    said = before.kind in ("times", "repeats") or (before.text == "x" and before.glued)
    return ([replace(unit, kind="per")], 1) if unit.text == "/" and said and after.kind == "unit" else None


def _q(units: Sequence[Unit], i: int) -> _Turn | None:
    """Q 2wks fri: every two weeks."""
    after = _at(units, i + 1)
    counted = after.kind == "number" and _at(units, i + 2).kind == "unit"
    return ([replace(units[i], kind="every")], 1) if units[i].text == "q" and counted else None


_COMPOUND = late(
    r"(montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)(früh|morgen|vormittag|mittag|nachmittag|abend|nacht)"
    r"(s?)"
)
_DAYS = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")
_PARTS = {"früh": "morning", "morgen": "morning", "vormittag": "morning", "mittag": "noon", "nachmittag": "afternoon",
          "abend": "evening", "nacht": "night"}  # fmt: skip


def _sunday_evening(units: Sequence[Unit], i: int) -> _Turn | None:
    """Sonntagabend, montagmorgens."""
    unit = units[i]
    found = (
        _COMPOUND.fullmatch(unit.text) if unit.kind == "word" and ("tag" in unit.text or "woch" in unit.text) else None
    )
    if not found:
        return None
    cut = unit.start + len(found[1])
    day = Unit("weekday", found[1], unit.start, cut, unit.glued, _DAYS.index(found[1]), found[3])
    return [day, Unit("part", found[2] + found[3], cut, unit.end, True, 0, _PARTS[found[2]])], 1


def _later_today(units: Sequence[Unit], i: int) -> _Turn | None:
    """Later today at 5."""
    after = _at(units, i + 1 + (_at(units, i + 1).text == ","))
    exact = units[i].text == "later today" and after.kind in ("at", "number")
    return ([replace(units[i], kind="day", n=0, name="")], 1) if exact else None


def _semi(units: Sequence[Unit], i: int) -> _Turn | None:
    """Semi-monthly: twice a month."""
    whole = [x.text for x in units[i : i + 3]]
    if whole == ["semi", "-", "monthly"] or whole[:1] == ["semimonthly"]:
        group = units[i : i + (3 if len(whole) > 2 and whole[0] == "semi" else 1)]
        return [_as("times", group[:1], 2), _as("often", group[-1:], 1, "month")], len(group)
    return None


def _day_of_month(units: Sequence[Unit], i: int) -> _Turn | None:
    """Every 15 of the month, on 15 of each month."""
    unit, before = units[i], _at(units, i - 1)
    of, whole = _at(units, i + 1), _at(units, i + 2)
    figure = unit.kind == "number" and unit.text.isdigit() and 0 < unit.n <= 31
    led = before.kind in ("every", "on", "the", "and")
    if not figure or not led or of.kind != "of" or whole.kind not in ("the", "every"):
        return None
    return ([replace(unit, kind="ordinal")], 1) if _at(units, i + 3).name == "month" else None


def _from_each(units: Sequence[Unit], i: int) -> _Turn | None:
    """The last day from each month."""
    placed = _at(units, i - 2).kind in ("last", "ordinal") and _at(units, i - 1).kind in ("unit", "weekday", "weekdays")
    each = _at(units, i + 1).kind == "every" and _at(units, i + 2).kind in ("unit", "quarter")
    return ([replace(units[i], kind="of")], 1) if units[i].kind == "from" and placed and each else None


def _the_day(units: Sequence[Unit], i: int) -> _Turn | None:
    """The tomorrow, as some say."""
    day = _at(units, i + 1)
    plain = units[i].kind == "the" and day.kind == "day" and _at(units, i + 2).kind not in ("word", "possessive")
    return ([replace(day, start=units[i].start, glued=units[i].glued)], 2) if plain else None


def _of_the_morning(units: Sequence[Unit], i: int) -> _Turn | None:
    """In the 7 of the morning, as some say."""
    kinds = [_at(units, n).kind for n in range(i, i + 6)]
    if kinds != ["in", "the", "number", "of", "the", "part"]:
        return None
    return [_as("at", units[i : i + 2]), units[i + 2], replace(units[i + 3], kind="in"), *units[i + 4 : i + 6]], 6


def _at_hours(units: Sequence[Unit], i: int) -> _Turn | None:
    """At 9 hours, as some say for nine o'clock."""
    after = _at(units, i + 1)
    hours = units[i].text == "hours" and units[i].kind == "unit" and _at(units, i - 1).kind == "number"
    closed = after.kind in ("sign", "end", "line", "on", "every", "weekday", "day", "part", "and", "to")
    at = _at(units, i - 2).kind == "at" and _at(units, i - 1).n < 24
    return ([replace(units[i], kind="oclock", name="24")], 1) if hours and closed and at else None


def _every(units: Sequence[Unit], i: int) -> _Turn | None:
    """Ever morning, evrey day: "every", said in a hurry right before a word of time."""
    unit, after = units[i], _at(units, i + 1)
    timely = after.kind in ("weekday", "weekdays", "weekend", "part") or (
        after.kind == "unit" and after.name != "second"
    )
    if unit.kind != "word" or not timely or unit.text in _NOT_EVERY or len(unit.text) < 3:
        return None
    like = unit.text == "ever" or SequenceMatcher(None, unit.text, "every").ratio() > 0.8
    return ([replace(unit, kind="every", typo=True)], 1) if like else None


_NOT_EVERY = word_set("very even never")


def _part(units: Sequence[Unit], i: int) -> _Turn | None:
    """Every mourning."""
    meant = units[i].text == "mourning" and _at(units, i - 1).kind in ("every", "day", "weekday", "this")
    return ([replace(units[i], kind="part", name="morning", typo=True)], 1) if meant else None


def _always(units: Sequence[Unit], i: int) -> _Turn | None:
    """Immer morgens, mittags immer, always in the morning: each of them."""
    unit, after = units[i], _at(units, i + 1)
    if unit.text in _ALWAYS and after.kind == "part" and after.n == 1:
        return [replace(unit, kind="every"), replace(after, n=0)], 2
    if unit.kind == "part" and unit.n == 1 and after.text in _ALWAYS:
        return [replace(after, kind="every", start=unit.start, end=unit.end), replace(unit, n=0, start=unit.end,
                end=after.end)], 2  # fmt: skip
    return None


_ALWAYS = word_set("immer stets")


def _remind(units: Sequence[Unit], i: int) -> _Turn | None:
    """Remnd me, rmind: a request to be reminded, misspelt."""
    unit = units[i]
    right = _misspelt_requests().get(unit.text) if unit.kind == "word" and len(unit.text) > 4 else None
    return ([replace(unit, text=right)], 1) if right else None


@lru_cache
def _misspelt_requests() -> dict[str, str]:
    known = ("remind", "reminder", "remainder", "erinnere", "erinnern")
    found = {slip: word for word in ("remind", "reminder", "erinnere") for slip in slips(word) if slip not in known}
    return found | {"rmd": "remind", "remindme": "remind"}


_RULES: tuple[Callable[[Sequence[Unit], int], _Turn | None], ...] = (
    _all, _times_a, _q, _sunday_evening, _later_today, _semi, _day_of_month, _from_each, _the_day,
    _of_the_morning, _at_hours,    _every, _part, _always, _remind,
)  # fmt: skip
