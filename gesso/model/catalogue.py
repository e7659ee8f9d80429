"""The model menu: which models there are, and the one behind an id.

Holds the embedded model, the scripted one where it was given, and the models of the configured connections; keeps
nothing itself (the caller stores connections) and speaks to no server until a model is used or a check is asked for.
Importing it loads no provider and no native code. One catalogue serves one event loop and closes its models.
"""

from collections.abc import Sequence
from dataclasses import replace

from gesso.base.errors import NotFound
from gesso.model.completion import Completer
from gesso.model.connections import Connection, ServedModel
from gesso.model.discovery import check, discover, find_local
from gesso.model.download import WHEEL_BYTES
from gesso.model.embedded import EmbeddedModel
from gesso.model.messages import Model, ModelInfo
from gesso.model.remote import RemoteModel
from gesso.model.remote_completion import RemoteCompleter
from gesso.model.scripted import ScriptedModel

__all__ = ["Catalogue", "Connection", "ServedModel", "check", "discover", "find_local"]

PLAIN_ID = "embedded-plain"
"""The embedded model with the rules alone to decide."""
MODEL_NAME = "SmolLM2 135M"
DECIDING_TOKENS = 2048
"""Room for the longest question about a passage and what each adapter read last; 47 MB."""
ASSUMED_CONTEXT_TOKENS = 128_000
"""Where neither the server nor the price list tells; nearly every hosted model of today has at least this."""
ASSUMED_LOCAL_CONTEXT_TOKENS = 8_192
"""Local servers that do not tell are often started with little; too long a prompt is cut there without a word."""


