"""The Characters lens: the people of a story, what is said of each with its words, and contradictions.

Made by rules, without a model. `exact` is what the words state of somebody they name, or by a pronoun that can mean
nobody else; all else is estimated and says so.
"""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from gesso.base.errors import BadInput, Conflicting
from gesso.lenses.characters import words
from gesso.lenses.characters.conflicts import Conflict, Passage, find_conflicts
from gesso.lenses.characters.facts import Fact, Story, read_story
from gesso.lenses.characters.leaf import Leaf
from gesso.lenses.characters.look import look
from gesso.lenses.lens import (
    Ask,
    Command,
    Edit,
    Lens,
    OfDatum,
    Proposal,
    Reading,
    Seen,
    Whole,
    datum_id,
    datum_of,
)  # fmt: skip
from gesso.lenses.value import Act, Anchor, Datum, View

BY_PRONOUN = "rules: whom a pronoun means"
BY_SPEECH = "rules: said in dialogue"
MOST_PEOPLE = 80
MOST_PLACES = 24  # anchors of a person: the first mentions
LABELS = {
    "eyes": "eyes", "hair": "hair", "age": "age", "job": "work", "kin": "family", "home": "lives in",
    "born": "comes from", "hand": "hand", "build": "build", "mark": "mark", "lacks": "without", "false": "artificial",
    "dead": "dead", "brothers": "brothers",
    "sisters": "sisters", "sons": "sons", "daughters": "daughters", "children": "children",
    "siblings": "brothers and sisters", "married": "married", "owns": "has",
}  # fmt: skip


def gather(whole: Whole[Leaf]) -> View:
    story = read_story(whole)
    clashes = find_conflicts(story)
    shown = sorted(_shown(story), key=lambda at: (-_count(story, at), story.cast.people[at].name))
    data = [_clash(story, each) for each in clashes]
    data += [_person(story, at) for at in shown[:MOST_PEOPLE]]
    for at in shown[:MOST_PEOPLE]:
        data += _facts(story, at)
    people = f"{len(shown)} character{'s' * (len(shown) != 1)}"
    if not shown:
        return View(shape="list", summary="Nobody is named yet, or nobody speaks or acts.")
    found = f"{len(clashes)} contradiction{'s' * (len(clashes) != 1)}" if clashes else "no contradictions found"
    return View(shape="list", summary=f"{people}, {found}", data=tuple(data), more=max(0, len(shown) - MOST_PEOPLE))


def _count(story: Story, at: int) -> int:
    return len(story.appearances.get(at, ()))


def _shown(story: Story) -> Iterator[int]:
    """Who is mentioned more than once, or of whom something is said."""
    told = {fact.person for fact in story.facts}
    for at in range(len(story.cast.people)):
        if _count(story, at) > 1 or at in told:
            yield at


def _anchor(seen: Seen[Leaf], start: int, end: int) -> Anchor:
    return seen.anchor(start, end)


def _clash(story: Story, clash: Conflict) -> Datum:
    name = story.cast.people[clash.person].name
    first, second = (_words(story, each) for each in (clash.first, clash.second))
    acts = [
        Act(command="reconcile", label=_label(clash, "first"), args={"keep": "first"}),
        Act(command="reconcile", label=_label(clash, "second"), args={"keep": "second"}),
        Act(command="explain", label="Let the story explain it"),
    ]
    return Datum(
        id=datum_id("contradiction", name, clash.kind), label=f"{name}: {clash.why}", group="Contradictions",
        tone="bad" if clash.exact else "warn", grade="exact" if clash.exact else "estimated",
        by="" if clash.exact else BY_SPEECH if _said(clash) else "rules: what the words imply",
        anchors=(first, second), acts=tuple(acts),
    )  # fmt: skip


def _said(clash: Conflict) -> bool:
    return any(each.fact is not None and each.fact.said for each in (clash.first, clash.second))


def _label(clash: Conflict, keep: Literal["first", "second"]) -> str:
    kept = clash.first if keep == "first" else clash.second
    changed = "second" if keep == "first" else "first"
    word = kept.fact.seen.text[slice(*kept.fact.at)] if kept.fact is not None else ""
    return (
        f"Keep “{word}”, change the {changed}" if word and clash.kind in _SWAPPED else f"Change the {changed} passage"
    )


