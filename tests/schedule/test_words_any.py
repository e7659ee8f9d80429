"""Any text at all: nothing crashes or takes long, places lie in the text, no word of time is dropped in silence."""

import gc
import random
import re
import time as clock
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesso.schedule.describe import Language, describe
from gesso.schedule.expand import instants
from gesso.schedule.schedule import Calendar, Day, Interval, Once, Schedule, Timetable
from gesso.schedule.words import Understanding, amend, understand
from gesso.schedule.words.english import ENGLISH
from gesso.schedule.words.german import GERMAN
from gesso.schedule.words.lexicon import Lexicon

NOW = datetime(2026, 11, 25, 10, 7, tzinfo=UTC)  # a Wednesday
TODAY = NOW.date()
ZONE = "Europe/London"
WORDS = sorted({*ENGLISH.senses, *GERMAN.senses, "7", "7:30", "19:00", "7pm", ",", ".", "send", "me", "news", "remind"})
TIMELY = re.compile(
    r"\b\d{1,2}:\d{2}\b|\b\d{1,2} ?[ap]m\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\btomorrow\b|\btonight\b",
    re.IGNORECASE,
)


def silent(text: str, found: Understanding) -> list[str]:
    """The words of time that are in no schedule, not spared and not asked about."""
    if found.question:
        return []
    known = [*found.spared, *(s for t in found.tasks for s in t.spans.values())]
    return [m.group() for m in TIMELY.finditer(text) if not any(a <= m.start() < b for a, b in known)]


@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_any_words_of_time_give_an_answer_with_places_in_the_text(text: str) -> None:
    found = understand(text, NOW, ZONE)
    spans = [*found.spared, *found.uncovered, *(s for t in found.tasks for s in t.spans.values())]
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert bool(found.question) >= any(t.timetable is None for t in found.tasks)
    for task in found.tasks:
        if task.timetable:
            list(islice(instants(task.timetable, NOW), 3))


OTHERS = ["send", "me", "news", "remind", "at", "7pm", "and", ",", "not", "on", "every", "the", "19:00"]


def schedule_words(language: Lexicon) -> list[str]:
    """The words of a language that always speak of when."""
    kinds = ("weekdays", "day")
    return sorted(word for word, (kind, *_) in language.senses.items() if kind in kinds and " " not in word)


@given(st.data())
@settings(max_examples=300, deadline=None, derandomize=True)
def test_a_word_of_time_is_in_a_schedule_or_spared_or_asked_about(data: st.DataObject) -> None:
    language = {"en": ENGLISH, "de": GERMAN}[data.draw(st.sampled_from(["en", "de"]))]
    others = st.sampled_from(OTHERS)
    words = st.sampled_from(schedule_words(language)) | others
    text = " ".join(data.draw(st.lists(words, min_size=1, max_size=10)))
    found = understand(text, NOW, ZONE)
    if found.question:
        return
    known = [*found.spared, *(s for t in found.tasks for s in t.spans.values())]
    said = [m for m in re.finditer(r"[\w-]+", text) if m.group() in language.senses]
    timely = [m for m in said if m.group() in schedule_words(language)]
    assert all(any(a <= m.start() < b for a, b in known) for m in timely), (text, found)


@given(st.text(max_size=80))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_any_text_gives_an_answer(text: str) -> None:
    understand(text, NOW, ZONE)
    amend(text, Timetable(Calendar(TODAY, "daily", (time(19),)), ZONE), NOW)


HOSTILE = (
    "at 7 pm, ",
    "every Monday and ",
    "no, 8 ",
    "a",
    "1",
    '"',
    "the first ",
    "remind me that ",
    "24.12.",
    "not on ",
    "in 5 minutes ",
)


