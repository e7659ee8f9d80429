"""Ten people and three agents in one document of 200 KB for ten minutes, on bad lines, the server killed now and then.

    python -m bench.ten_people [--minutes 10] [--people 10] [--agents 3] [--restarts 4] [--seed 1]

The real program with real accounts and sockets (`tests/faults/crowd.py`). People put about a word a second each in
anywhere; the agents take turns of a scripted model that streams an edit of a random block. Every second person's line
goes through a relay that holds pieces of the stream back for 0.2 to 0.4 s, as lost packets do, and breaks connections
twelve times a minute; the server is killed with SIGKILL and started again. In the end everybody must have the server's
text, and every word that was acknowledged, and every edit that an agent was told had landed, must be there exactly
once: else the run ends with an error. Latencies are from typing a word to its arrival at each other person: on good
lines (neither of the two was cut off since it was typed) and over all, waiting for a restart included.

People, relay and program share the machine; all people are in one process, so their own work is in the figures.
"""

import argparse
import asyncio
import statistics
import tempfile
from pathlib import Path

import psutil

from tests.faults.crowd import RULES, Figures, Plan, session
from tests.program import Program


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else float("nan")


def show(figures: Figures) -> None:
    print(
        f"  acknowledged words, each looked for: {figures.acknowledged:,} of people, {figures.by_agents} edits of "
        f"agents ({figures.not_landed} turns landed none); {figures.versions:,} versions, "
        f"{figures.characters:,} characters"
    )
    starts = ", ".join(f"{value:.2f}" for value in figures.restart_s)
    print(f"  connections cut: {figures.cuts}; pieces held back: {figures.delayed}; restarts took {starts} s")
    for name, values in (("good lines", figures.good_lines_s), ("all lines", figures.all_lines_s)):
        if values:
            p50, p95, p99 = (1000 * percentile(values, share) for share in (0.5, 0.95, 0.99))
            print(
                f"  typed to a peer, {name}: p50 {p50:.0f}, p95 {p95:.0f}, p99 {p99:.0f}, mean "
                f"{1000 * statistics.mean(values):.0f} ms of {len(values):,} deliveries"
            )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--people", type=int, default=10)
    parser.add_argument("--agents", type=int, default=3)
    parser.add_argument("--restarts", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    plan = Plan(
        seconds=60 * options.minutes, people=options.people, agents=options.agents, restarts=options.restarts,
        seed=options.seed,
    )  # fmt: skip
    loads = [psutil.getloadavg()[0]]
    with tempfile.TemporaryDirectory() as folder, Program(Path(folder) / "data", RULES) as program:
        figures = asyncio.run(session(program, plan))
        log = program.log()
    loads.append(psutil.getloadavg()[0])
    print(f"{plan}")
    print(f"load average before and after: {loads[0]:.1f}, {loads[1]:.1f}")
    show(figures)
    if figures.problems:
        raise SystemExit("FAILED:\n" + "\n".join(figures.problems[:20]))
    print("  all converged, and nothing acknowledged was lost")
    if "Traceback" in log:
        raise SystemExit(log[-3000:])


if __name__ == "__main__":
    main()
