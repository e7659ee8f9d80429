"""Checks of what a text claims: sums, contradicting numbers, impossible counts, unsourced figures. Pure."""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from math import prod

from gesso.agent.guided.remarks import Finding
from gesso.agent.guided.sentences import split_sentences
from gesso.agent.guided.tables import are_products
from gesso.base.late import late
from gesso.canvas.snapshot import Block, Snapshot

_MONTHS = (
    "january januar enero janvier", "february februar febrero février", "march märz marzo mars", "april abril avril",
    "may mai mayo", "june juni junio juin", "july juli julio juillet", "august agosto août",
    "september septiembre septembre", "october oktober octubre octobre", "november noviembre novembre",
    "december dezember diciembre décembre",
)  # fmt: skip
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DATE = late(
    rf"(?:\b(?P<weekday>{'|'.join(_WEEKDAYS)}),? (?:the )?)?\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.)?\s+(?:of |de )?"
    rf"(?P<month>{'|'.join(_MONTH)})\b(?:,? (?:de )?(?P<year>\d{{4}})\b)?",
    re.IGNORECASE,
)
_ONE_TO_TWELVE = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBER_WORDS = {word: number for number, word in enumerate(_ONE_TO_TWELVE, 1)}
_COUNT = "|".join(_NUMBER_WORDS)
_COUNTED = late(rf"\b(?P<count>\d{{1,2}}|{_COUNT})\s+(?:\w+\s+)?(?P<noun>[a-z]{{3,}}s)\b[^.!?\n]*:\s*$", re.IGNORECASE)
_TITLE_COUNT = late(
    rf"\b(?P<count>\d{{1,2}}|{_COUNT})\s+(?:\w+\s+)?"
    r"(?P<noun>day|step|way|reason|tip|rule|part|lesson|mistake|chapter|week)s\b",
    re.IGNORECASE,
)
_TOTAL = late(r"^\s*(?:total|sum|summe|gesamt|insgesamt|suma|somme)\s*$", re.IGNORECASE)
_OF = late(r"\b(?P<part>\d[\d,]*(?:\.\d+)?) (?:out )?of (?:the )?(?P<all>\d[\d,]*(?:\.\d+)?)(?![\d%])")
_MEASURED = late(r"(?<![\w.,])(?P<number>\d[\d,]*(?:\.\d+)?)\s?(?P<unit>%|[a-zA-Z€$]{2,})")
_FIGURE = late(r"\b\d[\d.,]*\s?(?:%|percent|per cent|prozent|por ciento|pour cent|phần trăm)", re.IGNORECASE)
_STUDY = late(
    r"\b(?:studies|research|surveys?|scientists|experts|doctors|statistics) (?:\w+ )?(?:show|shows|say|says|"
    r"agree|prove|proves|"
    r"found|suggest|suggests|believe)\b|\b(?:studien|untersuchungen|experten) (?:zeigen|sagen|belegen)\b|"
    r"\blos estudios (?:muestran|dicen)\b|\bles études (?:montrent|disent)\b|\bit is (?:well known|proven) that\b",
    re.IGNORECASE,
)
_OF_ALL = late(
    r"\bof (?:all|people|adults|users|customers|companies|the population)\b|\baller\b|\bde (?:todos|tous)\b",
    re.IGNORECASE,
)
_TIMES = late(
    r"\b(?:\d+|two|three|four|five|six|ten|twenty|a hundred) times (?:faster|slower|cheaper|better|more|larger|"
    r"bigger|higher|"
    r"smaller)\b",
    re.IGNORECASE,
)
_SOURCE = late(
    r"https?://|\]\(|\baccording to\b|\bsource\b|\blaut\b|\bquelle\b|\bsegún\b|\bselon\b|\[\^?\d+\]|"
    r"\(\w+(?: et al\.?)?,? \d{4}\)",
    re.IGNORECASE,
)


