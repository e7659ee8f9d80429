"""The commands that README shows, run as a person would."""

import asyncio
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from gesso.formats.document import Document, Note
from gesso.formats.front import read_any, write_as
from tests.program import ROOT, Client, Program

LETTER = "# Letter\n\nDear Anna,\n\nWe demand payment pursuant to the aforementioned contract.\n\nBen\n"
REMARK = {"quote": "We demand payment", "body": "Too harsh.", "severity": "major", "replace": "We ask you to pay"}
RULES = [
    {"tool": "comment", "steps": [{"type": "say", "text": "One comment."}]},
    {"user": "review", "steps": [{"type": "call", "name": "comment", "args": {"comments": [REMARK]}}]},
    {"tool": ".*", "steps": [{"type": "say", "text": "I made it friendlier."}]},
    {
        "user": "friendlier$",
        "steps": [{"type": "call", "name": "edit", "args": {"edits": [{"block": 3, "text": "Would you kindly pay?"}]}}],
    },
    {
        "user": "simply$",
        "steps": [{"type": "call", "name": "edit", "args": {"edits": [{"selection": True, "text": "as we agreed"}]}}],
    },
]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "letter.md").write_text(LETTER)
    (tmp_path / "rules.json").write_text(json.dumps(RULES))
    (tmp_path / "rules.pdf").write_bytes(b"%PDF-1.7")
    return tmp_path


def gesso(place: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    env = {**os.environ, "GESSO_DATA": str(place / "data"), "GESSO_SCRIPTED": str(place / "rules.json")}
    return subprocess.run(
        [sys.executable, "-m", "gesso", *arguments], cwd=place, env={**env, "PYTHONPATH": str(ROOT)},
        text=True, capture_output=True, timeout=60, check=False,
    )  # fmt: skip


def test_readme_shows_the_two_commands_first() -> None:
    shown = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert shown[0] == "make run\n"
    assert shown[1] == "make test\n"


def test_ask_prints_the_difference_and_leaves_the_file(place: Path) -> None:
    done = gesso(place, "ask", "letter.md", "make the second paragraph friendlier")
    assert done.returncode == 0, done.stderr
    assert "-We demand payment pursuant to the aforementioned contract.\n+Would you kindly pay?\n" in done.stdout
    assert "I made it friendlier." in done.stderr
    assert (place / "letter.md").read_text() == LETTER


def test_ask_for_a_review_prints_each_comment_with_its_line(place: Path) -> None:
    done = gesso(place, "ask", "letter.md", "review this")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "line 5 (major): “We demand payment”: Too harsh. → “We ask you to pay”" in done.stderr


def test_ask_about_a_selection_writes_when_told(place: Path) -> None:
    quote = "pursuant to the aforementioned contract"
    done = gesso(place, "ask", "letter.md", "say this more simply", "--select", quote, "--write")
    assert done.returncode == 0, done.stderr
    assert (place / "letter.md").read_text() == LETTER.replace(quote, "as we agreed")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("ask", "nothing.md", "x"), "nothing.md is not a file."),
        (("ask", "letter.md", "simply", "--select", "not in there"), "not in there"),
        (("ask", "letter.md", "simply", "--model", "nobody"), "There is no model 'nobody'"),
        (("restore", "nothing.gesso"), "nothing.gesso"),
        (("import", "letter.md", "nothing.docx"), "nothing.docx is not a file."),
        (
            ("import", "letter.md", "rules.pdf"),
            "rules.pdf was not imported, nor anything else. A file of the kind .pdf",
        ),
        (("import", "letter.md", "--room", "room_nowhere"), "There is no such conversation."),
        (("import", "letter.md", "--room", "Letters"), "'Letters' names no conversation."),
    ],
)
def test_a_mistake_is_told_in_a_sentence(place: Path, arguments: tuple[str, ...], says: str) -> None:
    done = gesso(place, *arguments)
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert (place / "letter.md").read_text() == LETTER


def test_a_file_that_is_not_text_is_refused(place: Path) -> None:
    (place / "letter.md").write_bytes(b"\xff\xfe\x00")
    done = gesso(place, "ask", "letter.md", "simply")
    assert (done.returncode, "is not UTF-8 text" in done.stderr) == (1, True)


def test_crlf_files_stay_crlf(place: Path) -> None:
    (place / "letter.md").write_bytes(LETTER.replace("\n", "\r\n").encode())
    gesso(place, "ask", "letter.md", "make it friendlier", "--write")
    written = (place / "letter.md").read_bytes()
    assert b"Would you kindly pay?\r\n" in written
    assert written.count(b"\n") == written.count(b"\r\n")


