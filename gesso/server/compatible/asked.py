"""What a program asks a model for, whichever of the two calls it used, and the parts that both share.

Fields that programs send and that change nothing here (`user`, `metadata`, `top_p`, …) are read over; what would change
the answer's meaning and cannot be done is refused by name. Texts are bounded by the size of the request.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from gesso.base.errors import BadInput
from gesso.model.messages import Json, Message, ToolCall, ToolSpec
from gesso.server.views.base import Words

MAX_SCHEMA_CHARS = 100_000
MAX_SCHEMA_DEPTH = 60
ANY_OBJECT: Mapping[str, Any] = {"type": "object"}

Choice = Literal["auto", "none", "required"]


class In(BaseModel):
    """A piece of a request: what is not named here is read over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def _schema(value: object) -> object:
    """A JSON Schema that can be handed on. Raises ValueError for one too large, too deep, or with what is no JSON."""
    if isinstance(value, dict):
        _walk(value, MAX_SCHEMA_DEPTH)
        if len(json.dumps(value)) > MAX_SCHEMA_CHARS:
            raise ValueError(f"must have at most {MAX_SCHEMA_CHARS:,} characters")
    return value


def _walk(value: object, depth: int) -> None:
    if depth == 0:
        raise ValueError(f"must not be nested more than {MAX_SCHEMA_DEPTH} deep")
    match value:
        case dict():
            for name, inner in value.items():
                _walk(name, depth)
                _walk(inner, depth - 1)
        case list():
            for inner in value:
                _walk(inner, depth - 1)
        case str():
            if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
                raise ValueError("must not contain NUL or half of a UTF-16 pair")
        case float() if not isfinite(value):
            raise ValueError("must not contain NaN or Infinity")


Schema = Annotated[dict[str, Any], BeforeValidator(_schema)]
ToolName = Annotated[Words, Field(min_length=1, max_length=64, pattern=r"^[a-zA-Z0-9_.-]+$")]


class Part(In):
    """A piece of a message's content."""

    type: Words
    text: Words | None = None
    refusal: Words | None = None


Content = Words | Annotated[list[Part], Field(max_length=2000)] | None


class Function(In):
    name: ToolName
    description: Words | None = None
    parameters: Schema | None = None

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(self.name, self.description or "", self.parameters or {"type": "object", "properties": {}})


class Shape(In):
    """A wished-for form of the answer. The schema is beside the type (responses) or inside `json_schema` (chat)."""

    type: Literal["text", "json_object", "json_schema"]
    json_schema: Schema | None = None
    schema_: Schema | None = Field(default=None, alias="schema")

    @property
    def constraint(self) -> Json | None:
        """Raises BadInput where a schema is announced and not there."""
        if self.type == "text":
            return None
        if self.type == "json_object":
            return Json(ANY_OBJECT)
        schema = (self.json_schema or {}).get("schema") or self.schema_
        if not isinstance(schema, dict):
            raise BadInput("The format json_schema needs a schema.")
        return Json(schema)


@dataclass(frozen=True)
class Asked:
    """`usage`: whether a stream should end with the number of tokens."""

    model: str
    messages: tuple[Message, ...]
    tools: tuple[ToolSpec, ...] = ()
    choice: Choice = "auto"
    shape: Json | None = None
    max_tokens: int | None = None
    temperature: float | None = None
    seed: int | None = None
    stop: tuple[str, ...] = ()
    usage: bool = False


def parse_content(content: Content) -> str:
    """The words of a message. Raises BadInput for pictures and sound, which no model is given here."""
    if content is None or isinstance(content, str):
        return content or ""
    words = []
    for part in content:
        if part.type not in ("text", "input_text", "output_text", "refusal"):
            raise BadInput(f"Only text is read here; this message has a part of type {part.type[:40]!r}. Leave it out.")
        words.append(part.text or part.refusal or "")
    return "\n".join(words)


def parse_call(call: str, name: str, arguments: str) -> ToolCall:
    """A call that an earlier answer made. Raises BadInput where its arguments are no JSON object."""
    try:
        args = json.loads(arguments or "{}")
    except (ValueError, RecursionError):
        args = None
    if not isinstance(args, dict):
        raise BadInput(f"The arguments of the call {call[:60]!r} should be the text of one JSON object.")
    return ToolCall(call, name, args)


def parse_choice(wanted: str | Mapping[str, Any] | None, tools: Sequence[ToolSpec]) -> tuple[Choice, list[ToolSpec]]:
    """Whether tools may or must be called, and which. Raises BadInput for a tool that is not among them."""
    if wanted is None or wanted == "auto":
        return "auto", list(tools)
    if wanted == "none":
        return "none", []
    if not tools:
        raise BadInput("tool_choice asks for a call, but no tools are given.")
    if wanted == "required":
        return "required", list(tools)
    inner = wanted.get("function", wanted) if isinstance(wanted, Mapping) else None
    name = inner.get("name") if isinstance(inner, Mapping) else None
    chosen = [tool for tool in tools if tool.name == name]
    if not chosen:
        raise BadInput("tool_choice should be none, auto, required, or name one of the tools.")
    return "required", chosen


def check_tools(tools: Sequence[ToolSpec]) -> tuple[ToolSpec, ...]:
    """Raises BadInput for two tools of one name."""
    if len({tool.name for tool in tools}) != len(tools):
        raise BadInput("Two tools have the same name; give each its own.")
    return tuple(tools)
