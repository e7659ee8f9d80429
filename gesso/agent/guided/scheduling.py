"""Is something to happen later? Strict where `gesso.schedule.words` is eager: an ordinary message is never taken over.

The grammar finds words of time; here is decided whether the message asks for something to be done at them. What counts
is a reminder, a rule that repeats, or a clear time at one end of a short order; a text to be written about times, a
change of the open text, a question and a story are none. Pure.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from gesso.agent.guided.ask import is_question, strip_politeness
from gesso.base.late import late
from gesso.schedule.schedule import Calendar, Interval, Once
from gesso.schedule.words import Said, Understanding, understand
from gesso.schedule.words.context import answers, only_changes
from gesso.schedule.words.english import ENGLISH
from gesso.schedule.words.german import GERMAN
from gesso.schedule.words.lexicon import word_set

MAX_CHARS = 700  # what is to be done later is said shortly
NOWHERE = "UTC"  # stands in while it is only asked whether a message schedules, not when

_DENIES = late(
    r"^(?:please )?(?:do not|don'?t|never|no need to) (?:remind|wake|ping|nudge|alert|notify)\b"
    r"(?!.*\b(?:but|instead|remind)\b)|"
    r"^(?:bitte )?(?:erinner\w*|weck\w*) (?:mich|uns)\b.{0,40}\bnicht\b(?!.*\bsondern\b)",
    re.IGNORECASE | re.DOTALL,
)
_NO_QUESTION = r"(?!\s+(?:what|who|how|why|where|which|if|whether)\b)"
_REMINDS = late(
    rf"^(?:remind|nudge|ping|alert|wake|buzz|notify|poke|nag)\s+(?:me|us)\b{_NO_QUESTION}|"
    r"^don'?t let (?:me|us) forget\b|"
    r"\b(?:please|and|then|also|so|could you|can you|to) (?:remind|nudge|ping|alert|wake|notify|poke) (?:me|us)\b|"
    rf"\b(?:remind|wake(?: up)?|nudge) (?:me|us)\b{_NO_QUESTION}|"
    r"\bneed (?:the|a) (?:nudge|reminder|alarm|prod|ping|shout)\b|"
    r"\bre(?:mnid|mnd|midn|mid|mindd|nmind|mimd|mined) ?(?:me|us)\b|"
    r"\b(?:you remember me|make me remember|be reminded)\b|"
    r"\bwant a reminder\b|^(?!.*\breminder (?:e-?mail|mail|letter|text|note|poster|sign|card))"
    r"(?:\S+ ){1,4}reminder\W*$|"
    r"^(?:set|add|create|make|put|i need|i want|i'd like|give me)\b[^.?!]{0,20}\b(?:reminder|alarm)\b|"
    r"^(?:new |quick )?(?:reminders?|alarm)\b(?! (?:email|e-mail|mail|letter|text|note|poster|sign|card)\b)|"
    r"^(?:wake-?up (?:message|call)|schedule an? (?:dai|week|month|hour|night)ly)\b|"
    r"\bgive (?:me|us) a (?:shout|prod|ping)\b|"
    r"\b(?:rember|remaind|remeber|remmber|remmind|remin) (?:me|us)\b|"
    r"\bremember me (?:to|tomorrow|on|at)\b|\bremind(?::| about\b)|\b(?:an|bitte) (?:\S+ ){0,4}erinnern\b|"
    r"\btell (?:me|us) (?:\S+ ){1,3}(?:before|beforehand)\b|\bbrauche? (?:\S+ ){1,3}erinnerung\b|"
    r"\breminders? please\b|\bsag\w*(?: \S+){0,4} bescheid\b|"
    r"\bbescheid (?:sagen|geben)\b|\bdaran (?:zu )?denken\b|\b(?:erinner\w*|weck\w*) (?:mich|uns)\b|"
    r"\b(?:mich|uns) (?:\S+ ){0,8}(?:erinner\w*|weck\w*)|"
    r"^(?:stell\w*|mach\w*|setz\w*)\b[^.?!]{0,20}\b(?:erinnerung|wecker)\b|"
    r"\ban (?:\S+ ){0,6}(?:erinnern|denken)\W*$|\berinner(?:n|e|ung)\W*$|"
    r"\bkeep (?:me|us) (?:posted|updated|informed)\b|\bhalte? mich auf dem laufenden\b",
    re.IGNORECASE,
)
_SPANNED = r"(?:every|each) (?:day|week|month)\b"
_ENGLISH_DAYS = "(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_GERMAN_DAYS = "(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)"
_REPEATS = late(
    r"\b(?:(?:every|each)(?= (?:\S+ )?(?:day|week|month|year|hour|minute|morning|evening|night|afternoon|noon|"
    r"quarter|half|time|now|other|second|third|\d|(?:mon|tues|wednes|thurs|fri|satur|sun)day|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))|daily|weekly|monthly|hourly|yearly|annually|nightly|fortnightly|weekdays|weekends|biweekly|"
    rf"(?:once|twice|\w+ times) (?:a|per|every) (?:day|week|month|hour|year)|{_ENGLISH_DAYS}s|"
    r"mornings|evenings|nights|afternoons|jede[nrsm]?|täglich|wöchentlich|monatlich|stündlich|jährlich|alle|"
    rf"{_GERMAN_DAYS}s|(?:morgen|abend|werktag|mittag|nacht|vormittag|nachmittag)s|wochentags|an werktagen|"
    r"the (?:first|second|third|fourth|last|\d+(?:st|nd|rd|th))\b.{0,30}\bof (?:the|each|every|a) month|"
    r"on the (?:\d+(?:st|nd|rd|th)|first|last)\b)",
    re.IGNORECASE,
)
# Something is handed over when it is due: the verb asks for it then, not for a text about then.
_DELIVERS = late(
    r"^(?:send|tell(?= (?:me|us)\b)|give|text|message|mail|email|e-mail|ping|notify|show|read|check|look|search|find|"
    r"watch|monitor|fetch|get|pull|summari[sz]e|sum up|review|go through|collect|list|report|brief|quiz|ask|test|wish|"
    r"update|append|continue|suggest|recommend|post|tidy|proofread|back up|run|do|start|stop|call|let (?:me|us) know|"
    r"keep|count|compare|track|scan|sort|bring|pick|choose|deliver|teach|surprise|motivate|encourage|say)\b|"
    r"^(?:schick|sende|sag|gib|nenn|zeig|lies|prüf|schau|such|fass|erstell|aktualisier|mail|frag|bring|mach|lass|hol|"
    r"berichte|liste|ergänz|setz|führ|informier|benachrichtig|stell|wünsch)\w*\b",
    re.IGNORECASE,
)
_MAKES = late(
    r"^(?:write|draft|compose|create|generate|prepare|make|build|design|produce|put together|plan|add|translate)\b|^(?:"
    r"schreib|verfass|entwirf|bereite)\w*\b",
    re.IGNORECASE,
)
_PROGRAM = late(
    r"\b(?:scripts?|cron\w*|function|program|app|code|regex|python|bash|javascript|timetable|calendar entry|countdown|"
    r"itinerary|spreadsheet|template|vorlage|skript|programm)\b",
    re.IGNORECASE,
)
_TOLD = late(
    r"^(?:i|i'm|i've|my|our|we|we've|he|she|they|his|her|their|it|it's|the|this|these|there|our|someone|everyone|"
    r"nobody|ich|wir|mein\w*|unser\w*|er|sie|es|der|die|das)\b"
    r"(?! (?:want|need|would like|'d like|wish|möchte|will|brauche))",
    re.IGNORECASE,
)
_WANTS = late(
    r"^(?:i(?:'d| would)? (?:want|need|like|love)|we (?:want|need|would like)|"
    r"ich (?:möchte|will|hätte gern\w*|brauche))\b",
    re.IGNORECASE,
)
_QUOTED = late(r"[\"“”„«»»]|^\s*>|```", re.MULTILINE)
_COLON = late(r":\s")
_WILL_YOU = late(
    r"\b(?:can|could|would|will) (?:you|u|gesso)\b|\b(?:kannst|könntest|würdest|magst) du\b", re.IGNORECASE
)
_CAN_YOU = late(
    r"^(?:(?:can|could|would|will) you(?: please)?|"
    r"(?:kannst|könntest|würdest|magst) du(?: bitte)?(?: mir| uns| mich)?|(?:mir|uns))$",
    re.IGNORECASE,
)
_SMALL = late(r"(?:[\s,;:–-]|\b(?:for|on|at|in|by|from|starting|the|until|um|am|ab|bis|im|and|und)\b)+$", re.IGNORECASE)
_SENTENCE = late(r"(?<=[.!?;])\s+|\n+|,? (?:so|but|anyway|also)\b,? |, (?=(?:please|pls|bitte)\b)", re.IGNORECASE)
# "A club that meets every Thursday", "what I did every day": the rule is what is told of.
_TOLD_OF = late(
    r"\b(?:that(?: \w+){1,4}|(?:which|who|whose)(?: \w+){1,2})$|\b(?:i|we|he|she|they|people)(?:'\w+)?(?: \w+){0,3}$",
    re.IGNORECASE,
)
_ASKS_ME = late(r"^(?:ask|quiz|question|frag\w*|check (?:that|if|whether))\b", re.IGNORECASE)
_NEEDS = late(
    r"^(?:kindly|listen|gesso|\d+[.)]|(?:what|all) i (?:really )?(?:need|want)(?: from you)?(?: is)?(?: that)?"
    r"(?: for)?(?: you)?(?: to)?\b)[\s,:]*",
    re.IGNORECASE,
)
_PLANS = late(
    r"\b(?:plan|schedule|timetable|routine|programme|program|calendar|itinerary) (?:with|of|that|where|in which)\b",
    re.IGNORECASE,
)
_NOUN = late(
    r"\b(?:the|an?|my|our|their|his|her|about|of|titled|called)\s*$|\b(?:thoughts|opinions?|views?|advice|feedback)\b|"
    r"\b(?:the|my|our|their|his|her) (?:dai|week|month|hour|year|quarter)ly\b",
    re.IGNORECASE,
)
_TIMELY = late(
    rf"{_REPEATS.pattern}|\b(?:{_ENGLISH_DAYS}|{_GERMAN_DAYS}|mon|tues?|wed|thu(?:rs)?|fri|sat|sun|today|tonight|"
    r"tomorrow|heute|morning|evening|night|afternoon|noon|at|on|in|from|the|only|starting|no|not|wait|sorry|make it|a|"
    r"per|week|day|and|um|am|pm|ab|nein|nicht|nur|ugh|hmm)\b|[\d\W]+",
    re.IGNORECASE,
)
_ONE = late(r"(?:an?|one|eine?n?)\b|$", re.IGNORECASE)
# A message that begins with nothing but words of time, an hour among them.
_RUN = late(
    rf"^(?:{_TIMELY.pattern}|\b(?:business|working|workdays?|months?|years?|days?|hours?|minutes?|every|each|few|second|third|first|"
    r"last|of|to|until|till|between|after|before|or|by|other|half|quarter|past|o'clock|midnight|next|this|couple|weekends?|"
    r"two|three|four|five|ten|twenty|in|while|then|th|st|nd|rd|early|late|once|twice|times|january|february|march|april|may|"
    r"june|july|august|september|october|november|december|jeden?|jeder|uhr|alle)\b)+",
    re.IGNORECASE,
)
_AN_HOUR = late(r"\d|\b(?:noon|midnight|midday)\b", re.IGNORECASE)
_DRAWS = late(r"^(?:plot|graph|chart|draw|visuali[sz]e|convert|calculate|zeichne\w*)\b", re.IGNORECASE)
# With a text open these change it: their times are the text's.
_EDITS = late(
    r"^(?:add|put|insert|move|change|set|replace|remove|delete|update|rename|call|keep|start|stop|begin|do|make|run|"
    r"continue|get|give|bring|lass|mach|setz|stell|füg|leg)\w*\b",
    re.IGNORECASE,
)
_TO_ME = late(
    r"^(?:send|tell|text|message|mail|e-?mail|ping|notify|ask|show|call|schick\w*|sag\w*|frag\w*|"
    r"zeig\w*) (?:me|us|mir|uns|mich)\b",
    re.IGNORECASE,
)
_HANDS = late(r"^(?:send|text|message|mail|e-?mail|ping|call|schick\w*)\b", re.IGNORECASE)
_THING = late(
    r"^(?:the|my|our|this|der|die|das|mein\w*|unser\w*) (?:[^\s,]+|(?!\S+s )\S+ [^\s,]+|"
    r"(?:\S+ ){1,3}(?:for|of|in|on|from|about|to|at|with|and|für|in|von|aus|auf|an|zu[rm]?|über|und) .{1,60})\W*$",
    re.IGNORECASE,
)
_VERBS = ENGLISH.verbs | GERMAN.verbs
# Doing, too, where it follows a time at the beginning; elsewhere these are nouns as often.
_AFTER_A_TIME = word_set("""
    archive book deploy file follow kick log move order pack pay prep rebuild refresh renew restart rotate submit sync
    wash water
