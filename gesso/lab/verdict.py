"""Which of two answers is better: one row for each pair and judge, person or model, in one format.

Files of verdicts are JSON lines (docs/lab.md, "Verdicts"). The page for people writes them, too. Pure but for reading.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gesso.lab import statistics as stats
from gesso.lab.episode import told, whole_lines
from gesso.lab.errors import LabError


class Verdict(BaseModel):
    """`first` and `second` are candidates in the order of their names, whatever order they were shown in.

    `orders` are the verdicts of the order first-second and of the order second-first, in these terms; a person sees
    one order and gives one, and `left` is whose answer stood left. `winner` is what both agree on, else a tie.
    `same_family`: judge and one of the two are of one family, so the judge may favour its own.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: Literal["verdict"] = "verdict"
    behavior: str
    case: str
    first: str
    second: str
    by: str = Field(min_length=1)
    orders: tuple[stats.Verdict, ...] = Field(min_length=1, max_length=2)
    winner: stats.Verdict
    why: str = ""
    same_family: bool = False
    left: Literal["first", "second"] | None = None
    at: str = ""

    @property
    def pair(self) -> tuple[str, str, str, str]:
        return self.behavior, self.case, self.first, self.second


@dataclass(frozen=True)
class WinRate:
    """How often `first` beats `second` by one judge, ties counting half, over cases; `contradicted` in both orders."""

    behavior: str
    first: str
    second: str
    by: str
    n: int
    rate: stats.Estimate
    ties: int
    contradicted: int
    same_family: bool


def read_verdicts(path: Path) -> list[Verdict]:
    """The verdicts of a file. Raises LabError naming the line that is wrong, and for a file without any."""
    found = []
    for number, line in whole_lines(path):
        try:
            verdict = Verdict.model_validate_json(line)
        except ValidationError as error:
            raise LabError(f"{path} line {number} is not a verdict: {told(error)}") from error
        if verdict.first >= verdict.second:
            raise LabError(f"{path} line {number}: first and second should be two names in order, and they are not.")
        if verdict.winner != (stats.settle(*verdict.orders) if len(verdict.orders) == 2 else verdict.orders[0]):
            raise LabError(f"{path} line {number}: the winner is {verdict.winner}, and the orders say otherwise.")
        found.append(verdict)
    if not found:
        raise LabError(f"{path} has no verdicts.")
    return found


def win_rates(verdicts: Sequence[Verdict]) -> list[WinRate]:
    """A row for each behaviour, pair and judge. People are counted together."""
    inside: defaultdict[tuple[str, str, str, str], list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        by = verdict.by if verdict.by.startswith("model:") else "people"
        inside[verdict.behavior, verdict.first, verdict.second, by].append(verdict)
    value = {"first": 1.0, "tie": 0.5, "second": 0.0}
    return [
        WinRate(
            behavior, first, second, by, len(of),
            stats.cluster_bootstrap([value[v.winner] for v in of], [v.case for v in of]),
            sum(v.winner == "tie" for v in of), sum(len(set(v.orders)) > 1 for v in of), any(v.same_family for v in of),
        )
        for (behavior, first, second, by), of in sorted(inside.items())
    ]  # fmt: skip


def strengths(verdicts: Sequence[Verdict]) -> dict[str, float] | None:
    """Bradley and Terry's strengths, where more than two candidates were compared; None where none fit."""
    wins: Counter[tuple[str, str]] = Counter()
    for v in verdicts:
        for winner, pair in (("first", (v.first, v.second)), ("second", (v.second, v.first))):
            wins[pair] += 2 if v.winner == winner else 1 if v.winner == "tie" else 0
    if len({name for pair in wins for name in pair}) < 3:
        return None
    try:
        return stats.bradley_terry({pair: count / 2 for pair, count in wins.items()})
    except ValueError:
        return None


def agreement(judged: Sequence[Verdict], people: Sequence[Verdict]) -> tuple[float, int]:
    """Cohen's kappa of a judge with people, and on how many pairs. Raises LabError without a pair in common."""
    votes: defaultdict[tuple[str, str, str, str], Counter[str]] = defaultdict(Counter)
    for verdict in people:
        votes[verdict.pair][verdict.winner] += 1
    pairs = [(v.winner, _most(votes[v.pair])) for v in judged if v.pair in votes]
    if not pairs:
        raise LabError("The judge and the people have no pair of answers in common, so the judge cannot be calibrated.")
    return stats.cohens_kappa(pairs), len(pairs)


def _most(votes: Counter[str]) -> str:
    """What most people said; a tie where they are divided."""
    (best, count), *rest = votes.most_common()
    return "tie" if rest and rest[0][1] == count else best


def render_win_rates(rates: Sequence[WinRate], found: dict[str, float] | None) -> str:
    """What `gesso lab wins` prints."""
    lines = []
    for each in rates:
        r = each.rate
        mark = "; of one family with the judge, who may favour its own" if each.same_family else ""
        lines.append(
            f"{each.behavior} · {each.first} against {each.second}, by {each.by}: "
            f"{r.value:.3f} [{r.low:.3f}, {r.high:.3f}], n = {each.n}, {each.ties} ties, "
            f"{each.contradicted} changed with the order{mark}"
        )
    for name, strength in sorted((found or {}).items(), key=lambda pair: -pair[1]):
        lines.append(f"  strength {strength:.3f}  {name}")
    return "\n".join(lines)
