"""Whether an adapter may ship: measured numbers in, a verdict with reasons out. Pure.

Behaviours must be better than whoever else is best on them, constrained to the answers and not; several tests in one
release are corrected after Holm. Guards must not be worse: some have a fixed margin, the others are red when a fall is
more than chance explains.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gesso.lab.guards.measure import Measured
from gesso.lab.statistics import holm, mcnemar, paired_bootstrap

NLL_MARGIN = 0.02
FALL_MARGIN = 0.03
DISTINCT_MARGIN = 0.9
ALPHA = 0.05
TOTAL_BYTES = 12_000_000
FEWEST = 40
"""Cases of a behaviour; a release has `RELEASE`."""
RELEASE = 200


@dataclass(frozen=True)
class Gate:
    """`numbers` are those of `reason`, for whoever draws them."""

    name: str
    passed: bool
    reason: str
    numbers: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    gates: tuple[Gate, ...]

    @property
    def passed(self) -> bool:
        return bool(self.gates) and all(gate.passed for gate in self.gates)

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(f"{gate.name}: {gate.reason}" for gate in self.gates if not gate.passed)


@dataclass(frozen=True)
class Compared:
    """Grades by case on one behaviour, for the adapter and for everybody it must beat, in one order of cases.

    `groups` are what belongs together; without them each case stands alone.
    """

    name: str
    adapter: Sequence[float]
    others: Mapping[str, Sequence[float]]
    groups: Sequence[str] = ()


def judge(before: Measured, after: Measured, compared: Sequence[Compared] = (), total_bytes: int = 0) -> Verdict:
    """All gates. `total_bytes` is the size of all adapters that would be shipped together."""
    gates = [nll_gate(before, after), leak_gate(after), repetition_gate(before, after)]
    gates.append(fall_gate("instructions", before.instructions, after.instructions, chance=False))
    gates.append(fall_gate("arithmetic", before.arithmetic, after.arithmetic, chance=True))
    gates.append(fall_gate("knowledge", before.knowledge, after.knowledge, chance=True))
    gates.append(size_gate(total_bytes))
    return Verdict((*gates, *behavior_gates(compared)))


def nll_gate(before: Measured, after: Measured) -> Gate:
    """Mean over the texts of the relative change: no language weighs more because its letters take more bytes."""
    if set(before.nll_per_byte) != set(after.nll_per_byte) or not before.nll_per_byte:
        return Gate("held-out text", False, "base and adapter were not measured on the same texts")
    changes = {name: after.nll_per_byte[name] / value - 1 for name, value in before.nll_per_byte.items()}
    mean, worst = sum(changes.values()) / len(changes), max(changes, key=lambda name: changes[name])
    said = f"NLL per byte {mean:+.1%} (at most {NLL_MARGIN:+.0%}; worst {worst} {changes[worst]:+.1%})"
    numbers = {"change": mean, "worst": changes[worst]}
    return Gate("held-out text", mean <= NLL_MARGIN, said, numbers)  # a NaN is not below the margin, either


def leak_gate(after: Measured) -> Gate:
    count = sum(after.leaks)
    said = f"{count} of {len(after.leaks)} ordinary answers are JSON or a bare mark (none may be)"
    return Gate("leaks", count == 0 and len(after.leaks) > 0, said, {"leaks": count, "n": len(after.leaks)})


def repetition_gate(before: Measured, after: Measured) -> Gate:
    floor = DISTINCT_MARGIN * before.distinct_2
    said = f"distinct-2 {after.distinct_2:.3f} (at least {floor:.3f}, base {before.distinct_2:.3f})"
    numbers = {"before": before.distinct_2, "after": after.distinct_2}
    return Gate("repetition", after.distinct_2 >= floor, said, numbers)


def fall_gate(name: str, before: Sequence[bool], after: Sequence[bool], *, chance: bool) -> Gate:
    """Red when the share falls by more than 3 points; with `chance` only where chance does not explain it."""
    if len(before) != len(after) or not before:
        return Gate(name, False, "base and adapter were not measured on the same cases")
    fell = sum(a and not b for a, b in zip(before, after, strict=True))
    rose = sum(b and not a for a, b in zip(before, after, strict=True))
    change = (rose - fell) / len(before)
    p = mcnemar(fell, rose)
    passed = change >= -FALL_MARGIN or (chance and p > 2 * ALPHA)
    said = f"{sum(before)} to {sum(after)} of {len(before)} ({change:+.1%}, p {p:.2f}; at most {-FALL_MARGIN:.0%})"
    return Gate(name, passed, said, {"before": sum(before), "after": sum(after), "n": len(before), "p": p})


def size_gate(total_bytes: int) -> Gate:
    said = f"all adapters together take {total_bytes / 1e6:.1f} MB (at most {TOTAL_BYTES / 1e6:.0f})"
    return Gate("size", total_bytes <= TOTAL_BYTES, said, {"bytes": total_bytes})


def behavior_gates(compared: Sequence[Compared]) -> list[Gate]:
    """Each against whoever else is best on it: lower bound above 0, and significant after Holm over all of them."""
    best = {
        each.name: max(each.others, key=lambda name, of=each: sum(of.others[name]))  # type: ignore[misc]
        for each in compared
        if each.others and all(len(other) == len(each.adapter) > 0 for other in each.others.values())
    }
    known = [each for each in compared if each.name in best]
    p_values = holm([_p_value(each.adapter, each.others[best[each.name]]) for each in known])
    gates = [
        Gate(each.name, False, "it was not measured against anybody on the same cases")
        for each in compared
        if each.name not in best
    ]
    return gates + [_beats(each, best[each.name], p) for each, p in zip(known, p_values, strict=True)]


def _beats(of: Compared, rival: str, p: float) -> Gate:
    n, theirs = len(of.adapter), of.others[rival]
    gain = paired_bootstrap(theirs, of.adapter, of.groups or None)
    numbers = {
        "n": n, "ours": sum(of.adapter) / n, "theirs": sum(theirs) / n, "gain": gain.value, "low": gain.low,
        "high": gain.high, "p": p,
    }  # fmt: skip
    said = f"{gain.value:+.1%} on {rival} ({gain.low:+.1%} to {gain.high:+.1%}, n {n}, p {p:.3f})"
    if n < FEWEST:
        return Gate(of.name, False, f"{said}; {n} cases say too little, at least {FEWEST} are needed", numbers)
    return Gate(of.name, gain.low > 0 and p <= ALPHA, said, numbers)


def _p_value(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Exact, from the cases on which one of the two is better: McNemar's for grades of 0 and 1, else the sign test."""
    pairs = list(zip(ours, theirs, strict=True))
    return mcnemar(sum(b > a for a, b in pairs), sum(a > b for a, b in pairs))
