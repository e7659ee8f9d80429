"""Answers in the words of our own question: "every other one", "by mine", "there". Pure."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from gesso.schedule.schedule import Calendar, Once, Timetable
from gesso.schedule.words.zones import place_in

Then = Literal["", "once", "next_day"]
_ALWAYS = r"every time|always|each time|every week|all of them"
_ALWAYS_DE = "jedes mal|immer"
_NEXT = r"(?:only|just) (?:the )?next(?: one)?|(?:the )?next(?: one)? only|nur (?:das|der|die|den) nächsten?"
_BEGINNING = r"(?:at )?(?:its|the) beginning(?: of (?:that|the) day)?|am anfang(?: des tages)?"
_END = r"(?:at )?(?:its|the) end(?: of (?:that|the) day)?|am ende(?: des tages)?"
_SAID: tuple[tuple[str, str, str, Then], ...] = (
    (r"every (?:other|second) one|every two weeks|jede[nrs]? zweite[nrs]?", r"\b(?:second|2nd)\b", "other", ""),
    (r"(?:the )?second (?:one )?of (?:each|the|every) month",
     r"^.*?\bevery (?:second|2nd)\b(.*)$", r"the second\1 of each month", ""),
    (f"{_ALWAYS_DE}|{_ALWAYS}", r"^am wochenende$", "jedes Wochenende", ""),
    (f"{_ALWAYS_DE}|{_ALWAYS}", r"^am (\D*)$", r"jeden \1", ""),
    (f"{_ALWAYS}|{_ALWAYS_DE}", r"^(?:on |at )?(?:the )?(\D*)$", r"every \1", ""),
    (_NEXT, r"^am wochenende$", "jedes Wochenende", "once"),
    (_NEXT, r"^am (\D*)$", r"jeden \1", "once"),
    (_NEXT, r"^(?:on |at )?(?:the )?(\D*)$", r"every \1", "once"),
    (r"(?:by )?(?:the clock )?there|(?:by )?theirs|there please|local time there|dort", r"^in (.*)$",
     r"\1 time", ""),
    (r"(?:by )?mine|here|my clock|by my clock|my own|bei mir|meine[rs]?", r"^in .*$", "my time", ""),
    (_END, r"\bmidnight\b", "00:00", "next_day"),
    (_END, r"\bmitternacht\b", "0 Uhr", "next_day"),
    (_BEGINNING, r"\bmidnight\b", "00:00", ""),
    (_BEGINNING, r"\bmitternacht\b", "0 Uhr", ""),
)  # fmt: skip
_WAYS = tuple(
    (re.compile(rf"^\W*(?:{answer})\W*$", re.IGNORECASE), about, meant, then) for answer, about, meant, then in _SAID
)
_DAYS = re.compile(r"\b(?:every|each|daily|weekly|jede\w*|täglich|\w+days?|montags?|\w+tags?)\b", re.IGNORECASE)
MOST_WORDS = 4


@dataclass(frozen=True)
class Meant:
    """An answer's meaning: words for those that were asked about, and what is then done with the timetable."""

    words: str
    then: Then = ""

    def applied(self, timetable: Timetable) -> Timetable:
        match self.then, timetable.schedule:
            case "once", Calendar() as schedule:
                return replace(timetable, schedule=replace(schedule, count=1))
            case "next_day", Once() as schedule:
                return replace(timetable, schedule=replace(schedule, at=schedule.at + timedelta(days=1)))
        return timetable


def as_said(answer: str, about: str) -> Meant | None:
    """The words that were asked about, as they would be had the answer's meaning been said; None for other answers."""
    for pattern, old, new, then in _WAYS:
        if pattern.match(answer) and re.search(old, about, re.IGNORECASE):
            return Meant(re.sub(old, new, about, count=1, flags=re.IGNORECASE), then)
    if about.lower().endswith(" time") and len(answer.split()) <= MOST_WORDS and place_in(answer):
        return Meant(f"{answer.strip(' .!').removesuffix(' time')} time")
    return None


def another_hour(answer: str, about: str) -> bool:
    """Whether both name an hour in figures: then the answer's holds, and they are no two hours."""
    return bool(re.search(r"\d", answer) and re.search(r"\d", about))


def instead(answer: str, about: str) -> bool:
    """Whether an answer may stand in the place of the few words that were asked about, and takes no days with them."""
    return len(about.split()) <= MOST_WORDS and not (_DAYS.search(about) and not _DAYS.search(answer))
