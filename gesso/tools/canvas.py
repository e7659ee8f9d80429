"""What an agent can do with canvases: open one, edit it, rewrite it, rename throughout, read another.

Every tool goes through the workspace's doors. The person who asked lends their rights: without the right to edit,
an agent's changes become suggestions.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel, Field

from gesso.agent.prompt import describe_canvas
from gesso.agent.scene import CanvasScene
from gesso.agent.tool import Tool, ToolContext, ToolResult
from gesso.base.errors import BadInput, Forbidden
from gesso.canvas.anchors import Anchor
from gesso.canvas.diff import change_between
from gesso.canvas.edit import (
    BlockTarget,
    Conflict,
    Edit,
    QuoteTarget,
    SpanTarget,
    Target,
    plan_rewrite,
    target_span,
)
from gesso.canvas.rename import rename_everywhere
from gesso.canvas.text import Text, clean
from gesso.room.live_canvas import Author, LiveCanvas
from gesso.room.marks import Draft
from gesso.room.presence import Cursor, Presence
from gesso.room.suggesting import do_propose, do_suggest
from gesso.room.workspace import RANK
from gesso.room.writing import Pen
from gesso.tools.offering import offer_edits, offer_instead

APP_FORM = """tsx or html: an app that runs beside its code. In tsx export default function App({ params }), and
import from react, three, three/addons/controls/OrbitControls.js, d3, @observablehq/plot, vega-embed, papaparse, katex
only. There is no network; `await gesso.kv.get(key)` and `gesso.kv.set(key, value)` keep things. What follows the
person is asked to allow, so only where the app needs it: `gesso.doc.read()` gives {text, title} of the document,
`gesso.doc.propose([{find, replace}])` and `gesso.doc.comment({quote, text})` suggest and remark,
`gesso.data.query(sql)` gives rows of the table data, `gesso.ai.complete(prompt)` gives {text}; refused, each rejects
with words to show. Make it work in light and dark (CSS light-dark()), with corners of var(--radius), by keyboard and
on a phone. What a person may want to set stands at the top, and comes as params:
export const parameters = {
  speed: 20, // Days in a second | 0..400 step 1
};"""


class OpenCanvas(BaseModel):
    """Arguments of open_canvas; `text` last, so that title and kind are known when it streams."""

    kind: Literal["document", "code"] = "document"
    title: str = Field(description="a few words, no quotes")
    language: str | None = Field(None, description=f"for code: python, javascript, …; {APP_FORM}")
    text: str = Field(description="the whole content: Markdown for a document, bare code without a fence for code")


class EditArgs(BaseModel):
    block: int | None = Field(None, description="number of the block")
    quote: str | None = Field(None, description="exact words that occur once, instead of a block")
    selection: bool = Field(False, description="true: the part the person selected")
    op: Literal["replace", "insert_before", "insert_after", "delete"] = "replace"
    text: str = Field("", description="the new words only; keep the Markdown marks of what is replaced")
    why: str = Field("", description="one short reason, for the person")


class EditCanvas(BaseModel):
    canvas: str | None = Field(None, description="id; default: the canvas in front of the person")
    edits: list[EditArgs] = Field(min_length=1, max_length=100)
    suggest: bool = Field(False, description="true: offer the edits as suggestions instead of applying them")


class RewriteCanvas(BaseModel):
    canvas: str | None = None
    why: str = ""
    language: str | None = Field(None, description="only when code is now in another language: its name")
    text: str = Field(description="the whole new text")


class RenameEverywhere(BaseModel):
    canvas: str | None = None
    find: str = Field(min_length=1, description="the whole word or words to replace")
    replace: str


class ReadCanvas(BaseModel):
    canvas: str


def author_of(context: ToolContext) -> Author:
    return Author(context.agent.id, "agent", context.call, context.turn)


def may_edit(context: ToolContext) -> bool:
    """Whether changes are applied: the person who asked may edit, and the agent is trusted to."""
    if context.rehearse:
        return False
    role = context.room.state.role_of(context.asked_by)
    return role is not None and RANK[role] >= RANK["edit"] and context.agent.trust != "suggest"


def _may_change(context: ToolContext, scene: CanvasScene, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether changes of these code points of the scene's text are applied on this canvas, or only suggested."""
    row = context.room.state.canvases[scene.id]
    if not may_edit(context) or row.trust == "suggest":
        return False
    chosen = scene.selection
    own = row.turn == context.turn  # it wrote this document in this very turn
    if (run := context.scene.run) is not None:  # nobody looks: what was there before is never written over
        return own and run.output != "suggest"
    return (
        row.trust == "free"
        or own
        or (chosen is not None and all(chosen.start <= start and end <= chosen.end for start, end in spans))
    )


