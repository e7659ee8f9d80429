"""Every test that docs/tasks-proof.md names is there, and none of the fifteen rules is without one."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
NAMED = re.compile(r"(tests/[\w/]+\.py)::(\w+)")


def test_the_situations_of_tasks_are_tests() -> None:
    page = (ROOT / "docs/tasks-proof.md").read_text()
    named = set(NAMED.findall(page))
    assert not [(file, name) for file, name in named if f"def {name}(" not in (ROOT / file).read_text()], (
        "tests that are not there"
    )
    rows = [row for row in page.splitlines() if re.match(r"\| \d+ ", row)]
    assert [int(row.split()[1]) for row in rows] == list(range(1, 16))
    assert all(NAMED.search(row) for row in rows)
