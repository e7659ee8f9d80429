"""The commands that README shows, run as a person would."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.program import ROOT, Program

LETTER = "# Letter\n\nDear Anna,\n\nWe demand payment pursuant to the aforementioned contract.\n\nBen\n"
RULES = [
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
