"""`gesso tasks parse`: the JSON, the card, the batch, and bad input."""

import json
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from gesso.cli import main
from gesso.schedule.expand import instants
from gesso.schedule.rrule import parse_rrule
from gesso.schedule.schedule import Timetable
from gesso.schedule.words.english import ENGLISH
from gesso.schedule.words.german import GERMAN
from gesso.tasks.parsing import parsed

AT = ["--now", "2026-11-27T09:00Z", "--zone", "Europe/Berlin"]


def parse(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    status = main(["tasks", "parse", *args])
    out, err = capsys.readouterr()
    return status, out, err


def test_the_json_has_the_schedule_its_places_and_the_next_instants(capsys: pytest.CaptureFixture[str]) -> None:
    text = "every weekday at 7 pm send me the news"
    status, out, _ = parse(capsys, *AT, "--next", "2", "--json", text)
    found = json.loads(out)
    task = found["tasks"][0]
    assert status == 0 and found["question"] is None
    assert task["instruction"] == "Send me the news"
    assert task["schedule"]["kind"] == "calendar" and task["schedule"]["times"] == ["19:00:00"]
    assert text[slice(*task["spans"]["times"])] == "at 7 pm"
    assert [n["utc"] for n in task["next"]] == ["2026-11-27T18:00:00Z", "2026-11-30T18:00:00Z"]
    assert task["next"][0]["local"] == "2026-11-27T19:00:00+01:00"
    assert "FREQ=WEEKLY" in task["rrule"]


def test_the_card_has_five_dates_or_the_question(capsys: pytest.CaptureFixture[str]) -> None:
    assert parse(capsys, *AT, "every day at 19:00 stretch")[1].count("19:00 (Europe/Berlin)") == 5
    assert "? " in parse(capsys, *AT, "at 7 stretch")[1]
    assert "Nothing here" in parse(capsys, *AT, "write a poem")[1]


def test_a_broken_line_of_a_batch_leaves_the_others(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(
        '{"id": 1, "text": "in 20 minutes remind me to stir"}\nbroken\n{"text": 3}\n'
        '{"id": "z", "text": "at 9am call", "zone": "Mars/X"}\n{"id": 5, "text": "at 9pm call", "now": "soon"}\n'
        '{"id": 6, "text": "at 9pm call", "zone": "Asia/Tokyo"}\n'
        '{"id": 7, "text": "at 9pm call", "now": "0001-01-01T00:00+14:00"}\n'
        '{"id": 8, "text": "\\ud800 at 9pm"}\n{"id": 9, "text": "at 9pm call", "time_zone": "UTC"}\n'
    )
    status, out, _ = parse(capsys, *AT, "--batch", str(rows))
    found = [json.loads(line) for line in out.splitlines()]
    assert status == 1
    assert [row.get("id") for row in found] == [1, None, None, "z", 5, 6, 7, 8, 9]
    assert ["error" in row for row in found] == [False, True, True, True, True, False, True, True, True]
    assert found[5]["tasks"][0]["next"][0]["utc"] == "2026-11-27T12:00:00Z"


@pytest.mark.parametrize(
    ("args", "said"),
    [(["at 9"], "--zone"), (["--zone", "Berlin time", "at 9"], "Berlin time"), ([*AT], "TEXT"),
     ([*AT, "--next", "-1", "x"], "--next")],
)  # fmt: skip
def test_bad_input_says_what_was_expected(capsys: pytest.CaptureFixture[str], args: list[str], said: str) -> None:
    status, _, err = parse(capsys, *args)
    assert status == 1 and said in err


WORDS = sorted({*ENGLISH.senses, *GERMAN.senses, "7", "7:30", "19:00", "7pm", ",", ".", "send", "me", "news", "remind"})
SENTENCES = [
    "every weekday at 7 pm",
    "Mondays at 9 am until May",
    "in 20 minutes",
    "tomorrow at noon",
    "every 2 hours",
    "the last day of each month at 17:00",
    "except Fridays",
    "remind me",
    "send the news",
    "at 8 pm Tokyo time",
    "every other Tuesday at 8:30 am",
    "on 24 December at 10 am",
    "for two weeks",
    "jeden Tag um 19 Uhr",
]


@given(st.lists(st.sampled_from(WORDS), max_size=10) | st.lists(st.sampled_from(SENTENCES), max_size=4))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_what_is_printed_is_read_back(pieces: list[str]) -> None:
    now = datetime(2026, 11, 25, 10, 7, tzinfo=UTC)
    printed = json.loads(json.dumps(parsed(" ".join(pieces), now, "Europe/London", 3), ensure_ascii=False))
    again = parsed(printed["text"], datetime.fromisoformat(printed["now"]), printed["zone"], 3)
    assert json.loads(json.dumps(again)) == printed
    for task in printed["tasks"]:
        if not task["schedule"]:
            continue
        schedule = dict(task["schedule"])
        same = TypeAdapter(Timetable).validate_python(
            {"zone": task["zone"], "schedule": {"type": schedule.pop("kind"), **schedule}}
        )
        for timetable in (same, *([parse_rrule(task["rrule"])] if task["rrule"] and task["next"] else [])):
            due = [f"{o.utc:%Y-%m-%dT%H:%M:%SZ}" for o in islice(instants(timetable, now), 3)]
            assert due == [each["utc"] for each in task["next"]], printed["text"]


@pytest.mark.parametrize(
    ("held", "said"), [(b"", "has no line"), (b"\n \n", "has no line"), (b"\x8f\x00\xff", "is no text")]
)
def test_a_batch_of_nothing_or_of_no_text_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, held: bytes, said: str
) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_bytes(held)
    status, out, err = parse(capsys, *AT, "--batch", str(rows))
    assert (status, out) == (1, "")
    assert said in err
