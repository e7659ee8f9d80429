"""A document beside itself in other words, aligned part by part: reading levels and translations."""

from typing import Annotated

from fastapi import Path, Query

from gesso.base.errors import BadInput
from gesso.media.levels import TITLES
from gesso.media.turning import COLUMNS, LANGUAGES, by_model, needs, title_of
from gesso.server.context import Actor, Here
from gesso.server.policy import Attempts, Policy, Routes
from gesso.server.turning import Turnings
from gesso.server.views import aligned as views

routes = Routes()

READ = Policy("user", "read")
WRITE = Policy("user", "write")
MAKE = Policy("user", "write", attempts=Attempts(300, 60.0))
MOST = 6

Id = Annotated[str, Path(max_length=80)]
Form = Annotated[str, Path(max_length=20)]


@routes.on("GET", "/api/canvases/{canvas}/aligned", READ, views.AlignedView)
async def read_aligned(
    here: Here, person: Actor, canvas: Id, columns: Annotated[str, Query(max_length=120)] = ",".join(TITLES),
    model: Annotated[str | None, Query(max_length=300)] = None,
) -> views.AlignedView:  # fmt: skip
    """The document as it is now and its versions beside it: `columns` are reading levels, and `to-de` and the like."""
    asked = _columns(columns)
    turnings = _turnings(here)
    found = await turnings.read(person.id, canvas, asked)
    chosen = turnings.chosen(model)
    lacking = next((column for column in asked if by_model(column)), "") if chosen is None else ""
    return views.AlignedView(
        title=found.title, formula=found.formula, measure=found.measure,
        columns=[
            views.AlignedColumnView(
                id=each.id, title=title_of(each.id), by="model" if by_model(each.id) else "rules", left=each.left,
                measure=each.measure,
            )
            for each in found.columns
        ],
        parts=[
            views.AlignedPartView(
                key=part.key, start=part.start, end=part.end, source=part.source, kept=part.kept,
                versions=[
                    views.TurnedPartView(
                        words=version.words, by=turnings.name_of(version.by), doubts=list(version.doubts)
                    )
                    for version in (each.versions[at] for each in found.columns)
                ],
            )
            for at, part in enumerate(found.parts)
        ],
        model=chosen, needs=needs(lacking) if lacking else "", languages=LANGUAGES,
    )  # fmt: skip


@routes.on("POST", "/api/canvases/{canvas}/aligned/{form}", MAKE, views.TurnedView)
async def make_aligned(here: Here, person: Actor, canvas: Id, form: Form, body: views.TurnIn) -> views.TurnedView:
    """Have the first parts made that a version lacks. Ask again until none are left."""
    made, left = await _turnings(here).do_make(person, canvas, _column(form), body.most, body.model)
    return views.TurnedView(made=made, left=left)


@routes.on("PUT", "/api/canvases/{canvas}/aligned/{form}/{part}", WRITE, status=204)
async def correct_aligned(
    here: Here, person: Actor, canvas: Id, form: Form, part: Id, body: views.TurnedWordsIn
) -> None:
    """Words of one's own for one part of a version; they stay as long as the part does."""
    await _turnings(here).do_correct(person, canvas, _column(form), part, body.words)


@routes.on("POST", "/api/canvases/{canvas}/aligned/{form}/take", WRITE, views.TakenView)
async def take_aligned(here: Here, person: Actor, canvas: Id, form: Form, body: views.TakeIn) -> views.TakenView:
    """Take a version: as a page of its own, or as suggestions in the text."""
    made, suggestions = await _turnings(here).do_take(person, canvas, _column(form), body.how)
    return views.TakenView(canvas=made, suggestions=suggestions)


def _turnings(here: Here) -> Turnings:
    return Turnings(here.workspace, here.catalogue)


def _columns(asked: str) -> list[str]:
    found = list(dict.fromkeys(_column(each) for each in asked.split(",") if each))
    if not 0 < len(found) <= MOST:
        raise BadInput(f"Ask for 1 to {MOST} versions.")
    return found


def _column(asked: str) -> str:
    if asked not in COLUMNS:
        raise BadInput(f"There is no version {asked[:40]!r}. There are {', '.join(COLUMNS)}.")
    return asked
