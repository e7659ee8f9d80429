"""A question in words about one table, as SQL by rules: reckon, group, filter, first so many, steps of time, drawing.

Only columns and values that are there are used. What was taken and not said is told, and so are words that nothing
was made of; where no column is named and none can be meant, it says so instead of guessing. Pure.
"""

import difflib
import re
from dataclasses import dataclass, field
from typing import Literal

from gesso.data.chart import Chart, Mark
from gesso.data.conditions import Conditions, read_conditions
from gesso.data.hearing import (
    DEALING,
    SAID_NOTHING,
    Heard,
    Named,
    groups,
    meant_values,
    measures,
    named_columns,
    words_of,
)
from gesso.data.profile import ColumnProfile, Profile
from gesso.data.table import listed, named

Step = Literal["year", "quarter", "month", "week", "day", "hour", "weekday"]
Reckoning = Literal["sum", "avg", "count", "min", "max", "median", "distinct"]
_RECKON: tuple[tuple[Reckoning, str], ...] = (
    ("distinct", r"(?:how many |number of |count of )?(?:different|distinct|unique)"),
    ("count", r"how many|number of|count(?: of)?|counts|frequency|how often"),
    ("avg", r"averages?|avg|mean|on average|typical|durchschnitt(?:lich\w*)?|mittelwert"),
    ("median", r"medians?"),
    ("sum", r"totals?|sums?(?: of)?|how much|altogether|overall|summe|gesamt\w*"),
    ("max", r"max(?:imum)?|highest|largest|biggest|greatest|most"),
    ("min", r"min(?:imum)?|lowest|smallest|least|cheapest"),
)
_WORDS: dict[Reckoning, str] = {"sum": "Total", "avg": "Average", "count": "Number", "min": "Lowest", "max": "Highest",
                                "median": "Median", "distinct": "Different"}  # fmt: skip
_STEPS: tuple[tuple[Step, str], ...] = (
    ("weekday", r"(?:by |per |each )?(?:weekdays?|days? of (?:the )?week)"),
    ("year", r"(?:(?:by|per|each|every|for each) )?(?:years?)|yearly|annual(?:ly)?|pro jahr|jährlich"),
    ("quarter", r"(?:(?:by|per|each|every|for each) )?(?:quarters?)|quarterly|pro quartal"),
    ("month", r"(?:(?:by|per|each|every|for each) )?(?:months?)|monthly|pro monat|monatlich"),
    ("week", r"(?:(?:by|per|each|every|for each) )?(?:weeks?)|weekly|pro woche"),
    ("day", r"(?:(?:by|per|each|every|for each) )?(?:days?)|daily|pro tag|täglich"),
    ("hour", r"(?:(?:by|per|each|every|for each) )?(?:hours?)|hourly"),
)
_MARKS: tuple[tuple[Mark | Literal["pie", "histogram"], str], ...] = (
    ("pie", r"(?:pie|donut|doughnut)(?: chart| graph)?"),
    ("histogram", r"histograms?|distributions?(?: of)?"),
    ("bar", r"bars?(?: chart| graph| charts)?|columns? chart|balken\w*"),
    ("line", r"lines?(?: chart| graph)|linien\w*"),
    ("area", r"areas?(?: chart| graph)?"),
    ("point", r"scatter(?: ?plot| chart)?|points?(?: chart)?"),
)
_RATE_NAMES = (
    "price rate age temperature score rating percent percentage pct ratio share speed height weight temp grade "
    "latitude longitude lat lon"
)
_RATES = frozenset(_RATE_NAMES.split())  # nobody sums these


@dataclass
class Asked:
    """What was understood. `sql` is "" where it is `unclear`: then `why` says what to do."""

    kind: Literal["query", "chart", "unclear"]
    title: str = ""
    sql: str = ""
    chart: Chart | None = None
    assumed: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    why: str = ""


def understand(question: str, profile: Profile) -> Asked:
    """The query that answers the question; `unclear` with the reason where there is none."""
    return _Reading(question, profile).read()


