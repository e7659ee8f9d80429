"""Prints the JSON Schema of everything that crosses the wire, for wire.mjs to turn into TypeScript.

Events come from gesso.room.wire, socket frames from gesso.room.frames, calls and answers from gesso.server.views.
Fields with a default are always present in what the server sends and may be left out of what the page sends: answers
are described in serialisation mode, requests (classes of `In` and the client's frames) in validation mode.
"""

import json
import sys
from inspect import isclass

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

import gesso.room.frames as frames
import gesso.room.wire as wire
import gesso.server.views as views
import gesso.server.views.aligned as aligned_views
import gesso.server.views.apps as app_views
import gesso.server.views.code as code_views
import gesso.server.views.connections as connection_views
import gesso.server.views.data as data_views
import gesso.server.views.jobs as job_views
import gesso.server.views.lens_shelf as lens_shelf_views
import gesso.server.views.lenses as lens_views
import gesso.server.views.made_tools as made_views
import gesso.server.views.media as media_views
import gesso.server.views.notices as notice_views
import gesso.server.views.projects as project_views
import gesso.server.views.sources as source_views
import gesso.server.views.tasks as task_views
import gesso.server.views.tastes as taste_views
import gesso.server.views.trust as trust_views
import gesso.server.views.widgets as widget_views
from gesso.server.views.base import In
from gesso.widgets.catalogue import ANY

SENT_BY_PAGE = (frames.Hello, frames.Push, frames.CursorMoved, frames.Ping)


def models() -> list[tuple[type[BaseModel], JsonSchemaMode]]:
    """Every concrete model of the modules, in the order of their names."""
    found: dict[str, type[BaseModel]] = {}
    for module in (
        wire,
        frames,
        views,
        app_views,
        code_views,
        connection_views,
        data_views,
        job_views,
        lens_shelf_views,
        lens_views,
        made_views,
        aligned_views,
        media_views,
        notice_views,
        project_views,
        source_views,
        task_views,
        taste_views,
        trust_views,
        widget_views,
    ):
        for name in dir(module):
            value = getattr(module, name)
            if isclass(value) and issubclass(value, BaseModel) and value not in (BaseModel, wire.Wire, In, views.Out):
                found[value.__name__] = value
    return [
        (model, "validation" if issubclass(model, In) or model in SENT_BY_PAGE else "serialization")
        for _, model in sorted(found.items())
    ]


def main() -> None:
    chosen = models()
    _, schema = models_json_schema(chosen, ref_template="#/definitions/{model}")
    for model, mode in chosen:
        definition = schema["$defs"].get(model.__name__, {})
        tags = {name for name, field in definition.get("properties", {}).items() if "const" in field}
        if mode == "serialization":
            definition["required"] = list(definition.get("properties", {}))
        elif tags:
            definition["required"] = sorted({*definition.get("required", []), *tags})
    unions = {
        "Body": sorted({t.__name__ for t in _members(wire.Body)}),
        "ClientFrame": sorted({t.__name__ for t in _members(frames.ClientFrame)}),
        "ServerFrame": sorted({t.__name__ for t in _members(frames.ServerFrame)}),
    }
    literals = {
        name: list(getattr(wire, name).__args__)
        for name in (
            "ApprovalState",
            "Role",
            "Trust",
            "CanvasKind",
            "CanvasTrust",
            "Pairing",
            "Outcome",
            "SuggestionState",
            "NoteState",
            "Severity",
            "RoundsOutcome",
        )
    }
    found = {"definitions": schema["$defs"], "unions": unions, "literals": literals, "widgets": ANY.json_schema()}
    json.dump(found, sys.stdout, sort_keys=True)


def _members(annotated: object) -> tuple[type[BaseModel], ...]:
    """The classes of an `Annotated[A | B, ...]`."""
    return annotated.__origin__.__args__  # type: ignore[attr-defined]  # typing gives no public type for this


if __name__ == "__main__":
    main()
