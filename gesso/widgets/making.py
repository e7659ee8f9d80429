"""Widgets made by rules from words that are there: numbers of a message, rows, steps and dates of a text. Pure.

Nothing is made up: every cell, step and moment is a piece of the text. None where there is too little for a widget.
"""

import csv
import itertools
import re
from collections.abc import Iterator, Sequence

from gesso.base.late import late
from gesso.widgets import catalogue as c

MOST_MOMENTS, MOST_STEPS = 40, 60
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|"
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_YEAR = r"(?:1[0-9]{3}|20[0-9]{2})"
_DAY = r"\d{1,2})(?:st|nd|rd|th)?"
DATE = late(
    rf"(?<![\w.,])(?:(?P<iso>{_YEAR}-\d{{2}}-\d{{2}})|"
    rf"(?:(?P<day>{_DAY}(?: of)? )?(?P<month>{_MONTH})\.? (?:(?P<day2>{_DAY},? )?(?P<year>{_YEAR})|"
    rf"(?P<bare>{_YEAR})(?!\s*(?:m|km|kg|g|metres|meters|people|euros?|dollars?)\b))(?![\w%]|[.,]\d)",
)
_NUMBER = r"[-+−]?[€$£]?\s?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[-+−]?[€$£]?\s?\d+(?:[.,]\d+)?"
_UNIT = r"%|[€$£]|°C|°F|(?:km|kg|cm|mm|m|g|l|h|min|s|k|euros?|dollars?|hours|minutes|days|people)(?![a-z])"
_NAMED = late(
    rf"^(?P<name>\S.*?)\s*(?:[:=]|\bis\b|\bwas\b|\bwith\b)?\s*(?<![\d.,])(?P<number>{_NUMBER})\s*(?P<unit>{_UNIT})?$"
)
_COUNTED = late(rf"^(?P<number>{_NUMBER})\s*(?P<unit>%)?\s+(?:for |in |of )?(?P<name>[^\W\d].*)$")
_SPLIT = late(r"\s*[;\n]\s*|,\s+(?:and\s+)?|\s+(?:and|und|y)\s+")
_TALK = late(
    r"^(?:please )?(?:plot|chart|draw|graph|show|visuali[sz]e|make)(?: me| us)?(?: (?:this|these|that|them|it))?\s+|"
    r"[,\s]+(?:as|into|in) (?:an? )?(?:\w+ )?(?:charts?|bars?|lines?|pie|graph|table|plot)\W*$",
    re.IGNORECASE,
)
_ORDERED = late(
    r"^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|q[1-4]|week \d|day \d|"
    r"\d{4}-\d\d(?:-\d\d)?$)",
    re.IGNORECASE,
)

Pairs = tuple[tuple[str, float], ...]


def pairs_in(text: str) -> tuple[Pairs, str]:
    """Names with a number each, as in “rent 900, food 400” or “45 red, 30 blue”, and their unit; the longest run."""
    bare = _TALK.sub("", text.strip())
    _, colon, behind = bare.partition(":")
    best: list[tuple[str, float, str]] = []
    for source in (behind, bare) if colon else (bare,):
        run: list[tuple[str, float, str]] = []
        for piece in [*_SPLIT.split(source.strip()), ""]:
            found = _pair(piece.strip(" .!?"), first=not run)
            if found is not None:
                run.append(found)
            else:
                best, run = max(best, run, key=len), []
    units = {unit for *_, unit in best}
    return tuple((name, value) for name, value, _ in best), units.pop() if len(units) == 1 else ""


def _pair(piece: str, first: bool) -> tuple[str, float, str] | None:
    named = _NAMED.match(piece)
    match = named or _COUNTED.match(piece)
    if match is None and first and (counted := re.search(rf"(?<!\S)(?:{_NUMBER})%?\s+[^\d\s][^\d]*$", piece)):
        match = _COUNTED.match(counted.group(0))
    if match is None or len(piece) > 90:
        return None
    name, number = match["name"].strip(" :="), match["number"]
    if first and match is named:
        # What stands in front of the first name is talk: “our sales were 2021 14”.
        year = re.search(rf"{_YEAR}$", name)
        name = year.group(0) if year else name.split(" were ")[-1].split(" are ")[-1]
    sign = next((mark for mark in "€$£" if mark in number), "")
    bare = re.sub(r"[€$£\s]", "", number).replace("−", "-")
    bare = bare.replace(",", "") if re.search(r",\d{3}(?!\d)", bare) else bare.replace(",", ".")
    return (name, float(bare), sign or (match["unit"] or "")) if name and len(name) <= 60 else None