def find_in_facts(snapshot: Snapshot) -> list[Finding]:
    """What contradicts itself or lacks its source, in no order."""
    found: list[Finding] = []
    for block in snapshot.leaves():
        if block.kind == "table":
            found += _sums(block)
        if block.kind in ("paragraph", "item", "quote", "heading"):
            found += [*_dates(block), *_parts(block), *_unsourced(block)]
    return [*found, *_counts(snapshot), *_title_count(snapshot), *_contradictions(snapshot)]


def _value(text: str) -> float | None:
    bare = text.strip().replace(",", "").lstrip("€$ ").rstrip("%€$ ")
    return float(bare) if re.fullmatch(r"-?\d+(?:\.\d+)?", bare) else None


def _shown(value: float) -> str:
    return f"{value:g}" if value != int(value) else str(int(value))


def cells_of(row: str) -> list[tuple[int, str]]:
    """The cells of a table's row with the offset of each cell's text."""
    inner = row.strip().removeprefix("|").removesuffix("|")
    at = row.find("|") + 1 if row.lstrip().startswith("|") else 0
    cells = []
    for cell in re.split(r"(?<!\\)\|", inner):
        cells.append((at + len(cell) - len(cell.lstrip()), cell.strip()))
        at += len(cell) + 1
    return cells


def rows_of(table: Block) -> list[tuple[int, str]]:
    """The lines of a table with their offsets in the text."""
    rows, at = [], table.start
    for line in table.text.split("\n"):
        rows.append((at, line))
        at += len(line) + 1
    return rows


def _sums(table: Block) -> Iterator[Finding]:
    """Cells of a column or row called Total that are not the sum."""
    rows = rows_of(table)
    if len(rows) < 3:
        return
    header = [cell for _, cell in cells_of(rows[0][1])]
    total = next((i for i, name in enumerate(header) if i and _TOTAL.match(name)), None)
    body = [(at, cells_of(row)) for at, row in rows[2:]]
    full = [(at, cells) for at, cells in body if total is not None and len(cells) == len(header)]
    made = [([_value(cell) for _, cell in cells[1:total]], _value(cells[total or 0][1])) for _, cells in full]
    times = are_products(made)
    for (at, cells), (values, _) in zip(full, made, strict=True):
        terms = (" × " if times else " + ").join(cell for _, cell in cells[1:total])
        yield from _sum_finding(at, cells[total or 0], values, terms, prod if times else sum)
    if body and body[-1][1] and _TOTAL.match(body[-1][1][0][1]):
        at, last = body[-1]
        for column in range(1, len(last)):
            above = [cells[column][1] for _, cells in body[:-1] if column < len(cells)]
            yield from _sum_finding(at, last[column], [_value(cell) for cell in above], " + ".join(above))


def _sum_finding(
    at: int,
    cell: tuple[int, str],
    values: list[float | None],
    terms: str,
    reckon: Callable[[Iterable[float]], float] = sum,
) -> Iterator[Finding]:
    offset, said = cell
    stated, known = _value(said), [v for v in values if v is not None]
    if stated is None or len(known) < 2 or len(known) != len(values) or abs(reckon(known) - stated) < 1e-6:
        return
    right = _shown(reckon(known))
    body = f"“{said}” does not add up: {terms} is {right}. Correct the total, or the number that is wrong."
    yield Finding(at + offset, at + offset + len(said), "correctness", "major", body, right)


def _dates(block: Block) -> Iterator[Finding]:
    for match in _DATE.finditer(block.text):
        day, month = int(match["day"]), _MONTH[match["month"].lower()]
        at = block.start + match.start(), block.start + match.end()
        if not 1 <= day <= _DAYS[month - 1]:
            body = f"There is no “{match.group(0)}”: that month has {_DAYS[month - 1]} days. Put in the day you mean."
            yield Finding(*at, "correctness", "major", body)
        elif match["weekday"] and match["year"] and int(match["year"]) > 0 and not (day == 29 and month == 2):
            real = _WEEKDAYS[date(int(match["year"]), month, day).weekday()]
            if real.lower() != match["weekday"].lower():
                body = f"“{match.group(0)}” was a {real}, not a {match['weekday']}. Correct the weekday or the date."
                yield Finding(*at, "correctness", "major", body)


