"""Sentences that ask for nothing: "the shop opens at 9", "is 5 a good time?". Their times are told, not set."""

from collections.abc import Sequence
from itertools import pairwise

from gesso.schedule.words.lexicon import word_set
from gesso.schedule.words.phrase import Phrase, Words

_FINITE = word_set("""
    airs are aren't arrives became beginnt begins came closes comes dauert departs endet ends findet finishes
    fährt gave geht gets goes got had happens has hat hatte held is isn't ist kommt landet lands lasts leaves lief
    means meets met opens plays said says schließt seems sind sleeps sounds startet starts stood takes told trifft
    wakes wants war waren was wasn't went were works öffnet
""")
_ASKING = word_set("""
    are aren't bin darf did do does don't gibt haben had has hat have how is isn't ist may might shall should
    sind soll sollte wann war warum was welche welcher wer were what what's when when's where where's which who
    who's whose why wie wieso wo
""")
_WANTING = word_set("""
    alert bitte brauche can could erinner erinnere erinnern kannst könntest let like möchte need notify nudge ping
    please remember remind reminder us want would
""")
_PEOPLE = frozenset(["we", "i", "they", "he", "she", "you", "it", "ich", "wir", "er", "sie", "es", "du"])
_HAPPENED = word_set("""
    agreed ate bought came did discussed found gave got had hatte hatten held left made met missed sagte said saw
    schrieb sent spoke sprach talked told took traf trafen war waren was went were wrote
""")
_WRITING = word_set(
    "write draft compose translate explain describe define schreib schreibe formuliere erkläre übersetze"
)
_ENDS = (".", "!", "?", ";")


def told(u: Words, phrases: Sequence[Phrase]) -> frozenset[int]:
    """The units of sentences, and of clauses about the past, that tell or ask and do not set a time."""
    covered = {i for p in phrases for i in range(p.first, p.last)}
    found: set[int] = set()
    for first, last in _sentences(u, covered):
        if _tells(u, first, last, covered) or _writes(u, first, last, phrases, covered):
            found |= set(range(first, last))
        else:
            found |= _happened(u, first, last, covered)
    return frozenset(found)


def _sentences(u: Words, covered: set[int]) -> list[tuple[int, int]]:
    cuts = [0]
    for i, unit in enumerate(u.units):
        if i not in covered and (unit.kind == "line" or (unit.kind == "sign" and unit.text in _ENDS)):
            cuts.append(i + 1)
    cuts.append(len(u.units))
    return [(a, b) for a, b in pairwise(cuts) if a < b]


def _tells(u: Words, first: int, last: int, covered: set[int]) -> bool:
    small = ("sign", "and", "then", "line", "correct")
    bare = [i for i in range(first, last) if i not in covered and u.kind(i) not in small]
    words = [u[i].text for i in bare]
    if not words:
        return False
    asks = words[0] in _ASKING and not (set(words[:3]) & _WANTING)
    if asks and (u[last - 1].text == "?" or words[0] not in ("do", "what", "how", "when", "who", "was", "wie")):
        return True
    if set(words) & _WANTING:
        return False
    verbs = u.moment.lexicon.verbs
    if any(u[i].text in verbs and (i == bare[0] or i - 1 in covered or u.kind(i - 1) in small) for i in bare):
        return False
    return bool(set(words) & _FINITE)


def _writes(u: Words, first: int, last: int, phrases: Sequence[Phrase], covered: set[int]) -> bool:
    """Whether a text or a program is asked for, whose subject the times are: "write a cron line for every Monday"."""
    verb = next((u[i].text for i in range(first, last) if i not in covered and u.kind(i) in ("word", "clause")), "")
    if verb not in _WRITING:
        return False
    marks = ("for", "about", "that", "clause", "of", "mine", "the", "a")
    inside = [p for p in phrases if first <= p.first < last]
    subject = next(
        (i for i in range(first, last) if i not in covered and u.kind(i) in ("about", "that", "clause")), last
    )
    return bool(inside) and all(u.kind(p.first - 1) in marks or p.first > subject for p in inside[:1])


def _happened(u: Words, first: int, last: int, covered: set[int]) -> set[int]:
    """ "The meeting we had on Tuesday at 3": from the verb to the end of the clause."""
    for i in range(first, last - 1):
        if u[i].text in _PEOPLE and u[i + 1].text in _HAPPENED and i not in covered:
            j = i + 2
            while j < last and not (j not in covered and u.kind(j) in ("sign", "and", "then", "line")):
                j += 1
            return set(range(i, j))
    return set()
