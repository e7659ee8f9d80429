"""Tasks on the virtual clock: one row for each due instant, and why. Through the command where its form matters."""

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from gesso.base.errors import BadInput
from gesso.cli import main
from gesso.schedule.schedule import Calendar, Interval, Once, Schedule, Timetable
from gesso.schedule.simulate import Edit, Row, SimulatedTask, Span, simulate

NEW_YORK = "America/New_York"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def span(start: str, end: str) -> Span:
    return Span(utc(start), utc(end))


def daily(at: str, where: str = "UTC") -> Timetable:
    return Timetable(Calendar(date(2026, 1, 1), "daily", (time.fromisoformat(at),)), where)


def every(seconds: int, where: str = "UTC") -> Timetable:
    return Timetable(Interval(utc("2026-01-01T00:00"), seconds), where)


def once(at: str, where: str = "UTC") -> Timetable:
    return Timetable(Once(datetime.fromisoformat(at)), where)


def rows(task: SimulatedTask, start: str, end: str, *down: Span) -> list[Row]:
    found = simulate([task], down, utc(start), utc(end))
    assert len({row.run_id for row in found}) == len(found)
    return found


def said(found: list[Row]) -> list[str]:
    return [f"{row.due.utc:%d %H:%M} {row.state}" for row in found]


def test_on_time() -> None:
    found = rows(SimulatedTask("a", daily("19:00", "Europe/Berlin")), "2026-11-27T00:00", "2026-11-29T00:00")
    assert said(found) == ["27 18:00 run", "28 18:00 run"]
    assert [row.run_id for row in found] == ["a:1:2026-11-27T18:00:00Z", "a:1:2026-11-28T18:00:00Z"]
    assert found[0].reason == "on time"


@pytest.mark.parametrize(("day", "following", "count"), [
    ("2026-11-01T04:00", "2026-11-02T05:00", 50), ("2027-03-14T05:00", "2027-03-15T04:00", 46),
])  # fmt: skip
def test_half_hours_of_the_days_the_clocks_change(day: str, following: str, count: int) -> None:
    assert len(rows(SimulatedTask("a", every(1800, NEW_YORK)), day, following)) == count


CHANGE = "2026-11-01"  # 01:30 comes at 05:30Z, and again at 06:30Z


def test_created_in_the_second_one_o_clock_hour_it_waits_for_tomorrow() -> None:
    task = SimulatedTask("a", daily("01:45", NEW_YORK), created_at=utc("2026-11-01T06:05"))
    assert said(rows(task, f"{CHANGE}T00:00", "2026-11-03T00:00")) == ["02 06:45 run"]


def test_edited_in_the_second_one_o_clock_hour_it_fires_once() -> None:
    task = SimulatedTask(
        "a", daily("01:30", NEW_YORK), edits=(Edit(utc("2026-11-01T06:05"), daily("01:45", NEW_YORK)),)
    )
    found = rows(task, f"{CHANGE}T00:00", "2026-11-03T00:00")
    assert said(found) == ["01 05:30 run", "02 06:45 run"]
    assert [row.version for row in found] == [1, 2]


def test_resumed_in_the_second_one_o_clock_hour_it_fires_at_most_once() -> None:
    task = SimulatedTask("a", daily("01:45", NEW_YORK), pauses=(span("2026-10-31T12:00", "2026-11-01T06:05"),))
    assert said(rows(task, f"{CHANGE}T00:00", "2026-11-03T00:00")) == ["01 05:45 skipped", "02 06:45 run"]


def test_to_resume_never_fires_at_once() -> None:
    task = SimulatedTask("a", daily("09:00"), pauses=(span("2026-11-25T12:00", "2026-11-27T09:00"),))
    found = rows(task, "2026-11-26T00:00", "2026-11-29T00:00")
    assert said(found) == ["26 09:00 skipped", "27 09:00 skipped", "28 09:00 run"]
    assert "paused since 2026-11-25 12:00:00Z" in found[0].reason


def test_created_at_the_very_instant_it_waits_for_the_next() -> None:
    task = SimulatedTask("a", daily("09:00"), created_at=utc("2026-11-27T09:00"))
    assert said(rows(task, "2026-11-27T00:00", "2026-11-29T00:00")) == ["28 09:00 run"]


def test_after_downtime_the_latest_runs_late_and_the_others_are_missed() -> None:
    found = rows(
        SimulatedTask("a", every(3600)),
        "2026-11-27T00:00",
        "2026-11-27T06:00",
        span("2026-11-27T00:30", "2026-11-27T04:20"),
    )
    assert said(found) == [
        "27 00:00 run", "27 01:00 missed", "27 02:00 missed", "27 03:00 missed", "27 04:00 late", "27 05:00 run",
    ]  # fmt: skip
    assert found[4].started == utc("2026-11-27T04:20")
    assert "down from its time until 2026-11-27 04:20:00Z" in found[4].reason
    assert all("only the latest" in row.reason for row in found[1:4])


