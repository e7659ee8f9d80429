"""What other agents may read and reuse over MCP: conversations and canvases as resources, shortcuts as prompts."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from gesso.agent.shortcuts import SHORTCUTS, Passage, Shortcut, fill_prompt
from gesso.base.errors import BadInput, NotFound
from gesso.room.workspace import Person
from gesso.server.context import Parts
from gesso.server.offers.rooms import SHOWN_CHARS, names_of
from gesso.store import rooms as room_rows
from gesso.store import shortcuts as shortcut_rows

ROOMS = "gesso://rooms/"
CANVASES = "gesso://canvases/"
MOST_ROOMS = 50
MOST_MESSAGES = 200
OWN = "own."
TEMPLATES = (
    (f"{ROOMS}{{room}}", "conversation", "The newest messages of a conversation, and the names of its canvases."),
    (f"{CANVASES}{{canvas}}", "canvas", "The text of a canvas as it is now."),
)


@dataclass(frozen=True)
class Thing:
    uri: str
    name: str
    about: str
    media_type: str = "text/markdown"


@dataclass(frozen=True)
class Prompt:
    """`needs`: each argument with what it is and whether it cannot do without."""

    name: str
    title: str
    about: str
    needs: tuple[tuple[str, str, bool], ...] = ()


async def list_things(here: Parts, person: Person) -> list[Thing]:
    """The newest conversations of that person, each followed by its canvases."""
    rows = await here.workspace.db.read(lambda conn: room_rows.list_rooms(conn, person.id, "", deleted=False))
    found: list[Thing] = []
    for row in rows[:MOST_ROOMS]:
        state = (await here.workspace.access_room(person.id, row.id, "view")).state
        found.append(Thing(f"{ROOMS}{row.id}", row.title or "Untitled", "a conversation"))
        found += [
            Thing(
                f"{CANVASES}{each.id}", each.title or "Untitled", f"a {each.kind} of “{row.title}”",
                "text/markdown" if each.kind == "document" else "text/plain",
            )
            for each in state.open_canvases()
        ]  # fmt: skip
    return found


async def read_thing(here: Parts, person: Person, uri: str) -> tuple[str, str]:
    """The media type and the text. Raises NotFound for what that person may not see, too."""
    if uri.startswith(CANVASES):
        room, live = await here.workspace.access_canvas(person.id, uri.removeprefix(CANVASES), "view")
        kind = room.state.canvases[live.id].kind
        return ("text/markdown" if kind == "document" else "text/plain"), live.text
    if not uri.startswith(ROOMS):
        raise NotFound(f"There is nothing at {uri[:200]!r}. Addresses begin with {ROOMS} or {CANVASES}")
    state = (await here.workspace.access_room(person.id, uri.removeprefix(ROOMS), "view")).state
    names = names_of(state)
    lines = [f"# {state.title}"]
    lines += [f"- {CANVASES}{row.id} “{row.title}” ({row.kind})" for row in state.open_canvases()]
    said = state.path(state.head)[-MOST_MESSAGES:]
    lines += [f"**{names.get(one.by, one.by)}:** {one.text[:SHOWN_CHARS]}" for one in said]
    return "text/markdown", "\n\n".join(lines)


async def list_prompts(here: Parts, person: Person) -> list[Prompt]:
    """The shortcuts that come with gesso, then the person's own and those shared with them."""
    text = ("text", "what it works on", True)
    found = [Prompt(each.id, each.title, f"For {each.kind}.", (text, *_option(each))) for each in SHORTCUTS]
    own = await here.workspace.db.read(partial(shortcut_rows.list_shortcuts, user=person.id))
    return found + [Prompt(f"{OWN}{each.id}", each.name, each.prompt[:200], (text,)) for each in own]


async def render_prompt(here: Parts, person: Person, name: str, args: Mapping[str, str]) -> str:
    """The words to send to a model. Raises NotFound, BadInput."""
    text = args.get("text", "").strip()
    if not text:
        raise BadInput("Give “text”: what the prompt works on.")
    if name.startswith(OWN):
        own = await here.workspace.db.read(partial(shortcut_rows.list_shortcuts, user=person.id))
        found = next((each for each in own if f"{OWN}{each.id}" == name), None)
        if found is None:
            raise NotFound("There is no such prompt.")
        said = fill_prompt(found.prompt, text)
        return said if "{selection}" in found.prompt else f"{said}\n\n{text}"
    shortcut = next((each for each in SHORTCUTS if each.id == name), None)
    if shortcut is None:
        raise NotFound("There is no such prompt.")
    passage = Passage(text, shortcut.kind, None, selected=False)
    return f"{shortcut.ask(passage, shortcut.option(args.get('option')))}\n\n{text}"


def _option(shortcut: Shortcut) -> tuple[tuple[str, str, bool], ...]:
    known = ", ".join(each.id for each in shortcut.options)
    return (("option", f"one of {known}", True),) if shortcut.options else ()