def _keep_off(context: ToolContext, live: LiveCanvas, spans: Sequence[tuple[int, int]]) -> None:
    """One writer a passage: raises BadInput where another agent is writing just now."""
    for draft in live.marks.drafts.values():
        start, end = draft.place.points(live.document)
        if draft.by != context.agent.id and any((a < end and start < b) or (a, b) == (start, end) for a, b in spans):
            raise BadInput(
                f"Nothing was changed: another agent is writing in “{draft.place.quote[:60]}” just now. Leave that "
                "passage alone, or read the canvas again when it is done."
            )


async def _keep_off_now(
    context: ToolContext, live: LiveCanvas, scene: CanvasScene, spans: Sequence[tuple[int, int]]
) -> None:
    """The same for code points of the scene's text, wherever they are by now."""
    if live.marks.drafts:
        now = [await live.span_now(start, end, scene.snapshot.version) for start, end in spans]
        _keep_off(context, live, [span for span in now if span is not None])


def scene_of(context: ToolContext, canvas: str | None) -> CanvasScene:
    """The canvas a call means, as the model was shown it. Raises BadInput naming the ones there are."""
    scene = context.scene
    if canvas is None and scene.active is not None:
        return scene.active
    for found in (scene.active, *scene.others):
        if found is not None and found.id == canvas:
            return found
    known = ", ".join(c.id for c in (scene.active, *scene.others) if c) or "none; open one with open_canvas"
    raise BadInput(f"There is no canvas {canvas or 'open'} here. The canvases are: {known}.")


class CanvasWriter:
    """Streams a new canvas while its text arrives."""

    def __init__(self, context: ToolContext) -> None:
        self._context = context
        self._presence: Presence | None = None
        self._pen: Pen | None = None

    async def feed(self, partial: Mapping[str, Any]) -> None:
        text = partial.get("text")
        if not isinstance(text, str) or not text.strip():
            return
        if self._pen is None:
            title, kind = partial.get("title"), partial.get("kind", "document")
            language = partial.get("language")
            if not isinstance(title, str) or kind not in ("document", "code"):
                return
            await self._open(kind, title, language if isinstance(language, str) else None)
        if self._pen is not None:
            self._pen.grow(text)

    async def _open(self, kind: Literal["document", "code"], title: str, language: str | None) -> None:
        context = self._context
        if not may_edit(context):
            raise Forbidden("The person who asks may not open canvases here; answer in the chat.")
        self._presence = await context.workspace.do_open_canvas(
            context.room, author_of(context), kind=kind, title=title, language=language
        )
        self._pen = Pen(self._presence, author_of(context), context.agent.name)

    async def finish(self, args: OpenCanvas) -> ToolResult:
        if self._pen is None:
            await self._open(args.kind, args.title, args.language)
        assert self._pen is not None and self._presence is not None
        self._pen.grow(args.text, whole=True)
        await self._put_down()
        canvas = self._presence.canvas
        words = len(canvas.text.split())
        return ToolResult(
            f"Canvas {canvas.id} “{args.title}” is open with {words} words. The person sees it; do not repeat it.",
            f"Opened “{args.title}”",
        )

    async def abandon(self) -> None:
        if self._pen is not None:
            await self._put_down()

    async def _put_down(self) -> None:
        assert self._pen is not None and self._presence is not None
        await self._pen.finish()
        context = self._context
        await context.workspace.note_written(
            context.room, self._presence.canvas, author_of(context), 0, "Wrote the first version"
        )


