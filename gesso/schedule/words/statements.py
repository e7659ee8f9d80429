"""Sentences that ask for nothing: "the shop opens at 9", "is 5 a good time?". Their times are told, not set."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import cast

from gesso.schedule.words import openers
from gesso.schedule.words.lexicon import word_set
from gesso.schedule.words.phrase import Clock, Date, Elapsed, Phrase, Repeat, Words

_FINITE = word_set("""
    airs am are aren't arrives became beginnt begins came closes comes dauert departs due endet ends findet
    finishes fährt gave geht gets goes got had happens has hat hatte held is isn't ist kommt used landet lands lasts
    leads leaves lief means meets met opens plays runs said says schließt seems shut shuts sind sleeps sounds
    startet starts stood takes told trifft wakes wants war waren was wasn't went were works öffnet
    arbeitet braucht bringt eats eröffnet fliegt gets holt isst kocht landet lives läuft macht schläft steht swims
    travels turns wohnt
""")
_ENDED = word_set("failed crashed broke ended started began finished closed opened happened stopped hung froze arrived")
_ASKING = word_set("""
    are aren't bin can't darf did do does don't gibt haben had has hat have how is isn't ist may might shall should
    sind soll sollte wann war warum was welche welcher wer were what what's when when's where where's which who
    who's whose why wie wieso wo
""")
_ME = word_set("me us mir uns mich")
_MAY = word_set("can could may should shall would will kann darf soll sollte muss")
_SELVES = word_set("i we he she it they the my our ich wir er sie es man")
_HOW = word_set("how wie")
_AMOUNTS = word_set("many much long old far viele viel lange weit alt")
_WANTING = word_set("""
    alert bescheid bitte brauche can could erinner erinnere erinnern kannst könntest let like möchte need notify nudge
    ping please remember remind reminded reminder reminders us want would
""")
_FAILING = word_set("beeps breaks crashes drops fails freezes hangs rings stops")
_PEOPLE = word_set("""
    he he's i i'm i've i'll we'll she'll he'll they'll im ive
    it it's she she's there's they they're they've we we're we've
    ich wir er sie es
""")
_ADDRESSED = word_set("should must shall you du muss soll sollte")  # "it should run at 9", "ich will, dass du"
_HAPPENED = word_set("""
    agreed ate bought came did discussed found gave got had hatte hatten held left made met missed sagte said saw
    schrieb sent spoke sprach talked told took traf trafen war waren was went were wrote
