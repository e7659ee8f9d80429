"""Requests with the schedule a careful person would make of them: right, asked, missed, silently wrong.

A line of a file: `slice`, `now` (local), `zone`, `text`, `want`. `want` has alternatives parted by " | ": `ask` (the
better answer when it stands first), `none`, or schedules joined by " ;; ". A schedule is one of

    once DATE TIME · daily TIMES · weekly DAYS TIMES · monthly WHICH TIMES · months 1,4 WHICH TIMES · yearly MM-DD TIMES
    3d TIMES · 2w DAYS TIMES · 6mo 1 TIMES (every so many, from any of them) · every 45m · list DATE TIME, DATE TIME

with `from DATE`, `until DATE` or `until DATE..DATE` (either end is as good), `x N`, `except DATE`, `zone NAME` behind.
DAYS: MO-FR or MO,WE. WHICH: 15, -1, 2TU, -1FR, 1WD, -1WD. TIMES: 08:00, 09:00/45m/17:00, and ~06-11 for an hour that is
not said: any between is as good where an assumption is named. The instants are worked out here, not by gesso.
"""

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from gesso.schedule.expand import instants
from gesso.schedule.words import Understanding, understand

SILENT = ("wrong", "guessed", "invented")
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_SHOWN, _OF_SEVERAL, _MOST = 8, 3, 400


@dataclass(frozen=True, order=True)
class Slot:
    """Instants in UTC, the first and the last that are as good; `open`: the hour is not said."""

    first: datetime
    last: datetime
    open: bool = False


@dataclass(frozen=True)
class Wanted:
    """`needed` come first; where it `ends`, `spare` may follow and nothing else."""

    needed: tuple[Slot, ...]
    spare: tuple[Slot, ...] = ()
    ends: bool = False


@dataclass(frozen=True)
class _Times:
    first: time
    last: time
    open: bool


def _times(said: str) -> list[_Times]:
    found: list[_Times] = []
    for each in said.split(","):
        if each.startswith("~"):
            low, high = each[1:].split("-")
            last = time(23, 59) if high == "24" else time(int(high))
            found.append(_Times(time(int(low)), last, True))
        elif "/" in each:
            first, step, last_said = each.split("/")
            at, end = datetime.fromisoformat(f"2000-01-01T{first}"), datetime.fromisoformat(f"2000-01-01T{last_said}")
            while at <= end:
                found.append(_Times(at.time(), at.time(), False))
                at += timedelta(minutes=int(step[:-1]))
        else:
            found.append(_Times(time.fromisoformat(each), time.fromisoformat(each), False))
    return found


def _weekdays(said: str) -> set[int]:
    found: set[int] = set()
    for each in said.split(","):
        first, _, last = each.partition("-")
        found |= set(range(_DAYS.index(first), _DAYS.index(last or first) + 1))
    return found


def _of_month(day: date, which: str) -> bool:
    length = ((day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)).day
    for each in which.split(","):
        if each.lstrip("-").isdigit():
            fits = day.day == (int(each) if int(each) > 0 else length + 1 + int(each))
        else:
            nth, name = int(each[:-2]), each[-2:]
            kind = {0, 1, 2, 3, 4} if name == "WD" else {_DAYS.index(name)}
            of = [n for n in range(1, length + 1) if day.replace(day=n).weekday() in kind]
            fits = day.day == of[nth - 1 if nth > 0 else nth]
        if fits:
            return True
    return False


def _rule(words: list[str], phase: int, today: date) -> tuple[Callable[[date], bool], str, int]:
    """Which days fit, the times, and how many phases the rule has."""
    kind = words[0]
    if kind == "daily":
        return lambda d: True, words[1], 1
    if kind == "weekly":
        days = _weekdays(words[1])
        return lambda d: d.weekday() in days, words[2], 1
    if kind == "monthly":
        return lambda d: _of_month(d, words[1]), words[2], 1
    if kind == "months":
        months = set(map(int, words[1].split(",")))
        return lambda d: d.month in months and _of_month(d, words[2]), words[3], 1
    if kind == "yearly":
        return lambda d: f"{d:%m-%d}" == words[1], words[2], 1
    n, unit = re.fullmatch(r"(\d+)(d|w|mo)", kind).groups()  # type: ignore[union-attr]
    step = int(n)
    if unit == "d":
        return lambda d: (d - today).days % step == phase, words[1], step
    if unit == "w":
        days, monday = _weekdays(words[1]), today - timedelta(days=today.weekday())
        return lambda d: d.weekday() in days and (d - monday).days // 7 % step == phase, words[2], step
    return lambda d: _of_month(d, words[1]) and (d.year * 12 + d.month) % step == phase, words[2], step


def _modifiers(part: str) -> tuple[list[str], dict[str, str]]:
    words = part.split()
    found: dict[str, str] = {}
    for name in ("from", "until", "x", "except", "zone"):
        if name in words:
            at = words.index(name)
            found[name] = words[at + 1]
            del words[at : at + 2]
    return words, found