@pytest.mark.parametrize(
    "text",
    [
        *(piece * (100_000 // len(piece)) for piece in HOSTILE),
        *(piece * (3_900 // len(piece)) for piece in HOSTILE),
    ],
    ids=lambda text: f"{text[:12]}{len(text)}",
)  # fmt: skip
def test_a_hostile_length_is_answered_in_time(text: str) -> None:
    gc.collect()  # else the garbage of all tests before this one is now and then collected in its time
    began = clock.process_time()
    understand(text, NOW, ZONE)
    assert clock.process_time() - began < 1 + 0.1 * len(text) / 1000  # what grows with the square takes a minute


def shuffled() -> Iterator[tuple[str, str]]:
    """The same schedule and request, the clauses in every order and many manners."""
    what = ["send me the news", "remind me to water the plants", "check the site for changes"]
    days = ["every weekday", "Mondays to Fridays", "on weekdays", "each weekday", "EVERY WEEKDAY"]
    times = ["at 7pm", "at 7 pm", "at 19:00", "7 p.m.", "at seven in the evening", "at 7PM"]
    forms = ["{d} {t} {w}", "{d}, {t}, {w}", "{t} {d} {w}", "{w} {d} {t}", "{w} {t} {d}", "{w}, {d} {t}", "{d} {w} {t}",
             "please {w} {d} {t}", "can you {w} {d} {t}?", "{d} {t}: {w}", "{d} {t} – {w}",
             "hey, {d} {t} please {w}"]  # fmt: skip
    r = random.Random(7)
    for form in forms:
        for _ in range(6):
            d, t, w = r.choice(days), r.choice(times), r.choice(what)
            yield form.format(d=d, t=t, w=w), w


@pytest.mark.parametrize(("text", "what"), sorted(set(shuffled())))
def test_the_order_and_the_manner_change_nothing(text: str, what: str) -> None:
    found = understand(text, NOW, ZONE)
    assert found.question is None and len(found.tasks) == 1, found
    task = found.tasks[0]
    assert task.timetable is not None
    assert [f"{o.local:%d %H:%M}" for o in islice(instants(task.timetable, NOW), 4)] == [
        "25 19:00", "26 19:00", "27 19:00", "30 19:00",
    ]  # fmt: skip
    assert task.instruction.lower() == what


def combined() -> Iterator[str]:
    parts = ["every Monday", "tomorrow", "at 7 pm", "at 8:30", "on Friday", "tonight", "the 9am meeting",
             "until Sunday", "except Tuesdays", "send the news", "remind me", "about the game on Saturday", "and",
             "that it starts at 10:15", "next Thursday", "no, at 9 pm", "for 2 weeks", "call Bob", "starting Wednesday",
             "not at 7 pm"]  # fmt: skip
    r = random.Random(11)
    for _ in range(600):
        yield " ".join(r.sample(parts, r.randrange(2, 7)))


def test_no_word_of_time_is_dropped_in_silence() -> None:
    corrected = re.compile(r"\bno, |\bnot at\b")
    dropped = [(t, s) for t in combined() if not corrected.search(t) and (s := silent(t, understand(t, NOW, ZONE)))]
    assert dropped == []


def schedules(r: random.Random) -> Schedule:
    times = tuple(sorted({time(r.randrange(24), r.choice([0, 5, 15, 30, 45])) for _ in range(r.choice([1, 1, 2, 3]))}))
    until = TODAY + timedelta(days=r.randrange(400, 800)) if r.random() < 0.3 else None
    skip = (TODAY + timedelta(days=r.randrange(1, 60)),) if r.random() < 0.2 else ()
    kind = r.randrange(6)
    if kind == 0:
        return Once(datetime.combine(TODAY + timedelta(days=r.randrange(1, 360)), times[0]))
    if kind == 1:
        days = r.choice([(), (0, 1, 2, 3, 4), (5, 6), (1, 3)])
        return Interval(datetime(2026, 11, 25, 11, tzinfo=UTC), r.choice([3600]), weekdays=days, until=until)
    if kind == 2:
        return Calendar(TODAY, "daily", times, until=until, skip=skip)
    if kind == 3:
        chosen = sorted(r.sample(range(7), r.randrange(1, 6)))
        return Calendar(TODAY, "weekly", times, days=tuple(Day(d) for d in chosen), until=until, skip=skip)
    if kind == 4:
        return Calendar(TODAY, "monthly", times, days=(Day(r.randrange(7), r.choice([1, 2, 3, -1])),), until=until)
    chosen = sorted(r.sample([1, 2, 3, 10, 15, 28, -1], r.choice([1, 2])))
    return Calendar(TODAY, "monthly", times, monthdays=tuple(chosen), until=until, skip=skip)


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_described_schedule_is_understood_back(language: Language) -> None:
    r = random.Random(3)
    for _ in range(120):
        schedule = schedules(r)
        words = describe(schedule, language)
        found = understand(words, NOW, ZONE)
        assert found.question is None and len(found.tasks) == 1, (words, found.question)
        again = found.tasks[0].timetable
        assert again is not None
        expected = [o.utc for o in islice(instants(Timetable(schedule, ZONE), NOW), 8)]
        assert [o.utc for o in islice(instants(again, NOW), 8)] == expected, words


def test_dates_of_the_text_are_those_of_its_zone() -> None:
    late = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)  # the 26th in Tokyo
    found = understand("tomorrow at 9am call", late, "Asia/Tokyo")
    assert found.tasks[0].timetable == Timetable(Once(datetime.combine(date(2026, 11, 27), time(9))), "Asia/Tokyo")
