"""Suggestions through their doors: offer words, take them whole or in part, turn them down, take a decision back.

A suggestion is never in the text before somebody who may edit accepts it; then it is a change by its author. Several
hunks of one rewrite are suggestions with one `proposal`. Nothing awaits between looking at the text and changing it.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from gesso.base.errors import Conflicting, NotFound, TooMuch
from gesso.base.ids import new_id
from gesso.canvas.branch import undo_of
from gesso.canvas.changes import Change
from gesso.canvas.suggestion import Suggestion, hunks
from gesso.canvas.text import clean
from gesso.room import wire
from gesso.room.live_canvas import Author, LiveCanvas, Logged
from gesso.room.room import LiveRoom
from gesso.room.workspace import Person, Workspace, fitted
from gesso.store import canvases as canvas_rows

MAX_OPEN = 5_000  # suggestions on one canvas
ONE_BY_ONE = 200  # up to here each acceptance is a change of its own, which can be taken back alone


async def do_suggest(
    workspace: Workspace, room: LiveRoom, live: LiveCanvas, author: Author, start: int, end: int, after: str,
    why: str = "", proposal: str = "",
) -> Suggestion:  # fmt: skip
    """Offer words for code points `start..end` of the text as it is now. Raises TooMuch past MAX_OPEN."""
    made = Suggestion.on(
        live.document, start, end, fitted(live, clean(after)), id=new_id("sug"), why=why, author=author.by,
        turn=author.turn or "", proposal=proposal,
    )  # fmt: skip
    return (await _offer(workspace, room, live, author, [made]))[0]


async def do_offer(
    workspace: Workspace, room: LiveRoom, live: LiveCanvas, author: Author, edits: Sequence[tuple[int, int, str, str]]
) -> list[Suggestion]:
    """Offer several edits of the text as it is now, (start, end, words, why) in code points, as one proposal."""
    proposal = new_id("proposal")
    made = [
        Suggestion.on(
            live.document, start, end, fitted(live, clean(after)), id=new_id("sug"), why=why, author=author.by,
            turn=author.turn or "", proposal=proposal,
        )
        for start, end, after, why in edits
    ]  # fmt: skip
    return await _offer(workspace, room, live, author, made)


async def do_propose(
    workspace: Workspace, room: LiveRoom, live: LiveCanvas, author: Author, change: Change, why: str = ""
) -> list[Suggestion]:
    """Offer a change of the text as it is now, hunk by hunk, each to be decided for itself."""
    proposal, text = new_id("proposal"), live.document
    made = [
        Suggestion(
            new_id("sug"), start, end, text.slice_units(start, end), after, why, proposal, author.by, author.turn or ""
        )
        for start, end, after in hunks(change, text)
    ]
    return await _offer(workspace, room, live, author, made)


async def _offer(
    workspace: Workspace, room: LiveRoom, live: LiveCanvas, author: Author, made: Sequence[Suggestion]
) -> list[Suggestion]:
    """Store and tell them. What a turn offers already, as after a crash in between, is not offered twice."""
    known = {_offered(s): s for s in live.marks.suggestions.values() if s.turn}
    offered = [known.get(_offered(s), s) for s in made]
    made = [s for s in offered if s.id not in room.state.suggestions]
    if len(live.marks.suggestions) + len(made) > MAX_OPEN:
        raise TooMuch(f"A canvas can have at most {MAX_OPEN:,} open suggestions; settle some of them first.")
    version, at, document = live.version, workspace.clock(), live.document
    stored = [
        canvas_rows.SuggestionRow(
            id=s.id, room=room.id, canvas=live.id, turn=s.turn or None, state="open", version=version, start=s.from_,
            end=s.to, before=s.before, after=s.after, why=s.why, by=author.by, at=at, proposal=s.proposal,
        )
        for s in made
        if s.id not in live.marks.suggestions
    ]  # fmt: skip
    live.marks.suggestions.update({s.id: s for s in made})
    saved = live.store(lambda conn: canvas_rows.save_suggestions(conn, stored))
    live.marks.show_suggestions()
    bodies = [
        wire.SuggestionMade(
            suggestion=s.id, canvas=live.id, turn=author.turn, version=version, start=document.to_points(s.from_),
            end=document.to_points(s.to), before=s.before, after=s.after, why=s.why, proposal=s.proposal,
        )
        for s in made
    ]  # fmt: skip
    if bodies:
        await room.post(author.by, *bodies)
    await saved
    return offered


def _offered(made: Suggestion) -> tuple[str, int, int, str]:
    return made.turn, made.from_, made.to, made.after


async def do_accept_part(
    workspace: Workspace, person: Person, canvas: str, suggestion: str, pieces: Sequence[int]
) -> None:
    """Take only some of a suggestion's pieces; what is left of it is offered on. Raises BadInput, Conflicting."""
    room, live = await workspace.access_canvas(person.id, canvas, "edit")
    found = live.marks.suggestion(suggestion)
    taken = found.with_pieces(pieces)
    if taken == found.after:
        await do_settle_suggestions(workspace, person, canvas, [suggestion], "accepted")
        return
    change = found.accept(live.document, taken)
    place = live.document.to_points(found.from_)
    settled = _settle(live, [found], "accepted")
    stored = live.accept(change, _author_of(found))
    await room.post(
        person.id,
        wire.SuggestionSettled(
            suggestion=suggestion, canvas=canvas, state="accepted", version=live.version, after=taken
        ),
    )
    rest = Author(found.author, _kind(found.author), turn=found.turn or None)
    await do_suggest(workspace, room, live, rest, place, place + len(taken), found.after, found.why, found.proposal)
    await asyncio.gather(stored, settled)