def _words(story: Story, passage: Passage) -> Anchor:
    return _anchor(story.seen[passage.block], passage.start, passage.end)


def _person(story: Story, at: int) -> Datum:
    person = story.cast.people[at]
    places = story.appearances.get(at, [])
    anchors = []
    for block, mention in places[:MOST_PLACES]:
        there = story.seen[block]
        anchors.append(_anchor(there, there.found.mentions[mention].start, there.found.mentions[mention].end))
    others = [form for form, _ in person.forms.most_common() if form != person.name]
    counted = f"{len(places)} mention{'s' * (len(places) != 1)}"
    known = {"he": "he (from name, title or pronouns)", "she": "she (from name, title or pronouns)"}.get(
        person.gender, ""
    )
    what = "an animal" if person.beast else "says “I”" if at == story.cast.narrator else ""
    detail = ", ".join(each for each in (what, f"also {', '.join(others)}" if others else "", counted, known) if each)
    return Datum(
        id=datum_id("person", person.name), label=person.name, detail=detail, group="Characters", grade="estimated",
        by="rules: names that speak or act, joined by title, surname and short form", anchors=tuple(anchors),
    )  # fmt: skip


def _facts(story: Story, at: int) -> list[Datum]:
    """The facts about a person, those of one value together."""
    together: dict[tuple[str, str], list[Fact]] = {}
    for fact in story.facts:
        if fact.person == at and fact.kind in LABELS and (fact.kind, fact.value) != ("siblings", "some"):
            together.setdefault((fact.kind, fact.value), []).append(fact)
    data = []
    name = story.cast.people[at].name
    for (kind, value), facts in together.items():
        sure = [each for each in facts if each.sure and not each.said and not each.loose]
        notes = []
        if all(each.doubt for each in facts):
            notes.append("told as a lie")
        if all(each.loose for each in facts):
            notes.append("about")
        by = "" if sure else BY_SPEECH if any(each.said for each in facts) else BY_PRONOUN
        label = LABELS[kind] if value == "yes" else f"{LABELS[kind]}: {value}"
        data.append(
            Datum(
                id=datum_id("fact", name, kind, value),
                label=label,
                detail=", ".join(notes),
                group=name,
                grade="exact" if sure else "estimated",
                by=by,
                anchors=tuple(_anchor(each.seen, each.start, each.end) for each in facts[:MOST_PLACES]),
            )
        )
    return data


class Keep(OfDatum):
    keep: Literal["first", "second"] = Field(description="which of the two passages stays as it is")


class Rename(OfDatum):
    to: str = Field(
        min_length=1, max_length=60, description="the new name; a full name also changes the first or last name alone"
    )


_SWAPPED = frozenset({"eyes", "hair", "age", "hand", "mark", "lacks", "born", "build"})


def _clash_of(reading: Reading[Leaf], id: str) -> tuple[Story, Conflict]:
    datum = datum_of(reading.view, id)
    story = read_story(reading.whole)
    for clash in find_conflicts(story):
        if datum_id("contradiction", story.cast.people[clash.person].name, clash.kind) == datum.id:
            return story, clash
    if datum.group != "Contradictions":
        raise BadInput("That is no contradiction: choose one of the list “Contradictions”.")
    raise Conflicting("The text has changed there meanwhile; look at the lens again.")


def reconcile(reading: Reading[Leaf], args: Keep) -> Proposal:
    """One of the two passages made to say what the other says: by one word where that is enough."""
    story, clash = _clash_of(reading, args.datum)
    kept, changed = (clash.first, clash.second) if args.keep == "first" else (clash.second, clash.first)
    why = f"{story.cast.people[clash.person].name}: {clash.why}"
    there = story.seen[changed.block]
    if kept.fact and changed.fact and clash.kind in _SWAPPED and changed.fact.kind == kept.fact.kind:
        edit = _swapped(kept.fact, changed.fact, why, forward=args.keep == "first")
        if edit is not None:
            old = reading.whole.text[edit.start : edit.end]
            return Proposal(f"Offered “{edit.after}” for “{old}”, as the other passage says.", (edit,))
    other = story.seen[kept.block].text[kept.start : kept.end]
    instruction = (
        f"This passage contradicts another one about {story.cast.people[clash.person].name} ({clash.why}). The other "
        f"reads “{other}” and stays. Change this passage, and no more than is needed, so that both can hold."
    )
    ask = Ask(there.start + changed.start, there.start + changed.end, instruction)
    return Proposal("That takes more than a word: asked for a new version of the passage.", (), (ask,))


