"""Lenses that people make: drafted from a wish, tried, kept, shared, copied, run; and the cards of the tutor."""

from typing import Annotated

from fastapi import Path
from sqlalchemy import Connection

from gesso.base.errors import BadInput
from gesso.lenses.made import SHELF, Spec
from gesso.lenses.shelf import spec_of
from gesso.lenses.sm2 import fresh, graded
from gesso.server.context import Actor, Here
from gesso.server.policy import Attempts, Policy, Routes
from gesso.server.views import lens_shelf as views
from gesso.server.views import lenses as lens_views
from gesso.store import lenses as rows
from gesso.store.lenses import KnownCard, LensRow

routes = Routes()

READ = Policy("user", "read")
WRITE = Policy("user", "write")
ASKS = Policy("user", "write", attempts=Attempts(60, 60.0))

Id = Annotated[str, Path(max_length=80)]
Name = Annotated[str, Path(max_length=80)]
NEW = "draft"  # of the lens that is not on the shelf


@routes.on("GET", "/api/lens-shelf", READ, list[views.MadeLensView])
async def list_made_lenses(here: Here, person: Actor) -> list[views.MadeLensView]:
    """The lenses that one made, and those that others of this workspace share."""
    return [_render(row, person.id) for row in await here.lenses.shelf.seen_by(person.id)]


@routes.on("POST", "/api/lens-shelf/drafts", ASKS, views.LensDraftView)
async def draft_lens(here: Here, person: Actor, body: views.LensWishIn) -> views.LensDraftView:
    """Make a lens of a wish, by the model or, for the built-in one, by ready lists of words. It is not kept yet."""
    spec, by_model = await here.lenses.shelf.draft(body.wish, body.model)
    return views.LensDraftView(spec=spec, by_model=by_model)


@routes.on("POST", "/api/lens-shelf", WRITE, views.MadeLensView, status=201)
async def keep_lens(here: Here, person: Actor, body: views.MadeLensIn) -> views.MadeLensView:
    """Keep a lens on one's shelf."""
    return _render(await here.lenses.shelf.keep(person.id, body.spec, body.model), person.id)


@routes.on("PUT", "/api/lens-shelf/{made}", WRITE, views.MadeLensView)
async def change_lens(here: Here, person: Actor, made: Id, body: views.MadeLensIn) -> views.MadeLensView:
    """Another version of one's own lens; the older ones stay."""
    return _render(await here.lenses.shelf.change(person.id, made, body.spec, body.model), person.id)


@routes.on("POST", "/api/lens-shelf/{made}/copy", WRITE, views.MadeLensView, status=201)
async def copy_lens(here: Here, person: Actor, made: Id) -> views.MadeLensView:
    """A lens as one's own, to be changed."""
    return _render(await here.lenses.shelf.copy(person.id, made), person.id)


@routes.on("PUT", "/api/lens-shelf/{made}/sharing", WRITE, views.MadeLensView)
async def share_lens(here: Here, person: Actor, made: Id, body: views.LensSharingIn) -> views.MadeLensView:
    """Show one's lens to everybody of this workspace, or no longer."""
    return _render(await here.lenses.shelf.share(person.id, made, body.shared), person.id)


@routes.on("DELETE", "/api/lens-shelf/{made}", WRITE, status=204)
async def remove_lens(here: Here, person: Actor, made: Id) -> None:
    """Take one's lens off the shelf; copies stay."""
    await here.lenses.shelf.remove(person.id, made)


@routes.on("POST", "/api/canvases/{canvas}/lens-runs/{name}", ASKS, views.LensRunView)
async def run_lens(here: Here, person: Actor, canvas: Id, name: Name, body: views.LensRunIn) -> views.LensRunView:
    """Try a lens (`draft`, by its `spec`) or run one of the shelf (`made:ID`) on a page; tells what it costs."""
    _, live = await here.workspace.access_canvas(person.id, canvas, "view")
    spec, model = await _asked(here, person.id, name, body)
    lens = here.lenses.shelf.lens_of(spec, name, model)
    done, held = await here.lenses.run(live, person.id, lens, spec, model, body.most)
    found = lens_views.LensView(
        lens=name, title=lens.title, version=held.version, now=live.version, view=held.reading.view
    )
    return views.LensRunView(found=found, **vars(done))


async def _asked(here: Here, user: str, name: str, body: views.LensRunIn) -> tuple[Spec, str]:
    if body.spec is not None:
        return body.spec, body.model
    if not name.startswith(SHELF):
        raise BadInput("Give the lens that is to be tried as `spec`, or name one of the shelf, such as made:lens_1.")
    row = await here.lenses.shelf.one(user, name.removeprefix(SHELF))
    return spec_of(row), row.versions[-1]["model"]


@routes.on("POST", "/api/cards/known", READ, list[views.KnownCardView])
async def known_cards(here: Here, person: Actor, body: views.CardsIn) -> list[views.KnownCardView]:
    """Of these questions of the Tutor, those that one answered before, and when each is due."""
    found = await here.workspace.db.read(lambda conn: rows.cards_of(conn, person.id, body.cards))
    return [views.KnownCardView.model_validate(vars(each)) for each in found]


@routes.on("POST", "/api/cards", WRITE, views.KnownCardView)
async def grade_card(here: Here, person: Actor, body: views.CardIn) -> views.KnownCardView:
    """How well a question was known; says when it is asked again (SM-2)."""

    def job(conn: Connection) -> KnownCard:
        before = rows.cards_of(conn, person.id, [body.card])
        card = graded(before[0] if before else fresh(body.card), body.grade, body.today)
        rows.save_card(conn, person.id, card, here.workspace.clock())
        return card

    return views.KnownCardView.model_validate(vars(await here.workspace.db.write(job)))


def _render(row: LensRow, user: str) -> views.MadeLensView:
    return views.MadeLensView(
        id=row.id, name=f"{SHELF}{row.id}", own=row.user == user, by=row.by, shared=row.shared,
        copied_from=row.copied_from,
        versions=[views.MadeLensVersion.model_validate(dict(each)) for each in row.versions],
    )  # fmt: skip
