"""Rows of the log are valid AG-UI 1.0 events, by the protocol's own validators where Node has them."""

import json
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gesso.room import wire
from gesso.server.agui import render_event
from gesso.server.stream import parse_position, render_message

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

BODIES: list[wire.Body] = [
    wire.RoomCreated(title="é😀字"),
    wire.RoomRenamed(title="b", auto=True),
    wire.RoomDeleted(),
    wire.RoomRestored(),
    wire.MemberJoined(member="user_1", name="Ada", role="owner"),
    wire.MemberLeft(member="user_1"),
    wire.MessagePosted(message="msg_1", parent="", text="hello"),
    wire.BranchChosen(message="msg_1"),
    wire.TurnStarted(turn="turn_1", message="msg_2", parent="msg_1", agent="agent", model="scripted"),
    wire.TurnResumed(turn="turn_1", discarded=3),
    wire.TextDelta(turn="turn_1", message="msg_2", delta="\r\nline \u2028 end"),
    wire.Thought(turn="turn_1", message="msg_2", delta="hm"),
    wire.ToolArgs(turn="turn_1", message="msg_2", call="call_1", name="edit", delta='{"a":'),
    wire.ToolCalled(turn="turn_1", message="msg_2", call="call_1", name="edit", args={"a": 1}),
    wire.ToolReturned(turn="turn_1", call="call_1", ok=True, result="done"),
    wire.ShortcutMeasured(turn="turn_1", words="412 → 206 words, −50 %", met=True),
    wire.TurnEnded(turn="turn_1", outcome="done", usage=wire.Usage(input_tokens=3, output_tokens=4)),
    wire.TurnEnded(turn="turn_1", outcome="stopped"),
    wire.TurnEnded(turn="turn_1", outcome="failed", problem=wire.Problem(code="rate", message="Too many.")),
    wire.AnswerRated(turn="turn_1", thumb="up"),
    wire.CanvasOpened(canvas="canvas_1", kind="document", title="t"),
    wire.CanvasClosed(canvas="canvas_1"),
    wire.CanvasUpdated(canvas="canvas_1", kind="code", title="t", language="python"),
    wire.CanvasDeleted(canvas="canvas_1"),
    wire.CanvasRestored(canvas="canvas_1"),
    wire.CanvasPrivacySet(canvas="canvas_1", private=True),
    wire.CanvasPaired(canvas="canvas_1", pairing="point"),
    wire.CanvasChanged(canvas="canvas_1", turn="turn_1", from_version=0, to_version=2, summary="s"),
    wire.ChangeSettled(canvas="canvas_1", turn="turn_1", state="kept"),
    wire.SuggestionMade(
        suggestion="s_1", canvas="canvas_1", turn=None, version=1, start=0, end=1, before="a", after="b"
    ),
    wire.SuggestionSettled(suggestion="s_1", canvas="canvas_1", state="rejected"),
    wire.CanvasTrusted(canvas="canvas_1", trust="suggest"),
    wire.VersionNamed(canvas="canvas_1", version=2, name="First draft"),
    wire.NoteOpened(note="n_1", canvas="canvas_1", turn=None, version=1, start=0, end=1, quote="a", body="Why?"),
    wire.NoteReplied(note="n_1", canvas="canvas_1", reply="r_1", body="So."),
    wire.NoteEdited(note="n_1", canvas="canvas_1", reply="r_1", body="Thus."),
    wire.NoteSettled(note="n_1", canvas="canvas_1", state="resolved"),
    wire.AgentInvited(agent=wire.RoomAgent(id="agent_a", name="A", instructions="Be brief.")),
    wire.AgentDismissed(agent="agent_a"),
    wire.RoundsStarted(
        rounds="rounds_1",
        message="msg_1",
        canvas="canvas_1",
        agents=("agent_a", "agent_b"),
        task="",
        until="minor",
        most=3,
        model="scripted",
    ),
    wire.RoundsEnded(rounds="rounds_1", outcome="done", done=1, left=0, why="Nothing is left."),
    wire.TaskCreated(
        task="task_1", title="News", instruction="Summarise the news", sentence="every day at 19:00",
        next=("2026-11-27T19:00:00",), zone="Europe/Berlin", turn="turn_1",
    ),
    wire.TaskChanged(
        task="task_1", what="at 20:00 instead of 19:00", title="News", sentence="every day at 20:00",
        next=("2026-11-27T20:00:00",),
    ),
    wire.FileChanged(
        file="file_1", name="book.pdf", kind="pdf", media_type="application/pdf", size_bytes=9, state="reading",
        unit="page", parts=90, done=9,
    ),
    wire.RunFinished(task="task_1", run="task_1:1:2026-11-27T19:00:00Z", title="News", state="done", canvas="canvas_1"),
    wire.ApprovalAsked(
        approval="approval_1", turn="turn_1", call="call_1", tool="send", irreversible=True, args={"to": "a@b.org"},
        sources=(wire.ArgSource(argument="to", value="a@b.org", origin="page", where="example.org", quote="write to"),),
        shows="To: a@b.org", why="It cannot be taken back.", undo=False, canvas=None, expires_at=AT,
    ),
    wire.ApprovalSettled(approval="approval_1", state="approved", args={"to": ["c@d.org"]}, reason=""),
    wire.CallBegun(turn="turn_1", call="call_1", why="You approved it."),
    wire.CallUndone(turn="turn_1", call="call_1", ok=True, result="Withdrawn."),
    wire.DataPut(canvas="canvas_1", file="file_1", name="a.csv", format="csv", size_bytes=9, number=1),
    wire.JobPlanned(job="job_1", title="Tea", ask="About tea", kind="research", canvas="canvas_1", asked=("Which?",)),
    wire.JobMoved(job="job_1", state="waiting", question="Go on?", step="step_1"),
    wire.StepBegun(job="job_1", run="task_1:1:x", step="step_1", attempt=1, text="Search for tea", heard=("Green",)),
    wire.StepEnded(job="job_1", step="step_1", attempt=1, text="Search for tea", outcome="done", summary="2 pages"),
    wire.WidgetActed(
        acted=wire.WidgetAct(place="msg_2", widget="a", label="Plan", act="tick", values={"1": "yes"}), words="ticked"
    ),
]  # fmt: skip


