"""What is said to a model and what comes back, in gesso's own terms.

Every model, embedded or remote, is a `Model`: messages and tool specifications in, a stream of chunks out.
No provider's type ever passes this door. Values are frozen; a stream is consumed by one reader and closed with
`aclose()`, which stops generation.
"""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from gesso.base.errors import GessoError

Role = Literal["system", "user", "assistant", "tool"]


@dataclass(frozen=True)
class ToolCall:
    """A finished call: `args` is the parsed JSON object."""

    id: str
    name: str
    args: Mapping[str, Any]


@dataclass(frozen=True)
class Message:
    """One message of a conversation. `calls` only on assistant messages, `call_id` only on tool results."""

    role: Role
    text: str = ""
    calls: tuple[ToolCall, ...] = ()
    call_id: str = ""
    call_name: str = ""


@dataclass(frozen=True)
class ToolSpec:
    """A tool as a model is told of it; `schema` is the JSON Schema of its arguments object."""

    name: str
    about: str
    schema: Mapping[str, Any]


@dataclass(frozen=True)
class TextChunk:
    text: str


@dataclass(frozen=True)
class ThoughtChunk:
    text: str


@dataclass(frozen=True)
class CallChunk:
    """A piece of a tool call: the first of a call carries its name, later ones only more of the JSON text."""

    call: str
    name: str
    args_delta: str


@dataclass(frozen=True)
class UsageChunk:
    input_tokens: int
    output_tokens: int


@dataclass(frozen=True)
class EndChunk:
    """The last chunk of every complete stream; a stream that ends without one was cut."""

    reason: Literal["stop", "length", "calls", "refused"]


Chunk = TextChunk | ThoughtChunk | CallChunk | UsageChunk | EndChunk


@dataclass(frozen=True)
class OneOf:
    """The answer is exactly one of `labels` (whose first tokens should differ)."""

    labels: tuple[str, ...]


@dataclass(frozen=True)
class SubstringOf:
    """The answer is a run of whole words copied from `text`."""

    text: str


@dataclass(frozen=True)
class Json:
    """The answer is a JSON value of `schema`, without optional white space."""

    schema: Mapping[str, Any]


@dataclass(frozen=True)
class ACall:
    """The answer is a call of one of the tools that were handed."""


Constraint = OneOf | SubstringOf | Json | ACall


class Model(Protocol):
    """Something that continues a conversation.

    `guided` is true for small models, which are asked constrained questions one at a time instead of being
    handed tools; only those honour `choose`, `OneOf` and `SubstringOf`, and only the others `ACall`.
    """

    id: str
    name: str
    context_tokens: int
    guided: bool

    def stream(
        self,
        messages: Sequence[Message],
        tools: Sequence[ToolSpec] = (),
        *,
        constraint: Constraint | None = None,
        max_tokens: int | None = None,
        temperature: float | None = None,
        seed: int | None = None,
        stop: Sequence[str] = (),
    ) -> AsyncGenerator[Chunk, None]:
        """Chunks of the continuation, ended by an EndChunk. Raises ModelError at any point."""
        ...

    async def choose(self, messages: Sequence[Message], labels: Sequence[str]) -> dict[str, float]:
        """Probability of each label as the next answer, summing to 1. Only where `guided`."""
        ...


ErrorKind = Literal["auth", "rate", "unavailable", "timeout", "bad_reply", "too_long", "refused", "missing"]


class ModelError(GessoError):
    """A model could not answer. `message` is a plain sentence with one next step; nothing was changed."""

    status, code = 502, "model_failed"

    def __init__(self, kind: ErrorKind, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.kind: ErrorKind = kind
        self.retry_after_s = retry_after_s


@dataclass(frozen=True)
class ModelInfo:
    """A row of the model menu. `price` is USD per million tokens (input, output) or None when unknown or free."""

    id: str
    name: str
    provider: str
    context_tokens: int
    guided: bool = False
    price: tuple[float, float] | None = None
    ready: bool = True
    note: str = ""
    tags: tuple[str, ...] = field(default=())
