"""The server: every declared route behind the guard, made from parts handed in.

`create_app` raises `UndeclaredRoute` when the application answers something that has no policy, so a forgotten
declaration is found at the first start and not by a stranger. Nothing is read from the environment here, nothing is
started and nothing leaves the host; whoever calls it owns the parts and closes them.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp

from gesso.base.errors import GessoError
from gesso.model.messages import ModelError
from gesso.server import (
    api_acts,
    api_agents,
    api_aligned,
    api_apps,
    api_attached,
    api_canvases,
    api_code,
    api_compatible,
    api_data,
    api_feed,
    api_feedback,
    api_files,
    api_formats,
    api_history,
    api_inbox,
    api_jobs,
    api_lab,
    api_lab_cases,
    api_lab_shipping,
    api_lens_shelf,
    api_lenses,
    api_listening,
    api_made_tools,
    api_mcp,
    api_media,
    api_models,
    api_next_edits,
    api_notes,
    api_notify,
    api_people,
    api_portability,
    api_projects,
    api_rooms,
    api_shares,
    api_shortcuts,
    api_sources,
    api_speech,
    api_suggestions,
    api_tasks,
    api_tastes,
    api_tool_servers,
    api_trust,
    api_widgets,
    sockets,
    views,
)
from gesso.server.context import Here, Parts
from gesso.server.frame import PATH, frame_page
from gesso.server.guard import Guard
from gesso.server.policy import JSON_ONLY, Operation, Policy, PolicyTable, Routes
from gesso.server.refusal import render_refusal

site_routes = Routes()

# By reference: a `model` here would be made ready anew for each route, a third of what all routes cost at the start.
_REFUSED = {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorView"}}}
_REFUSALS: dict[int | str, dict[str, Any]] = {
    "4XX": {"content": _REFUSED, "description": "A refusal, with one plain sentence."},
    502: {"content": _REFUSED, "description": "A model failed."},
    503: {"content": _REFUSED, "description": "Busy or out of storage; try again."},
}
_SILENT: dict[str, Any] = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}


@site_routes.on("GET", "/api/health", Policy("public"), views.HealthView)
async def health(here: Here) -> views.HealthView:
    """Whether the server answers."""
    return views.HealthView(ok=True, version=here.version)


@site_routes.on("GET", "/api/openapi.json", Policy("public"), documented=False)
async def openapi(request: Request) -> JSONResponse:
    """This API, described."""
    whole = request.app.openapi()
    error = views.ErrorView.model_json_schema(ref_template="#/components/schemas/{model}")
    whole["components"]["schemas"] |= {**error.pop("$defs"), "ErrorView": error}
    return JSONResponse(whole)


@site_routes.on("GET", "/api/frame", Policy("public"), views.FrameView)
async def frame_origin(request: Request, here: Here) -> views.FrameView:
    """The origin under which this page shows apps; null where the server has no second name."""
    return views.FrameView(origin=here.site.sandbox_origin(request.headers.get("host", "")))


@site_routes.on("GET", PATH, Policy("public"), documented=False)
async def sandbox_page(request: Request, here: Here) -> Response:
    """The page that apps run in, under the second name only."""
    content, headers = frame_page(here.files, here.site, request.headers.get("host", ""))
    shown = {name.decode(): value.decode() for name, value in headers}
    return Response(content, headers={**shown, "cache-control": "no-cache"}, media_type="text/html")


@site_routes.on("GET", "/s/{code}", Policy("public", secret_path=True), documented=False)
@site_routes.on("GET", "/join/{code}", Policy("public", secret_path=True), documented=False)
async def page_with_secret(request: Request, here: Here, code: str) -> Response:
    """The page at an address that holds a secret: declared apart so that it is not logged."""
    return here.files.answer(request, "index.html")


@site_routes.on("GET", "/{name:path}", Policy("public"), documented=False)
async def page(request: Request, here: Here, name: str) -> Response:
    """The page and its files."""
    return here.files.answer(request, name)


def declared_routes() -> list[Operation]:
    """Every route of the server, the page last because it matches what is left."""
    found: list[Operation] = []
    for part in (
        api_people,
        api_rooms,
        api_canvases,
        api_code,
        api_data,
        api_lenses,
        api_lens_shelf,
        api_listening,
        api_apps,
        api_files,
        api_attached,
        api_formats,
        api_next_edits,
        api_history,
        api_suggestions,
        api_notes,
        api_shares,
        api_shortcuts,
        api_agents,
        api_models,
        api_compatible,
        api_mcp,
        api_media,
        api_aligned,
        api_tool_servers,
        api_made_tools,
        api_speech,
        api_feedback,
        api_lab,
        api_lab_cases,
        api_lab_shipping,
        api_portability,
        api_projects,
        api_feed,
        api_jobs,
        api_tasks,
        api_tastes,
        api_inbox,
        api_notify,
        api_acts,
        api_sources,
        api_trust,
        api_widgets,
        sockets,
    ):
        found.extend(part.routes.operations)
    return [*found, *site_routes.operations]


def create_app(parts: Parts, operations: Sequence[Operation] | None = None) -> Guard:
    """The ASGI application. Raises UndeclaredRoute."""
    table = PolicyTable(declared_routes() if operations is None else operations)
    app = FastAPI(
        title="gesso",
        version=parts.version,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        routes=[route_of(operation) for operation in table.operations],
        lifespan=_lifespan,
        telemetry=_SILENT,  # type: ignore[arg-type]  # a TypedDict that takes these keys
    )
    app.state.parts = parts
    app.add_exception_handler(GessoError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _out)
    return guarded(app, app.routes, table, parts)


def guarded(app: ASGIApp, routes: Iterable[BaseRoute], table: PolicyTable, parts: Parts) -> Guard:
    """`app` behind the guard, once every route it answers is known to be declared."""
    table.require_declared(_answered(routes))
    return Guard(app, table, parts.site, parts.people, parts.counters)


@cache
def route_of(operation: Operation) -> BaseRoute:
    """What answers an operation: no part of an application, so that all of a process share it (0.5 s for all)."""
    router = APIRouter(responses=_REFUSALS)
    if operation.method == "SOCKET":
        router.add_api_websocket_route(operation.path, operation.endpoint)
        return router.routes[0]
    router.add_api_route(
        operation.path,
        operation.endpoint,
        methods=[operation.method],
        response_model=operation.answer,
        status_code=operation.status,
        include_in_schema=operation.documented,
        operation_id=operation.endpoint.__name__,
        tags=[operation.path.split("/")[2]] if operation.path.startswith("/api/") else None,
        openapi_extra=_file_body(operation.policy),
    )
    return router.routes[0]


def _file_body(policy: Policy) -> dict[str, Any] | None:
    """How a route that takes files describes its body; JSON ones describe themselves."""
    if policy.content == JSON_ONLY:
        return None
    file = {"schema": {"type": "string", "format": "binary"}}
    return {"requestBody": {"required": True, "content": dict.fromkeys(policy.content, file)}}


def _answered(routes: Iterable[BaseRoute]) -> list[tuple[str, str]]:
    """The (method, path) of everything an application answers; what cannot be read is named so that it is refused."""
    found: list[tuple[str, str]] = []
    for route in routes:
        if isinstance(route, WebSocketRoute):
            found.append(("SOCKET", route.path))
        elif isinstance(route, Route):
            methods = set(route.methods or {"ANY"})
            found.extend((method, route.path) for method in methods - {"HEAD"})
        else:
            found.append(("ANY", getattr(route, "path", type(route).__name__)))
    return found


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    await app.state.parts.aclose()


def _error(request: Request, status: int, code: str, message: str) -> JSONResponse:
    return JSONResponse(render_refusal(request.url.path, status, code, message), status)


async def _refused(request: Request, failure: Exception) -> Response:
    assert isinstance(failure, GessoError)
    status = failure.status
    if isinstance(failure, ModelError) and failure.kind == "missing":
        status = 422  # the caller named a model that is not there; no model has failed
    return _error(request, status, failure.code, failure.message)


async def _invalid(request: Request, failure: Exception) -> Response:
    assert isinstance(failure, RequestValidationError)
    first = failure.errors()[0]
    where = ".".join(str(part) for part in first["loc"][1:] if not isinstance(part, int)) or "the body"
    said = str(first["msg"]).removeprefix("Value error, ").removeprefix("Assertion failed, ")
    return _error(request, 422, "bad_input", f"{where[:100]}: {said[:300]}.")


async def _http(request: Request, failure: Exception) -> Response:
    assert isinstance(failure, HTTPException)
    return _error(request, failure.status_code, "bad_request", f"{failure.detail}.")


async def _out(request: Request, failure: Exception) -> Response:
    """Leave the unexpected to the guard, which logs it and answers."""
    raise failure