""")
_REMINDERS = ("reminder", "reminders", "alarm", "erinnerung")
_CAME = word_set("came arrived worked went fired rang was were didn't never kam funktionierte klingelte")
_OPEN_WHY = word_set("why how what where who when warum wieso was wo wer wann wie")
_AUXILIARY = word_set("do does did is are was were has have had can could should macht ist sind war hat kann")
_OPEN_QUESTIONS = word_set("what what's which who who's how where was welche welcher wer wie wo")
_ENDS = (".", "!", "?", ";")


def told(u: Words, phrases: Sequence[Phrase]) -> frozenset[int]:
    """The units of sentences, and of clauses about the past, that tell or ask and do not set a time."""
    key = ("told", hash(tuple((p.first, p.last) for p in phrases)))
    if key in u.memo:
        return cast(frozenset[int], u.memo[key])
    covered = {i for p in phrases for i in range(p.first, p.last)}
    found = _quoted(u) | came_about(u) | _material(u, phrases)
    for first, last in sentences(u, covered):
        says = [i for i in _bare(u, first, last, covered) if i < last - 1 and u.kind(i) in ("word", "mine", "the")]
        because = (
            bool(says) and u[last - 1].text in _SO[u.moment.lexicon.language] and not _wants(u, first, last, covered)
        )
        if because or (_tells(u, first, last, covered) and not _runs_first(u, first, last, phrases, covered)):
            found |= set(range(first, last))
        else:
            ruled = {p.first for p in phrases if p.of(Repeat) or p.of(Elapsed)} if _checks(u, first, covered) else set()
            found |= _reasons(u, first, last, covered) | _happened(u, first, last, covered, ruled)
    u.memo[key] = frozenset(found)
    return frozenset(found)


def _quoted(u: Words) -> set[int]:
    """The units of lines that begin with ">", as an answered mail has them."""
    found: set[int] = set()
    for i in range(len(u.units)):
        if u.sign(i, ">") and (i == 0 or u.kind(i - 1) == "line" or i - 1 in found):
            end = next((j for j in range(i, len(u.units)) if u.kind(j) == "line"), len(u.units))
            found |= set(range(i, end))
    return found


def _material(u: Words, phrases: Sequence[Phrase]) -> set[int]:
    """What a text is to be made of: "start the report: disk full at 03:10, back at 04:45". A rule there is none."""
    for i in (n for n, unit in enumerate(u.units) if n > 1 and unit.text == ":"):
        pointed = u[i - 1].text in ("it", "this", "that") and u[i - 2].text in _MAKING
        if pointed and not any(p.first > i and (p.of(Repeat) or p.of(Elapsed)) for p in phrases):
            end = next((j for j in range(i, len(u.units)) if u.kind(j) == "line"), len(u.units))
            return set(range(i, end))
    return set()


_MAKING = word_set("start write draft rewrite proofread polish compose summarise summarize edit")


def asked(u: Words, phrases: Sequence[Phrase]) -> frozenset[int]:
    """The units of questions that want to know, such as "how do I set an alarm?"."""
    covered = {i for p in phrases for i in range(p.first, p.last)}
    found = told(u, phrases)
    return frozenset(
        i
        for a, b in sentences(u, covered)
        if u[b - 1].text == "?" and all(n in found for n in range(a, b))
        for i in range(a, b)
    )


def came_about(u: Words) -> frozenset[int]:
    """The units of sentences about a reminder that there was: "thanks, the reminder at 9 came on time"."""
    found: set[int] = set()
    if not any(x.text in _REMINDERS for x in u.units):
        return frozenset()
    for first, last in sentences(u, set()):
        named = [i for i in range(first, last) if u[i].text in _REMINDERS]
        thanks = any(u[i].text in ("thanks", "thank", "danke") for i in range(first, first + 2))
        if any(u.kind(i - 1) in ("the", "mine", "this") for i in named) and (
            thanks or any(u[i].text in _CAME for i in range(named[0], last))
        ):
            found |= set(range(first, last))
    return frozenset(found)


def recalled(u: Words) -> frozenset[int]:
    """The places of "remind" where something is to be told again now: "remind me what you said about it"."""
    asks = word_set("what how why who which where whether was wie warum wer welche wo")
    return frozenset(
        i
        for i, x in enumerate(u.units)
        if x.text in ("remind", "erinnere")
        and (
            u[i + 2].text in asks
            or (u[i - 1].text in ("i'll", "we'll", "i") and u[i + 1].text in ("you", "him", "her"))
        )
    )


def sentences(u: Words, covered: set[int]) -> list[tuple[int, int]]:
    """The places of the sentences of a text, by the units outside `covered`."""
    return _cut(u, 0, len(u.units), covered, lambda i: _ends(u, i, covered))


def _ends(u: Words, i: int, covered: set[int]) -> bool:
    """Whether a sentence ends with the unit at `i`, or the next begins a request of its own: "..., so remind me"."""
    if u.kind(i) == "line" or (u[i].text in _ENDS and not u.decimal(i)) or openers.begins_at(u, i + 1):
        return True
    if i == 0 or u[i].text not in _SO[u.moment.lexicon.language]:
        return False
    following = u[i + 1]
    if following.text in u.moment.lexicon.verbs or following.text in _WANTING or following.text in ("please", "you"):
        return True
    last = next((j for j in range(i + 1, len(u.units)) if u.kind(j) == "line" or u[j].text in _ENDS), len(u.units))
    timed = i + 1 in covered or following.kind in ("the", "a")
    return timed and u.moment.lexicon.language == "en" and not _tells(u, i + 1, last, covered)


def _cut(u: Words, first: int, last: int, covered: set[int], between: Callable[[int], bool]) -> list[tuple[int, int]]:
    """The stretches of units between those of which `between` is true."""
    cuts = [first, *(i + 1 for i in range(first, last) if i not in covered and between(i)), last]
    return [(a, b) for a, b in pairwise(cuts) if a < b]


def _bare(u: Words, first: int, last: int, covered: set[int]) -> list[int]:
    """The units that are neither time nor small words."""
    small = ("sign", "and", "then", "line", "correct")
    found = [i for i in range(first, last) if i not in covered and u.kind(i) not in small and not openers.inside(u, i)]
    return [i for i in found if not (u.kind(i) == "meridiem" and u.kind(i - 1) == "number")]  # "at 10 am, no, 11 am"


def is_person(u: Words, i: int) -> bool:
    return u[i].text in _PEOPLE or u.kind(i) == "mine"


def _wants(u: Words, first: int, last: int, covered: set[int]) -> bool:
    bare = _bare(u, first, last, covered)
    return bool({u[i].text for i in bare} & _WANTING) or _requests(u, bare, covered)


def _tells(u: Words, first: int, last: int, covered: set[int]) -> bool:
    marker = next((i for i in range(first, last) if u.kind(i) == "correct" and i not in covered), last)
    if first in covered and not any(u[i].text in _PEOPLE for i in range(first, marker)):
        last = marker  # "every morning at six, hm, six thirty is better"
    bare = _bare(u, first, last, covered)
    words = [u[i].text for i in bare]
    if not words:
        return False
    if words[0] in _MAY and words[1:2] and words[1] in _SELVES and u[last - 1].text == "?":
        return True  # "can I still shower at 8:45?"
    if words[0] == "may" and words[2:3] and words[2] in u.moment.lexicon.verbs and u[last - 1].text != "?":
        return False  # "may I get the news at 7 am each day"
    if u[last - 1].text == "?" and _asks_to_tell(u, first, last, covered):
        return True
    if words[0] in ("i'll", "we'll", "i") and "remind" in words[:3] and {"you", "him", "her", "them"} & set(words[:4]):
        return True  # "I'll remind you tomorrow at 9"
    if u[last - 1].text == "?" and (
        words[0] in ("if", "imagine", "suppose") or words[0] in ("weißt", "weisst", "kennst")
    ):
        return True  # "if you had to run something every 10 minutes, what would you use?"
    if words[0] in _HOW and set(words[:8]) & _AMOUNTS:
        return True
    asks = words[0] in _ASKING and not (set(words[:3]) & _WANTING)
    if u[last - 1].text == "?" and any(
        a in _OPEN_WHY and b in _AUXILIARY and u.kind(i - 1) in ("sign", "and", "but")
        for i, a, b in ((i, u[i].text, u[i + 1].text) for i in bare)
    ):
        return True  # "In the film, why does he wake at 6?"
    if asks and (u[last - 1].text == "?" or words[0] not in ("do", "what", "how", "when", "who", "was", "wie")):
        return True
    if words[0] == "do" and len(words) > 1 and (words[1] in ("i", "we", "they", "you") or words[1][-2:] in _PLURAL):
        return True
    if set(words) & _WANTING or _requests(u, bare, covered) or _infinitive(u, first, last, bare, covered):
        return False
    if any(u[i].text == "'s" and i + 1 in covered for i in range(first, last)):
        return True  # "my alarm's at 6"
    if u.kind(bare[0]) in ("the", "mine", "this") and any(
        u[i].text in _ENDED and u.kind(i + 1) in ("at", "on", "in", "sign", "end", "line") for i in bare[1:5]
    ):
        return True  # "the nightly job failed at 2:30"
    finite = _FINITE - {"am"} if u.moment.lexicon.language == "de" else _FINITE
    return _about_people(u, bare) or bool(set(words) & finite) or _tells_in_german(u, bare)


def _asks_to_tell(u: Words, first: int, last: int, covered: set[int]) -> bool:
    """ "Can you tell me what is on at 4 pm on Fridays?": all times stand in what is to be told."""
    say = next((i for i in range(first, min(first + 7, last)) if u[i].text in _SAY and i not in covered), None)
    if say is None or any(i in covered for i in range(first, say)):
        return False
    after = say + 1
    while u[after].text in ("me", "us", ",") and after < last:
        after += 1
    ruled = any(u.kind(i) in ("every", "often") for i in range(after, last))  # "how they closed every day at 5"
    return u.kind(after) == "clause" and u[after].text not in ("if", "ob") and not ruled


_SAY = word_set("tell say know explain sagen verraten erklären")


def _tells_in_german(u: Words, bare: Sequence[int]) -> bool:
    """ "Der Zug um 7 fällt jeden Montag aus": a subject, then its verb, and no infinitive as a request has."""
    words = [u[i].text for i in bare]
    if u.moment.lexicon.language != "de" or not (words[0] in _SUBJECT or u.kind(bare[0]) == "mine"):
        return False
    if set(words[2:]) & _DOES:
        return True
    ends = [n for n, i in enumerate(bare) if u.kind(i + 1) in ("sign", "end", "line")]
    split = any(n > 2 and words[n] in _PREFIXES for n in ends)
    return split and any(w.endswith("t") and len(w) > 3 for w in words[2:])


_SUBJECT = word_set("der die das ein eine dieser diese dieses")
_PREFIXES = word_set("ab an auf aus ein fest her hin los mit nach statt teil um vor weg zu zurück")
_DOES = word_set("""
    bekommt bellt feiert fällt fährt hört klingelt kostet liefert liegt nervt parkt piept putzt ruft sitzt spielt steht
    streikt tagt tropft verlässt
