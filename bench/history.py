"""How fast days of history answer: a canvas with many changes, its first page of versions, and texts at any version.

    python -m bench.history [changes] [database address]

The log is what people typing make: one character a change in bursts of a few seconds, an agent's turn now and then,
two hands at once sometimes; a snapshot every 200 changes as the program keeps them. Each figure is the median and the
worst of what is asked for, read through the same functions as the HTTP API; time of the processor beside that of the
clock, because the machine may be busy with other things.
"""

import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from gesso.canvas.blame import Blame
from gesso.canvas.changes import Change
from gesso.canvas.text import Text
from gesso.room import history
from gesso.room.live_canvas import SNAPSHOT_EVERY, Author
from gesso.room.workspace import Person, Workspace
from gesso.store import canvases as rows
from gesso.store.database import Database
from gesso.store.visits import Visit, save_visit

ANNA = Person("user_anna", "Anna")
START = datetime(2026, 1, 1, tzinfo=UTC)


async def fill(db: Database, canvas: str, count: int, never_pause: bool) -> None:
    chance = random.Random(1)
    text, blame, at = Text.of(""), Blame(), START
    made: list[rows.ChangeRow] = []
    kept: list[rows.SnapshotRow] = []
    place = 0
    turn, hands = "", ["user_anna"]
    for version in range(1, count + 1):
        if not never_pause and chance.random() < 0.02:
            at += timedelta(minutes=chance.choice([1, 5, 60, 600]))
            place = chance.randint(0, text.units)
            turn = f"turn_{version}" if chance.random() < 0.3 else ""
            hands = chance.choice([["user_anna"], ["user_anna"], ["user_ben"], ["user_anna", "user_ben"]])
        at += timedelta(milliseconds=200)
        by, kind = ("agent_gesso", "agent") if turn else (chance.choice(hands), "person")
        gone = min(chance.choice([0, 0, 0, 1]), text.units - place)
        letters = "words " if turn else chance.choice("aeiou é字")
        change = Change.of(text.units, [(place, place + gone, letters)])
        text = text.apply(change)
        blame = blame.apply(change, f"{kind}:{by}", turn)
        place = min(place + len(letters), text.units)
        row = rows.ChangeRow(
            version, at, by, "agent" if turn else "person", turn or None, turn or "tab", change.to_json()
        )
        made.append(row)
        if version % SNAPSHOT_EVERY == 0:
            kept.append(rows.SnapshotRow(canvas, version, str(text), blame.to_json()))
        if version % 5_000 == 0 or version == count:
            await db.write(partial(store, canvas=canvas, batch=made, kept=kept))
            made, kept = [], []


def store(conn: Connection, canvas: str, batch: list[rows.ChangeRow], kept: list[rows.SnapshotRow]) -> None:
    rows.append_changes(conn, canvas, batch)
    for snapshot in kept:
        rows.save_snapshot(conn, snapshot)


async def timed(name: str, times: int, ask: Callable[[int], Awaitable[object]]) -> None:
    taken_ms, cpu_ms = [], []
    for n in range(times):
        start, cpu = time.perf_counter(), time.process_time()
        await ask(n)
        taken_ms.append((time.perf_counter() - start) * 1000)
        cpu_ms.append((time.process_time() - cpu) * 1000)
    print(
        f"  {name:26} median {statistics.median(taken_ms):6.1f} ms, worst {max(taken_ms):6.1f}; "
        f"of the processor {statistics.median(cpu_ms):6.1f}, worst {max(cpu_ms):6.1f}"
    )


async def measure(address: str, count: int, never_pause: bool) -> None:
    db = await Database.open(address)
    workspace = Workspace(db)
    room = await workspace.do_create_room(ANNA, "Days")
    made = await workspace.do_open_canvas(room, Author(ANNA.id, "person"), kind="document", title="Days")
    canvas = made.canvas.id
    await fill(db, canvas, count, never_pause)
    await workspace.rest()
    live = await workspace.canvas(canvas)
    await db.write(lambda conn: save_visit(conn, ANNA.id, canvas, Visit(count // 2, START)))
    print(f"  {count:,} changes, {len(live.document):,} characters, {len(live.blame.runs):,} runs of authors")
    chance = random.Random(2)
    cursors: list[int | None] = [None]

    async def page(n: int) -> None:
        found = await history.list_versions(workspace, room, live, cursors[-1], 30)
        cursors.append(found.next)

    await timed("first page of versions", 15, lambda n: history.list_versions(workspace, room, live, None, 30))
    await timed("the pages after it", 15, page)
    await timed("text at any version", 30, lambda n: live.text_at(chance.randint(1, count)))
    await timed("compare any two", 10, lambda n: history.compare(live, chance.randint(1, count), count))
    await timed("since half of them ago", 5, lambda n: history.changed_since(workspace, room, live, ANNA.id))
    await workspace.close()
    await db.close()


async def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    for never_pause in (False, True):
        print("one hand, never a pause" if never_pause else "people and agents, with pauses")
        with tempfile.TemporaryDirectory() as folder:
            await measure(sys.argv[2] if len(sys.argv) > 2 else str(Path(folder) / "gesso.db"), count, never_pause)


if __name__ == "__main__":
    asyncio.run(main())
