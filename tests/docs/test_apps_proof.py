"""Every test that docs/apps-proof.md names is there, and none of its lines is without one."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
NAMED = re.compile(r"(tests/[\w/]+\.py)::(\w+)")


def test_the_lines_of_widgets_and_apps_are_tests() -> None:
    page = (ROOT / "docs/apps-proof.md").read_text()
    named = set(NAMED.findall(page))
    missing = [(file, name) for file, name in named if f"def {name}(" not in (ROOT / file).read_text()]
    assert not missing, "tests that are not there"
    rows = [row for row in page.splitlines() if re.match(r"\| \d+ ", row)]
    assert [int(row.split()[1]) for row in rows] == list(range(1, 12))
    assert all(NAMED.search(row) for row in rows)