@pytest.mark.parametrize(("timetable", "up_at", "state"), [
    (every(3600), "2026-11-27T10:30", "late"),  # half a period
    (every(3600), "2026-11-27T10:31", "missed"),
    (daily("10:00"), "2026-11-27T22:00", "late"),  # twelve hours
    (daily("10:00"), "2026-11-27T22:01", "missed"),
    (Timetable(Calendar(date(2026, 11, 27), "weekly", (time(10),)), "UTC"), "2026-11-27T22:01", "missed"),
    (Timetable(Calendar(date(2026, 11, 27), "daily", (time(10),), count=1), "UTC"), "2026-11-27T22:00", "late"),
    (once("2026-11-27T10:00"), "2026-12-04T10:00", "late"),  # seven days
    (once("2026-11-27T10:00"), "2026-12-04T10:01", "missed"),
])  # fmt: skip
def test_grace(timetable: Timetable, up_at: str, state: str) -> None:
    found = rows(SimulatedTask("a", timetable), "2026-11-27T10:00", "2026-11-27T10:01", span("2026-11-27T09:59", up_at))
    assert said(found) == [f"27 10:00 {state}"]


def test_paused_or_edited_or_deleted_before_it_is_up_again() -> None:
    down = span("2026-11-27T08:00", "2026-11-27T11:00")
    paused = SimulatedTask("a", daily("09:00"), pauses=(span("2026-11-27T10:00", "2026-11-27T12:00"),))
    edited = SimulatedTask("a", daily("09:00"), edits=(Edit(utc("2026-11-27T10:00"), daily("08:30")),))
    deleted = SimulatedTask("a", daily("09:00"), deleted_at=utc("2026-11-27T10:00"))
    for task, state in ((paused, "skipped"), (edited, "missed"), (deleted, "missed")):
        assert said(rows(task, "2026-11-27T00:00", "2026-11-28T00:00", down)) == [f"27 09:00 {state}"]


LONG = 150 * 60  # two and a half hours, of a task of every hour


def states(overlap: object, duration_s: int = LONG) -> list[Row]:
    task = SimulatedTask("a", every(3600), overlap=overlap, duration_s=duration_s)  # type: ignore[arg-type]
    return rows(task, "2026-11-27T00:00", "2026-11-27T05:00")


def test_overlap_skip() -> None:
    found = states("skip")
    assert [row.state for row in found] == ["run", "skipped", "skipped", "run", "skipped"]
    assert "still going" in found[1].reason


def test_overlap_queue_one() -> None:
    found = states("queue")
    assert [row.state for row in found] == ["run", "late", "skipped", "late", "skipped"]
    assert found[1].started == utc("2026-11-27T02:30")
    assert found[3].started == utc("2026-11-27T05:00")
    assert "one run waits already" in found[2].reason


def test_overlap_cancel_previous() -> None:
    found = states("cancel")
    assert [row.state for row in found] == ["run"] * 5
    assert found[0].reason == "cancelled by the run of 2026-11-27 01:00:00Z"
    assert found[0].ended == utc("2026-11-27T01:00")
    assert found[4].reason == "on time"


def test_overlap_allow() -> None:
    assert [row.state for row in states(2)] == ["run", "run", "skipped", "run", "run"]


def test_a_run_that_ends_as_the_next_begins_does_not_overlap() -> None:
    assert [row.state for row in states("skip", 3600)] == ["run"] * 5


def test_a_run_begun_before_the_window_is_still_going_in_it() -> None:
    task = SimulatedTask("a", every(3600), created_at=utc("2026-11-26T21:30"), duration_s=LONG)
    assert said(rows(task, "2026-11-27T00:00", "2026-11-27T02:00")) == ["27 00:00 skipped", "27 01:00 run"]


def test_downtime_stretches_a_run() -> None:
    task = SimulatedTask("a", every(3600), duration_s=45 * 60)
    found = rows(task, "2026-11-27T00:00", "2026-11-27T02:00", span("2026-11-27T00:30", "2026-11-27T00:50"))
    assert found[0].ended == utc("2026-11-27T01:05")
    assert said(found) == ["27 00:00 run", "27 01:00 skipped"]


def test_downtimes_that_touch_are_one() -> None:
    down = (span("2026-11-27T00:30", "2026-11-27T01:30"), span("2026-11-27T01:30", "2026-11-27T02:10"))
    found = rows(SimulatedTask("a", every(3600)), "2026-11-27T01:00", "2026-11-27T03:00", *down)
    assert said(found) == ["27 01:00 missed", "27 02:00 late"]


