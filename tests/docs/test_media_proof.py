"""Every test that docs/media-proof.md names is there, and no line of it is without one."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
NAMED = re.compile(r"(tests/[\w/]+\.py)::(\w+)")


def test_what_is_said_of_media_has_tests() -> None:
    page = (ROOT / "docs/media-proof.md").read_text()
    missing = [
        (file, name) for file, name in set(NAMED.findall(page)) if f"def {name}(" not in (ROOT / file).read_text()
    ]
    assert missing == []
    rows = [row for row in page.splitlines() if row.startswith("| ") and not row.startswith(("| line", "| |"))]
    assert len(rows) >= 15 and all(NAMED.search(row) for row in rows)
