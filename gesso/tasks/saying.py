"""When a task runs, in words. Pure."""

from collections.abc import Mapping

from gesso.schedule.describe import describe
from gesso.tasks.task import Task


def sentence(task: Task, titles: Mapping[str, str]) -> str:
    """`titles`: of the owner's tasks, by id."""
    if task.timetable is not None:
        return describe(task.timetable.schedule)
    if task.settings.after is None:
        return "when it is started in its conversation"
    title = titles.get(task.settings.after)
    return after_sentence(title) if title else "after a task that was deleted"


def after_sentence(title: str) -> str:
    """Of a task that comes after the one called `title`."""
    return f"after “{title}”"
