"""A second, deliberately dumb reader: a schedule and the words it was made from must agree, or it is asked about.

It knows nothing of the grammar. It looks at every word of time (`atoms.py`) and asks three things: is each one that the
grammar took for the schedule in the schedule; has each one that it left to the request a plain reason to be there (a
noun behind it, "the last", "that", a colon); and is each time of the schedule said. The first "no" is a question.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from gesso.schedule.words.atoms import Atom, Span, atoms
from gesso.schedule.words.clocks import LABELS
from gesso.schedule.words.lexicon import word_set
from gesso.schedule.words.said import Said
from gesso.schedule.words.spoken import Spoken, unsaid
from gesso.schedule.words.tally import Tally, tally
from gesso.schedule.words.zones import PASTIMES

_TIMELY = frozenset(["number", "weekday", "month", "hour", "day", "often", "bound", "out", "part"])
_DATED = frozenset(["number", "weekday", "month", "hour", "part", "unit", "day"])
_DETERMINERS = word_set("the a an my our his her their your its this that these those der die das den dem des ein eine "
                        "einen einem mein meine meinen unser unsere")  # fmt: skip
_SMALL = word_set("""
    a am an and as at be but by do for from i if in is it me my no not of on or our please pls so than that the them
    then there these this those to too up us was we were with you your about after before all any are been can
    an auf aus bei bitte das dem den der des die ein eine einen er es für ich im in ist mich mir mit nach oder sich sie
    so um und uns von vor was wenn wie wir zu zum zur
""")
_OPENERS = word_set("""
    becuase becasue cuz coz bc
    that about whether which who whose what what's how why where because titled called named saying says regarding
    dass daß ob was wie welche welcher welches wer weil über warum wo namens
""")
_ASKING = word_set("tell look watch monitor find check see ask know say whether prüf prüfe sag sage frag frage schau")
_CONDITIONS = word_set("if when whenever unless while falls wenn sobald solange sofern")
_HARMLESS = word_set("possible you too ok okay fine needed necessary möglich nötig du")
_PAST = word_set(
    "yesterday gestern last past previous first top next letzte letzten letzter vergangenen vorigen nächsten ersten"
)
_REMINDS = word_set("remind reminder ping nudge alert erinnere erinner erinnern erinnerst")
_SUBJECTS = word_set("""
    i we he she they it there i'm i've since as who what when how why did does do is are was were can could
    ich wir er sie es wer da
""")
_FILLERS = word_set("so ok okay well hey hi hello hallo yes and but because also thanks sorry und aber weil ja")
_CLOSED = word_set("""
    off away closed shut holiday holidays vacation free busy without leave rather better instead except only can't don't
    otherwise again lieber besser frei urlaub weg zu statt nur wieder
""")
_NUMBERED = LABELS | word_set("week day year episode season part vol volume top max min best issue sprint phase")
_LOOSE = re.compile("misspelt|as the task before")
_COUNTED_FROM = word_set("from before after business working prior earlier ahead vor nach ab")
_BEFORE = word_set("before after vor nach following")
_DROPS = word_set("forget drop cancel remove lose skip scrap delete ditch vergiss streich streiche lösche")
_LEFT_OUT = word_set("""
    apart aside than
    except excepted excluded off drop leave leaving free out skip skipping exept besides frei aus ausgenommen
    nicht nie außer weg we i not
""")
_IT_IS = word_set("it's it es")
_NAMES = word_set("april may june march august sun sat mon wed jan mai mar")
_BEFORE_DAYS = word_set("in on every each until till from of by next this and or am im bis ab jeden")
_TELLING = word_set("""
    is are was were has finishes runs gibt starts ends lands leaves goes closes opens meets turns due comes begins
    arrives departs said
    hat ist geht macht beginnt endet kommt sind war schließt öffnet