async def open_canvas(context: ToolContext, args: OpenCanvas) -> ToolResult:
    """Open and write it; repeated after a crash, go on in the canvas that this call opened then."""
    row = next((row for row in context.room.state.canvases.values() if row.call == context.call), None)
    if row is None:
        return await CanvasWriter(context).finish(args)
    if row.deleted:
        raise BadInput("Nothing was written: the person deleted the canvas meanwhile. Do not open it again.")
    live = await context.workspace.canvas(row.id)
    whole = clean(args.text)
    if not whole.startswith(live.text):
        raise BadInput(f"Canvas {row.id} is open, and was changed meanwhile. Look at it, and edit what is missing.")
    if whole != live.text:
        await live.accept(change_between(live.document, whole), author_of(context))
    return ToolResult(f"Canvas {row.id} is open with {len(whole.split())} words.", f"Opened “{row.title}”")


def _target(edit: EditArgs, scene: CanvasScene) -> Target:
    if not scene.snapshot.blocks:  # nothing is written yet, so there is nothing to point at
        return SpanTarget(0, len(scene.text))
    if edit.selection or (edit.block is None and edit.quote is None):
        if scene.selection is None:
            raise BadInput("Nothing was changed: name a block or quote; nothing is selected.")
        return SpanTarget(scene.selection.start, scene.selection.end)
    if edit.block is not None:
        return BlockTarget(edit.block)
    return QuoteTarget(edit.quote or "")


class EditWriter:
    """Shows an edit of existing words as it is being written; applies it only when complete."""

    def __init__(self, context: ToolContext) -> None:
        self._context = context
        self._presence: Presence | None = None
        self._shown: dict[int, str] = {}

    async def feed(self, partial: Mapping[str, Any]) -> None:
        edits = partial.get("edits")
        if not isinstance(edits, list) or not edits:
            return
        try:
            scene = scene_of(self._context, partial.get("canvas"))
            if self._context.room.state.canvases[scene.id].pairing == "point":
                return  # it will be refused, so nothing of it is shown
            if self._presence is None:
                self._presence = await self._context.workspace.presence(scene.id)
            changed = [self._draft(index, edit, scene) for index, edit in enumerate(edits)]
        except ValueError:
            return
        if any(changed):
            self._presence.canvas.marks.show_suggestions()

    def _draft(self, index: int, raw: Any, scene: CanvasScene) -> bool:
        """Put what is known of edit `index` on display; whether it changed. Raises ValueError while it is unclear."""
        text = raw.get("text") if isinstance(raw, dict) else None
        if not isinstance(text, str) or self._shown.get(index) == text or self._presence is None:
            return False
        live, edit = self._presence.canvas, EditArgs.model_validate(raw)
        if live.version != scene.snapshot.version and index not in self._shown:
            return False  # the place is found when the edit is applied; a display is not worth a search
        key = f"{self._context.call}:{index}"
        old = live.marks.drafts.get(key)
        if old is None:
            start, end = _drafted(edit, scene)
            _keep_off(self._context, live, [(start, end)])
            place = Anchor.on(live.document, start, end)
            self._cursor(live, place.to)
        else:
            place = old.place
        live.marks.drafts[key] = Draft(self._context.agent.id, self._context.turn, place, text)
        self._shown[index] = text
        return True

    def _cursor(self, live: LiveCanvas, at: int) -> None:
        agent, call = self._context.agent, self._context.call
        if self._presence is not None:
            self._presence.place(Cursor(call, agent.id, agent.name, "agent", at, at))

    async def abandon(self) -> None:
        presence, self._presence = self._presence, None
        if presence is None:
            return
        for index in self._shown:
            presence.canvas.marks.drafts.pop(f"{self._context.call}:{index}", None)
        presence.leave(self._context.call)
        presence.canvas.marks.show_suggestions()

    async def finish(self, args: EditCanvas) -> ToolResult:
        await self.abandon()
        return await edit_canvas(self._context, args)


