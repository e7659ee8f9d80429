"""Facts: claims whose holder is known, with the words they stand in as positions of the whole text."""

from collections.abc import Sequence
from dataclasses import dataclass

from gesso.lenses.characters import names, words
from gesso.lenses.characters.cast import Cast, gather_cast
from gesso.lenses.characters.following import Followed, When, follow
from gesso.lenses.characters.leaf import Claim, Leaf
from gesso.lenses.lens import Seen, Whole


@dataclass(frozen=True, slots=True)
class Fact:
    """`value` of `kind` for the person of index `person`, read in `seen` from `start` to `end` (of the block).

    `sure`: the words name the holder, or nobody else can be meant; `said`: somebody in the story says it, `by` whom.
    """

    person: int
    kind: str
    value: str
    block: int
    seen: Seen[Leaf]
    start: int
    end: int
    at: tuple[int, int]
    sure: bool
    said: bool
    doubt: bool
    change: bool
    loose: bool
    when: When
    by: int | None = None
    other: int | None = None

    @property
    def point(self) -> int:
        return self.seen.start + self.start


@dataclass(frozen=True)
class Story:
    """All that is known of the people of a text."""

    cast: Cast
    seen: tuple[Seen[Leaf], ...]
    followed: tuple[Followed, ...]
    facts: tuple[Fact, ...]
    appearances: dict[int, list[tuple[int, int]]]
    """For each person the mentions by name: (index of the block, index of the mention)."""


def read_story(whole: Whole[Leaf]) -> Story:
    """Joins what the blocks say: the cast, whom each mention means, and the facts in order."""
    leaves = [each.found for each in whole.seen]
    cast = gather_cast(leaves)
    followed = follow(leaves, cast)
    facts: list[Fact] = []
    appearances: dict[int, list[tuple[int, int]]] = {}
    for block, (seen, there) in enumerate(zip(whole.seen, followed, strict=True)):
        leaf = seen.found
        for at, mention in enumerate(leaf.mentions):
            person = there.meant[at].person
            if mention.how == "name" and person is not None:
                appearances.setdefault(person, []).append((block, at))
        doubted = any(leaves[n].lies for n in range(block + 1, min(block + 2, len(leaves))))
        for claim in leaf.claims:
            facts += _facts_of(claim, block, seen, there, cast, doubted)
    for person, each in enumerate(cast.people):
        for title in sorted(each.titles & (names.RANKS - {"doctor"})):
            facts += _by_title(person, title, appearances, whole.seen, followed)
    facts.sort(key=lambda fact: (fact.block, fact.start, fact.end))
    return Story(cast, whole.seen, tuple(followed), tuple(facts), appearances)


def _facts_of(claim: Claim, block: int, seen: Seen[Leaf], there: Followed, cast: Cast, doubted: bool) -> Sequence[Fact]:
    whom = there.meant[claim.holder]
    if whom.person is None:
        return ()
    if claim.kind == "build" and seen.found.mentions[claim.holder].how == "you":
        return ()  # “you are thin” is said of today
    speaker = None
    if claim.said:
        line = next((n for n, each in enumerate(seen.found.lines) if each.start <= claim.start < each.end), None)
        speaker = there.speakers[line].person if line is not None else None
    value, other = claim.value, None
    if claim.kind == "kin":
        other = there.meant[claim.other].person if claim.other is not None else None
        if other is None or other == whom.person:
            return ()
        value = f"{claim.value}: {cast.people[other].name}"
        gender = words.KIN[claim.value]
        if gender and not cast.people[other].gender:
            cast.people[other].gender = gender
    return (
        Fact(whom.person, claim.kind, value, block, seen, claim.start, claim.end, claim.at, whom.sure, claim.said,
             claim.doubt or (claim.said and doubted), claim.change, claim.loose, there.when, speaker, other),
    )  # fmt: skip


def _by_title(
    person: int, title: str, appearances: dict[int, list[tuple[int, int]]], seen: Sequence[Seen[Leaf]],
    followed: Sequence[Followed],
) -> list[Fact]:  # fmt: skip
    """“Sergeant Ruiz” is a sergeant."""
    for block, at in appearances.get(person, ()):
        mention = seen[block].found.mentions[at]
        if mention.words.lower().startswith(title):
            span = (mention.start, mention.start + len(title))
            return [Fact(person, "job", title, block, seen[block], mention.start, mention.end, span, True, mention.said,
                         False, False, False, followed[block].when)]  # fmt: skip
    return []
