"""Times of day: 19:00, 7 pm, quarter past seven, noon, 8 and 20. Which half of the day a 7 is in is decided later."""

from dataclasses import replace

from gesso.schedule.words.lexicon import word_set
from gesso.schedule.words.phrase import Ask, Clock, Found, Hm, Minute, Part, Window, Words


def clock(u: Words, i: int) -> Found | None:
    """One or several times, with or without "at". A bare number counts only after "at" or before "in the morning"."""
    j = u.past(i, "at", "sharp")
    if u.kind(i) == "for":
        if (
            u[i - 1].text not in _SET_FOR
            or u.kind(i + 1) != "number"
            or u.kind(i + 2) in ("word", "unit", "repeats", "month", "of")
        ):
            return None
        j = i + 1
    led = j > i
    hours = u.kind(j + 2) == "unit" and u[j + 2].name == "hour" and u[j + 1].n > 12  # "at the 20 hours"
    if (
        led
        and u.kind(j) == "the"
        and u.kind(j + 1) == "number"
        and (u.glued(j + 2, ":") or hours or u.kind(j + 2) in ("oclock", "meridiem"))
    ):
        j += 1  # "at the 14:00"
    if u.kind(j) == "the" or (led and u.kind(i) == "sharp"):
        return None
    first = _one(u, j, led)
    if first is None:
        return None
    times, j = [first[0]], _parted(u, first[1])
    times[0] = _in_part_said(u, first, j)
    while True:
        k = u.past(_separator(u, j), "at")
        row = u.kind(j) == "number" and _four(u, j)  # "0900 1500 daily"
        beside = (u.kind(j - 1) == "meridiem" and u.kind(j) == "number") or row  # "8am 8pm"
        item = _one(u, k, True) if k > j or beside else None
        if item and k == j and u.kind(item[1] - 1) != "meridiem" and not row:
            break
        if k == j + 1 and u.kind(j) == "at" and u.kind(j - 1) == "number" and not led:
            break  # "December 14 and 15 at 9 am", "chapter 5 at 8 pm"
        if item is None or u.kind(item[1]) == "repeats" or not _fits_list(u, k, item[1], led):
            break
        j = _parted(u, item[1])
        times.append(_in_part_said(u, item, j))
    j = u.past(j, "sharp")
    spoken = first[1] > i + 1 and _spoken(u, u.past(i, "at")) is not None
    if not (led or spoken or _then_part(u, i, j)) and not any(t.part for t in times) and not _shaped(u, i, j):
        return None
    if _measured(u, j) or (not spoken and not _shaped(u, i, j) and u[i - 1].text in LABELS):
        return None
    said = [t for t in times if t.how == "sure" and t.hour > 12]
    day_clock = len(said) > 1 and not any(u.kind(k) in ("meridiem", "part", "point") for k in range(i, j))
    return (Clock(tuple(times) if day_clock else _shared(tuple(times))),), j


def _then_part(u: Words, i: int, j: int) -> bool:
    """ "8 tonight", "7 tomorrow morning": a figure that opens, and at once the part of a day it is in."""
    if j != i + 1 or not 0 < u[i].n <= 12 or not (i == 0 or u.kind(i - 1) in ("sign", "line", "and", "then")):
        return False
    said = u.kind(j) == "this" or (u.kind(j) in ("day", "weekday") and not u[j].name)
    return (u.kind(j) == "day" and bool(u[j].name)) or (said and u.kind(j + 1) == "part")


