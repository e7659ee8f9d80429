"""Tasks for the canvas environment: a document, hidden wishes and a user, made from a seed. Own documents, no case's.

The documents are written for this and are in no behaviour's cases, so that what is learned here is not looked up there.
"""

import random
import re
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from gesso.lab.persona.preferences import Length, Place, Preferences, Register, Scope
from gesso.lab.persona.wish import Wish, passages

TITLES = ("Allotment news", "Club trip", "Moving the archive")
FACTS = ("Saturday at 10:30", "the blue door", "platform 4", "Mrs Okafor", "no dogs, please", "a fee of 6")
NAMES = {"Marlow": "Tamsin", "Lindqvist": "Abara", "Heron": "Kingfisher"}
QUESTIONS = {
    "Allotment news": ("how many litres a minute the pump gives", "12"),
    "Moving the archive": ("which room the boxes go to first", "214"),
    "Club trip": ("when we leave", "7:40"),
}
TEXTS = ("a short notice", "a packing list", "an invitation", "a thank-you note", "a checklist", "a few tips")
SUBJECTS = ("bicycles", "compost", "tents", "paint", "violins", "tomatoes", "chess", "kayaks", "bees", "knitting")


@dataclass(frozen=True)
class Task:
    """What `reset` is given, or makes of a seed. Without `document` the user begins with an empty desk."""

    seed: int
    wishes: tuple[Wish, ...]
    title: str = ""
    document: str = ""
    protected: str = ""
    preferences: Preferences = field(default_factory=Preferences)


@cache
def document(title: str) -> str:
    """The words of one of the documents."""
    name = f"{title.lower().replace(' ', '-')}.md"
    return (resources.files("gesso.lab.persona") / "documents" / name).read_text(encoding="utf-8")


def make_task(seed: int, preferences: Preferences | None = None, wishes: int = 3) -> Task:
    """A task from a seed: one in four begins without a document. The same seed gives the same task."""
    chance = random.Random(seed)
    likes = preferences or make_preferences(chance)
    if chance.random() < 0.25:
        new = Wish("write", find=chance.choice(TEXTS), words=chance.choice(SUBJECTS))
        return Task(seed, (new,), preferences=likes)
    title = chance.choice(TITLES)
    text = document(title)
    parts = passages(text)[1:]
    possible = [_wish(kind, title, parts, chance) for kind in ("shorten", "mention", "remove", "rename", "explain")]
    chosen = chance.sample(possible, min(wishes, len(possible)))
    # What other wishes point by goes last: a passage, then a name.
    chosen.sort(key=lambda wish: {"remove": 1, "rename": 2}.get(wish.kind, 0))
    return Task(seed, tuple(chosen), title, text, parts[-2] if title != "Club trip" else parts[-1], likes)


def make_preferences(chance: random.Random) -> Preferences:
    places: tuple[Place, ...] = ("canvas", "chat")
    lengths: tuple[Length, ...] = ("short", "long", "any")
    scopes: tuple[Scope, ...] = ("passage", "passage", "whole")
    registers: tuple[Register, ...] = ("terse", "polite", "rambling")
    return Preferences(
        chance.choice(places), chance.choice(lengths), chance.choice(scopes), chance.choice(registers),
        patience=chance.randint(0, 3), typos=chance.choice((0.0, 0.0, 0.1)),
    )  # fmt: skip


def _wish(kind: str, title: str, parts: list[str], chance: random.Random) -> Wish:
    vague = chance.random() < 0.2
    first, second, third = parts[0], parts[1], parts[2]
    match kind:
        case "shorten":
            return Wish("shorten", opening(first), words=QUESTIONS[title][1], vague=vague)
        case "mention":
            return Wish("mention", opening(second), words=chance.choice(FACTS), vague=vague)
        case "remove":
            return Wish("remove", opening(third), find=third[:30], vague=vague)
        case "rename":
            name = next(name for name in NAMES if name in "".join(parts))
            return Wish("rename", find=name, words=NAMES[name], vague=vague)
        case _:
            return Wish("explain", find=QUESTIONS[title][0], words=QUESTIONS[title][1])


def opening(passage: str) -> str:
    """The words by which a person points at a passage."""
    return " ".join(re.findall(r"\S+", passage)[:3])