def _drafted(edit: EditArgs, scene: CanvasScene) -> tuple[int, int]:
    """Where an unfinished edit is shown, in code points. Raises ValueError when that is not clear yet."""
    try:
        start, end = target_span(_target(edit, scene), scene.snapshot)
    except BadInput as error:
        raise ValueError(error.message) from error
    if edit.op == "insert_before":
        return start, start
    return (end, end) if edit.op == "insert_after" else (start, end)


async def edit_canvas(context: ToolContext, args: EditCanvas) -> ToolResult:
    """Apply or suggest the edits, all or none; words that somebody changed meanwhile get a suggestion instead."""
    scene = scene_of(context, args.canvas)
    if any(e.op in ("insert_before", "insert_after") for e in args.edits) and _carried_out(context):
        raise BadInput(
            "Nothing was added: this very call was carried out before, in this turn. Go on with what is missing, or "
            "answer."
        )
    live = await context.workspace.canvas(scene.id)
    edits = [Edit(_target(e, scene), e.op, e.text, e.why) for e in args.edits]
    spans = [target_span(edit.target, scene.snapshot) for edit in edits]
    await _keep_off_now(context, live, scene, spans)
    if args.suggest or not _may_change(context, scene, spans):
        return await offer_edits(context, author_of(context), live, scene, edits)
    summary = _summary(scene, edits)
    plan = await context.workspace.do_edit(context.room, live, author_of(context), edits, scene.snapshot, summary)
    if isinstance(plan, Conflict):
        return await offer_instead(context, author_of(context), live, plan)
    if plan.change.empty:
        return ToolResult("Nothing was changed: the new words are the same as the old ones.", "Changed nothing")
    return ToolResult(f"Done: {summary[0].lower()}{summary[1:]}.", summary)


def _carried_out(context: ToolContext) -> bool:
    """Whether another call of this turn with the same arguments was; what it put in would stand there twice."""
    turn = context.room.state.turns.get(context.turn)
    calls = [call for step in turn.steps for call in step.calls] if turn is not None else []
    own = next((call.args for call in calls if call.id == context.call), None)
    return own is not None and any(
        call.id != context.call and call.name == "edit" and call.args == own and call.result is not None and call.ok
        for call in calls
    )


def _summary(scene: CanvasScene, edits: list[Edit]) -> str:
    """One line for people: what was changed."""
    verbs = {"replace": "Changed", "insert_before": "Added", "insert_after": "Added", "delete": "Removed"}
    if len(edits) > 1:
        return f"Changed {len(edits)} passages of “{scene.title}”"
    edit = edits[0]
    if edit.op in ("insert_before", "insert_after"):
        return f"Added a passage to “{scene.title}”"
    if isinstance(edit.target, BlockTarget):
        block = scene.snapshot.block(edit.target.number)
        named = f"the heading “{block.title}”" if block and block.kind == "heading" else _ordinal(scene, edit.target)
        return f"{verbs[edit.op]} {named} of “{scene.title}”"
    what = "the selection" if isinstance(edit.target, SpanTarget) else "a passage"
    return f"{verbs[edit.op]} {what} in “{scene.title}”"


def _ordinal(scene: CanvasScene, target: BlockTarget) -> str:
    """“paragraph 2”, “the table”, …: the block by what it is, counted among its kind."""
    block = scene.snapshot.block(target.number)
    if block is None:
        return "a passage"
    same = [b.number for b in scene.snapshot.blocks if b.kind == block.kind]
    name = {"item": "list item", "fence": "code block", "frontmatter": "the front matter"}.get(block.kind, block.kind)
    return f"{name} {same.index(block.number) + 1}" if len(same) > 1 else f"the {name}"