def chart_of(pairs: Pairs, label: str, unit: str = "", mark: str = "") -> c.Chart | None:
    """A line along years and months, bars for other names, a pie where it was asked for; None for fewer than two."""
    if len(pairs) < 2:
        return None
    along = all(re.fullmatch(_YEAR, name) or _ORDERED.match(name) for name, _ in pairs)
    kind = mark or ("line" if along and len(pairs) > 2 else "bar")
    head = "Year" if all(re.fullmatch(_YEAR, name) for name, _ in pairs) else " "
    rows = tuple((name, value) for name, value in pairs)
    made = {"label": label, "mark": kind, "columns": (head if head.strip() else "Name", "Value"), "rows": rows}
    return c.Chart.model_validate(made | {"unit": unit[:20]})


Rows = tuple[tuple[str, ...], ...]


def tables_in(text: str) -> list[tuple[tuple[str, ...], Rows]]:
    """The pipe tables of a Markdown text, else its pasted lists: columns and rows, cells as plain words."""
    found: list[tuple[tuple[str, ...], Rows]] = []
    lines = text.split("\n")
    for at in range(1, len(lines)):
        if "|" not in lines[at - 1] or not re.fullmatch(r"\s*\|?(?:\s*:?-+:?\s*\|)+\s*:?-*:?\s*\|?\s*", lines[at]):
            continue
        columns = _cells(lines[at - 1])
        rows = []
        for line in lines[at + 1 :]:
            if "|" not in line:
                break
            cells = _cells(line)
            rows.append((*cells[: len(columns)], *[""] * (len(columns) - len(cells))))
        if rows and 1 <= len(columns) <= c.MOST_COLUMNS:
            found.append((tuple(name or "–" for name in columns), tuple(rows[: c.MOST_ROWS])))
    return found or list(_pasted(lines))


def _pasted(lines: Sequence[str]) -> Iterator[tuple[tuple[str, ...], Rows]]:
    """Lines cut by tabs, semicolons or commas into equally many cells: a heading without numbers, then rows with."""
    for mark in "\t;,":
        cut = ([cell.strip() for cell in next(csv.reader([line], delimiter=mark), [])] for line in lines)
        for width, run in itertools.groupby(cut, key=len):
            head, *rows = run
            if not (2 <= width <= c.MOST_COLUMNS and 2 <= len(rows) <= c.MOST_ROWS and all(head)):
                continue
            counted = any(all(number_of(row[at]) is not None for row in rows) for at in range(1, width))
            if counted and all(number_of(name) is None for name in head):
                yield tuple(head), tuple(map(tuple, rows))


def _cells(line: str) -> tuple[str, ...]:
    return tuple(plain(cell) for cell in re.split(r"(?<!\\)\|", line.strip().strip("|")))


def plain(words: str) -> str:
    """Markdown of a line as its words."""
    bare = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", words)
    bare = re.sub(r"\[\^[^\]]+\]", "", bare)
    bare = re.sub(r"(\*\*|__|\*|`|~~)(?=\S)(.+?)(?<=\S)\1", r"\2", bare)
    return " ".join(bare.replace("\\|", "|").split())


