"""Comments over HTTP: make, answer, change, settle, and turn one into an edit. Positions are code points."""

from typing import Annotated, Literal

from fastapi import Path, Query

from gesso.base.errors import BadInput, Conflicting
from gesso.canvas.quote import find_quote
from gesso.room.commenting import access_note, do_comment, do_edit_note, do_reply, do_settle_note
from gesso.room.live_canvas import Author, LiveCanvas
from gesso.room.state import Note
from gesso.server import views
from gesso.server.context import Actor, Here
from gesso.server.policy import Policy, Routes

routes = Routes()

READ = Policy("user", "read")
WRITE = Policy("user", "write")

Named = Annotated[str, Path(max_length=80)]


@routes.on("GET", "/api/canvases/{canvas}/notes", READ, list[views.NoteView])
async def list_notes(
    here: Here, person: Actor, canvas: Named, state: Annotated[Literal["open", "all"], Query()] = "open"
) -> list[views.NoteView]:
    """Comments in the order they were made; `state=all` with the settled ones."""
    room, live = await here.workspace.access_canvas(person.id, canvas, "view")
    wanted = [n for n in room.state.notes.values() if n.canvas == canvas and n.id in live.marks.notes]
    return [render_note(live, note) for note in wanted if state == "all" or note.state == "open"]


@routes.on("POST", "/api/canvases/{canvas}/notes", WRITE, views.NoteView, status=201)
async def comment(here: Here, person: Actor, canvas: Named, body: views.NoteIn) -> views.NoteView:
    """Comment on a passage, or on the whole document. An agent that is mentioned (`@critic`) answers."""
    room, live = await here.workspace.access_canvas(person.id, canvas, "comment")
    start, end = await _place(live, body)
    note = await do_comment(
        here.workspace, room, live, Author(person.id, "person"), start, end, body.body, replace=body.replace
    )
    await here.turns.company.answer_mentions(person, room, note)
    return render_note(live, note)


@routes.on("POST", "/api/notes/{note}/replies", WRITE, views.NoteView, status=201)
async def reply(here: Here, person: Actor, note: Named, body: views.ReplyIn) -> views.NoteView:
    """Answer a comment; one that was settled is open again."""
    room, live, found = await access_note(here.workspace, person.id, note, "comment")
    await do_reply(here.workspace, room, Author(person.id, "person"), note, body.body)
    await here.turns.company.answer_mentions(person, room, found)
    return render_note(live, found)


@routes.on("PATCH", "/api/notes/{note}", WRITE, views.NoteView)
async def change_note(here: Here, person: Actor, note: Named, body: views.NotePatch) -> views.NoteView:
    """Change one's own words, or resolve, dismiss, reopen or delete the comment."""
    room, live, found = await access_note(here.workspace, person.id, note, "comment")
    if body.body is not None:
        await do_edit_note(here.workspace, person, room, note, body.reply, body.body)
    shown = render_note(live, found)
    if body.state is not None:
        await do_settle_note(here.workspace, person, room, note, body.state)
        shown = shown.model_copy(update={"state": body.state})
    return shown


@routes.on("POST", "/api/notes/{note}/apply", WRITE, views.AppliedView)
async def apply_note(here: Here, person: Actor, note: Named, body: views.ApplyIn) -> views.AppliedView:
    """Turn the comment into an edit: with the words it offers, else by asking a model for them."""
    room, live, found = await access_note(here.workspace, person.id, note, "edit")
    turn = await here.turns.company.apply_note(person, room, live, found, body.model)
    if turn in room.state.turns:
        await here.turns.wait(room, turn, body.wait_s)
    suggested = turn not in room.state.turns and any(s.turn == turn for s in live.marks.suggestions.values())
    return views.AppliedView(turn=turn, version=live.version, suggested=suggested)


def render_note(live: LiveCanvas, note: Note) -> views.NoteView:
    place = live.marks.note(note.id)
    start, end = place.points(live.document)
    return views.NoteView(
        id=note.id, canvas=live.id, by=note.by, at=note.at, turn=note.turn, version=live.version, start=start, end=end,
        gone=place.gone, quote=note.quote, body=note.body, kind=note.kind, severity=note.severity, drawn=note.drawn,
        replace=note.replace, state=note.state, edited=note.edited,
        replies=[
            views.ReplyView(id=r.id, by=r.by, at=r.at, body=r.body, turn=r.turn, edited=r.edited) for r in note.replies
        ],
    )  # fmt: skip


async def _place(live: LiveCanvas, body: views.NoteIn) -> tuple[int, int]:
    if body.quote is not None:
        return find_quote(live.text, body.quote)
    if body.start is None or body.end is None:
        return 0, 0
    version = live.version if body.version is None else body.version
    if version == live.version and body.end > len(live.document):
        raise BadInput(f"The text has {len(live.document)} characters; {body.end} is beyond its end.")
    found = await live.span_now(body.start, body.end, version)
    if found is None:
        raise Conflicting("The passage was removed meanwhile; read the document again.")
    return found
