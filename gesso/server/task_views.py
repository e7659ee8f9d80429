"""Tasks, runs and previews as the API shows them. Pure, but for what is handed in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from heapq import merge
from itertools import islice

from gesso.agent.chaining import Chained, chained, named_in
from gesso.agent.scheduled import WHICH_TASK
from gesso.base.errors import BadInput, GessoError
from gesso.schedule.cron import NAMES, parse_cron
from gesso.schedule.describe import Language, describe
from gesso.schedule.expand import Occurrence, instants
from gesso.schedule.ics import parse_ics
from gesso.schedule.schedule import Timetable
from gesso.schedule.words import Said, understand
from gesso.schedule.zone import zone as zone_of
from gesso.server.views import tasks as views
from gesso.tasks.chat import settings_of
from gesso.tasks.plan import following
from gesso.tasks.saying import after_sentence, sentence
from gesso.tasks.task import Run, Task, TaskSettings
from gesso.tasks.tasks import title_of
from gesso.tools.errand import errand_of, follower_of

SHOWN = 5
MOST_LINES = 200


def render_task(task: Task, last: Run | None, titles: Mapping[str, str], now: datetime) -> views.TaskView:
    """`titles`: of the owner's tasks, by id."""
    zone = task.timetable.zone if task.timetable else ""
    return views.TaskView(
        id=task.id, title=task.title, instruction=task.instruction, state=task.state, paused_why=task.paused_why,
        room=task.room, zone=zone, sentence=sentence(task, titles), timetable=task.timetable, settings=task.settings,
        version=task.version, next=_next(task, now), last_run=render_run(last, task.title) if last else None,
        created_at=task.created_at, failures=task.failures,
    )  # fmt: skip


def _next(task: Task, now: datetime) -> list[views.DueView]:
    if task.state != "active":
        return []
    snooze = task.snoozed_until
    found = [due(one) for one in following(task, max(now, snooze) if snooze else now, SHOWN)]
    if snooze and snooze > now:
        where = zone_of(task.timetable.zone) if task.timetable else UTC
        at = snooze.replace(microsecond=0)
        found.insert(0, views.DueView(utc=at, local=at.astimezone(where).isoformat(), note="snoozed"))
    return found[:SHOWN]


def due(occurrence: Occurrence) -> views.DueView:
    return views.DueView(utc=occurrence.utc, local=occurrence.local.isoformat(), note=occurrence.note)


def render_run(run: Run, title: str) -> views.RunView:
    return views.RunView(
        id=run.id, task=run.task, title=title, version=run.version,
        scheduled_utc=run.scheduled.replace(microsecond=0), scheduled_local=run.wall, note=run.note, state=run.state,
        reason=run.reason, late_s=run.late_s, started_utc=run.started_at, ended_utc=run.ended_at, room=run.room,
        turn=run.turn, canvas=run.canvas, checks=[views.CheckView.model_validate(check) for check in run.checks],
        cost_usd=run.usage.get("cost_usd"), output=run.output,
    )  # fmt: skip


def _coming(task: Task, timetable: Timetable, start: datetime) -> Iterator[tuple[datetime, str, str, Occurrence]]:
    for one in instants(timetable, max(start, task.planned_to)):
        yield one.utc, task.id, task.title, one


def planned(tasks: Iterable[Task], start: datetime, end: datetime, most: int) -> tuple[list[views.PlannedView], bool]:
    """The instants of active tasks from `start` until before `end`, in order; and whether there are more."""
    each = [_coming(task, task.timetable, start) for task in tasks if task.state == "active" and task.timetable]
    found: list[views.PlannedView] = []
    for utc, task_id, title, one in merge(*each, key=lambda entry: entry[:2]):
        if utc >= end:
            break
        if len(found) == most:
            return found, True
        local = one.local.isoformat()
        found.append(views.PlannedView(task=task_id, title=title, utc=utc, local=local, note=one.note))
    return found, False


def chain_of(text: str, now: datetime, earlier: Sequence[str]) -> Chained | None:
    """What a sentence has done after a task that is there; of an answer to which one that is, the sentence before."""
    chain = chained(earlier[-1] if earlier else text, now)
    return chain if chain is not None and not chain.before else None


