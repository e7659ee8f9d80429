"""The outer ASGI layer that enforces `policy.py`, and the one boundary where unexpected exceptions end.

Order of checks, cheapest and least revealing first: Host, route, cross-site, credentials, attempts, kind and size of
the body. A request that fails any of them never reaches the application; a socket is refused before it is accepted.
Bodies of unsafe requests are read here, whole, within their limit and 60 seconds, so that no handler can forget to.
"""

import asyncio
import json
import logging
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from time import monotonic

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gesso.base.errors import BadInput, Forbidden, GessoError, TooLarge
from gesso.server.policy import (
    Caller,
    Counters,
    Grant,
    Identities,
    MethodNotAllowed,
    Operation,
    Policy,
    PolicyTable,
    authorize,
)
from gesso.server.refusal import render_refusal
from gesso.server.security import Site, for_log, with_security_headers

BODY_TIMEOUT_S = 60.0
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

access_log = logging.getLogger("gesso.access")
error_log = logging.getLogger("gesso.server")


class WrongHost(GessoError):
    status, code = 421, "wrong_host"


class WrongKind(GessoError):
    status, code = 415, "wrong_content_type"


class SlowBody(GessoError):
    status, code = 408, "slow_body"


@dataclass(frozen=True)
class Admitted:
    """What the guard found out about a request, for the handler. `host` decides the cookie's name."""

    operation: Operation
    caller: Caller | None
    grant: Grant | None
    host: str
    address: str
    secret: str = field(default="", repr=False)


class Guard:
    def __init__(
        self, app: ASGIApp, table: PolicyTable, site: Site, identities: Identities, counters: Counters
    ) -> None:
        self._app = app
        self.table = table
        self.site = site
        self._identities = identities
        self._counters = counters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] in ("http", "websocket"):
            await _Exchange(self, scope, receive, send).run()

    async def admit(self, scope: Scope, headers: Mapping[str, str], method: str) -> Admitted:
        """Everything known before the body. Raises the GessoError to answer with."""
        host = headers.get("host", "")
        if not self.site.answers_to(host):
            raise WrongHost("This server does not answer to that host name. Set GESSO_PUBLIC_URL if it should.")
        if self.site.only_frames(host) and (method, scope["path"]) != ("GET", "/sandbox"):
            raise WrongHost("Only the sandbox is served under this name.")
        operation, words = self.table.find(method, scope["path"])
        policy = operation.policy
        session, key = self._credentials(host, headers)
        if method not in SAFE:
            reason = self.site.cross_site(host, headers, needs_origin=session is not None and key is None)
            if reason is not None:
                raise Forbidden(reason)
        address = scope["client"][0] if scope.get("client") else "local"
        if policy.attempts is not None:
            self._counters.spend(f"{operation.method} {operation.path} {address}", policy.attempts)
        caller = await self._caller(session, key)
        grant = await self._identities.share(words["code"]) if policy.auth == "share" else None
        authorize(policy, caller, grant)
        return Admitted(operation, caller, grant, host, address, key or session or "")

    def _credentials(self, host: str, headers: Mapping[str, str]) -> tuple[str | None, str | None]:
        """The session token and the API key the request carries."""
        kind, _, key = headers.get("authorization", "").partition(" ")
        session = None
        try:
            morsel = SimpleCookie(headers.get("cookie", "")).get(self.site.cookie_name(host))
            session = morsel.value if morsel else None
        except CookieError:
            session = None
        return session or None, key.strip() if kind.lower() == "bearer" and key.strip() else None

    async def _caller(self, session: str | None, key: str | None) -> Caller | None:
        """A key that is sent decides alone: a bad one is not repaired by a cookie."""
        if key is not None:
            return await self._identities.key(key)
        return await self._identities.session(session) if session is not None else None

    def allowed(self, path: str) -> list[str]:
        try:
            self.table.find("NONE", path)
        except MethodNotAllowed as known:
            return [*known.allowed, *(["HEAD"] if "GET" in known.allowed else []), "OPTIONS"]
        except GessoError:
            return []
        return []

    def secure(self, host: str) -> bool:
        return self.site.answers_to(host) and self.site.secure(host)

    def sandbox_origin(self, host: str) -> str | None:
        return self.site.sandbox_origin(host) if self.site.answers_to(host) else None

    @property
    def app(self) -> ASGIApp:
        return self._app