""")


def _infinitive(u: Words, first: int, last: int, bare: Sequence[int], covered: set[int]) -> bool:
    """ "Jeden Abend um halb zehn fragen, wie mein Tag war": after its time a German request ends with its verb."""
    if u.moment.lexicon.language != "de" or first not in covered or u[bare[0]].text in _PEOPLE:
        return False
    ends = [i for i in bare if u[i].text.endswith("en") and len(u[i].text) > 4 and u.kind(i) == "word"]
    return any(u.kind(i + 1) in ("sign", "end", "line") or i + 1 == last for i in ends[:2])


def _about_people(u: Words, bare: Sequence[int]) -> bool:
    """ "I run", "my sister calls": a subject and what it does, and not "it should run"."""
    words = [u[i].text for i in bare]
    if words[0] in _PEOPLE and any(u.kind(i) == "correct" for i in range(max(bare[0] - 6, 0), bare[0])):
        return False  # "no, Thursdays, Fridays I'm away": what holds stands before
    if words[0] in _PEOPLE:
        return not (set(words[1:3]) & _ADDRESSED)
    verbs = u.moment.lexicon.verbs
    if u.kind(bare[0]) == "the" and set(words[2:3]) & _FAILING:
        return True  # "the wifi drops every hour"
    return u.kind(bare[0]) == "mine" and any(w.endswith("s") and w[:-1] in verbs for w in words[2:4])


def _requests(u: Words, bare: Sequence[int], covered: set[int]) -> bool:
    """Whether a verb of doing stands where a request begins."""
    small = ("sign", "and", "then", "line", "correct")
    verbs = u.moment.lexicon.verbs
    return any(
        u[i].text in verbs
        and (i == bare[0] or i - 1 in covered or u.kind(i - 1) in small or openers.ends_at(u, i))
        and not (u[i].text == "have" and u.kind(i + 1) == "to")
        and not (bare[0] != i and u[bare[0]].text in _PEOPLE and u.kind(i - 1) == "and" and u[i + 1].text not in _ME)
        for i in bare
    )


def _runs_first(u: Words, first: int, last: int, phrases: Sequence[Phrase], covered: set[int]) -> bool:
    """ "Every day at 9 am: how many days are left?" is a question to be answered then, and no question about then."""
    small = covered | {i for i in range(first, last) if u.kind(i) in ("sign", "and") and not u.sign(i, ":")}
    lead = [p for p in phrases if first <= p.first < last and all(i in small for i in range(first, p.first))]
    dayed = any(p.of(Repeat) or p.of(Elapsed) or p.of(Date) for p in lead)
    if not dayed or not any(p.of(Clock) or p.of(Elapsed) for p in lead):
        return False
    after = lead[-1].last
    if not any(p.of(Repeat) or p.of(Elapsed) for p in lead):
        return u.sign(after, ":") or _noted(u, lead)
    every = any(u.kind(i) in ("every", "often") for i in range(first, after))
    return u.sign(after, ":") or _noted(u, lead) or (every and u[u.past(after, "sign")].text in _OPEN_QUESTIONS)


def _noted(u: Words, lead: Sequence[Phrase]) -> bool:
    """ "13/4 9 am school starts": a day, an hour and a thing, as a note has them and no sentence."""
    first, end = u[lead[0].first], lead[-1].last
    at = u.past(end, "sign")
    prose = any(u.kind(i) == "at" for i in range(lead[0].first, end)) and at == end
    said = first.kind in ("on", "in", "at", "for", "by", "this") or u.kind(at) in ("mine", "the", "a", "clause")
    inverted = u.kind(at + 1) in ("the", "a", "mine") or u[at + 1].text in _PEOPLE  # "um 6 steht er auf"
    german = u.moment.lexicon.language == "de"
    named = u.kind(at) == "word" and u[at].text not in _PEOPLE | _ASKING
    return named and not (said or prose or (german and inverted))


def _reasons(u: Words, first: int, last: int, covered: set[int]) -> set[int]:
    """ "The market opens at 9, so remind me at 8": the clauses that tell, of a sentence that asks for something."""
    parts = _cut(u, first, last, covered, lambda i: _pauses(u, i) or u.kind(i) in ("and", "but", "then"))
    told_of: set[int] = set()
    for a, b in parts:
        bare = _bare(u, a, b, covered)
        words = [u[i].text for i in bare]
        able = words[:1] and words[0] in _PEOPLE and words[1:2] and words[1] in ("can", "could", "kann", "können")
        if (
            not words
            or (set(words) & _WANTING and not able)
            or _requests(u, bare, covered)
            or u.kind(bare[0]) in ("clause", "that")
        ):
            continue
        begins = all(i not in covered for i in range(a, bare[0]))
        if begins and any(u[i].text == "'s" and i + 1 in covered for i in range(a, b)):
            told_of |= set(range(a, b))  # "my train's at 8.12"
            continue
        excepting = any(u.kind(i) in ("but", "except", "not") for i in range(a, bare[0]))
        if not excepting and _owned(u, bare, begins):
            told_of |= set(range(a, b))
    so = next(
        (
            i
            for i in range(first, last)
            if i not in covered
            and u[i].text in _SO[u.moment.lexicon.language]
            and u.kind(i - 1) == "sign"
            and any(j not in covered and u.kind(j) != "sign" for j in range(i + 1, last))
        ),
        None,
    )
    if so is not None and any(i in covered for i in range(so, last)):
        told_of |= set(range(first, so))
    return told_of


_PLURAL = frozenset(f"{c}s" for c in "bcdefghklmnoprtvwy")
_SO = {"en": word_set("so therefore hence"), "de": word_set("deshalb also daher darum")}


def _owned(u: Words, bare: Sequence[int], begins: bool) -> bool:
    """Whether a clause has a subject of its own and tells what that does."""
    words = [u[i].text for i in bare]
    if words[0] in _PEOPLE:
        return not (set(words[1:3]) & _ADDRESSED)
    return begins and (_about_people(u, bare) or bool(set(words[1:]) & _FINITE))


def _pauses(u: Words, i: int) -> bool:
    hyphen = u.glued(i, "-") and u[i + 1].glued  # "thank-you note"
    return (u[i].text in (",", ";", ":", "-", "(") and not u.decimal(i) and not hyphen) or u[i].text in _SO[
        u.moment.lexicon.language
    ]


def _checks(u: Words, first: int, covered: set[int]) -> bool:
    """ "Check that I did it every day": the rule is when to check, and not when it was done."""
    return u[first].text in ("check", "ask", "verify", "prüf", "prüfe", "frag") and first not in covered


def _happened(u: Words, first: int, last: int, covered: set[int], ruled: set[int]) -> set[int]:
    """ "The meeting we had on Tuesday at 3": from the verb to the end of the clause."""
    for i in range(first, last - 1):
        if u[i].text in _PEOPLE and u[i + 1].text in _HAPPENED and i not in covered:
            j = i + 2
            while (
                j < last and not (j not in covered and u.kind(j) in ("sign", "and", "then", "line")) and j not in ruled
            ):
                j += 1
            return set(range(i, j))
    return set()
