"""`gesso lab decide`: rows of anybody's through the product's own path, without weights here: the rules decide."""

import json
from pathlib import Path
from typing import Any

import pytest

from gesso.base.clock import FakeClock
from gesso.cli import main
from gesso.lab.shipping import shelf_of, ship
from gesso.settings import read_settings
from tests.deciding.sound import write_folder

STORY = "# Fox\n\nA quick fox ran.\n\nThe dog slept all day.\n"


@pytest.fixture
def decide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("GESSO_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")  # nothing is fetched in a test
    monkeypatch.setenv("PIP_RETRIES", "0")

    def run(behavior: str, *rows: Any) -> tuple[int, list[dict[str, Any]]]:
        lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
        (tmp_path / "rows.jsonl").write_text("\n".join(lines) + "\n")
        out = tmp_path / "out.jsonl"
        out.unlink(missing_ok=True)
        code = main(["lab", "decide", behavior, "--in", str(tmp_path / "rows.jsonl"), "--out", str(out)])
        return code, [json.loads(line) for line in out.read_text().splitlines()] if out.exists() else []

    return run


def row(ask: str, **more: Any) -> dict[str, Any]:
    return {"input": {"ask": ask, **more}}


def test_each_row_gets_its_decision_and_who_decided(decide: Any, capsys: pytest.CaptureFixture[str]) -> None:
    case = {"id": "mine", "spec_id": "O1", "target": "document", "input": {"ask": "Write a poem about rain"}}
    code, rows = decide("open_canvas", case, row("how are you?"))
    assert code == 0 and [r["decision"] for r in rows] == ["document", "chat"]
    assert [r["id"] for r in rows] == ["mine", "line 2"]
    assert all(r["layer"] == "rule" and r["latency_ms"] >= 0 and r["prompt_tokens"] == 0 for r in rows)
    said = capsys.readouterr().out
    assert "mine: document" in said and "2 decisions" in said and "2 by rule" in said


def test_documents_of_ours_and_of_outsiders_are_read(decide: Any) -> None:
    code, rows = decide(
        "pick_passage",
        row("make the second paragraph friendlier", document="coffee.md"),
        row("shorten the last paragraph", text=STORY),
        row("simpler", text=STORY, selection="A quick fox ran."),
        row("add a docstring to total", text="def total(a):\n    return a\n", kind="code", language="python"),
    )
    assert code == 0
    assert rows[0]["decision"][0].startswith("Legend says") and rows[1]["decision"] == ["The dog slept all day."]
    assert rows[2]["decision"] == ["A quick fox ran."] and rows[3]["decision"][0].startswith("def total")


def test_bad_rows_are_rows_and_the_others_go_on(decide: Any) -> None:
    code, rows = decide(
        "edit_or_rewrite", "{broken", {"id": 5}, row(""), row("hi", document="nowhere.md"), row("hi", colour="red"),
        row("x", text=STORY, selection="no such words"), row("hi", text=STORY, kind="music"), row("no canvas here"),
        row("make it shorter", text=STORY),
    )  # fmt: skip
    assert code == 0 and [("error" in r) for r in rows] == [True] * 8 + [False]
    assert rows[1]["id"] == 5 and "nowhere.md" in rows[3]["error"] and "colour" in rows[4]["error"]
    assert rows[8]["decision"] == "rewrite"


def test_schedules_come_as_the_next_times_or_a_question(decide: Any) -> None:
    when = {"now": "2026-11-27T09:12:00+01:00", "zone": "Europe/Berlin"}
    code, rows = decide(
        "schedule", row("every morning at 7 tell me the weather", **when), row("what is a leap year?", **when),
        row("every monday at 8", now="2026-11-27T09:12:00+05:00", zone="Europe/Berlin"), row("at 7"),
    )  # fmt: skip
    assert code == 0
    assert rows[0]["decision"] == ["2026-11-28T06:00Z 2026-11-29T06:00Z 2026-11-30T06:00Z"]
    assert rows[1]["decision"] == "none" and "offset" in rows[2]["error"] and "zone" in rows[3]["error"]


def test_what_cannot_be_decided_at_all_is_an_error(decide: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert decide("title", row("hi"))[0] == 1 and "no decision" in capsys.readouterr().err
    assert decide("open_canvas")[0] == 1 and "no rows" in capsys.readouterr().err
    assert decide("open_canvas", "{broken")[0] == 1


def test_an_adapter_without_weights_is_told_in_the_row(decide: Any, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "mine", {"open_canvas": {}}, name="mine", version="3")
    ship(shelf_of(read_settings()), folder, FakeClock())
    code, (only,) = decide("open_canvas", row("Write a poem about rain"))
    assert code == 0 and only["layer"] == "rule" and "not been fetched" in only["unheard"]
