"""The Characters lens on stories written and annotated by somebody who knew nothing of its rules: precision and recall.

`bench/blind`: names, aliases, planted contradictions and traps, each with its quotes. A contradiction is right
when its two passages lie over both quotes of a planted one; whatever else is reported is wrong, and a trap that is
reported is named. Things that are no people or animals (a ship, its mind) may be found or not. Descriptions ("the boy")
are not asked for as aliases.

    python bench/blind_stories.py [--show]
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.characters import Score, read
from gesso.lenses.characters.cast import split_name
from gesso.lenses.characters.conflicts import Conflict, Passage, find_conflicts
from gesso.lenses.characters.facts import Story

STORIES = Path(__file__).parent / "blind"
Span = tuple[int, int]


def score_blind(text: str, wanted: dict[str, Any]) -> dict[str, Score]:
    story = read(text)
    named = {each["name"]: _literal(each["aliases"]) for each in wanted["characters"]}
    asked = {each["name"] for each in wanted["characters"] if each["kind"] != "other"}
    shown = [n for n in range(len(story.cast.people)) if story.appearances.get(n)]
    people = {n: _whom(_forms(story, n), named) for n in shown}
    found = [people[n] or story.cast.people[n].name for n in shown]
    right = sorted(asked & set(found))
    wrong = [name for name in found if name not in named]
    wrong += [name for name in asked if found.count(name) > 1]
    names = Score(len(right), len(right) + len(wrong), len(asked), tuple(wrong), tuple(sorted(asked - set(found))))
    pairs = {f"{people[n]} = {form}" for n in shown if people[n] in asked for form in _forms(story, n)}
    told = {f"{name} = {form}" for name in asked for form in (name, *named[name]) if form in text}
    bare = {f"{name} = {_bare(form)}" for name in asked for form in (name, *named[name])}
    wrong = sorted(pairs - told - bare)
    kept = pairs & told
    aliases = Score(len(kept), len(kept) + len(wrong), len(told), tuple(wrong), tuple(sorted(told - pairs)))
    clashes = find_conflicts(story)
    return {"names": names, "aliases": aliases, "contradictions": _conflicts(story, clashes, text, wanted),
            "contradictions, exact": _conflicts(story, [c for c in clashes if c.exact], text, wanted)}  # fmt: skip


def _literal(aliases: list[str]) -> list[str]:
    """Names, and the narrator's "I"; no descriptions."""
    return [each.rstrip(".") for each in aliases if each[:1].isupper()]


def _bare(form: str) -> str:
    return form.partition(" ")[2] or form


def _forms(story: Story, at: int) -> set[str]:
    written = story.cast.people[at].forms
    bare = {" ".join(parts) for _, parts in map(split_name, written) if len(parts) > 1}
    return {each.rstrip(".") for each in (*written, *bare)} | ({"I"} if story.cast.narrator == at else set())


def _whom(forms: set[str], named: dict[str, list[str]]) -> str | None:
    votes = {name: len(forms & {name, _bare(name), *others}) for name, others in named.items()}
    best = max(votes, key=lambda name: votes[name])
    return best if votes[best] else None


def _conflicts(story: Story, clashes: list[Conflict], text: str, wanted: dict[str, Any]) -> Score:
    right: set[str] = set()
    wrong = []
    for clash in clashes:
        first, second = (_span(story, each) for each in (clash.first, clash.second))
        planted = next((each for each in wanted["contradictions"] if _over(first, second, each, text)), None)
        trap = next((each for each in wanted["traps"] if "quote2" in each and _over(first, second, each, text)), None)
        if planted is not None:
            right.add(planted["about"])
        else:
            who = story.cast.people[clash.person].name
            said = f"{who} {clash.kind}: {text[slice(*first)]!r} and {text[slice(*second)]!r}"
            wrong.append(f"trap: {trap['about']}" if trap else said)
    missed = tuple(each["about"] for each in wanted["contradictions"] if each["about"] not in right)
    return Score(len(right), len(right) + len(wrong), len(wanted["contradictions"]), tuple(wrong), missed)


def _span(story: Story, passage: Passage) -> Span:
    start = story.seen[passage.block].start
    return start + passage.start, start + passage.end


def _over(first: Span, second: Span, planted: dict[str, str], text: str) -> bool:
    quotes = [(text.index(q), text.index(q) + len(q)) for q in (planted["quote1"], planted["quote2"])]
    (a, b) = quotes
    return (_meet(first, a) and _meet(second, b)) or (_meet(first, b) and _meet(second, a))


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--show", action="store_true", help="what was wrong and what was missed")
    asked = parser.parse_args()
    totals: dict[str, Score] = {}
    for path in sorted(STORIES.glob("*.md")):
        wanted = json.loads(path.with_suffix(".json").read_text())
        for kind, score in score_blind(path.read_text(), wanted).items():
            totals[kind] = totals.get(kind, Score(0, 0, 0)) + score
            print(f"{path.stem:<10} {kind:<22} {score}")
            if asked.show:
                sys.stdout.writelines([f"    wrong  {each}\n" for each in score.wrong])
                sys.stdout.writelines([f"    missed {each}\n" for each in score.missed])
    for kind, score in totals.items():
        print(f"{'all':<10} {kind:<22} {score}")


if __name__ == "__main__":
    main()
