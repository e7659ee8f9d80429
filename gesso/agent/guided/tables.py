"""Markdown tables as cells: mend totals, set a cell, drop a row. Only the cells that change are rewritten."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from gesso.agent.guided.overlap import stem, topic_words

_TOTAL = re.compile(
    r"^\W*(?:(?:grand )?totals?|sum|gesamt|summe|total(?:es)?|suma|somme|tổng|合计|总计)\W*$", re.IGNORECASE
)


@dataclass(frozen=True)
class Table:
    """Rows of cells; row 0 is the header, row 1 the rule under it."""

    lines: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def parse_table(text: str) -> Table | None:
    """The table in `text`, or None when it is not a pipe table."""
    lines = tuple(text.split("\n"))
    if len(lines) < 2 or not re.match(r"^\s*\|?[\s:|-]+\|?\s*$", lines[1]):
        return None
    return Table(
        lines, tuple(tuple(c.strip() for c in re.split(r"(?<!\\)\|", line.strip().strip("|"))) for line in lines)
    )


def _with_cell(line: str, column: int, value: str) -> str:
    """`line` with the words of one cell replaced, its spaces kept."""
    lead = 1 if line.lstrip().startswith("|") else 0
    parts = re.split(r"(?<!\\)\|", line)
    cell = parts[column + lead]
    bare = cell.strip()
    parts[column + lead] = cell.replace(bare, value, 1) if bare else f" {value} "
    return "|".join(parts)


def _number(cell: str) -> float | None:
    bare = re.sub(r"[*_\s€$£%]", "", cell)
    if re.fullmatch(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?", bare):
        bare = bare.replace(",", "")
    return float(bare) if re.fullmatch(r"-?\d+(?:\.\d+)?", bare) else None


def _put_number(cell: str, value: float) -> str:
    shown = f"{value:,.2f}" if re.search(r"\.\d", cell) else f"{round(value):,}"
    return re.sub(r"-?\d[\d,]*(?:\.\d+)?", shown if "," in cell else shown.replace(",", ""), cell, count=1)


def are_products(rows: Sequence[tuple[Sequence[float | None], float | None]]) -> bool:
    """Whether a column of totals holds products (120 at 9.50 each), not sums: (the numbers before it, what it says)."""
    full = [([n for n in numbers if n is not None], said, len(numbers)) for numbers, said in rows]
    known = [(numbers, said) for numbers, said, count in full if said is not None and 2 <= len(numbers) == count]
    return any(abs(prod(numbers) - said) < 0.005 for numbers, said in known) and not any(
        abs(sum(numbers) - said) < 0.005 for numbers, said in known
    )


def mend_totals(text: str) -> tuple[str, list[str]]:
    """The table with every total column and row added up again, and what was changed, in words."""
    table = parse_table(text)
    if table is None:
        return text, []
    lines, rows = list(table.lines), [list(row) for row in table.rows]
    notes: list[str] = []
    header = rows[0]

    def put(row: int, column: int, value: float, what: str) -> None:
        old = _number(rows[row][column])
        if old is not None and abs(old - value) > 0.005:
            new = _put_number(rows[row][column], value)
            lines[row] = _with_cell(lines[row], column, new)
            notes.append(f"{what} is {new}, not {rows[row][column]}")
            rows[row][column] = new

    for column, name in enumerate(header):
        if _TOTAL.match(name):
            body = [row for row in rows[2:] if column < len(row)]
            made = [([_number(cell) for cell in row[1:column]], _number(row[column])) for row in body]
            reckon = prod if are_products(made) else sum
            for row in range(2, len(rows)):
                numbers = [_number(cell) for cell in rows[row][1:column] if column < len(rows[row])]
                if len(numbers) >= 2 and all(n is not None for n in numbers):
                    put(row, column, reckon(n for n in numbers if n is not None), f"the total of {rows[row][0]}")
    for row in range(3, len(rows)):
        if _TOTAL.match(rows[row][0]):
            for column in range(1, len(rows[row])):
                cells = [_number(rows[r][column]) for r in range(2, row) if column < len(rows[r])]
                if len(cells) >= 2 and all(n is not None for n in cells):
                    put(row, column, sum(n for n in cells if n is not None), f"the total of {header[column]}")
    return "\n".join(lines), notes


def drop_row(text: str, request: str) -> str:
    """The table without the one row the request names; unchanged when none or several fit."""
    table = parse_table(text)
    if table is None:
        return text
    row = _row_named(table, request)
    return text if row is None else "\n".join(line for i, line in enumerate(table.lines) if i != row)


def set_cell(text: str, request: str) -> str:
    """The table with the cell named by row and column set to the number after "should be" or "to"."""
    table = parse_table(text)
    wanted = re.search(r"\b(?:should be|must be|is|to|=)\s+([€$£]?-?\d[\d.,]*\d|\d)\b", request, re.IGNORECASE)
    if wanted is None and len(numbers := re.findall(r"(?<![\w.])\d[\d.,]*(?![\w])", request)) == 1:
        wanted = re.search(rf"({re.escape(numbers[0])})", request)
    if table is None or wanted is None:
        return text
    about = request[: wanted.start()] + request[wanted.end() :]
    row = _row_named(table, about)
    named = topic_words(about) | {stem(w.casefold()) for w in re.findall(r"\w+", about)}
    columns = [
        i
        for i, name in enumerate(table.rows[0])
        if i > 0 and {stem(w.casefold()) for w in re.findall(r"\w+", name)} & named
    ]
    if not columns and row is not None:
        columns = [i for i, cell in enumerate(table.rows[row]) if i > 0 and _number(cell) is not None]
    if row is None or len(columns) != 1:
        return text
    lines = list(table.lines)
    lines[row] = _with_cell(lines[row], columns[0], wanted.group(1))
    return "\n".join(lines)


def _row_named(table: Table, request: str) -> int | None:
    named = {w.casefold() for w in re.findall(r"\w+", request)}
    hits = [
        i
        for i, row in enumerate(table.rows)
        if i > 1 and any(w.casefold() in named for w in re.findall(r"\w+", row[0]))
    ]
    if not hits:
        hits = [
            i
            for i, row in enumerate(table.rows)
            if i > 1 and any(w.casefold() in named for cell in row for w in re.findall(r"[^\W\d]\w+", cell))
        ]
    return hits[0] if len(hits) == 1 else None
