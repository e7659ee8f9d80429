"""A message understood with what its writer said before it: "make it 8", "6 am is better", "at 9" after our question.

A message that says something to do of its own is a new one, and what was said before does not matter to it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from gesso.base.late import late
from gesso.schedule.words.amend import amend
from gesso.schedule.words.answers import another_hour, as_said, instead
from gesso.schedule.words.lexicon import word_set
from gesso.schedule.words.phrase import Words
from gesso.schedule.words.questions import question
from gesso.schedule.words.reading import read
from gesso.schedule.words.said import Said, Understanding
from gesso.schedule.words.tokens import tokenize
from gesso.schedule.words.understand import language_of, moment_of, understand_alone

MOST_EARLIER = 20
MOST_WORDS = 30  # a longer message is not only an answer or a change
# What may stand in a message that only changes or answers: everything else is something to do.
_SMALL = word_set("""
    a add again ah alright also am and are ask at be but can change could course do does doing don't fine for from get
    go going good got great had has have he hm hmm how's i i'd i'll i'm in instead is isn't it it'll it's its just
    keep know let let's like lol make maybe me mean meant might mine month move much my need nah no nope not now of
    off oh ok okay on once one only oops or pick please prefer preferably pull push put rather reminder right said
    say schedule set shall shift should so sorry start still stop suits sure switch take task than thank thanks that
    that'd that's the them then there they think this time times to too try ty uh um us use wait want was we week
    well were will with works would yeah yep yes you your
    aber ach auch auf besser bitte danke das dann den der die doch du eher ein eine einmal erinnerung es für gut
    heißt ich ist ja kannst lass leg lege lieber mach mache mal mehr mir mich nee nein nicht noch nur ok passt schieb
    schiebe schon setz setze sondern statt stell stelle tut und verschieb verschiebe vielleicht von war wäre wie
    wieder würde zu zum
