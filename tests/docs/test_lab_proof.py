"""Every test that docs/lab-proof.md names is there, and none of the thirteen lines and no bad input is without one."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
NAMED = re.compile(r"(tests/[\w/]+\.py)::(\w+)")


def test_the_lines_of_the_lab_are_tests() -> None:
    page = (ROOT / "docs/lab-proof.md").read_text()
    named = set(NAMED.findall(page))
    assert not [(file, name) for file, name in named if f"def {name}(" not in (ROOT / file).read_text()], (
        "tests that are not there"
    )
    rows = [row for row in page.splitlines() if re.match(r"\| \d+ ", row)]
    assert [int(row.split()[1]) for row in rows] == list(range(1, 14))
    bad = page.partition("## Bad input")[2].partition("\n## ")[0]
    assert all(NAMED.search(row) for row in [*rows, *(row for row in bad.splitlines() if re.match(r"\| [a-z]", row))])
