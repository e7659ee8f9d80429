"""The stages of a made row: seed, persona, situation, request, answer, check. Each takes a draft and gives a draft.

All but `request` and `answer` are code alone; those two ask a teacher (`teacher.py`). The same seed number, row id and
teacher make the same row.
"""

from collections.abc import Iterable
from typing import Protocol

from gesso.agent.deciding.question import LABELS, MESSAGE_CHARS
from gesso.lab.audit.contamination import eval_cases
from gesso.lab.audit.personal import find_personal
from gesso.lab.errors import LabError
from gesso.lab.rows import plain
from gesso.lab.synthesize.draft import Draft, Persona
from gesso.lab.synthesize.grammar import languages_of, load_grammar
from gesso.lab.synthesize.passages import set_passage
from gesso.lab.synthesize.schedules import set_schedule
from gesso.lab.synthesize.slips import KINDS

MADE = (*LABELS, "pick_passage", "schedule")
ENGLISH = 0.5
MANNERS = ("terse", "terse", "plain", "plain", "polite", "rambling")
SCHEDULED = ("task", "task", "task", "task", "ask", "none")
ASIDE = 0.15
BEFORE = {"did_edit": ("edit", "edit"), "did_delete": ("delete", "delete"), "did_insert": ("insert", "insert")}


class Teacher(Protocol):
    """Who writes a request and says what the right answer is."""

    name: str

    async def request(self, draft: Draft) -> str:
        """The message. Raises Junk for one that cannot be used."""
        ...

    async def answer(self, draft: Draft) -> tuple[str, dict[str, float]]:
        """The label as the teacher sees it, and its odds where it has any. Raises Junk."""
        ...


class Junk(Exception):
    """A teacher's answer that cannot be used, and why."""


def seed_draft(behavior: str, number: int, seed: int) -> Draft:
    """The row of that number: label and language. Labels take turns. Raises LabError for what nobody can write."""
    if behavior not in MADE:
        raise LabError(f"No rows of {behavior} can be made by code. These can: {', '.join(MADE)}.")
    draft = Draft(id=f"{behavior}-{seed}-{number:06}", behavior=behavior, seed=seed, label="", lang="en")
    chance = draft.chance("seed")
    labels = SCHEDULED if behavior == "schedule" else LABELS.get(behavior, ("",))
    others = [lang for lang in languages_of(behavior) if lang != "en"]
    lang = "en" if chance.random() < ENGLISH else chance.choice(others)
    return draft.but(label=labels[number % len(labels)], lang=lang)


def persona(draft: Draft) -> Draft:
    """Who writes: how much around the request, with which mistakes; half of the messages have none."""
    chance = draft.chance("persona")
    slips = "none" if chance.random() < 0.5 else chance.choice(KINDS[1:])
    return draft.but(persona=Persona(manner=chance.choice(MANNERS), slips=slips))


def situation(draft: Draft) -> Draft:
    """What stands around the message: an open canvas, a selection, what was done, what was said before."""
    grammar = load_grammar(draft.behavior, draft.lang)
    if draft.behavior == "pick_passage":
        return set_passage(draft, grammar)
    if draft.behavior == "schedule":
        return set_schedule(draft, grammar)
    chance = draft.chance("situation")
    variants = grammar.variants(draft.label)
    if not variants:
        raise LabError(f"The grammar of {draft.behavior} in {draft.lang} has no way for {draft.label}.")
    variant = chance.choice(variants)
    around = variant.partition("@")[2]
    given: dict[str, str] = {}
    if draft.behavior == "edit_or_rewrite":
        given = {"canvas": "code" if around == "code" else "document", "selected": "no", "before": ""}
        given |= {"selected": "yes"} if around == "selected" else {}
        if around in BEFORE:
            did, symbol = BEFORE[around]
            given["before"] = f"{did}: {grammar.write(symbol, chance)}"
    elif grammar.has(f"earlier.{variant}"):
        given["earlier"] = grammar.write(f"earlier.{variant}", chance)
    elif chance.random() < ASIDE:
        given["earlier"] = grammar.write("aside", chance)
    return draft.but(variant=variant, given=given, kind=around or "plain")


async def request(draft: Draft, teacher: Teacher) -> Draft:
    """The message, as the teacher writes it."""
    return draft.but(text=await teacher.request(draft), teacher=teacher.name)


async def answer(draft: Draft, teacher: Teacher) -> Draft:
    """The answer as the teacher sees it, beside the one the row was made for; where they differ, that is a problem."""
    label, odds = await teacher.answer(draft)
    problems = draft.problems
    if label != draft.label:
        problems = (*problems, "the teacher sees another answer")
    return draft.but(odds=odds, problems=problems)


def check(draft: Draft) -> Draft:
    """The draft with what speaks against it: no words, too many, a case's words, personal data."""
    problems = list(draft.problems)
    if not draft.text.strip():
        problems.append("no message")
    if len(draft.text) > MESSAGE_CHARS:
        problems.append("too long a message")
    if eval_cases().find(draft.text):
        problems.append("words of a case")
    if any(kind != "address" for kind, _ in find_personal(draft.text)):
        problems.append("personal data")
    return draft.but(problems=tuple(problems))


def first_of_each(drafts: Iterable[Draft], known: Iterable[str] = ()) -> list[Draft]:
    """The drafts without those whose message was there before in the same situation, or is among `known`."""
    seen: set[tuple[str, ...]] = {(plain(text),) for text in known}
    kept = []
    for draft in drafts:
        around = sorted((name, value) for name, value in draft.given.items() if name != "now")
        body = draft.given.get("body") or "\t".join(f"{name} {value}" for name, value in around)
        key = (plain(draft.text), body)
        if key not in seen and key[:1] not in seen:
            seen.add(key)
            kept.append(draft)
    return kept