""")
_CHANGES = word_set(
    "make move change shift push pull instead rather better earlier later prefer suits switch skip until only also "
    "lieber besser statt verschieb verschiebe mach schieb schiebe später früher"
)


# A change of something that nobody has spoken of.
_MOVES = late(
    r"(?:please |can you |could you )?(?:move|shift|push|postpone|reschedule|delay) (?:it|that|this) "
    r"(?:to|by|back|until|till|forward|earlier|later)\b.{0,40}$|(?:please )?schedule (?:the|my) usual.{0,20}$|"
    r"(?:bitte )?(?:verschieb|verschiebe) (?:es|das|ihn|sie)\b.{0,40}$",
    re.IGNORECASE,
)


def understand(
    text: str, now: datetime, zone: str, day_first: bool | None = None, earlier: Sequence[str] = ()
) -> Understanding:
    """The tasks in `text`, said at `now` (aware) by somebody in `zone` (IANA), after the messages `earlier` of theirs.

    A message that only changes or answers gives the task it is about, as it then is; `spans` are empty for that.
    Raises BadInput for a naive `now` and BadZone for a zone that tzdata does not have.
    """
    alone = understand_alone(text, now, zone, day_first)
    if not earlier and not alone.tasks and not alone.question and _MOVES.match(text):
        asked = question("amend", alone.language)
        return replace(alone, tasks=(Said("", None, question=asked),), question=asked)
    before: Understanding | None = None
    asked_by = ""
    for said in (*earlier[-MOST_EARLIER:], text) if earlier else ():
        found = alone if said is text else understand_alone(said, now, zone, day_first)
        together = _together(said, found, before, asked_by, now, zone) if before else None
        if said is text:
            return together[0] if together else found
        if together:
            before, asked_by = together
        elif found.tasks or found.question:
            before, asked_by = found, said
    return alone


def answers(text: str, said_before: str, now: datetime, zone: str) -> bool:
    """Whether `text` says back what our question about `said_before` offered: "every other one", "there"."""
    before = understand_alone(said_before, now, zone)
    return bool(before.question and before.asked and as_said(text, said_before[slice(*before.asked)]))


def _together(
    text: str, found: Understanding, before: Understanding, said_before: str, now: datetime, zone: str
) -> tuple[Understanding, str] | None:
    """What `text` makes of `before` and the words that say both, or None for a message of its own."""
    if before.question and before.asked:
        first, last = before.asked
        meant = as_said(text, said_before[first:last])
        if meant is not None:
            words = f"{said_before[:first]}{meant.words}{said_before[last:]}"
            read_so = understand_alone(words, now, zone)
            tasks = tuple(replace(t, timetable=t.timetable and meant.applied(t.timetable)) for t in read_so.tasks)
            return replace(read_so, tasks=tasks), words
    if not only_changes(text, said_before, now, zone):
        return None
    if before.question:
        return _answered(text, before, said_before, now, zone)
    chosen = [task for task in before.tasks if task.timetable]
    if len(chosen) != 1 or chosen[0].timetable is None:
        asked = question("spread", found.language, words=text[:120])
        return Understanding((Said("", None, question=asked),), asked, language=found.language), said_before
    after = amend(text, chosen[0].timetable, now)
    if isinstance(after, str):
        task = replace(chosen[0], timetable=None, spans={}, question=after)
        return Understanding((task,), after, language=found.language), said_before
    task = replace(chosen[0], timetable=after, spans={}, note=None)
    return Understanding((task,), language=found.language), said_before


def _answered(
    text: str, before: Understanding, said_before: str, now: datetime, zone: str
) -> tuple[Understanding, str]:
    """The first message with the answer to its question in it: where it was asked about, after it, or instead of it."""
    answer = _full(text.strip(" .!,"))
    joined = [f"{said_before.rstrip(' .!?')} {answer}", f"{said_before.rstrip(' .!?')}, no, {answer}"]
    plain = joined[0]
    if before.asked:
        first, last = before.asked
        joined.insert(0, f"{said_before[:last]} {answer}{said_before[last:]}")
        if instead(answer, about := said_before[first:last]):
            at = 0 if another_hour(answer, about) else len(joined)
            joined.insert(at, f"{said_before[:first]}{answer}{said_before[last:]}")
    readings = [(understand_alone(words, now, zone), words) for words in joined]
    taken = [r for r in readings if r[0].tasks and not r[0].question]
    settled = next((r for r in taken if not any(answer.lower() in t.instruction.lower() for t in r[0].tasks)), None)
    return settled or next(r for r in readings if r[1] == plain)


def _full(answer: str) -> str:
    """A bare "7" or "evening please" as it would stand in a sentence."""
    tokens = tokenize(answer)
    units = language_of([t.text for t in tokens]).units(tokens)
    if len(units) == 1 and units[0].kind == "number":
        return f"at {answer}"
    part = next((x for x in units if x.kind == "part"), None)
    if part and all(x is part or x.kind in ("word", "the", "in", "sign") for x in units):
        return f"in the {part.text}" if not part.n else part.text
    return answer


def only_changes(text: str, said_before: str, now: datetime, zone: str) -> bool:
    """Whether a message says nothing to do of its own: times, small words, and words of the message before."""
    tokens = tokenize(text[:400])
    if len(tokens) > MOST_WORDS:
        return False
    words = [t.text for t in tokens if t.kind == "word"]
    lexicon = language_of(words)
    u = Words(lexicon.units(tokens), moment_of(now, zone, lexicon))
    covered = {i for p in read(u) for i in range(p.first, p.last)}
    known = {t.text for t in tokenize(said_before[:2000])}
    left = [
        x
        for i, x in enumerate(u.units)
        if i not in covered
        and x.kind in ("word", "mine", "clause", "opaque")
        and not (x.kind == "clause" and u.kind(i + 1) == "about")
    ]  # "how about 9 pm?"
    timely = bool(covered) or any(x.kind in ("number", "meridiem", "part", "later", "earlier") for x in u.units)
    return (timely or bool(set(words) & _CHANGES)) and all(x.text in _SMALL or x.text in known for x in left)
