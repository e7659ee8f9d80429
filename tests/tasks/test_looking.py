"""`gesso tasks list`, `doctor` and `audit` over a database with tasks in it."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest

from gesso.base.clock import system_clock
from gesso.cli import main
from gesso.store import schema
from tests.tasks.clockwork import daily, every, open_desk


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of a gesso whose task was due every ten minutes of the last hour."""

    async def live() -> None:
        begin = (system_clock() - timedelta(hours=1)).replace(microsecond=0)
        async with open_desk(tmp_path / "gesso.db", begin) as desk:
            await desk.task(every(10, begin.replace(tzinfo=None).isoformat()))
            await desk.task(daily("09:00", "Europe/Berlin"))
            desk.clock.now = system_clock()
            await desk.now()

    asyncio.run(live())
    monkeypatch.setenv("GESSO_DATA", str(tmp_path))
    return tmp_path


def gesso(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    status = main(["tasks", *words])
    return status, capsys.readouterr().out


def test_tasks_are_listed_with_their_last_and_next_times(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out = gesso(capsys, "list", "--json")
    found = {one["when"]: one for one in json.loads(out)}
    assert status == 0
    assert found["every 10 minutes"]["last"].endswith("done")
    assert found["every day at 09:00"]["zone"] == "Europe/Berlin"
    assert "every 10 minutes" in gesso(capsys, "list")[1]


def test_the_doctor_explains_and_says_what_it_does_not_find(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out = gesso(capsys, "doctor", "water")
    assert status == 0
    assert "only the latest is made up for" in out
    assert main(["tasks", "doctor", "nothing like it"]) == 1
    assert "gesso tasks list" in capsys.readouterr().err


def test_the_audit_fails_when_a_row_is_missing(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out = gesso(capsys, "audit", "--json")
    found = json.loads(out)
    assert (status, found["duplicate_total"], found["clean"]) == (0, 0, True)
    assert found["rows"] >= 6

    async def lose() -> None:
        async with open_desk(data / "gesso.db", system_clock()) as desk:
            one = await desk.db.read(lambda conn: conn.execute(schema.runs.select().limit(1)).one().id)
            await desk.db.write(lambda conn: conn.execute(schema.runs.delete().where(schema.runs.c.id == one)))

    asyncio.run(lose())
    status, out = gesso(capsys, "audit")
    assert status == 1
    assert "missing 1" in out


def test_a_task_is_changed_held_run_and_brought_back_by_hand(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = next(one["id"] for one in json.loads(gesso(capsys, "list", "--json")[1]) if one["zone"] == "Europe/Berlin")
    status, out = gesso(capsys, "change", key, "make it 8 pm")
    assert status == 0 and "every day at 20:00" in out and out.count(" 20:00 ") == 3
    assert "every day at 09:00" in gesso(capsys, "undo", key)[1]
    status, out = gesso(capsys, "pause", key)
    assert "paused: You paused it." in out and "09:00 +" not in out
    assert "09:00 +" in gesso(capsys, "resume", key)[1]
    assert "queued" in gesso(capsys, "run", key)[1]
    assert main(["tasks", "run", key]) == 1
    assert "running already" in capsys.readouterr().err
    assert gesso(capsys, "snooze", key, "30")[1].count("\n") == 5
    assert gesso(capsys, "delete", key)[0] == 0
    assert key not in gesso(capsys, "list")[1]
    assert "active" in gesso(capsys, "undo", key)[1]
    assert "cancelled: its task was deleted" in gesso(capsys, "history", key)[1]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("pause", "nothing like it"), "gesso tasks list"),
        (("pause", "water"), "names 2 tasks"),
        (("change", "{key}", "make it purple"), "?"),
        (("snooze", "{key}", "0"), "1 minute"),
        (("history", "{key}", "--most", "0"), "1 to 1000"),
    ],
)
def test_what_is_not_one_task_or_no_change_is_refused(
    data: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str
) -> None:
    key = json.loads(gesso(capsys, "list", "--json")[1])[0]["id"]
    assert main(["tasks", *(word.format(key=key) for word in words)]) == 1
    assert says in capsys.readouterr().err
