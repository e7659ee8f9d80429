"""What speaks for each choice, as named numbers of about 0 to 1. Pure.

All that is learned are the weights of these features (`ranker.py`); nothing here depends on them.
"""

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from gesso.agent.guided.picking import Pick
from gesso.agent.pointing.choices import Choice, choices_of, leaves_of
from gesso.agent.pointing.concepts import concepts_in
from gesso.agent.pointing.page import Page
from gesso.agent.pointing.said import UNITS, Said
from gesso.agent.pointing.tokens import FAR, NEAR, SAME, fold, nearness, tokens

Features = dict[str, float]
GRADE = {SAME: 1.0, NEAR: 0.8, FAR: 0.45}
COMMON, USUAL, RARE = "common", "usual", "rare"
BAND = {COMMON: 0.15, USUAL: 0.5, RARE: 1.0}
_OPENS = 8


@dataclass(frozen=True)
class Usage:
    """How usual tokens are in messages and texts: what many messages say tells little about where."""

    common: frozenset[str]
    usual: frozenset[str]

    def band(self, token: str) -> str:
        return COMMON if token in self.common else USUAL if token in self.usual else RARE


def usage_of(said: Mapping[str, int], written: Mapping[str, int]) -> Usage:
    """From the number of documents about which a token is said, and in which it stands."""
    common = {t for t, n in said.items() if n >= 4} | {t for t, n in written.items() if n >= 8}
    usual = {t for t, n in said.items() if n >= 2} | {t for t, n in written.items() if n >= 4}
    return Usage(frozenset(common), frozenset(usual - common))


@dataclass(frozen=True)
class Asked:
    """All that a decision is made from. `pick` is what the rules chose, `selected` the leaves that are selected."""

    said: Said
    page: Page
    pick: Pick
    selected: frozenset[int]
    usage: Usage


def features_of(asked: Asked) -> dict[Choice, Features]:
    """The features of every choice."""
    page = asked.page
    ruled = ruled_by(asked)
    whole = _Shared(asked)
    found: dict[Choice, Features] = {}
    singles = {number: whole.of_leaf(number) for number in page.words}
    for choice, kind in choices_of(page, ruled).items():
        told: Features = {f"kind:{kind}": 1.0}
        if not choice:
            told |= _nothing(asked, whole)
        elif len(choice) == 1:
            (number,) = choice
            told |= singles[number]
            told |= _place(asked, number)
        else:
            told |= _several(asked, choice, kind, singles, whole.titles)
            told |= whole.of_several(choice)
        told |= _rules(asked, choice, ruled)
        found[choice] = {name: value for name, value in told.items() if value}
    return found


def ruled_by(asked: Asked) -> Choice:
    """What the rules chose; nothing where they ask."""
    pick = asked.pick
    if pick.how == "content" and not pick.sure:
        return frozenset()
    return leaves_of(asked.page, pick.blocks)


