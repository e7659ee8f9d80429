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
from gesso.schedule.schedule import Calendar, Interval, Once
from gesso.schedule.words import Said, Understanding, understand
from gesso.schedule.words.context import only_changes

MAX_CHARS = 700  # what is to be done later is said shortly
NOWHERE = "UTC"  # stands in while it is only asked whether a message schedules, not when

_NO_QUESTION = r"(?!\s+(?:what|who|how|why|where|which|if|whether)\b)"
_REMINDS = re.compile(
    rf"^(?:remind|nudge|ping|alert|wake|buzz|notify)\s+(?:me|us)\b{_NO_QUESTION}|"
    r"^don'?t let (?:me|us) forget\b|"
    r"\b(?:please|and|then|also|could you|can you|to) (?:remind|nudge|ping|alert|wake|notify) (?:me|us)\b|"
    rf"\b(?:remind|wake|nudge) (?:me|us)\b{_NO_QUESTION}|\bneed (?:the|a) (?:nudge|reminder|alarm)\b|"
    r"^(?:set|add|create|make|put|i need|i want|i'd like|give me)\b[^.?!]{0,20}\b(?:reminder|alarm)\b|"
    r"^(?:new |quick )?(?:reminders?|alarm)\b(?! (?:email|e-mail|mail|letter|text|note|poster|sign|card)\b)|"
    r"\breminder please\b|\b(?:erinner\w*|weck\w*) (?:mich|uns)\b|"
    r"\b(?:mich|uns) (?:\S+ ){0,8}(?:erinner\w*|weck\w*)|"
    r"^(?:stell\w*|mach\w*|setz\w*)\b[^.?!]{0,20}\b(?:erinnerung|wecker)\b|"
    r"\ban (?:\S+ ){0,6}(?:erinnern|denken)\W*$|\berinner(?:n|e|ung)\W*$|"
    r"\bkeep (?:me|us) (?:posted|updated|informed)\b|\bhalte? mich auf dem laufenden\b",
    re.IGNORECASE,
)
_ENGLISH_DAYS = "(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_GERMAN_DAYS = "(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)"
_REPEATS = re.compile(
    r"\b(?:every|each|daily|weekly|monthly|hourly|yearly|annually|nightly|fortnightly|weekdays|weekends|biweekly|"
    rf"(?:once|twice|\w+ times) (?:a|per|every) (?:day|week|month|hour|year)|{_ENGLISH_DAYS}s|"
    r"mornings|evenings|nights|afternoons|jede[nrsm]?|täglich|wöchentlich|monatlich|stündlich|jährlich|alle|"
    rf"{_GERMAN_DAYS}s|(?:morgen|abend|werktag|mittag|nacht|vormittag|nachmittag)s|wochentags|an werktagen|"
    r"the (?:first|second|third|fourth|last|\d+(?:st|nd|rd|th))\b.{0,30}\bof (?:the|each|every|a) month|"
    r"on the (?:\d+(?:st|nd|rd|th)|first|last)\b)",
    re.IGNORECASE,
)
_LEADS = re.compile(_REPEATS.pattern, re.IGNORECASE)  # tried at the beginning
# Something is handed over when it is due: the verb asks for it then, not for a text about then.
_DELIVERS = re.compile(
    r"^(?:send|tell|give|text|message|mail|email|e-mail|ping|notify|show|read|check|look|search|find|watch|monitor|"
    r"fetch|get|pull|summari[sz]e|sum up|review|go through|collect|list|report|brief|quiz|ask|test|wish|update|append|"
    r"continue|suggest|recommend|post|tidy|proofread|back up|run|do|start|stop|call|let (?:me|us) know|keep|count|"
    r"compare|track|scan|sort|bring|pick|choose|deliver|teach|surprise|motivate|encourage|say|"
    r"schick|sende|sag|gib|nenn|zeig|lies|prüf|schau|such|fass|erstell|aktualisier|mail|frag|bring|mach|lass|hol|"
    r"berichte|liste|ergänz|setz|führ|informier|benachrichtig|stell|wünsch)\w*\b",
    re.IGNORECASE,
)
_MAKES = re.compile(
    r"^(?:write|draft|compose|create|generate|prepare|make|build|design|produce|put together|plan|add|translate|"
    r"schreib|verfass|entwirf|bereite)\w*\b",
    re.IGNORECASE,
)
_PROGRAM = re.compile(
    r"\b(?:scripts?|cron\w*|function|program|app|code|regex|python|bash|javascript|timetable|calendar entry|countdown|"
    r"itinerary|spreadsheet|template|vorlage|skript|programm)\b",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"^(?:i|i'm|i've|my|our|we|we've|he|she|they|his|her|their|it|it's|the|this|these|there|our|someone|everyone|"
    r"nobody|ich|wir|mein\w*|unser\w*|er|sie|es|der|die|das)\b"
    r"(?! (?:want|need|would like|'d like|wish|möchte|will|brauche))",
    re.IGNORECASE,
)
_WANTS = re.compile(
    r"^(?:i(?:'d| would)? (?:want|need|like|love)|we (?:want|need|would like)|"
    r"ich (?:möchte|will|hätte gern\w*|brauche))\b",
    re.IGNORECASE,
)
_CLOCK = r"(?:\d{1,2}(?:[:.]\d{2})?(?: ?[ap]\.?m\.?)?(?: uhr)?|noon|midnight|midday|mittag)"
_NUMBER = (
    "(?:an?|one|half|two|three|four|five|six|ten|twenty|fifteen|thirty|few|einer?|halben|zwei|drei|fünf|zehn|\\d+)"
)
_SPAN = (
    rf"(?:in |a couple of )?{_NUMBER}(?: {_NUMBER}| of)*"
    r" (?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?|minuten?|stunden?|tage?n?|wochen?)(?: from now)?"
)
_DAY = (
    r"(?:(?:on |this |next |the |am |diesen |nächsten |kommenden )*"
    rf"(?:today|tonight|tomorrow|{_ENGLISH_DAYS}|heute|morgen|übermorgen|{_GERMAN_DAYS}|"
    r"\d{1,2}(?:st|nd|rd|th|\.)?(?: of)? \w{3,9}|\w{3,9} \d{1,2}(?:st|nd|rd|th)?)"
    r"(?: (?:morning|evening|night|afternoon|früh|abend|nachmittag|vormittag|mittag))?)"
)
_WHEN = rf"(?:(?:(?:at|um|gegen) )?{_CLOCK}|{_SPAN}|{_DAY})"
_FRONT = re.compile(rf"^{_WHEN}(?:,? {_WHEN})*,?\s+", re.IGNORECASE)
_BACK = re.compile(rf"\s{_WHEN}(?:,? {_WHEN})*(?: please| pls| bitte)?\W*$", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“”„«»»]|^\s*>|```", re.MULTILINE)
_COLON = re.compile(r":\s")

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
        if only_changes(ask, " ".join(earlier), now, place) and (found.tasks or found.question):
            return Scheduling("follows", found)
    found = understand(ask, now, place)
    if found.language == "unknown" or not (found.tasks or found.question):
        return None
    why = _why(ask, found, with_canvas)
    return Scheduling(why, found) if why else None


def _why(ask: str, found: Understanding, with_canvas: bool) -> Why | None:
    said = strip_politeness(ask)
    parts = [strip_politeness(part) for part in re.split(r"(?<=[.!?;])\s+|\n+", ask) if part.strip()]
    if any(_REMINDS.search(part) and not is_question(part) for part in (*parts, said)):
        return "reminder"
    timed = [task for task in found.tasks if task.timetable is not None]
    if not timed and not found.question:
        return None
    orders = any(_DELIVERS.match(strip_politeness(task.instruction)) for task in timed)
    if _QUOTED.search(ask) or (_PROGRAM.search(ask) and not (orders and _LEADS.match(said))):
        return None
    if any(isinstance(task.timetable.schedule, Calendar | Interval) for task in timed if task.timetable):
        return "repeats" if _repeats(ask, said, parts, found) else None
    if not timed:  # a question: only what plainly repeats is worth asking about
        return "repeats" if _REPEATS.search(ask) and _repeats(ask, said, parts, found, sure=True) else None
    return "once" if not with_canvas and any(_once(part, timed[0]) for part in (said, *parts)) else None


def _repeats(ask: str, said: str, parts: Sequence[str], found: Understanding, *, sure: bool = False) -> bool:
    """Whether a rule is what the message asks for, rather than something it tells or a text is to tell."""
    if not _REPEATS.search(ask) or any(is_question(part) or part.rstrip().endswith("?") for part in parts[:1]):
        return False
    first = said
    leads = bool(_LEADS.match(first))
    doing = next((task.instruction for task in found.tasks), "")
    doing = strip_politeness(doing)
    if _TOLD.match(first) and not _WANTS.match(first):
        return False
    if leads:
        return bool(doing) and not _TOLD.match(doing)
    if _DELIVERS.match(doing) or (_WANTS.match(first) and not sure):
        return True
    if _MAKES.match(doing):
        return not _COLON.search(ask) and _at_end(ask, found)
    return not sure and not _COLON.search(ask) and _at_end(ask, found) and len(doing.split()) <= 12


def _once(part: str, task: Said) -> bool:
    """Whether a single time is when this sentence is to be carried out: in front of its order, or after what to send.

    Parties, trains and meetings have times too: a text about them has its time anywhere else.
    """
    if is_question(part) or part.rstrip().endswith("?") or _TOLD.match(part) or task.timetable is None:
        return False
    if not isinstance(task.timetable.schedule, Once) or not task.instruction:
        return False
    front = _FRONT.match(part)
    if front is not None:
        order = strip_politeness(part[front.end() :])
        return bool(_DELIVERS.match(order) or _MAKES.match(order))
    return bool(_DELIVERS.match(part) and _BACK.search(part)) and "," not in part


def _at_end(ask: str, found: Understanding) -> bool:
    """Whether the words of time stand at the end of the message, with nothing but small words after them."""
    ends = [span[1] for task in found.tasks for span in task.spans.values()]
    starts = [span[0] for task in found.tasks for span in task.spans.values()]
    return bool(ends) and (len(ask.rstrip(" .!")) - max(ends) <= 8 or min(starts) <= 8)