def number_of(cell: str) -> float | None:
    bare = re.sub(r"[\s€$£%]", "", cell)
    if re.fullmatch(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?", bare):
        bare = bare.replace(",", "")
    return float(bare) if re.fullmatch(r"-?\d+(?:\.\d+)?", bare) else None


def table_of(text: str, label: str) -> c.Table | None:
    """The first table of a text; else its names with numbers as one."""
    for columns, rows in tables_in(text):
        made: dict[str, object] = {"label": label, "columns": columns, "rows": tuple(map(_typed, rows))}
        return c.Table.model_validate(made)
    pairs, unit = pairs_in(text)
    if len(pairs) < 3:
        return None
    head = f"Value ({unit})" if unit else "Value"
    first = "Year" if all(re.fullmatch(_YEAR, name) for name, _ in pairs) else "Name"
    return c.Table.model_validate({"label": label, "columns": (first, head), "rows": pairs})


def _typed(row: tuple[str, ...]) -> tuple[str | float, ...]:
    return tuple(float(cell) if re.fullmatch(r"-?\d{1,15}(?:\.\d+)?", cell) else cell for cell in row)


def chart_in(text: str, label: str, mark: str = "") -> c.Chart | None:
    """The first table of a text whose columns behind the first hold numbers, drawn; totals are left out."""
    for columns, rows in tables_in(text):
        rows = tuple(row for row in rows if not re.match(r"\W*(?:grand )?(?:totals?|sum|gesamt|summe)\b", row[0], re.I))
        numbers = [
            at for at in range(1, len(columns)) if rows and all(number_of(row[at]) is not None for row in rows)
        ]  # fmt: skip
        if len(rows) < 2 or not numbers:
            continue
        numbers = numbers[:1] if mark == "pie" else numbers[:6]
        along = all(re.fullmatch(_YEAR, row[0]) or _ORDERED.match(row[0]) for row in rows)
        made = {
            "label": label, "mark": mark or ("line" if along and len(rows) > 2 else "bar"),
            "columns": (columns[0], *(columns[at] for at in numbers)),
            "rows": tuple((row[0], *(number_of(row[at]) for at in numbers)) for row in rows),
        }  # fmt: skip
        return c.Chart.model_validate(made)
    return None


_ITEM = late(r"^\s{0,3}(?:[-*+]|\d{1,3}[.)])\s+(?:\[(?P<mark>[ xX])\]\s+)?(?P<words>\S.*)$")


def plan_of(text: str, label: str) -> c.Plan | None:
    """The items of the longest list of a text as steps."""
    best: list[dict[str, object]] = []
    run: list[dict[str, object]] = []
    for line in [*text.split("\n"), "end"]:
        item = _ITEM.match(line)
        if item:
            run = [*run, {"text": plain(item["words"])[:500], "done": (item["mark"] or " ") in "xX"}]
        elif line.strip() and not line.startswith("  "):
            best, run = (run if len(run) > len(best) else best), []
    steps = tuple(c.PlanStep.model_validate(step) for step in best[:MOST_STEPS])
    return c.Plan(label=label, steps=steps) if len(steps) >= 2 else None


def timeline_of(sentences: Sequence[str], label: str) -> c.Timeline | None:
    """The sentences that name a date, in the order of time."""
    found: list[tuple[tuple[int, int, int], int, c.Moment]] = []
    for number, sentence in enumerate(sentences):
        words = plain(sentence)
        match = DATE.search(words)
        if match is None or len(words) > 480:
            continue
        rest = re.sub(r"^(?:on|in|by|since|from)\s+$", "", words[: match.start()], flags=re.IGNORECASE)
        what = words
        if not rest.strip():
            what = words[match.end() :].lstrip(" ,:–-")
            what = what[:1].upper() + what[1:]
        if len(what.split()) >= 2:
            found.append((_when(match), number, c.Moment(when=match.group(0), what=what)))
    found.sort(key=lambda each: each[:2])
    moments = tuple(moment for _, _, moment in found[:MOST_MOMENTS])
    return c.Timeline(label=label, moments=moments) if len(moments) >= 2 else None


def _when(match: re.Match[str]) -> tuple[int, int, int]:
    if match["iso"]:
        year, month, day = map(int, match["iso"].split("-"))
        return year, month, day
    if match["bare"]:
        return int(match["bare"]), 0, 0
    month = next(at for at, name in enumerate(MONTHS, 1) if name.startswith(match["month"].casefold()[:3]))
    return int(match["year"]), month, int(match["day"] or match["day2"] or 0)


def choice_of(options: Sequence[str], label: str) -> c.Choice | None:
    names = list(dict.fromkeys(" ".join(option.split()) for option in options if option.strip()))
    if not 2 <= len(names) <= 12 or any(len(name) > 120 for name in names):
        return None
    return c.Choice(label=label, options=tuple(c.Option(name=name) for name in names))


_DATES = late(r"\b(?:date|day|birthday|when|arrival|departure|deadline|due)\b", re.IGNORECASE)
_NUMBERS = late(r"\b(?:number|count|how many|age|seats?|guests|amount|price|budget|quantity|year)\b", re.IGNORECASE)
_LONG = late(r"\b(?:notes?|comments?|message|wishes|description|remarks|feedback|details|address)\b", re.IGNORECASE)


def form_of(names: Sequence[str], label: str) -> c.Form | None:
    """A form of fields by their names; what kind each takes is read from the name."""
    apart = list(dict.fromkeys(" ".join(name.split()) for name in names if name.strip()))
    if not 1 <= len(apart) <= 12 or any(len(name) > 60 for name in apart):
        return None
    return c.Form(label=label, fields=tuple(map(_field, apart)))


def _field(name: str) -> c.FormField:
    shown = name[:1].upper() + name[1:]
    if _DATES.search(name):
        return c.FormField(name=shown, input="date")
    if _NUMBERS.search(name):
        return c.FormField(name=shown, input="number")
    return c.FormField(name=shown, input="long" if _LONG.search(name) else "line")


def spoken(text: str) -> Iterator[str]:
    """The prose of a Markdown text as it is read aloud: no marks, no code, no tables."""
    fenced = False
    for line in text.split("\n"):
        if re.match(r"\s*(?:```|~~~)", line):
            fenced = not fenced
        elif not fenced and line.strip() and not line.lstrip().startswith("|"):
            yield plain(re.sub(r"^\s*(?:#{1,6}|>|[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?", "", line))
