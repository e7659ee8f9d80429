"""`gesso tasks parse`: what a sentence says about when, as JSON for programs and as a card for people.

Reads no workspace and calls no model: the grammar alone. Its JSON is documented in docs/tasks.md.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from pydantic import TypeAdapter

from gesso.base.errors import BadInput, GessoError
from gesso.schedule.expand import instants
from gesso.schedule.rrule import render_rrule
from gesso.schedule.schedule import Timetable
from gesso.schedule.words import Said, Understanding, understand

_TIMETABLE = TypeAdapter(Timetable)
MAX_NEXT = 1000
_FIELDS = ("id", "text", "now", "zone", "earlier")


def parsed(text: str, now: datetime, zone: str, following: int, earlier: Sequence[str] = ()) -> dict[str, Any]:
    """What `text`, said at `now` in `zone` after `earlier`, means; with the next `following` instants of each task."""
    found = understand(text, now, zone, earlier=earlier)
    return {
        "text": text,
        "now": now.isoformat(),
        "zone": zone,
        "language": found.language,
        "question": found.question,
        "asked_about": found.asked,
        "tasks": [_task(said, now, following) for said in found.tasks],
        "uncovered": found.uncovered,
        "spared": found.spared,
    }


def _task(said: Said, now: datetime, following: int) -> dict[str, Any]:
    made = _TIMETABLE.dump_python(said.timetable, mode="json") if said.timetable else {}
    schedule = made.get("schedule")
    return {
        "instruction": said.instruction,
        "schedule": {"kind": schedule.pop("type"), **schedule} if schedule else None,
        "zone": made.get("zone"),
        "rrule": _rrule(said.timetable) if said.timetable else None,
        "spans": dict(said.spans),
        "assumptions": said.assumptions,
        "note": said.note,
        "question": said.question,
        "next": [
            {"utc": o.utc.strftime("%Y-%m-%dT%H:%M:%SZ"), "local": o.local.isoformat(), "note": o.note}
            for o in islice(instants(said.timetable, now), following)
        ] if said.timetable else [],
    }  # fmt: skip


def _rrule(timetable: Timetable) -> str | None:
    """The rule as RFC 5545 writes it, or None for what it cannot say."""
    try:
        return render_rrule(timetable)
    except BadInput:
        return None


def batch(raw: bytes, now: datetime | None, zone: str | None, following: int) -> Iterator[dict[str, Any]]:
    """An answer for each line of JSONL, in order; a line that cannot be read gives a row with `error` instead."""
    for number, line in enumerate(raw.splitlines(), start=1):
        if not line.strip():
            continue
        row: Any = None
        try:
            row = _read(line, number)
            _check(row, number)
            moment = moment_of(row["now"]) if "now" in row else now or datetime.now(UTC)
            place = row.get("zone", zone)
            if place is None:
                raise BadInput(f"Line {number} has no zone: give it “zone”, or all of them --zone.")
            answer = parsed(row["text"], moment, place, following, row.get("earlier", ()))
            yield {"id": row["id"], **answer} if "id" in row else answer
        except GessoError as error:
            known = {"id": row["id"]} if isinstance(row, dict) and "id" in row else {}
            yield {**known, "line": number, "error": error.message}


def _read(line: bytes, number: int) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"Line {number} is not JSON: {str(error)[:120]}.") from error


def _check(row: Any, number: int) -> None:
    """Raises BadInput for what is no row."""
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise BadInput(f"Line {number} must be an object with a “text” that is a string.")
    if any("\ud800" <= char <= "\udfff" for char in row["text"]):
        raise BadInput(f"Line {number}: “text” has half a character (a lone surrogate).")
    if unknown := sorted(row.keys() - set(_FIELDS)):
        raise BadInput(f"Line {number} has an unknown field “{unknown[0][:40]}”; known are {', '.join(_FIELDS)}.")
    for name in ("now", "zone"):
        if name in row and not isinstance(row[name], str):
            raise BadInput(f"Line {number}: “{name}” must be a string; got {json.dumps(row[name])[:60]}.")
    earlier = row.get("earlier", [])
    if not isinstance(earlier, list) or not all(isinstance(said, str) for said in earlier):
        raise BadInput(f"Line {number}: “earlier” must be a list of strings; got {json.dumps(earlier)[:60]}.")


def moment_of(text: str) -> datetime:
    """The moment an ISO string with an offset names."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"“now” must be a moment such as 2026-11-27T09:00:00Z; got “{text[:60]}”.") from error
    if moment.tzinfo is None:
        raise BadInput(f"“now” needs an offset, such as Z or +01:00; got “{text[:60]}”.")
    return moment


def card(text: str, now: datetime, zone: str, following: int) -> str:
    """The answer as a person reads it: each task, what was assumed, its next dates; or the question."""
    found = understand(text, now, zone)
    if not found.tasks and not found.question:
        return "Nothing here is to happen at a time.\n"
    lines: list[str] = []
    for said in found.tasks:
        lines.append(said.instruction or "(nothing is said about what to do)")
        lines += _dates(said, now, following) if said.timetable else []
        lines += [f"  taken so: {words}" for words in said.assumptions]
        lines += [f"  {said.note}"] if said.note else []
    return "\n".join([*lines, *_question(found), ""])


def _dates(said: Said, now: datetime, following: int) -> list[str]:
    assert said.timetable is not None
    found = list(islice(instants(said.timetable, now), following))
    return [f"  {o.local:%a %d %b %Y %H:%M} ({said.timetable.zone})" for o in found]


def _question(found: Understanding) -> list[str]:
    return [f"? {found.question}"] if found.question else []
