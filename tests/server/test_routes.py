"""Every route of the table, with every kind of wrong credential; and no route outside the table."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

from gesso.server import app as app_module
from gesso.server import guard as guard_module
from gesso.server.app import create_app, declared_routes, guarded
from gesso.server.context import Parts
from gesso.server.guard import Guard
from gesso.server.policy import Operation, Policy, PolicyTable, Routes, UndeclaredRoute

from .conftest import Client, House, open_house

OPERATIONS = [operation for operation in declared_routes() if operation.method != "SOCKET"]
PRIVATE = [operation for operation in OPERATIONS if operation.policy.auth != "public"]


def path_of(operation: Operation) -> str:
    return re.sub(r"\{(\w+)(:\w+)?\}", lambda found: "1" if found[1] == "version" else "x", operation.path)


async def ask(client: Client, operation: Operation) -> int:
    body = {} if operation.method in ("POST", "PUT", "PATCH") else None
    return await client.status(operation.method, path_of(operation), body)


def named(operations: list[Operation]) -> Iterator[object]:
    return (pytest.param(operation, id=f"{operation.method} {operation.path}") for operation in operations)


def test_only_these_are_public() -> None:
    public = {f"{o.method} {o.path}" for o in declared_routes() if o.policy.auth == "public"}
    assert public == {
        "GET /api/session",
        "POST /api/session",
        "POST /api/session/token",
        "DELETE /api/session",
        "GET /api/join/{code}",
        "POST /api/join/{code}",
        "GET /api/health",
        "GET /api/frame",
        "GET /sandbox",
        "GET /api/openapi.json",
        "GET /{name:path}",
        "GET /s/{code}",
        "GET /join/{code}",
        "GET /act/{code}",
        "POST /act/{code}",
        "GET /api/tasks.ics",
    }


def test_every_call_of_the_contract_is_there() -> None:
    declared = {f"{o.method} {re.sub(r'{[^}]*}', '*', o.path)}" for o in declared_routes()}
    wanted = """GET /api/session; POST /api/session/token; POST /api/session; DELETE /api/session; PATCH /api/account;
        GET /api/invitations; POST /api/invitations; DELETE /api/invitations/*; GET /api/join/*; POST /api/join/*;
        GET /api/keys; POST /api/keys; DELETE /api/keys/*; GET /api/users; PATCH /api/users/*; GET /api/rooms;
        POST /api/rooms; GET /api/rooms/*; PATCH /api/rooms/*; DELETE /api/rooms/*; POST /api/rooms/*/restore;
        GET /api/rooms/*/events; GET /api/rooms/*/stream; POST /api/rooms/*/messages; POST /api/rooms/*/regenerate;
        POST /api/rooms/*/branch; GET /api/rooms/*/turns/*; POST /api/rooms/*/turns/*/stop; GET /api/rooms/*/members;
        PUT /api/rooms/*/members/*; DELETE /api/rooms/*/members/*; GET /api/rooms/*/shares; POST /api/rooms/*/shares;
        DELETE /api/shares/*; POST /api/rooms/*/canvases; GET /api/canvases/*; PATCH /api/canvases/*;
        DELETE /api/canvases/*; POST /api/canvases/*/restore; PUT /api/canvases/*/text; POST /api/canvases/*/edits;
        PUT /api/canvases/*/selection; GET /api/canvases/*/blocks; GET /api/canvases/*/changes;
        GET /api/canvases/*/versions/*; GET /api/canvases/*/blame; POST /api/canvases/*/keep;
        POST /api/canvases/*/undo; GET /api/canvases/*/suggestions; POST /api/suggestions/*/accept;
        POST /api/suggestions/*/reject; GET /api/canvases/*/export; GET /api/rooms/*/export; GET /api/export;
        POST /api/import; GET /api/models; POST /api/models; DELETE /api/connections/*; POST /api/models/find;
        PUT /api/models/default; PUT /api/models/decisions;
        POST /api/canvases/*/next-edit; POST /api/canvases/*/next-edit/outcome;
        PUT /api/canvases/*/privacy; GET /api/next-edit; PUT /api/next-edit;
        SOCKET /api/canvases/*/socket; GET /api/shared/*; GET /api/shared/*/canvases/*;
        GET /api/health"""
    assert {" ".join(call.split()) for call in wanted.split(";")} <= declared


async def test_every_private_route_refuses_every_wrong_credential(house: House) -> None:
    owner = await house.owner()
    ended = await house.owner()
    await house.parts.people.sign_out(ended.cookies["gesso"])
    reader, writer = await house.key(owner, "read"), await house.key(owner, "write")
    admin = await house.key(owner, "admin")
    revoked = await house.key(owner, "read", "write", "admin")
    await owner.ok("DELETE", f"/api/keys/{revoked.id}")
    ben = await house.member("Ben")
    anonymous = house.client()
    for operation in PRIVATE:
        said = f"{operation.method} {operation.path}"
        house.clock.advance(61)
        wrong = 404 if operation.policy.auth == "share" else 401
        for client in (anonymous, ended, revoked):
            assert await ask(client, operation) == wrong, said
        for client, scopes in ((reader, {"read"}), (writer, {"read", "write", "models"}), (admin, {"admin"})):
            if operation.policy.auth != "share" and operation.policy.scope not in scopes:
                assert await ask(client, operation) == 403, said
        if operation.policy.auth == "admin":
            assert await ask(ben, operation) == 403, said
    house.clock.advance(31 * 24 * 3600)
    for operation in PRIVATE:
        assert await ask(owner, operation) == (404 if operation.policy.auth == "share" else 401), "expired"


async def test_without_the_check_strangers_get_in(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted hole: the same requests, with the check taken out, are answered."""
    owner = await house.owner()
    reader = await house.key(owner, "read")
    ben = await house.member("Ben")
    monkeypatch.setattr(guard_module, "authorize", lambda *_: None)
    assert await reader.status("POST", "/api/rooms", {}) == 201
    assert await ben.status("GET", "/api/users") == 200


async def test_an_undeclared_route_stops_the_start(house: House) -> None:
    async def secret(request: object) -> PlainTextResponse:
        return PlainTextResponse("secret")

    async def socket(websocket: object) -> None: ...

    inner = Routes()
    inner.on("GET", "/api/known", Policy("user"))(secret)
    table = PolicyTable(inner.operations)
    known = Route("/api/known", secret, methods=["GET"])
    guarded(secret, [known], table, house.parts)  # type: ignore[arg-type]  # never called
    for forgotten in (
        Route("/api/forgotten", secret, methods=["GET"]),
        Route("/api/known", secret, methods=["GET", "DELETE"]),
        WebSocketRoute("/api/known", socket),
        Mount("/files", app=secret),
    ):
        with pytest.raises(UndeclaredRoute, match="No policy"):
            guarded(secret, [known, forgotten], table, house.parts)  # type: ignore[arg-type]  # never called


async def test_a_forgotten_declaration_in_the_program_itself_is_found(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = app_module.route_of

    def careless(operation: Operation) -> BaseRoute:
        return Route("/api/debug", operation.endpoint) if operation.path == "/api/health" else real(operation)

    monkeypatch.setattr(app_module, "route_of", careless)
    with pytest.raises(UndeclaredRoute, match="GET /api/debug"):
        create_app(house.parts)


async def test_a_handler_reached_around_the_guard_refuses(house: House) -> None:
    import httpx

    inside = house.app.app
    async with httpx.AsyncClient(transport=httpx.ASGITransport(inside), base_url="http://localhost") as client:
        assert (await client.get("/api/rooms")).status_code == 401


async def test_methods(house: House) -> None:
    owner = await house.owner()
    answer = await owner.request("PUT", "/api/rooms", json={})
    assert answer.status_code == 405 and answer.headers["allow"] == "GET, POST"
    options = await owner.options("/api/rooms")
    assert options.status_code == 204 and options.headers["allow"] == "GET, POST, HEAD, OPTIONS"
    assert not [name for name in options.headers if name.startswith("access-control")]
    head = await owner.head("/api/rooms")
    assert head.status_code == 200 and head.content == b""
    assert (await owner.head("/api/rooms/x/stream")).status_code == 405
    assert (await owner.request("TRACE", "/api/rooms")).status_code == 405
    assert await owner.status("GET", "/api/nothing/here") == 404
    for path in ("/api/rooms%0A", "/api/%09rooms", "/%7F"):
        assert await owner.status("GET", path) == 404, "no address holds a control character"


async def test_bodies_are_bounded_and_declared(house: House) -> None:
    owner = await house.owner()
    big = await owner.post(
        "/api/rooms", content=b'{"title": "' + b"x" * 1_000_000, headers={"content-type": "application/json"}
    )
    assert big.status_code == 413

    async def pieces() -> object:
        for _ in range(20):
            yield b" " * 100_000

    chunked = await owner.post("/api/rooms", content=pieces(), headers={"content-type": "application/json"})  # type: ignore[arg-type]
    assert chunked.status_code == 413
    form = await owner.post("/api/rooms", content=b"{}", headers={"content-type": "text/plain"})
    assert form.status_code == 415
    broken = await owner.post("/api/rooms", content=b"{", headers={"content-type": "application/json"})
    assert broken.status_code == 422 and "error" in broken.json()


async def test_the_unexpected_is_answered_with_a_mark_and_nothing_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def build(parts: Parts) -> Guard:
        async def broken() -> None:
            raise RuntimeError("secret detail")

        extra = Routes()
        extra.on("GET", "/api/broken", Policy("public"))(broken)
        return create_app(parts, [*extra.operations, *declared_routes()])

    async with open_house(tmp_path, build) as house:
        answer = await house.client().get("/api/broken")
    assert answer.status_code == 500 and "secret" not in answer.text
    mark = answer.json()["error"]["message"].rstrip(".").rpartition(" ")[2]
    assert mark in caplog.text and "secret detail" in caplog.text