def preview(
    text: str, zone: str, now: datetime, earlier: Sequence[str], chain: Chained | None = None,
    tasks: Sequence[Task] = (),
) -> views.TaskPreview:  # fmt: skip
    """What a sentence would make. `chain` is its `chain_of`, `tasks` those it may mean. Raises BadInput, BadZone."""
    if chain is not None and (follows := _followed(chain, text if earlier else "", tasks)) is not None:
        return follows
    found = understand(text, now, zone, earlier=earlier)
    language: Language = "de" if found.language == "de" else "en"
    return views.TaskPreview(
        tasks=[_previewed(said, now, language) for said in found.tasks],
        question=found.question,
        uncovered=found.uncovered,
    )


def _followed(chain: Chained, answer: str, tasks: Sequence[Task]) -> views.TaskPreview | None:
    """A task that comes after one of these, or which is meant; None where the words name none of them."""
    ids = named_in(f"{chain.first} {answer}", [(task.id, task.title) for task in tasks])
    found = [task for task in tasks if task.id in ids]
    if not found:
        return None
    if len(found) > 1:
        asked = f"{WHICH_TASK}: {' or '.join(f'“{task.title}”' for task in found[:4])}?"
        return views.TaskPreview(tasks=[], question=asked, uncovered=())
    errand = follower_of(chain, found[0].id, found[0].title, None)
    made = views.PreviewedTask(
        title=title_of(errand.instruction), instruction=errand.instruction, settings=settings_of(errand),
        timetable=None, sentence=after_sentence(found[0].title), next=[], assumptions=(), note=None,
    )  # fmt: skip
    return views.TaskPreview(tasks=[made], question=None, uncovered=())


def described(timetable: Timetable, now: datetime) -> views.TaskPreview:
    """A timetable in words, with its dates."""
    said = Said("", timetable)
    return views.TaskPreview(tasks=[_previewed(said, now, "en")], question=None, uncovered=())


def _previewed(said: Said, now: datetime, language: Language) -> views.PreviewedTask:
    """Read as a message in a conversation would be, so that both make the same task."""
    timetable = said.timetable
    errand, what = None, said.instruction
    try:
        errand = errand_of(what, timetable, None) if timetable and what else None
    except BadInput:  # a reminder of nothing
        what = ""
    return views.PreviewedTask(
        title=title_of(errand.instruction if errand else what),
        instruction=errand.instruction if errand else what,
        settings=settings_of(errand) if errand else TaskSettings(), timetable=timetable,
        sentence=describe(timetable.schedule, language) if timetable else "",
        next=[due(one) for one in islice(instants(timetable, now), SHOWN)] if timetable else [],
        assumptions=said.assumptions, note=said.note,
    )  # fmt: skip


def imported(text: str, zone: str, now: datetime) -> views.TaskImportView:
    """The tasks that lines of a crontab or an iCalendar file would make, and what of them cannot be taken, with why."""
    found: list[views.PreviewedTask] = []
    refused: list[views.RefusedLine] = []
    if "BEGIN:VCALENDAR" in text.upper():
        taken, left = parse_ics(text.encode(), zone)
        found += [_previewed(Said(one.summary, one.timetable), now, "en") for one in taken]
        refused += [views.RefusedLine(line=one.summary[:200], why=one.reason) for one in left]
    else:
        lines = [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
        for line in lines[:MOST_LINES]:
            try:
                found += [_previewed(said, now, "en") for said in _cron(line, zone, now)]
            except GessoError as error:
                refused.append(views.RefusedLine(line=line[:200], why=error.message))
        refused += [
            views.RefusedLine(line=line[:200], why=f"Only {MOST_LINES} lines are taken at once.")
            for line in lines[MOST_LINES:][:20]
        ]
    return views.TaskImportView(tasks=found, question=None, uncovered=(), refused=refused)


def _cron(line: str, zone: str, now: datetime) -> list[Said]:
    """The schedules of one line, with the rest of it as what is to be done."""
    words = line.split(None, 5)
    count = 1 if words[0].lower() in (*NAMES, "@reboot") else 5
    words = line.split(None, count)
    start = now.astimezone(zone_of(zone)).date()
    schedules = parse_cron(" ".join(words[:count]), start, zone)
    return [Said(words[count] if len(words) > count else "", Timetable(one, zone)) for one in schedules]
