"""A room as lines of JSON, and back: the format of export and import.

First line the room, then its log as it is, each canvas with its whole text, the comments and open suggestions on it,
and each picture in base64. Reading is
strict and keeps nobody's identity: ids are made anew, what other people said is marked as imported, turns that had not
ended are ended, and the version history of canvases, which belongs to the old log, is left behind. Pure; nothing is
stored here.
"""

import base64
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from gesso.agent.agents import AGENTS
from gesso.base.errors import BadInput, TooLarge
from gesso.base.ids import new_id
from gesso.canvas.text import clean
from gesso.room import wire
from gesso.room.commenting import MAX_BODY, MAX_NOTES
from gesso.room.live_canvas import Author, LiveCanvas
from gesso.room.state import CanvasRow, RoomState
from gesso.server.views import MAX_TEXT, CanvasIn
from gesso.store.files import StoredFile

FORMAT = 1
MAX_LINES = 200_000  # of one import, however many rooms: an event takes about 2 KB of memory while it is read
MAX_CANVASES = 500
MAX_FILES = 1_000
IMPORTED = "imported"

_EVENT: TypeAdapter[wire.Event] = TypeAdapter(wire.Event)
_AGENTS = frozenset(agent.id for agent in AGENTS)
_TALK = (
    wire.MessagePosted
    | wire.BranchChosen
    | wire.TurnStarted
    | wire.TurnResumed
    | wire.TextDelta
    | wire.Thought
    | wire.ToolArgs
    | wire.ToolCalled
    | wire.ToolReturned
    | wire.TurnEnded
)


@dataclass(frozen=True)
class StoredCanvas:
    """A canvas of an export: `old` is its id there."""

    old: str
    made: CanvasIn


@dataclass(frozen=True)
class PackedFile:
    """A picture of an export: `old` is its id there."""

    old: str
    name: str
    data: bytes


Place = Annotated[int, Field(ge=0, le=2**31 - 1)]


Body = Annotated[str, Field(pattern=r"\S", max_length=MAX_BODY)]


class StoredReply(BaseModel):
    model_config = ConfigDict(frozen=True)
    by: str
    body: Body


class StoredNote(BaseModel):
    """A comment of an export, on code points `start` to `end` of its canvas's text; `gone` when its words are not."""

    model_config = ConfigDict(frozen=True)
    canvas: str
    by: str
    start: Place
    end: Place
    gone: bool = False
    quote: Annotated[str, Field(max_length=MAX_TEXT)] = ""
    body: Body
    kind: Annotated[str, Field(max_length=40)] = "note"
    severity: wire.Severity | None = None
    replace: Annotated[str, Field(max_length=MAX_TEXT)] | None = None
    state: wire.NoteState = "open"
    replies: Annotated[list[StoredReply], Field(max_length=1_000)] = []


class StoredSuggestion(BaseModel):
    """An open suggestion of an export, in code points of its canvas's text."""

    model_config = ConfigDict(frozen=True)
    canvas: str
    by: str
    start: Place
    end: Place
    after: Annotated[str, Field(max_length=MAX_TEXT)]
    why: Annotated[str, Field(max_length=MAX_BODY)] = ""
    proposal: Annotated[str, Field(max_length=80)] = ""


@dataclass
class StoredRoom:
    """An export as read: a title, texts, what lies on them, pictures, and the log's rows."""

    title: str = ""
    canvases: list[StoredCanvas] = field(default_factory=list)
    files: list[PackedFile] = field(default_factory=list)
    notes: list[StoredNote] = field(default_factory=list)
    suggestions: list[StoredSuggestion] = field(default_factory=list)
    events: list[wire.Event] = field(default_factory=list)


def render_lines(
    state: RoomState,
    events: Iterable[wire.Event],
    texts: Sequence[tuple[CanvasRow, str]],
    files: Sequence[tuple[StoredFile, bytes]] = (),
    marks: Sequence[StoredNote | StoredSuggestion] = (),
) -> Iterator[str]:
    """The lines of an export, each ending in a line feed."""
    yield _line({"type": "room", "format": FORMAT, "id": state.id, "title": state.title})
    for event in events:
        yield _line({"type": "event", "event": event.model_dump(mode="json")})
    for row, text in texts:
        made = {"kind": row.kind, "title": row.title, "language": row.language, "text": text}
        yield _line({"type": "canvas", "id": row.id, **made})
    for mark in marks:
        kind = "note" if isinstance(mark, StoredNote) else "suggestion"
        yield _line({"type": kind, **mark.model_dump(mode="json", exclude_defaults=True)})
    for file, data in files:
        yield _line({"type": "file", "id": file.id, "name": file.name, "data": base64.b64encode(data).decode()})


def parse_lines(data: bytes) -> StoredRoom:
    """The room that `data` holds. Raises TooLarge, or BadInput naming the line that is wrong."""
    if data.count(b"\n") > MAX_LINES:  # before anything is made of them, empty ones too
        raise TooLarge(f"An import may have at most {MAX_LINES:,} lines; this conversation has more.")
    room = StoredRoom()
    lines = [(number, line) for number, line in enumerate(data.split(b"\n"), 1) if line.strip()]
    if not lines:
        raise BadInput("There is nothing in this file.")
    for number, line in lines:
        try:
            _read_line(room, json.loads(line), number == lines[0][0])
        except (ValueError, RecursionError) as failure:  # a ValidationError is a ValueError
            said = failure.errors()[0]["msg"] if isinstance(failure, ValidationError) else str(failure)
            raise BadInput(f"Line {number} is not part of an export: {said[:200]}.") from None
    return room


