"""What the code of a canvas gave in its last run: kept while the server runs, and stored so that a restart loses none.

A code canvas has one sheet of items. In a document each fence is a cell, and an item says of which it is; cell 0 is
code that stands nowhere in the text.
"""

import asyncio
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from sqlalchemy import Connection

from gesso.sandbox.kernel import Kernel
from gesso.sandbox.told import Table, Variable
from gesso.store import outputs as rows

MERGED = 4_000  # characters of one piece of text
STORED = 400_000  # characters of a sheet that are stored
State = Literal["idle", "starting", "running"]


@dataclass(frozen=True)
class Item:
    """One piece of output. Only the last one may still grow. `file` is the address of a stored picture, which `text`
    describes; `ok` is of a test."""

    kind: Literal["out", "err", "value", "picture", "table", "test", "error", "note"]
    text: str = ""
    name: str = ""
    line: int | None = None
    trace: str = ""
    file: str = ""
    ok: bool = True
    table: Table | None = None
    cell: int = 0

    @property
    def size(self) -> int:
        return len(self.text) + len(self.trace) + (self.table.size if self.table else 0)


@dataclass(frozen=True)
class Cell:
    """A fence as it ran: `number` among the Python fences, from 0; `count` says which run of the document it was.
    `seconds` is None until it has ended."""

    id: int
    number: int
    code: str
    count: int = 0
    seconds: float | None = None


@dataclass
class Sheet:
    """`changes` counts what has changed here, to wait for more."""

    canvas: str
    run: int = 0
    state: State = "idle"
    by: str = ""
    version: int = 0
    seconds: float | None = None
    items: list[Item] = field(default_factory=list)
    cells: dict[int, Cell] = field(default_factory=dict)
    variables: tuple[Variable, ...] = ()
    changes: int = 0
    running: int | None = None
    kernel: Kernel | None = None
    task: "asyncio.Task[None] | None" = None
    ending: asyncio.TimerHandle | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self) -> None:
        self.changes += 1
        self.changed.set()
        self.changed = asyncio.Event()

    def add(self, item: Item) -> None:
        last = self.items[-1] if self.items else None
        grows = last is not None and (last.kind, last.cell) == (item.kind, item.cell) and item.kind in ("out", "err")
        if grows and last is not None and len(last.text) < MERGED:
            self.items[-1] = replace(last, text=last.text + item.text)
        else:
            self.items.append(item)
        self.tell()

    def forget(self) -> None:
        self.items, self.cells, self.variables, self.seconds = [], {}, (), None

    def kept(self) -> dict[str, Any]:
        """What is stored: the newest items where there are too many."""
        items, left = [], STORED
        for item in reversed(self.items):
            left -= item.size + 100
            if left < 0:
                items.append(Item("note", "What was printed before this was too much to be kept.", cell=item.cell))
                break
            items.append(item)
        codes = [asdict(cell) for cell in self.cells.values() if len(cell.code) < STORED]
        return {
            "by": self.by, "version": self.version, "seconds": self.seconds, "cells": codes,
            "items": [asdict(item) for item in reversed(items)],
        }  # fmt: skip

    @classmethod
    def of_row(cls, canvas: str, run: int, kept: dict[str, Any]) -> "Sheet":
        def item(told: dict[str, Any]) -> Item:
            table = told.pop("table")
            return Item(**told, table=None if table is None else _table(table))

        cells = [Cell(**cell) for cell in kept["cells"]]
        return cls(
            canvas, run, by=kept["by"], version=kept["version"], seconds=kept["seconds"],
            items=[item(told) for told in kept["items"]], cells={cell.id: cell for cell in cells},
        )  # fmt: skip


def read_sheet(conn: Connection, canvas: str) -> Sheet:
    """The sheet as it was stored, or an empty one."""
    row = rows.output_of(conn, canvas)
    return Sheet(canvas) if row is None else Sheet.of_row(canvas, *row)


def _table(told: dict[str, Any]) -> Table:
    rows = tuple(tuple(row) for row in told["rows"])
    columns, numbers, index = (tuple(told[part]) for part in ("columns", "numbers", "index"))
    return Table(columns, numbers, index, rows, told["height"], told["width"])
