"""Fields that every view is made of, and how strictly they are read.

Unknown fields are refused, and text with NUL or lone surrogates, which neither a database nor a JSON reader elsewhere
would survive, is refused by name.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

MAX_TEXT = 10_000_000  # code points of one canvas text over HTTP
MAX_MESSAGE = 400_000  # code points of one chat message

Scope = Literal["read", "write", "models", "admin"]
EditOp = Literal["replace", "insert_before", "insert_after", "delete"]


def _storable(value: object) -> object:
    """Refuse characters that cannot be stored or sent on, before any length is counted."""
    if isinstance(value, str):
        if "\x00" in value:
            raise ValueError("must not contain the NUL character (U+0000)")
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ValueError("must not contain a lone surrogate (half of a UTF-16 pair)") from None
    return value


def storable_all(value: object) -> object:
    """The same for every text inside a JSON value."""
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        storable_all(inner)
    return _storable(value)


def _one_line(value: str) -> str:
    """Names and titles are one line without control characters; outer white space is dropped."""
    value = value.strip()
    if any(ord(letter) < 32 or ord(letter) == 127 or letter in "\u2028\u2029\u0085" for letter in value):
        raise ValueError("must be one line without control characters")
    return value


def _filled(value: str) -> str:
    if not value:
        raise ValueError("must not be empty")
    return value


def _email(value: str) -> str:
    """Only the shape that a typing mistake breaks is checked; nothing is ever sent there."""
    name, at, host = value.partition("@")
    if not at or not name or not host or "@" in host or any(letter.isspace() for letter in value):
        raise ValueError("must look like name@host")
    return value


Words = Annotated[str, BeforeValidator(_storable)]
Text = Annotated[Words, Field(max_length=MAX_TEXT)]
Line = Annotated[Words, Field(max_length=300), AfterValidator(_one_line)]
Name = Annotated[Line, AfterValidator(_filled)]
Email = Annotated[Words, Field(max_length=254), AfterValidator(_one_line), AfterValidator(_email)]
Password = Annotated[Words, Field(min_length=8, max_length=1000)]
Id = Annotated[Words, Field(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9_.:/-]+$")]
Code = Annotated[Words, Field(min_length=1, max_length=200)]
Place = Annotated[int, Field(ge=0, le=2**31 - 1)]


class In(BaseModel):
    """What a caller sends."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Out(BaseModel):
    """What a caller gets."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)


class ErrorBody(Out):
    code: str
    message: str


class ErrorView(Out):
    """Every refusal and failure of the API."""

    error: ErrorBody


class HealthView(Out):
    ok: bool
    version: str


class FrameView(Out):
    """The origin under which this page shows apps; null where the server has no second name."""

    origin: str | None