def expand(part: str, now: datetime, zone: str) -> list[Wanted]:
    """The instants of one schedule, once for each phase that is as good."""
    words, mods = _modifiers(part)
    there = ZoneInfo(mods.get("zone", zone))

    def slot(day: date, at: _Times) -> Slot:
        first, last = (datetime.combine(day, t, there).astimezone(UTC) for t in (at.first, at.last))
        return Slot(first, last, at.open)

    if words[0] in ("once", "list"):
        given = " ".join(words[1:]).split(", ")
        slots = [slot(date.fromisoformat(each[:10]), t) for each in given for t in _times(each[11:])]
        return [Wanted(tuple(slots), ends=words[0] == "once")]
    today = now.astimezone(there).date()
    first, (low, _, high) = mods.get("from", ""), mods.get("until", "").partition("..")

    def all_slots(fits: Callable[[date], bool], times: list[_Times]) -> Iterator[tuple[date, Slot]]:
        for ahead in range(366 * 9):
            day = today + timedelta(days=ahead)
            if (
                not fits(day)
                or f"{day}" < first
                or mods.get("except") == f"{day}"
                or (low and f"{day}" > (high or low))
            ):
                continue
            yield from ((day, s) for s in sorted(slot(day, t) for t in times) if s.last > now)

    found = []
    phases = _rule(words, 0, today)[2]
    for phase in range(phases):
        fits, times, _ = _rule(words, phase, today)
        most = int(mods["x"]) if "x" in mods else _MOST
        days = list(islice(all_slots(fits, _times(times)), most))
        needed = tuple(s for d, s in days if not low or f"{d}" <= low)
        found.append(Wanted(needed, tuple(s for d, s in days if low and f"{d}" > low), "x" in mods or bool(low)))
    return found


def fits(want: str, given: list[datetime], assumed: bool, now: datetime, zone: str) -> bool:
    """Whether the instants of all tasks together are those of `want`."""
    if step := re.fullmatch(r"every (\d+)m", want):
        every = timedelta(minutes=int(step[1]))
        gaps = {b - a for a, b in pairwise(given[:_SHOWN])}
        return bool(given) and given[0] <= now + every and gaps == {every}
    parts = [expand(part, now, zone) for part in want.split(" ;; ")]
    if len(parts) == 1:
        return any(_one(each, given, assumed) for each in parts[0])
    chosen = [each[0] for each in parts]
    horizon = max(each.needed[: (len(each.needed) if each.ends else _OF_SEVERAL)][-1].last for each in chosen)
    needed = sorted({s for each in chosen for s in each.needed if s.first <= horizon})
    return _agree(needed, [g for g in given if g <= horizon], assumed)


def _one(wanted: Wanted, given: list[datetime], assumed: bool) -> bool:
    if not wanted.ends:
        most = min(_SHOWN, len(wanted.needed))
        return _agree(list(wanted.needed[:most]), given[:most], assumed)
    n = len(wanted.needed)
    rest = given[n:]
    return (
        _agree(list(wanted.needed), given[:n], assumed)
        and len(rest) <= len(wanted.spare)
        and _agree(list(wanted.spare[: len(rest)]), rest, assumed)
    )


def _agree(slots: list[Slot], given: list[datetime], assumed: bool) -> bool:
    if len(slots) != len(given):
        return False
    return all(s.first <= g <= s.last and (assumed or not s.open) for s, g in zip(slots, given, strict=True))


def given_by(found: Understanding, now: datetime) -> list[datetime]:
    """The instants of all its tasks, in order."""
    times = (said.timetable for said in found.tasks if said.timetable)
    return sorted({each.utc for timetable in times for each in islice(instants(timetable, now), _MOST)})


def verdict(row: dict[str, str], found: Understanding) -> str:
    """right, asked (where a question is as good), needless, missed, or one of `SILENT`."""
    zone = row["zone"]
    now = datetime.fromisoformat(row["now"]).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    wants = row["want"].split(" | ")
    if found.question:
        return "right" if wants[0] == "ask" else "asked" if "ask" in wants else "needless"
    given = given_by(found, now)
    if not given:
        return "right" if "none" in wants else "missed"
    assumed = any(said.assumptions for said in found.tasks)
    schedules = [w for w in wants if w not in ("ask", "none")]
    if any(fits(w, given, assumed, now, zone) for w in schedules):
        return "right"
    return "wrong" if schedules else "invented" if "none" in wants else "guessed"


def rows_of(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def read(row: dict[str, str]) -> Understanding:
    now = datetime.fromisoformat(row["now"]).replace(tzinfo=ZoneInfo(row["zone"]))
    return understand(row["text"], now, row["zone"])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("files", nargs="+", type=Path)
    options.add_argument("--show", nargs="*", default=[*SILENT, "missed", "needless"])
    chosen = options.parse_args()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in (row for path in chosen.files for row in rows_of(path)):
        found = read(row)
        got = verdict(row, found)
        counts[row["slice"]][got] += 1
        if got in chosen.show:
            here = ZoneInfo(row["zone"])
            now = datetime.fromisoformat(row["now"]).replace(tzinfo=here)
            times = [f"{g.astimezone(here):%a %Y-%m-%d %H:%M}" for g in given_by(found, now)[:_SHOWN]]
            print(f"{got}: {row['text']}  ({row['now']} {row['zone']})\n    wanted {row['want']}")
            print(f"    got {found.question or times or 'nothing'} {[t.assumptions for t in found.tasks]}")
    print("| slice | n | right | asked, allowed | asked, not needed | missed | silently wrong |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name, found_here in [*counts.items(), ("together", sum(counts.values(), Counter()))]:
        silent = sum(found_here[each] for each in SILENT)
        shown = [found_here[each] for each in ("right", "asked", "needless", "missed")]
        print(f"| {name} | {sum(found_here.values())} | " + " | ".join(map(str, [*shown, silent])) + " |")


if __name__ == "__main__":
    main()