def _parts(block: Block) -> Iterator[Finding]:
    for match in _OF.finditer(block.text):
        part, whole = _value(match["part"]), _value(match["all"])
        if part is not None and whole is not None and part > whole and whole >= 10:
            body = (
                f"“{match.group(0)}” is more than there is. Correct one of the two numbers, or say that "
                "it was exceeded."
            )
            yield Finding(block.start + match.start(), block.start + match.end(), "correctness", "major", body)


def _unsourced(block: Block) -> Iterator[Finding]:
    at = block.start
    for sentence in split_sentences(block.text):
        if not _SOURCE.search(sentence):
            study, figure = _STUDY.search(sentence), _FIGURE.search(sentence)
            times = _TIMES.search(sentence)
            if study or (figure and _OF_ALL.search(sentence)):
                spans = [m.span() for m in (study, figure) if m]
                start, end = min(s for s, _ in spans), max(e for _, e in spans)
                body = f"“{sentence[start:end]}” has no source. Say who found it and when, or leave the claim out."
                yield Finding(at + start, at + end, "evidence", "major", body)
            elif times:
                body = (
                    f"“{times.group(0)}” is a claim without a measurement. Say compared with what, and who measured it."
                )
                yield Finding(at + times.start(), at + times.end(), "evidence", "minor", body)
        at += len(sentence)


def _count(words: str) -> int:
    return int(words) if words.isdigit() else _NUMBER_WORDS.get(words.lower(), 0)


def _counts(snapshot: Snapshot) -> Iterator[Finding]:
    """“You need six ingredients:” in front of five."""
    outer = [b for b in snapshot.blocks if b.parent is None]
    for block, following in itertools.pairwise(outer):
        match = _COUNTED.search(block.text) if block.kind == "paragraph" and following.kind == "list" else None
        if match is None:
            continue
        items = sum(b.parent == following.number for b in snapshot.blocks)
        if items and _count(match["count"]) != items:
            said = block.text[match.start("count") : match.end("noun")]
            body = f"“{said}”, but the list has {items}. Correct the number, or the list."
            at = block.start + match.start("count")
            yield Finding(at, block.start + match.end("noun"), "correctness", "major", body)


def _title_count(snapshot: Snapshot) -> Iterator[Finding]:
    """“Four days in Lisbon” over three sections called Day."""
    headings = [b for b in snapshot.blocks if b.kind == "heading"]
    if not headings or (match := _TITLE_COUNT.search(headings[0].text)) is None:
        return
    noun = match["noun"].lower()
    there = sum(bool(re.match(rf"{noun}\b", h.title.strip(), re.IGNORECASE)) for h in headings[1:])
    if there and there != _count(match["count"]):
        body = (
            f"The title says “{match.group(0)}”, but {there} sections begin with “{noun.capitalize()}”. "
            "Make them agree."
        )
        at = headings[0].start
        yield Finding(at + match.start(), at + match.end(), "correctness", "major", body)


def _contradictions(snapshot: Snapshot) -> Iterator[Finding]:
    """The same words around two different numbers: “sales grew by 12 percent” and “sales grew by 14 percent”."""
    first: dict[tuple[str, str], str] = {}
    for block in snapshot.leaves():
        if block.kind not in ("paragraph", "item", "quote"):
            continue
        for match in _MEASURED.finditer(block.text):
            before = re.findall(
                r"[^\W\d_]+", re.split(r"[.!?\n]", block.text[max(0, match.start() - 80) : match.start()])[-1]
            )[-3:]
            if len(before) < 3 or sum(len(word) > 3 for word in before) < 2:
                continue
            key = " ".join(before).casefold(), match["unit"].casefold()
            known = first.setdefault(key, match["number"])
            if known != match["number"]:
                start = block.text.rfind(before[0], 0, match.start())
                said = block.text[start : match.end()]
                body = (
                    f"“{said}” contradicts “{known} {match['unit']}” above. Find out which is right, and "
                    "use it in both places."
                )
                yield Finding(block.start + start, block.start + match.end(), "correctness", "major", body)
