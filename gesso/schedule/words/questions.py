"""The questions, in the languages the grammar reads. A question names what it is about and what would do."""

QUESTIONS: dict[str, dict[str, str]] = {
    "half_day": {"en": "“{words}”: in the morning or in the evening? Please say am or pm, or 24 hours.",
                 "de": "„{words}“: morgens oder abends?"},
    "half": {"en": "“{words}” means half past to some people and half an hour earlier to others. Which time is it?",
             "de": "Welche Uhrzeit ist mit „{words}“ gemeint?"},
    "no_time": {"en": "“{words}” is not a time of day. Which time is meant?",
                "de": "„{words}“ ist keine Uhrzeit. Welche ist gemeint?"},
    "part_conflict": {"en": "“{words}” is not at that part of the day. Which of the two is right?",
                      "de": "„{words}“ passt nicht zur Tageszeit. Was stimmt?"},
    "what_time": {"en": "At what time{of}?", "de": "Um wie viel Uhr{of}?"},
    "which_day": {"en": "On which day ({words})?", "de": "An welchem Tag ({words})?"},
    "vague": {"en": "When exactly is “{words}”? Please give a day and a time.",
              "de": "Wann genau ist „{words}“? Bitte Tag und Uhrzeit nennen."},
    "uncovered": {"en": "What does “{words}” mean for when this is done?",
                  "de": "Was bedeutet „{words}“ dafür, wann es geschehen soll?"},
    "past": {"en": "“{words}” is {date}, which has passed. Which date or time is meant?",
             "de": "„{words}“ ist {date} und schon vorbei. Wann ist gemeint?"},
    "no_such_day": {"en": "There is no {words}. Which date is meant?",
                    "de": "Den Tag „{words}“ gibt es nicht. Welcher ist gemeint?"},
    "date_order": {"en": "“{words}”: is the day or the month first? Please name the month.",
                   "de": "„{words}“: Was ist der Tag, was der Monat?"},
    "next_weekday": {"en": "“{words}”: {first} or {second}?", "de": "„{words}“: {first} oder {second}?"},
    "leap_day": {"en": "“{words}”: only in leap years, or on 28 February in the others?",
                 "de": "„{words}“: nur in Schaltjahren, oder sonst am 28. Februar?"},
    "once_or_always": {"en": "“{words}”: every time, or only the next?",
                       "de": "„{words}“: jedes Mal oder nur das nächste?"},
    "every_second": {"en": "“{words}”: every other one, or the second of each month?",
                     "de": "„{words}“: jeder zweite, oder der zweite im Monat?"},
    "conflict": {"en": "Two things are said about when: {words}. Which one holds?",
                 "de": "Zweierlei ist gesagt: {words}. Was gilt?"},
    "holidays": {"en": "There is no calendar of holidays here: which dates are to be left out?",
                 "de": "Einen Feiertagskalender gibt es hier nicht: Welche Tage fallen aus?"},
    "often": {"en": "“{words}”: on which days, and at what time?",
              "de": "„{words}“: an welchen Tagen und um wie viel Uhr?"},
    "times_a_day": {"en": "“{words}”: at which times?", "de": "„{words}“: zu welchen Uhrzeiten?"},
    "zone": {"en": "“{words}”: which place’s time is that? Please name a city.",
             "de": "„{words}“: Die Zeit welcher Stadt ist gemeint?"},
    "place_or_zone": {"en": "“{words}”: by the clock there, or by yours?",
                      "de": "„{words}“: nach der Uhr dort oder nach deiner?"},
    "remind_when": {"en": "When should that be?", "de": "Wann soll das sein?"},
    "now_or_then": {"en": "“{words}”: should it be done then, or is it part of what is asked?",
                    "de": "„{words}“: Soll es dann geschehen, oder gehört es zum Auftrag?"},
    "until_past": {"en": "Nothing would ever be due: “{words}” ends before it begins. Until when?",
                   "de": "Es wäre nie fällig: „{words}“ endet vor dem Anfang. Bis wann?"},
    "cannot": {"en": "“{words}” cannot be put into one schedule. How else could it be said?",
               "de": "„{words}“ lässt sich nicht als ein Plan ausdrücken. Wie lässt es sich anders sagen?"},
    "midnight": {"en": "“{words}”: midnight at the beginning of that day, or at its end?",
                 "de": "„{words}“: Mitternacht am Anfang oder am Ende des Tages?"},
    "gap": {"en": "“{words}”: there is no such time that day, as the clocks change. Which time is meant?",
            "de": "„{words}“: Die Uhrzeit gibt es an dem Tag nicht. Welche ist gemeint?"},
    "amend": {"en": "What should change: the time, the days, or the end?",
              "de": "Was soll sich ändern: die Uhrzeit, die Tage oder das Ende?"},
    "spread": {"en": "“{words}”: does it hold for both?", "de": "Gilt „{words}“ für beides?"},
    "language": {"en": "Times are understood in English and in German so far. When is it to be, in one of them?"},
    "long": {"en": "This is long, and speaks of times. When should it be done? Please say it in a sentence of its own.",
             "de": "Das ist lang und handelt von Zeiten. Wann soll es geschehen? Bitte in einem eigenen Satz."},
    "what": {"en": "What should be done then?", "de": "Was soll dann geschehen?"},
}  # fmt: skip


def question(key: str, language: str, **words: str) -> str:
    """The question `key` in `language`, with what it is about filled in."""
    texts = QUESTIONS[key]
    return texts.get(language, texts["en"]).format_map(_Blank(words))


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""
