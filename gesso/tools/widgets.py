"""Showing a widget in the answer."""

from typing import Any

from pydantic import BaseModel, Field

from gesso.agent.tool import Tool, ToolContext, ToolResult
from gesso.widgets.reading import make_widget

SHAPES = (
    "text {body}; callout {tone: note|tip|warning|danger, body}; kpi {figures: [{name, value, change?, trend?: "
    "up|down|flat, good?}]}; table {columns: [..], rows: [[..]]}; chart {mark: bar|line|area|point|pie, columns: "
    "[along, series..], rows: [[along, number..]], unit?}; form {fields: [{name, input: "
    "line|long|number|date|choice|check, options?, required?}], submit?}; choice {options: [{name, about?}], "
    "several?}; plan {steps: [{text, done?, when?}]}; diff {before, after}; citation {quote, source, where?, "
    "address?}; sources {items: [{title, by?, date?, address?}]}; timeline {moments: [{when, what, more?}]}; quiz "
    "{questions: [{ask, options: [..], answer: number from 1, why?}]}; audio {body, language?}"
)


class ShowWidget(BaseModel):
    widget: dict[str, Any] = Field(
        description='One object: "kind", "label" (a short heading) and what its kind takes. ' + SHAPES
    )


async def show_widget(context: ToolContext, args: ShowWidget) -> ToolResult:
    """Check it; the page draws what the call holds. Raises Refused."""
    made = make_widget(args.widget)
    follows = {
        "form": " What is filled in comes as the person's next message.",
        "choice": " What is chosen comes as the person's next message.",
    }.get(made.kind, "")
    return ToolResult(
        f"The person sees “{made.label}” ({made.kind}) in your answer.{follows} Do not repeat what it shows.",
        f"Showed “{made.label}”",
    )


WIDGET_TOOLS = (
    Tool(
        "show_widget",
        "Show a small live part in the answer where that serves better than words: a chart of given numbers, a table, "
        "figures, choices, a form, a plan, a timeline, a quiz. Never code, never an address to load.",
        ShowWidget,
        "read",
        show_widget,
        reads="nothing",
        destinations=(),
    ),
)
