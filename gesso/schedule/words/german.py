"""German: its words for time, as data. `lexicon.table` reads the rows: kind, number, name: words."""

from gesso.schedule.words.lexicon import Lexicon, slip_table, table, word_set

_SENSES = """
weekday 0 -: montag
weekday 1 -: dienstag
weekday 2 -: mittwoch
weekday 3 -: donnerstag
weekday 4 -: freitag
weekday 5 -: samstag, sonnabend
weekday 6 -: sonntag
weekday 0 ?: mo
weekday 1 ?: di
weekday 2 ?: mi
weekday 3 ?: do
weekday 4 ?: fr
weekday 5 ?: sa
weekday 6 ?: so
weekday 0 s: montags, montage, montagen
weekday 1 s: dienstags, dienstage, dienstagen
weekday 2 s: mittwochs, mittwoche, mittwochen
weekday 3 s: donnerstags, donnerstage, donnerstagen
weekday 4 s: freitags, freitage, freitagen
weekday 5 s: samstags, sonnabends, samstage, samstagen
weekday 6 s: sonntags, sonntage, sonntagen
month 1 -: januar, jan, jänner
month 2 -: februar, feb, feber
month 3 -: märz, maerz
month 4 -: april, apr
month 5 ?: mai
month 6 -: juni, jun
month 7 -: juli, jul
month 8 -: august, aug
month 9 -: september, sept, sep
month 10 -: oktober, okt
month 11 -: november, nov
month 12 -: dezember, dez
number 1 word: eins
number 2 word: zwei
number 3 word: drei
number 4 word: vier
number 5 word: fünf, fuenf
number 6 word: sechs
number 7 word: sieben
number 8 word: acht
number 9 word: neun
number 10 word: zehn
number 11 word: elf
number 12 word: zwölf, zwoelf
number 13 word: dreizehn
number 14 word: vierzehn
number 15 word: fünfzehn
number 16 word: sechzehn
number 17 word: siebzehn
number 18 word: achtzehn
number 19 word: neunzehn
number 20 word: zwanzig
number 25 word: fünfundzwanzig
number 30 word: dreißig, dreissig
number 40 word: vierzig
number 45 word: fünfundvierzig
number 60 word: sechzig
number 90 word: neunzig
ordinal 1 word: erste, ersten, erster, erstes
ordinal 2 word: zweite, zweiten, zweiter, zweites
ordinal 3 word: dritte, dritten, dritter, drittes
ordinal 4 word: vierte, vierten, vierter, viertes
ordinal 5 word: fünfte, fünften
ordinal 10 word: zehnte, zehnten
ordinal 15 word: fünfzehnte, fünfzehnten
ordinal 20 word: zwanzigste, zwanzigsten
ordinal -2 word: vorletzte, vorletzten, vorletzter
last 0 -: letzte, letzten, letzter, letztes
past_adj 0 -: vergangene, vergangenen, vorige, vorigen, vergangener
weekdays 0 s: mo - fr, werktags, wochentags, werktage, werktagen, wochentagen, arbeitstagen, arbeitstage, wochentage
weekdays 0 -: werktag, arbeitstag, wochentag
weekend 0 s: wochenenden
weekend 0 -: wochenende
unit 1 second: sekunde, sekunden
unit 1 minute: minute, minuten, min
unit 1 hour: stunde, stunden, std
unit 1 letter: h
unit 15 minute: viertelstunde
unit 45 minute: dreiviertelstunde
unit 30 minute: halbstunde
unit 1 day: tag, tage, tagen, tages
unit 1 week: woche, wochen
unit 1 month: monat, monate, monaten, monats
unit 1 year: jahr, jahre, jahren, jahres
quarter 0 -: quartal, quartals, vierteljahr, viertel
quarters 0 -: quartale, quartalen
half 0 -: halb, halbe, halben, halber
threequarter 0 -: dreiviertel
times_half 0 -: anderthalb, eineinhalb
often 1 day: täglich, taeglich, tagtäglich
often 1 hour: stündlich
often 1 week: wöchentlich
often 2 week: zweiwöchentlich, vierzehntägig, 14 - tägig, vierzehntäglich, 14 - täglich, 14 tägig, 14 täglich
often 1 month: monatlich
often 3 month: vierteljährlich, quartalsweise
often 6 month: halbjährlich
often 1 year: jährlich
adjective 1 day: tägliche, täglichen, täglicher, tägliches
adjective 1 week: wöchentliche, wöchentlichen, wöchentlicher, wöchentliches
adjective 1 month: monatliche, monatlichen, monatlicher, monatliches
adjective 1 year: jährliche, jährlichen, jährlicher
part 1 morning: morgens, vormittags, früh, frühmorgens, in der früh
part 0 morning: vormittag, früh am morgen
part 1 afternoon: nachmittags
part 0 afternoon: nachmittag
part 1 evening: abends
part 0 evening: abend, abende, abenden
part 1 night: nachts
part 0 night: nacht
part 1 noon: mittags
part 0 noon: mittag
point 0 midnight: mitternacht
day 0 -: heute
day 1 -: morgen
day 2 -: übermorgen, uebermorgen
past 0 -: gestern, vorgestern, neulich, kürzlich
feast 1225 -: weihnachten, 1 . weihnachtstag
feast 1226 -: 2 . weihnachtstag
feast 1224 -: heiligabend, heilig abend
feast 1231 -: silvester
feast 101 -: neujahr
feast 1206 -: nikolaus, nikolaustag
vague 0 -: bald, demnächst, regelmäßig, gelegentlich, ab und zu, hin und wieder, feierabend,
    mittagspause, nach feierabend, zum feierabend, nach dem essen, vor dem essen, nach der arbeit, vor der arbeit,
    ein paar mal, öfter, manchmal, von zeit zu zeit, irgendwann, wochenanfang, wochenende hin, monatsmitte,
    mitte der woche, gleich morgen früh, nach dem mittagessen,
    vor dem schlafengehen, nach dem frühstück
vague 0 noun: ostern, pfingsten, sonnenaufgang, sonnenuntergang, vollmond, neumond, geburtstag, geburtstage,
    hochzeitstag, muttertag, vatertag, fasching, karneval
vague 0 moving: ostersonntag, ostermontag, karfreitag, gründonnerstag, palmsonntag, aschermittwoch, rosenmontag,
    himmelfahrt, christi himmelfahrt, pfingstsonntag, pfingstmontag, fronleichnam,
    erster advent, ersten advent, 1 . advent, zweiten advent, 2 . advent, dritten advent, 3 . advent, vierten advent,
    4 . advent, erste advent, zweite advent, dritte advent, vierte advent
monthend 0 -: monatsende, ultimo
monthstart 0 -: monatsanfang, monatserster, monatsersten
yearend 0 -: jahresende
holidays 0 -: feiertage, feiertagen, feiertags, feiertag, ferien
every 0 -: jeden, jede, jedes, jeder, jedem, alle, allen
few 0 -: paar, einige, mehrere, einigen, mehreren
times 1 -: einmal
times 2 -: zweimal
times 3 -: dreimal
times 4 -: viermal
times 5 -: fünfmal
times 10 -: zehnmal
repeats 0 -: mal
oclock 0 24: uhr, ur, uhrr
at 0 -: um, umm, gegen, so gegen, um genau, punkt, um punkt
sharp 0 -: genau, pünktlich
on 0 -: am, an, an den
in 0 -: in, im, zur
by 0 -: bis spätestens, spätestens
of 0 -: des, vom
the 0 -: der, die, das, den, dem
a 0 -: ein, eine, einen, einer, einem
per 0 -: pro, je
and 0 -: und, sowie
or 0 -: oder
then 0 -: dann, außerdem, danach, und dann, und außerdem, anschließend
next 0 -: nächsten, nächste, nächster, nächstes, naechsten, nächstem
this 0 -: diesen, diese, dieser, dieses, diesem, kommenden, kommende, kommender, kommendes
past_word 0 -: nach
til 0 -: vor
to_time 0 -: zu
after 0 -: hinter
from 0 -: von
since 0 -: seit
starting 0 -: ab, beginnend, beginnend am, ab dem, von jetzt an, angefangen, beginnend ab, start,
    los geht 's am, los geht es am, los geht 's,
    erstmals am, erstmals, das erste mal am, zum ersten mal am
onward 0 -: aufwärts
until 0 -: bis, bis zum, bis einschließlich, bis inklusive, bis zu, bis am, bis einschließlich zum
for 0 -: für, fürs, über
between 0 -: zwischen
during 0 -: während
within 0 -: innerhalb
except 0 -: außer, ausser, ausgenommen, ohne, bis auf, außer am, außer an, mit ausnahme von, abgesehen von
not 0 -: nicht, aber nicht, nie, nicht aber, nur nicht, jedoch nicht
but 0 -: aber, sondern, jedoch, und nicht
only 0 -: nur
correct 0 -: nein, nee, quatsch, sorry, moment, ich meine, ich meinte, besser, doch lieber, vielmehr, äh, ach nein,
    ne, beziehungsweise, entschuldigung, oder besser, lieber, korrektur, halt nein, ach, stopp, nein warte, warte,
    blödsinn
instead 0 -: statt, anstatt
to 0 -: daran
that 0 -: dass, daß
clause 0 -: weil, wer, wo, ob, wenn, falls, was, wie, warum, welche, welcher, welches
mine 0 -: mein, meine, meinen, meinem, meiner, meines, unser, unsere, unseren, unserem, ihr, ihre, ihren, sein,
    seine, seinen, dein, deine, deinen
about 0 -: über das, über die, bezüglich, namens, betreffend
time 0 -: zeit
local 0 -: meine zeit, meiner zeit, ortszeit, hiesiger zeit
zone_word 0 -: zeitzone
end 0 -: ende
start_of 0 -: anfang, beginn
later 1 -: später
earlier -1 -: früher, eher, vorher, davor
from_now 0 -: von jetzt an gerechnet
meridiem 12 pm: pm
lasting 0 -: lang
"""

