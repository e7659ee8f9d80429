"""How a value of a table is written for people: the same value always the same way, as a document is compared by it."""

import re

from gesso.data.table import Cell

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?: 00:00:00)?")


def shown(cell: Cell) -> str:
    """Thousands in threes, four digits that count at most after them, dates in words."""
    if cell is None:
        return "none"
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int):
        return f"{cell:,}"
    if isinstance(cell, float):
        return _decimal(cell)
    if found := _DATE.fullmatch(cell):
        year, month, day = found[1], int(found[2]), int(found[3])
        return f"{day} {MONTHS[month - 1]} {year}" if 1 <= month <= 12 else cell
    return cell


def _decimal(value: float) -> str:
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    size = abs(value)
    if size >= 1_000:
        return f"{value:,.0f}"
    if size >= 0.01:
        return f"{value:,.{2 if size < 100 else 1}f}".rstrip("0").rstrip(".")
    return f"{value:.3g}"
