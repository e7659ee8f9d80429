"""The shape of one offer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from gesso.room.workspace import Person
from gesso.server.context import Parts
from gesso.server.views import Scope


@dataclass(frozen=True)
class Told:
    """What a call gave: `text` for a model, `value` (a JSON object) for a program."""

    text: str
    value: dict[str, Any]


@dataclass(frozen=True)
class Offer:
    """`run` raises GessoError, whose message is for the calling model."""

    name: str
    about: str
    params: type[BaseModel]
    scope: Scope
    run: Callable[[Parts, Person, Any], Awaitable[Told]]
