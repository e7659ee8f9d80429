"""Calendar files in, a feed out."""

from datetime import UTC, date, datetime, time

import pytest

from gesso.base.errors import BadInput, TooLarge
from gesso.schedule.ics import FeedEntry, parse_ics, render_ics
from gesso.schedule.schedule import Calendar, Day, Interval, Once, Timetable

FILE = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VTIMEZONE
TZID:Berlin (private)
X-LIC-LOCATION:Europe/Berlin
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:1@example.org
SUMMARY:Bericht\\, der lange: Zeile
  zwei
DTSTART;TZID=Berlin (private):20270104T190000
RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR
EXDATE;TZID=Berlin (private):20270105T190000
ATTENDEE;CN="Ann; Lee":mailto:ann@example.org
BEGIN:VALARM
TRIGGER:-PT10M
DTSTART:20000101T000000Z
SUMMARY:not this
END:VALARM
END:VEVENT
BEGIN:VTODO
SUMMARY:Pay
DUE:20270201T080000Z
END:VTODO
BEGIN:VEVENT
SUMMARY:Holiday
DTSTART;VALUE=DATE:20270101
END:VEVENT
BEGIN:VEVENT
SUMMARY:Moved
DTSTART:20270101T100000Z
RECURRENCE-ID:20270101T090000Z
END:VEVENT
BEGIN:VEVENT
SUMMARY:Storm
DTSTART:20270101T100000Z
RRULE:FREQ=SECONDLY
END:VEVENT
BEGIN:VEVENT
SUMMARY:Nowhere
DTSTART;TZID=Mars/Base:20270101T100000
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def test_events_and_to_dos_in() -> None:
    found, refused = parse_ics(FILE.encode(), "Europe/Berlin")
    assert [(one.uid, one.summary) for one in found] == [
        ("1@example.org", "Bericht, der lange: Zeile zwei"),
        ("", "Pay"),
    ]
    weekdays = tuple(map(Day, range(5)))
    expected = Calendar(date(2027, 1, 4), "weekly", (time(19),), days=weekdays, skip=(date(2027, 1, 5),))
    assert found[0].timetable == Timetable(expected, "Europe/Berlin")
    assert found[1].timetable == Timetable(Once(datetime(2027, 2, 1, 8)), "UTC")
    assert [one.summary for one in refused] == ["Holiday", "Moved", "Storm", "Nowhere"]
    assert (
        "no time of day" in refused[0].reason and "SECONDLY" in refused[2].reason and "Mars/Base" in refused[3].reason
    )


def test_a_feed_is_read_back() -> None:
    now = datetime(2027, 1, 1, tzinfo=UTC)
    weekly = Timetable(Calendar(date(2027, 1, 4), "weekly", (time(19),), days=(Day(0),)), "Europe/Berlin")
    office = Timetable(Interval(now, 3600, between=(time(9), time(10))), "Australia/Lord_Howe")
    summary = "Straße; 字, 😀\nzwei \\ " + "lang " * 40
    feed = render_ics([FeedEntry("a", summary, weekly), FeedEntry("b", "Office", office)], now)
    assert all(len(line.encode()) <= 75 for line in feed.split("\r\n"))
    found, refused = parse_ics(feed.encode(), "UTC")
    assert refused == []
    assert found[0].summary == " ".join(summary.split())
    assert found[0].timetable.schedule.times == (time(19),)  # type: ignore[union-attr]
    assert {one.summary for one in found[1:]} == {"Office"} and 115 <= len(found[1:]) <= 121  # two a day, 60 days
    assert "BEGIN:DAYLIGHT\r\nDTSTART:20270328T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200" in feed
    assert "BEGIN:STANDARD\r\nDTSTART:20270404T020000\r\nTZOFFSETFROM:+1100\r\nTZOFFSETTO:+1030" in feed


def test_what_is_no_calendar_file() -> None:
    for data in (b"", b"hello", b"\x00\xff\xfe", b"BEGIN:VEVENT\r\nEND:VEVENT"):
        with pytest.raises(BadInput):
            parse_ics(data, "UTC")
    with pytest.raises(TooLarge):
        parse_ics(b"x" * 2_000_001, "UTC")
    many = "BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\nDTSTART:20270101T000000Z\nEND:VEVENT\n" * 1001
    with pytest.raises(TooLarge):
        parse_ics(many.encode(), "UTC")
    assert parse_ics(b"BEGIN:VCALENDAR\nEND:X\nEND:Y\nBEGIN:VEVENT\n;;;\n:\nBEGIN:VEVENT", "UTC") == ([], [])
