"""Which lines of the specs are tested, by how many cases, in which split: what nobody tests is a wish, not a spec."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from gesso.behaviors.behavior import Behavior


@dataclass(frozen=True)
class Covered:
    """A line of a spec and its cases. `contrast` are those whose group has another right answer, too."""

    line: str
    statement: str
    dev: int
    test: int
    contrast: int
    languages: int


def cover(behavior: Behavior) -> list[Covered]:
    """A row for each line of the spec, in its order; lines without a case have zeros."""
    targets: dict[str, set[object]] = {}
    for case in behavior.cases:
        targets.setdefault(case.group_id, set()).add((case.target, case.spared))
    rows = []
    for line, statement in behavior.spec.items():
        mine = [case for case in behavior.cases if case.spec_id == line]
        split = Counter(case.split for case in mine)
        contrast = sum(len(targets[case.group_id]) > 1 for case in mine)
        rows.append(Covered(line, statement, split["dev"], split["test"], contrast, len({case.lang for case in mine})))
    return rows


def render_coverage(behavior: Behavior, rows: Sequence[Covered]) -> str:
    """What `gesso lab coverage` prints; a line without a case in one of the splits is marked."""
    split = Counter(case.split for case in behavior.cases)
    languages = len({case.lang for case in behavior.cases})
    head = (
        f"{behavior.name}: {len(behavior.cases)} cases, {split['dev']} dev, {split['test']} test, {languages} languages"
    )
    lines = [head, f"  {'line':6} {'dev':>4} {'test':>4} {'contrast':>8} {'languages':>9}"]
    for row in rows:
        mark = "!" if not row.dev or not row.test else " "
        told = row.statement if len(row.statement) <= 80 else f"{row.statement[:79]}…"
        lines.append(f"{mark} {row.line:6} {row.dev:4} {row.test:4} {row.contrast:8} {row.languages:9}  {told}")
    return "\n".join(lines)