class _Shared:
    """How much each leaf shares with the message."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        said, page, usage = asked.said, asked.page, asked.usage
        self.weight: dict[str, float] = {}
        self.band: dict[str, str] = {}
        self.holders: dict[str, dict[int, str]] = {}
        for token in said.tokens:
            self.holders[token] = page.matches(token)
            self.band[token] = usage.band(token)
            rarity = page.rarity(len(self.holders[token])) if self.holders[token] else 1.0
            self.weight[token] = rarity * BAND[self.band[token]] * (0.3 if token in said.unit_tokens else 1.0)
        self.total = sum(self.weight.values()) or 1.0
        self.sums = {number: self.sum_of(number, said.tokens) for number in page.words}
        self.ordered = sorted(self.sums.values(), reverse=True) or [0.0]
        self.best = self.ordered[0]
        self.titles = {h.number: _title_held(asked, h.number) for h in page.headings}
        self.concepts = self._concepts()
        self.trigrams = self._trigrams()
        self.has_digits = bool(re.search(r"\d", said.text))
        self.pairs = {
            (a, b) for a, b in pairwise(said.tokens) if COMMON not in (self.band[a], self.band[b])
        }  # fmt: skip

    def sum_of(self, number: int, among: Collection[str]) -> float:
        return math.fsum(
            self.weight[token] * GRADE[self.holders[token][number]]
            for token in self.asked.said.tokens
            if token in among and number in self.holders[token]
        )

    def share_of(self, number: int, among: frozenset[str]) -> float:
        whole = math.fsum(self.weight[t] for t in self.asked.said.tokens if t in among)
        return self.sum_of(number, among) / whole if whole else 0.0

    def _concepts(self) -> dict[int, float]:
        """What each leaf speaks of that the message does, by how few leaves do."""
        asked = self.asked
        wanted = concepts_in([t for t in asked.said.tokens if t not in asked.said.unit_tokens], asked.said.text)
        page = asked.page
        holding = {c: [n for n, names in page.concepts.items() if c in names] for c in sorted(wanted)}
        sums = dict.fromkeys(page.words, 0.0)
        for numbers in holding.values():
            for number in numbers:
                sums[number] += page.rarity(len(numbers))
        return sums

    def _trigrams(self) -> dict[int, float]:
        """The share of the message's runs of three letters, weighed by how few leaves have them, that a leaf has."""
        page, said = self.asked.page, self.asked.said
        wanted = {p for t in said.tokens if self.band[t] != COMMON and t not in said.unit_tokens for p in _runs(t)}
        held = {n: wanted & _runs_of(page, n) for n in page.words}
        count: dict[str, int] = {}
        for runs in held.values():
            for run in runs:
                count[run] = count.get(run, 0) + 1
        whole = math.fsum(page.rarity(count.get(run, 1)) for run in wanted) or 1.0
        return {n: math.fsum(page.rarity(count[run]) for run in runs) / whole for n, runs in held.items()}

    def of_leaf(self, number: int) -> Features:
        """What a leaf shares with the message."""
        page, said = self.asked.page, self.asked.said
        told: Features = {}
        for token in said.tokens:
            grade = self.holders[token].get(number)
            if grade and token not in said.unit_tokens:
                name = f"share:{grade}:{self.band[token]}"
                told[name] = told.get(name, 0.0) + page.rarity(len(self.holders[token]))
                if len(self.holders[token]) == 1 and self.band[token] != COMMON:
                    told["alone"] = told.get("alone", 0.0) + 1
        told |= self._compared(number)
        for name, among in (
            ("head", said.head), ("described", said.described), ("old", said.old), ("new", said.new),
            ("spared", said.spared),
        ):  # fmt: skip
            if among:
                told[f"{name} share"] = self.share_of(number, among)
        told |= self._in_text(number)
        if heading := page.heading_over.get(number):
            told["heading covered"] = self.titles[heading.number]
            told["heading shares"] = self.sums[heading.number]
        for name, step in (("before", -1), ("after", 1)):
            if (near := page.beside(number, step)) is not None:
                told[f"{name} it shares"] = self.sums[near] / self.total
        return told

    def _compared(self, number: int) -> Features:
        """How a leaf stands to the others by what it shares."""
        page = self.asked.page
        own = self.sums[number]
        others = self.ordered[1] if own == self.best and len(self.ordered) > 1 else self.best
        like = self.concepts[number]
        told = {
            "covers": own / self.total,
            "ahead": (own - others) / self.total,
            "of best": own / self.best if self.best else 0.0,
            "is best": float(own == self.best > 0),
            "dense": own / math.sqrt(4 + len(page.tokens[number])),
            "length": math.log(1 + len(page.tokens[number])) / 5,
            "trigrams": self.trigrams[number],
            "trigrams best": float(self.trigrams[number] == max(self.trigrams.values(), default=0.0) > 0),
            "concepts": like,
            "concepts best": float(like == max(self.concepts.values(), default=0.0) > 0),
        }
        told["concepts best, nothing shared"] = told["concepts best"] * float(self.best == 0)
        units = self.asked.said.units & page.units[number]
        same = [[self.sums[n] for n in page.by_unit[unit] if n in self.sums] for unit in units]
        told["best of its unit"] = float(any(own > 0 and own == max(each) and each.count(own) == 1 for each in same))
        told["only of its unit"] = float(any(len(each) == 1 for each in same))
        return told

    def _in_text(self, number: int) -> Features:
        """What the words of a leaf say beyond single tokens."""
        page, said, row = self.asked.page, self.asked.said, self.asked.page.tokens[number]
        block = page.snapshot.blocks[number - 1]
        text = fold(block.text)
        told: Features = {"quoted": float(any(fold(words) in text for words in said.quoted))}
        if self.has_digits:
            told["both figures"] = float(bool(re.search(r"\d", text)))
        opening = row[:_OPENS]
        held = [t for t in said.tokens if number in self.holders[t] and any(_near(t, o) for o in opening)]
        told["opens with it"] = max((self.weight[t] for t in held), default=0.0)
        told["pairs"] = float(sum(pair in self.pairs for pair in pairwise(row)))
        if title := [t for t in tokens(block.title) if self.asked.usage.band(t) != COMMON]:
            told["title held"] = sum(any(_near(s, t) for s in said.tokens) for t in title) / len(title)
        return told

    def of_several(self, choice: Choice) -> Features:
        """How much more of the message several leaves hold than the best of them."""
        held = [t for t in self.asked.said.tokens if not choice.isdisjoint(self.holders[t])]
        whole = math.fsum(
            self.weight[t] * max(GRADE[self.holders[t][n]] for n in choice if n in self.holders[t]) for t in held
        )
        each = [self.sums[n] for n in choice]
        return {
            "several: adds": (whole - max(each)) / self.total,
            "several: least": min(each) / self.total,
            "several: all covered": whole / self.total,
        }


