"""What a decision is asked for and answered with: the odds of a few single tokens after a short raw text.

Whoever decides is handed a `Decides`; that it is llama.cpp in a child process (`embedded.py`) is not its business.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Odds:
    """`shares` of each mark among the marks; together they make 1.

    `mass` is how much of all probability falls on the marks, `free` the mark that is the likeliest of all tokens, or
    None where another token is: what an answer without any constraint would have been. `cached_tokens` of the prompt
    were not read again. `took_ms` is without the wait for earlier requests.
    """

    shares: Mapping[str, float]
    mass: float
    free: str | None
    prompt_tokens: int
    cached_tokens: int
    took_ms: float


class Decides(Protocol):
    """A model with adapters by name, each trained to answer one kind of question in a single token."""

    @property
    def adapters(self) -> Sequence[str]: ...

    async def decide(self, prompt: str, marks: Sequence[str], adapter: str | None, *, within_s: float) -> Odds:
        """The odds of `marks`, single tokens all, as the next one after `prompt`.

        Raises ModelError: "timeout" when there are none after `within_s`, waiting and starting included.
        """
        ...
