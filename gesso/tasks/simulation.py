"""The JSON of `gesso tasks simulate`: a set of tasks in, the rows that they would make out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from gesso.base.errors import BadInput
from gesso.schedule.simulate import Row, SimulatedTask, Span, simulate
from gesso.schedule.zone import TZDATA

Json = dict[str, object]


@dataclass(frozen=True)
class Simulation:
    """Tasks, and when the machine was down."""

    tasks: tuple[SimulatedTask, ...]
    downtime: tuple[Span, ...] = ()

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    def rows(self, start: datetime, end: datetime) -> list[Row]:
        if end <= start:
            raise BadInput(f"The window ends at {end.isoformat()}, not after its start {start.isoformat()}.")
        return simulate(self.tasks, self.downtime, start, end)


def parse_simulation(data: bytes) -> Simulation:
    """Raises BadInput that names each wrong field, at most five."""
    try:
        return TypeAdapter(Simulation).validate_json(data)
    except ValidationError as error:
        wrong = [f"{'.'.join(map(str, one['loc'])) or 'the document'}: {one['msg']}" for one in error.errors()[:5]]
        raise BadInput("These are no tasks to simulate. " + "; ".join(wrong)) from error


def simulation_json(rows: Sequence[Row], start: datetime, end: datetime) -> Json:
    totals = Counter(row.state for row in rows)
    return {
        "from": _iso(start),
        "to": _iso(end),
        "tzdata": TZDATA,
        "totals": {state: totals[state] for state in ("run", "late", "skipped", "missed")},
        "rows": [row_json(row) for row in rows],
    }


def row_json(row: Row) -> Json:
    return {
        "run_id": row.run_id,
        "task": row.task,
        "version": row.version,
        "scheduled_utc": _iso(row.due.utc),
        "scheduled_local": row.due.local.isoformat(),
        "wall": row.due.wall.isoformat(),
        "note": row.due.note,
        "state": row.state,
        "reason": row.reason,
        "started_utc": _iso(row.started) if row.started else None,
        "ended_utc": _iso(row.ended) if row.ended else None,
        "late_s": int((row.started - row.due.utc).total_seconds()) if row.started else None,
    }


def render_lines(rows: Sequence[Row]) -> str:
    """A line a row: local time, task, state, reason."""
    return "".join(
        f"{row.due.local.isoformat()}  {row.task}  {row.state}  {row.reason}"
        f"{f' ({row.due.note} of {row.due.wall:%H:%M})' if row.due.note else ''}\n"
        for row in rows
    )


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