def _read_line(room: StoredRoom, line: Any, first: bool) -> None:
    kind = line.get("type") if isinstance(line, dict) else None
    if first and (kind != "room" or line.get("format") != FORMAT):
        raise ValueError(f"the first line should say {{'type': 'room', 'format': {FORMAT}}}")
    if kind == "room":
        room.title = str(line.get("title", ""))[:200]
    elif kind == "event":
        room.events.append(_EVENT.validate_python(_cleaned(line.get("event"))))
    elif kind == "canvas":
        old = str(line.pop("id", ""))
        del line["type"]
        if len(room.canvases) == MAX_CANVASES:
            raise TooLarge(f"An import may hold at most {MAX_CANVASES} canvases a conversation.")
        room.canvases.append(StoredCanvas(old, CanvasIn.model_validate(line)))
    elif kind == "file":
        if len(room.files) == MAX_FILES:
            raise TooLarge(f"An import may hold at most {MAX_FILES} files a conversation.")
        data = base64.b64decode(str(line.get("data", "")), validate=True)
        room.files.append(PackedFile(str(line.get("id", "")), str(line.get("name", ""))[:200], data))
    elif kind in ("note", "suggestion") and len(room.notes) + len(room.suggestions) >= MAX_NOTES:
        raise TooLarge(f"An import may hold at most {MAX_NOTES:,} comments and suggestions.")
    elif kind == "note":
        room.notes.append(StoredNote.model_validate(_cleaned(line)))
    elif kind == "suggestion":
        room.suggestions.append(StoredSuggestion.model_validate(_cleaned(line)))
    else:
        raise ValueError("its `type` should be room, event, canvas, note, suggestion or file")


def marks_of(state: RoomState, live: LiveCanvas) -> list[StoredNote | StoredSuggestion]:
    """The comments and open suggestions of a canvas as an export keeps them."""
    found: list[StoredNote | StoredSuggestion] = []
    for key, place in live.marks.notes.items():
        note = state.notes.get(key)
        if note is None:
            continue
        start, end = place.points(live.document)
        replies = [StoredReply(by=reply.by, body=reply.body) for reply in note.replies]
        found.append(StoredNote(
            canvas=live.id, by=note.by, start=start, end=end, gone=place.gone, quote=note.quote, body=note.body,
            kind=note.kind, severity=note.severity, replace=note.replace, state=note.state, replies=replies,
        ))  # fmt: skip
    for made in live.marks.suggestions.values():
        start, end = live.document.to_points(made.from_), live.document.to_points(made.to)
        found.append(StoredSuggestion(
            canvas=live.id, by=made.author, start=start, end=end, after=made.after, why=made.why,
            proposal=made.proposal,
        ))  # fmt: skip
    return found


def author_of(by: str, person: str) -> Author:
    """Whose an imported mark is: the importer's own, an agent's that comes with gesso, or somebody's elsewhere."""
    if by == person:
        return Author(person, "person")
    return Author(by, "agent") if by in _AGENTS else Author(IMPORTED, "person")


def retell(events: Sequence[wire.Event], person: str, canvases: dict[str, str]) -> list[tuple[str, wire.Body]]:
    """The conversation of an export as (who, what) for a new room; `canvases` gives old ids their new ones.

    Rows about what is not there are left out. Raises BadInput when the rest cannot have been a log.
    """
    ids = dict(canvases)
    told: list[tuple[str, wire.Body]] = []
    running: dict[str, str] = {}
    for event in events:
        body = event.body
        if not isinstance(body, _TALK):
            continue
        if isinstance(body, wire.MessagePosted | wire.TurnStarted):
            ids[body.message] = new_id("msg")
        if isinstance(body, wire.TurnStarted):
            ids[body.turn] = new_id("turn")
        named = [getattr(body, name, "") for name in ("message", "turn", "parent")]
        if any(name and name not in ids for name in named):
            continue
        changed: dict[str, Any] = {
            name: ids[value] for name in ("message", "turn", "parent") if (value := getattr(body, name, ""))
        }
        by = person if event.by == person else IMPORTED
        if isinstance(body, wire.MessagePosted):
            changed |= {"canvas": canvases.get(body.canvas or ""), "selection": None}
        elif isinstance(body, wire.TurnStarted):
            changed |= {"canvas": canvases.get(body.canvas or ""), "rounds": None}
            changed["agent"] = by = body.agent if body.agent in _AGENTS else AGENTS[0].id
            running[changed["turn"]] = by
        elif isinstance(body, wire.TurnEnded):
            changed["seen"] = {}
            by = running.pop(changed["turn"], AGENTS[0].id)
        elif not isinstance(body, wire.BranchChosen):
            by = running.get(changed["turn"], AGENTS[0].id)
        told.append((by, body.model_copy(update=changed)))
    told += [(agent, wire.TurnEnded(turn=turn, outcome="stopped")) for turn, agent in running.items()]
    _check(told, events)
    return told


def _check(told: Sequence[tuple[str, wire.Body]], events: Sequence[wire.Event]) -> None:
    """Raises BadInput when folding what is told fails, so that it never reaches a room."""
    if not told:
        return
    at = events[0].at
    rows = [wire.Event(seq=i, room="import", at=at, by=by, body=body) for i, (by, body) in enumerate(told, 1)]
    try:
        RoomState.of("import", rows)
    except (KeyError, ValueError, IndexError):
        raise BadInput("The events of this export do not fit together.") from None


def _cleaned(value: Any) -> Any:
    """`value` with what no database would take replaced, in every text it holds."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(name): _cleaned(item) for name, item in value.items()}
    return [_cleaned(item) for item in value] if isinstance(value, list) else value


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
