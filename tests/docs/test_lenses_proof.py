"""Every test that docs/lenses-proof.md names is there, and every line of it has one."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
NAMED = re.compile(r"(tests/[\w/]+\.py)::(\w+)")


def test_what_lenses_do_is_tested() -> None:
    page = (ROOT / "docs/lenses-proof.md").read_text()
    assert not [(file, name) for file, name in set(NAMED.findall(page)) if not _there(file, name)]
    rows = [row for row in page.split("\n## ")[0].splitlines() if re.match(r"\| \d+ ", row)]
    assert [int(row.split()[1]) for row in rows] == list(range(1, 17))
    bad = page.split("## Bad input")[1].splitlines()
    assert all(NAMED.search(row) for row in [*rows, *(row for row in bad if re.match(r"\| \w", row))])
    assert (ROOT / "web/src/canvas/sections.test.ts").exists()


def _there(file: str, name: str) -> bool:
    return re.search(rf"^(?:async )?def {name}\(", (ROOT / file).read_text(), re.MULTILINE) is not None
