"""`kill -9`, ten times, while a delegated job of fifty steps goes on: nothing completed is repeated."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

_KILLING = """
import json, sys
from tests.tasks.killing_job import survive
print(json.dumps(survive(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))))
"""


@pytest.mark.slow
def test_a_job_of_fifty_steps_killed_ten_times_repeats_nothing(tmp_path: Path) -> None:
    kill(str(tmp_path / "gesso.db"), 50, 10)


@pytest.mark.slow
@pytest.mark.postgres
def test_a_shorter_one_neither_over_postgresql(new_postgres_url: str) -> None:
    kill(new_postgres_url, 20, 4)


def kill(address: str, steps: int, kills: int) -> None:
    words = [sys.executable, "-c", _KILLING, address, str(steps), str(kills), "1"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=400, cwd=Path.cwd(), check=False)
    assert done.returncode == 0, done.stderr[-2_000:]
    found = json.loads(done.stdout.splitlines()[-1])
    whole = json.dumps(found)
    assert found["state"] == "done", whole
    assert found["ends"] == {"1": steps}, whole  # every step ended once
    assert found["entries"] == {"1": steps}, whole  # and wrote once
    assert found["turns"] == found["ticked"] == steps, whole
    assert found["in_order"], whole
    assert found["crashes"] == kills, whole
    assert found["picked_up"] > 0, whole  # some were cut off in the middle