def rendered() -> list[dict[str, Any]]:
    events = [wire.Event(seq=i + 1, room="room_1", at=AT, by="user_1", body=b) for i, b in enumerate(BODIES)]
    return [render_event(event) for event in events]


def test_every_kind_of_row_is_covered() -> None:
    import typing

    union = typing.get_args(typing.get_args(wire.Body)[0])
    assert {type(body) for body in BODIES} == set(union)


def test_the_row_travels_with_its_event() -> None:
    for seq, event in enumerate(rendered(), 1):
        assert wire.Event.model_validate(event["gesso"]).seq == seq


def test_names_follow_the_contract() -> None:
    names = {event["gesso"]["body"]["type"]: event["type"] for event in rendered()}
    assert names["text_delta"] == names["message_posted"] == "TEXT_MESSAGE_CHUNK"
    assert names["tool_returned"] == "TOOL_CALL_RESULT"
    assert names["turn_started"] == "RUN_STARTED"
    ends = [event["type"] for event in rendered() if event["gesso"]["body"]["type"] == "turn_ended"]
    assert ends == ["RUN_FINISHED", "RUN_FINISHED", "RUN_ERROR"]
    assert names["canvas_opened"] == "CUSTOM"


def test_a_message_is_one_line_of_data_whatever_the_words() -> None:
    event = wire.Event(
        seq=7, room="r", at=AT, by="u", body=wire.TextDelta(turn="t", message="m", delta="a\r\n\n\rb\u2028")
    )
    lines = render_message(event).decode().split("\n")
    assert lines[0] == "id: 7" and lines[2:] == ["", ""]
    assert json.loads(lines[1].removeprefix("data: "))["delta"] == "a\r\n\n\rb\u2028"


def test_the_last_event_id_decides() -> None:
    assert parse_position(3, "9") == 9
    assert parse_position(3, None) == 3
    for bad in ("-1", "１", "x", "9" * 400):
        with pytest.raises(Exception, match="Last-Event-ID"):
            parse_position(0, bad)


def test_the_protocols_own_validators_accept_every_row(tmp_path: Path) -> None:
    """Needs Node and `@ag-ui/core` with `zod`: in `web/node_modules` or the folder named by GESSO_AGUI."""
    folder = Path(os.environ.get("GESSO_AGUI") or Path(__file__).parents[2] / "web" / "node_modules")
    node = shutil.which("node")
    if node is None or not (folder / "@ag-ui" / "core" / "dist" / "schemas.mjs").is_file():
        pytest.skip("Node or @ag-ui/core is not installed")
    (tmp_path / "node_modules").symlink_to(folder)
    script = tmp_path / "check.mjs"
    script.write_text(
        "import { EventSchema } from '@ag-ui/core/schemas';\n"
        "let text = ''; for await (const part of process.stdin) text += part;\n"
        "for (const event of JSON.parse(text)) EventSchema.parse(event);\n"
        "let refused = 0;\n"
        "try { EventSchema.parse({ type: 'RUN_STARTED', runId: 'x' }); } catch { refused = 1; }\n"
        "process.exit(refused ? 0 : 3);\n"
    )
    done = subprocess.run(
        [node, str(script)], input=json.dumps(rendered()), text=True, capture_output=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr[-2000:]
