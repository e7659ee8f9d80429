"""Requests for a text, a program or a change of one, whose subject the times are: they set no time of their own."""

from collections.abc import Sequence

from gesso.schedule.words.lexicon import word_set
from gesso.schedule.words.phrase import Clock, Date, Delay, Elapsed, Phrase, Repeat, Words
from gesso.schedule.words.statements import sentences

_WRITING = word_set(
    "write draft compose translate explain describe define schreib schreibe formuliere erkläre übersetze"
)
_DOCUMENTS = word_set(
    "agenda invitation itinerary menu plan poster programme program schedule timetable "
    "einladung ablaufplan programm zeitplan speiseplan"
)

# Texts about something that happens: the times in a request for one are that something's.
_ABOUT_EVENTS = word_set("""
    invitation invitations invite invites notice poster posters flyer flier flyers leaflet banner announcement advert
    advertisement minutes agenda itinerary programme timetable release contract lease terms toast eulogy brochure
    syllabus appeal obituary
    einladung einladungen aushang plakat flugblatt elternbrief protokoll tagesordnung vertrag mietvertrag rede
    anzeige ablaufplan programm stundenplan
""")
_CODE = word_set("""
    cron crontab regex function script macro formula query sql snippet code program expression class method unit
    skript funktion formel programm
""")
_TIMERS = word_set("cron crontab regex rrule systemd")
_RUNNING = word_set("run start execute restart trigger check send call schedule launch rerun starte lass führe schick")
_HANDING = word_set("send email mail post ping tell remind message give share schick schicke sende")
_CHANGING = word_set("""
    add adjust amend change correct cut delete edit fix insert make mention move put remove rename replace reword
    rewrite say set shorten swap update write
    ändere ersetze füge korrigiere lösche schreib schreibe setz setze streich streiche
""")
_PARTS = word_set("""
    paragraph paragraphs para section sentence heading headline title subtitle line bullet column row cell table
    slide chapter intro introduction ending
    conclusion greeting footer header caption summary document doc text draft
    page programme timetable schedule letter email mail invitation poster flyer notice minutes
    agenda story poem recipe essay list itinerary
    absatz abschnitt satz überschrift titel zeile spalte tabelle folie kapitel einleitung schluss text dokument
    entwurf seite brief einladung aushang protokoll liste
""")
_DRAWING = word_set("plot chart graph histogram diagram visualise visualize zeichne diagramm")
_AND_WITH = word_set("with by mit durch")


def subjects(u: Words, phrases: Sequence[Phrase]) -> frozenset[int]:
    """The units of sentences that ask for a text or a program whose subject the times are."""
    covered = {i for p in phrases for i in range(p.first, p.last)}
    return frozenset(i for a, b in sentences(u, covered) for i in _subject(u, a, b, phrases, covered))


def _subject(u: Words, first: int, last: int, phrases: Sequence[Phrase], covered: set[int]) -> set[int]:
    if _writes(u, first, last, phrases, covered):
        return set(range(first, last))
    if (at := _worked_on(u, first, last, phrases, covered)) is not None:
        then = (n for n in range(at + 1, last) if u.kind(n) in ("and", "then") and u[n + 1].text in _HANDING)
        return set(range(at, next(then, last)))  # "compare the tables and send the result at 3"
    inside = [p for p in phrases if first <= p.first < last]
    if not inside:
        return set()
    if _verb(u, first, last, covered, _DRAWING) is not None and not any(p.of(Repeat) or p.of(Elapsed) for p in inside):
        return set(range(first, last))
    for rule in (_programs, _composes, _changes):
        at = rule(u, first, last, inside, covered)
        if at is not None:
            return set(range(at, last))
    return set()


_TEXTS = word_set("""
    fix proofread correct rewrite rephrase reword translate paraphrase shorten improve edit polish spellcheck
    summarise summarize simplify explain
    korrigiere übersetze verbessere kürze formuliere
""")
_FIGURES = word_set("convert compare calculate compute rechne vergleiche")
_PLACED = word_set(
    "set held taking scheduled dated beginning starting opening closing ending leaving arriving departing"
)


def _worked_on(u: Words, first: int, last: int, phrases: Sequence[Phrase], covered: set[int]) -> int | None:
    """What a text or figures that are worked on now say: "fix the grammar: we meet on Friday", "convert 14:30"."""
    inside = [p for p in phrases if first <= p.first < last]
    verb = _verb(u, first, last, covered, _TEXTS | _FIGURES | _WRITING)
    if not inside or verb is None or inside[0].first < verb or any(u.kind(i) == "word" for i in range(first, verb - 2)):
        return None
    at = inside[0].first
    colon = next((i for i in range(verb, at) if u.sign(i, ":") and i not in covered), None)
    if colon is not None and u[verb].text in _TEXTS:
        return verb
    ruled = any(p.of(Repeat) or p.of(Elapsed) for p in inside)
    if u[verb].text in _FIGURES and not ruled and all(u.kind(i) in ("the", "a", "sign") for i in range(verb + 1, at)):
        return verb
    placed = u[at - 1].text in _PLACED or u.kind(at) == "starting"
    return verb if placed and not ruled and (u[verb].text not in _TEXTS) else None


def _verb(u: Words, first: int, last: int, covered: set[int], verbs: frozenset[str]) -> int | None:
    return next((i for i in range(first, last) if i not in covered and u[i].text in verbs), None)