def _swapped(kept: Fact, changed: Fact, why: str, *, forward: bool) -> Edit | None:
    """The value's words in `changed` replaced by those of `kept`; an age moves on by the years between."""
    old = changed.seen.text[slice(*changed.at)]
    new = kept.seen.text[slice(*kept.at)]
    if changed.kind == "age":
        passed = changed.when.years - kept.when.years
        new = words.number_words(max(0, int(kept.value) + round(passed)), old)
    if old[:1].isupper() and new[:1].islower():
        new = new[:1].upper() + new[1:]
    start, end = changed.at
    before = changed.seen.text[:start]
    for article, other in (("an", "a"), ("a", "an")):
        vowel = new[:1].lower() in "aeiou"
        if before.lower().endswith(f" {article} ") and vowel == (other == "an"):
            start -= len(article) + 1
            new = f"{other} {new}"
            break
    if new == changed.seen.text[start:end]:
        return None
    return Edit(changed.seen.start + start, changed.seen.start + end, new, why)


def explain(reading: Reading[Leaf], args: OfDatum) -> Proposal:
    """Both passages stay, and a model is asked for a few words that account for the difference."""
    story, clash = _clash_of(reading, args.datum)
    there = story.seen[clash.second.block]
    first = story.seen[clash.first.block].text[clash.first.start : clash.first.end]
    instruction = (
        f"Earlier the text reads “{first}”; here it says otherwise of {story.cast.people[clash.person].name} "
        f"({clash.why}). "
        "Add a few words here that let the story account for the difference, and change nothing else."
    )
    ask = Ask(there.start + clash.second.start, there.start + clash.second.end, instruction)
    return Proposal("Asked for a few words that explain it.", (), (ask,))


def rename(reading: Reading[Leaf], args: Rename) -> Proposal:
    """Another name for a person, wherever the old one is written; short forms and titles follow where they can."""
    datum = datum_of(reading.view, args.datum)
    story = read_story(reading.whole)
    at = next((n for n, p in enumerate(story.cast.people) if datum_id("person", p.name) == datum.id), None)
    if at is None:
        raise BadInput("Only a person of the list “Characters” can be renamed.")
    person = story.cast.people[at]
    old, new = person.name.split(), args.to.split()
    edits = []
    kept: set[str] = set()
    for block, mention in story.appearances.get(at, []):
        seen = story.seen[block]
        found = seen.found.mentions[mention]
        after = _renamed(found.words, old, new)
        if after is None:
            kept.add(found.words)
        elif after != found.words:
            edits.append(Edit(seen.start + found.start, seen.start + found.end, after, f"{person.name} → {args.to}"))
    left = f" Left as they are: {', '.join(sorted(kept))}." if kept else ""
    return Proposal(f"Offered {args.to} in {len(edits)} place{'s' * (len(edits) != 1)}.{left}", tuple(edits))


def _renamed(form: str, old: list[str], new: list[str]) -> str | None:
    """`form` with the words of the old name replaced; None for a form that has none of them (a short form, a title)."""
    if " ".join(old) in form:
        return form.replace(" ".join(old), " ".join(new))
    parts = form.split()
    swapped = [new[0] if each == old[0] else new[-1] if each == old[-1] else each for each in parts]
    return " ".join(swapped) if swapped != parts or set(parts) <= {*new} else None


CHARACTERS: Lens[Leaf] = Lens(
    name="characters",
    title="Characters",
    about="Who is in a story, what is said of each, and where two passages contradict each other.",
    kinds=frozenset({"document"}),
    shape="list",
    look=look,
    gather=gather,
    version=2,
    commands=(
        Command("reconcile", "Change one passage", Keep, reconcile),
        Command("explain", "Let the story explain it", OfDatum, explain),
        Command("rename", "Give another name", Rename, rename),
    ),
)