class _Exchange:
    """One request or socket on its way through the guard."""

    def __init__(self, guard: Guard, scope: Scope, receive: Receive, send: Send) -> None:
        self.guard, self.scope, self._receive, self._send = guard, scope, receive, send
        self.headers = _headers(scope)
        self.socket = scope["type"] == "websocket"
        self.method = "SOCKET" if self.socket else scope["method"]
        self.started = False
        self.status = 0
        self.admitted: Admitted | None = None
        self.began = monotonic()

    async def run(self) -> None:
        try:
            await self._let_in()
        except GessoError as refusal:
            await self.refuse(refusal)
        except Exception as failure:  # noqa: BLE001  the boundary: nothing unexpected goes further out
            await self._unexpected(failure)
        finally:
            self._log()

    async def _let_in(self) -> None:
        if self.method == "OPTIONS":
            await self._options()
            return
        head = self.method == "HEAD"
        self.admitted = await self.guard.admit(self.scope, self.headers, "GET" if head else self.method)
        policy = self.admitted.operation.policy
        if head and policy.stream:
            raise MethodNotAllowed(["GET"])
        self.scope["gesso"] = self.admitted
        receive = self._receive
        if not self.socket and self.method not in SAFE:
            receive = _replay(await self._read_body(policy), self._receive)
        scope = {**self.scope, "method": "GET"} if head else self.scope
        await self.guard.app(scope, receive, self._send_without_body if head else self.send)

    async def _read_body(self, policy: Policy) -> bytes:
        """The whole body. Raises TooLarge, WrongKind, SlowBody or BadInput."""
        declared = self.headers.get("content-length", "0")
        if declared.isdecimal() and int(declared) > policy.body_bytes:
            raise TooLarge(_too_large(policy))
        chunks: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(BODY_TIMEOUT_S):
                more = True
                while more:
                    message = await self._receive()
                    if message["type"] == "http.disconnect":
                        raise BadInput("The request ended before its body did.")
                    chunk = message.get("body", b"")
                    size += len(chunk)
                    if size > policy.body_bytes:
                        raise TooLarge(_too_large(policy))
                    chunks.append(chunk)
                    more = message.get("more_body", False)
        except TimeoutError:
            raise SlowBody(f"The body of the request did not arrive within {BODY_TIMEOUT_S:.0f} seconds.") from None
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if size and kind not in policy.content:
            raise WrongKind(f"Send the body as {' or '.join(policy.content)}.")
        return b"".join(chunks)

    async def _options(self) -> None:
        host = self.headers.get("host", "")
        allowed = self.guard.allowed(self.scope["path"]) if self.guard.site.answers_to(host) else []
        headers = [(b"allow", ", ".join(allowed).encode()), (b"content-length", b"0")]
        await self.send({"type": "http.response.start", "status": 204 if allowed else 404, "headers": headers})
        await self.send({"type": "http.response.body", "body": b""})

    async def send(self, message: Message) -> None:
        if message["type"] in ("http.response.start", "websocket.http.response.start"):
            self.started, self.status = True, message["status"]
            api = self.scope["path"].startswith(("/api/", "/v1/", "/mcp"))
            secure = self.guard.secure(self.headers.get("host", ""))
            frame = self.guard.sandbox_origin(self.headers.get("host", ""))
            found = message.get("headers", ())
            headers = with_security_headers(found, api=api, secure=secure, sandbox_origin=frame)
            message = {**message, "headers": headers}
        elif message["type"] == "websocket.accept":
            self.started, self.status = True, 101
        elif message["type"] == "websocket.close":
            self.started = True
        await self._send(message)

    async def _send_without_body(self, message: Message) -> None:
        if message["type"] == "http.response.body":
            if message.get("more_body"):
                return
            message = {"type": "http.response.body", "body": b""}
        await self.send(message)

    async def refuse(self, refusal: GessoError) -> None:
        """Answer with the refusal's status and sentence, if nothing was answered yet."""
        if self.started:
            if self.socket:
                with suppress(RuntimeError, OSError):  # the handler may have closed it already
                    await self._send({"type": "websocket.close", "code": 1008, "reason": refusal.code})
            return
        kind = "websocket.http.response" if self.socket else "http.response"
        if self.socket and "websocket.http.response" not in self.scope.get("extensions", {}):
            self.status = refusal.status
            await self.send({"type": "websocket.close", "code": 1008, "reason": refusal.code})
            return
        body = render_refusal(self.scope["path"], refusal.status, refusal.code, refusal.message)
        data = json.dumps(body, ensure_ascii=False).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(data)).encode())]
        if isinstance(refusal, MethodNotAllowed):
            headers.append((b"allow", ", ".join(refusal.allowed).encode()))
        if refusal.status == 401:
            headers.append((b"www-authenticate", b"Bearer"))
        await self.send({"type": f"{kind}.start", "status": refusal.status, "headers": headers})
        await self.send({"type": f"{kind}.body", "body": b"" if self.method == "HEAD" else data})

    async def _unexpected(self, failure: Exception) -> None:
        mark = secrets.token_hex(4)
        error_log.error("unexpected failure %s in %s", mark, self._shown_path(), exc_info=failure)
        answer = GessoError(f"Something went wrong on the server. Its log has the details under {mark}.")
        answer.status, answer.code = 500, "unexpected"
        await self.refuse(answer)

    def _shown_path(self) -> str:
        """The path for a log: the declared one where the real one holds a secret."""
        if self.admitted is None or self.admitted.operation.policy.secret_path:
            for operation in self.guard.table.operations:
                if operation.policy.secret_path and operation.pattern.match(self.scope["path"]):
                    return f"{self.method} {operation.path}"
        return for_log(f"{self.method} {self.scope['path']}")

    def _log(self) -> None:
        caller = self.admitted.caller if self.admitted else None
        took_ms = (monotonic() - self.began) * 1000
        access_log.info("%s %d %.0fms %s", self._shown_path(), self.status, took_ms, caller.id if caller else "-")


def _headers(scope: Scope) -> dict[str, str]:
    """Header names in small letters; of repeated ones the first, but a second Host makes the request nobody's."""
    found: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        if name == "host" and "host" in found:
            value = ""
            found.pop("host")
        found.setdefault(name, value)
    return found


def _replay(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives `body` first and then whatever else comes (the disconnect)."""
    waiting = [body]

    async def again() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return again


def _too_large(policy: Policy) -> str:
    return f"The body of this request may have at most {policy.body_bytes:,} bytes."
