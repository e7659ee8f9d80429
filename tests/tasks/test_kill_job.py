"""`kill -9`, ten times, while a delegated job of fifty steps goes on: nothing completed is repeated."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

STEPS, KILLS = 50, 10
_KILLING = """
import json, sys
from tests.tasks.killing_job import survive
print(json.dumps(survive(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))))
"""


@pytest.mark.slow
def test_a_job_of_fifty_steps_killed_ten_times_repeats_nothing(address: str) -> None:
    words = [sys.executable, "-c", _KILLING, address, str(STEPS), str(KILLS), "1"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=400, cwd=Path.cwd(), check=False)
    assert done.returncode == 0, done.stderr[-2_000:]
    found = json.loads(done.stdout.splitlines()[-1])
    whole = json.dumps(found)
    assert found["state"] == "done", whole
    assert found["ends"] == {"1": STEPS}, whole  # every step ended once
    assert found["entries"] == {"1": STEPS}, whole  # and wrote once
    assert found["turns"] == found["ticked"] == STEPS, whole
    assert found["in_order"], whole
    assert found["crashes"] == KILLS, whole
    assert found["picked_up"] > 0, whole  # some were cut off in the middle
