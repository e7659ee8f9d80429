"""Pictures for an agent: of words by the server that draws, and SVG of its own."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from pydantic import BaseModel, Field

from gesso.agent.tool import Tool, ToolContext, ToolResult
from gesso.base.errors import Forbidden
from gesso.model.drawing import Shape
from gesso.room.pictures import address_of
from gesso.store.files import StoredFile
from gesso.tools.canvas import may_edit


class Pictures(Protocol):
    async def lacking(self) -> str: ...

    async def do_draw(self, person: str, room: str, words: str, shape: Shape) -> StoredFile: ...

    async def do_keep_svg(self, person: str, room: str, svg: str, words: str) -> StoredFile: ...


class DrawPicture(BaseModel):
    words: str = Field(min_length=1, max_length=4_000, description="what it shows, and how: subject, style, light")
    alt: str = Field(min_length=1, max_length=300, description="what it shows, for who does not see it")
    shape: Shape = "square"


class DrawSvg(BaseModel):
    svg: str = Field(max_length=400_000, description="one whole <svg viewBox=…>…</svg>: shapes and words, no script")
    alt: str = Field(min_length=1, max_length=300, description="what it shows, for who does not see it")


def picture_tools(pictures: Pictures) -> tuple[Tool, ...]:
    async def draw(context: ToolContext, args: DrawPicture) -> ToolResult:
        if lacking := await pictures.lacking():
            return ToolResult(lacking, "No server that draws is set", ok=False)
        return await _kept(
            context, args.alt, lambda: pictures.do_draw(context.asked_by, context.room.id, args.words, args.shape)
        )

    async def keep(context: ToolContext, args: DrawSvg) -> ToolResult:
        return await _kept(
            context, args.alt, lambda: pictures.do_keep_svg(context.asked_by, context.room.id, args.svg, args.alt)
        )

    return (
        Tool(
            "draw_picture",
            "Have a picture drawn of your words. It is kept in this conversation; you get the Markdown that shows it.",
            DrawPicture,
            "edit",
            draw,
            reads="nothing",
            destinations=(),
            ready=pictures.lacking,
        ),
        Tool(
            "draw_svg",
            "Keep a drawing that you write as SVG: a diagram, a map, a sketch. You get the Markdown that shows it.",
            DrawSvg,
            "edit",
            keep,
            reads="nothing",
            destinations=(),
        ),
    )


async def _kept(context: ToolContext, alt: str, make: Callable[[], Awaitable[StoredFile]]) -> ToolResult:
    if not may_edit(context):
        raise Forbidden("The person who asks may not put pictures in here; describe it in the chat.")
    row = await make()
    words = " ".join(alt.replace("[", "(").replace("]", ")").split())
    shown = f"![{words}]({address_of(row.id, row.media_type)})"
    return ToolResult(f"{shown}\n\nWrite that line where it belongs: in a page with edit_canvas.", f"Drew “{words}”")
