"""The cast: which names in a text are people's, and which of them are one person's."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from gesso.lenses.characters import names, words
from gesso.lenses.characters.leaf import Leaf

_WHOLE = {"dr": "doctor", "prof": "professor"}
SEVERAL = -1
"""A name that might be one of several people's: nobody's."""


@dataclass
class Person:
    """`name` is the fullest form, `forms` the ways it is written; `gender` "he", "she" or ""."""

    name: str
    first: str = ""
    last: str = ""
    titles: set[str] = field(default_factory=set)
    forms: Counter[str] = field(default_factory=Counter)
    gender: str = ""
    beast: bool = False


@dataclass
class Cast:
    """`narrator`: who says “I” outside quotation marks, once the story was followed."""

    people: list[Person]
    of_form: dict[str, int]
    ranks: dict[str, int]
    narrator: int | None = None

    def person(self, form: str) -> int | None:
        return self.of_form.get(form)


@dataclass
class _Form:
    count: int = 0
    place: int = 0
    acts: int = 0
    subject: int = 0
    called: int = 0
    opens: int = 0
    owner: int = 0
    the: int = 0
    told: int = 0


def split_name(form: str) -> tuple[list[str], list[str]]:
    """Titles (small, without dots) and the words of the name proper."""
    parts = re.split(r"[ \n]+", form)
    titles = []
    while len(parts) > 1 and parts[0].rstrip(".").lower() in names.TITLES:
        titles.append(parts.pop(0).rstrip(".").lower())
    return titles, parts


def gather_cast(leaves: Iterable[Leaf]) -> Cast:
    """The people whom the blocks mention by name. Order of the text does not matter for who is one with whom."""
    forms: dict[str, _Form] = defaultdict(_Form)
    lower: set[str] = set()
    beasts: set[str] = set()
    several: set[str] = set()
    for leaf in leaves:
        lower |= leaf.lower
        beasts |= leaf.beasts
        several |= leaf.several
        for mention in leaf.mentions:
            if mention.how != "name":
                continue
            form = forms[re.sub(r"[ \n]+", " ", mention.words)]
            form.count += 1
            form.place += mention.place
            form.acts += mention.acts
            form.subject += mention.subject
            form.called += mention.called
            form.opens += mention.opens
            form.owner += mention.owner
            form.the += mention.the
            form.told += not mention.said
    acting = {name for name, form in forms.items() if form.acts}
    firsts = {parts[0] for parts in (split_name(name)[1] for name in forms) if len(parts) > 1}
    named = {parts[-1] for parts in (split_name(n)[1] for n in forms) if len(parts) > 1 and names.is_given(parts[0])}
    kept = {
        name for name, form in forms.items()
        if name in beasts or _is_person(name, form, lower, acting, firsts, named)
    }  # fmt: skip
    parts = {part for name in kept for part in _proper(name, forms[name])}
    kept |= {name for name, form in forms.items() if _is_other_form(name, form, parts)}
    return _joined({name: form for name, form in forms.items() if name in kept}, beasts, several)


def _proper(name: str, form: _Form) -> list[str]:
    """The words by which a person may also be named: those of a full name, and the one after a title."""
    titles, parts = split_name(name)
    if len(parts) > 1:
        return [parts[0], parts[-1]]
    return parts if set(titles) - names.LOOSE or form.acts else []


def _is_other_form(name: str, form: _Form, parts: set[str]) -> bool:
    """Whether the name shares a word with somebody who was found, or is short for it."""
    _, own = split_name(name)
    if words.PLACES.search(name) or len(own) > 3 or form.the * 4 > form.count or name.lower() in names.TITLES:
        return False
    if len(own) > 1:
        return own[0] in parts or own[-1] in parts
    known = own[0] in parts or (form.called > 0 and any(names.short_for(own[0], each) for each in parts))
    return known and (form.place <= form.count / 2 or form.acts > 0 or form.count == 1)


def _is_person(name: str, form: _Form, lower: set[str], acting: set[str], firsts: set[str], named: set[str]) -> bool:
    """`acting`: forms that speak or feel; `firsts`, `named`: first words of names of two, last ones of people's."""
    titles, parts = split_name(name)
    if len(name) < 2 or (not titles and form.the * 4 > form.count) or name.lower() in names.TITLES:
        return False
    if name.lower() in names.FAMILY:
        return form.told > 1 and form.acts + form.subject > 0
    if len(parts) == 2 and names.is_given(parts[0]) and not words.PLACES.search(name):
        return True
    if len(parts) > 3 or (words.PLACES.search(name) and not titles):
        return False
    if len(parts) == 1 and parts[0].lower() in lower and form.opens == form.count and not titles:
        return False
    if len(parts) == 1 and parts[0].lower() in lower and not form.acts and not form.called and not titles:
        return False
    if titles and set(titles) - names.LOOSE:
        return True
    if form.place > form.count / 2 and not form.acts:
        return False
    if any(names.is_given(part) for part in parts[:1]):
        return True
    if len(parts) > 1 and (form.called or any(each in acting for each in parts)):
        return True
    if len(parts) == 1 and (name in named or (name in firsts and form.place * 2 <= form.count)):
        return True
    if len(parts) == 1 and (form.called or form.count > 1) and any(names.short_for(name, first) for first in firsts):
        return True
    return form.acts > 0 or (form.subject >= 2 and form.subject + form.called + form.owner > 2 * form.place)


