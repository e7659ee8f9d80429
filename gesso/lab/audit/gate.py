"""The audit of rows: every check with what it found, where its limit is, and whether it is red.

A set is held against the hand-written rows of its behaviour and against the cases of all behaviours. Does not change
the rows. What a check cannot see it says in its words: names of persons, whether a label is right.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gesso.agent.deciding.question import LABELS
from gesso.lab.audit import measures
from gesso.lab.audit.contamination import Contamination
from gesso.lab.audit.near import near_pairs
from gesso.lab.audit.personal import find_personal
from gesso.lab.audit.reading import AuditRow
from gesso.lab.rows import plain

SHOWN = 8
TOLD = "told"
MOST_NEAR = 0.02
LEAST_SHARE = 0.8
LANGUAGES = ("en", "de", "es", "vi", "zh")
LEAST_OF_LANGUAGE = 0.01
FEWEST = 60  # rows; under them shares of labels and languages say little


@dataclass(frozen=True)
class Check:
    """`value` is what was found and `limit` what it may be, both in words; `examples` are rows to look at.

    `red` is None where the number is told and nothing hangs on it.
    """

    name: str
    value: str
    limit: str
    red: bool | None
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Audit:
    """What an audit found. `red`: nothing is to be trained on these rows as they are."""

    behavior: str
    rows: int
    checks: tuple[Check, ...]

    @property
    def red(self) -> bool:
        return any(check.red for check in self.checks)


def audit(behavior: str, rows: Sequence[AuditRow], hand: Sequence[AuditRow], cases: Contamination) -> Audit:
    """Look at `rows`; `hand` are the hand-written rows of the behaviour."""
    checks = [
        *_repeats(rows), _near(rows), _contaminated(rows, cases), *_personal(rows), _labels(behavior, rows),
        _languages(rows), *_differing(rows, hand), *_told(rows, hand),
    ]  # fmt: skip
    return Audit(behavior, len(rows), tuple(checks))


def _repeats(rows: Sequence[AuditRow]) -> list[Check]:
    asked: defaultdict[tuple[str, str], list[AuditRow]] = defaultdict(list)
    for row in rows:
        asked[row.around, plain(row.text)].append(row)
    again, against = [], []
    for same in asked.values():
        by_label = Counter(row.label for row in same)
        again += [f"{row.where}: {row.text}" for row in same[1:] if by_label[row.label] > 1]
        if len(by_label) > 1:
            against.append(f"{', '.join(f'{row.label} ({row.where})' for row in same)}: {same[0].text}")
    return [
        _none("the same message with the same label again", again),
        _none("the same message in the same situation with another label", against),
    ]


def _near(rows: Sequence[AuditRow]) -> Check:
    alike: defaultdict[tuple[str, str], list[AuditRow]] = defaultdict(list)
    for row in rows:
        alike[row.around, row.label].append(row)
    pairs = []
    for same in alike.values():
        pairs += [(same[i], same[j], like) for i, j, like in near_pairs([row.text for row in same]) if like < 1]
    share = len({two.where for _, two, _ in pairs}) / len(rows)
    told = [f"{like:.2f} {one.text} ~ {two.text} ({two.where})" for one, two, like in pairs]
    return Check(
        "nearly the same message with the same label (five letters in a row, likeness .7 or more)",
        f"{share:.1%} of the rows", f"at most {MOST_NEAR:.0%}", share > MOST_NEAR, few(told),
    )  # fmt: skip


def _contaminated(rows: Sequence[AuditRow], cases: Contamination) -> Check:
    found = []
    for row in rows:
        if shared := cases.find(row.text):
            found.append(f"{shared.case}: {shared.words!r} in {row.text} ({row.where})")
    return _none("rows that share words with a case (8 in a row, 5 of short messages)", found)


def _personal(rows: Sequence[AuditRow]) -> list[Check]:
    found: defaultdict[bool, list[str]] = defaultdict(list)
    for row in rows:
        for kind, words in find_personal(row.text):
            found[kind == "address"].append(f"{kind} {words!r} ({row.where})")
    return [
        _none("personal data by its form: mail, telephone, account, card", found[False]),
        Check("what looks like an address; names of persons cannot be told", str(len(found[True])), "read them", None,
              few(found[True])),
    ]  # fmt: skip


def _labels(behavior: str, rows: Sequence[AuditRow]) -> Check:
    counts = Counter(row.label for row in rows)
    value = ", ".join(f"{label} {count}" for label, count in counts.most_common(12))
    known = LABELS.get(behavior)
    if known is None:
        return Check("labels", f"{len(counts)} answers: {value}", TOLD, None)
    wrong = sorted(set(counts) - set(known))
    missing = [label for label in known if not counts[label]]
    least = len(rows) / (4 * len(known))
    rare = [label for label in known if counts[label] < least] if len(rows) >= FEWEST else []
    return Check(
        "labels", value, f"all of {', '.join(known)}, none under {1 / (4 * len(known)):.1%}",
        bool(wrong or missing or rare), few([*(f"unknown: {label}" for label in wrong), *missing, *rare]),
    )  # fmt: skip


def _languages(rows: Sequence[AuditRow]) -> Check:
    counts = Counter(row.lang for row in rows if row.lang)
    if not counts:
        return Check("languages", "the rows do not tell", TOLD, None)
    value = ", ".join(f"{lang} {count}" for lang, count in counts.most_common())
    rare = [lang for lang in LANGUAGES if counts[lang] < LEAST_OF_LANGUAGE * len(rows)]
    return Check(
        "languages", value, f"each of {', '.join(LANGUAGES)} at least {LEAST_OF_LANGUAGE:.0%}",
        bool(rare) and len(rows) >= FEWEST, tuple(rare),
    )  # fmt: skip


def _differing(rows: Sequence[AuditRow], hand: Sequence[AuditRow]) -> list[Check]:
    """Two numbers, each on samples of one size; red under .8 of the hand-written rows'."""
    size = min(measures.SAMPLE, len(rows), len(hand))
    mine, theirs = (measures.sample([row.text for row in each], size) for each in (rows, hand))
    return [
        _ratio("different pairs of words (distinct-2)", measures.distinct_2, mine, theirs),
        _ratio("Vendi score over n (order 2, three letters in a row)", measures.vendi_share, mine, theirs),
    ]


