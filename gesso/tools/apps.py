"""Opening a ready-made app for an agent: a page of its own with the app's source and the parameters asked for."""

from pydantic import BaseModel, Field

from gesso.agent.tool import Tool, ToolContext, ToolResult
from gesso.apps.parameters import parameters_of, set_parameters
from gesso.apps.ready import ReadyApp, ready_app, ready_apps
from gesso.base.errors import Forbidden
from gesso.tools.canvas import author_of, may_edit

SHOWN = 80  # characters of a parameter's value that a model is told


class OpenApp(BaseModel):
    name: str = Field(description="one of the names above")
    parameters: dict[str, bool | float | str] = Field(
        default_factory=dict, description="values of its parameters by name; what is left out stays as it is"
    )
    title: str | None = Field(None, max_length=200, description="a few words; default: the app's own title")


async def open_app(context: ToolContext, args: OpenApp) -> ToolResult:
    """Open it, once a call. Raises NotFound and BadInput naming what there is, Forbidden without the right to edit."""
    app = ready_app(args.name)
    text = set_parameters(app.source, args.parameters)
    title = args.title or app.title
    row = next((row for row in context.room.state.canvases.values() if row.call == context.call), None)
    if row is None:
        if not may_edit(context):
            raise Forbidden("The person who asks may not open pages here; answer in the chat.")
        made = await context.workspace.do_open_canvas(
            context.room, author_of(context), kind="code", title=title, language=app.language, text=text
        )
        canvas = made.canvas.id
    else:
        canvas = row.id
    return ToolResult(
        f"“{title}” runs in a page of its own. Its parameters are beside it, and its code is yours to change.\n\n"
        f"Canvas {canvas}. {app.description} Parameters now: {_now(text)}.",
        f"Opened “{title}”",
    )


def _now(text: str) -> str:
    return "; ".join(f"{each.name} = {str(each.value)[:SHOWN]!r}" for each in parameters_of(text))


def _line(app: ReadyApp) -> str:
    names = ", ".join(
        f"{each.name} ({'|'.join(each.choices) if each.choices else each.kind})" for each in app.parameters
    )
    return f"{app.name}: {app.description} Parameters: {names}."


def app_tools() -> tuple[Tool, ...]:
    about = " ".join(_line(app) for app in ready_apps())
    return (
        Tool(
            "open_app",
            "Open a ready-made app, which is better than writing one where it fits; to change it further, edit its "
            f"page. {about}",
            OpenApp,
            "edit",
            open_app,
            reads="nothing",
            destinations=(),
            undo="change",
        ),
    )
