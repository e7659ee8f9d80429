"""Failures a person or a caller is meant to read.

Every error that leaves gesso says what was expected, what came and what to do next. `GessoError`
carries the HTTP status its kind has at the API door, so that no other floor needs to know HTTP.
"""

from dataclasses import dataclass


class GessoError(Exception):
    """A refusal or failure with a plain sentence for the person who meets it."""

    status = 400
    code = "bad_request"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(GessoError):
    status, code = 404, "not_found"


class Forbidden(GessoError):
    status, code = 403, "forbidden"


class Unauthenticated(GessoError):
    status, code = 401, "unauthenticated"


class BadInput(GessoError):
    status, code = 422, "bad_input"


class Conflicting(GessoError):
    status, code = 409, "conflict"


class TooMuch(GessoError):
    """A limit of size or rate was passed; the message names the limit."""

    status, code = 429, "too_much"


class TooLarge(GessoError):
    status, code = 413, "too_large"


@dataclass(frozen=True)
class Failure:
    """A failure as a value: what is stored in a log row or shown in a turn that ended badly."""

    code: str
    message: str
    next_step: str = ""