def test_a_clock_that_jumps_a_day_is_a_downtime_of_a_day() -> None:
    down = span("2026-11-27T08:00", "2026-11-28T08:00")
    assert said(rows(SimulatedTask("a", daily("09:00")), "2026-11-27T00:00", "2026-11-29T00:00", down)) == [
        "27 09:00 missed", "28 09:00 run",
    ]  # fmt: skip


@pytest.mark.parametrize("rule", [
    Calendar(date(2026, 1, 1), "daily", (time(1, 30), time(2, 30), time(0, 0))),
    Interval(utc("2026-01-01T00:10"), 5400),
])  # fmt: skip
def test_whatever_happens_there_is_one_row_for_each_instant(rule: Schedule) -> None:
    for where in (NEW_YORK, "Africa/Cairo", "Australia/Lord_Howe"):
        task = SimulatedTask(
            "a", Timetable(rule, where), overlap="queue", duration_s=9000,
            pauses=(span("2026-04-20T00:00", "2026-04-24T01:00"), span("2026-10-30T00:00", "2026-11-01T05:30")),
        )  # fmt: skip
        down = (span("2026-03-08T05:00", "2026-03-08T09:00"), span("2026-04-02T00:00", "2026-04-05T00:00"))
        found = rows(task, "2026-03-01T00:00", "2026-12-01T00:00", *down)
        times = [row.due.utc for row in found]
        assert times == sorted(set(times))
        if isinstance(rule, Interval):
            first = utc("2026-03-01T00:10")
            assert times == [first + timedelta(seconds=5400 * n) for n in range(275 * 16)]
        else:
            assert len(times) == 275 * 3
        assert {row.state for row in found} == {"run", "late", "skipped", "missed"}


def test_the_command_prints_one_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "tasks.json"
    file.write_text(json.dumps({
        "tasks": [{
            "id": "news", "overlap": 2,
            "timetable": {"zone": NEW_YORK, "schedule": {
                "type": "calendar", "start": "2026-01-01", "freq": "daily", "times": ["02:30"]}},
        }],
        "downtime": [{"start": "2027-03-13T00:00Z", "end": "2027-03-13T09:00Z"}],
    }))  # fmt: skip
    window = ["tasks", "simulate", "--from", "2027-03-13T00:00Z", "--to", "2027-03-15T00:00Z"]
    assert main([*window, "--json", str(file)]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["totals"] == {"run": 1, "late": 1, "skipped": 0, "missed": 0}
    late, gap = document["rows"]
    assert (late["late_s"], late["started_utc"]) == (5400, "2027-03-13T09:00:00Z")
    assert gap["run_id"] == "news:1:2027-03-14T07:30:00Z"
    assert (gap["scheduled_local"], gap["wall"], gap["note"]) == (
        "2027-03-14T03:30:00-04:00",
        "2027-03-14T02:30:00",
        "gap",
    )
    assert main([*window, str(file)]) == 0
    assert "2027-03-14T03:30:00-04:00  news  run  on time (gap of 02:30)" in capsys.readouterr().out


@pytest.mark.parametrize(("text", "says"), [
    ("", "no tasks to simulate"),
    ("{}", "tasks: Field required"),
    ('{"tasks": [{"id": "a", "timetable": {"zone": "UTC", "schedule": {"type": "sometimes"}}}]}', "sometimes"),
    ('{"tasks": [{"id": "a", "timetable": {"zone": "EST", "schedule": {"type": "once", "at": "2027-01-01T09:00"}}}]}',
     "America/New_York"),
    ('{"tasks": [], "down": []}', "down"),
    ('{"tasks": [], "downtime": [{"start": "2027-01-01T00:00", "end": "2027-01-02T00:00Z"}]}', "timezone"),
])  # fmt: skip
def test_bad_input_is_named(text: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "t.json").write_text(text)
    window = ["tasks", "simulate", "--from", "2027-03-13T00:00Z", "--to", "2027-03-15T00:00Z"]
    assert main([*window, str(tmp_path / "t.json")]) == 1
    assert says in capsys.readouterr().err


def test_a_window_needs_offsets_and_an_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["tasks", "simulate", "--from", "2027-03-13T00:00", "--to", "2027-03-15T00:00Z"])
    assert "add Z for UTC" in capsys.readouterr().err
    with pytest.raises(BadInput, match="same id"):
        simulate([SimulatedTask("a", daily("09:00"))] * 2, (), utc("2027-01-01T00:00"), utc("2027-01-02T00:00"))