def _programs(u: Words, first: int, last: int, inside: Sequence[Phrase], covered: set[int]) -> int | None:
    """ "A function that returns true on the last day": a program, and what it does. Not "run the script at 9"."""
    at = inside[0].first
    if _verb(u, first, last, covered, _RUNNING) is not None:
        return None
    code = _verb(u, first, at, covered, _CODE)
    if code is None:
        return None
    does = any(
        u.kind(i) in ("that", "clause", "to", "for", "about") or u[i].text in (":", "which") for i in range(code, at)
    )
    return first if does or u[code].text in _TIMERS else None


def _composes(u: Words, first: int, last: int, inside: Sequence[Phrase], covered: set[int]) -> int | None:
    """ "An invitation to the garden party, 6 June, 3 pm": what is announced, unless it is to be sent."""
    text = _verb(u, first, last, covered, _ABOUT_EVENTS)
    if text is None:
        return None
    if text < first + 3 and u.sign(text + 1, ":"):
        return text  # "notice: stairs are cleaned every Friday at 8"
    verbs = u.moment.lexicon.verbs - _WRITING - _CHANGING - _MAKING
    doing = next(
        (
            i
            for i in range(first, text)
            if i not in covered and u[i].text in verbs and u.kind(i - 1) not in ("the", "a", "mine")
        ),
        None,
    )
    later = [p for p in inside if p.first > text and not (p.of(Repeat) or p.of(Elapsed) or p.of(Delay))]
    if doing is not None or not later or later[0] is not inside[0] or later[0].first == text + 1:
        return None
    return text


_MAKING = word_set("""
    build create do draft generate give have help let make need plan prepare produce propose suggest turn create
    design verfasse erstelle mach mache brauche formuliere gib
""")


def _changes(u: Words, first: int, last: int, inside: Sequence[Phrase], covered: set[int]) -> int | None:
    """ "Change the meeting to 7 pm in paragraph 2": the times of a change are the text's. Not "add a line at 9"."""
    verb = _verb(u, first, last, covered, _CHANGING)
    if verb is None and _told_in(u, first, last):
        return first
    if verb is None or (inside[0].first < verb and not _named(u, inside[0])):
        return None
    part = next((i for i in range(first, last) if i not in covered and _is_part(u, i)), None)
    if part is None:
        return None
    for p in inside:
        put = (
            u.kind(p.first - 1) in ("to", "that", "clause", "from", "sign", "of", "about")
            or u[p.first - 1].text in _AND_WITH
        )
        if not put and (p.of(Repeat) or p.of(Elapsed) or p.of(Delay)):
            return None
        if p.first - 1 == part and (p.of(Date) or p.of(Clock)):
            return None  # "add a line to the list tomorrow at 9"
    return verb


def _is_part(u: Words, i: int) -> bool:
    """Whether a part of a text that is there is named at `i`: "the intro", "paragraph 2", and not "a story"."""
    definite = any(u.kind(n) in ("the", "mine", "this", "ordinal") for n in range(i - 3, i))
    return u[i].text in _PARTS and u.kind(i) == "word" and (definite or u.kind(i + 1) == "number")


def _told_in(u: Words, first: int, last: int) -> bool:
    """ "Remind everyone in the letter that ...": said in a text, and to nobody at a time."""
    return any(
        u[i].text in ("in", "im")
        and any(u[n].text in _PARTS and u.kind(n) == "word" for n in (i + 1, i + 2))
        and u.kind(i + 3) in ("that", "sign", "clause")
        for i in range(first + 1, min(first + 5, last))
    )


def _named(u: Words, p: Phrase) -> bool:
    """Whether the phrase is a name in the text ("the 7 pm line"), and does not open the sentence."""
    return u.kind(p.first - 1) in ("the", "mine", "of", "a")


_TELLING = word_set("telling informing reminding inviting asking letting warning offering")


def _writes(u: Words, first: int, last: int, phrases: Sequence[Phrase], covered: set[int]) -> bool:
    """Whether a text or a program is asked for, whose subject the times are: "write a cron line for every Monday"."""
    at = next((i for i in range(first, last) if i not in covered and u.kind(i) in ("word", "clause")), last)
    verb = u[at].text if at < last else ""
    inside = [p for p in phrases if first <= p.first < last]
    named = None
    if inside and verb in _MAKING:  # "make me a weekly schedule: gym on Monday at 7"
        drawn = _DOCUMENTS | {"table", "list", "calendar", "chart", "spreadsheet", "tabelle", "liste"}
        named = next((i for i in range(at + 1, at + 6) if u[i].text in drawn), None)
        named = named if named and any(u.sign(i, ":") for i in range(named + 1, named + 5)) else None
        verb = "write" if named is not None else verb
    if not inside or verb not in _WRITING | _DOCUMENTS or any(p.last <= at and p.of(Repeat) for p in inside):
        return False
    colon = next((i for i in range(first, last) if i not in covered and u.sign(i, ":")), last)
    if inside[0].first > colon or (named is not None and any(p.first > colon for p in inside)):
        return True
    if verb == "plan" and any(
        u.kind(i) == "number" and u.kind(i + 1 + u.glued(i + 1, "-")) == "unit" for i in range(first, inside[0].last)
    ):
        return True  # "plan 3 days in Rome, breakfast at 8 am each day"
    if verb not in _WRITING:
        return sum(p.first > colon and p.of(Clock) for p in inside) > 1
    marks = ("for", "about", "that", "clause", "of", "mine", "the", "a")
    subject = next(
        (i for i in range(first, last) if i not in covered and (
            u.kind(i) in ("about", "that", "clause") or u[i].text in _TELLING)), last
    )  # fmt: skip
    return u.kind(inside[0].first - 1) in marks or inside[0].first > subject
