"""Lenses made on the fly, their shelf, and how well somebody knows the tutor's cards, as the API shows them."""

from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator, Field

from gesso.lenses.made import Spec, Wish
from gesso.server.views.base import In, Out, Words, storable_all
from gesso.server.views.lenses import LensView

ModelId = Annotated[Words, Field(max_length=300)]
SpecIn = Annotated[Spec, BeforeValidator(storable_all)]
CardId = Annotated[Words, Field(min_length=1, max_length=40)]


class LensWishIn(In):
    """What somebody wants to see ("a slider for how frightening each scene is"); `model` "" is the default one."""

    wish: Annotated[Words, Field(min_length=1, max_length=600)]
    model: ModelId = ""


class LensDraftView(Out):
    """A lens that is not kept yet; `by_model`: a model made it, else rules and ready lists of words did."""

    spec: Spec
    by_model: bool


class MadeLensIn(In):
    """What is kept on the shelf; `model` is asked where the lens asks one, "" is the default one."""

    spec: SpecIn
    model: ModelId = ""


class LensSharingIn(In):
    shared: bool


class MadeLensVersion(Out):
    number: int
    spec: Spec
    model: str
    at: datetime


class MadeLensView(Out):
    """`name` opens it wherever a lens is named; `own`: of the person who asks, else shared by `by`."""

    id: str
    name: str
    own: bool
    by: str
    shared: bool
    copied_from: str | None
    versions: list[MadeLensVersion]


class LensRunIn(In):
    """Have a model read up to `most` scenes by this lens; 0 only tells what it would take. Without `spec`, as kept."""

    spec: SpecIn | None = None
    model: ModelId = ""
    most: Annotated[int, Field(ge=0, le=60)] = 0


class LensRunView(Out):
    """Scenes read now and left; tokens and USD that they took, and about what the rest would (null: price unknown)."""

    found: LensView
    read: int
    left: int
    tokens_in: int
    tokens_out: int
    left_in: int
    left_out: int
    cost: float | None
    left_cost: float | None
    problem: str


class CardsIn(In):
    """Names of questions, as the Tutor lens gives them."""

    cards: Annotated[list[CardId], Field(max_length=500)]


class CardIn(In):
    """How well a question was known: 0 to 5; below 3 it was not. `today` is the person's day, counted from 1970."""

    card: CardId
    grade: Annotated[int, Field(ge=0, le=5)]
    today: Annotated[int, Field(ge=0, le=200_000)]


class KnownCardView(Out):
    """`known` times in a row, `easiness` in thousandths, `interval` in days, `due` the day, counted from 1970."""

    card: str
    known: int
    easiness: int
    interval: int
    due: int


__all__ = [
    "CardIn", "CardsIn", "KnownCardView", "LensDraftView", "LensRunIn", "LensRunView", "LensSharingIn", "LensWishIn",
    "MadeLensIn", "MadeLensVersion", "MadeLensView", "Spec", "Wish",
]  # fmt: skip
