"""The outer layer: who may reach which route. Everything that is not declared is refused.

Each route is declared with its `Policy` where it is written (`Routes.get("/api/...", Policy(...))`); `Guard` wraps the
whole application, HTTP, event streams and sockets alike, finds the declared route, checks Host, Origin, credentials,
scope, rate and size, and only then lets the request in. A route of the application that nobody declared stops the
start. What a caller may do with a *particular* room or canvas is decided by the room floor, not here.

One `Guard` serves all requests on one loop; its only state is the counters of attempts.
"""

import re
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Literal, Protocol

from starlette.routing import compile_path

from gesso.base.errors import Forbidden, GessoError, NotFound, TooMuch, Unauthenticated
from gesso.server.views import Scope

Auth = Literal["public", "user", "admin", "share"]
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE", "SOCKET"]

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

JSON_BYTES = 1_000_000
TEXT_BYTES = 12_000_000
JSON_ONLY = ("application/json",)


@dataclass(frozen=True)
class Attempts:
    """At most `count` tries in `per_s` seconds from one address."""

    count: int
    per_s: float


@dataclass(frozen=True)
class Policy:
    """What a request must bring.

    auth: `public` needs nothing, `user` a live session or key, `admin` one of an administrator, `share` a live
    read-only link named by the route's `{code}`. scope: what an API key must be allowed. `secret_path`: the path
    holds a secret and is not logged. `stream`: the answer does not end by itself.
    """

    auth: Auth
    scope: Scope = "read"
    body_bytes: int = JSON_BYTES
    content: tuple[str, ...] = JSON_ONLY
    attempts: Attempts | None = None
    secret_path: bool = False
    stream: bool = False


@dataclass(frozen=True)
class Caller:
    """Somebody who proved who they are. `credential` is the id of the session or key that did it."""

    id: str
    name: str
    email: str
    admin: bool
    via: Literal["session", "key"]
    credential: str
    scopes: frozenset[Scope]

    def may(self, scope: Scope) -> bool:
        """`write` includes `read` and `models`; `admin` includes none, so that a key for one is not a key for all."""
        return scope in self.scopes or (scope in ("read", "models") and "write" in self.scopes)


@dataclass(frozen=True)
class Grant:
    """What a read-only link opens: one canvas, or (None) all canvases of the room."""

    share: str
    room: str
    canvas: str | None


class Identities(Protocol):
    """Where credentials are looked up. Every method returns None for what is unknown, ended, revoked or disabled."""

    async def session(self, token: str) -> Caller | None: ...

    async def key(self, token: str) -> Caller | None: ...

    async def share(self, code: str) -> Grant | None: ...


@dataclass(frozen=True)
class Operation:
    """A declared route."""

    method: Method
    path: str
    policy: Policy
    endpoint: Callable[..., Any]
    answer: Any = None
    status: int = 200
    summary: str = ""
    documented: bool = True
    pattern: re.Pattern[str] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pattern", compile_path(self.path)[0])


Declare = Callable[[Callable[..., Any]], Callable[..., Any]]


class Routes:
    """The routes of one file, each declared with its policy."""

    def __init__(self) -> None:
        self.operations: list[Operation] = []

    def on(
        self, method: Method, path: str, policy: Policy, answer: Any = None, status: int = 200, documented: bool = True
    ) -> Declare:
        """Declare the decorated function as what answers `method path`; `answer` is the type of its JSON."""

        def keep(endpoint: Callable[..., Any]) -> Callable[..., Any]:
            about = (endpoint.__doc__ or "").strip().split("\n")[0]
            self.operations.append(Operation(method, path, policy, endpoint, answer, status, about, documented))
            return endpoint

        return keep


class UndeclaredRoute(GessoError):
    """The program has a route without a policy and must not start."""

    status, code = 500, "undeclared_route"


class MethodNotAllowed(GessoError):
    status, code = 405, "method_not_allowed"

    def __init__(self, allowed: Sequence[str]) -> None:
        super().__init__(f"This address answers {', '.join(allowed)} only.")
        self.allowed = allowed


class PolicyTable:
    """Every declared route, and the way to find the one a request means."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self.operations = tuple(operations)
        seen = {(operation.method, operation.path) for operation in self.operations}
        if len(seen) != len(self.operations):
            raise UndeclaredRoute("A route is declared twice, so its policy would be ambiguous.")

    def find(self, method: str, path: str) -> tuple[Operation, dict[str, str]]:
        """The route that answers, and the words of its path. Raises NotFound or MethodNotAllowed."""
        allowed: list[str] = []
        if _CONTROL.search(path):
            raise NotFound("There is nothing at this address.")  # no id holds one, no database takes NUL, and `$`
            # in a route's pattern would overlook a line feed at the end
        for operation in self.operations:
            match = operation.pattern.match(path)
            if match is None:
                continue
            if operation.method == method:
                return operation, match.groupdict()
            allowed.append(operation.method)
        shown = [name for name in dict.fromkeys(allowed) if name != "SOCKET"]
        if not shown or method == "SOCKET":
            raise NotFound("There is nothing at this address.")
        raise MethodNotAllowed(shown)

    def require_declared(self, routes: Iterable[tuple[str, str]]) -> None:
        """Raises UndeclaredRoute unless every (method, path) of `routes` has a policy."""
        declared = {(operation.method, operation.path) for operation in self.operations}
        missing = [f"{method} {path}" for method, path in routes if (method, path) not in declared]
        if missing:
            raise UndeclaredRoute(f"No policy is declared for {', '.join(missing)}; declare one next to the route.")


class Counters:
    """Attempts of recent time by name, in memory. Bounded: the longest unused name is forgotten first."""

    def __init__(self, clock: Callable[[], float] = monotonic, names: int = 10_000) -> None:
        self._clock = clock
        self._names = names
        self._times: dict[str, deque[float]] = {}

    def spend(self, name: str, limit: Attempts) -> None:
        """Count one try by `name`. Raises TooMuch, naming how long to wait, when `limit` is already used up."""
        now = self._clock()
        times = self._times.pop(name, None) or deque()
        while times and times[0] <= now - limit.per_s:
            times.popleft()
        self._times[name] = times
        while len(self._times) > self._names:
            del self._times[next(iter(self._times))]
        if len(times) >= limit.count:
            wait_s = max(1, round(times[0] + limit.per_s - now))
            raise TooMuch(f"Too many tries. Try again in {wait_s} seconds.")
        times.append(now)

    def forget(self, name: str) -> None:
        self._times.pop(name, None)


def authorize(policy: Policy, caller: Caller | None, grant: Grant | None) -> None:
    """Raises Unauthenticated or Forbidden unless the credentials satisfy `policy`."""
    if policy.auth == "public":
        return
    if policy.auth == "share":
        if grant is None:
            raise NotFound("This link does not exist or was withdrawn.")
        return
    if caller is None:
        raise Unauthenticated("Sign in, or send a valid API key, to do this.")
    if caller.via == "key" and not caller.may(policy.scope):
        doing = "use models" if policy.scope == "models" else policy.scope
        raise Forbidden(f"This API key is not allowed to {doing}.")
    if policy.auth == "admin":
        if not caller.admin:
            raise Forbidden("Only an administrator may do this.")
        if caller.via == "key" and not caller.may("admin"):
            raise Forbidden("This API key is not allowed to administer.")
