"""Apps: canvases whose code runs in the page. What they keep and spend, and the shelf where people find them.

The server never runs one. What an app writes goes through the same doors as what its person does, and what it keeps is
text to everybody but the app.
"""

import json
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from gesso.apps.parameters import Value, set_parameters
from gesso.apps.ready import ready_app, ready_apps
from gesso.base.errors import BadInput, Forbidden, NotFound, TooLarge, TooMuch
from gesso.base.ids import new_id
from gesso.canvas.kinds import APP_LANGUAGES
from gesso.model.catalogue import Catalogue
from gesso.model.messages import Message, TextChunk, UsageChunk
from gesso.room.live_canvas import Author, LiveCanvas
from gesso.room.room import LiveRoom
from gesso.room.wire import Role
from gesso.room.workspace import Person, Workspace
from gesso.store import apps as rows

KEPT_BYTES = 1_000_000
BUDGET_TOKENS = 20_000
CHARACTERS_PER_TOKEN = 4


@dataclass(frozen=True)
class Source:
    """An app that can be opened: one that comes with gesso, or a published one."""

    id: str
    title: str
    description: str
    language: str
    text: str


class Apps:
    def __init__(self, workspace: Workspace, catalogue: Catalogue) -> None:
        self._workspace, self._db, self._catalogue = workspace, workspace.db, catalogue

    async def access(self, person: str, canvas: str, need: Role = "view") -> tuple[LiveRoom, LiveCanvas]:
        """Raises NotFound, Forbidden, and BadInput for a canvas that is no app."""
        room, live = await self._workspace.access_canvas(person, canvas, need)
        row = room.state.canvases[canvas]
        if row.kind != "code" or row.language not in APP_LANGUAGES:
            raise BadInput("This page is no app. An app is a page of code in TSX or HTML.")
        return room, live

    # ------------------------------------------------------------ opening

    async def source(self, app: str) -> Source:
        """By the name of a ready-made one or the id of a published one. Raises NotFound."""
        if any(each.name == app for each in ready_apps()):
            found = ready_app(app)
            return Source(app, found.title, found.description, found.language, found.source)
        row = await self._db.read(lambda conn: rows.shelf_row(conn, id=app))
        if row is None:
            raise NotFound("There is no such app; it may have been taken off the shelf.")
        return Source(row.id, row.title, row.description, row.language, row.source)

    async def do_open(
        self, person: Person, app: str, room: str | None, values: Mapping[str, Value]
    ) -> tuple[LiveRoom, LiveCanvas]:
        """A canvas of one's own with that app, in `room` or in a new conversation. Raises NotFound, BadInput."""
        found = await self.source(app)
        return await self._place(person, room, found.title, found.language, set_parameters(found.text, values))

    async def do_remix(self, person: Person, canvas: str, room: str | None) -> tuple[LiveRoom, LiveCanvas]:
        """A copy of one's own; what the app kept stays with the original."""
        whose, live = await self.access(person.id, canvas)
        row = whose.state.canvases[canvas]
        assert row.language is not None
        return await self._place(person, room, f"{row.title[:280]} (remix)", row.language, live.text)

    async def _place(
        self, person: Person, room: str | None, title: str, language: str, text: str
    ) -> tuple[LiveRoom, LiveCanvas]:
        live = (
            await self._workspace.do_create_room(person, title)
            if room is None
            else await self._workspace.access_room(person.id, room, "edit")
        )
        author = Author(person.id, "import")
        made = await self._workspace.do_open_canvas(
            live, author, kind="code", title=title, language=language, text=text
        )
        return live, made.canvas

    # ------------------------------------------------------------ parameters

    async def do_set(self, person: Person, canvas: str, values: Mapping[str, Value]) -> tuple[LiveRoom, LiveCanvas]:
        """Other values in the source, and no other change. Raises BadInput."""
        room, live = await self.access(person.id, canvas, "edit")
        await self._workspace.do_write_text(room, live, Author(person.id, "person"), set_parameters(live.text, values))
        return room, live

    # ------------------------------------------------------------ what it keeps

    async def kept(self, person: Person, canvas: str) -> dict[str, str]:
        """JSON texts by key."""
        await self.access(person.id, canvas)
        return await self._db.read(partial(rows.values_of, canvas=canvas))

    async def stored_bytes(self, canvas: str) -> int:
        return await self._db.read(partial(rows.stored_bytes, canvas=canvas))

    async def do_keep(self, person: Person, canvas: str, key: str, value: str | None) -> None:
        """Raises BadInput for what is no JSON, TooLarge past a megabyte."""
        await self.access(person.id, canvas, "comment")
        if value is not None:
            try:
                json.loads(value)
            except (ValueError, RecursionError):
                raise BadInput("What an app keeps is JSON, and this is none; nothing was kept.") from None
        size = len(key.encode()) + len((value or "").encode())

        def job(conn: Connection) -> None:
            if value is not None and rows.stored_bytes(conn, canvas, without=key) + size > KEPT_BYTES:
                raise TooLarge("An app may keep 1 MB; nothing was kept. Remove something, or keep less.")
            rows.save_value(conn, canvas, key, value, size)

        await self._db.write(job)

    async def do_forget(self, person: Person, canvas: str) -> None:
        await self.access(person.id, canvas, "edit")
        await self._db.write(partial(rows.forget_values, canvas=canvas))

    # ------------------------------------------------------------ models

    async def spending(self, canvas: str) -> tuple[int, int]:
        """The budget of tokens a day, and what was spent today."""
        budget, spent = await self._db.read(lambda conn: rows.spending(conn, canvas, self._today()))
        return BUDGET_TOKENS if budget is None else budget, spent

    async def do_set_budget(self, person: Person, canvas: str, tokens: int) -> None:
        await self.access(person.id, canvas, "edit")

        def job(conn: Connection) -> None:
            _, spent = rows.spending(conn, canvas, self._today())
            rows.save_spending(conn, canvas, self._today(), tokens, spent)

        await self._db.write(job)

    async def do_complete(
        self, person: Person, canvas: str, prompt: str, system: str, max_tokens: int, model: str | None
    ) -> tuple[str, int]:
        """What the model says, and the tokens left today. Raises TooMuch past the budget, ModelError.

        What a call may cost is set aside before it and settled after it, so that many at once do not pass the budget.
        """
        await self.access(person.id, canvas, "comment")
        found = self._catalogue.get(model or self._catalogue.default_id)
        aside = (len(prompt) + len(system)) // CHARACTERS_PER_TOKEN + max_tokens
        await self._spend(canvas, aside)
        text, used = "", 0
        try:
            messages = [*([Message("system", system)] if system else []), Message("user", prompt)]
            async with aclosing(found.stream(messages, max_tokens=max_tokens)) as chunks:
                async for chunk in chunks:
                    match chunk:
                        case TextChunk(words):
                            text += words
                        case UsageChunk(tokens_in, tokens_out):
                            used += tokens_in + tokens_out
        finally:
            used = used or (len(prompt) + len(system) + len(text)) // CHARACTERS_PER_TOKEN
            left = await self._spend(canvas, used - aside)
        return text, left

    async def _spend(self, canvas: str, tokens: int) -> int:
        """Count `tokens`, negative ones given back; what is left today. Raises TooMuch where it does not suffice."""

        def job(conn: Connection) -> int:
            given, spent = rows.spending(conn, canvas, self._today())
            budget = BUDGET_TOKENS if given is None else given
            if tokens > 0 and spent + tokens > budget:
                raise TooMuch(
                    f"This app may use {budget:,} tokens a day and has used {spent:,}; this would need up to "
                    f"{tokens:,}. Raise its budget in the app's menu, or wait until tomorrow (UTC)."
                )
            rows.save_spending(conn, canvas, self._today(), budget, max(0, spent + tokens))
            return max(0, budget - spent - tokens)

        return await self._db.write(job)

    def _today(self) -> str:
        return self._workspace.clock().date().isoformat()

    # ------------------------------------------------------------ the shelf

    async def shelf(self) -> list[rows.ShelfRow]:
        return await self._db.read(rows.list_shelf)

    async def published(self, canvas: str) -> rows.ShelfRow | None:
        return await self._db.read(lambda conn: rows.shelf_row(conn, canvas=canvas))

    async def do_publish(self, person: Person, canvas: str, description: str) -> None:
        """Put the app on the shelf as it is now: everybody of this workspace can read and open it."""
        room, live = await self.access(person.id, canvas, "owner")
        row = room.state.canvases[canvas]
        assert row.language is not None
        before = await self.published(canvas)
        made = rows.ShelfRow(
            id=before.id if before else new_id("app"), canvas=canvas, user=person.id, title=row.title,
            description=description or (before.description if before else ""), language=row.language,
            source=live.text, at=self._workspace.clock(),
        )  # fmt: skip
        await self._db.write(partial(rows.save_on_shelf, row=made))

    async def do_withdraw(self, person: Person, app: str, admin: bool) -> None:
        """Take a published app off the shelf: whoever published it, or an administrator. Copies stay."""
        row = await self._db.read(lambda conn: rows.shelf_row(conn, id=app))
        if row is None:
            raise NotFound("There is no such app; it may have been taken off the shelf.")
        if row.user != person.id and not admin:
            raise Forbidden("Only who published an app, or an administrator, takes it off the shelf.")
        await self._db.write(partial(rows.take_off_shelf, canvas=row.canvas))
