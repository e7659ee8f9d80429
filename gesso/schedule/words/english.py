"""English: its words for time, as data. `lexicon.table` reads the rows: kind, number, name: words."""

from gesso.schedule.words.lexicon import Lexicon, Sense, slip_table, table, word_set

_SENSES = """
weekday 0 -: monday, mon
weekday 1 -: tuesday, tue, tues
weekday 2 -: wednesday, wed
weekday 3 -: thursday, thu, thur, thurs
weekday 4 -: friday, fri
weekday 5 -: saturday
weekday 6 -: sunday
weekday 0 s: mondays, mons
weekday 1 s: tuesdays
weekday 2 s: wednesdays
weekday 3 s: thursdays
weekday 4 s: fridays
weekday 5 s: saturdays
weekday 6 s: sundays
weekday 5 ?: sat
weekday 6 ?: sun
month 1 -: january, jan
month 2 -: february, feb
month 4 -: april, apr
month 6 -: june, jun
month 7 -: july, jul
month 8 -: august, aug
month 9 -: september, sep, sept
month 10 -: october, oct
month 11 -: november, nov
month 12 -: december, dec
month 3 ?: march, mar
month 5 ?: may
number 1 word: one
number 2 word: two
number 3 word: three
number 4 word: four
number 5 word: five
number 6 word: six
number 7 word: seven
number 8 word: eight
number 9 word: nine
number 10 word: ten
number 11 word: eleven
number 12 word: twelve
number 13 word: thirteen
number 14 word: fourteen
number 15 word: fifteen
number 16 word: sixteen
number 17 word: seventeen
number 18 word: eighteen
number 19 word: nineteen
number 20 word: twenty
number 25 word: twenty five, twentyfive
number 30 word: thirty
number 40 word: forty
number 45 word: forty five
number 60 word: sixty
number 90 word: ninety
number 24 word: twenty four
number 35 word: thirty five
number 50 word: fifty
number 48 word: forty eight
number 55 word: fifty five
ordinal 1 word: first
ordinal 3 word: third
ordinal 4 word: fourth
ordinal 5 word: fifth
ordinal 6 word: sixth
ordinal 7 word: seventh
ordinal 8 word: eighth
ordinal 9 word: ninth
ordinal 10 word: tenth
ordinal 11 word: eleventh
ordinal 12 word: twelfth
ordinal 13 word: thirteenth
ordinal 14 word: fourteenth
ordinal 15 word: fifteenth
ordinal 16 word: sixteenth
ordinal 17 word: seventeenth
ordinal 18 word: eighteenth
ordinal 19 word: nineteenth
ordinal 20 word: twentieth
ordinal 21 word: twenty first
ordinal 24 word: twenty fourth
ordinal 31 word: thirty first
ordinal 25 word: twenty fifth
ordinal 30 word: thirtieth
ordinal 2 word?: second
ordinal -2 word: second to last, second last, penultimate, next to last, second - to - last, next - to - last
ordinal -3 word: third to last, third last, third - to - last
last 0 -: last, final
weekdays 0 s: wkdays, trading days, school days, schooldays,
    weekdays, week days, business days, working days, work days, workdays
weekdays 0 -: trading day, school day, schoolday, weekday, wkday, week day, business day, working day, work day, workday
weekend 0 s: weekends, wkends, wknds
weekend 0 -: weekend, wkend, wknd
unit 1 second: seconds, secs, sec
unit 1 minute: minutes, mins, min, minute
unit 1 hour: hours, hour, hrs, hr
unit 1 day: day, days
unit 1 week: week, weeks, wk, wks
unit 2 week: fortnight, fortnights
unit 1 month: month, months
unit 3 month: quarter year
unit 1 year: year, years, yr, yrs
quarter 0 -: quarter, quater, qtr
quarters 0 -: quarters
half 0 -: half, haf
unit 1 letter: h
unit 1 letterm: m
unit 1 letterd: d
often 1 day: daily, nightly, everyday, all days, day in day out
often 1 hour: hourly
often 1 week: weekly
often 1 month: monthly
often 3 month: quarterly
often 1 year: yearly, annually
often 2 week: fortnightly
adjective 1 year: annual
part 0 morning: morning, mornings
part 0 afternoon: afternoon, afternoons, arvo, arvos
part 0 evening: evening, evenings
part 0 night: night, nights, nite
point 720 noon: noon, noonish, midday, mid - day, noontime
point 0 midnight: midnight
day 0 -: today, 2day
day 0 tonight: tonight, 2nite, 2night
day 1 -: tomorrow, tmrw, tmr, tmw, 2morrow, 2moro, 2morow
day 2 -: day after tomorrow, the day after tomorrow, overmorrow
past 0 -: yesterday, ago, last night, the day before yesterday, day before yesterday, recently
feast 1225 -: christmas, christmas day, xmas
feast 1224 -: christmas eve
feast 1231 -: new year ' s eve, new years eve, new year 's eve
feast 101 -: new year 's day, new years day, new year
feast 1031 -: halloween
feast 214 -: valentine 's day, valentines day
feast 1226 -: boxing day
feast 202 -: groundhog day
feast 308 -: international women 's day, women 's day
feast 314 -: pi day
feast 317 -: st patrick 's day, st patricks day, st . patrick 's day, saint patrick 's day, st paddy 's day
feast 401 -: april fools, april fools day, april fool 's day, april fools ' day
feast 422 -: earth day
feast 619 -: juneteenth
feast 704 -: independence day
feast 1101 -: all saints day, all saints ' day
feast 1105 -: guy fawkes night, bonfire night
feast 1111 -: veterans day, armistice day, remembrance day
vague 0 -: soon, regularly, occasionally, periodically, frequently, eod, cob, eow, eom,
    end of day, close of business, end of business, the end of day, end of the day, end of play, biweekly, bi-weekly,
    bi - weekly, bimonthly, semiweekly, bi - monthly, now and then, from time to time, once in a while,
    every now and then, every so often, biannually, beginning of the week, end of the week,
    end of week, later today, later on, in a bit, in a while, sometime, some time, first thing, mid - month, midweek,
    mid - week, biennially, when i wake up, after work, after lunch, before work, before lunch, after dinner,
    before dinner, before bed, after breakfast, before breakfast, start of business
vague 0 moving: easter, easter sunday, easter monday, good friday, maundy thursday, palm sunday, ash wednesday,
    shrove tuesday, ascension day, whit sunday, whit monday, thanksgiving,
    thanksgiving day, labor day, labour day, memorial day, presidents day, presidents ' day, president 's day,
    mother 's day, mothers day, mothers ' day, father 's day, fathers day, fathers ' day,
    advent sunday, first sunday of advent, first sunday in advent,
    martin luther king day, mlk day, columbus day, black friday
vague 0 noun: lunchtime, lunch time, dinnertime,
    dinner time, bedtime, breakfast time, teatime, dawn, dusk, sunrise, sunset, ramadan, spring break, full moon,
    full moons, new moon, high tide, low tide, birthday, birthdays, anniversary, payday, pay day, solstice, equinox,
    eid, diwali, hanukkah, passover, carnival
holidays 0 -: holidays, holiday, public holidays, bank holidays, public holiday, bank holiday, federal holidays
every 0 -: every, each, every single, each and every, each single
other 0 -: other, alternate, alternating
few 0 -: few, couple of, couple, several
times 1 -: once
times 2 -: twice
times 3 -: thrice
repeats 0 -: times
meridiem 0 am: am, a m
meridiem 12 pm: pm, p m
oclock 0 -: o'clock, oclock, o clock, o ' clock
at 0 -: at, @, at exactly, exactly at, at precisely, at around, around, at about, at approximately, approx,
    at roughly, at like, promptly at, sharp at, say at, say around, say about, around say, at say
sharp 0 -: sharp, on the dot, exactly, precisely
on 0 -: on
in 0 -: in
by 0 -: by, no later than, not later than
of 0 -: of
the 0 -: the, teh
a 0 -: a, an
per 0 -: per
and 0 -: and, &, plus, as well as
or 0 -: or
then 0 -: then, also, afterwards, additionally, and then, and also
next 0 -: next, upcoming, nxt
this 0 -: this, coming, this coming
past_adj 0 -: previous
past_word 0 -: past
to 0 -: to
til 0 -: before
after 0 -: after
from 0 -: from
since 0 -: since
starting 0 -: starting, beginning, starting from, starting on, beginning on, as of, effective, start, commencing,
    starting with, start on, starting in
onward 0 -: onward, onwards, on wards, thereafter, after that, from then on, from there on
now 0 -: right now, immediately
until 0 -: until, till, til, through, thru, up to, up until, ending, ending on, up to and including, through to
for 0 -: for
between 0 -: between
during 0 -: during
within 0 -: within
except 0 -: except, minus, but never on,
    excluding, except for, except on, apart from, other than, excepting, skip, skipping, omit, bar,
    leaving out, leave out, with the exception of, aside from, but skip, and skip, excl, excl ., exc ., exc
not 0 -: not, never, don't, but not, just not, only not, do not
but 0 -: but
only 0 -: only
correct 0 -: no, nah, sorry, wait, actually, i mean, i meant, make that, make it, rather, correction, scratch that,
    scrap that, scrap it,
    oops, or rather, no wait, no sorry, sorry no, nope, let 's say, or better, better, hm, hmm, wait no, hang on,
    on second thought, on second thoughts, change of plan, change of plans, new plan,
    change that to, no make it, no make that, sorry i mean, sorry i meant,
    no i mean, no i meant, instead make it, my mistake, strike that, hold on,
    kidding, just kidding, jk, but meant, but i meant,
    uh, er, um, ugh, argh, erm, oh no
instead 0 -: instead
that 0 -: that
clause 0 -: as soon as, saying, stating,
    announcing, because, becuase, becasue, cuz, coz, bc, which, who, where, whether, when, if, what, how, why, while,
    unless, once i
mine 0 -: my, our, his, her, their, your, its, whose
about 0 -: about, regarding, concerning, re, titled, called, named
time 0 -: time
local 0 -: my time, local time, our time, my local time, my timezone, my time zone
from_now 0 -: from now, from right now, from this moment
zone_word 0 -: timezone, time zone
date 0 -: date
end 0 -: end
running 0 -: in a row, running, consecutively
start_of 0 -: start of, beginning of
earlier -1 -: earlier, sooner, beforehand, in advance, ahead, prior
later 1 -: later
"""
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_ONES_TH = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


