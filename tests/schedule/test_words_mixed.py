"""Requests put together at random, with their answer worked out apart: a question is allowed, another time never is."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import islice

import pytest

from gesso.schedule.expand import instants
from gesso.schedule.words import understand

NOW = datetime(2026, 11, 25, 10, 7, tzinfo=UTC)  # a Wednesday
TODAY = NOW.date()
Fits = Callable[[date], bool]


def on(*weekdays: int) -> Fits:
    return lambda d: d.weekday() in weekdays


def only(*day: int) -> Fits:
    return lambda d: d == date(*day)


RULES: list[tuple[str, Fits]] = [
    ("every weekday", on(0, 1, 2, 3, 4)), ("on weekdays", on(0, 1, 2, 3, 4)), ("Monday to Friday", on(0, 1, 2, 3, 4)),
    ("every day", lambda d: True), ("daily", lambda d: True), ("every Monday", on(0)),
    ("Tuesdays and Thursdays", on(1, 3)), ("on weekends", on(5, 6)), ("each Saturday", on(5)),
    ("every Mon, Wed and Fri", on(0, 2, 4)), ("on the 1st of every month", lambda d: d.day == 1),
    ("every 15th", lambda d: d.day == 15), ("the last day of each month", lambda d: (d + timedelta(1)).day == 1),
    ("the first Monday of every month", lambda d: d.weekday() == 0 and d.day <= 7), ("once a week on Sunday", on(6)),
]  # fmt: skip
DAYS: list[tuple[str, Fits]] = [
    ("tomorrow", only(2026, 11, 26)), ("on Friday", only(2026, 11, 27)), ("on 24 December", only(2026, 12, 24)),
    ("Dec 3", only(2026, 12, 3)), ("in 3 days", only(2026, 11, 28)), ("today", only(2026, 11, 25)),
]  # fmt: skip
TIMES = [
    ("at 7 pm", "19:00"), ("at 19:00", "19:00"), ("at 8:30 pm", "20:30"), ("at noon", "12:00"),
    ("at 9 in the evening", "21:00"), ("at half past six in the evening", "18:30"), ("at 6.15pm", "18:15"),
    ("at quarter to five pm", "16:45"), ("7p.m.", "19:00"), ("around 10:30 am", "10:30"), ("2215 hrs", "22:15"),
    ("at five to eight pm", "19:55"), ("at 4 o'clock in the afternoon", "16:00"),
]  # fmt: skip
WHAT = [
    "send me the news", "remind me to water the plants", "check the shop page for changes", "tell me a joke",
    "give me the weather for Leeds", "ask me how I slept", "back up my notes", "a haiku please",
    "remind me about the 9am standup", "summarise the last 24 hours", "write a 200 word story",
    "remind me to call mum about Sunday", "remind me that the rent is due on the 3rd", "a 20 minute workout",
    "the top 5 headlines", "remind me of my appointment with Dr May",
]  # fmt: skip
BEFORE = [
    "", "please ", "hey, ", "can you ", "I'd like you to ", "gesso: ", "The shop closes at 8 so ",
    "My train leaves at 7:40, so ", "I get up at 6. ", "Since I always forget: ", "We met on Tuesday at 3. ",
    "My sister works until 5 every day. ", "I have 20 minutes. ", "thanks for yesterday! ", "It's 10 now. ",
]  # fmt: skip
AFTER = ["", "", " thanks", " (I'm in Leeds)", ". My boss wants it", ", not longer than 100 words", " because I forget"]
EXCEPT: list[tuple[str, Fits]] = [
    ("", lambda d: True), ("", lambda d: True), (" except Fridays", on(0, 1, 2, 3, 5, 6)),
    (", but not on Mondays", on(1, 2, 3, 4, 5, 6)), (" but not in December", lambda d: d.month != 12),
]  # fmt: skip
BOUNDS: list[tuple[str, Fits]] = [
    ("", lambda d: True), ("", lambda d: True), (" until 20 December", lambda d: d <= date(2026, 12, 20)),
    (" starting Monday", lambda d: d >= date(2026, 11, 30)), (" from 1 December on", lambda d: d >= date(2026, 12, 1)),
]  # fmt: skip
FORMS = [
    "{a}{w} {d} {t}{e}{u}{z}", "{a}{w} {t} {d}{e}{u}{z}", "{a}{d} {t} {w}{e}{u}{z}", "{a}{t} {d}{e}{u} {w}{z}",
    "{a}{d}{e} {t}{u}: {w}{z}", "{a}{d} {t}{e}{u}, {w}{z}", "{a}{w}, {d}, {t}{e}{u}{z}", "{a}{d}{u} {t}{e} {w}{z}",
]  # fmt: skip


def mixed(r: random.Random) -> tuple[str, list[str]]:
    """A request and its next three local times, of the days that fit all that it says."""
    rule = r.random() < 0.75
    d, fits = r.choice(RULES if rule else DAYS)
    t, at = r.choice(TIMES)
    e, kept = r.choice(EXCEPT) if rule else EXCEPT[0]
    u, within = r.choice(BOUNDS) if rule else BOUNDS[0]
    text = r.choice(FORMS).format(a=r.choice(BEFORE), w=r.choice(WHAT), d=d, t=t, e=e, u=u, z=r.choice(AFTER))
    days = (TODAY + timedelta(days=n) for n in range(420))
    due = [f"{day} {at}" for day in days if fits(day) and kept(day) and within(day)]
    return text, [wall for wall in due if wall > "2026-11-25 10:07"][:3]


@pytest.mark.parametrize("seed", range(5))
def test_a_request_is_at_its_time_or_asked_about(seed: int) -> None:
    r, asked, wrong = random.Random(seed), 0, []
    for _ in range(200):
        text, expected = mixed(r)
        found = understand(text, NOW, "Europe/London")
        if found.question or not found.tasks:
            asked += 1
            continue
        due = [[f"{o.local:%Y-%m-%d %H:%M}" for o in islice(instants(s.timetable, NOW), 3)]
               for s in found.tasks if s.timetable]  # fmt: skip
        if due != [expected]:
            wrong.append((text, due, expected))
    assert wrong == []
    assert asked < 40
