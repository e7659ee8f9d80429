"""`kill -9` while tasks are planned, performed, written and told: one row, one output, one notification each."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = {"sqlite": 15, "postgresql": 8}
_KILLING = """
import json, sys
from tests.tasks.killing import survive
print(json.dumps(survive(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
"""


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1])
def test_each_run_happens_once_whenever_its_process_is_killed(address: str, seed: int) -> None:
    kills = KILLS["postgresql" if address.startswith("postgresql") else "sqlite"]
    words = [sys.executable, "-c", _KILLING, address, str(kills), str(seed)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=400, cwd=Path.cwd(), check=False)
    assert done.returncode == 0, done.stderr[-2_000:]
    found = json.loads(done.stdout.splitlines()[-1])
    count = kills + 4
    assert found["states"] == {"done": count}, json.dumps(found)
    assert found["outputs"] == found["told"] == found["notices"] == {"1": count}, json.dumps(found)
    assert found["whole"] == count, json.dumps(found)
    assert found["clean"]
    assert found["duplicate_total"] == 0
    assert found["most_attempts"] > 1  # some were really cut off