def test_a_port_that_is_taken_is_told_in_a_sentence(place: Path) -> None:
    with Program(place / "data", RULES) as running:
        env = {**os.environ, "GESSO_DATA": str(place / "other"), "GESSO_PORT": str(running.port)}
        done = subprocess.run(
            [sys.executable, "-m", "gesso", "serve"], cwd=ROOT, env=env, text=True, capture_output=True, timeout=30,
            check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert "set GESSO_PORT to a free port" in done.stderr
    assert "Traceback" not in done.stderr


def test_doctor_backup_restore_and_export(place: Path) -> None:
    with Program(place / "data", RULES):
        doctor = gesso(place, "doctor")
        backed = gesso(place, "backup", "everything.gesso")
    assert doctor.returncode == 0, doctor.stdout
    assert "database" in doctor.stdout
    assert backed.returncode == 0, backed.stderr
    refused = gesso(place, "restore", "everything.gesso")
    assert refused.returncode == 1, "a workspace that holds something is not overwritten unasked"
    restored = gesso(place, "restore", "everything.gesso", "--force")
    assert restored.returncode == 0, restored.stderr
    found = re.search(r"content hash (\w+)", backed.stdout)
    assert found and found[1] in restored.stdout
    exported = gesso(place, "export", "a-folder")
    assert exported.returncode == 0, exported.stderr


def test_import_makes_pages_and_export_gives_them_back(place: Path) -> None:
    start = LETTER.index("demand")
    reviewed = Document("Report", LETTER, comments=(Note(start, start + 6, "Ben Smith", "Too hard?"),))
    (place / "report.docx").write_bytes(write_as("docx", reviewed))
    (place / "page.html").write_text("<h1>News</h1><script>1</script><p onclick=x>Nothing.")
    brought = gesso(place, "import", "report.docx", "letter.md", "page.html", "--new")
    assert brought.returncode == 0, brought.stderr
    *lines, where = brought.stdout.splitlines()
    assert lines == [
        "“Report” from report.docx", "“letter” from letter.md", "“page” from page.html", "  not kept: scripts",
        "  not kept: event handlers",
    ]  # fmt: skip
    assert re.fullmatch(r"In http://localhost:8787/r/room_\w+", where)
    exported = gesso(place, "export", "a-folder", "--format", "docx")
    assert exported.returncode == 0, exported.stderr
    folder = place / "a-folder" / "0001 report"
    assert (folder / "letter.md").read_text() == LETTER
    assert (folder / "page.md").read_text() == "# News\n\nNothing.\n"
    back = read_any("Report.docx", (folder / "Report.docx").read_bytes())[0]
    assert (back.text, [note.body for note in back.comments]) == (LETTER, ["Ben Smith: Too hard?"])


async def test_import_while_serving_goes_through_the_server(place: Path) -> None:
    with Program(place / "data", RULES) as running:
        client = await Client.signed_in(running)
        room = (await client.call("POST", "/api/rooms", title="Letters"))["id"]
        os.environ["GESSO_PORT"] = str(running.port)
        try:
            brought = await asyncio.to_thread(
                gesso, place, "import", "letter.md", "--room", f"{running.url}/r/{room}/c/canvas_x"
            )
        finally:
            del os.environ["GESSO_PORT"]
        view = await client.call("GET", f"/api/rooms/{room}")
        keys = await client.call("GET", "/api/keys")
        said = await client.call("POST", f"/api/rooms/{room}/messages", text="simply put", wait_s=20)
        await client.close()
    assert brought.stdout == f"“letter” from letter.md\nIn {running.url}/r/{room}\n", brought.stderr
    assert [canvas["title"] for canvas in view["canvases"]] == ["letter"]
    assert keys == [], "the key that was made for it is gone"
    assert said["message"]


def test_the_command_it_names_runs_from_any_folder(tmp_path: Path) -> None:
    subprocess.run(["sh", str(ROOT / "scripts" / "launcher.sh"), str(tmp_path)], check=True)
    launcher = (tmp_path / "gesso").read_text().replace(f"{tmp_path}/python", sys.executable)
    (tmp_path / "gesso").write_text(launcher)
    (tmp_path / "gesso.py").write_text("raise SystemExit('the wrong gesso')")
    told = subprocess.run([tmp_path / "gesso", "--version"], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert told.stdout.startswith("gesso ")
