"""What a person does in a widget, over HTTP."""

from typing import Annotated

from fastapi import Path

from gesso.agent.widgets import do_act
from gesso.server.context import Actor, Here
from gesso.server.policy import Policy, Routes
from gesso.server.views import widgets as views

routes = Routes()

WRITE = Policy("user", "write")
RoomId = Annotated[str, Path(max_length=80)]


@routes.on("POST", "/api/rooms/{room}/widgets", WRITE, views.WidgetActView, status=201)
async def act_in_widget(here: Here, person: Actor, room: RoomId, body: views.WidgetActIn) -> views.WidgetActView:
    """Send a form, choose, answer a question or tick a step; forms and choices start a turn."""
    words, started = await do_act(
        here.workspace, here.turns, person, room, place=body.place, widget=body.widget, act=body.act,
        values=body.values, model=body.model,
    )  # fmt: skip
    if started is None:
        return views.WidgetActView(words=words)
    return views.WidgetActView(words=words, message=started.message, turn=started.turn)
