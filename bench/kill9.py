"""Pulling the plug at random moments, many times: no acknowledged word may be lost, and the program must come back.

    python -m bench.kill9 [--kills 200] [--seed 1]

Two people type and an agent streams into a canvas when the real program is killed with SIGKILL; it is started again on
the same data and asked for every word it had acknowledged, and for the end of the turn that was cut. A lost word, a
doubled one, a turn without an end or a traceback in the log ends the run with an error. Run from the repository's root.
"""

import argparse
import asyncio
import sqlite3
import tempfile
import time
from pathlib import Path

import psutil

from tests.faults.test_kill import survive


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    load = psutil.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        began = time.monotonic()
        figures = asyncio.run(survive(data, options.kills, options.seed))
        took = time.monotonic() - began
        conn = sqlite3.connect(data / "gesso.db")
        sound = conn.execute("PRAGMA integrity_check").fetchone()[0]
        changes = conn.execute("SELECT count(*) FROM changes").fetchone()[0]
        conn.close()
    print(f"{options.kills} kills, seed {options.seed}, {took:.0f} s; load average {load:.1f} at the start")
    print(f"  acknowledged words found again, each exactly once: {figures['acknowledged']:.0f}; lost: 0; doubled: 0")
    print(f"  changes stored: {changes}; integrity check of the database: {sound}")
    median, slowest = figures["median_start_s"], figures["slowest_start_s"]
    print(f"  restart to the printed address: median {median:.2f} s, slowest {slowest:.2f} s (target 3 s)")


if __name__ == "__main__":
    main()
