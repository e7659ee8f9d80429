"""What the Characters and Plot lenses find in annotated short stories: precision and recall, by story.

Stories and what they hold were written by hand before the extractor (`bench/stories`), half of them held out. A fact is
right when its person, kind and value are annotated; a contradiction when its person and kind are; a pair that a reader
would not call one (hypothetical, lie, dyed hair, years later) counts as wrong when it is called one. The exact part is
what the lens marks exact: words that name their holder, or a pronoun that can mean nobody else.

    python bench/characters.py [--half development|held_out] [--show]
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gesso.canvas.snapshot import take_snapshot
from gesso.lenses.characters.cast import split_name
from gesso.lenses.characters.conflicts import find_conflicts
from gesso.lenses.characters.facts import Story, read_story
from gesso.lenses.characters.look import look
from gesso.lenses.lens import Seen, Whole, pieces_of
from gesso.lenses.plot.lens import PLOT
from gesso.lenses.running import Kept

STORIES = Path(__file__).parent / "stories"
HALVES = ["development", "held_out", "fresh"]


@dataclass(frozen=True)
class Score:
    """Counts of one kind of thing in one story, and what was wrong or missed, to be shown."""

    right: int
    found: int
    wanted: int
    wrong: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()

    def __add__(self, other: "Score") -> "Score":
        return Score(self.right + other.right, self.found + other.found, self.wanted + other.wanted)

    def __str__(self) -> str:
        precision = f"{self.right / self.found:4.0%}" if self.found else "   -"
        recall = f"{self.right / self.wanted:4.0%}" if self.wanted else "   -"
        return f"{precision} {recall} {self.right:>4} {self.found:>4} {self.wanted:>4}"


def read(text: str) -> Story:
    snapshot = take_snapshot(text, 1, "document", None)
    return read_story(Whole(snapshot, tuple(Seen(n, at, p, look(p)) for n, at, p in pieces_of(snapshot))))


def score_story(text: str, wanted: dict[str, Any]) -> dict[str, Score]:
    """The scores of a story: names, aliases, facts and contradictions, each of these also for the exact part alone."""
    story = read(text)
    people = {n: _annotated(story, n, wanted["characters"]) for n in range(len(story.cast.people))}
    shown = {n for n in people if story.appearances.get(n)}
    names = [people[n] or story.cast.people[n].name for n in shown]
    scores = {"names": _score(names, wanted["characters"])}
    aliases = [f"{people[n]} = {f}" for n in shown if people[n] for f in _forms(story.cast.people[n].forms)]
    right = [f"{name} = {form}" for name, forms in wanted["characters"].items() for form in (name, *forms)]
    wanted_in_text = [each for each in right if each.split(" = ")[1].lower() in text.lower() and "the " not in each]
    scores["aliases"] = _score(aliases, wanted_in_text, also=right)
    told = {" | ".join(each[:3]) for each in wanted["facts"]}
    kept = {k for _, k, _, _ in wanted["facts"]} | {
        "eyes",
        "hair",
        "age",
        "dead",
        "hand",
        "siblings",
        "married",
        "born",
    }
    for name, sure in (("facts", False), ("facts, exact", True)):
        found = {
            f"{people[f.person]} | {f.kind} | {_value(story, f.value, people)}"
            for f in story.facts
            if f.kind in kept and not f.doubt and (f.sure or not sure) and not _implied(f.kind, f.value)
        }
        scores[name] = _score(found, told)
    clashes = find_conflicts(story)
    planted = {f"{each['character']} | {each['kind']}" for each in wanted["contradictions"]}
    for name, exact in (("contradictions", False), ("contradictions, exact", True)):
        scores[name] = _score([f"{people[c.person]} | {c.kind}" for c in clashes if c.exact or not exact], planted)
    return scores | _plot(text, wanted)


def _plot(text: str, wanted: dict[str, Any]) -> dict[str, Score]:
    """Scenes by their first words; gaps in time and promises by the annotated words that they hold."""
    view = Kept().read(PLOT, take_snapshot(text, 1, "document", None)).view
    scores = {}
    for group in ("scenes", "gaps", "promises"):
        quotes = [each.anchors[0].quote for each in view.data if each.group == group]
        told = [next((w for w in wanted[group] if w in quote or quote in w), quote) for quote in quotes]
        scores[group] = _score(told, wanted[group])
    return scores


def _forms(written: Iterable[str]) -> list[str]:
    """The forms, and those with a title also without it where a name of two words is left."""
    bare = [" ".join(parts) for _, parts in map(split_name, written) if len(parts) > 1]
    return sorted({*written, *bare})


def _implied(kind: str, value: str) -> bool:
    """Facts that follow from kin and are not annotated on their own."""
    return (kind, value) in {("siblings", "some"), ("married", "yes")}


def _annotated(story: Story, at: int, characters: dict[str, list[str]]) -> str | None:
    """The annotated character that shares most of a person's written forms."""
    forms = {each.lower() for each in _forms(story.cast.people[at].forms)}
    votes = {
        name: sum(each.lower() in forms for each in (name, *others)) for name, others in characters.items()
    }  # fmt: skip
    best = max(votes, key=lambda name: votes[name])
    return best if votes[best] else None


def _value(story: Story, value: str, people: dict[int, str | None]) -> str:
    if ": " not in value:
        return value
    kin, name = value.split(": ", 1)
    at = next((n for n, p in enumerate(story.cast.people) if p.name == name), None)
    return f"{kin}: {people.get(at) if at is not None else name}"


def _score(found: Iterable[str], wanted: Iterable[str], also: Iterable[str] = ()) -> Score:
    have, want = Counter(found), set(wanted)
    right = {each for each in have if each in want}
    fine = {each for each in have if each in set(also)} | right
    wrong = tuple(sorted(each for each in have if each not in fine)) + tuple(each for each in right if have[each] > 1)
    missed = tuple(sorted(want - right))
    return Score(len(right), len(right) + len(wrong), len(want), wrong, missed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--half", choices=HALVES, action="append")
    parser.add_argument("--show", action="store_true", help="what was wrong and what was missed")
    asked = parser.parse_args()
    for half in asked.half or HALVES:
        totals: dict[str, Score] = {}
        for path in sorted((STORIES / half).glob("*.md")):
            wanted = json.loads(path.with_suffix(".json").read_text())
            for kind, score in score_story(path.read_text(), wanted).items():
                totals[kind] = totals.get(kind, Score(0, 0, 0)) + score
                print(f"{half:<12} {path.stem:<12} {kind:<22} {score}")
                if asked.show:
                    sys.stdout.writelines([f"    wrong  {each}\n" for each in score.wrong])
                    sys.stdout.writelines([f"    missed {each}\n" for each in score.missed])
        for kind, score in totals.items():
            print(f"{half:<12} {'all':<12} {kind:<22} {score}")


if __name__ == "__main__":
    main()
