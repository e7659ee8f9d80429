"""An error as its trace tells it, and the change that takes it away."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wrong:
    """An error as the trace tells it. `line` is of the whole text, from 1; 0 where it tells none."""

    name: str
    message: str
    line: int


@dataclass(frozen=True)
class Mended:
    """Lines `first` to `last` of the program are replaced by `text`."""

    first: int
    last: int
    text: str
    why: str