class _Reading:
    def __init__(self, question: str, profile: Profile) -> None:
        self._heard, self._profile = Heard.of(question), profile
        self._drawn = bool(re.search(
            r"\b(?:chart|plot|graph|draw|diagram|visuali[sz]e|histogram|distribution|scatter|trend|over time)\b",
            question, re.IGNORECASE,
        ))  # fmt: skip
        self._assumed: list[str] = []
        self._dealt: list[str] = []

    def read(self) -> Asked:
        heard, profile = self._heard, self._profile
        asked_mark = next((mark for mark, pattern in _MARKS if heard.take(pattern)), None)
        top = heard.take(r"(top|bottom|first|last|best|worst|highest|lowest|largest|smallest) (\d{1,4})") or heard.take(
            r"(\d{1,4}) (top|best|worst|highest|lowest|largest|smallest|biggest)"
        )
        columns = named_columns(heard, profile)
        over = heard.take(r"over time|trend|development|by date|timeline")
        step = next((step for step, pattern in _STEPS if heard.take(pattern)), None)
        reckoning = next((kind for kind, pattern in _RECKON if heard.take(pattern)), None)
        conditions = read_conditions(heard, profile, columns, meant_values(heard, profile))
        columns = [each for each in columns if each.column.name not in conditions.only]
        pairing = heard.take(r"vs|versus|against|and|relationship|correlation|correlat\w+")
        missed = heard.missed()
        if not any(each.column.kind == "number" for each in columns) and reckoning not in ("count", "distinct"):
            self._dealt = [word.lower() for word in missed if word.lower() in DEALING]
            missed = [word for word in missed if word.lower() not in DEALING]
        if not columns and reckoning is None and not conditions.parts and missed and not self._generic(missed):
            return self._unclear(missed)
        if (lost := self._lost_group()) is not None or (missed and not columns and reckoning not in (None, "count")):
            return self._unclear([lost] if lost else missed)
        if asked_mark == "histogram":
            return self._histogram(columns, conditions, missed)
        numbers = [each.column for each in columns if each.column.kind == "number"]
        if asked_mark == "point" or (pairing is not None and "correl" in pairing.match[0]) or (
            len(numbers) >= 2 and len(columns) == len(numbers) and reckoning is None and pairing is not None
            and not self._grouped(columns)
        ):  # fmt: skip
            return self._scatter(numbers, conditions, missed)
        return self._grouping(columns, reckoning, step, over is not None, top, asked_mark, conditions, missed)

    def _generic(self, missed: list[str]) -> bool:
        """ "Chart this", with nothing said of what."""
        return self._drawn and len(missed) <= 1

    def _unclear(self, missed: list[str]) -> Asked:
        names = [column.name for column in self._profile.columns]
        words = ", ".join(f"“{word}”" for word in missed[:4])
        close = [near for word in missed for near in difflib.get_close_matches(word.lower(), names, 1, 0.7)]
        why = f"I found no column for {words}."
        why += f" Did you mean “{close[0]}”?" if close else f" The columns are: {listed(names)}."
        return Asked("unclear", missed=missed, why=why)

    # ------------------------------------------------------------ parts of a question

    def _grouped(self, columns: list[Named]) -> bool:
        low = self._heard.low
        return any(
            each.start > 0 and low[each.start - 1] in ("by", "per", "each", "across", "every") for each in columns
        )

    def _lost_group(self) -> str | None:
        """What stands after "by" or "per" and was not understood: without it the answer would be another's."""
        heard = self._heard
        for at, word in enumerate(heard.low[:-1]):
            if word in ("by", "per") and not heard.used[at + 1] and heard.low[at + 1] not in SAID_NOTHING:
                return heard.tokens[at + 1]
        return None

    def _parts(self, columns: list[Named]) -> tuple[list[ColumnProfile], list[ColumnProfile], list[ColumnProfile]]:
        """Measures, groups and times that are named; a number after "by" or "per" is a group."""
        low = self._heard.low
        measured: list[ColumnProfile] = []
        grouped: list[ColumnProfile] = []
        times: list[ColumnProfile] = []
        for each in columns:
            column, before = each.column, low[each.start - 1] if each.start else ""
            if column.kind == "time":
                times.append(column)
            elif column.kind == "number" and not (
                before in ("by", "per", "each", "every") and measured and (column.distinct or 99) <= 40
            ):
                measured.append(column)
            else:
                grouped.append(column)
        return measured, grouped, times

    def _time(self, wanted: bool) -> ColumnProfile | None:
        times = [column for column in self._profile.columns if column.kind == "time"]
        if wanted and len(times) > 1:
            self._assumed.append(f"time is “{times[0].name}”")
        return times[0] if times else None

    def _grouping(
        self, columns: list[Named], reckoning: Reckoning | None, step: Step | None, over: bool,
        top: object, mark: str | None, conditions: Conditions, missed: list[str],
    ) -> Asked:  # fmt: skip
        measured, grouped, times = self._parts(columns)
        if (step or over) and not times and (found := self._time(True)) is not None:
            times = [found]
        elif (step or over) and not times:
            return Asked("unclear", missed=missed, why="There is no column of dates or times, so no steps of time.")
        if self._drawn and not measured and not grouped and not times and not conditions.parts and reckoning is None:
            measured, grouped, times = self._chosen()
        if not measured and self._dealt and not missed:
            measured = self._dealt_in()
        if not measured and reckoning not in (None, "count", "distinct"):
            if missed:  # it was named, and is not there
                return self._unclear(missed)
            measured = self._one_measure()
            if not measured:
                return Asked("unclear", missed=missed, why="There is no column of numbers to reckon with.")
        if reckoning in ("max", "min") and grouped and not self._grouped(columns) and measured:
            return self._extreme(measured[0], grouped[0], reckoning, conditions, missed)
        if reckoning is None and not grouped and not times and not measured and conditions.parts:
            return self._rows(conditions, missed)
        if reckoning is None and (grouped or times) and not measured:
            reckoning = "count"
        if reckoning is None and measured:
            reckoning = "avg" if set(words_of(measured[0].name)) & _RATES else "sum"
            self._assumed.append(f"{_WORDS[reckoning].lower()} of “{measured[0].name}”")
        if reckoning == "distinct":
            measured = measured or grouped[:1] or times[:1]
            grouped = [each for each in grouped if each not in measured]
            times = [each for each in times if each not in measured]
        if reckoning is None:
            return self._rows(conditions, missed)
        return self._query(measured, grouped, times, reckoning, step, top, mark, conditions, missed)

    def _chosen(self) -> tuple[list[ColumnProfile], list[ColumnProfile], list[ColumnProfile]]:
        """What is worth a look where nothing was said of it."""
        measured, grouped, time = list(measures(self._profile)), list(groups(self._profile)), self._time(False)
        if time is not None and measured:
            self._assumed.append(f"“{measured[-1].name}” over “{time.name}”, as you did not say what to draw")
            return measured[-1:], [], [time]
        if grouped:
            what = f"“{measured[-1].name}”" if measured else "the number of rows"
            self._assumed.append(f"{what} by “{grouped[0].name}”, as you did not say what to draw")
        return measured[-1:], grouped[:1], []

    def _one_measure(self) -> list[ColumnProfile]:
        found = list(measures(self._profile))
        if found:
            self._assumed.append(f"“{found[-1].name}”, as no column of numbers was named" if len(found) > 1 else "")
        return found[-1:]

    def _dealt_in(self) -> list[ColumnProfile]:
        """The column of numbers that "sells" or "spends" means: one named so, else the last."""
        for said in DEALING[self._dealt[0]]:
            for column in measures(self._profile):
                if said in words_of(column.name):
                    self._assumed.append(f"“{self._dealt[0]}” is “{column.name}”")
                    return [column]
        return self._one_measure()

    # ------------------------------------------------------------ queries

    def _query(
        self, measured: list[ColumnProfile], grouped: list[ColumnProfile], times: list[ColumnProfile],
        reckoning: Reckoning, step: Step | None, top: object, mark: str | None, conditions: Conditions,
        missed: list[str],
    ) -> Asked:  # fmt: skip
        value, name, said = _reckoned(reckoning, measured)
        keys: list[tuple[str, str]] = []
        words: list[str] = []
        if times:
            expression, alias = self._stepped(times[0], step)
            keys.append((expression, alias))
            words.append(f"by {alias}")
        for column in grouped[: 2 - bool(times)]:
            keys.append((named(column.name), column.name))
            words.append(f"by {column.name}" if not words else f"and {column.name}")
        title = f"{said} {' '.join(words)}".strip() + conditions.words
        if not keys:
            sql = f"SELECT {value} AS {named(name)}\nFROM data{conditions.sql}"
            return self._done("query", title, sql, None, missed)
        columns = [key if key == named(alias) else f"{key} AS {named(alias)}" for key, alias in keys]
        selected = ",\n  ".join([*columns, f"{value} AS {named(name)}"])
        wanted = self._top(top)
        order, cut = "ORDER BY 1", ""
        if not times:
            order = f"ORDER BY {len(keys) + 1} {'ASC' if wanted and wanted[1] else 'DESC'} NULLS LAST"
            cut = f"\nLIMIT {wanted[0]}" if wanted else ""
            if not wanted and len(keys) == 1 and (grouped[0].distinct or 0) > 40:
                cut = "\nLIMIT 40"
                self._assumed.append("the first 40, as there are many")
            if wanted:
                title = f"{'Bottom' if wanted[1] else 'Top'} {wanted[0]}: {title[:1].lower()}{title[1:]}"
        by = ", ".join(str(place + 1) for place in range(len(keys)))
        sql = f"SELECT\n  {selected}\nFROM data{conditions.sql}\nGROUP BY {by}\n{order}{cut}"
        drawn: Mark = "line" if times and step != "weekday" else "bar"
        if mark == "pie":
            self._assumed.append("bars in place of a pie, as lengths are easier to compare")
        elif mark in ("bar", "line", "area", "point"):
            drawn = mark  # type: ignore[assignment]
        chart = Chart(drawn, keys[0][1], name, keys[1][1] if len(keys) > 1 else None)
        return self._done("chart", title, sql, chart, missed)

    def _stepped(self, column: ColumnProfile, step: Step | None) -> tuple[str, str]:
        name = named(column.name)
        if step == "weekday":
            return f"dayname({name})", "weekday"
        if step is None:
            step = _fitting(column)
            if step is None:
                return name, column.name
            self._assumed.append(f"steps of a {step}")
        if step == "hour":
            return f"date_trunc('hour', {name})", "hour"
        return f"date_trunc('{step}', {name})::DATE", step

    def _top(self, top: object) -> tuple[int, bool] | None:
        match = getattr(top, "match", None)
        if match is None:
            return None
        words = match[0].split()
        count = next(int(word) for word in words if word.isdigit())
        return max(1, count), any(word in ("bottom", "last", "worst", "lowest", "smallest") for word in words)

    def _extreme(
        self, measure: ColumnProfile, group: ColumnProfile, which: Reckoning, conditions: Conditions, missed: list[str]
    ) -> Asked:
        """ "Which city has the highest revenue": the group with the greatest sum."""
        kind: Reckoning = "avg" if set(words_of(measure.name)) & _RATES else "sum"
        self._assumed.append(f"by the {_WORDS[kind].lower()} of “{measure.name}”")
        value, name, _ = _reckoned(kind, [measure])
        direction = "DESC" if which == "max" else "ASC"
        sql = (f"SELECT\n  {named(group.name)},\n  {value} AS {named(name)}\nFROM data"
               f"{conditions.sql}\nGROUP BY 1\nORDER BY 2 {direction} NULLS LAST\nLIMIT 10")  # fmt: skip
        title = f"{group.name} with the {_WORDS[which].lower()} {measure.name}{conditions.words}"
        chart = Chart("bar", group.name, name)
        return self._done("chart" if self._drawn else "query", title[:1].upper() + title[1:], sql, chart, missed)

    def _rows(self, conditions: Conditions, missed: list[str]) -> Asked:
        if not conditions.parts:
            return self._unclear(missed or ["this"])
        return self._done(
            "query", f"Rows{conditions.words}", f"SELECT *\nFROM data{conditions.sql}\nLIMIT 200", None, missed
        )

    def _scatter(self, numbers: list[ColumnProfile], conditions: Conditions, missed: list[str]) -> Asked:
        found = [*numbers, *(each for each in measures(self._profile) if each not in numbers)][:2]
        if len(found) < 2:
            return Asked("unclear", missed=missed, why="That needs two columns of numbers.")
        if len(numbers) < 2:
            self._assumed.append(f"“{found[0].name}” against “{found[1].name}”")
        x, y = found
        both = f"{named(x.name)} IS NOT NULL AND {named(y.name)} IS NOT NULL"
        where = f"{conditions.sql}\n  AND {both}" if conditions.parts else f"\nWHERE {both}"
        sql = f"SELECT {named(x.name)}, {named(y.name)}\nFROM data{where}\nLIMIT 2000"
        if self._profile.rows > 2000:
            sql = f"SELECT {named(x.name)}, {named(y.name)}\nFROM (SELECT * FROM data{where})"
            sql += "\nUSING SAMPLE 2000 ROWS (reservoir, 7)"
            self._assumed.append("2,000 rows of them all")
        return self._done(
            "chart", f"{y.name} against {x.name}{conditions.words}", sql, Chart("point", x.name, y.name), missed
        )

    def _histogram(self, columns: list[Named], conditions: Conditions, missed: list[str]) -> Asked:
        numbers = [each.column for each in columns if each.column.kind == "number"] or (
            [] if columns else self._one_measure()
        )
        if not numbers:
            if columns:
                return self._grouping(columns, "count", None, False, None, "bar", conditions, missed)
            return Asked(
                "unclear", missed=missed, why="There is no column of numbers whose distribution could be shown."
            )
        column = numbers[0]
        width = _width(column)
        name = named(column.name)
        bucket = f"floor({name} / {width:g}) * {width:g}"
        present = f"{name} IS NOT NULL"
        where = f"{conditions.sql}\n  AND {present}" if conditions.parts else f"\nWHERE {present}"
        sql = f'SELECT {bucket} AS "{column.name} from",\n  count(*) AS count\nFROM data{where}\nGROUP BY 1\nORDER BY 1'
        sql = sql.replace(f'"{column.name} from"', named(f"{column.name} from"))
        chart = Chart("bar", f"{column.name} from", "count")
        return self._done("chart", f"Distribution of {column.name}{conditions.words}", sql, chart, missed)

    def _done(
        self, kind: Literal["query", "chart"], title: str, sql: str, chart: Chart | None, missed: list[str]
    ) -> Asked:
        assumed = [each for each in self._assumed if each]
        return Asked(kind, title[:1].upper() + title[1:], sql, chart, assumed, missed)


