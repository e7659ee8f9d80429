"""One case for a person: its situation in words, what everybody answered, and the conversation it can be tried in."""

from collections.abc import Sequence
from dataclasses import dataclass

from gesso.base.errors import NotFound
from gesso.behaviors.behavior import Case, text_of
from gesso.lab.desk.files import RunFile, RunFiles, behavior_named
from gesso.lab.episode import Episode
from gesso.lab.playing import open_document
from gesso.room.workspace import Person, Workspace


@dataclass(frozen=True)
class Opened:
    """Where a case was put; `canvas` where it has a document."""

    room: str
    canvas: str | None


def case_named(behavior: str, case: str) -> Case:
    """Raises NotFound."""
    found = next((each for each in behavior_named(behavior).cases if each.id == case), None)
    if found is None:
        raise NotFound(f"{behavior} has no case {case!r}.")
    return found


def document_of(case: Case) -> str:
    """The words of the case's document with its problems planted, empty without one."""
    return text_of(case) if case.input.document else ""


def before_of(case: Case) -> list[str]:
    """The earlier exchanges about the document, a line each."""
    return [f"{each.did}: {each.ask}" for each in case.input.before]


def answers_of(files: RunFiles, case: Case, behavior: str) -> Sequence[tuple[RunFile, Episode]]:
    """What each candidate answered in its newest file, the best first."""
    found = [
        (file, episode)
        for file in files.latest(behavior, case.split)
        for episode in files.episodes(file, case.split)
        if episode.case == case.id
    ]
    return sorted(found, key=lambda pair: (-pair[1].value, pair[0].candidate))


async def open_case(workspace: Workspace, person: Person, case: Case) -> Opened:
    """A new conversation of that person with what came before in the case; its message is left to be sent."""
    room = await workspace.do_create_room(person, f"{case.id}: {case.input.ask}"[:80])
    live = await open_document(case, workspace, room, person) if case.input.document else None
    for said in case.input.earlier:
        await workspace.do_post_message(person, room.id, said)
    return Opened(room.id, live.id if live else None)
