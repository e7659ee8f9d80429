"""Follows a story from block to block: whom each mention means, who speaks, how much time has passed.

A pronoun is `sure` where only one person near enough can be meant; everything else is a guess and marked so.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from gesso.lenses.characters import words
from gesso.lenses.characters.cast import Cast, Person
from gesso.lenses.characters.leaf import Leaf, Line, Mention

NARRATOR = "the narrator"
_NEAR_BLOCKS = 3
STRANGER = -1
_MOST_NEAR = 24
_OPENING = 60  # code points: a span said later in a paragraph tells, it does not move the story


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom a mention means: an index of the cast, or None. `stranger`: somebody who has no name there."""

    person: int | None
    sure: bool = False
    stranger: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """Years since the beginning, as far as the text says; `vague` counts spans of unknown length.

    `back`: in a flashback; `scene` counts the breaks.
    """

    years: float = 0.0
    vague: int = 0
    back: bool = False
    scene: int = 0


@dataclass(frozen=True, slots=True)
class Followed:
    """A block with whom its mentions mean, who speaks its lines, and when it is."""

    meant: tuple[Meant, ...]
    speakers: tuple[Meant, ...]
    when: When


@dataclass
class _Near:
    """Somebody mentioned lately in the telling."""

    person: int
    block: int
    sentence: int
    subject: bool
    owner: bool
    gender: str = ""  # of a stranger


@dataclass
class _State:
    cast: Cast
    narrator: int | None
    near: list[_Near] = field(default_factory=list)
    spoke: list[int] = field(default_factory=list)
    called: set[int] = field(default_factory=set)  # who was addressed by name since the scene began
    jobs: dict[str, int] = field(default_factory=dict)
    broke: int = -1  # the last block before which the scene broke

    def gender(self, near: _Near) -> str:
        return near.gender if near.person == STRANGER else self.cast.people[near.person].gender


def follow(leaves: Sequence[Leaf], cast: Cast) -> list[Followed]:
    """Each block followed, in order; fills the genders that pronouns show, and adds the narrator, to `cast`."""
    _vote_genders(leaves, cast)
    narrator = cast.narrator = _narrator(leaves, cast)
    state = _State(cast, narrator)
    when = When()
    found = []
    for number, leaf in enumerate(leaves):
        when = _moved(when, leaf)
        if leaf.breaks:
            state.broke = number
            state.spoke.clear()
            state.called.clear()
        meant = _told(leaf, number, state)
        speakers = _speakers(leaf, meant, state)
        _spoken(leaf, number, meant, speakers, state)
        found.append(Followed(tuple(meant), tuple(speakers), when))
    return found


def _moved(when: When, leaf: Leaf) -> When:
    years, vague, back, scene = when.years, when.vague, when.back, when.scene
    if leaf.breaks:
        back, scene = False, scene + 1
    if leaf.year is not None:
        return When(float(leaf.year), vague, False, scene)
    for span in leaf.spans:
        if span.start > _OPENING:
            continue
        if span.years is None:
            vague += 1
        elif span.years < 0:
            back = True
        else:
            years += span.years
    return When(years, vague, back, scene)


def _vote_genders(leaves: Sequence[Leaf], cast: Cast) -> None:
    votes: dict[int, Counter[str]] = {}
    for leaf in leaves:
        for claim in leaf.claims:
            kin = cast.person(leaf.mentions[claim.other].words) if claim.other is not None else None
            if kin is not None and not cast.people[kin].gender:
                cast.people[kin].gender = words.KIN[claim.value]
        last: int | None = None
        others = 0
        sentence = -1
        for mention in leaf.mentions:
            if mention.said:
                continue
            if mention.sentence > sentence + 1:
                last, others = None, 0
            if mention.how == "name":
                person = cast.person(mention.words)
                if person is not None:
                    others += person != last and last is not None
                    last, sentence = person, mention.sentence
            elif mention.how in ("he", "she") and last is not None and not others:
                if not cast.people[last].gender:
                    votes.setdefault(last, Counter())[mention.how] += 1
                sentence = mention.sentence
    for at, counted in votes.items():
        (best, count), *rest = counted.most_common()
        if count >= 2 * sum(each for _, each in rest) and not cast.people[at].gender:
            cast.people[at].gender = best


def _narrator(leaves: Sequence[Leaf], cast: Cast) -> int | None:
    """Who says “I” outside quotation marks: whoever is only ever addressed by name, else “the narrator”."""
    told = sum(1 for leaf in leaves for m in leaf.mentions if m.how == "I" and not m.said)
    others = sum(1 for leaf in leaves for m in leaf.mentions if m.how in ("he", "she") and not m.said)
    if told < 5 or told * 5 < others:
        return None
    called: Counter[int] = Counter()
    told_of: Counter[int] = Counter()
    for leaf in leaves:
        for mention in leaf.mentions:
            person = cast.person(mention.words) if mention.how == "name" else None
            if person is not None:
                called[person] += mention.said and mention.called
                told_of[person] += not mention.said
    selves = [person for leaf in leaves for name in leaf.selves if (person := cast.person(name)) is not None]
    own = list(dict.fromkeys([*selves, *(each for each, n in called.most_common() if n and not told_of[each])]))
    if not own:
        cast.people.append(Person(NARRATOR))
        return len(cast.people) - 1
    for other in own[1:]:
        if other in selves or _completes(cast.people[own[0]], cast.people[other]):
            _merge(cast, own[0], other)
    return own[0]