def _reckoned(kind: Reckoning, measured: list[ColumnProfile]) -> tuple[str, str, str]:
    """The expression, the name of its column, and words for it."""
    if kind == "count" or not measured:
        return "count(*)", "count", "Number of rows"
    name = named(measured[0].name)
    if kind == "distinct":
        return f"count(DISTINCT {name})", f"different {measured[0].name}", f"Number of different {measured[0].name}"
    said = f"{_WORDS[kind]} {measured[0].name}"
    alias = measured[0].name if kind == "sum" else said.lower()
    return f"{kind}({name})", alias, said


def _fitting(column: ColumnProfile) -> Step | None:
    """A step that gives a line with a fair number of points."""
    low, high = re.match(r"(\d{4})-(\d\d)-(\d\d)", column.low), re.match(r"(\d{4})-(\d\d)-(\d\d)", column.high)
    if low is None or high is None:
        return None
    days = sum((int(high[at]) - int(low[at])) * each for at, each in ((1, 365.25), (2, 30.4), (3, 1.0)))
    return "year" if days > 3650 else "month" if days > 120 else "week" if days > 45 else "day" if days > 2 else "hour"


def _width(column: ColumnProfile) -> float:
    """A round width of about twenty steps."""
    try:
        span = float(column.high) - float(column.low)
    except ValueError:
        span = 0.0
    if column.above is not None and column.below is not None and span > 2 * (column.above - column.below) > 0:
        span = column.above - column.below
    if span <= 0:
        return 1.0
    raw = span / 20
    power = 10.0 ** int(f"{raw:e}".partition("e")[2])
    return next(step * power for step in (1, 2, 5, 10) if step * power >= raw)
