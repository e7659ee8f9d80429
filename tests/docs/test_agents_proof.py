"""Every test that docs/agents-proof.md names is there, each numbered thing has one, and every walk has two."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
NAMED = re.compile(r"(tests/[\w/]+\.py)::(\w+)")


def test_what_agents_do_is_tested() -> None:
    page = (ROOT / "docs/agents-proof.md").read_text()
    assert not [(file, name) for file, name in set(NAMED.findall(page)) if not _there(file, name)]
    rows = [row for row in page.split("\n## ")[0].splitlines() if re.match(r"\| \d+ ", row)]
    assert {int(row.split()[1]) for row in rows} == set(range(1, 12))
    assert all(NAMED.search(row) for row in rows)
    walks = page.split("## Walked through")[1].split("## ")[0].splitlines()
    assert [len(NAMED.findall(row)) for row in walks if "tests/" in row] == [2] * 5


def _there(file: str, name: str) -> bool:
    return re.search(rf"^(?:async )?def {name}\(", (ROOT / file).read_text(), re.MULTILINE) is not None