def _completes(person: Person, other: Person) -> bool:
    """Whether one has a first name alone and the other a last name alone."""
    return bool((other.first and not person.first and person.last) or (other.last and not person.last and person.first))


def _merge(cast: Cast, at: int, other: int) -> None:
    """The second was the first all along."""
    person, gone = cast.people[at], cast.people[other]
    person.first, person.last = person.first or gone.first, person.last or gone.last
    if person.first and person.last:
        person.name = f"{person.first} {person.last}"
    person.forms.update(gone.forms)
    person.gender = person.gender or gone.gender
    cast.of_form.update(dict.fromkeys(gone.forms, at))
    gone.forms.clear()


def _told(leaf: Leaf, number: int, state: _State) -> list[Meant]:
    """Whom the mentions of the telling mean; those in dialogue come later."""
    meant = [Meant(None)] * len(leaf.mentions)
    for at, mention in enumerate(leaf.mentions):
        if mention.said:
            continue
        meant[at] = _one_told(at, number, state, leaf, meant)
        if meant[at].stranger and mention.how in ("other", "rank") and mention.subject:
            gender = "he" if mention.words in words.HE_IS else "she" if mention.words in words.SHE_IS else ""
            state.near.append(_Near(STRANGER, number, mention.sentence, True, False, gender))
        elif mention.how == "name" and mention.named and meant[at].person is not None:
            _introduce(meant, at, number, state)
        person = meant[at].person
        weak = mention.how in ("he", "she") and not mention.subject and not mention.owner
        if person is not None and mention.how != "I" and not weak:
            state.near.append(_Near(person, number, mention.sentence, mention.subject, mention.owner))
            del state.near[:-_MOST_NEAR]
    state.near = [each for each in state.near if each.block > number - _NEAR_BLOCKS]
    return meant


def _introduce(meant: list[Meant], at: int, number: int, state: _State) -> None:
    """“His name was X”: whoever had no name in this block until then is X."""
    named = meant[at].person
    assert named is not None
    for before in range(at):
        if meant[before].stranger:
            meant[before] = Meant(named, True)
    for near in state.near:
        if near.person == STRANGER and near.block == number:
            near.person = named


def _one_told(at: int, number: int, state: _State, leaf: Leaf, meant: list[Meant]) -> Meant:
    mention = leaf.mentions[at]
    if mention.how == "name":
        person = state.cast.person(mention.words)
        return Meant(person, person is not None)
    if mention.how == "I":
        return Meant(state.narrator, state.narrator is not None)
    if mention.how == "you":
        return Meant(None)
    if mention.how == "rank":
        return _of_rank(mention, number, state)
    if mention.how == "other":
        return Meant(None, stranger=True)
    gender = {"man": "he", "woman": "she"}.get(mention.how, mention.how)
    barred = _own_subject(mention, at, leaf, meant)
    found = _nearest(gender, mention, number, state, barred)
    ahead = mention.owner and found.person is None and not found.stranger
    return _ahead(gender, mention, leaf, state) if ahead else found


def _ahead(gender: str, mention: Mention, leaf: Leaf, state: _State) -> Meant:
    """“On his birthday Tom left”: the one person whom the rest of the sentence names."""
    named = {
        person for each in leaf.mentions
        if each.how == "name" and each.sentence == mention.sentence and each.start > mention.end and not each.said
        and (person := state.cast.person(each.words)) is not None and state.cast.people[person].gender in (gender, "")
    }  # fmt: skip
    return Meant(named.pop(), True) if len(named) == 1 else Meant(None)


def _of_rank(mention: Mention, number: int, state: _State) -> Meant:
    person = state.cast.ranks.get(mention.words, state.jobs.get(mention.words))
    if person is not None:
        return Meant(person, True)
    here = {each.person for each in state.near if each.block == number and each.sentence >= mention.sentence - 1}
    if mention.subject and len(here) == 1:
        (person,) = here
        before = [each for each in state.near if each.block == number and each.subject]
        if person != STRANGER:
            return Meant(person, bool(before) and before[-1].person == person)
    return Meant(None, stranger=True)


def _own_subject(mention: Mention, at: int, leaf: Leaf, meant: list[Meant]) -> int | None:
    """The subject of the sentence, which “saw him” or “the girl” in it does not mean."""
    if mention.subject or mention.owner or mention.place or mention.words.endswith("self"):
        return None
    for before in range(at - 1, -1, -1):
        other = leaf.mentions[before]
        if other.sentence != mention.sentence:
            return None
        if other.subject and not other.said:
            return meant[before].person
    return None


