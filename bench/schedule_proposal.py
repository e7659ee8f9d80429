"""When a task is due, by the grammar, by a model's proposal, and by both: how often right, asked and silently wrong.

A model is shown the message, the time and the zone, and proposes the first time and the rule of each task as JSON held
to a schema (`gesso.schedule.proposal`): a small one by a grammar of tokens, another by a tool's arguments. Both: what
the two agree on is taken, anything else is asked, as `create_task` does it. The cases are a sample of the behaviour
`schedule`, the same for the same seed.
"""

import argparse
import asyncio
import json
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import aclosing
from datetime import datetime
from itertools import islice
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from gesso.base.errors import GessoError
from gesso.behaviors.behavior import Answer, Case, load_behavior
from gesso.model.messages import CallChunk, Json, Message, Model, TextChunk, ToolSpec
from gesso.schedule.expand import instants
from gesso.schedule.proposal import Proposed, difference
from gesso.schedule.schedule import Timetable
from gesso.schedule.words import understand
from gesso.server.menu import open_catalogue
from gesso.settings import read_settings

SHOWN = 3
TOLD = (
    "Say when the tasks in the person's message are due. `first`: the first local time after now. `rule`: an RFC 5545 "
    "rule, empty when it is once. No tasks when nothing is to happen at a time. `ask`: true when the hour, the day or "
    "half of the day is not said, or the time is over or impossible."
)
SHOTS = [
    ("It is Friday 2026-11-27 10:00 in Europe/Berlin.", "every weekday at 7 pm send me the news",
     {"ask": False, "tasks": [{"first": "2026-11-27T19:00", "rule": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"}]}),
    ("It is Friday 2026-11-27 10:00 in Europe/Berlin.", "remind me tomorrow at 9:30 to call Ben",
     {"ask": False, "tasks": [{"first": "2026-11-28T09:30", "rule": ""}]}),
    ("It is Wednesday 2027-03-03 15:00 in America/New_York.", "remind me at 7 to eat", {"ask": True, "tasks": []}),
    ("It is Wednesday 2027-03-03 15:00 in America/New_York.", "first Monday of the month, 8 am: pay the rent",
     {"ask": False, "tasks": [{"first": "2027-04-05T08:00", "rule": "FREQ=MONTHLY;BYDAY=1MO"}]}),
    ("It is Wednesday 2027-03-03 15:00 in America/New_York.", "the meeting was at 5 pm", {"ask": False, "tasks": []}),
]  # fmt: skip


class Answered(BaseModel):
    model_config = ConfigDict(extra="forbid")

    ask: bool
    tasks: list[Proposed]


def schema(small: bool) -> dict[str, Any]:
    """Strict; for a small model without what it would only pad with."""
    item: dict[str, Any] = {
        "first": {"type": "string", "pattern": r"^20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]$"},
        "rule": {"type": "string", "maxLength": 80},
    }
    if not small:
        item |= {"without": {"type": "array", "items": {"type": "string"}}, "zone": {"type": "string"}}
    task = {"type": "object", "properties": item, "required": [*item], "additionalProperties": False}
    tasks = {"type": "array", "items": task, "maxItems": 4}
    return {
        "type": "object", "properties": {"ask": {"type": "boolean"}, "tasks": tasks}, "required": ["ask", "tasks"],
        "additionalProperties": False,
    }  # fmt: skip


async def propose(model: Model, case: Case) -> list[Timetable] | str:
    """The timetables, or `ask`, `none`, or `unread` for what is no schedule."""
    now = datetime.fromisoformat(case.input.now)
    when = f"It is {now:%A %Y-%m-%d %H:%M} in {case.input.zone}."
    messages = [Message("system", TOLD)]
    for place, said, answer in SHOTS:
        messages += [
            Message("user", f"{place}\n{said}"),
            Message("assistant", json.dumps(answer, separators=(",", ":"))),
        ]
    messages.append(Message("user", f"{when}\n{' '.join((*case.input.earlier, case.input.ask))}"))
    text = ""
    tool = [] if model.guided else [ToolSpec("answer", "Say when the tasks are due.", schema(False))]
    held = Json(schema(True)) if model.guided else None
    async with aclosing(model.stream(messages, tool, constraint=held, max_tokens=220, temperature=0.0)) as chunks:
        async for chunk in chunks:
            if isinstance(chunk, TextChunk) and model.guided:
                text += chunk.text
            elif isinstance(chunk, CallChunk):
                text += chunk.args_delta
    try:
        answered = Answered.model_validate_json(text)
        tables = [each.timetable(case.input.zone) for each in answered.tasks]
    except (ValidationError, GessoError):
        return "unread"
    return "ask" if answered.ask else tables or "none"


def read(case: Case) -> list[Timetable] | str:
    now = datetime.fromisoformat(case.input.now)
    found = understand(case.input.ask, now, case.input.zone, earlier=case.input.earlier)
    if found.question or any(task.timetable is None for task in found.tasks):
        return "ask"
    return [task.timetable for task in found.tasks if task.timetable is not None] or "none"


def both(ours: list[Timetable] | str, theirs: list[Timetable] | str, now: datetime) -> list[Timetable] | str:
    if isinstance(ours, str) and ours == theirs:
        return ours
    if isinstance(ours, str) or isinstance(theirs, str):
        return "ask"
    return "ask" if difference(ours, theirs, now) else ours


def verdict(case: Case, got: list[Timetable] | str, grade: Any) -> str:
    if got == "unread":
        return "unread"
    now = datetime.fromisoformat(case.input.now)
    answer: Answer = got if isinstance(got, str) else [
        " ".join(f"{each.utc:%Y-%m-%dT%H:%MZ}" for each in islice(instants(table, now), SHOWN)) for table in got
    ]  # fmt: skip
    if not isinstance(got, str) and not all(answer):
        return "wrong"  # nothing of it is still to come
    score = grade(case, answer)
    if score.value == 1:
        return "right"
    kind = score.why.split()[0].rstrip(":")
    return {"asked": "asked", "missed": "missed"}.get(kind, "wrong")  # wrong, dropped, guessed or invented


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="embedded")
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--seed", type=int, default=7)
    said = parser.parse_args()
    behavior = load_behavior("schedule")
    cases = [case for case in behavior.cases if case.split == "test" and case.lang in ("en", "de")]
    cases = sorted(random.Random(said.seed).sample(cases, min(said.cases, len(cases))), key=lambda case: case.id)
    catalogue = await open_catalogue(read_settings(), None)
    counts: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    try:
        model = catalogue.get(said.model)
        for number, case in enumerate(cases, 1):
            ours, theirs = read(case), await propose(model, case)
            now = datetime.fromisoformat(case.input.now)
            for who, got in (("grammar", ours), ("model", theirs), ("both", both(ours, theirs, now))):
                for name in (case.slice.split()[0], "all"):
                    counts[name][who][verdict(case, got, behavior.grade)] += 1
            if number % 20 == 0:
                print(f"{number} of {len(cases)}: {_line(counts['all'])}", flush=True)
    finally:
        await catalogue.aclose()
    print("slice: grammar, model, both as right / asked / missed / wrong / unread")
    for name in (*sorted(set(counts) - {"all"}), "all"):
        print(f"{name:8} n = {counts[name]['grammar'].total():3}  {_line(counts[name])}")


def _line(of: dict[str, Counter[str]]) -> str:
    kinds: Sequence[str] = ("right", "asked", "missed", "wrong", "unread")
    return "   ".join(
        f"{who} {' / '.join(str(of[who][kind]) for kind in kinds)}" for who in ("grammar", "model", "both")
    )


if __name__ == "__main__":
    asyncio.run(main())