def _ratio(name: str, of: Callable[[Sequence[str]], float], mine: Sequence[str], theirs: Sequence[str]) -> Check:
    value, by_hand = of(mine), of(theirs)
    return Check(
        f"{name}, {len(mine)} messages", f"{value:.3f}, by hand {by_hand:.3f}", f"at least {LEAST_SHARE * by_hand:.3f}",
        value < LEAST_SHARE * by_hand,
    )  # fmt: skip


def _told(rows: Sequence[AuditRow], hand: Sequence[AuditRow]) -> list[Check]:
    size = min(measures.SAMPLE, len(rows), len(hand))
    mine, theirs = (measures.sample([row.text for row in each], size) for each in (rows, hand))
    (words, share), (_, by_hand) = measures.commonest_opening(mine), measures.commonest_opening(theirs)
    cells = [[f"{row.label} {row.lang} {row.kind}" for row in each] for each in (rows, hand)]
    return [
        Check("packed size", f"{measures.gzip_ratio(mine):.3f}, by hand {measures.gzip_ratio(theirs):.3f}", TOLD, None),
        Check("commonest beginning", f"“{words}” {share:.1%}, by hand {by_hand:.1%}", TOLD, None),
        Check("kinds of hand-written rows that occur (label, language, kind)",
              f"{measures.coverage(cells[0], cells[1]):.0%}", TOLD, None),
    ]  # fmt: skip


def _none(name: str, found: Sequence[str]) -> Check:
    return Check(name, str(len(found)), "none", bool(found), few(found))


def few(found: Sequence[str]) -> tuple[str, ...]:
    """The first rows to look at, and how many more there are."""
    return (*found[:SHOWN], *([f"and {len(found) - SHOWN} more"] if len(found) > SHOWN else []))
