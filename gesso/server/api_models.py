"""The model menu over HTTP: what there is for everybody, connections for administrators. Keys are write-only."""

from typing import Annotated

from fastapi import Path

from gesso.agent.deciding.decisions import Decisions
from gesso.model.connections import PROVIDERS, Connection, ProviderKind
from gesso.model.messages import ModelInfo
from gesso.server import views
from gesso.server.context import Here, Parts, Who
from gesso.server.decisions import follow
from gesso.server.policy import Attempts, Policy, Routes

routes = Routes()

ADMIN = Policy("admin", "admin")
ASKS_SERVERS = Policy("admin", "admin", attempts=Attempts(30, 60.0))

Id = Annotated[str, Path(max_length=300)]


@routes.on("GET", "/api/models", Policy("user", "read"), views.ModelsView)
async def list_models(here: Here, who: Who) -> views.ModelsView:
    """The model menu; administrators see the connections too."""
    await follow(here.decisions, here.catalogue)  # something may have been shipped from a terminal
    return await _render(here, who.admin)


@routes.on("POST", "/api/models", ASKS_SERVERS, views.ModelsView, status=201)
async def connect_models(here: Here, body: views.ConnectionIn) -> views.ModelsView:
    """Connect a provider: its server is asked for its models first."""
    await here.menu.add(body.provider, body.name, body.base_url, body.key)
    return await _render(here, True)


@routes.on("DELETE", "/api/connections/{connection}", ADMIN, views.ModelsView)
async def disconnect_models(here: Here, connection: Id) -> views.ModelsView:
    """Remove a connection and its key."""
    await here.menu.remove(connection)
    return await _render(here, True)


@routes.on("POST", "/api/models/find", ASKS_SERVERS, list[views.FoundServer])
async def find_models(here: Here) -> list[views.FoundServer]:
    """Look for model servers on this machine."""
    return [
        views.FoundServer(provider=c.provider, base_url=c.address, models=[model.id for model in c.models])
        for c in await here.menu.find()
    ]


@routes.on("PUT", "/api/models/default", ADMIN, views.ModelsView)
async def choose_default(here: Here, body: views.DefaultIn) -> views.ModelsView:
    """The model that answers when a message names none."""
    await here.menu.choose(body.id)
    return await _render(here, True)


@routes.on("PUT", "/api/models/decisions", ADMIN, views.ModelsView)
async def switch_decisions(here: Here, body: views.DecisionsIn) -> views.ModelsView:
    """Whether trained decisions read a message before a model does, or the rules alone decide."""
    await here.decisions_switch.turn(body.on)
    return await _render(here, True)


async def _render(here: Parts, connections: bool) -> views.ModelsView:
    catalogue = here.catalogue
    return views.ModelsView(
        models=[_model(info) for info in catalogue.infos()],
        default=catalogue.default_id,
        connections=[_connection(c) for c in catalogue.connections] if connections else [],
        providers=[_provider(kind) for kind in PROVIDERS] if connections else [],
        decisions=_decisions(here.decisions, connections),
        speech=await here.speech.on(),
    )


def _decisions(decisions: Decisions, admin: bool) -> views.DecisionsView:
    latency_ms = decisions.latency_ms
    return views.DecisionsView(
        on=decisions.on,
        label=decisions.in_force.label,
        behaviors=sorted(decisions.in_force.adapters),
        ready=decisions.model.ready,
        latency_ms=None if latency_ms is None else round(latency_ms, 1),
        problems=list(decisions.in_force.problems) if admin else [],
    )


def _model(info: ModelInfo) -> views.ModelView:
    price_in, price_out = info.price or (None, None)
    return views.ModelView(
        id=info.id,
        name=info.name,
        provider=info.provider,
        context_tokens=info.context_tokens,
        guided=info.guided,
        price_in=price_in,
        price_out=price_out,
        ready=info.ready,
        note=info.note,
        tags=list(info.tags),
    )


def _connection(connection: Connection) -> views.ConnectionView:
    return views.ConnectionView(
        id=connection.id,
        provider=connection.provider,
        name=connection.label,
        base_url=connection.base_url,
        has_key=connection.key is not None,
    )


def _provider(kind: ProviderKind) -> views.ProviderView:
    return views.ProviderView(
        id=kind.id,
        label=kind.label,
        address=kind.base_url,
        needs_key=kind.needs_key,
        keys_at=kind.keys_at,
        local=kind.local,
    )