class Catalogue:
    """Every model by id: `embedded`, `scripted`, and `<connection id>/<model>` for the rest.

    `deciding` is the embedded model in a process of its own, for short questions beside a long answer. Where trained
    decisions are in force, `decided_by` is their name, and the menu offers the embedded model without them, too.
    """

    def __init__(
        self,
        embedded: EmbeddedModel,
        *,
        scripted: ScriptedModel | None = None,
        connections: Sequence[Connection] = (),
        default: str | None = None,
    ) -> None:
        self.embedded = embedded
        self._deciding: EmbeddedModel | None = None
        self.decided_by = ""
        self._scripted = scripted
        self._default = default
        self._connections: dict[str, Connection] = {}
        self._remote: dict[str, RemoteModel] = {}
        self._retired: list[RemoteModel] = []
        self._completers: dict[str, RemoteCompleter] = {}
        self.set_connections(connections)

    @property
    def connections(self) -> tuple[Connection, ...]:
        return tuple(self._connections.values())

    @property
    def deciding(self) -> EmbeddedModel:
        """The embedded model that decides, made on first use."""
        if self._deciding is None:
            own = self.embedded
            self._deciding = EmbeddedModel(
                own.weights, id="deciding", name="Decisions", idle_s=own.idle_s, context_tokens=DECIDING_TOKENS
            )
        return self._deciding

    @property
    def default_id(self) -> str:
        """The chosen default while it exists; else the scripted model where one was given; else the embedded one."""
        if self._default is not None and self.has(self._default):
            return self._default
        return self._scripted.id if self._scripted is not None else self.embedded.id

    def set_default(self, model_id: str) -> None:
        """Raises NotFound for an id that is not in the menu."""
        self.info(model_id)
        self._default = model_id

    def set_connections(self, connections: Sequence[Connection]) -> None:
        """Replaces the connections. Models of unchanged ones stay; answers under way on others run to their end."""
        fresh = {connection.id: connection for connection in connections}
        for model_id, model in list(self._remote.items()):
            if fresh.get(model.connection.id) != model.connection:
                self._retired.append(self._remote.pop(model_id))
        self._connections = fresh

    def infos(self) -> list[ModelInfo]:
        """The menu: built-in ones first, then each connection's in its own order. Carries no keys and no addresses."""
        own = [_embedded_info(self.embedded, self.decided_by)]
        if self.decided_by:
            own.append(_plain_info(self.embedded))
        if self._scripted is not None:
            scripted = self._scripted
            own.append(
                ModelInfo(
                    scripted.id, scripted.name, "scripted", scripted.context_tokens, scripted.guided, tags=("test",)
                )
            )
        return own + [_remote_info(c, served) for c in self._connections.values() for served in c.models]

    def info(self, model_id: str) -> ModelInfo:
        """One line of the menu. Raises NotFound."""
        for info in self.infos():
            if info.id == model_id:
                return info
        if model_id == PLAIN_ID:  # was chosen while there was something to go without
            return _plain_info(self.embedded)
        raise NotFound(f"There is no model {model_id!r} here any more. Choose another in the model menu.")

    def has(self, model_id: str) -> bool:
        return any(info.id == model_id for info in self.infos())

    def get(self, model_id: str) -> Model:
        """The model of that id, made on first use. Raises NotFound."""
        if model_id in (self.embedded.id, PLAIN_ID):
            return self.embedded
        if self._scripted is not None and model_id == self._scripted.id:
            return self._scripted
        if model_id not in self._remote:
            info = self.info(model_id)
            connection_id, _, served = model_id.partition("/")
            self._remote[model_id] = RemoteModel(
                self._connections[connection_id], served, id=model_id, context_tokens=info.context_tokens
            )
        return self._remote[model_id]

    def completer(self, model_id: str | None = None) -> Completer | None:
        """The model of that id as one that continues raw text, None for one that cannot or is gone.

        Without an id, the one that asks nobody outside: the scripted model where one was given, else the embedded one.
        """
        if model_id is None:
            return self._scripted or self.embedded
        if model_id in (self.embedded.id, PLAIN_ID):
            return self.embedded
        if self._scripted is not None and model_id == self._scripted.id:
            return self._scripted
        connection_id, _, served = model_id.partition("/")
        connection = self._connections.get(connection_id)
        if connection is None or connection.kind.api != "chat" or not self.has(model_id):
            return None
        known = self._completers.get(model_id)
        if known is None or known.connection != connection:
            known = self._completers[model_id] = RemoteCompleter(connection, served, id=model_id)
        return known

    async def aclose(self) -> None:
        """Ends the embedded model's processes and closes every connection."""
        await self.embedded.aclose()
        if self._deciding is not None:
            await self._deciding.aclose()
        for model in (*self._remote.values(), *self._retired):
            await model.aclose()
        for completer in self._completers.values():
            await completer.aclose()
        self._remote.clear()
        self._retired.clear()


def _plain_info(model: EmbeddedModel) -> ModelInfo:
    return replace(_embedded_info(model, ""), id=PLAIN_ID, name=f"{MODEL_NAME} (plain)")


def _embedded_info(model: EmbeddedModel, decided_by: str) -> ModelInfo:
    note = "Small: short texts and simple changes. Add a model for real work."
    if not model.weights.ready:
        done = model.weights.bytes_done
        size = WHEEL_BYTES // 10**6
        note = (
            f"Being fetched: {done // 10**6} of {size} MB."
            if done is not None
            else f"{note} {size} MB are fetched on first use."
        )
    return ModelInfo(
        model.id,
        f"{MODEL_NAME} + {decided_by}" if decided_by else model.name,
        "embedded",
        model.context_tokens,
        guided=True,
        ready=model.weights.ready,
        note=note,
        tags=("local", "offline"),
    )


def _remote_info(connection: Connection, served: ServedModel) -> ModelInfo:
    assumed = ASSUMED_LOCAL_CONTEXT_TOKENS if connection.kind.local else ASSUMED_CONTEXT_TOKENS
    return ModelInfo(
        f"{connection.id}/{served.id}",
        served.id,
        connection.label,
        served.context_tokens or assumed,
        price=served.price,
        note="" if served.context_tokens else f"The server does not tell its context; {assumed:,} tokens are assumed.",
        tags=("local",) if connection.kind.local else (),
    )
