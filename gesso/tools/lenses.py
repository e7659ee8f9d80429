"""Looking through lenses, for agents: what one finds in a page, and its commands, which only propose."""

from pydantic import BaseModel, Field

from gesso.agent.tool import Tool, ToolContext, ToolResult
from gesso.lenses.command import render_view
from gesso.lenses.desk import LensDesk
from gesso.lenses.registry import LENSES
from gesso.tools.canvas import author_of, scene_of

MOST_CHARS = 12_000
NAMES = ", ".join(f"{lens.name} ({lens.title})" for lens in LENSES)


class ReadLens(BaseModel):
    canvas: str | None = Field(None, description="id; default: the canvas in front of the person")
    lens: str = Field(
        description=f"its name: {NAMES}; or a measure of your own, scene by scene: words:TITLE:word,word,begin*"
    )


class UseLens(BaseModel):
    canvas: str | None = Field(None, description="id; default: the canvas in front of the person")
    lens: str = Field(description="its name")
    command: str = Field(description="a command that read_lens named")
    args: dict[str, str | float] = Field(default_factory=dict, description="its arguments, as read_lens named them")


class OpenLens(BaseModel):
    canvas: str | None = Field(None, description="id; default: the canvas in front of the person")
    lens: str = Field(description="its name, as for read_lens")


def lens_tools(desk: LensDesk) -> tuple[Tool, ...]:
    async def read(context: ToolContext, args: ReadLens) -> ToolResult:
        scene, lens = scene_of(context, args.canvas), await desk.lens(args.lens, context.asked_by)
        live = await context.workspace.canvas(scene.id)
        view = (await desk.read_now(live, lens, context.asked_by)).reading.view
        commands = "\n".join(
            f"- {each.name}({', '.join(each.params.model_fields)}): {each.title}" for each in lens.commands
        )
        told = render_view(view, with_ids=True)
        if len(told) > MOST_CHARS:
            told = told[:MOST_CHARS].rpartition("\n")[0] + "\n… (more was left out)"
        return ToolResult(
            f"{told}\n\nCommands of use_lens; they only suggest:\n{commands}",
            f"Looked at “{scene.title}” through {lens.title}: {view.summary}",
        )

    async def use(context: ToolContext, args: UseLens) -> ToolResult:
        scene, lens = scene_of(context, args.canvas), await desk.lens(args.lens, context.asked_by)
        live = await context.workspace.canvas(scene.id)
        offered = await desk.offer(
            context.room, live, author_of(context), context.asked_by, lens, args.command, dict(args.args)
        )  # fmt: skip
        wishes = [f"“{live.document.slice(ask.start, ask.end)}”: {ask.instruction}" for ask in offered.proposal.asks]
        left = "\nFor you to do with edit_canvas, as suggestions:\n" + "\n".join(wishes) if wishes else ""
        return ToolResult(f"{offered.proposal.told}{left}", f"{lens.title}: {offered.proposal.told}")

    async def open_lens(context: ToolContext, args: OpenLens) -> ToolResult:
        """Only looked through here; the page of the person who asked opens it by the command that Ctrl-K has."""
        scene, lens = scene_of(context, args.canvas), await desk.lens(args.lens, context.asked_by)
        live = await context.workspace.canvas(scene.id)
        view = (await desk.read_now(live, lens, context.asked_by)).reading.view
        return ToolResult(
            f"{lens.title} lies open beside “{scene.title}” for the person who asked. It shows: {view.summary}",
            f"Opened {lens.title}: {view.summary}",
        )

    return (
        Tool(
            "open_lens",
            "Open a lens beside a canvas for the person, where it is for them to look at and to use.",
            OpenLens,
            "read",
            open_lens,
            reads="document",
            destinations=(),
            where="chat",
        ),
        Tool(
            "read_lens",
            "Look at a canvas through a lens, which finds by rules what it holds: sections, how it reads, people and "
            "what is said of them, claims. Everything it finds is quoted from the text.",
            ReadLens,
            "read",
            read,
            reads="document",
            destinations=(),
        ),
        Tool(
            "use_lens",
            "Do a command of a lens on a canvas. It changes nothing: what it proposes becomes suggestions.",
            UseLens,
            "edit",
            use,
            reads="document",
            destinations=(),
        ),
    )