def _nearest(gender: str, mention: Mention, number: int, state: _State, barred: int | None) -> Meant:
    """The person a pronoun means: the last subject that fits, sure if nobody else near enough does."""
    fitting = [
        each for each in state.near
        if state.gender(each) in (gender, "") and each.person != barred and each.person != state.narrator
    ]  # fmt: skip
    here = [each for each in fitting if each.block == number]
    close = [each for each in here if each.sentence >= mention.sentence - 2] or here
    if close:
        same = [each for each in close if each.sentence == mention.sentence and each.subject]
        earlier = [each for each in close if each.subject and each.sentence < mention.sentence]
        chosen = (same or earlier or close)[-1]
        return _chosen(chosen, {each.person for each in close if not each.owner} <= {chosen.person})
    before = [each for each in fitting if each.block < number]
    if not before:
        return Meant(None)
    subjects = [each for each in before if each.subject] or before
    chosen = subjects[-1]
    last = [each for each in before if each.block == before[-1].block]
    alone = len({each.person for each in last}) == 1 and state.broke <= chosen.block and chosen in last
    return _chosen(chosen, alone)


def _chosen(near: _Near, sure: bool) -> Meant:
    return Meant(None, stranger=True) if near.person == STRANGER else Meant(near.person, sure)


def _speakers(leaf: Leaf, meant: list[Meant], state: _State) -> list[Meant]:
    found: list[Meant] = []
    named = next((meant[line.speaker] for line in leaf.lines if line.speaker is not None), None)
    beat = [
        (whom, mention) for mention, whom in zip(leaf.mentions, meant, strict=True)
        if not mention.said and mention.subject and whom.person is not None
    ]  # fmt: skip
    for line in leaf.lines:
        found.append(_speaker(line, leaf, meant, named, beat, state))
    said = [each.person for each in found if each.person is not None]
    if said and (not state.spoke or state.spoke[-1] != said[-1]):
        state.spoke = [*state.spoke[-3:], said[-1]]
    return found


def _speaker(
    line: Line, leaf: Leaf, meant: list[Meant], named: Meant | None, beat: list[tuple[Meant, Mention]], state: _State
) -> Meant:
    if line.speaker is not None:
        return meant[line.speaker]
    if named is not None:
        return named
    people = {whom.person for whom, _ in beat}
    if len(people) == 1:
        return beat[0][0]
    if leaf.wholly_said and len(state.spoke) >= 2:
        return Meant(next((each for each in reversed(state.spoke[:-1]) if each != state.spoke[-1]), None), False)
    return Meant(None)


def _spoken(leaf: Leaf, number: int, meant: list[Meant], speakers: list[Meant], state: _State) -> None:
    """Whom the mentions inside quotation marks mean; fills `meant`."""
    for line, speaker in zip(leaf.lines, speakers, strict=True):
        inside = [n for n, m in enumerate(leaf.mentions) if line.start <= m.start < line.end]
        called = next((leaf.mentions[n] for n in inside if leaf.mentions[n].called), None)
        hearer = state.cast.person(called.words) if called else None
        state.called |= {hearer} - {None}  # type: ignore[arg-type]
        named: list[int] = []
        for at in inside:
            mention = leaf.mentions[at]
            if mention.how == "name":
                person = state.cast.person(mention.words)
                meant[at] = Meant(person, person is not None)
                if person is not None and not mention.called:
                    named.append(person)
            elif mention.how == "I":
                meant[at] = speaker
            elif mention.how == "you" and called is not None:
                person = state.cast.person(called.words)
                meant[at] = Meant(person, person is not None)
            elif mention.how == "you" and speaker.sure:
                meant[at] = _heard(speaker, state)
            elif mention.how == "rank":
                meant[at] = Meant(state.cast.ranks.get(mention.words), mention.words in state.cast.ranks)
            elif mention.how in ("he", "she", "man", "woman"):
                gender = {"man": "he", "woman": "she"}.get(mention.how, mention.how)
                meant[at] = _spoken_of(gender, named, {speaker.person, hearer, state.narrator}, speaker, state)


def _heard(speaker: Meant, state: _State) -> Meant:
    """Who is spoken to: the other of two who speak in turn, or the only one whom anybody here calls by name."""
    for people in (set(state.spoke), state.called):
        others = people - {speaker.person}
        if len(others) == 1:
            return Meant(others.pop(), True)
    return Meant(None)


def _spoken_of(gender: str, named: list[int], present: set[int | None], speaker: Meant, state: _State) -> Meant:
    """Whom “she” means in dialogue: neither who speaks nor who is spoken to."""
    inside = [each for each in named if state.cast.people[each].gender in (gender, "")]
    if inside:
        return Meant(inside[-1], len(set(inside)) == 1)
    near = [
        each.person for each in state.near
        if state.gender(each) in (gender, "") and each.person not in present
    ]  # fmt: skip
    if not near or near[-1] == STRANGER:
        return Meant(None)
    return Meant(near[-1], len(set(near)) == 1 and speaker.person is not None)