""")
_DAY = late(
    r"\b(?:today|tonight|tomorrow|tmrw|tmr|tomoz|mon|tue|tues|wed|thu|thurs?|fri|sat|sun|\w{3,6}days?|heute|morgen|"
    r"übermorgen|halloween|christmas|weekdays|daily|täglich)\b",
    re.IGNORECASE,
)
MOST_TERSE = 7
MOST_WORDS = 12  # a thing to be done at the end of which stands when

Why = Literal["reminder", "repeats", "once", "follows"]


@dataclass(frozen=True)
class Scheduling:
    """A message that schedules, or changes what was scheduled a moment ago ("follows")."""

    why: Why
    found: Understanding


def decide_scheduling(
    ask: str, now: datetime, zone: str, *, earlier: Sequence[str] = (), with_canvas: bool = False
) -> Scheduling | None:
    """What `ask` schedules, or None for a message about anything else. `zone` "" while nobody knows it.

    `earlier` are the messages of the same scheduling, when the one right before this belonged to it.
    """
    if len(ask) > MAX_CHARS:
        return None
    place = zone or NOWHERE
    if earlier:
        found = understand(ask, now, place, earlier=earlier)
        told = only_changes(ask, " ".join(earlier), now, place) or answers(ask, earlier[-1], now, place)
        if told and (found.tasks or found.question):
            return Scheduling("follows", found)
    found = understand(ask, now, place)
    if found.language == "unknown" or not (found.tasks or found.question):
        return None
    why = _why(ask, found, with_canvas)
    return Scheduling(why, found) if why else None


def _why(ask: str, found: Understanding, with_canvas: bool) -> Why | None:
    said = strip_politeness(ask)
    if _DENIES.search(said):
        return None  # of a task that there is, not of one to be made
    parts = [strip_politeness(part) for part in re.split(r"(?<=[.!?;])\s+|\n+", ask) if part.strip()]
    timed = [task for task in found.tasks if task.timetable is not None]
    told = [*(task.instruction for task in timed), *parts, said]
    if any(_REMINDS.search(part) and not is_question(part) for part in told):
        return "reminder"
    if not timed and not found.question:
        return None
    place = _placed(ask, found)
    if place is None or _QUOTED.search(ask) or (_PROGRAM.search(ask) and not (place.leads and place.orders)):
        return None
    if any(isinstance(task.timetable.schedule, Calendar | Interval) for task in timed if task.timetable):
        return "repeats" if _repeats(ask, place) else None
    if not timed:  # a question: only what plainly repeats, or is to be sent then, is worth asking about
        if _REPEATS.search(ask):
            return "repeats" if _repeats(ask, place, sure=True) else None
        order = place.rest if place.leads else place.front
        there = place.leads or (place.ends and not place.noun)
        return "once" if there and _HANDS.match(order) and _sends(order) else None
    terse = not with_canvas and not found.question and _terse(ask, timed)
    return "once" if terse or _once(place, timed, with_canvas) else None


@dataclass(frozen=True)
class _Place:
    """Where the words of time stand in their sentence: `front` is what is said before them, `rest` what after."""

    front: str
    rest: str
    colon: bool  # right after them
    noun: bool  # right before them a word that begins a noun: "the daily meeting"
    doing: str

    @property
    def leads(self) -> bool:
        return not self.front

    @property
    def orders(self) -> bool:
        return bool(_DELIVERS.match(self.rest or self.doing))

    @property
    def ends(self) -> bool:
        return len(self.rest) <= 8


def _placed(ask: str, found: Understanding) -> _Place | None:
    """None where no word of time has a place."""
    spans = sorted({*(span for task in found.tasks for span in task.spans.values()), *filter(None, (found.asked,))})
    if not spans:
        return None
    start, end = spans[0]
    for a, b in spans[1:]:
        if a <= end or len(ask[end:a].strip(" ,.:-–()")) <= 4:
            end = max(end, b)
    sentences = _SENTENCE.split(ask[:start])
    front = strip_politeness(_NEEDS.sub("", strip_politeness(sentences[-1])))
    noun = bool(_NOUN.search(front))
    front = _CAN_YOU.sub("", front)
    front = "" if not _TIMELY.sub("", front).strip() else _SMALL.sub("", front)
    rest = ask[end:].strip()
    colon = rest[:1] in ":-–" and bool(rest)
    rest = strip_politeness(rest.lstrip(" ,.;:)-–"))
    run = _RUN.match(said := strip_politeness(ask))
    if run and _AN_HOUR.search(run[0]) and (front or not _DELIVERS.match(rest)):
        order = strip_politeness(said[run.end() :])
        if _DELIVERS.match(order):
            return _Place("", order, colon=False, noun=False, doing=order)
    doing = next((task.instruction for task in found.tasks if task.instruction), "")
    return _Place(front, rest, colon, noun, strip_politeness(doing))


def _repeats(ask: str, place: _Place, *, sure: bool = False) -> bool:
    """Whether a rule is what the message asks for, rather than something it tells or a text is to tell."""
    if place.leads:
        rest = place.rest.split("?")[0]
        asked_then = place.colon and re.search(r"[.!]\s", rest) is None  # "daily at 9 am: how many days are left?"
        if "?" in place.rest and not asked_then and not _WILL_YOU.search(ask):
            return False
        if sure and not (place.orders or _MAKES.match(rest) or _ONE.match(rest) or _does(rest)):
            return False  # "every day counts, use that as the title"
        return bool(rest) and (
            not _TOLD.match(rest) or bool(_THING.match(rest.split(",")[0])) or bool(_WANTS.match(rest))
        )
    front = place.front
    if sure and (
        _PLANS.search(ask) or re.search(r"\bfor$", front) or re.search(rf"\bfor {_SPANNED}", ask, re.IGNORECASE)
    ):
        return False  # "a table for each day this week", "a meal plan with dinners Monday to Sunday"
    if place.noun or is_question(front) or (ask.rstrip().endswith("?") and not _WILL_YOU.search(ask)):
        return False
    wants = bool(_WANTS.match(front))
    if _TOLD.match(front) and not wants and not _WILL_YOU.search(ask):
        return False
    if _TOLD_OF.search(front) and not wants and not _ASKS_ME.match(front):
        return False
    label, colon, _ = front.partition(":")
    if colon and (len(label.split()) > 2 or _DELIVERS.match(label)):
        return False  # "check this sentence: we meet every Friday"
    if _DELIVERS.match(front) or (wants and not sure):
        return True
    if _MAKES.match(front):
        return not (_COLON.search(ask) or _PLANS.search(front)) and (
            place.ends or len(front.split()) <= 2
        )  # "make me every day a summary"
    return (
        not sure
        and not _COLON.search(ask)
        and place.ends
        and len(front.split()) <= MOST_WORDS
        and not _DRAWS.match(front)
    )


def _once(place: _Place, timed: Sequence[Said], with_canvas: bool) -> bool:
    """Whether a single time is when a sentence is to be carried out: in front of its order, or after what to send.

    Parties, trains and meetings have times too: a text about them has its time anywhere else. With a text open, an
    order that could be a change of it is one.
    """
    if not any(task.instruction for task in timed) or not all(
        isinstance(task.timetable.schedule, Once) for task in timed if task.timetable
    ):
        return False
    order = place.rest if place.leads else place.front
    told = re.sub(r"^(?:tell|show) (?:me|us) ", "", order, flags=re.IGNORECASE) if place.leads else order
    if place.noun and not place.leads:
        return False
    if (is_question(order) and told == order) or order.rstrip().endswith("?") or (with_canvas and _EDITS.match(order)):
        return False
    if place.leads:
        return (
            bool(_DELIVERS.match(order) or _MAKES.match(order))
            or (not with_canvas and _does(order))
            or (place.colon and not with_canvas and _short(order))
        )
    if with_canvas:
        return _sends(order) and place.ends
    return bool(_DELIVERS.match(order)) and place.ends and "," not in order and ":" not in order


def _does(order: str) -> bool:
    """Whether an order begins with a verb of doing: "cancel the trial"."""
    first = order.split(maxsplit=1)[0].lower() if order else ""
    return (first in _VERBS or first in _AFTER_A_TIME) and _short(order)


def _terse(ask: str, timed: Sequence[Said]) -> bool:
    """ "Dentist fri 2pm": a few words, a day and a clear time, and nothing that tells or asks."""
    words = ask.split()
    clear = words[:1] != ["let"] and len(timed) == 1 and bool(timed[0].instruction) and _AN_HOUR.search(ask) is not None
    plain = not re.search(r"[?:\"]", re.sub(r"\d:\d", "", ask)) and not _TOLD.match(ask) and not is_question(ask)
    return clear and plain and len(words) <= MOST_TERSE and _DAY.search(ask) is not None


def _sends(order: str) -> bool:
    return bool(_TO_ME.match(order)) and not is_question(order) and not re.search("[,:?]", order)


def _short(order: str) -> bool:
    one = re.search(r"[.;]\s", order) is None
    return bool(order) and one and len(order.split()) <= MOST_WORDS and not _TOLD.match(order)
