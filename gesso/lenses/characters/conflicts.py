"""Facts about one person that cannot both hold. What the story explains is no contradiction.

Both facts must be sure and undoubted. Two told by the narration are `exact`; with one said in dialogue, where people
may err, it is `estimated`. At most one for a person and kind of fact: the first two that clash.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gesso.lenses.characters import words
from gesso.lenses.characters.facts import Fact, Story

YOUNG = 1.5  # years a stated age may be off
_MADE = re.compile(
    r"\b(?:hook|prosthe\w+|artificial|wooden|false|new) (?:hand|arm|fingers)|\bprosthe\w+|\bhook\b", re.I
)
FADES = frozenset({"grey", "white", "bald"})


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a block, by its index: where one side of a contradiction stands."""

    block: int
    start: int
    end: int
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """`first` stands before `second`. `why` says it in words; `exact` as the grade."""

    person: int
    kind: str
    first: Passage
    second: Passage
    why: str
    exact: bool


def find_conflicts(story: Story) -> list[Conflict]:
    """The contradictions in order of their second passage."""
    grouped: dict[tuple[int, str], list[Fact]] = {}
    for fact in story.facts:
        if fact.sure and not fact.doubt and not fact.loose and not fact.when.back:
            grouped.setdefault((fact.person, fact.kind), []).append(fact)
    found = []
    for (person, kind), facts in grouped.items():
        clash = next(_clashes(story, kind, facts), None)
        if clash:
            first, second, why = clash
            exact = not first.said and not second.said and kind != "born"
            found.append(Conflict(person, kind, _passage(first), _passage(second), why, exact))
    found += _speaking_dead(story, grouped)
    found += _using_what_is_lost(grouped)
    found += _walking_dead(story, grouped, {each.person for each in found if each.kind == "dead"})
    return sorted(found, key=lambda each: (each.second.block, each.second.start))


def _passage(fact: Fact) -> Passage:
    return Passage(fact.block, fact.start, fact.end, fact)


def _clashes(story: Story, kind: str, facts: list[Fact]) -> Iterator[tuple[Fact, Fact, str]]:
    judge = _JUDGES.get(kind)
    if judge is None:
        return
    seen: dict[str, Fact] = {}
    for second in facts:
        for first in seen.values():
            why = judge(story, first, second)
            if why:
                yield first, second, why
        if kind == "age":
            seen[f"{second.value} {second.block}"] = second
        else:
            seen.setdefault(second.value, second)


def _colours(story: Story, first: Fact, second: Fact) -> str:
    if first.value == second.value or frozenset((first.value, second.value)) in words.NEAR:
        return ""
    if first.change or second.change:
        return ""
    years = second.when.years - first.when.years
    if first.kind == "hair" and (years >= 1 or second.when.vague > first.when.vague):
        return ""
    if first.kind == "hair" and second.value in FADES and years > 0.2:
        return ""
    name = {"eyes": "eyes", "hair": "hair"}[first.kind]
    if first.value == "bald":
        return f"bald, and then with {second.value} hair"
    return (
        f"{first.value} {name} and {second.value} {name}" if second.value != "bald" else f"{first.value} hair, and bald"
    )


def _ages(story: Story, first: Fact, second: Fact) -> str:
    if first.when.vague != second.when.vague:
        return ""
    passed = second.when.years - first.when.years
    grown = int(second.value) - int(first.value)
    scenes = second.when.scene - first.when.scene
    slack = YOUNG if scenes > 0 or passed > 0 else 0.5
    if scenes > 8 and passed < 0.5 and grown > 0:
        return ""  # a long story may pass years without saying so
    if abs(grown - passed) <= slack and grown >= 0:
        return ""
    spell = f"after {passed:.0f} years" if passed >= 1 else "at about the same time"
    return f"{first.value} years old and, {spell}, {second.value}"


def _hands(story: Story, first: Fact, second: Fact) -> str:
    if first.value == second.value or first.change or second.change:
        return ""
    return f"{first.value}-handed and {second.value}-handed"


def _sides(story: Story, first: Fact, second: Fact) -> str:
    one, other = first.value.split(), second.value.split()
    if one == other or len(one) != len(other) or "left" not in (*one, *other) or "right" not in (*one, *other):
        return ""
    swapped = [{"left": "right", "right": "left"}.get(each, each) for each in one]
    if swapped != other:
        return ""
    verb = {"lacks": "without the ", "false": "a false "}.get(first.kind, "a ")
    return f"{verb}{first.value} and {verb}{second.value}"


def _counts(story: Story, first: Fact, second: Fact) -> str:
    """More sons may be born in time; who had two brothers at first and three later is asked about."""
    if second.when.years - first.when.years >= 0.7 or second.when.vague > first.when.vague:
        return ""
    return "" if first.value == second.value else f"{first.value} {first.kind} and {second.value}"