_VERBS = """
aktualisiere anrufen benachrichtige berichte bestelle bring bringe buche check denk denke denken empfiehl erinner
erinnere erinnern ermittle erstelle erstellen erzähl erzähle fass fasse formuliere frag frage füttere füttern gib
gieß gieße gießen hol hole informiere kauf kaufe koche kontrolliere lass leg lege lies liste lösche lüfte lüften
mach mache mail maile melde nenne notiere ping pinge plane poste prüf prüfe prüfen putz putze recherchiere ruf rufe
räum räume sag sage sammeln sammle schick schicke schicken schreib schreibe schreiben sende sichere speichere
starte stell stelle such suche suchen trink trinke vergleiche vorschlagen weck wecke wecken zeig zeige zeigen
zusammenfassen übersetze
erinnerst schickst schreibst sagst gibst machst suchst liest zeigst prüfst fasst stellst weckst meldest holst nennst
erstellst erzählst fragst rufst
"""
_TYPOS = """
abends dezember dienstag dienstags donnerstag donnerstags februar freitag freitags heute januar jeden minuten
mittwoch mittwochs monatlich montag montags morgens nachmittags oktober samstag samstags sonntag sonntags stunden
täglich werktags wochen wöchentlich übermorgen
"""
_SLIPS = """
morgen: mogen moregn morgn
mittwoch: mitwoch mittwcoh mitwochs
donnerstag: donerstag donnerstg
täglich: teglich taglich
werktags: werktgas
"""
_REAL = """
beden beute borgens deren freitags funden gunden heuer heutes hunden häute jede jedem jeder jedes jenen kochen
kunden laden leden leute machen minuten montage montagen morgen pochen reden rochen runden stunde stunden suchen
sunden tunden wachen woche wochen wogen wunden
"""
_MARKS = """
    ab abends aus alle anderthalb ans auf außer bis bitte daran das dem den denken der dienstag dienstags diesen doch
    donnerstag donnerstags draus dreiviertelstunde eher ein eine einem einen einer eines erinner erinnere erinnern
    freitag freitags früher für halb heute ich im ins ist jede jeden jedes jeweils kannst kein keine könntest
    lieber mich minuten mir mit mittags mittwoch mittwochs monatlich montag montags morgen morgendlich morgens
    nach nachmittags nee nein nicht noch nur nächste nächsten samstag samstags schick schicke sind sonntag
    sonntags später statt stunde stunden stündlich tage tagen täglich uhr um und verschieb verschiebe
    viertelstunde von wann wenn werden werktags wie wird wochen wochenende wöchentlich zu zum zur über übermorgen
"""

# The days and adverbs of time are German, too, in a text that has no other word that tells.
_TELLING = ("weekday", "weekdays", "weekend", "often", "part", "day", "every", "adjective")

GERMAN = Lexicon(
    language="de",
    senses=table(_SENSES),
    marks=word_set(_MARKS) | {w for w, (kind, *_) in table(_SENSES).items() if kind in _TELLING and len(w) > 3},
    verbs=word_set(_VERBS),
    typos=word_set(_TYPOS),
    common_slips=slip_table(_SLIPS),
    real=word_set(_REAL),
    half_before=True,
    ordinal_dot=True,
    day_first=True,
    after={
        (before, "morgen"): ("part", 0, "morning")
        for before in ("jeden", "am", "heute", "gestern", "diesen", "den", "guten", "vom", "freitag", "montag",
                       "dienstag", "mittwoch", "donnerstag", "samstag", "sonntag")
    }
    | {("vorgestern", "morgen"): ("part", 0, "morning"), ("vormittag", "früh"): ("part", 1, "morning")},
)  # fmt: skip