def _shaped(u: Words, i: int, j: int) -> bool:
    """Whether one of the figures is written as only a time is: 7:30, 7 pm, 19 Uhr, 18h, 1800 hrs, noon."""
    return any(
        u.kind(k) in ("meridiem", "oclock", "point", "half", "quarter", "threequarter")
        or (u.kind(k) == "unit" and u[k].name in ("letter", "hour"))
        or (
            u.kind(k) == "number"
            and len(u[k].text) == 4
            and (_after_day(u, k) or _zeroed(u, k) or _before_day(u, k) or _four(u, k))
        )
        or (u[k].text == "ish" and u[k].glued)
        or (u.kind(k) == "number" and u.kind(k - 1) in ("part", "day") and u.kind(k + 1) == "number" and k + 2 == j)
        or (u[k].text in (":", ".") and u[k].glued and u[k + 1].glued and u.kind(k + 1) == "number")
        for k in range(i, j)
    )


def _measured(u: Words, j: int) -> bool:
    """Whether what stands before `j` is an amount of something: 7 percent, 20 %, 8 km, 0.07."""
    fraction = u[j].text in ".,/" and u[j].glued and u.kind(j + 1) == "number" and u[j + 1].glued
    bare = u.kind(j - 1) == "number"
    return bare and (fraction or u[j].text in _MEASURES or (u[j].text in "%$€£°" and u.kind(j) == "sign"))


# A number after one of these is a name: line 21, step one.
LABELS = word_set("""
    line lines step steps page pages chapter chapters section sections item items row rows column columns figure
    table version number no room gate platform track question exercise part paragraph level route slide slides
    zeile zeilen schritt seite seiten kapitel abschnitt punkt nummer spalte tabelle raum gleis folie
""")
_MEASURES = word_set("""
    percent per pct degrees degree km kilometres kilometers miles mile mph kmh kg kilos grams gram euros euro dollars
    dollar pounds pound bucks cents cent francs points people persons metres meters litres liters prozent grad
    kilometer kilo gramm punkte punkten leute meter liter franken
""")
_SET_FOR = frozenset(["something", "alarm", "timer", "reminder", "one", "it", "wecker", "erinnerung"])


def _parted(u: Words, j: int) -> int:
    """The place after "in the evening", "at night", "abends" at `j`."""
    if u.kind(j) == "point" and u[j - 1].n in (11, 12, 1, 30) and u.kind(j - 1) == "number":
        return j + 1  # "half past twelve midday", "12 noon"
    if u.kind(j) == "part" and u[j].n == 1:
        return j + 1
    closed = u.kind(j + 1) in ("end", "sign", "line", "every", "on") or u[j + 1].text in u.moment.lexicon.verbs
    if u.kind(j) == "part" and u.kind(j - 1) == "oclock" and closed:
        return j + 1  # "10 o clock morning"
    k = u.past(u.past(j, "in", "at", "on", "of"), "the")
    return k + 1 if k > j and u.kind(k) == "part" and u.kind(k + 1) != "possessive" and u.kind(j) != "the" else j


def _in_part_said(u: Words, item: tuple[Hm, int], j: int) -> Hm:
    return replace(item[0], part=u[j - 1].name or "noon") if j > item[1] else item[0]


def _separator(u: Words, i: int) -> int:
    j = i + 1 if u.sign(i, ",") else i
    return u.past(j, "and")


def _fits_list(u: Words, k: int, end: int, led: bool) -> bool:
    """A bare number goes on a list of times only if no noun of its own follows: "at 8 and 3 quotes" is one time."""
    if u.kind(k) != "number" or end > k + 1:
        return True
    if u.kind(end) == "at" and u.kind(end + 1) in ("number", "point", "half", "quarter"):
        return False  # "1 tablet at 8 am and 2 at 8 pm"
    noun = u.kind(end) in ("unit", "repeats") or (u.kind(end) == "word" and u[end].text not in u.moment.lexicon.verbs)
    return led and not noun and not u.glued(end, "-")


