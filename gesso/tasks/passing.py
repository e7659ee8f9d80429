"""Failures of a turn that another try may not meet."""

from gesso.room.state import RoomState, Turn

PASSING = frozenset({"rate", "unavailable", "timeout", "storage_failed", "conflict", "bad_reply"})
"""Codes of failures that another try may not meet."""


def may_be_tried_again(state: RoomState, turn: Turn) -> bool:
    """Whether a turn met what may pass before it had written anything, so that another one doubles nothing."""
    wrote = (
        any(edit.turn == turn.id for edit in state.edits)
        or any(row.turn == turn.id for row in state.canvases.values())
        or any(made.turn == turn.id for made in state.suggestions.values())
        or any(note.turn == turn.id for note in state.notes.values())
    )
    return turn.outcome == "failed" and turn.problem is not None and turn.problem.code in PASSING and not wrote
