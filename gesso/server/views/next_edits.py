"""Views of next edits: what is offered while a person types, what became of it, and what the person chose."""

from typing import Annotated, Literal

from pydantic import Field

from gesso.server.views.base import In, Out, Place, Words


class NextEditIn(In):
    """Where the caret is: a code point of the text at `version`."""

    version: Place
    caret: Place


class PatchView(Out):
    """Put `after` in the place of code points `start` to `end`, which read `before`. `lead` and `trail` are around."""

    start: int
    end: int
    before: str
    after: str
    lead: str
    trail: str


class NextEditView(Out):
    """An offer for the text at `version`: all `patches`, which are in order and do not overlap, or none. `by` is the
    agent whose words they are."""

    id: str
    by: str
    kind: Literal["rename", "renumber", "list", "close", "row", "link", "words"]
    version: int
    patches: list[PatchView]
    likely: float


class NextEditOutcomeIn(In):
    """What the person did with an offer. `typed`: they typed those very words themselves."""

    offer: Annotated[Words, Field(min_length=1, max_length=80)]
    outcome: Literal["taken", "typed", "dismissed", "ignored"]


class NextEditChoiceIn(In):
    """`edits` come from code alone, `words` from a model too (null: the one here). `forget` what was learned."""

    mode: Literal["off", "edits", "words"]
    model: Annotated[Words, Field(min_length=1, max_length=400)] | None = None
    forget: bool = False


class NextEditChoiceView(Out):
    """What a person chose, the models there are to choose, and the counts that are kept of what they did."""

    mode: Literal["off", "edits", "words"]
    model: str | None
    models: list[str]
    threshold: float
    shown: int
    taken: int
    retained: int
    typed: int
    dismissed: int
    ignored: int


class PrivacyIn(In):
    private: bool
