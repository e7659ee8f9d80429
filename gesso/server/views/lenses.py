"""Views of lenses: which there are for a page, what one finds, what its commands propose."""

from typing import Annotated

from pydantic import Field

from gesso.lenses.value import Act as Act
from gesso.lenses.value import Anchor as Anchor
from gesso.lenses.value import Axis as Axis
from gesso.lenses.value import Datum as Datum
from gesso.lenses.value import Lane as Lane
from gesso.lenses.value import Measure as Measure
from gesso.lenses.value import Shape, View
from gesso.server.views.base import Id, In, Out, Words

Named = Annotated[Words, Field(max_length=40)]


class LensNameView(Out):
    name: str
    title: str
    about: str
    shape: Shape


class LensesView(Out):
    """`suggested` is the lens that would serve this page best, with `why`, where its words say so clearly."""

    lenses: list[LensNameView]
    suggested: str | None
    why: str


class LensView(Out):
    """What a lens found in the text at `version`; `now` is the version the text has: it is stale where they differ."""

    lens: str
    title: str
    version: int
    now: int
    view: View


class LensCommandIn(In):
    """A command of the lens with its arguments, as the acts of its data and measures name them."""

    command: Id
    args: Annotated[dict[Named, Annotated[Words, Field(max_length=2_000)] | float], Field(max_length=12)] = Field(
        default_factory=dict
    )


class AskedView(Out):
    """What only a model can do: an instruction about code points `start` to `end` of the text at the version."""

    start: int
    end: int
    instruction: str


class ProposedView(Out):
    """`told` says in a sentence what was offered; the suggestions are open on the page."""

    version: int
    told: str
    suggestions: list[str]
    asks: list[AskedView]
