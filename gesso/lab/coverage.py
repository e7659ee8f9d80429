"""Which lines of the specs are tested, by how many cases, in which split: what nobody tests is a wish, not a spec.

And whether a behaviour has cases enough: `CASES`, of them `PAIRS` contrast pairs, decisions in `LANGUAGES`.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from gesso.agent.deciding.question import LABELS
from gesso.behaviors.behavior import Behavior
from gesso.lab.audit.gate import LANGUAGES

CASES, PAIRS = 60, 20
DECISIONS = (*LABELS, "pick_passage", "schedule")


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
    targets = _answers(behavior)
    rows = []
    for line, statement in behavior.spec.items():
        mine = [case for case in behavior.cases if case.spec_id == line]
        split = Counter(case.split for case in mine)
        contrast = sum(len(targets[case.group_id]) > 1 for case in mine)
        rows.append(Covered(line, statement, split["dev"], split["test"], contrast, len({case.lang for case in mine})))
    return rows


@dataclass(frozen=True)
class Size:
    """How many cases a behaviour has. `pairs` are groups whose cases differ in the right answer."""

    behavior: str
    dev: int
    test: int
    pairs: int
    languages: Counter[str]

    @property
    def lacks(self) -> list[str]:
        """What it has too little of."""
        found = [f"{CASES} cases"] if self.dev + self.test < CASES else []
        found += [f"{PAIRS} contrast pairs"] if self.pairs < PAIRS else []
        wanted = LANGUAGES if self.behavior in DECISIONS else ()
        return found + [f"cases in {lang}" for lang in wanted if not self.languages[lang]]


def size_of(behavior: Behavior) -> Size:
    split = Counter(case.split for case in behavior.cases)
    pairs = sum(len(answers) > 1 for answers in _answers(behavior).values())
    return Size(behavior.name, split["dev"], split["test"], pairs, Counter(case.lang for case in behavior.cases))


def _answers(behavior: Behavior) -> dict[str, set[object]]:
    """The right answers of each group."""
    found: dict[str, set[object]] = {}
    for case in behavior.cases:
        found.setdefault(case.group_id, set()).add((case.target, case.spared))
    return found


def render_sizes(sizes: Sequence[Size]) -> str:
    """A row for each behaviour, and what it lacks."""
    lines = [f"  {'behaviour':16} {'dev':>5} {'test':>5} {'pairs':>6}  languages"]
    for size in sizes:
        languages = ", ".join(f"{lang} {count}" for lang, count in size.languages.most_common())
        lacks = f"; lacks {', '.join(size.lacks)}" if size.lacks else ""
        mark = "!" if size.lacks else " "
        lines.append(f"{mark} {size.behavior:16} {size.dev:5} {size.test:5} {size.pairs:6}  {languages}{lacks}")
    return "\n".join(lines)


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
