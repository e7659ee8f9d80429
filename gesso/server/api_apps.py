"""Apps over HTTP: the shelf, opening and remixing one, its parameters, what it keeps, and its words from a model."""

from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from gesso.apps.parameters import Parameter, parameters_of, print_of
from gesso.apps.ready import ready_apps
from gesso.room.live_canvas import LiveCanvas
from gesso.room.room import LiveRoom
from gesso.server.context import Actor, Here, Parts, Who
from gesso.server.policy import TEXT_BYTES, Attempts, Policy, Routes
from gesso.server.views import apps as views

routes = Routes()

READ = Policy("user", "read")
WRITE = Policy("user", "write")
KEEP = Policy("user", "write", body_bytes=TEXT_BYTES, attempts=Attempts(600, 60.0))
ASK = Policy("user", "write", attempts=Attempts(60, 60.0))

Id = Annotated[str, Path(max_length=80)]


@routes.on("GET", "/api/apps", READ, list[views.ShelfApp])
async def list_apps(here: Here, person: Actor) -> list[views.ShelfApp]:
    """The apps there are: those that come with gesso, then those published in this workspace, newest first."""
    own = [
        views.ShelfApp(
            id=each.name, title=each.title, description=each.description, icon=each.icon, ready=True, by="", mine=False
        )
        for each in ready_apps()
    ]
    published = [
        views.ShelfApp(
            id=row.id, title=row.title, description=row.description, icon="", ready=False, by=row.by,
            mine=row.user == person.id,
        )
        for row in await here.apps.shelf()
    ]  # fmt: skip
    return [*own, *published]


@routes.on("GET", "/api/apps/{app}", READ, views.AppSource)
async def read_app_source(here: Here, app: Id) -> views.AppSource:
    """The source of an app of the shelf."""
    found = await here.apps.source(app)
    return views.AppSource(
        id=found.id, title=found.title, description=found.description, language=found.language, text=found.text,
        parameters=parameters_view(found.text),
    )  # fmt: skip


@routes.on("POST", "/api/apps/{app}/open", WRITE, views.AppOpened, status=201)
async def open_app(here: Here, person: Actor, app: Id, body: views.AppOpenIn) -> views.AppOpened:
    """Open an app of the shelf as a page of one's own."""
    room, live = await here.apps.do_open(person, app, body.room, body.parameters)
    return views.AppOpened(room=room.id, canvas=live.id)


@routes.on("DELETE", "/api/apps/{app}", WRITE, status=204)
async def withdraw_app(here: Here, person: Actor, who: Who, app: Id) -> Response:
    """Take a published app off the shelf."""
    await here.apps.do_withdraw(person, app, who.admin)
    return Response(status_code=204)


@routes.on("GET", "/api/canvases/{canvas}/app", READ, views.AppView)
async def read_app(here: Here, person: Actor, canvas: Id) -> views.AppView:
    """The app that a page of TSX or HTML is."""
    return await _view(here, *await here.apps.access(person.id, canvas))


@routes.on("PUT", "/api/canvases/{canvas}/app/parameters", WRITE, views.AppView)
async def set_app_parameters(here: Here, person: Actor, canvas: Id, body: views.ParametersIn) -> views.AppView:
    """Set parameters: their values in the source change, and nothing else."""
    return await _view(here, *await here.apps.do_set(person, canvas, body.values))


@routes.on("POST", "/api/canvases/{canvas}/app/remix", WRITE, views.AppOpened, status=201)
async def remix_app(here: Here, person: Actor, canvas: Id, body: views.AppRemixIn) -> views.AppOpened:
    """A copy of one's own, in a conversation of one's own unless one is named."""
    room, live = await here.apps.do_remix(person, canvas, body.room)
    return views.AppOpened(room=room.id, canvas=live.id)


@routes.on("PUT", "/api/canvases/{canvas}/app/publish", WRITE, views.AppView)
async def publish_app(here: Here, person: Actor, canvas: Id, body: views.PublishIn) -> views.AppView:
    """Put the app, as it is now, on the workspace's shelf."""
    await here.apps.do_publish(person, canvas, body.description)
    return await _view(here, *await here.apps.access(person.id, canvas))


@routes.on("GET", "/api/canvases/{canvas}/app/kept", READ, views.KeptView)
async def read_kept(here: Here, person: Actor, canvas: Id) -> views.KeptView:
    """What the app keeps."""
    return views.KeptView(values=await here.apps.kept(person, canvas))


@routes.on("PUT", "/api/canvases/{canvas}/app/kept", KEEP, status=204)
async def keep(here: Here, person: Actor, canvas: Id, body: views.KeptIn) -> Response:
    """Keep something for the app, up to 1 MB in all."""
    await here.apps.do_keep(person, canvas, body.key, body.value)
    return Response(status_code=204)


@routes.on("DELETE", "/api/canvases/{canvas}/app/kept", WRITE, status=204)
async def forget_kept(here: Here, person: Actor, canvas: Id) -> Response:
    """Forget all that the app keeps."""
    await here.apps.do_forget(person, canvas)
    return Response(status_code=204)


@routes.on("PUT", "/api/canvases/{canvas}/app/budget", WRITE, views.AppView)
async def set_app_budget(here: Here, person: Actor, canvas: Id, body: views.AppBudgetIn) -> views.AppView:
    """How many tokens a day the app may use."""
    await here.apps.do_set_budget(person, canvas, body.tokens)
    return await _view(here, *await here.apps.access(person.id, canvas))


@routes.on("POST", "/api/canvases/{canvas}/app/complete", ASK, views.CompletedView)
async def complete(here: Here, person: Actor, canvas: Id, body: views.CompleteIn) -> views.CompletedView:
    """A model's answer for the app, within its budget."""
    text, left = await here.apps.do_complete(person, canvas, body.prompt, body.system, body.max_tokens, body.model)
    return views.CompletedView(text=text, left_tokens=left)


async def _view(here: Parts, room: LiveRoom, live: LiveCanvas) -> views.AppView:
    row = room.state.canvases[live.id]
    shelf = await here.apps.published(live.id)
    budget, spent = await here.apps.spending(live.id)
    return views.AppView(
        canvas=live.id, title=row.title, language=row.language or "", version=live.version, text=live.text,
        print=print_of(live.text), parameters=parameters_view(live.text), published=shelf.id if shelf else "",
        changed_since=shelf is not None and shelf.source != live.text,
        stored_bytes=await here.apps.stored_bytes(live.id), budget_tokens=budget, spent_tokens=spent,
    )  # fmt: skip


def parameters_view(text: str) -> list[views.AppParameter]:
    return [_parameter(each) for each in parameters_of(text)]


def _parameter(each: Parameter) -> views.AppParameter:
    return views.AppParameter(
        name=each.name, label=each.label, kind=each.kind, value=each.value, low=each.low, high=each.high,
        step=each.step, choices=list(each.choices),
    )  # fmt: skip