async def do_settle_suggestions(
    workspace: Workspace,
    person: Person,
    canvas: str,
    suggestions: Sequence[str],
    state: Literal["accepted", "rejected"],
) -> list[str]:
    """Accept or reject; which of them were. Those that went stale meanwhile are passed over, unless it is the only one.

    Who made a suggestion may take it back without the right to edit. Raises Conflicting, Forbidden.
    """
    room, live = await workspace.access_canvas(person.id, canvas, "comment")
    marks = live.marks
    found = [marks.suggestion(suggestions[0])] if len(suggestions) == 1 else [
        marks.suggestions[key] for key in suggestions if key in marks.suggestions
    ]  # fmt: skip
    if state == "accepted" or any(s.author != person.id for s in found):
        await workspace.access_canvas(person.id, canvas, "edit")
    if state == "accepted":
        found, stored = _take(live, found)
    else:
        stored = []
    if found:
        stored.append(_settle(live, found, state))
        await room.post(person.id, *(
            wire.SuggestionSettled(suggestion=s.id, canvas=canvas, state=state, version=live.version) for s in found
        ))  # fmt: skip
        await asyncio.gather(*stored)
    return [s.id for s in found]


def _take(live: LiveCanvas, found: Sequence[Suggestion]) -> tuple[list[Suggestion], "list[asyncio.Future[None]]"]:
    """Put the words of suggestions in, from the end of the text to its beginning, so that none moves another.

    Those that another one has changed the words of are left out: the first in the text is taken, and they go stale.
    """
    taken: list[Suggestion] = []
    end = -1
    for each in sorted(found, key=lambda s: (s.from_, s.to)):
        if each.from_ >= end:
            taken.append(each)
            end = each.to
    for each in taken:
        del live.marks.suggestions[each.id]
    if len(taken) <= ONE_BY_ONE:
        return taken, [live.accept(s.accept(live.document), _author_of(s)) for s in reversed(taken)]
    # So many are one change for each author: a change each would hold up everybody who types.
    stored = []
    waiting = list(taken)
    while waiting:
        first = waiting[0]
        own = [s for s in waiting if (s.author, s.turn) == (first.author, first.turn)]
        change = _together(live, own)
        taken_now = {s.id for s in own}
        waiting = [s.map(change) for s in waiting if s.id not in taken_now]
        stored.append(live.accept(change, _author_of(first)))
    return taken, stored


def _together(live: LiveCanvas, suggestions: Sequence[Suggestion]) -> Change:
    """One change of the text that takes all of these, which are in order and do not overlap."""
    edits = [(s.from_ + start, s.from_ + end, words) for s in suggestions for start, end, words in s.pieces]
    return Change.of(live.document.units, edits)


def _settle(
    live: LiveCanvas, settled: Sequence[Suggestion], state: Literal["accepted", "rejected"]
) -> "asyncio.Future[None]":
    for each in settled:
        live.marks.suggestions.pop(each.id, None)
    live.marks.show_suggestions()
    ids = [s.id for s in settled]
    return live.store(lambda conn: canvas_rows.settle_suggestions(conn, ids, state))


async def do_reopen_suggestion(workspace: Workspace, person: Person, canvas: str, suggestion: str) -> Suggestion:
    """Take an acceptance or a rejection back: the words before stand again, and the offer is open again.

    Raises NotFound, and Conflicting when it is open already or its passage is not to be found any more.
    """
    room, live = await workspace.access_canvas(person.id, canvas, "edit")
    row = await workspace.db.read(lambda conn: canvas_rows.suggestion_of(conn, suggestion))
    if row is None or row.canvas != canvas:
        raise NotFound("There is no such suggestion.")
    if row.state == "open":
        raise Conflicting("This suggestion is open.")
    text = await live.document_at(row.version)
    logged = await live.logged_after(row.version)
    made, mark = _suggestion_of(row), f"accept:{suggestion}"
    undo = Change.identity(live.document.units)
    if row.state == "accepted":
        rows = [replace(e.row, turn=mark) if e.author.client == mark else e.row for e in logged]
        undo = undo_of(text, rows, {mark})
    start, end = _place_now(made, logged, mark, undo)
    before = live.document.apply(undo)
    if before.slice_units(start, end) != made.before:
        raise Conflicting("The words this suggestion was made for are not there any more; ask for a new one.")
    stored = live.accept(undo, Author(person.id, "person", f"undo:{mark}")) if not undo.empty else None
    author = Author(made.author, _kind(made.author), turn=made.turn or None)
    points = before.to_points(start), before.to_points(end)
    again = await do_suggest(workspace, room, live, author, *points, made.after, made.why, made.proposal)
    if stored is not None:
        await stored
    return again


