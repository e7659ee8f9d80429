"""The shelf of lenses that people made: kept with every version, shared within the workspace, copied, and run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from gesso.base.clock import Clock
from gesso.base.errors import BadInput, Conflicting, Forbidden, NotFound
from gesso.base.ids import new_id
from gesso.canvas.snapshot import Snapshot
from gesso.lenses.designing import design, designed_by_rules, estimate, read_scene
from gesso.lenses.lens import Lens, Seen, Whole, pieces_of
from gesso.lenses.made import SHELF, Score, Spec, as_scores, key_of, lens_of, print_of, read_spec, unread
from gesso.lenses.words import Found, look_for_none
from gesso.model.catalogue import Catalogue
from gesso.model.messages import Model
from gesso.store import lenses as rows
from gesso.store.database import Database
from gesso.store.lenses import LensRow

MOST_LENSES = 100  # of a person
MOST_VERSIONS = 30


@dataclass(frozen=True)
class Run:
    """What reading by a model took: scenes read now and left, tokens in and out, and USD where the price is known.

    `left_in` and `left_out` are about what the scenes that are left would take.
    """

    read: int
    left: int
    tokens_in: int
    tokens_out: int
    left_in: int
    left_out: int
    cost: float | None
    left_cost: float | None
    problem: str = ""


class MadeLenses:
    """One for a gesso."""

    def __init__(self, db: Database, clock: Clock, catalogue: Catalogue) -> None:
        self._db, self._clock, self._catalogue = db, clock, catalogue

    # ------------------------------------------------------------------ the shelf

    async def seen_by(self, user: str) -> list[LensRow]:
        """One's own and those that others share."""
        return await self._db.read(lambda conn: rows.lenses_seen_by(conn, user))

    async def one(self, user: str, id: str) -> LensRow:
        """Raises NotFound."""
        found = await self._db.read(lambda conn: rows.lens_row(conn, user, id))
        if found is None:
            raise NotFound("There is no such lens on the shelf; its maker may have taken it off.")
        return found

    async def keep(self, user: str, spec: Spec, model: str, copied_from: str | None = None) -> LensRow:
        """Put a new lens on the shelf. Raises Conflicting when it is full."""
        if len([each for each in await self.seen_by(user) if each.user == user]) >= MOST_LENSES:
            raise Conflicting(f"At most {MOST_LENSES} lenses; take one off the shelf first.")
        row = LensRow(new_id("lens"), user, [self._version(1, spec, model)], False, copied_from, self._clock())
        await self._db.write(lambda conn: rows.insert_lens(conn, row))
        return await self.one(user, row.id)

    async def change(self, user: str, id: str, spec: Spec, model: str) -> LensRow:
        """Another version of one's own. Raises NotFound, Forbidden."""

        def job(conn: Connection) -> LensRow:
            row = _own(rows.lens_row(conn, user, id), user)
            last = row.versions[-1]
            if last["spec"] == spec.model_dump(mode="json") and last["model"] == model:
                return row
            versions = [*row.versions, self._version(last["number"] + 1, spec, model)][-MOST_VERSIONS:]
            rows.update_lens(conn, id, versions=versions)
            return replace(row, versions=versions)

        return await self._db.write(job)

    async def copy(self, user: str, id: str) -> LensRow:
        """Another's lens, or one's own, as a new one of one's own. Raises NotFound."""
        row = await self.one(user, id)
        return await self.keep(user, spec_of(row), row.versions[-1]["model"], id)

    async def share(self, user: str, id: str, shared: bool) -> LensRow:
        """Show it to everybody of this workspace, or no longer. Raises NotFound, Forbidden."""

        def job(conn: Connection) -> LensRow:
            row = _own(rows.lens_row(conn, user, id), user)
            rows.update_lens(conn, id, shared=shared)
            return replace(row, shared=shared)

        return await self._db.write(job)

    async def remove(self, user: str, id: str) -> None:
        """Take one's own off the shelf; copies stay. Raises NotFound, Forbidden."""

        def job(conn: Connection) -> None:
            _own(rows.lens_row(conn, user, id), user)
            rows.delete_lens(conn, id)

        await self._db.write(job)

    def _version(self, number: int, spec: Spec, model: str) -> dict[str, Any]:
        return {
            "number": number, "spec": spec.model_dump(mode="json"), "model": model, "at": self._clock().isoformat(),
        }  # fmt: skip

    # ------------------------------------------------------------------ making and reading

    async def lens(self, user: str, name: str) -> Lens[Found]:
        """The lens `made:ID` as it is now. Raises NotFound."""
        row = await self.one(user, name.removeprefix(SHELF))
        return self.lens_of(spec_of(row), name, row.versions[-1]["model"])

    def lens_of(self, spec: Spec, name: str, model: str) -> Lens[Found]:
        found = self._model(model)
        return lens_of(spec, name, print_of(spec, found.id) if spec.instruction else "", found.name)

    async def draft(self, wish: str, model: str) -> tuple[Spec, bool]:
        """A lens for a wish, and whether a model made it. Raises BadInput, ModelError, NotFound (model)."""
        found = self._model(model)
        if found.guided:
            return designed_by_rules(wish), False
        return await design(found, wish), True

    async def scores(self, print: str) -> Mapping[str, Score]:
        return as_scores(await self._db.read(lambda conn: rows.scores_of(conn, print)))

    async def run(self, spec: Spec, snapshot: Snapshot, model: str, most: int) -> Run:
        """Have a model read at most `most` scenes that it has not read as they are; each is kept at once.

        With 0 it only tells what it would take. Raises BadInput where no model can.
        """
        if not spec.instruction:
            return Run(0, 0, 0, 0, 0, 0, 0.0, 0.0)
        found = self._model(model)
        if found.guided:
            raise BadInput(
                "The built-in model cannot judge scenes. Connect a larger model and choose it, or give the lens words "
                "and empty what a model is asked: then nothing is asked of a model."
            )
        print = print_of(spec, found.id)
        whole = Whole(snapshot, tuple(Seen(n, at, p, look_for_none(p)) for n, at, p in pieces_of(snapshot)))
        left, _ = unread(whole, await self.scores(print))
        read = tokens_in = tokens_out = 0
        problem = ""
        for words in left[:most]:
            try:
                score, given, said = await read_scene(found, spec, words)
            except BadInput as wrong:
                problem = wrong.message
                break
            await self._db.write(self._saving(print, words, score))
            read, tokens_in, tokens_out = read + 1, tokens_in + given, tokens_out + said
        estimates = [estimate(spec, words) for words in left[read:]]
        left_in, left_out = sum(each[0] for each in estimates), sum(each[1] for each in estimates)
        cost, left_cost = self._cost(found.id, tokens_in, tokens_out), self._cost(found.id, left_in, left_out)
        return Run(read, len(left) - read, tokens_in, tokens_out, left_in, left_out, cost, left_cost, problem)

    def _saving(self, print: str, words: str, score: Score) -> Callable[[Connection], None]:
        value = {"value": score.value, "quotes": list(score.quotes)}
        return lambda conn: rows.save_score(conn, print, key_of(words), value, self._clock())

    def _cost(self, model: str, tokens_in: int, tokens_out: int) -> float | None:
        """USD; None where the price is not known."""
        price = self._catalogue.info(model).price
        return None if price is None else (tokens_in * price[0] + tokens_out * price[1]) / 1_000_000

    def _model(self, model: str) -> Model:
        """The one asked for, or the default where none was or it is gone."""
        return self._catalogue.get(model if model and self._catalogue.has(model) else self._catalogue.default_id)


def spec_of(row: LensRow) -> Spec:
    return read_spec(row.versions[-1]["spec"])


def _own(row: LensRow | None, user: str) -> LensRow:
    if row is None:
        raise NotFound("There is no such lens on the shelf; its maker may have taken it off.")
    if row.user != user:
        raise Forbidden("Only who made a lens changes it; make a copy of your own.")
    return row