async def rewrite(context: ToolContext, args: RewriteCanvas) -> ToolResult:
    """The whole text anew, applied as a word-level change; what people typed meanwhile stays."""
    scene = scene_of(context, args.canvas)
    live = await context.workspace.canvas(scene.id)
    if not args.text.strip():
        raise BadInput("Nothing was changed: the new text is empty. To remove passages use edit with op delete.")
    since = [entry.change for entry in await live.logged_after(scene.snapshot.version)]
    text = _with_final_newline(args.text, scene.text)
    plan = plan_rewrite(text, Text.of(scene.text), since, live.document)
    _keep_off(context, live, [(0, len(live.document))])
    if not _may_change(context, scene, [(0, len(scene.text))]):
        made = await do_propose(context.workspace, context.room, live, author_of(context), plan.change, args.why)
        parts = f"{len(made)} part{'s' if len(made) != 1 else ''}"
        return ToolResult(f"Suggested the rewrite in {parts}; the person decides on each.", f"Suggested {parts}")
    summary = f"Rewrote “{scene.title}”"
    await context.workspace.do_apply(context.room, live, author_of(context), plan.change, summary, args.why)
    if args.language is not None:
        await context.workspace.do_set_language(context.room, live, author_of(context), args.language)
    for clash in plan.clashes:
        await do_suggest(
            context.workspace, context.room, live, author_of(context), clash.start, clash.end, clash.proposed, clash.why
        )
    kept = f" {len(plan.clashes)} passages that people changed meanwhile were left as they are." if plan.clashes else ""
    return ToolResult(f"The text was rewritten ({len(live.text.split())} words).{kept}", summary)


def _with_final_newline(text: str, like: str) -> str:
    return text.rstrip("\n") + "\n" if like.endswith("\n") else text


async def rename(context: ToolContext, args: RenameEverywhere) -> ToolResult:
    scene = scene_of(context, args.canvas)
    live = await context.workspace.canvas(scene.id)
    edits = rename_everywhere(scene.text, args.find, args.replace)
    if not edits:
        raise BadInput(f"Nothing was changed: “{args.find}” does not occur in the canvas as a whole word.")
    places = f"{len(edits)} place{'s' if len(edits) != 1 else ''}"
    summary = f"Replaced “{args.find}” by “{args.replace}” in {places}"
    spans = [target_span(edit.target, scene.snapshot) for edit in edits]
    await _keep_off_now(context, live, scene, spans)
    if not _may_change(context, scene, spans):
        return await offer_edits(context, author_of(context), live, scene, edits)
    plan = await context.workspace.do_edit(context.room, live, author_of(context), edits, scene.snapshot, summary)
    if isinstance(plan, Conflict):
        return await offer_instead(context, author_of(context), live, plan)
    return ToolResult(f"Done: {summary[0].lower()}{summary[1:]}.", summary)


async def read_canvas(context: ToolContext, args: ReadCanvas) -> ToolResult:
    scene = scene_of(context, args.canvas)
    return ToolResult(describe_canvas(scene), f"Read “{scene.title}”")


CANVAS_TOOLS: tuple[Tool, ...] = (
    Tool(
        "open_canvas",
        "Open a new canvas beside the chat and write into it. For something the person will keep or work on.",
        OpenCanvas,
        "edit",
        open_canvas,
        CanvasWriter,
        reads="nothing",
        destinations=(),
        undo="change",
    ),
    Tool(
        "edit",
        "Change passages of a canvas and nothing else. All edits of one call are applied, or none.",
        EditCanvas,
        "edit",
        edit_canvas,
        EditWriter,
        reads="nothing",
        destinations=(),
        undo="change",
    ),
    Tool(
        "rewrite",
        "Replace the whole text of a canvas. Only when most of it changes.",
        RewriteCanvas,
        "edit",
        rewrite,
        reads="nothing",
        destinations=(),
        undo="change",
    ),
    Tool(
        "rename",
        "Replace a word or name everywhere in a canvas.",
        RenameEverywhere,
        "edit",
        rename,
        reads="nothing",
        destinations=(),
        undo="change",
    ),
    Tool(
        "read_canvas",
        "Read another canvas of this conversation, in numbered blocks.",
        ReadCanvas,
        "read",
        read_canvas,
        reads="document",
        destinations=(),
    ),
)
