"""Tasks and runs as rows, and back."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter

from gesso.base.errors import BadInput
from gesso.schedule.schedule import Timetable
from gesso.schedule.zone import zone
from gesso.store.runs import RunRow
from gesso.store.tasks import TaskRow
from gesso.tasks.task import Run, Task, TaskSettings

Stored = Mapping[str, Any] | str
"""JSON as values or as text."""
TIMETABLE = TypeAdapter(Timetable)


@lru_cache(maxsize=20_000)
def _timetable(text: str) -> Timetable:
    return TIMETABLE.validate_json(text)


@lru_cache(maxsize=20_000)
def _settings(text: str) -> TaskSettings:
    return TaskSettings.model_validate_json(text)


def parse_timetable(stored: Stored | None) -> Timetable | None:
    """A stored timetable; parsing the same one again costs little."""
    return None if stored is None else _timetable(_text(stored))


def parse_settings(stored: Stored) -> TaskSettings:
    return _settings(_text(stored))


def _text(stored: Stored) -> str:
    return stored if isinstance(stored, str) else json.dumps(stored)


def dump_timetable(timetable: Timetable | None) -> dict[str, Any] | None:
    return None if timetable is None else TIMETABLE.dump_python(timetable, mode="json")


def task_of(row: TaskRow) -> Task:
    """The task; one whose zone or rule this gesso does not know any more is paused and says so."""
    values = vars(row) | {"settings": parse_settings(row.settings)}
    del values["after"]  # which the settings say
    try:
        values["timetable"] = parse_timetable(row.timetable)
    except BadInput as error:
        why = f"Its timetable cannot be used any more; give it a new one. {error.message}"
        values |= {"timetable": None, "next_at": None, "state": "paused", "paused_why": why}
    return Task(**values)


def row_of_task(task: Task) -> TaskRow:
    settings = task.settings.model_dump(mode="json")
    return TaskRow(
        **vars(task) | {"timetable": dump_timetable(task.timetable), "settings": settings, "after": task.settings.after}
    )


def run_of(row: RunRow) -> Run:
    return Run(**vars(row))


def said(moment: datetime, task: Task) -> str:
    """“1 March 2027 at 07:31” by the clock of the task's zone."""
    return _said(moment, task.timetable.zone if task.timetable else None)


@lru_cache(maxsize=1_000)
def _said(moment: datetime, where: str | None) -> str:
    local = moment.astimezone(zone(where) if where else UTC)
    return f"{local.day} {local:%B %Y} at {local:%H:%M}{'' if where else ' UTC'}"


def iso(moment: datetime) -> str:
    """A moment as people write it in UTC, to the second."""
    return f"{moment:%Y-%m-%d %H:%M:%SZ}"
