"""Tasks for other agents: made from a sentence, listed, changed.

Code reads the times; where the words leave something open, nothing is made and the question comes back.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from gesso.base.errors import BadInput
from gesso.room.workspace import Person
from gesso.room.zones import zone_of_person
from gesso.server import api_tasks
from gesso.server.context import Parts
from gesso.server.offers.offer import Offer, Told
from gesso.server.views import tasks as views
from gesso.server.views.base import Id, In, Words

Sentence = Annotated[Words, Field(min_length=1, max_length=2_000)]


class CreateTask(In):
    text: Annotated[Sentence, Field(description="what and when, as one would say it: “every weekday at 7 pm …”")]
    zone: Annotated[Words, Field(max_length=80, description="IANA name; default: the person's own")] = ""
    room: Annotated[Id | None, Field(description="the conversation it runs in; default: one of its own")] = None


class ListTasks(In):
    pass


class ChangeTask(In):
    task: Id
    act: Literal["change", "pause", "resume", "delete", "undo"] = "change"
    text: Annotated[Words, Field(max_length=2_000, description="when, in words: “make it 8”, “not on Fridays”")] = ""


async def create_task(here: Parts, person: Person, args: CreateTask) -> Told:
    zone = args.zone or await zone_of_person(here.workspace, person.id)
    if not zone:
        raise BadInput("No task was made: whose clock counts is not known. Give a zone, such as Europe/Berlin.")
    found = await api_tasks.preview_tasks(here, person, views.TaskPreviewIn(text=args.text, zone=zone))
    if found.question:
        raise BadInput(f"No task was made yet. {found.question}")
    if not found.tasks or any(task.timetable is None and task.settings.after is None for task in found.tasks):
        raise BadInput("No task was made: the words do not say when. Add a time.")
    made = [
        await api_tasks.make_task(
            here, person, views.TaskIn(
                title=one.title, instruction=one.instruction, timetable=one.timetable, settings=one.settings,
                room=args.room,
            ),
        )
        for one in found.tasks
    ]  # fmt: skip
    return _told([_brief(task) for task in made])


async def list_tasks(here: Parts, person: Person, args: ListTasks) -> Told:
    found = await api_tasks.list_tasks(here, person)
    return _told([_brief(task) for task in found.tasks])


async def change_task(here: Parts, person: Person, args: ChangeTask) -> Told:
    match args.act:
        case "delete":
            await api_tasks.delete_task(here, person, args.task)
            return Told("Deleted; “undo” brings it back.", {"tasks": []})
        case "pause":
            changed = await api_tasks.pause_task(here, person, args.task)
        case "resume":
            changed = await api_tasks.resume_task(here, person, args.task)
        case "undo":
            changed = await api_tasks.undo_task(here, person, args.task)
        case "change":
            if not args.text.strip():
                raise BadInput("Say in text what is to change.")
            changed = await api_tasks.change_task(here, person, args.task, views.TaskPatch(text=args.text))
    return _told([_brief(changed)])


def _brief(task: views.TaskView) -> dict[str, Any]:
    return {
        "id": task.id, "title": task.title, "instruction": task.instruction, "when": task.sentence, "zone": task.zone,
        "state": task.state, "room": task.room, "next": [due.local for due in task.next],
        "last": task.last_run.state if task.last_run else None,
    }  # fmt: skip


def _told(tasks: list[dict[str, Any]]) -> Told:
    lines = [
        f"{task['id']} “{task['title']}”: {task['when']}, {task['state']}"
        + (f", next {task['next'][0]}" if task["next"] else "")
        for task in tasks
    ]
    return Told("\n".join(lines) or "There are no tasks.", {"tasks": tasks})


TASK_OFFERS = (
    Offer("create_task", "Have something done later, or again and again. Code reads the times; a question comes back "
          "where they are not clear.", CreateTask, "write", create_task),
    Offer("list_tasks", "The tasks of the key's owner, with their next times.", ListTasks, "read", list_tasks),
    Offer("change_task", "Change when a task happens, pause, resume, delete it, or undo the last change.", ChangeTask,
          "write", change_task),
)  # fmt: skip