def _one(u: Words, i: int, led: bool) -> tuple[Hm, int] | None:
    if u.kind(i) == "point":
        n = u[i].n
        return Hm(n // 60, n % 60, "sure", u[i].name), i + 1
    return _spoken(u, i) or _figures(u, i, led)


def _spoken(u: Words, i: int) -> tuple[Hm, int] | None:
    """Quarter past seven, ten to eight pm, half past six, and the "half seven" that means two things."""
    j = u.past(i, "a")
    if u.kind(j) == "threequarter" and u.kind(j + 1) == "number" and 1 <= u[j + 1].n <= 12:
        return _half_day(u, u[j + 1].n, -15, j + 2)
    minutes, k = None, j
    if u.kind(j) == "half":
        minutes, k = 30, j + 1
    elif u.kind(j) == "quarter":
        minutes, k = 15, j + 1
    elif u[j].text == "1" and u.glued(j + 1, "/") and u[j + 2].text == "2" and u[j + 2].glued:
        minutes, k = 30, j + 3
    elif u.kind(j) == "number" and 1 <= u[j].n <= 29:
        minutes, k = u[j].n, j + 1
        if u.kind(k) == "unit" and u[k].name == "minute":
            k += 1
    if minutes is None:
        return None
    way = u.kind(k)
    if way in ("past_word", "after", "to", "til") and u.kind(k + 1) == "number" and 1 <= u[k + 1].n <= 24:
        if way in ("to", "til") and u.kind(j) == "number" and u.kind(i - 1) in ("from", "between"):
            return None  # "from 9 to 10 am"
        spoken = u[j].name == "word" and u[j].n % 5 == 0 and u.kind(i - 1) not in ("from", "between")
        if u.kind(j) == "number" and way in ("to", "after", "til") and not (spoken or _end_of_time(u, k + 2)):
            return None
        figures = way == "to" and u[j].name != "word" and k == j + 1 and u.kind(i - 1) != "at"
        if figures and (minutes % 5 or minutes <= 12):
            return None if minutes % 5 else (Hm(0, 0, "ask"), u.past(k + 2, "meridiem"))  # "7 to 8 pm", "5 to 8 pm"
        return _half_day(u, u[k + 1].n, minutes if way in ("past_word", "after") else -minutes, k + 2)
    if way in ("past_word", "to") and u.kind(k + 1) == "point":
        total = (u[k + 1].n + (minutes if way == "past_word" else -minutes)) % 1440
        return Hm(total // 60, total % 60, "sure"), k + 2
    if (
        u.kind(j) == "half"
        and u.kind(k) == "number"
        and 1 <= u[k].n <= 12
        and (not u[k].text.isdigit() or u.kind(i - 1) == "at")
    ):
        if u.moment.lexicon.half_before:
            return _half_day(u, u[k].n, -30, k + 1)
        return Hm(u[k].n, 30, "ask"), u.past(k + 1, "meridiem")
    if u.kind(j) == "half" and u.moment.lexicon.half_before and u.kind(k) == "number" and 1 <= u[k].n <= 12:
        return _half_day(u, u[k].n, -30, k + 1)
    return None


def _end_of_time(u: Words, i: int) -> bool:
    """After "5 to 8": whether this is five minutes to eight (then a half of the day, or a part of it, follows)."""
    fixed = u.kind(i - 4) == "at" and u[i - 3].n in (5, 10, 20, 25) and u.kind(i) in ("every", "weekdays", "in", "on")
    return fixed or u.kind(i) in ("meridiem", "oclock") or (u.kind(i) == "in" and u.kind(i + 2) == "part")


def _half_day(u: Words, hour: int, minutes: int, j: int) -> tuple[Hm, int]:
    j = u.past(j, "oclock")
    if u.kind(j) == "meridiem" and hour <= 12:
        hour = hour % 12 + u[j].n
        total = (hour * 60 + minutes) % 1440
        return Hm(total // 60, total % 60, "sure"), j + 1
    total = (hour * 60 + minutes) % 1440
    how = "sure" if hour > 12 else "bare"
    hour, minute = divmod(total, 60)
    return Hm(hour if hour or how == "sure" else 12, minute, how), j


def _figures(u: Words, i: int, led: bool) -> tuple[Hm, int] | None:
    if u.kind(i) != "number" or (u.kind(i - 1) == "sign" and u[i].glued and u[i - 1].text in "$€£#./:"):
        return None
    if u[i].text in ("one", "eins") and u.kind(i + 1) == "at":
        return None  # "and one at 11:45"
    hour, minute, j, how = u[i].n, 0, i + 1, "bare"
    text = u[i].text
    colon = u.glued(j, ":") or (u.glued(j, ".") and _dot_is_colon(u, j, led))
    if colon and u.kind(j + 1) == "number" and u[j + 1].glued and len(u[j + 1].text) == 2:
        minute, j, how = u[j + 1].n, j + 2, "colon"
        if u.glued(j, ":") and u.kind(j + 1) == "number" and u[j + 1].glued:
            j += 2
    elif text.isdigit() and len(text) in (3, 4) and u.kind(j) in ("meridiem", "oclock"):
        hour, minute, how = int(text[:-2]), int(text[-2:]), "colon"
    elif (
        text.isdigit()
        and len(text) == 4
        and (
            _zeroed(u, i)
            or ((led or _after_day(u, i)) and (text[0] == "0" or _military(u, i)))
            or _hundred(u, i)
            or _before_day(u, i)
            or _four(u, i)
        )
    ):
        hour, minute, how = int(text[:-2]), int(text[-2:]), "colon"
        j = u.past(j, "unit") if u[j].name == "hour" or (u[j].name == "letter" and u[j].glued) else j
    elif u.kind(j) == "unit" and u[j].name == "letter" and u[j].glued:
        j, how = j + 1, "colon"
        if u.kind(j) == "number" and u[j].glued and len(u[j].text) == 2:
            minute, j = u[j].n, j + 1
    elif u.kind(j) == "and" and u.kind(j + 1) == "half" and u.kind(j + 2) not in ("a", "number", "unit", "word"):
        minute, j = 30, j + 2  # "6 and half", as some say
    elif u[j].text in ("oh", "o") and u[j + 1].name == "word" and u[j + 1].n < 10:
        minute, j, how = u[j + 1].n, j + 2, "bare"  # "five oh five"
    elif (
        u.kind(j) == "number"
        and _minutes_word(u, j)
        and (led or u.kind(j + 1) == "meridiem" or u.kind(i - 1) in ("part", "day"))
    ):
        minute, j = u[j].n, j + 1
    return _with_meridiem(u, hour, minute, how, text, j)


def _military(u: Words, i: int) -> bool:
    """At 1900: a time and no amount, when no noun follows."""
    hour, minute = divmod(u[i].n, 100)
    verb = u[i + 1].text in u.moment.lexicon.verbs
    return 13 <= hour <= 23 and minute < 60 and minute % 5 == 0 and (verb or u.kind(i + 1) != "word")


def _after_day(u: Words, i: int) -> bool:
    """Fri 1600, daily 0730; and not what a noun counts: "Friday 1600 steps"."""
    return u.kind(i - 1) in ("weekday", "weekdays", "weekend", "day", "often") and u.kind(i + 1) in ("end", "sign")


def _four(u: Words, i: int) -> bool:
    """0900 1500 daily: several such times in a row, beside a day."""

    def written(k: int) -> bool:
        text = u[k].text
        return u.kind(k) == "number" and len(text) == 4 and text.isdigit() and u[k].n // 100 < 24 and u[k].n % 100 in (
            0, 15, 30, 45)  # fmt: skip

    first = last = i
    while written(u.past(last + 1, "and")) or (u.sign(last + 1, ",") and written(last + 2)):
        last = last + 1 if written(last + 1) else last + 2
    while written(first - 1) or ((u.kind(first - 1) == "and" or u.sign(first - 1, ",")) and written(first - 2)):
        first = first - 1 if written(first - 1) else first - 2
    days = ("weekday", "weekdays", "weekend", "day", "often", "every", "unit")
    closed = u.kind(last + 1) in ("end", "sign") or u[last + 1].text in u.moment.lexicon.verbs
    return written(i) and last > first and (u.kind(last + 1) in days[:-1] or (u.kind(first - 1) in days and closed))


def _before_day(u: Words, i: int) -> bool:
    """ "2100 tonight", "1830 daily": where a request begins."""
    opens = i == 0 or u.kind(i - 1) in ("sign", "line", "and", "then")
    return opens and u.kind(i + 1) in ("weekday", "weekdays", "weekend", "day", "often", "every") and _military(u, i)


def _zeroed(u: Words, i: int) -> bool:
    """0600 beside a day or a zone, or at the beginning."""
    text = u[i].text
    valid = text.isdigit() and len(text) == 4 and text[0] == "0" and int(text[2:]) < 60
    days = ("weekday", "weekdays", "weekend", "day", "often", "unit")
    zoned = u[i + 1].text in ("utc", "gmt", "zulu") or u[i - 1].text in ("me", "us")
    paused = u.sign(i - 1, ",") and u.kind(i - 2) in days
    return valid and (i == 0 or u.kind(i - 1) in days or zoned or paused) and u.kind(i + 1) not in ("unit",)


def _hundred(u: Words, i: int) -> bool:
    """1800 hrs, 1800h: a time and no amount."""
    hour, minute = divmod(u[i].n, 100)
    hours = u[i + 1].text in ("hrs", "hr") or (u[i + 1].name == "letter" and u[i + 1].glued)
    return hour <= 23 and minute < 60 and u.kind(i + 1) == "unit" and hours


def _with_meridiem(u: Words, hour: int, minute: int, how: str, text: str, j: int) -> tuple[Hm, int] | None:
    oclock = u.kind(j) == "oclock"
    if u[j].text == "ish" and u[j].glued and u.kind(j + 1) == "meridiem":
        j += 1  # "9ish pm"
    if oclock:
        j += 1
        if u[j - 1].name == "24" and u.kind(j) == "number" and len(u[j].text) == 2 and u[j].n < 60 and how == "bare":
            minute, j = u[j].n, j + 1  # 19 Uhr 30
        how = "colon" if u[j - 1].name == "24" or u.moment.lexicon.half_before or how == "colon" else "bare"
    if u.kind(j) == "meridiem":
        j += 1
        if not 0 <= hour <= 23 or minute > 59 or (hour > 12 and u[j - 1].name == "am") or (hour == 0 and u[j - 1].n):
            return Hm(0, 0, "ask"), j
        return Hm(hour if hour > 12 else hour % 12 + u[j - 1].n, minute, "sure"), j
    if (how == "bare" and not oclock and hour > 24) or hour < 0:
        return None
    if hour > 23 or minute > 59:
        return Hm(0, 0, "ask"), j
    if hour > 12 or hour == 0 or (text.startswith("0") and text.isdigit()):
        how = "sure"
    if how == "bare" and oclock:
        return Hm(hour, minute, "oclock"), j
    return Hm(hour, minute, how), j


def _dot_is_colon(u: Words, j: int, led: bool) -> bool:
    """Whether 7.30 is a time: after "at", or before am, pm or Uhr. "Version 7.30" is not, nor a date 7.12."""
    if u.kind(j + 1) != "number" or not u[j + 1].glued or len(u[j + 1].text) != 2 or u[j + 1].n > 59:
        return False
    days = ("weekday", "weekdays", "weekend", "day", "every", "often")
    beside = u[j + 1].n % 5 == 0 and (u.kind(j + 2) in days or u.kind(j - 2) in days)  # "10.15 weekdays"
    in_part = u.kind(j + 2) == "in" and u.kind(u.past(j + 3, "the")) == "part"  # "7.30 in the evening"
    return (led or beside or in_part or u.kind(j + 2) in ("meridiem", "oclock")) and not u.glued(j + 2, ".")


def _minutes_word(u: Words, j: int) -> bool:
    """Seven thirty; 7 30 pm."""
    unit = u[j]
    if unit.n not in range(1, 60) or u.kind(j + 1) in ("unit", "repeats", "sign", "ordinal"):
        return False
    return (unit.name == "word" and unit.n % 5 == 0 and unit.n >= 10) or (len(unit.text) == 2 and unit.text.isdigit())


def _shared(times: tuple[Hm, ...]) -> tuple[Hm, ...]:
    """In "7 and 9 pm" and "7 and 9 in the evening" the last words are both's, as long as the times then still go up."""
    last = times[-1]
    if last.part and all(t.how == "bare" and not t.part for t in times[:-1]):
        return tuple(replace(t, part=last.part) if t.hour < last.hour else t for t in times)
    if last.how != "sure" or last.hour < 13:
        return times
    return tuple(
        replace(t, hour=t.hour + 12, how="sure") if t.how == "bare" and not t.part and t.hour < last.hour - 12 else t
        for t in times
    )


def minute(u: Words, i: int) -> Found | None:
    """On the hour; on the half hour; at half past; at quarter past the hour; at 10 past; at :15."""
    j = u.past(i, "at", "on")
    if j == i:
        return None
    k = u.past(j, "the")
    if u.kind(k) == "half" and u[k + 1].name == "hour":
        return (Minute(30),), k + 2
    if k > j and u[k].text == "hour":
        return (Minute(0),), k + 1
    if u.sign(j, ":") and u.kind(j + 1) == "number" and u[j + 1].glued and u[j + 1].n < 60:
        return (Minute(u[j + 1].n),), j + 2
    k = u.past(j, "a")
    n = {"half": 30, "quarter": 15, "number": u[k].n}.get(u.kind(k))
    if n is None or not 0 <= n < 60:
        return None
    k = k + 2 if u[k + 1].name == "minute" else k + 1
    way = u.kind(k)
    the_hour = u.kind(k + 1) == "the" and u[k + 2].text == "hour"
    if way not in ("past_word", "after", "to") or not (the_hour or (way == "past_word" and u.kind(k + 1) != "number")):
        return None
    return (Minute((n if way != "to" else 60 - n) % 60),), k + 3 if the_hour else k + 1


def this_time(u: Words, i: int) -> Found | None:
    """At this time tomorrow; tomorrow, this time."""
    j = u.past(i, "at")
    day = u.kind(i - 1) in ("day", "weekday") or u.kind(j + 2) in ("day", "weekday")
    if u.kind(j) != "this" or u.kind(j + 1) != "time" or not day:
        return None
    now = u.moment.local
    return (Clock((Hm(now.hour, now.minute, "sure"),)),), j + 2


def part(u: Words, i: int) -> Found | None:
    """In the morning, at night."""
    j = u.past(i, "in", "at", "during", "on")
    j = u.past(j, "the")
    if u.kind(j) == "part" and ((j > i and u.kind(i) != "the") or u[j].n == 1) and u.kind(j + 1) != "possessive":
        return (Part(u[j].name),), j + 1
    opens = i == 0 or u.kind(i - 1) in ("line", "and", "then") or u.sign(i - 1, ",") or u[i - 1].text == "me"
    if j == i and u.kind(i) == "part" and opens and (found := clock(u, i + 1)):
        last = found[0][0]
        if isinstance(last, Clock) and len(last.times) == 1 and not last.times[0].part:
            return (Part(u[i].name),), i + 1  # "arvo 4pm"
    return None


def window(u: Words, i: int) -> Found | None:
    """Between 9 and 5; from 9:00 to 17:00; 9-17; during office hours asks."""
    led = u.kind(i) in ("between", "from")
    j = i + 1 if led else i
    j = u.past(j, "at")
    first = _one(u, j, True)
    if first is None:
        return None
    j = _parted(u, first[1])
    first = (_in_part_said(u, first, j), j)
    joined = u.kind(j) in (("and",) if u.kind(i) == "between" else ("to", "until")) or (u.sign(j, "-"))
    last = _one(u, u.past(j + 1, "at"), True) if joined else None
    if last is not None:
        end = _parted(u, last[1])
        last = (_in_part_said(u, last, end), end)
    if last is None or u.kind(last[1]) in ("unit", "month", "repeats", "ordinal") or u.sign(last[1], "/"):
        return None
    if not led and first[0].how == "bare" and last[0].how == "bare" and not _stepped(u, last[1]):
        return None
    a, b = first[0], last[0]
    if a.how == "bare" and b.how == "sure" and a.hour < b.hour < 12 and u[last[1] - 1].kind == "meridiem":
        a = replace(a, how="sure")  # "between 9 and 10 am"
    if a.how == "bare" and b.how == "sure" and b.hour >= 12 and u[last[1] - 1].kind == "meridiem":
        a = replace(a, how="either")
    return (Window(a, b),), last[1]


def _stepped(u: Words, end: int) -> bool:
    """Whether "9-5" before `end` can only be when something is done again and again: "9-5 every hour"."""
    noun = u.kind(end) == "word" and u[end].text not in u.moment.lexicon.verbs
    steps = any(
        x.kind == "every" and any(u[n + k].name in ("minute", "hour") and u.kind(n + k) == "unit" for k in (1, 2))
        for n, x in enumerate(u.units[:200])
    )
    return not noun and (steps or any(x.kind == "often" and x.name == "hour" for x in u.units[:200]))


def settle(hm: Hm, part_name: str, day_clock: bool) -> Hm | Ask:
    """The time with its half of the day settled, or the question which one it is.

    `part_name` is a part of the day said with it; `day_clock`: other times of the text are on the 24-hour clock.
    """
    name = hm.part or part_name
    if hm.how == "ask":
        return Ask("half" if hm.minute == 30 else "no_time")
    if hm.how == "sure":
        return hm if not name or _agrees(hm, name) else Ask("part_conflict")
    if name:
        return _in_part(hm, name)
    if hm.how == "colon" and (hm.hour >= 6 or day_clock):
        return replace(hm, how="sure")
    if hm.how == "bare" and day_clock:
        return replace(hm, how="sure")
    return Ask("half_day")


_SPAN = {"morning": (0, 12), "afternoon": (12, 18), "evening": (16, 24), "night": (18, 30), "tonight": (16, 30),
         "noon": (11, 14), "midnight": (0, 1)}  # fmt: skip


def _agrees(hm: Hm, name: str) -> bool:
    low, high = _SPAN.get(name, (0, 30))
    return low <= hm.hour < high or low <= hm.hour + 24 < high


def _in_part(hm: Hm, name: str) -> Hm | Ask:
    hour = hm.hour
    if name == "morning":
        fits = 1 <= hour <= 11
        settled = hour
    elif name == "afternoon":
        fits = hour == 12 or 1 <= hour <= 6
        settled = hour % 12 + 12
    elif name == "evening":
        fits, settled = 4 <= hour <= 11, hour + 12
    elif name == "noon":
        fits, settled = hour in (11, 12, 1, 2), hour if hour > 10 else hour + 12
    elif name == "midnight":
        fits, settled = hour == 12, 0
    elif name == "tonight":
        fits, settled = 5 <= hour <= 11, hour + 12
    elif name == "night":
        fits, settled = 6 <= hour <= 11 or 1 <= hour <= 4, hour + 12 if hour >= 6 else hour
    else:
        return Ask("half_day")
    return replace(hm, hour=settled, how="sure") if fits else Ask("half_day")