async def do_reopen_suggestions(
    workspace: Workspace, person: Person, canvas: str, suggestions: Sequence[str]
) -> list[Suggestion]:
    """Take back a decision on several at once. Raises NotFound, and Conflicting for the first that cannot be.

    Up to ONE_BY_ONE each is offered as it was. More were accepted as one change, which is taken back whole and offered
    line by line; more that were rejected come back where their words are still there.
    """
    if len(suggestions) <= ONE_BY_ONE:
        # The last first: each finds the text as it was when it was settled.
        return [await do_reopen_suggestion(workspace, person, canvas, each) for each in reversed(suggestions)]
    room, live = await workspace.access_canvas(person.id, canvas, "edit")
    wanted = set(suggestions)
    settled = await workspace.db.read(lambda conn: canvas_rows.settled_suggestions(conn, canvas))
    found = [row for row in settled if row.id in wanted]
    if not found:
        raise NotFound("There are no such suggestions.")
    made = await _offer_rejected(workspace, room, live, [row for row in found if row.state == "rejected"])
    marks = {f"accept:{row.id}" for row in found if row.state == "accepted"}
    logged = await live.logged_after(min(row.version for row in found))
    for entry in [entry for entry in reversed(logged) if entry.author.client in marks]:
        made += await _take_back(workspace, room, live, person, entry)
    if not made:
        raise Conflicting("The words these suggestions were made for are not there any more; ask for new ones.")
    return made


async def _offer_rejected(
    workspace: Workspace, room: LiveRoom, live: LiveCanvas, found: Sequence[canvas_rows.SuggestionRow]
) -> list[Suggestion]:
    if not found:
        return []
    logged = await live.logged_after(min(row.version for row in found))
    made: dict[Author, list[Suggestion]] = {}
    for row in found:
        each = _suggestion_of(row)
        for entry in logged:
            if entry.version > row.version:
                each = each.map(entry.change)
        if each.state == "open":
            author = Author(each.author, _kind(each.author), turn=each.turn or None)
            made.setdefault(author, []).append(replace(each, id=new_id("sug")))
    offers = [await _offer(workspace, room, live, author, own) for author, own in made.items()]
    return [each for offer in offers for each in offer]


async def _take_back(
    workspace: Workspace, room: LiveRoom, live: LiveCanvas, person: Person, taken: Logged
) -> list[Suggestion]:
    """Take one logged change back, and offer what it had done."""
    fork = await live.document_at(taken.version - 1)
    mark = taken.author.client
    rows = [
        replace(entry.row, turn=mark) if entry.author.client == mark else entry.row
        for entry in await live.logged_after(taken.version - 1)
    ]
    undo = undo_of(fork, rows, {mark})
    if undo.empty:
        return []
    again = undo.invert(live.document)
    stored = live.accept(undo, Author(person.id, "person", f"undo:{mark}"))
    author = Author(taken.author.by, _kind(taken.author.by), turn=taken.author.turn)
    made = await do_propose(workspace, room, live, author, again)
    await stored
    return made


def _place_now(made: Suggestion, logged: Sequence[Logged], mark: str, undo: Change) -> tuple[int, int]:
    """Where the suggestion's words are after `logged` and then `undo`, in units.

    Raises Conflicting when they were changed by anything but its own acceptance.
    """
    taken = False
    start, end = made.from_, made.to
    for change, own in [*((e.change, e.author.client == mark) for e in logged), (undo, True)]:
        taken = taken or own
        if taken:
            start, end = change.map_pos(start, -1), change.map_pos(end, 1)
            continue
        made = made.map(change)
        if made.state == "stale":
            raise Conflicting("The words this suggestion was made for were changed; ask for a new one.")
        start, end = made.from_, made.to
    return start, end


def _suggestion_of(row: canvas_rows.SuggestionRow) -> Suggestion:
    return Suggestion(row.id, row.start, row.end, row.before, row.after, row.why, row.proposal, row.by, row.turn or "")


def _kind(author: str) -> Literal["person", "agent"]:
    return "agent" if author.startswith("agent_") else "person"


def _author_of(found: Suggestion) -> Author:
    return Author(found.author, _kind(found.author), f"accept:{found.id}", found.turn or None)
