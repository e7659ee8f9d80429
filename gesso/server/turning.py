"""Documents beside themselves in other words: what is made and kept of their parts, and taking a version."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from gesso.base.errors import BadInput, Conflicting, NotFound
from gesso.canvas.text import clean
from gesso.media.aligned import Part, doubts, joined, parts_of
from gesso.media.levels import BY_RULES, Formula, by_rules, formula_for, measured
from gesso.media.turning import able, by_model, needs, title_of, turn_part
from gesso.model.catalogue import Catalogue
from gesso.model.messages import Model
from gesso.room.live_canvas import Author, LiveCanvas
from gesso.room.room import LiveRoom
from gesso.room.suggesting import do_offer
from gesso.room.workspace import Person, Workspace
from gesso.store import turned as rows
from gesso.store.turned import TurnedRow

LONGEST = 12_000
"""Characters of one part that a model is given; a longer one is left as it is, and said."""


def lacks_model(catalogue: Catalogue, column: str) -> str:
    """Why the default model cannot make a version, and what to do; "" where it can."""
    return "" if able(catalogue.info(catalogue.default_id)) else needs(column)


class NeedsModel(Conflicting):
    code = "needs_model"


@dataclass(frozen=True)
class Version:
    """The words of a part, None while they are not made; `by` is a model's id, a person's, or "" for rules."""

    words: str | None
    by: str = ""
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    id: str
    versions: tuple[Version, ...]
    measure: float | None

    @property
    def left(self) -> int:
        return sum(version.words is None for version in self.versions)


@dataclass(frozen=True)
class Aligned:
    """Columns have a version for each part, in order."""

    title: str
    text: str
    parts: list[Part]
    formula: Formula
    measure: float | None
    columns: tuple[Column, ...]


class Turnings:
    def __init__(self, workspace: Workspace, catalogue: Catalogue) -> None:
        self._workspace, self._db, self._catalogue = workspace, workspace.db, catalogue

    async def read(self, person: str, canvas: str, columns: Sequence[str]) -> Aligned:
        """The document as it is now beside what there is of those columns. Raises NotFound."""
        room, live = await self._workspace.access_canvas(person, canvas, "view")
        return await self._read(room, live, columns)

    async def _read(self, room: LiveRoom, live: LiveCanvas, columns: Sequence[str]) -> Aligned:
        kept = await self._db.read(partial(rows.turned_of, canvas=live.id, forms=columns))
        row, text = room.state.canvases[live.id], live.text
        if row.kind != "document":
            raise BadInput("Only documents are put into other words. This page is code.")
        return await asyncio.to_thread(_aligned, row.title, text, columns, kept)

    def chosen(self, model: str | None) -> str | None:
        """The model that would make a column: that one or the default; None for one too small. Raises NotFound."""
        info = self._catalogue.info(model or self._catalogue.default_id)
        return info.id if able(info) else None

    def name_of(self, by: str) -> str:
        """The name of a model that made something; "" of a person, and of one that is gone its id's end."""
        if by.startswith("user_") or not by:
            return ""
        return self._catalogue.info(by).name if self._catalogue.has(by) else by.rpartition("/")[2]

    async def do_make(self, person: Person, canvas: str, column: str, most: int, model: str | None) -> tuple[int, int]:
        """Make the first parts that a column lacks; how many were made, and are left.

        Raises NeedsModel where only a larger model can, ModelError.
        """
        room, live = await self._workspace.access_canvas(person.id, canvas, "comment")
        if not by_model(column):
            return 0, 0
        chosen = self.chosen(model)
        if chosen is None:
            raise NeedsModel(needs(column))
        aligned = await self._read(room, live, [column])
        parts, versions = aligned.parts, aligned.columns[0].versions
        missing = [at for at, version in enumerate(versions) if version.words is None]
        before = [
            (part.source, version.words)
            for part, version in zip(parts, versions, strict=True)
            if version.words is not None and not part.kept
        ]
        made: dict[str, str] = {}
        for at in missing[:most]:
            part = parts[at]
            if part.key not in made:
                words = await self._words(self._catalogue.get(chosen), column, part, before[-1:])
                made[part.key] = words
                before.append((part.source, words))
                row = TurnedRow(live.id, column, part.key, words, chosen, self._workspace.clock())
                await self._db.write(partial(rows.save_turned, row=row))
        left = {parts[at].key for at in missing} - made.keys()
        if not left:
            here = {part.key for part in parts}
            await self._db.write(partial(rows.keep_only, canvas=live.id, form=column, parts=here))
        return len(made), len(left)

    async def _words(self, model: Model, column: str, part: Part, before: Sequence[tuple[str, str]]) -> str:
        """Asked again once where something was lost; the better of the two."""
        if len(part.source) > LONGEST:
            return part.source
        words = await turn_part(model, column, part.source, before)
        if doubts(part.source, words):
            again = await turn_part(model, column, part.source, before)
            words = min((words, again), key=lambda each: len(doubts(part.source, each)))
        return words

    async def do_correct(self, person: Person, canvas: str, column: str, part: str, words: str) -> None:
        """Somebody's own words for a part, which stay as long as the part does. Raises NotFound."""
        room, live = await self._workspace.access_canvas(person.id, canvas, "edit")
        aligned = await self._read(room, live, [column])
        if not by_model(column) or all(each.key != part or each.kept for each in aligned.parts):
            raise NotFound("That part is no longer in the document. Look at it again.")
        row = TurnedRow(live.id, column, part, clean(words).strip(), person.id, self._workspace.clock())
        await self._db.write(partial(rows.save_turned, row=row))

    async def do_take(self, person: Person, canvas: str, column: str, how: str) -> tuple[str | None, int]:
        """A version as a page of its own, its id; or as suggestions in the text, how many. Raises Conflicting."""
        room, live = await self._workspace.access_canvas(person.id, canvas, "edit" if how == "page" else "comment")
        aligned = await self._read(room, live, [column])
        found = aligned.columns[0]
        if found.left:
            raise Conflicting(f"{found.left} of {len(aligned.parts)} parts are not made yet. Make them first.")
        pairs = list(zip(aligned.parts, found.versions, strict=True))
        if how == "page":
            text = joined(aligned.text, aligned.parts, {part.key: version.words or "" for part, version in pairs})
            made = await self._workspace.do_open_canvas(
                room, Author(person.id, "import"), kind="document",
                title=f"{aligned.title[:240]} ({title_of(column)})", text=text,
            )  # fmt: skip
            return made.canvas.id, 0
        edits = [
            (part.start, part.end, version.words, title_of(column))
            for part, version in pairs
            if version.words is not None and not part.kept and version.words != part.source
        ]
        if live.text != aligned.text:
            raise Conflicting("The text was changed meanwhile. Take it again.")
        made_here = await do_offer(self._workspace, room, live, Author(person.id, "person"), edits) if edits else []
        return None, len(made_here)


def _aligned(title: str, text: str, columns: Sequence[str], kept: dict[tuple[str, str], TurnedRow]) -> Aligned:
    parts, formula = parts_of(text), formula_for(text)
    found = []
    for column in columns:
        versions = tuple(_version(column, part, kept.get((column, part.key))) for part in parts)
        words = {part.key: version.words for part, version in zip(parts, versions, strict=True) if version.words}
        complete = all(version.words is not None for version in versions)
        measure = measured(formula, joined(text, parts, words)) if complete and not column.startswith("to-") else None
        found.append(Column(column, versions, measure))
    return Aligned(title, text, parts, formula, measured(formula, text), tuple(found))


def _version(column: str, part: Part, row: TurnedRow | None) -> Version:
    if part.kept:
        return Version(part.source)
    for rung in BY_RULES:
        if column == rung:
            return Version(by_rules(rung, part.source))
    return Version(None) if row is None else Version(row.words, row.by, doubts(part.source, row.words))
