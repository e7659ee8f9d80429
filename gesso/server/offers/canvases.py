"""Canvases for other agents: read as numbered blocks, edited exactly, commented on.

An agent outside has the trust that each canvas gives agents: where it may not edit freely, its edit becomes
suggestions. Blocks are those of the version it read, wherever they are by now; what a person changed meanwhile is never
written over.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from gesso.base.errors import BadInput, Conflicting
from gesso.base.ids import new_id
from gesso.canvas.changes import BadChange
from gesso.canvas.edit import Applied, BlockTarget, Conflict, Edit, QuoteTarget, target_span
from gesso.canvas.snapshot import Snapshot, take_snapshot
from gesso.room.live_canvas import Author, LiveCanvas
from gesso.room.room import LiveRoom
from gesso.room.suggesting import do_suggest
from gesso.room.workspace import RANK, Person
from gesso.server import api_canvases, api_notes, views
from gesso.server.api_canvases import offer_of
from gesso.server.context import Parts
from gesso.server.offers.offer import Offer, Told
from gesso.server.offers.rooms import names_of
from gesso.server.views.base import EditOp, Id, In, Line, Name, Place, Text, Words

SUMMARY = "Changed through MCP"


class ListCanvases(In):
    room: Id


class ReadCanvas(In):
    canvas: Id


class CreateCanvas(In):
    room: Id
    title: Name
    kind: Literal["document", "code"] = "document"
    language: Annotated[Line | None, Field(description="of code: python, typescript, …")] = None
    text: Annotated[Text, Field(description="Markdown, or code")] = ""


class EditItem(In):
    """One targeted edit, on a block's number or on a quote that occurs exactly once."""

    block: Annotated[Place | None, Field(description="number of a block, as read_canvas showed it")] = None
    quote: Annotated[Words | None, Field(max_length=200_000, description="words that occur exactly once")] = None
    op: EditOp = "replace"
    text: Annotated[Words, Field(max_length=1_000_000)] = ""
    why: Annotated[Words, Field(max_length=2_000)] = ""


class EditCanvas(In):
    canvas: Id
    version: Annotated[Place, Field(description="the version that read_canvas showed")]
    edits: Annotated[list[EditItem], Field(min_length=1, max_length=200)]
    suggest: Annotated[bool, Field(description="offer them to a person, even where edits are allowed")] = False


class ListComments(In):
    canvas: Id


class AddComment(In):
    canvas: Id
    body: Annotated[Words, Field(min_length=1, max_length=9_000)]
    quote: Annotated[Words | None, Field(max_length=200_000, description="words that occur exactly once")] = None
    replace: Annotated[Words | None, Field(max_length=200_000, description="words offered in their place")] = None


class ReplyComment(In):
    comment: Id
    body: Annotated[Words, Field(min_length=1, max_length=9_000)]


async def list_canvases(here: Parts, person: Person, args: ListCanvases) -> Told:
    state = (await here.workspace.access_room(person.id, args.room, "view")).state
    found = [
        {"id": row.id, "title": row.title, "kind": row.kind, "language": row.language, "trust": row.trust}
        for row in state.open_canvases()
    ]
    lines = [f"{row['id']} “{row['title']}” ({row['kind']})" for row in found]
    return Told("\n".join(lines) or "There is no canvas in this room.", {"canvases": found})


async def read_canvas(here: Parts, person: Person, args: ReadCanvas) -> Told:
    room, live = await here.workspace.access_canvas(person.id, args.canvas, "view")
    row, seen = room.state.canvases[live.id], live.snapshot()
    blocks = [{"number": block.number, "kind": block.kind, "text": block.text} for block in seen.blocks]
    text = [f"Canvas {live.id} “{row.title}” ({row.kind}), version {seen.version}", ""]
    text += [f"[{block['number']}] {block['text']}" for block in blocks]
    value: dict[str, Any] = {
        "id": live.id,
        "room": room.id,
        "title": row.title,
        "kind": row.kind,
        "version": seen.version,
    }
    return Told("\n".join(text), {**value, "blocks": blocks})


async def create_canvas(here: Parts, person: Person, args: CreateCanvas) -> Told:
    body = views.CanvasIn(kind=args.kind, title=args.title, language=args.language, text=args.text)
    made = await api_canvases.open_canvas(here, person, args.room, body)
    return Told(f"Canvas {made.id} is open.", {"id": made.id, "title": made.title, "version": made.version})


