"""What an agent can do with comments: make at most five on exact passages, answer one, resolve one.

Rule 9 of the editing contract: ranked, each on words that occur exactly once, never twice on the same span, never
again what a person dismissed. What cannot be placed is told to the model with what could.
"""

from typing import Literal

from pydantic import BaseModel, Field

from gesso.agent.scene import CanvasScene
from gesso.agent.tool import Tool, ToolContext, ToolResult
from gesso.base.errors import BadInput
from gesso.canvas.quote import QuoteAmbiguous, QuoteNotFound, find_quote
from gesso.room.commenting import do_comment, do_reply, do_settle_note, spans_taken
from gesso.room.live_canvas import Author, LiveCanvas
from gesso.room.presence import Cursor
from gesso.room.wire import Drawn
from gesso.room.workspace import Person
from gesso.tools.canvas import author_of, scene_of

MOST = 5
MOST_RINGED = 40
PRAISE = frozenset({"praise", "compliment", "positive", "strength"})
SEVERITY = {"major": 0, "minor": 1, "nit": 2}


class Remark(BaseModel):
    quote: str = Field(
        min_length=1, description="the exact words it is about, as they stand in the canvas, occurring once"
    )
    body: str = Field(min_length=1, description="what is wrong and what to do, one or two sentences; no praise")
    kind: str = Field(
        "clarity", description="clarity, correctness, structure, evidence, tone, consistency, bug, risk, …"
    )
    severity: Literal["major", "minor", "nit"] = "minor"
    replace: str | None = Field(None, description="new words for exactly the quote, when you can give them")
    drawn: Drawn | None = Field(None, description="only where you may do nothing but point: what is drawn on the words")


class Comment(BaseModel):
    canvas: str | None = Field(None, description="id; default: the canvas in front of the person")
    comments: list[Remark] = Field(min_length=1, max_length=20)


class AnswerComment(BaseModel):
    comment: str = Field(description="id of the comment")
    body: str = Field("", description="the answer; may be empty when it is only resolved")
    resolve: bool = Field(False, description="true: nothing is left to do about it")


async def comment(context: ToolContext, args: Comment) -> ToolResult:
    """The most important remarks that can be placed, as comments; what was left out is told."""
    scene = scene_of(context, args.canvas)
    live = await context.workspace.canvas(scene.id)
    made, refused = 0, []
    for remark in sorted(args.comments, key=lambda each: SEVERITY[each.severity]):
        why = "only five at a time" if made == MOST else await _make(context, scene, live, remark)
        if why is None:
            made += 1
        else:
            refused.append(f"“{remark.quote[:60]}”: {why}")
    told = f"Made {made} comment{'s' if made != 1 else ''}."
    if refused:
        told += " Not made: " + "; ".join(refused) + "."
    if not made:
        raise BadInput(told)
    return ToolResult(told, f"Made {made} comment{'s' if made != 1 else ''} on “{scene.title}”")


async def _make(context: ToolContext, scene: CanvasScene, live: LiveCanvas, remark: Remark) -> str | None:
    """Make the comment; or the reason why it was not made."""
    room = context.room
    if remark.kind.casefold().strip() in PRAISE:
        return "praise is no comment: say what is wrong and what to do"
    try:
        start, end = find_quote(live.text, remark.quote)
    except (QuoteNotFound, QuoteAmbiguous) as error:
        return error.message
    if any(start < b and a < end for a, b in spans_taken(live, list(room.state.notes.values()))):
        return "there is an open comment on these words already"
    words = live.document.slice(start, end)
    if any(quote == words and (kind == remark.kind or quote == remark.quote) for quote, kind in scene.dismissed):
        return "a person dismissed a comment on these words"
    pointing = room.state.canvases[scene.id].pairing == "point"  # who learns writes the words
    presence = await context.workspace.presence(live.id)
    at = live.document.to_units(end)
    presence.place(Cursor(context.call, context.agent.id, context.agent.name, "agent", at, at))
    try:
        await do_comment(
            context.workspace, room, live, author_of(context), start, end, remark.body, kind=remark.kind,
            severity=remark.severity, replace=None if pointing else remark.replace,
            drawn=(remark.drawn or _drawing(remark.quote)) if pointing else None,
        )  # fmt: skip
    finally:
        presence.leave(context.call)
    return None


def _drawing(quote: str) -> Drawn:
    return "ring" if len(quote) <= MOST_RINGED and "\n" not in quote else "underline"


async def answer_comment(context: ToolContext, args: AnswerComment) -> ToolResult:
    room = context.room
    note = room.state.notes.get(args.comment)
    if note is None or note.state == "deleted":
        raise BadInput(f"There is no comment {args.comment}. Use an id from the list of open comments.")
    if not args.body.strip() and not args.resolve:
        raise BadInput("Nothing was done: give an answer, or resolve the comment.")
    if args.body.strip():
        await do_reply(
            context.workspace, room, Author(context.agent.id, "agent", turn=context.turn), note.id, args.body
        )
    if args.resolve and note.state == "open":
        person = Person(context.agent.id, context.agent.name)
        await do_settle_note(context.workspace, person, room, note.id, "resolved")
    return ToolResult("Done.", "Resolved a comment" if args.resolve else "Answered a comment")


COMMENT_TOOLS: tuple[Tool, ...] = (
    Tool(
        "comment",
        "Comment on passages of a canvas without changing them: at most five, the most important first.",
        Comment,
        "read",
        comment,
        reads="nothing",
        destinations=(),
    ),
    Tool(
        "answer_comment",
        "Answer an open comment, or resolve it when it has been dealt with.",
        AnswerComment,
        "read",
        answer_comment,
        reads="nothing",
        destinations=(),
    ),
)
