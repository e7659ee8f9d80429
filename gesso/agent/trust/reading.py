"""What a turn was shown, as texts with their origin, and whether any of it came from outside. Read from the log. Pure.

What an unknown tool answered (one that was taken away meanwhile) counts as from outside: nothing says that it was not.
"""

from collections.abc import Iterator, Mapping

from gesso.agent.scene import Scene
from gesso.agent.tool import UNTRUSTED, Tool
from gesso.agent.trust.provenance import Origin, Text
from gesso.room.state import Call, RoomState, Turn

MINE = "your message"


def texts_of(state: RoomState, turn: Turn, scene: Scene, tools: Mapping[str, Tool]) -> tuple[Text, ...]:
    """Everything that an argument of this turn's calls may have come from."""
    return (*_said(state, turn), *_shown(scene), *_answered(state, turn, tools), *_fetched(turn))


def untrusted(state: RoomState, turn: Turn, tools: Mapping[str, Tool]) -> bool:
    """Whether files, pages or outside tools were read on the way to this point of the conversation."""
    return any(True for _ in _fetched(turn)) or any(text.origin in UNTRUSTED for text in _answered(state, turn, tools))


def _said(state: RoomState, turn: Turn) -> Iterator[Text]:
    """What people wrote: the requester's own words, and others' as a page of the room. A shortcut's words hold text
    of the page it works on, and what was chosen in a widget are its words, so they are nobody's own."""
    for said in state.path(turn.parent):
        if said.turn is not None:
            continue
        if said.widget is not None:
            yield Text("document", said.text, f"“{said.widget.label}”")
            if said.by == turn.by and said.widget.typed:
                yield Text("person", "\n".join(said.widget.typed), MINE)
        elif said.by == turn.by and said.shortcut is None:
            yield Text("person", said.text, MINE)
        else:
            member = state.members.get(said.by)
            yield Text("document", said.text, f"{member.name}’s message" if member and said.by != turn.by else "a page")
    for approval in state.approvals.values():
        changed = approval.state == "approved" and approval.args not in (None, approval.asked.args)
        if changed and approval.by == turn.by and approval.asked.turn == turn.id:
            yield Text("person", "\n".join(_words(approval.args)), "what you approved")


def _words(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _words(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _words(inner)
    elif isinstance(value, (str, int, float)):
        yield str(value)


def _shown(scene: Scene) -> Iterator[Text]:
    for canvas in (scene.active, *scene.others):
        if canvas is not None:
            yield Text("document", f"{canvas.title}\n{canvas.text}", f"“{canvas.title}”")
            for note in canvas.notes:
                yield Text("document", f"{note.body}\n{note.replace or ''}", f"a comment by {note.by}")


def _answered(state: RoomState, turn: Turn, tools: Mapping[str, Tool]) -> Iterator[Text]:
    before = [state.turns[said.turn] for said in state.path(turn.parent) if said.turn is not None]
    for each in (*before, turn):
        for step in each.steps:
            for call in step.calls:
                if call.result is not None and (origin := _origin(call, tools)) is not None:
                    yield Text(origin, call.result, _where(call, origin))


def _origin(call: Call, tools: Mapping[str, Tool]) -> Origin | None:
    tool = tools.get(call.name)
    if tool is None:
        return "tool" if call.args is not None else None  # a name that no tool has was never run
    return tool.reads if tool.reads != "nothing" else None


def _where(call: Call, origin: Origin) -> str:
    if origin == "page":
        return call.summary.removeprefix("Read ") or "a web page"
    return call.summary or f"the answer of {call.name}"


def _fetched(turn: Turn) -> Iterator[Text]:
    """What a run of a task was given to read when it began."""
    if turn.run is not None:
        for page in (*turn.run.pages, turn.run.news):
            if page:
                yield Text("page", page, page.partition("\n")[0][:80])