async def edit_canvas(here: Parts, person: Person, args: EditCanvas) -> Told:
    room, live = await here.workspace.access_canvas(person.id, args.canvas, "comment")
    row = room.state.canvases[live.id]
    try:
        text = await live.text_at(args.version)
    except BadChange:
        raise BadInput(f"This canvas never had a version {args.version}; read it again.") from None
    seen = take_snapshot(text, args.version, row.kind, row.language)
    edits = [_edit(item) for item in args.edits]
    author = Author(person.id, "person", new_id("call"), new_id("edit"))
    if args.suggest or row.trust != "free" or RANK[room.state.role_of(person.id) or "view"] < RANK["edit"]:
        made = await _suggest(here, room, live, author, edits, seen)
        asked = "as you asked" if args.suggest else "since agents may only suggest here"
        return Told(f"Suggested {len(made)} changes, {asked}; a person decides.", {"suggestions": made, "turn": None})
    done = await here.workspace.do_edit(room, live, author, edits, seen, SUMMARY)
    if not isinstance(done, Applied):
        raise Conflicting(_told_conflict(done))
    value: dict[str, Any] = {"suggestions": [], "turn": author.turn, "version": live.version}
    return Told(f"Done; the canvas is at version {live.version}.", value)


async def _suggest(
    here: Parts, room: LiveRoom, live: LiveCanvas, author: Author, edits: list[Edit], seen: Snapshot
) -> list[str]:
    """Offer the edits where their passages are now, all or none of them found."""
    offers = []
    for edit in edits:
        (start, end), after = offer_of(edit, *target_span(edit.target, seen), seen.text)
        place = await live.span_now(start, end, seen.version)
        if place is None:
            raise Conflicting("Nothing was suggested: the passage was removed meanwhile. Read the canvas again.")
        offers.append((place, after, edit.why))
    return [
        (await do_suggest(here.workspace, room, live, author, *place, after, why)).id for place, after, why in offers
    ]


def _edit(item: EditItem) -> Edit:
    if (item.block is None) == (item.quote is None):
        raise BadInput("Give each edit either a block or a quote.")
    target = QuoteTarget(item.quote) if item.quote is not None else BlockTarget(item.block or 0)
    return Edit(target, item.op, item.text, item.why)


def _told_conflict(conflict: Conflict) -> str:
    return (
        f"Nothing was changed: {len(conflict.clashes)} of the passages were changed by somebody meanwhile. "
        "Read the canvas again and repeat the edit."
    )


async def list_comments(here: Parts, person: Person, args: ListComments) -> Told:
    room, _ = await here.workspace.access_canvas(person.id, args.canvas, "view")
    names = names_of(room.state)
    found = [
        {
            "id": note.id, "by": names.get(note.by, note.by), "quote": note.quote, "body": note.body,
            "replies": [{"by": names.get(reply.by, reply.by), "body": reply.body} for reply in note.replies],
        }
        for note in await api_notes.list_notes(here, person, args.canvas, "open")
    ]  # fmt: skip
    lines = [f"{note['id']} {note['by']} on “{note['quote']}”: {note['body']}" for note in found]
    return Told("\n".join(lines) or "There are no open comments.", {"comments": found})


async def add_comment(here: Parts, person: Person, args: AddComment) -> Told:
    body = views.NoteIn(body=args.body, quote=args.quote or None, replace=args.replace)
    made = await api_notes.comment(here, person, args.canvas, body)
    return Told(f"Comment {made.id} is there.", {"id": made.id})


async def reply_to_comment(here: Parts, person: Person, args: ReplyComment) -> Told:
    made = await api_notes.reply(here, person, args.comment, views.ReplyIn(body=args.body))
    return Told("Answered.", {"id": made.id})


CANVAS_OFFERS = (
    Offer("list_canvases", "The canvases (documents, code) of a conversation.", ListCanvases, "read", list_canvases),
    Offer("read_canvas", "A canvas as numbered blocks, with its version.", ReadCanvas, "read", read_canvas),
    Offer("create_canvas", "Open a new canvas in a conversation, with its text.", CreateCanvas, "write", create_canvas),
    Offer(
        "edit_canvas",
        "Change exactly the passages you name, all or none. Where agents may not edit freely, a suggestion is made "
        "instead. What people changed after the version you read is never written over.",
        EditCanvas,
        "write",
        edit_canvas,
    ),
    Offer("list_comments", "The open comments of a canvas.", ListComments, "read", list_comments),
    Offer("add_comment", "Comment on a passage, or on the whole canvas.", AddComment, "write", add_comment),
    Offer("reply_to_comment", "Answer a comment.", ReplyComment, "write", reply_to_comment),
)
