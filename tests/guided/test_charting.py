"""Messages about data on the guided path: which tool they call, and which messages are about something else."""

import pytest

from gesso.agent.guided.charting import TOOLS, ask_data
from gesso.agent.scene import CanvasScene, Scene
from gesso.canvas.snapshot import take_snapshot
from gesso.model.messages import CallChunk, Message, TextChunk

OFFERED = TOOLS | {"open_canvas", "edit"}
TEXT = "-- data: sales.csv, 5 rows\n"


def scene(ask: str, data: str = "sales.csv") -> Scene:
    snapshot = take_snapshot(TEXT, 1, kind="code", language="sql")
    return Scene(ask, active=CanvasScene("canvas_a", "code", "sales.csv", "sql", TEXT, snapshot, data=data))


def called(ask: str) -> str:
    chunks = ask_data(scene(ask), (), OFFERED)
    return "" if chunks is None else next(each.name for each in chunks if isinstance(each, CallChunk))


@pytest.mark.parametrize(
    ("ask", "tool"),
    [
        ("Chart this CSV", "make_chart"),
        ("show revenue by month", "make_chart"),
        ("average of price per city", "make_chart"),
        ("total revenue in Berlin", "query_data"),
        ("Analyse this", "analyse_data"),
        ("what stands out?", "analyse_data"),
        ("describe the columns", "profile_data"),
        ("Write a report about this data", "report_data"),
        ("thanks!", ""),
        ("Write a poem about the sea", ""),
    ],
)
def test_each_question_has_its_tool(ask: str, tool: str) -> None:
    assert called(ask) == tool


def test_a_page_without_data_is_not_asked() -> None:
    assert ask_data(scene("show revenue by month", data=""), (), OFFERED) is None


def test_what_the_tool_found_is_told_as_it_is() -> None:
    found = Message("tool", "The chart is there.\n\nI took total of “revenue”.", call_name="make_chart")
    chunks = list(ask_data(scene("show revenue by month"), (found,), OFFERED) or ())
    assert [each.text for each in chunks if isinstance(each, TextChunk)] == [found.text]
