"""Widgets of a room: which there are, and what people do in them.

A form that is sent and a choice that is made are a message of the person, which an agent answers. An answer to a quiz
and a ticked step are rows of the log that an agent is told of with the next message. Log and audit say who did it, and
nothing is taken that the widget itself does not offer.
"""

import json
from collections.abc import Iterator, Mapping

from gesso.agent.company import Started
from gesso.agent.turns import Turns
from gesso.base.errors import Conflicting, NotFound
from gesso.room import wire
from gesso.room.state import Acted, RoomState
from gesso.room.workspace import Person, Workspace
from gesso.store.audit import AuditRow
from gesso.widgets.acting import Act, Done, check_act
from gesso.widgets.catalogue import Widget
from gesso.widgets.reading import key_of, parse_widget, widget_fences

ONCE = ("submit", "choose")


async def do_act(
    workspace: Workspace, turns: Turns, person: Person, room: str, *, place: str, widget: str, act: Act,
    values: Mapping[str, str], model: str | None = None,
) -> tuple[str, Started | None]:  # fmt: skip
    """What was done in words, and the turn that answers it, if any does.

    Raises NotFound without such a widget in that message or canvas, BadInput for what it does not offer, Conflicting
    for what was settled before.
    """
    live = await workspace.access_room(person.id, room, "comment")
    state = live.state
    found = await _find(workspace, state, place, widget)
    done = check_act(found, act, values)
    _refuse_again(state, person, place, widget, act, done)
    acted = wire.WidgetAct(
        place=place, widget=widget, label=found.label, act=act, values=done.values, typed=done.typed
    )  # fmt: skip
    kept = {"label": found.label, **done.values}
    row = AuditRow(workspace.clock(), person.id, "acted", room, tool=f"widget_{act}", reason=done.words, detail=kept)
    await turns.trust.write(row)
    if act not in ONCE:
        await live.post(person.id, wire.WidgetActed(acted=acted, words=done.words))
        return done.words, None
    canvas = place if place in state.canvases else None
    started = await turns.say(person, room, done.words, canvas=canvas, model=model, widget=acted)
    return done.words, started


async def _find(workspace: Workspace, state: RoomState, place: str, key: str) -> Widget:
    said, canvas = state.messages.get(place), state.canvases.get(place)
    if said is not None and said.turn is not None:
        sources = dict(_of_message(state, said.turn))
    elif canvas is not None and not canvas.deleted:
        text = (await workspace.canvas(place)).text
        sources = {key_of(fence.source): fence.source for fence in widget_fences(text)}
    else:
        raise NotFound("That message or page is not in this conversation.")
    if key not in sources:
        raise NotFound("This widget was changed or taken away meanwhile. Look at it again.")
    return parse_widget(sources[key])


def _of_message(state: RoomState, turn: str) -> Iterator[tuple[str, str]]:
    for step in state.turns[turn].steps:
        for fence in widget_fences(step.text):
            yield key_of(fence.source), fence.source
        for call in step.calls:
            if call.name == "show_widget" and call.ok and call.args is not None:
                yield call.id, json.dumps(call.args.get("widget"))


def _refuse_again(state: RoomState, person: Person, place: str, widget: str, act: Act, done: Done) -> None:
    for each in state.acts:
        if each.act.place != place or each.act.widget != widget:
            continue
        if act in ONCE:
            raise Conflicting(f"{_name(state, each)} answered this already.")
        if act == "answer" and each.by == person.id and each.act.values.keys() == done.values.keys():
            raise Conflicting("You answered this question already.")


def _name(state: RoomState, acted: Acted) -> str:
    member = state.members.get(acted.by)
    return member.name if member else "Somebody"
