"""The words of time in a text for `witness.py`: looked up one by one, without the grammar and without its lexicons."""

import re
from dataclasses import dataclass

from gesso.schedule.words.tokens import tokenize

Span = tuple[int, int]


@dataclass(frozen=True)
class Atom:
    """A word of time, or one that bounds a schedule. `kind` is a row of `_ROWS`, `number`, or `word` for all others.

    `n`: of a number its value; 0 for Monday; 1 for January; the hour of `hour`; 0 or 12 for `half` and `part`.
    """

    kind: str
    start: int
    end: int
    text: str
    n: float = 0


_ROWS = """
weekday 0: monday mondays mon mons montag montags montagen
weekday 1: tuesday tuesdays tue tues dienstag dienstags dienstagen
weekday 2: wednesday wednesdays wed weds mittwoch mittwochs mittwochen
weekday 3: thursday thursdays thu thur thurs donnerstag donnerstags donnerstagen
weekday 4: friday fridays fri freitag freitags freitagen
weekday 5: saturday saturdays sat samstag samstags sonnabend sonnabends samstagen
weekday 6: sunday sundays sun sonntag sonntags sonntagen
month 1: january jan januar jänner
month 2: february feb februar
month 3: march mar märz maerz
month 4: april apr
month 5: may mai
month 6: june jun juni
month 7: july jul juli
month 8: august aug
month 9: september sep sept
month 10: october oct oktober okt
month 11: november nov
month 12: december dec dezember dez
number 0: zero null
number 2: two zwei second zweite zweiten zweiter
number 3: three drei third dritte dritten dritter
number 4: four vier fourth vierte vierten
number 5: five fünf fifth fünfte fünften
number 6: six sechs sixth
number 7: seven sieben seventh
number 8: eight acht eighth
number 9: nine neun ninth
number 10: ten zehn tenth
number 11: eleven elf
number 12: twelve zwölf
number 13: thirteen dreizehn
number 14: fourteen vierzehn
number 15: fifteen fünfzehn fifteenth
number 16: sixteen sechzehn
number 17: seventeen siebzehn
number 18: eighteen achtzehn
number 19: nineteen neunzehn
number 20: twenty zwanzig
number 30: thirty dreißig
number 40: forty vierzig
number 45: fünfundvierzig
number 50: fifty fünfzig
number 60: sixty sechzig
number 90: ninety neunzig
half 0: am
half 12: pm
hour 0: midnight mitternacht
hour 12: noon noonish noontime midday mittag mittags
day 0: today tonight tomorrow tmrw tmr overmorrow heute übermorgen
part 0: morning mornings forenoon vormittag vormittags früh morgens
part 12: arvo nite nites afternoon afternoons evening evenings night nights nachmittag nachmittags abend abends nacht
    nachts
often 0: every each everyday daily nightly hourly weekly fortnightly biweekly monthly quarterly yearly annually weekday
    weekdays workday workdays workdays weekends per mwf tth twice thrice alternate jede jeden jeder jedes jedem
    alle jeweils täglich taeglich tgl stündlich wöchentlich monatlich jährlich vierteljährlich quartalsweise werktags
    werktag werktagen wochentags wochenenden zweimal dreimal
bound 0: until till til through thru starting commencing otherwise instead bis solange sofern ansonsten
    stattdessen sometime whenever irgendwann
out 0: unless except excepting excluding excl skip skipping minus außer ausser ausgenommen ohne
fraction 0: half halb quarter viertel dreiviertel
zone 0: time zeit utc gmt zulu z est edt cst cdt mst mdt pst pdt cet cest mez mesz eet ist bst jst aest
unit 0: minute minutes min mins hour hours hr hrs day days week weeks month months year years minuten stunde stunden tag
    tage tagen woche wochen monat monate monaten jahr jahre jahren weekend wochenende
"""
_KNOWN: dict[str, tuple[str, float]] = {}
for _row in _ROWS.strip().replace("\n   ", "").split("\n"):
    _head, _, _words = _row.partition(": ")
    _KNOWN |= {word: (_head.split()[0], float(_head.split()[1])) for word in _words.split()}
_KNOWN |= {
    f"{day}{part}{plural}": _KNOWN[day]
    for day in ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")
    for part in ("früh", "morgen", "vormittag", "mittag", "nachmittag", "abend", "nacht")
    for plural in ("", "s")
}
_PIECE = re.compile(
    r"\b[ap]\.\s?m\b\.?|(?<=\d)[ap]\b|(?<![\w.,:/])\d+[.,]5(?![\w:]|[.,/]\d)|\d+|[^\W\d_]+(?:['’][^\W\d_]+)?"
)
_TENS = frozenset([20, 30, 40, 50])
_NEGATIONS = frozenset(["not", "never", "no", "nicht", "nie", "kein", "keine", "keinen", "don't", "nor"])


def atoms(text: str) -> list[Atom]:
    """Every word and figure in `text`, in order, those in quotes, addresses and names of files left out."""
    hidden = hidden_in(text)
    found: list[Atom] = []
    for match in _PIECE.finditer(text):
        said, place = match.group().lower(), match.span()
        if any(a <= place[0] < b for a, b in hidden):
            continue
        if said[0].isdigit():
            n = float(said.replace(",", ".")) if len(said) < 9 else -1.0
            found.append(Atom("number", *place, said, n))
        elif said[1:2] == "." or (said in ("a", "p") and text[place[0] - 1].isdigit()):
            found.append(Atom("half", *place, said, 12 if said[0] == "p" else 0))
        else:
            kind, n = _KNOWN.get(said, ("not" if said in _NEGATIONS else "word", 0.0))
            last = found[-1] if found else None
            if last and kind == last.kind == "number" and last.n in _TENS and 0 < n < 10 and place[0] - last.end == 1:
                found[-1] = Atom("number", last.start, place[1], f"{last.text} {said}", last.n + n)  # twenty five
            else:
                found.append(Atom(kind, *place, said, n))
    return found


def hidden_in(text: str) -> list[Span]:
    """The places of what is quoted or is an address, and of lines of an answered mail."""
    found = [(t.start, t.end) for t in tokenize(text) if t.kind == "opaque"]
    return found + [m.span() for m in re.finditer(r"^\s*>.*$|`[^`\n]+`", text, re.MULTILINE)]