@lru_cache(maxsize=20_000)
def _runs(token: str) -> frozenset[str]:
    return frozenset(token[i : i + 3] for i in range(len(token) - 2)) or frozenset((token,))


def _runs_of(page: Page, number: int) -> frozenset[str]:
    """The runs of three letters in the words of a leaf."""
    return frozenset(run for word in page.words[number] for run in _runs(word))


def _near(one: str, other: str) -> bool:
    return nearness(one, other) in (SAME, NEAR)


def _unit_features(said: Said, units: frozenset[str]) -> Features:
    told: Features = {f"is:{unit}": 1.0 for unit in said.units & units}
    if said.units and not said.units & units:
        told["is no such"] = 1.0
        told |= {f"is no:{unit}": 1.0 for unit in said.units}
    return told


def _place(asked: Asked, number: int) -> Features:
    """Kind, number, and place of a single leaf."""
    page, said = asked.page, asked.said
    units = page.units[number]
    block = page.snapshot.blocks[number - 1]
    told: Features = {f"of:{block.kind}": 1.0}
    told |= _unit_features(said, units)
    if not said.units:
        told[f"no unit, of:{block.kind}"] = 1.0
    if said.ordinals:
        told |= _counted(asked, number, block.parent)
    at, last = page.order[number], len(page.leaves) - 1
    for name, there in (("starts", said.starts), ("ends", said.ends)):
        if there:
            told |= _at_edge(page, number, name, at / last if last else 0.0)
    told |= _beside(asked, number)
    if asked.selected:
        told["selected"] = float(number in asked.selected)
        told["selected, no unit"] = told["selected"] * float(not said.units)
        told["selected, no side"] = told["selected"] * float(said.before is None and said.after is None)
    return told


def _at_edge(page: Page, number: int, name: str, share: float) -> Features:
    first = name == "starts"
    order = [b.number for b in page.leaves if b.kind != "heading"]
    told = {f"{name}: where": 1 - share if first else share}
    edge = order[0 if first else -1] if order else 0
    told[f"{name}: the very"] = float(number == edge)
    unit = str(page.snapshot.blocks[number - 1].kind)
    same = page.by_unit[unit]
    told[f"{name}: among its kind"] = float(number == same[0 if first else -1])
    told[f"{name}: among its kind, of:{unit}"] = told[f"{name}: among its kind"]
    told[f"{name}: a paragraph"] = float(unit == "paragraph" and number == same[0 if first else -1])
    told[f"{name}: greeting or sign-off"] = float(bool({"greeting", "sign_off"} & page.units[number]))
    return told


