"""Whether days without an hour ask for something then: "send it on Friday" does, "flights on Friday" does not."""

from collections.abc import Sequence

from gesso.schedule.words.lexicon import Unit, word_set
from gesso.schedule.words.phrase import Ask, Clock, Delay, Elapsed, Often, Phrase, Repeat, Skip, Window, Words

# Verbs whose work is a text or an answer now: a day beside them is part of it, unless an hour or a rule is said.
_NOW = word_set("""
    add analyse analyze build calculate change clean close compare compile compose continue convert correct count
    create cut delete describe draft explain export extract fill find finish fix gather generate get give have help
    highlight learn let list look make mark merge move open order outline plan plot prepare produce propose put rank
    rate recommend record remove rename replace report rewrite save search set share show shorten sort submit
    suggest surprise swap switch tidy track translate turn update view write
    ermittle erstelle erstellen empfiehl erzähl erzähle fasse formuliere leg lege lies liste lösche mach mache nenne
    notiere plane putz recherchiere räum schreib schreibe schreiben speichere stell stelle such suche suchen
    übersetze vergleiche verfasse vorschlagen zeig zeige zeigen zusammenfassen
""")
_DAYS_ONLY = ("no_such_day", "date_order", "next_weekday", "once_or_always", "conflict", "which_day", "past")
_BEFORE_VERB = word_set("please pls you to bitte du gesso just kindly and then also mir uns")
_DAY_WORDS = ("part", "day", "feast", "weekday", "weekdays", "weekend", "holidays", "unit")


def hourly(u: Words, p: Phrase) -> bool:
    """Whether the phrase says when by itself: an hour, a rule, a step, a delay, or words that must be asked about."""
    if any(p.of(k) for k in (Clock, Elapsed, Delay, Often, Skip)):
        return True
    if p.of(Window):
        return False
    if any(isinstance(v, Repeat) and not v.soft for v in p.values):
        return True
    noun = u.kind(p.first) == "vague" and u[p.first].name == "noun"
    return any(isinstance(v, Ask) and v.key not in _DAYS_ONLY for v in p.values) and not noun


def delivers(u: Words, first: int, last: int, covered: set[int]) -> bool:
    """Whether units `first` to `last` ask for something that is done on a day: to send, to call, to water."""
    begun = False
    for i in range(first, last):
        if i in covered or u.kind(i) in ("sign", "and", "then", "line", "correct"):
            begun = begun and u.kind(i) not in ("sign", "and", "then", "line") and i not in covered
            continue
        begins = not begun or u[i - 1].text in _BEFORE_VERB or u.moment.lexicon.language == "de"
        if begins and u[i].text in u.moment.lexicon.verbs and u[i].text not in _NOW:
            return True
        begun = True
    return False


def day_words(units: Sequence[Unit]) -> bool:
    return all(x.kind in _DAY_WORDS for x in units)
