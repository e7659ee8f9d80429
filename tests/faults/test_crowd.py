"""R2 through the real program: a crowd converges and loses nothing, and this same check fails on planted faults.

Ten people, three agents and ten minutes are `python -m bench.ten_people`.
"""

from pathlib import Path

import pytest

from tests.faults.crowd import RULES, Figures, Plan, session
from tests.faults.planted import FAULTS
from tests.program import Program

SHORT = Plan(seconds=10, people=6, agents=2, characters=30_000, words_per_s=3.0, restarts=1, settle_s=20)

SEEN = {
    "dropped_update": "was acknowledged and is there 0 times",
    "wrong_version": "other text",
    "no_rebase": "other text",
}


async def run(folder: Path, plan: Plan, fault: str = "") -> Figures:
    command = ("-m", "tests.faults.planted", fault, "serve") if fault else ()
    with Program(folder / "data", RULES, command=command) as program:
        figures = await session(program, plan)
    assert "Traceback" not in program.log(), program.log()[-3000:]  # a fault that is noticed by itself proves nothing
    return figures


@pytest.mark.slow
async def test_a_crowd_on_bad_lines_converges_and_loses_nothing(tmp_path: Path) -> None:
    figures = await run(tmp_path, SHORT)
    assert figures.problems == []
    assert figures.acknowledged > 50 and figures.by_agents > 0
    assert figures.restart_s and figures.delayed


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
async def test_the_check_fails_on_a_planted_fault(tmp_path: Path, fault: str) -> None:
    plan = Plan(seconds=8, people=6, agents=0, characters=5_000, words_per_s=4.0, restarts=0, settle_s=5)
    problems = (await run(tmp_path, plan, fault)).problems
    assert [each for each in problems if SEEN[fault] in each]