def _counted(asked: Asked, number: int, parent: int | None) -> Features:
    page, said = asked.page, asked.said
    told: Features = {}
    units = page.units[number]
    for value in said.ordinals:
        for unit in said.units & units:
            if _nth(page.by_unit[unit], number, value):
                told["counted of its unit"] = 1.0
        kind = str(page.snapshot.blocks[number - 1].kind)
        if _nth(page.by_unit[kind], number, value):
            told["counted of its kind"] = 1.0
            if not said.units:
                told["counted, no unit"] = 1.0
        if parent is not None and _nth(list(page.parts(parent)), number, value):
            told["counted in its list"] = 1.0
        over = page.heading_over.get(number)
        if over is not None:
            inside = [b.number for b in page.leaves if page.heading_over.get(b.number) == over and b.kind == kind]
            if _nth(inside, number, value):
                told["counted in its section"] = 1.0
        if re.match(rf"\s*(?:#+\s*)?{value}[.):]", page.snapshot.blocks[number - 1].text):
            told["bears the number"] = 1.0
    if not told:
        told["not counted"] = 1.0
    return told


def _nth(things: list[int], number: int, value: int) -> bool:
    return 0 < abs(value) <= len(things) and things[value - 1 if value > 0 else value] == number


def _beside(asked: Asked, number: int) -> Features:
    """Before and after: the selection, or what the message names behind the word."""
    page, said = asked.page, asked.said
    told: Features = {}
    for name, words, step in (("before", said.before, 1), ("after", said.after, -1)):
        if words is None:
            continue
        near = page.beside(number, step)
        if asked.selected:
            told[f"{name} the selection"] = float(near in asked.selected and number not in asked.selected)
            told[f"{name} said, selected"] = float(number in asked.selected)
        if words:
            wanted = tokens(words)
            told[f"{name} what is named"] = _named(page, near, wanted, words) if near is not None else 0.0
            told[f"is what is named, {name}"] = _named(page, number, wanted, words)
    return told


def _named(page: Page, number: int, wanted: list[str], words: str) -> float:
    """How well a leaf fits the words behind "before" or "after": by its kind or by what it shares."""
    parent = page.snapshot.blocks[number - 1].parent
    units = page.units[number] | (page.units[parent] if parent is not None else frozenset())
    if any(
        pattern.search(words) for unit, pattern in UNITS.items() if unit in units and unit not in ("sentence", "line")
    ):
        return 1.0
    held = [page.rarity(len(page.matches(t))) for t in wanted if number in page.matches(t)]
    return min(1.0, max(held, default=0.0))


def _several(
    asked: Asked, choice: Choice, kind: str, singles: dict[int, Features], titles: Mapping[int, float]
) -> Features:
    """The features of a list, a section, or what else has several leaves: those of its parts, and its own."""
    page, said = asked.page, asked.said
    told: Features = {}
    for name in ("covers", "of best", "trigrams", "concepts", "quoted", "head share", "described share", "old share"):
        values = [singles[n].get(name, 0.0) for n in choice]
        told[f"several: {name}, most"] = max(values)
        told[f"several: {name}, mean"] = sum(values) / len(values)
    told["several: count"] = math.log(len(choice)) / 3
    told["several: share of all"] = len(choice) / len(page.words)
    told["several: whole"] = float(said.whole)
    told["several: and"] = float(said.several)
    if kind == "section":
        heading = next(n for n, body in page.bodies.items() if leaves_of(page, body) == choice)
        units = frozenset(("section",))
        told["section: title held"] = titles[heading]
        told["section: title covers"] = told["section: title held"] * float("section" in said.units)
        told["section: of level 1"] = float(page.levels[heading] == 1)
        told |= {f"section: {name}": value for name, value in _unit_features(said, units).items()}
    elif kind == "list":
        parent = page.snapshot.blocks[min(choice) - 1].parent or 0
        told |= {f"list: {name}": value for name, value in _unit_features(said, page.units[parent]).items()}
        told["list: counted"] = float(bool(said.ordinals))
        told["list: label shares"] = _label_share(asked, min(choice), singles)
        if over := page.heading_over.get(min(choice)):
            told["list: title held"] = titles[over.number]
    if asked.selected:
        told["several: holds the selection"] = float(asked.selected <= choice)
    return told