""")


def doubt(text: str, tasks: Sequence[Said], back: Sequence[Span], now: datetime) -> Span | None:
    """The first word that does not fit the schedules of `tasks`, or None. `back`: the places of what was taken back."""
    heard = [span for task in tasks for span in task.heard]
    timetables = [task.timetable for task in tasks if task.timetable]
    witness = _Witness(text, tally(timetables, now), heard, back)
    return witness.unfit() or witness.unsaid(tasks, now)


class _Witness:
    def __init__(self, text: str, said: Tally, heard: Sequence[Span], back: Sequence[Span]) -> None:
        self.text, self.said = text, said
        self.heard, self.back = heard, back
        every = atoms(text)
        self.all = [a for a in every if _within(a, heard) or not _within(a, back)]
        self.gone = {a.n for i, a in enumerate(every) if a.kind == "number" and _within(a, back)
                     and any(x.text in _DROPS for x in every[max(i - 3, 0) : i])}  # fmt: skip

    def unfit(self) -> Span | None:
        for i, a in enumerate(self.all):
            if _within(a, self.heard):
                if not _within(a, self.back) and not self.reflected(i):
                    return a.start, a.end
            elif not self.explained(i):
                return a.start, a.end
        return None

    # What the grammar took for the schedule

    def reflected(self, i: int) -> bool:
        a, said = self.all[i], self.said
        counted = any(x.text in _COUNTED_FROM for x in self.all[max(i - 3, 0) : i + 4])  # "2 weeks from Monday"
        if a.kind in ("month", "weekday") and any(x.text in _BEFORE for x in self.all[max(i - 3, 0) : i]):
            return True  # "two days before 1 April"
        if a.kind == "number":
            half = self.text[a.end : a.end + 2] == "/2" or self.text[a.start - 2 : a.start] == "1/"
            return (
                a.n in said.numbers
                or a.n in self.gone
                or self.at(i + 1).text == "advent"
                or half
                or self.denied(i)
                or (counted and self.at(i + 1).kind in ("unit", "word", "month"))
            )
        if a.kind == "weekday":
            strong, weak = self.near_out(i)
            again = (j for j in range(i + 1, len(self.all)) if (self.all[j].kind, self.all[j].n) == (a.kind, a.n))
            if not strong and a.n in said.out and any(self.near_out(j)[0] for j in again):
                return True  # "Monday to Friday, except Fridays"
            return a.n in (said.out if strong else said.out | said.weekdays if weak else said.weekdays)
        if a.kind == "month":
            return a.n in said.months or self.near_out(i)[0]
        if a.kind == "hour":
            return bool({a.n, 12.0, 24.0} & said.numbers)
        if a.kind == "often":
            return said.again
        if a.kind == "bound":
            return said.ends or said.again
        return a.kind != "out" or said.leaves_out

    def near_out(self, i: int) -> tuple[bool, bool]:
        """Whether words beside it leave it out for sure, and whether they may: "not on Fridays", "Fridays off"."""
        strong = weak = False
        for j in range(i - 1, max(i - 6, -1), -1):
            x = self.all[j]
            if x.text in ("but", "sondern") and not strong:
                weak = True
                break
            if x.text == "from" and self.at(j - 1).text in ("apart", "aside"):
                continue
            if x.text in ("starting", "beginning", "from", "ab", "until", "till", "bis"):
                break
            weak |= x.text in _LEFT_OUT
            strong |= x.kind == "out" or (x.kind == "not" and self.joined(j + 1))
            if not self.joined(j + 1) and strong:
                break
        weak |= any(x.text in _LEFT_OUT or x.kind in ("not", "out") for x in self.all[i + 1 : i + 5])
        return strong, weak or strong

    # What it left to the request

    def explained(self, i: int) -> bool:
        a = self.all[i]
        if a.text in _CONDITIONS:
            return self.content(i) or self.told(i) or not self.conditional(i)
        if a.kind in ("zone", "fraction"):
            return not (self.of_zone(i) if a.kind == "zone" else self.touches(i))
        if a.kind not in _TIMELY or self.content(i) or self.past(i) or self.named(i) or self.told(i):
            return True
        if a.kind == "number":
            due = a.n in {n for t in self.said.times for n in (t.hour, t.hour % 12)}
            led = any(_within(self.at(j), self.back) for j in (i - 1, i - 2))
            return self.counts(i) or self.denied(i) or (due and not self.dropped(i)) or led
        if a.kind == "often":
            return self.at(i + 1).kind not in _DATED
        if a.kind == "out":
            return not any(x.kind in _DATED for x in self.all[i + 1 : i + 5])
        if a.text in ("instead", "statt") and self.at(i + 1).text in ("of", "um"):
            return True
        if a.kind == "bound":
            of_figures = a.text == "bis" and self.at(i - 1).kind == "number" and not _within(self.at(i - 1), self.heard)
            if a.text in ("otherwise", "sonst", "ansonsten") and self.said.leaves_out:
                return True  # "not at weekends, but otherwise daily"
            return of_figures or (
                a.text in ("through", "thru", "starting", "bis") and self.at(i + 1).kind not in _DATED
            )
        if a.kind == "part":
            led = self.at(i - 1).text in ("in", "at", "every", "each", "am") or self.at(i - 2).text == "in"
            return not led or any((t.hour >= 12) == bool(a.n) for t in self.said.times)
        if a.kind == "day":
            return self.at(i - 1).kind == "word" and self.at(i - 1).text not in _SMALL
        if a.text in _NAMES and self.at(i - 1).text not in _BEFORE_DAYS and "number" not in (
            self.at(i - 1).kind, self.at(i + 1).kind):  # fmt: skip
            return True
        return self.reflected(i)

    def dropped(self, i: int) -> bool:
        """ "Forget the 12:00 one"."""
        return any(x.text in _DROPS for x in self.all[max(i - 3, 0) : i])

    def denied(self, i: int) -> bool:
        """ "Not 6, not 7 but 7:30": a time that is not the schedule's."""
        a, before = self.all[i], self.all[max(i - 3, 0) : i]
        hours = {t.hour for t in self.said.times if not t.minute} | {
            t.hour % 12 for t in self.said.times if not t.minute
        }
        return any(x.kind == "not" for x in before) and a.n not in hours

    def content(self, i: int) -> bool:
        """Whether it stands after "that", "about", a colon, or "remind me at 5 to ...": in what is told or asked."""
        for j in range(i - 1, -1, -1):
            gap = self.text[self.all[j].end : self.all[j + 1].start]
            if ":" in gap and not gap.startswith(":0") and gap != ":":
                return True
            if any(sign in gap for sign in ".!?;\n") and (gap.strip(".") or "\n" in gap):
                return False
            word = self.all[j]
            if _within(word, self.heard):
                continue
            if word.text in _OPENERS or (word.text in _CONDITIONS and self.asks(j)):
                return True
            if word.text in ("to", "zu") and any(x.text in _REMINDS for x in self.all[:j]):
                return any(start < word.start for start, _ in self.heard)
        return False

    def touches(self, i: int) -> bool:
        """Whether it stands right beside what was heard: "at three | quarter eight"."""
        if self.at(i + 1).text in ("a", "an", "of", "the", "einer", "einen") or self.at(i + 1).kind == "unit":
            return False  # "half an hour of yoga"
        after = self.at(i + 1).kind != "word" or not self.joined(i + 1)
        before = self.joined(i) and _within(self.at(i - 1), self.heard)
        return before or (after and self.joined(i + 1) and _within(self.at(i + 1), self.heard))

    def of_zone(self, i: int) -> bool:
        """ "At noon Friday | NY time": whose clock it is, right behind what was heard, and not read."""
        back = (i, i - 1, i - 2) if self.all[i].text in ("time", "zeit") else (i,)
        near = [j for j in back if j > 0 and all(self.joined(k) for k in range(j, i + 1))]
        whose = self.at(i - 1)
        if self.all[i].text in ("time", "zeit") and (
            whose.text in _DETERMINERS or whose.text in PASTIMES or whose.kind not in ("word", "zone")):  # fmt: skip
            return False
        return any(_within(self.at(j - 1), self.heard) for j in near)

    def told(self, i: int) -> bool:
        """Whether a sentence of its own tells it, and leaves nothing out: "my train leaves at 7:40, so ..."."""
        first = last = i
        while first > 0 and not self.parted(first) and not self.begins(first):
            first -= 1
        while last + 1 < len(self.all) and not self.parted(last + 1) and not (
            self.begins(last + 1) and any(_within(x, self.heard) for x in self.all[last + 1 : last + 9])):  # fmt: skip
            last += 1
        clause = self.all[first : last + 1]
        if any(_within(x, self.heard) or x.kind in ("not", "out") or x.text in _CLOSED for x in clause):
            return False
        opening = next((x.text for x in clause if x.text not in _FILLERS), "")
        if any(x.text in _TELLING for x in clause[1:7]) or (
            clause and clause[0].text in _FILLERS and _TELLING & {x.text for x in clause}
        ):
            return True
        return (
            opening in _SUBJECTS
            or opening in _DETERMINERS
            or opening.startswith(("i'", "i’", "it'", "it’", "we'", "there'", "that'"))
        )

    def parted(self, i: int) -> bool:
        """Whether a sentence begins with the word at `i`, or what follows from one: ", so"."""
        gap = self.text[self.all[i - 1].end : self.all[i].start]
        ends = "\n" in gap or gap[:1] in ("!", "?", ";") or (gap[:1] == "." and len(gap) > 1)
        asks = "," in gap and (self.all[i].text in _REMINDS or self.all[i].text in ("please", "tell", "bitte", "can"))
        return ends or asks or self.all[i].text in ("so", "anyway", "also", "deshalb", "daher")

    def begins(self, i: int) -> bool:
        """Whether a clause that tells begins at the word at `i`, behind a comma: ", the plow comes at 6"."""
        after = self.all[i + 1 : i + 5]
        if "," not in self.gap(i) or self.all[i].text not in _SUBJECTS | _DETERMINERS:
            return False
        return any(x.text in _TELLING for x in after) and not any(_within(x, self.heard) for x in after)

    def asks(self, i: int) -> bool:
        """ "Check every 10 minutes if ...": whether a verb of asking stands before the "if"."""
        first = i
        while first > 0 and not self.parted(first):
            first -= 1
        return any(x.text in _ASKING for x in self.all[first:i])

    def conditional(self, i: int) -> bool:
        if self.asks(i) or (
            self.at(i + 1).text in _IT_IS and any(_within(x, self.heard) for x in self.all[i + 1 : i + 5])
        ):
            return False  # "when it's 9 am in Tokyo"
        before = self.text[self.at(i - 1).end : self.all[i].start] if i else ","
        opens = any(sign in before for sign in ",.;-–(\n") or _within(self.at(i - 1), self.heard)
        return opens and not any(self.at(i + n).text in _HARMLESS for n in range(1, 5))

    def past(self, i: int) -> bool:
        near = [self.at(i - 1), self.at(i - 2)]
        ago = any(x.text in ("ago", "old", "her", "alt") for x in self.all[i + 1 : i + 4])
        return ago or any(x.text in _PAST and not _within(x, self.heard) for x in near)

    def named(self, i: int) -> bool:
        """Whether a noun follows that it belongs to: the Friday report, a daily digest, 2 pm and 4 pm meetings."""
        j = i + 1
        while self.at(j).kind in ("number", "half", "weekday", "unit", "month", "hour") or self.at(j).text in (
            "and", "or", "o'clock", "und", "uhr", "oder"):  # fmt: skip
            listed = self.at(j).kind in ("number", "weekday") and self.gap(j).strip() == ","
            if not self.joined(j) and not listed:
                return False
            j += 1
        noun = self.joined(j) and self.is_noun(j)
        k = i - 1
        while k >= 0 and (self.at(k).kind in ("number", "half", "weekday", "month", "hour") or self.at(k).text in (
            "and", "or", "o'clock", "und", "uhr", "oder")):  # fmt: skip
            k -= 1
        before = self.at(k)
        owner = self.text[before.end - 2 : before.end] in ("'s", "’s")
        led = before.text in _DETERMINERS or owner or before.text in ("of", "vs", "des", "der", "vom", "von")
        if before.text in ("of", "des", "vs", "von"):
            return True
        if before.text in ("for", "für", "between", "in") and self.is_noun(k - 1) and self.joined(k):
            return True
        possessive = self.text[self.all[i].end : self.all[i].end + 2] in ("'s", "’s")
        simple = self.all[i].kind in ("often", "part", "month", "weekday", "day", "hour") and j == i + 1
        return possessive or (noun and (led or (simple and before.text not in ("on", "at", "in", "every", "each"))))

    def counts(self, i: int) -> bool:
        """Whether a figure counts or names something: 3 quotes, chapter 5, $9, 5k, 1.20."""
        a = self.all[i]
        before, after = self.text[a.start - 1 : a.start], self.text[a.end : a.end + 1]
        if (before in tuple("$€£#/.-_vVqQ,") and before) or (after and after in "%€$£°/_"):
            return True
        if after in (",", ".", "-") and self.text[a.end + 1 : a.end + 4].isdigit():
            return True
        if a.n > 31 and not self.clocklike(i):
            return True
        if after.isalpha() or (before.isalnum() and self.text[a.start - 1 : a.end].isascii()):
            return self.at(i + 1).kind not in ("half",) and self.at(i + 1).text not in ("h", "ish")
        if self.text[self.at(i - 1).start :][:1].isupper() and i > 1 and not self.joined(i + 1) and self.joined(i - 1):
            return True  # "the plan for Stall 2"
        if self.at(i - 1).text in _NUMBERED or a.text in ("second", "sekunde"):
            return True
        unit = self.at(i + 1)
        if unit.kind == "unit":
            doing = unit.text.startswith(("min", "hour", "hr", "stunde")) and self.at(i - 1).text not in ("in", "every")
            ahead = self.at(i - 1).text in ("next", "nächsten", "coming") and self.at(i - 4).kind == "word" and self.at(
                i - 3).text in ("in", "over", "within") and not _within(self.at(i - 4), self.heard)  # fmt: skip
            takes = ahead or (
                self.at(i - 1).text == "in" and self.said.again and self.is_noun(i - 2) and self.joined(i - 1)
            )
            return (
                doing
                or takes
                or after == "-"
                or self.at(i - 1).text in ("the", "die")
                or self.at(i + 2).text in ("of",)
                or self.is_noun(i + 2)
            )
        if unit.kind in ("half", "hour") or unit.text in ("uhr", "o'clock", "o’clock", "h", "hrs"):
            return False
        return self.joined(i + 1) and self.is_noun(i + 1)

    def clocklike(self, i: int) -> bool:
        """Whether a figure over 31 may be a time after all: 1830, 0745."""
        a, beside = self.all[i], (self.at(i - 1), self.at(i + 1))
        timely = any(
            x.kind in ("weekday", "often", "day", "half") or x.text in ("at", "um", "uhr", "hrs", "h") for x in beside
        )
        return len(a.text) == 4 and a.n % 100 < 60 and a.n < 2400 and (timely or a.text[0] == "0")

    def gap(self, i: int) -> str:
        return self.text[self.at(i - 1).end : self.at(i).start] if 0 < i < len(self.all) else "."

    def joined(self, i: int) -> bool:
        if not 0 < i < len(self.all):
            return False
        gap = self.gap(i)
        return gap == ":" or not any(sign in gap for sign in ",.;:!?()\n")

    def is_noun(self, i: int) -> bool:
        x = self.at(i)
        compound = self.text[x.end : x.end + 1] == "-"  # "all-hands"
        return (
            x.kind == "word"
            and (compound or x.text not in _SMALL)
            and not _within(x, self.heard)
            and x.text not in _CONDITIONS
        )

    def at(self, i: int) -> Atom:
        return self.all[i] if 0 <= i < len(self.all) else Atom("end", len(self.text), len(self.text), "")

    # What the schedule has

    def unsaid(self, tasks: Sequence[Said], now: datetime) -> Span | None:
        """The whole of what was heard, where something of a schedule is in none of its words nor in the assumptions."""
        every, around = atoms(self.text), " ; ".join(self.text[a:b] for a, b in self.heard).lower()
        for task in tasks:
            if not task.timetable or not task.heard:
                continue
            first, last = min(start for start, _ in task.heard), max(end for _, end in task.heard)
            near = (first - 2, last + 2) if len(tasks) > 1 else (0, len(self.text))
            undone = [(a, b) for a, b in self.back if near[0] <= a <= near[1] or a < last < b + 2]
            words = _pieces(self.text, sorted({*task.heard, *undone}))
            if self.back and len(tasks) == 1:
                words.append(self.text)
            assumed = [
                note
                for note in task.assumptions
                if "counted from" not in note and "24-hour" not in note and "holidays" not in note
            ]
            taken = [a for a in every if _within(a, [*task.heard, *undone])]
            unsure = bool(_LOOSE.search(" ".join(assumed)))
            said = Spoken(" ; ".join([*words, *assumed]).lower(), taken, unsure, around)
            if unsaid(task.timetable, said, now):
                return first, last
        return None


def _pieces(text: str, spans: Sequence[Span]) -> list[str]:
    """The words in `spans`, with those between where they are few: "tonight" and "at ten"."""
    found: list[str] = []
    at = -9
    for start, end in spans:
        found.append(text[at if 0 <= start - at < 6 else start : end])
        at = max(at, end)
    return found


def _within(a: Atom, spans: Sequence[Span]) -> bool:
    return any(start <= a.start < end for start, end in spans)
