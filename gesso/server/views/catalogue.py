"""Views of the model menu and its connections."""

from typing import Annotated

from pydantic import AfterValidator, Field

from gesso.server.views.base import Id, In, Line, Name, Out, Words, _one_line


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


class ProviderView(Out):
    """A kind of provider that can be connected. `address` is the one used when none is given, null where one must be;
    `keys_at` is where a key is made, empty where it is not known.
    """

    id: str
    label: str
    address: str | None
    needs_key: bool
    keys_at: str
    local: bool


class DecisionsView(Out):
    """The trained decisions: `label` names what is in force, `behaviors` what they decide. `latency_ms` is the median
    of the latest ones on this machine, None before the first; `problems` are for administrators."""

    on: bool
    label: str
    behaviors: list[str]
    ready: bool
    latency_ms: float | None
    problems: list[str]


class ModelsView(Out):
    """`connections` and `providers` are for administrators, who can change them; empty for everybody else. `speech`:
    whether spoken words can be made text here."""

    models: list[ModelView]
    default: str | None
    connections: list[ConnectionView]
    providers: list[ProviderView]
    decisions: DecisionsView
    speech: bool


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


class DecisionsIn(In):
    on: bool


class HelperServerView(Out):
    """A server that makes spoken words or pictures text. Its key is never sent back."""

    base_url: str
    model: str
    has_key: bool


class HelperServerIn(In):
    """`base_url` as other programs are given it, mostly ending in /v1."""

    base_url: Annotated[Words, Field(min_length=1, max_length=2_000), AfterValidator(_one_line)]
    model: Name
    key: Annotated[Words, Field(max_length=2_000), AfterValidator(_one_line)] | None = None


class VoiceServerView(HelperServerView):
    """`voices`: the first tells, the others are given to who speaks in a story."""

    voices: list[str]


class VoiceServerIn(HelperServerIn):
    """`voices` are names that the server knows; none are those of the maker of this call."""

    voices: Annotated[list[Name], Field(max_length=40, default_factory=list)]


class TranscriptView(Out):
    text: str