def _label_share(asked: Asked, first: int, singles: dict[int, Features]) -> float:
    before = asked.page.beside(first, -1)
    return singles[before].get("covers", 0.0) if before is not None else 0.0


def _title_held(asked: Asked, heading: int) -> float:
    """The share of a heading's words that the message says; "the chapter" does not say the title "Chapter One"."""
    page = asked.page
    own = page.tokens[heading]
    weigh = {t: BAND[asked.usage.band(t)] for t in own}
    told = [t for t in asked.said.tokens if t not in asked.said.unit_tokens]
    held = [t for t in weigh if any(_near(s, t) for s in told)]
    whole = sum(weigh.values())
    return sum(weigh[t] for t in held) / whole if whole else 0.0


def _nothing(asked: Asked, shared: _Shared) -> Features:
    """What speaks for asking: little shared, or much shared by two."""
    said, page = asked.said, asked.page
    told: Features = {}
    told["nothing: shared little"] = 1 - min(1.0, shared.best / shared.total)
    told["nothing: shared none"] = float(shared.best == 0)
    second = shared.ordered[1] if len(shared.ordered) > 1 else 0.0
    told["nothing: second near"] = second / shared.best if shared.best else 0.0
    told["nothing: no such unit"] = float(
        bool(said.units) and not any(page.by_unit.get(u) for u in said.units if u != "section")
    )
    told["nothing: unit"] = float(bool(said.units))
    told["nothing: unit, rare words not there"] = told["nothing: unit"] * told["nothing: shared little"]
    told["nothing: long"] = min(1.0, len(said.tokens) / 40)
    told["nothing: short"] = float(len(said.tokens) <= 3)
    told["nothing: whole"] = float(said.whole)
    told["nothing: ordinals"] = float(bool(said.ordinals))
    told["nothing: selected"] = float(bool(asked.selected))
    told["nothing: edge"] = float(said.starts or said.ends)
    told["nothing: concepts"] = min(1.0, max(shared.concepts.values(), default=0.0))
    for name, among in (("described", said.described), ("head", said.head)):
        if among:
            told[f"nothing: {name} not there"] = 1 - max(shared.share_of(n, among) for n in page.words)
    told["nothing: many"] = math.log(1 + len(page.leaves)) / 4
    return told


def _rules(asked: Asked, choice: Choice, ruled: Choice) -> Features:
    """How the choice stands to what the rules chose, by how they did."""
    pick = asked.pick
    how = pick.how if pick.how != "content" or pick.sure else "unsure"
    told: Features = {}
    if choice == ruled:
        told[f"rules: {how}"] = 1.0
        if how == "named":
            told[f"rules: named, {_manner(pick.why)}"] = 1.0
    elif ruled and choice:
        if choice < ruled:
            told[f"rules: part of {how}"] = 1.0
        elif choice > ruled:
            told[f"rules: more than {how}"] = 1.0
        elif choice & ruled:
            told[f"rules: crosses {how}"] = 1.0
    if len(choice) == 1:
        (number,) = choice
        for rank, candidate in enumerate(pick.candidates[:3], 1):
            if number == candidate:
                told[f"rules: candidate {rank}, {how}"] = 1.0
    return told


SECTION = "the section “"
"""How the rules say that a section was meant because its name was said."""


def _manner(why: str) -> str:
    if SECTION in why:
        return "section"
    if "words" in why:
        return "words"
    if "`" in why:
        return "code"
    return "counted"
