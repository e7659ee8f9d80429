"""Views of the model menu and its connections."""

from typing import Annotated

from pydantic import AfterValidator, Field

from gesso.server.views.base import Id, In, Line, Out, Words, _one_line


class ModelView(Out):
    """A line of the model menu. Prices in USD per million tokens, null when unknown or free."""

    id: str
    name: str
    provider: str
    context_tokens: int
    guided: bool
    price_in: float | None
    price_out: float | None
    ready: bool
    note: str
    tags: list[str]


class ConnectionView(Out):
    """A configured provider. Its key is never sent back."""

    id: str
    provider: str
    name: str
    base_url: str | None
    has_key: bool


class ModelsView(Out):
    models: list[ModelView]
    default: str | None
    connections: list[ConnectionView]


class ConnectionIn(In):
    provider: Id
    name: Line = ""
    base_url: Annotated[Words, Field(max_length=2_000), AfterValidator(_one_line)] | None = None
    key: Annotated[Words, Field(max_length=2_000), AfterValidator(_one_line)] | None = None


class FoundServer(Out):
    provider: str
    base_url: str
    models: list[str]


class DefaultIn(In):
    id: Id
