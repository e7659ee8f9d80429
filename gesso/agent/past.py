"""What the agent did to a canvas earlier in this conversation, and where its words are now. Changes nothing."""

from collections.abc import Iterable
from typing import Literal

from gesso.agent.scene import Done
from gesso.canvas.anchors import Anchor
from gesso.room.live_canvas import LiveCanvas, Logged
from gesso.room.state import RoomState, Said, Turn

MOST_DONE = 4
MOST_LOGGED = 500  # changes looked through for where the words of one turn are now; older ones are forgotten

Did = Literal["open", "edit", "insert", "delete", "rewrite", "rename"]


async def changes_done(state: RoomState, canvas: LiveCanvas, turn: str, asked: Said) -> tuple[Done, ...]:
    """The agent's latest changes of `canvas` on the way to the message `asked` that still stand, oldest first."""
    path = state.path(asked.id)[:-1]
    begun: dict[str, int] = {}  # by turn, the version before its first change here
    for edit in state.edits:
        if edit.canvas == canvas.id and edit.state != "undone":
            begun[edit.turn] = min(edit.from_version, begun.get(edit.turn, edit.from_version))
    found: list[Done] = []
    for at, said in enumerate(reversed(path)):
        if len(found) == MOST_DONE:
            break
        since = begun.get(said.turn) if said.turn is not None and said.turn != turn else None
        if said.turn is None or since is None or canvas.version - since > MOST_LOGGED:
            continue
        earlier = state.turns[said.turn]
        spans = spans_of(said.turn, await canvas.logged_after(since))
        points = tuple((canvas.document.to_points(start), canvas.document.to_points(end)) for start, end in spans)
        ask = state.messages[earlier.parent].text
        found.append(Done(ask, kind_of(earlier, canvas.id), points, said.turn, just_now=at == 0))
    return tuple(reversed(found))


def spans_of(turn: str, entries: Iterable[Logged]) -> tuple[tuple[int, int], ...]:
    """Where, in units of the text after `entries`, the words are that `turn` wrote; a point where it only removed."""
    places: list[Anchor] = []
    for entry in entries:
        places = [place.map(entry.change) for place in places]
        if entry.author.turn == turn and not entry.row.undoes:
            places += [Anchor(changed.from_b, changed.to_b) for changed in entry.change.ranges()]
    return tuple(sorted({(place.from_, place.to) for place in places}))


def kind_of(turn: Turn, canvas: str) -> Did:
    """What the last successful call of `turn` did to `canvas`."""
    did: Did = "edit"
    for call in (c for step in turn.steps for c in step.calls if c.ok and c.args is not None):
        args = call.args or {}
        if args.get("canvas") not in (None, canvas):
            continue
        if call.name == "rewrite":
            did = "rewrite"
        elif call.name == "rename":
            did = "rename"
        elif call.name == "open_canvas":
            did = "open"
        elif call.name == "edit":
            did = _kind_of_edits(args.get("edits"))
    return did


def _kind_of_edits(edits: object) -> Did:
    ops = {edit.get("op", "replace") for edit in edits if isinstance(edit, dict)} if isinstance(edits, list) else set()
    if ops == {"delete"}:
        return "delete"
    return "insert" if ops and ops <= {"insert_before", "insert_after"} else "edit"