def _joined(forms: dict[str, _Form], beasts: set[str], several: set[str]) -> Cast:
    """`several`: names that the story says more than one person has."""
    people: list[Person] = []
    of_form: dict[str, int] = {}

    def put(form: str, at: int) -> None:
        titles, _ = split_name(form)
        people[at].forms[form] += forms[form].count
        people[at].titles |= set(titles) - names.LOOSE
        of_form[form] = at
        for title in titles:
            people[at].gender = people[at].gender or names.TITLES[title]

    ordered = sorted(forms, key=lambda each: (_rank(each), -forms[each].count, each))
    for form in ordered:
        titles, parts = split_name(form)
        alone = set(titles) <= names.LOOSE and titles and parts[0] in several
        at = None if form in beasts or alone else _same(people, titles, parts)
        if at == SEVERAL:
            continue
        if at is None:
            first, last = _first_last(titles, parts, people)
            gender = next((names.TITLES[t] for t in titles if names.TITLES[t]), "") or names.gender_of(first)
            shown = form if not (first and last) else " ".join(parts)
            people.append(Person(shown, first, last, gender=gender, beast=form in beasts))
            at = len(people) - 1
        elif not people[at].first and len(parts) == 1 and names.is_given(parts[0]) and parts[0] != people[at].last:
            people[at].first = parts[0]
        put(form, at)
    held: dict[str, list[int]] = defaultdict(list)
    for at, person in enumerate(people):
        for title in {_WHOLE.get(each, each) for each in person.titles} & names.RANKS:
            held[title].append(at)
    return Cast(people, of_form, {rank: each[0] for rank, each in held.items() if len(each) == 1})


def _rank(form: str) -> int:
    """Full names first, then titled ones, then single words, the long before their short forms."""
    titles, parts = split_name(form)
    if len(parts) > 1:
        return 0
    if set(titles) - names.LOOSE:
        return 1
    return 4 if titles else 3 if parts[0].lower() in names.SHORT else 2


def _first_last(titles: list[str], parts: list[str], people: list[Person]) -> tuple[str, str]:
    if len(parts) > 1:
        return parts[0], parts[-1]
    formal = set(titles) - names.LOOSE - names.OF_FIRST
    return ("", parts[0]) if formal and not names.is_given(parts[0]) else (parts[0], "")


def _same(people: list[Person], titles: list[str], parts: list[str]) -> int | None:
    """The one person so far that a name may stand for; None for a new one."""
    gender = next((names.TITLES[t] for t in titles if names.TITLES[t]), "")
    single = parts[0] if len(parts) == 1 else ""
    if not single:
        found = [
            n for n, p in enumerate(people)
            if p.last == parts[-1] and p.first and (p.first == parts[0] or names.short_for(parts[0], p.first)
                                                   or names.short_for(p.first, parts[0]))
        ]  # fmt: skip
        return found[0] if len(found) == 1 else None
    strict = set(titles) - names.LOOSE

    def fits(person: Person) -> bool:
        if gender and person.gender and gender != person.gender:
            return False
        return not (strict & names.WED and person.titles - names.WED - {"ms"}) and not (
            strict & {"mr"} and person.titles - {"mr", "sir"}
        )

    if len(single.rstrip(".")) == 1 and strict:
        ranks = {_WHOLE.get(each, each) for each in strict}
        found = [
            n for n, p in enumerate(people)
            if p.last[:1] == single[:1] and ranks & {_WHOLE.get(each, each) for each in p.titles}
        ]  # fmt: skip
        return found[0] if len(found) == 1 else SEVERAL
    held = [n for n, p in enumerate(people) if p.last == single and strict & p.titles]
    if len(held) == 1:
        return held[0]
    by_first = [n for n, p in enumerate(people) if p.first == single and fits(p)]
    by_last = [n for n, p in enumerate(people) if p.last == single and fits(p)]
    by_short = [
        n for n, p in enumerate(people)
        if p.first and fits(p) and (names.short_for(single, p.first) or names.short_for(p.first, single))
    ]  # fmt: skip
    order = (by_last, by_first) if strict else (by_first, by_last, by_short)
    for found in order:
        if len(found) == 1:
            return found[0]
        if len(found) > 1:
            alike = [n for n in found if gender and people[n].gender == gender]
            if len(alike) == 1:
                return alike[0]
            men = [n for n in found if people[n].gender == "he"]
            if len(men) == 1 and found is by_last and not strict:
                return men[0]
            bare = [n for n in found if not people[n].first]
            if strict and len(bare) == 1:
                return bare[0]
            return None if strict else SEVERAL
    return None