def _two_words() -> dict[str, Sense]:
    """Twenty-one, thirty first, twenty twenty-seven."""
    found: dict[str, Sense] = {}
    for between in (" ", " - "):
        for ten, tens in _TENS.items():
            for n, (one, first) in enumerate(zip(_ONES, _ONES_TH, strict=True), start=1):
                found[f"{ten}{between}{one}"] = ("number", tens + n, "word")
                if tens + n < 32:
                    found[f"{ten}{between}{first}"] = ("ordinal", tens + n, "word")
        for n, one in enumerate(_ONES, start=1):
            found[f"twenty twenty{between}{one}"] = ("number", 2020 + n, "year")
    return found


# What a request begins with.
_VERBS = """
add alert analyse analyze answer ask back backup book brief bring build buy calculate call cancel change charge
check clean clear close collect compare compile compose continue convert cook count crawl create deliver describe
digest do download draft drink drop dust eat email empty exercise export extract feed fetch file fill find finish
fix gather generate get give go grab hand have help highlight hoover inform invoice iron journal keep learn let
list listen log look mail make measure meditate message monitor move mow note notify nudge open order outline pay
phone pick ping plan play post practice practise pray prepare print produce prompt propose publish pull put quiz
rank rate read recap recommend record reflect refresh remind renew reply report research review rewrite run save
say scan schedule beep buzz holler poke search send set share shout show start stop stretch study submit suggest
summarise summarize surprise sweep switch sync take teach tell test text tidy track translate try turn update upload
vacuum verify view visit wake walk warn wash watch water wish write
"""
# Words whose misspelling is looked for, the misspellings that are no single slip, and words that only look like one.
_TYPOS = """
afternoon april august between daily december evening every everyday except february friday fridays hourly hours
january midnight minutes monday mondays month monthly months morning noon november october quarterly saturday
saturdays september starting sunday sundays thursday thursdays tomorrow tonight tuesday tuesdays until wednesday
wednesdays weekday weekdays weekend weekends weekly yearly
"""
_SLIPS = """
tomorrow: tommorow tommorrow tomorro tomorow tommarow tomarrow tommorw tomrrow tomorrw tmorrow tomoz
wednesday: wensday wednsday wendsday wenesday wedensday wednessday weds wedneday
thursday: thrusday thurday thirsday thersday thurdsay
tuesday: teusday tusday tuseday tuesdy
saturday: saterday satuday satruday saturady
friday: firday frieday
monday: munday mondey
every: evry evrey evey eveyr everry ervey evrery evary efery eevry everey
february: febuary feburary febrary
tonight: tonigh tonite tonihgt
weekdays: weekdyas weakdays
weekday: weekdya weakday
morning: mornin moring
daily: dayly
evening: evning eveing
minutes: mintues minuts minuets
sunday: sundy
quarterly: quaterly
fortnightly: fortnitely
september: septemeber
month: mnth
weeks: wekes weks weeeks wekks
afternoon: afernoon aftrnoon
weekend: weeked
"""
_REAL = """
accept early augusta avery bailey between betweens boon daily dairy daisy dally decembers deity dially diary dilly doily
drily earning eery emery evenings ever everly evert everyday eves excepts excerpt exempt expect fours friary
fridays fry gust horning hour hourls hours house loon marring meekly minuses minute minuted moan moaning moans
mondale money monthly months moon morn morning moth mourning mouth mouths mouthy neon nights none nook nooks noose
noun nouns novembers octobers ours reverie saturdays septembers soon sparring staring starling starring startling
stating storing sundae sundry sunlay sunny timothy tonic tours turning untie untied unties veery very warning
weakly weedy weekdays weekly
"""
_MARKS = """
about an and are at better daily day days each earlier evening every except for friday fridays from give half hour
hours in is it later make me monday mondays monthly morning my no noon not o'clock of on once please pm remind
saturday send sorry sunday tell that the this thursday time to today tomorrow tonight tuesday twice until wednesday
week weekday weekdays weekly what with you
"""

ENGLISH = Lexicon(
    language="en",
    senses=_two_words() | table(_SENSES),
    marks=word_set(_MARKS),
    verbs=word_set(_VERBS),
    typos=word_set(_TYPOS),
    common_slips=slip_table(_SLIPS),
    real=word_set(_REAL),
    after={("this", "aft"): ("part", 0, "afternoon")},
)