def _siblings(story: Story, first: Fact, second: Fact) -> str:
    return "" if first.value == second.value else "an only child, and with a brother or sister"


def _married(story: Story, first: Fact, second: Fact) -> str:
    values = {first.value, second.value}
    if "never" not in values or len(values) == 1:
        return ""
    if first.value == "never":
        if second.when.years - first.when.years > 0.5 or second.when.vague > first.when.vague:
            return ""
        if any(each.found.wedding for each in story.seen[first.block : second.block + 1]):
            return ""
    return "never married, and with a wife or husband"


def _born(story: Story, first: Fact, second: Fact) -> str:
    one, other = first.value.lower(), second.value.lower()
    return "" if one in other or other in one else f"from {first.value} and from {second.value}"


def _build(story: Story, first: Fact, second: Fact) -> str:
    if {first.value, second.value} != {"tall", "short"} or first.change or second.change:
        return ""
    years = second.when.years - first.when.years
    return "" if years >= 1 or second.when.vague > first.when.vague else f"{first.value} and {second.value}"


_JUDGES = {
    "eyes": _colours, "hair": _colours, "age": _ages, "hand": _hands, "mark": _sides, "lacks": _sides,
    "false": _sides, "brothers": _counts, "sisters": _counts, "sons": _counts, "daughters": _counts,
    "children": _counts, "siblings": _siblings, "married": _married, "born": _born, "build": _build,
}  # fmt: skip


def _speaking_dead(story: Story, grouped: dict[tuple[int, str], list[Fact]]) -> Iterator[Conflict]:
    """Whoever died and speaks afterwards, in no flashback, dream or letter."""
    deaths = {person: facts[0] for (person, kind), facts in grouped.items() if kind == "dead"}
    if not deaths:
        return
    done: set[int] = set()
    for block, (seen, there) in enumerate(zip(story.seen, story.followed, strict=True)):
        for line, speaker in zip(seen.found.lines, there.speakers, strict=True):
            person = speaker.person
            if person is None or person in done or person not in deaths or line.speaker is None or not line.plain:
                continue
            death = deaths[person]
            mention = seen.found.mentions[line.speaker]
            later = (block, line.start) > (death.block, death.start)
            if (
                not later
                or mention.how not in ("name", "rank")
                or there.when.back
                or there.when.years < death.when.years
            ):
                continue
            done.add(person)
            start, end = min(line.start, mention.start), max(mention.end, line.end)
            yield Conflict(
                person,
                "dead",
                _passage(death),
                Passage(block, start, end),
                "dead, and speaking afterwards",
                not death.said,
            )


_THERE = re.compile(
    r"[ \n]+(?:(?:himself|herself) )?(?:\w+ly )?(?:stood|sat|walked|came|smiled|nodded|laughed|turned|waited|waved|"
    r"knocked|entered|arrived|ran|grinned|shrugged|shook|carried|held|poured|opened|rose|leaned|bowed|ate|drank)\b"
)
_NOT_THERE = re.compile(
    r"\bhad\b|[’']d\b|\b(?:when|before|until|while|coffin|grave|tomb|body|corpse|name|voice)\b", re.I
)


def _walking_dead(story: Story, grouped: dict[tuple[int, str], list[Fact]], done: set[int]) -> Iterator[Conflict]:
    """Whoever was dead and then stands, sits or comes in, in the telling and in no memory, dream or picture."""
    for (person, kind), deaths in grouped.items():
        if kind != "dead" or person in done:
            continue
        death = deaths[0]
        for block, at in story.appearances.get(person, ()):
            seen, there = story.seen[block], story.followed[block]
            mention = seen.found.mentions[at]
            acts = _THERE.match(seen.text, mention.end)
            later = (block, mention.start) > (death.block, death.end)
            if acts is None or mention.said or not later or there.when.back or there.when.years < death.when.years:
                continue
            begin = max(seen.text.rfind(mark, 0, mention.start) for mark in (".", "!", "?", ";", ", and ")) + 1
            told = seen.text[begin : acts.end()]
            if words.GHOST.search(told) or words.UNREAL.search(told) or _NOT_THERE.search(told):
                continue
            yield Conflict(person, "dead", _passage(death), Passage(block, mention.start, acts.end()),
                           "dead, and there afterwards", False)  # fmt: skip
            break


def _using_what_is_lost(grouped: dict[tuple[int, str], list[Fact]]) -> Iterator[Conflict]:
    """Whoever lost a hand and then holds something in it, unless one of metal or wood is spoken of there."""
    for (person, kind), lost in grouped.items():
        if kind != "lacks":
            continue
        for used in grouped.get((person, "uses"), ()):
            if used.value == lost[0].value and used.point > lost[0].point and not _MADE.search(used.seen.text):
                why = f"without the {used.value}, and using it"
                yield Conflict(person, kind, _passage(lost[0]), _passage(used), why, False)
                break
