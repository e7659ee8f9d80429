"""`gesso ask FILE "instruction"`: the same turn as in the page, on a file, in a room that lives for one question.

Prints the model's words, its comments and suggestions with their lines, and the difference; the file is written only
when asked. Standard output carries the difference alone, so that it can be piped into `patch`.
"""

import difflib
import sys
import tempfile
from pathlib import Path

from gesso.agent.turns import Turns
from gesso.base.clock import system_clock
from gesso.base.errors import BadInput, NotFound
from gesso.canvas.kinds import language_of_filename
from gesso.canvas.quote import find_quote
from gesso.canvas.text import restore_eol
from gesso.room import wire
from gesso.room.live_canvas import Author, LiveCanvas
from gesso.room.state import RoomState
from gesso.room.workspace import Person, Workspace
from gesso.server.decisions import open_decisions
from gesso.server.menu import open_catalogue
from gesso.settings import Settings
from gesso.store.database import Database
from gesso.tools import TOOLS

MAX_BYTES = 10_000_000
ME = Person("user_terminal", "You")


async def ask_about_file(
    settings: Settings, path: Path, instruction: str, quote: str | None, model: str | None, write: bool
) -> int:
    """Exit status 0 when the turn ended well, 1 when it failed. Raises GessoError for a file that cannot be read."""
    before = read_text(path)
    found = language_of_filename(path.name)
    kind: wire.CanvasKind = "document" if found is None or found.id in ("markdown", "text") else "code"
    settings.data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        db = await Database.open(str(Path(folder) / "ask.db"))
        workspace = Workspace(db)
        catalogue = await open_catalogue(settings, None)
        decisions = await open_decisions(settings, catalogue)
        turns = Turns(workspace, catalogue, TOOLS, system_clock, decisions)
        try:
            room = await workspace.do_create_room(ME, path.name)
            presence = await workspace.do_open_canvas(
                room, Author(ME.id, "import"), kind=kind, title=path.name,
                language=found.id if found else None, text=before,
            )  # fmt: skip
            canvas = presence.canvas
            selection = None
            if quote is not None:
                start, end = find_quote(canvas.text, quote)
                selection = wire.Selection(
                    canvas=canvas.id, version=canvas.version, start=start, end=end, quote=canvas.text[start:end]
                )
            started = await turns.say(ME, room.id, instruction, canvas=canvas.id, selection=selection, model=model)
            turn = await turns.wait(room, started.turn, 24 * 3600)
            after = restore_eol(canvas.text, canvas.row.eol)
            marks = [*comment_lines(room.state, canvas), *suggestion_lines(canvas)]
        finally:
            await turns.close()
            await workspace.close()
            await db.close()
            await catalogue.aclose()
    if turn.text:
        print(turn.text, file=sys.stderr)
    if turn.problem:
        print(f"gesso: {turn.problem.message} {turn.problem.next_step}".rstrip(), file=sys.stderr)
    for line in marks:
        print(line, file=sys.stderr)
    print_difference(path, before, after)
    if write and after != before:
        path.write_bytes(after.encode())
    return 0 if turn.outcome == "done" else 1


def read_text(path: Path) -> str:
    """The file as text. Raises NotFound, BadInput."""
    if not path.is_file():
        raise NotFound(f"{path} is not a file.")
    if path.stat().st_size > MAX_BYTES:
        raise BadInput(f"{path} is larger than {MAX_BYTES // 1_000_000} MB.")
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8 text (byte {error.start}).") from error


def comment_lines(state: RoomState, canvas: LiveCanvas) -> list[str]:
    """The comments made, by the line they are on, each with the words it offers."""
    found: list[str] = []
    for note in state.notes.values():
        start, _ = canvas.marks.note(note.id).points(canvas.document)
        rank = f" ({note.severity})" if note.severity else ""
        offer = f" → “{note.replace}”" if note.replace is not None else ""
        found.append(f"line {_line(canvas.text, start)}{rank}: “{_short(note.quote)}”: {note.body}{offer}")
    return found


def suggestion_lines(canvas: LiveCanvas) -> list[str]:
    """The suggestions that wait for a decision, which nobody makes here."""
    return [
        f"line {_line(canvas.text, canvas.document.to_points(s.from_))}: suggests “{s.after}” for “{_short(s.before)}”"
        for s in canvas.marks.suggestions.values()
    ]


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= 80 else f"{line[:79]}…"


def _line(text: str, point: int) -> int:
    return text.count("\n", 0, point) + 1


def print_difference(path: Path, before: str, after: str) -> None:
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), f"a/{path.name}", f"b/{path.name}"
    )
    for line in lines:
        sys.stdout.write(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
