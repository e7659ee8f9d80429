"""A table as CSV for other programs. Text that a spreadsheet would take for a formula gets an apostrophe. Pure."""

import csv
import io

from gesso.data.table import Cell, Table

_ACTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def csv_of(table: Table) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([inert(column.name) for column in table.columns])
    writer.writerows([[inert(cell) for cell in row] for row in table.rows])
    return out.getvalue()


def inert(cell: Cell) -> Cell:
    """The cell, unable to act: only text can, a number is what it is."""
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(_ACTS) else cell
