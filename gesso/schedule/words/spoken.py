"""Whether all that a timetable has is said: its hours, minutes, days, steps and ends. The other half of `witness.py`.

Dumb on purpose: words are looked for, wherever they stand in what was heard. Words that it does not know (a feast, a
misspelt day) make it silent about the day, never about the hour.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from gesso.schedule.schedule import Calendar, Interval, Once, Timetable
from gesso.schedule.words.atoms import Atom
from gesso.schedule.zone import zone as zone_of

_LATER = re.compile(
    r"\d\s?p\b|p\.?\s?m\b|after ?noon|arvo|evening|night|nite|noon|midday|lunch|abend|nachmittag|nacht|mittag|spät|"
    r"bed|uhr|hrs?\b|\d ?h\b|dinner|passed"
)
_EARLIER = re.compile(
    r"\d\s?a\b|a\.?\s?m\b|morn|früh|vormittag|night|nacht|noon|midday|mittag|uhr|hrs?\b|\d ?h\b|\b0\d|:|\.\d|24-hour|"
    r"wake|weck|breakfast|frühstück|o'?clock|morgen"
)
_AGAIN = re.compile(
    r"\b(?:ev\w?|q|ea|each|eve?r\w*|all|any|other|per|times?|mal|jeweils|jede\w*|alle\w?|an|and|always|immer|then|tgl)\b|"
    r"\d ?x|ly\b|lich\b|day in|for\b|until|till?\b|bis\b|through|thru|\bto\b|-|–|lang\b|\bvon\b|between|next|nächsten|"
    r"(?:day|morning|evening|night|noon|end|mon|tue|wed|thu|fri|sat|sun)s\b|(?:tag|woch|gen|abend|nacht|mittag)s\b|"
    r"a day|mwf|tth|/|im monat|im jahr|die woche|am tag|of (?:the|a|each) month|monats|twice|once|[&+,]"
)
_STEPPED = re.compile(
    r"other|alternat|second|2nd|fortnight|biweek|zweite|third|dritte|half-?year|quarter|quartal|halbjähr|vierteljähr|"
    r"vierzehn|couple|(?:\d+|two|three|four|five|six|seven|ten|zwei|drei|vier|fünf|sechs|sieben|acht|"
    r"zehn)(?:th|rd|\.)?[ -]?"
    r"(?:day|we+k|wk|month|year|d\b|w\b|tag|tägig|tägl|täg|woch|wöch|monat|jahr|mon|tue|wed|thu|fri|sat|sun|work|business)"
)
_EVERY_STEP = re.compile(
    r"\b(?:every|each|evry|ev) ?(?:other|alternate|second|third|2nd|3rd|two|three|four|2|3|4|fortnight)\b"
    r"(?! (?:hours?|hrs?|min\w*|minutes?|times?|\w+ of (?:the|each|every) month))|\bfortnightly\b|every-other|"
    r"\b(?:alle (?:zwei|drei|vier|2|3|4) (?:tage|wochen|monate)|jede\w? (?:zweite|dritte)\w? (?!.*(?:im|des) monat))"
)
_ENDS = re.compile(
    r"until|till?\b|bis\b|through|thru|\bfor\b|times|\bmal\b|next|nächste|\bto\b|-|–|lang\b|only|today|tonight|tomorrow|"
    r"heute|morgen|this|diese|between|end|once|twice|und|and|,|\bx\b|\dx|during|on\b|again|in a row|"
    r"running|straight|nacheinander"
)
_AMOUNT = re.compile(
    r"\b(?:min(?:ute|uten)?s?|mins?|hours?|hrs?|stunden?|\w*viertelstunde|before|beforehand|earlier|early|ahead|prior|vor|"
    r"vorher|davor|vortag|vorabend|früher|later|from now|that|this time|then|dann|same|those|in advance)\b|\dh|\d ?m\b"
)
_BOUND = re.compile(
    r"\b(?:until|till?|through|\d+ times|lang|for (?:the (?:next|coming) )?"
    r"(?:\d+|a|one|two|three|four|five|six|seven|ten) (?:day|week|month|night|morning|evening)s?)\b"
)
_HOUR_NOT_DAY = re.compile(
    r" (?:mon|tue|wed|thu|fri|sat|sun|noon|midn|\d+(?!\d|st|nd|rd|th|[./-]\d| ?(?:of )?"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)))"
)
_DAILY = re.compile(r"\bdaily|every ?day\b|each day\b|täglich|jeden tag\b|all days|tgl|nightly")
_MONTHLY = re.compile(r"month|monat|quart|ultimo|jahr|year|semi|\bof\b|each|every|\d(?:st|nd|rd|th)|mnth")
_WEEKDAYS = re.compile(r"\b(?:week|wk|work|business|trading|working)[ -]?days?\b|werktag|wochentag|arbeitstag")
_OUT = re.compile(
    r"\b(?:not|don't|never|exc?ept|but|bar|off|apart|other than|without|left out|free|no|minus|unless|besides|außer|"
    r"ausser|nicht|ohne|frei|abgesehen|statt|aside|nie)\b|\b(?:exclu|excl|skip|leav|drop|omit|ausgenommen|kein)"
)
_FAR = re.compile(
    r"next|week|month|year|from|after|later|before|first|last|second|third|fourth|nth|end|begin|start|\bin\b|"
    r"\d(?:st|nd|rd|th)|of\b|woche|monat|jahr|nächste|letzte|erste|zweite|dritte|ende|anfang|ab\b|nach|vor|hence|day|tag"
)


@dataclass(frozen=True)
class Spoken:
    """What was heard: its words of time, as one text in lower case with the assumptions behind, and as atoms."""

    text: str
    atoms: Sequence[Atom]
    unsure: bool  # a misspelt word is among them
    around: str = ""  # all that was heard, of other tasks, too

    def numbers(self) -> set[float]:
        found = {a.n for a in self.atoms if a.kind in ("number", "hour")} | set(
            map(float, re.findall(r"\d+", self.text))
        )
        return found | ({1.0} if re.search(r"\b(?:one|eins?|ein|first|erste\w?|1st)\b", self.text) else set())

    def weekdays(self) -> set[float]:
        return {a.n for a in self.atoms if a.kind == "weekday"}


def unsaid(timetable: Timetable, said: Spoken, now: datetime) -> str | None:
    """What of the timetable no word says: hour, day, rule, step or end; None when all is said."""
    schedule = timetable.schedule
    if isinstance(schedule, Interval):
        return _interval(schedule, said)
    local = now.astimezone(zone_of(timetable.zone)).replace(tzinfo=None)
    times = (schedule.at.time(),) if isinstance(schedule, Once) else schedule.times
    stepped = len(times) > 2 and re.search(r"every|each|hourly|jede|alle|stündlich", said.text)
    checked = (times[0], times[-1]) if stepped else times
    if not _elapsed(said) and not all(_hour_said(t, said, times) for t in checked):
        return "hour"
    if isinstance(schedule, Once):
        return None if _date_said(schedule.at, said, local) else "day"
    rule = _days_said if schedule.freq == "weekly" else _dates_said
    checks: tuple[tuple[str, Callable[[Calendar, Spoken], bool]], ...] = (
        ("rule", _rule_said), ("days", rule), ("step", _step_said), ("end", _end_said),
    )  # fmt: skip
    return next((name for name, check in checks if not check(schedule, said)), None)


def _elapsed(said: Spoken) -> bool:
    """Whether an amount of hours or minutes is said, or a time said elsewhere: then the hour follows from it."""
    return bool(_AMOUNT.search(said.text))


def _hour_said(t: time, said: Spoken, times: Sequence[time]) -> bool:
    numbers, text = said.numbers(), said.text
    twelve = (t.hour - 1) % 12 + 1
    whole = {t.hour * 100 + t.minute, twelve * 100 + t.minute} & numbers
    if not t.hour and not whole:
        at_night = re.search(r"midnight|mitternacht|12(?::\d\d)? ?a\.?m|\b0\d?:|\b0 uhr|24", text)
        return bool(at_night) and (not t.minute or _minute_said(t.minute, numbers, text))
    if whole:
        return True
    next_hour = (t.hour + 1) % 24, t.hour % 12 + 1
    straight = t.hour in numbers
    before = (t.minute >= 30 and bool({*next_hour} & numbers)) and bool(
        re.search(r"\bto\b|\bvor\b|halb|dreiviertel|drei viertel|til\b|before|viertel|quarter|half", text)
    )
    if not (straight or twelve in numbers or before):
        return False
    if t.minute and not _minute_said(t.minute, numbers, text):
        return False
    if t.hour >= 12 and not straight and not (before and next_hour[0] in numbers):
        return bool(_LATER.search(f"{text} ; {said.around}"))
    if 1 <= t.hour < 12 and _LATER.search(text) and not _EARLIER.search(text):
        return any(other.hour >= 12 for other in times)
    return True


def _minute_said(minute: int, numbers: set[float], text: str) -> bool:
    if minute in numbers or 60 - minute in numbers:
        return True
    if minute == 30:
        return bool(re.search(r"half|haf|halb|1/2", text))
    if minute in (15, 45):
        return bool(re.search(r"quarter|viertel", text))
    return abs(minute - 30) in numbers and "halb" in text


def _date_said(at: datetime, said: Spoken, now: datetime) -> bool:
    ahead, numbers, text = (at.date() - now.date()).days, said.numbers(), said.text
    if said.unsure or _elapsed(said):
        return True
    if at.day in numbers and ({float(at.month), float(at.year)} & numbers or _months(said) or re.search(
        r"\d(?:st|nd|rd|th)|\b(?:the|am|den|dem) \d|\w+(?:th|st|ten)\b", text)):  # fmt: skip
        return not _months(said) or at.month in _months(said)
    if said.weekdays():
        return at.weekday() in said.weekdays() and (ahead <= 7 or bool(_FAR.search(text)))
    if re.search(r"day after tom|übermorgen|overmorrow|uebermorgen", text):
        return ahead == 2
    if re.search(r"from (?:today|tomorrow)|ab heute|hence|week|fortnight|month|woche|monat", text):
        return ahead > 1
    if re.search(r"tomorrow|tmrw?|tmw|2mor|2day|tomoz|(?<!am )(?<!jeden )\bmorgen\b", text):
        return ahead == 1 or bool(re.search(r"week|passed", text))
    if re.search(r"\btoday|tonight|heute|this (?:morn|after|even|arvo)|2nite", text):
        return ahead <= 1 if "night" in text or "nacht" in text else ahead == 0
    if ahead <= 1:
        return True
    return bool(_FAR.search(text)) or bool(re.search(r"[a-z]{5}", re.sub(r"reminder|remind|o'clock", "", text)))


def _months(said: Spoken) -> set[float]:
    return {a.n for a in said.atoms if a.kind == "month"}


def _rule_said(schedule: Calendar, said: Spoken) -> bool:
    one_day = schedule.until == schedule.start or schedule.count == 1
    return one_day or bool(_AGAIN.search(f"{said.text} ; {said.around}"))


def _days_said(schedule: Calendar, said: Spoken) -> bool:
    """Of a weekly rule: the weekdays that are named, in a range, or what "weekdays" leaves."""
    days, named, text = {d.weekday for d in schedule.days}, said.weekdays(), said.text
    if said.unsure or not days or re.search(r"\b(?:that|those|same)\b", text):
        return True
    ranged = bool(re.search(r"\bto\b|-|–|through|thru|bis|until|till|von|between", text))
    weekends, out = re.search(r"week ?end|wochenende", text), bool(_OUT.search(text))
    left_out = bool(
        re.search(
            rf"(?:{_OUT.pattern})\w*"
            r"\W+(?:\w+ ){0,3}(?:week ?end|wochenende)|(?:week ?ends?|wochenenden?) (?:off|frei)",
            text,
        )
    )
    all_days = set(range(5)) if _WEEKDAYS.search(text) else {5, 6} if weekends and not left_out else set(range(7))
    if out:
        return ranged or all_days - days <= named | ({5, 6} if weekends else set()) or days <= named
    if named:
        return ranged or days <= (named | all_days if len(all_days) < 7 else named)
    return days == all_days or not (_DAILY.search(text) or len(all_days) < 7)


def _dates_said(schedule: Calendar, said: Spoken) -> bool:
    """Of the other rules: no weekday is named that a daily one would drop; the days of a month are said."""
    numbers, text, named = said.numbers(), said.text, said.weekdays()
    if re.search(r"\b(?:that|those|same|before|vorher|davor|earlier|prior)\b", text):
        return True
    if schedule.freq == "daily":
        bounded = schedule.until is not None or schedule.count is not None or schedule.start.weekday() in named
        some = bool(named) or bool(_WEEKDAYS.search(text)) or bool(re.search(r"week ?ends", text))
        return not some or bool(_OUT.search(text)) or bounded or schedule.interval > 1
    if not _MONTHLY.search(text) and not _months(said):
        return schedule.freq == "yearly" or bool(schedule.months)
    last = bool(re.search(r"last|end|letzt|ultimo|ende|final|monthend", text))
    first = bool(re.search(r"first|start|begin|erst|anfang|1", text))
    for day in schedule.monthdays:
        ranged = bool(re.search(r"-|–|to\b|bis", text))
        if not (day in numbers or (day < 0 and last) or (day == 1 and first) or ranged or day > 28):
            return bool(
                re.search(
                    r"christmas|xmas|eve\b|new year|hallow|valentin|weihnacht|silvester|neujahr|heilig|nikolaus|boxing",
                    text,
                )
            )
    return all(abs(d.nth) in numbers or (d.nth < 0 and last) or (d.nth == 1 and first) for d in schedule.days if d.nth)


def _step_said(schedule: Calendar, said: Spoken) -> bool:
    if schedule.interval > 1:
        return bool(_STEPPED.search(said.text))
    return not _EVERY_STEP.search(said.text) or schedule.freq in ("monthly", "yearly")


def _end_said(schedule: Calendar, said: Spoken) -> bool:
    ends = schedule.until is not None or schedule.count is not None
    bound = _BOUND.search(said.text)
    if bound and not ends:
        return bool(_HOUR_NOT_DAY.match(said.text[bound.end() :]))
    return not ends or bool(_ENDS.search(said.text))


def _interval(schedule: Interval, said: Spoken) -> str | None:
    if schedule.between is None and re.search(r"between|zwischen|work(?:ing)? hours", said.text):
        return "window"
    if not schedule.weekdays and said.weekdays() and schedule.until is None and not _OUT.search(said.text):
        return "days"
    minutes, numbers = schedule.every_s / 60, said.numbers()
    steps = {minutes, minutes / 60, minutes / 1440, minutes / 15, round(minutes / 60 - 0.5, 2)}
    plain = re.search(
        r"hourly|every hour|each hour|stündlich|jede stunde|half|halb|quarter|viertel|\bhour\b", said.text
    )
    return None if steps & numbers or (plain and minutes <= 90) or minutes == 1 else "step"
