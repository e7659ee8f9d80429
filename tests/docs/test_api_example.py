"""docs/api.md's example is run as it stands: same words, real server, real curl."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.program import ROOT, Program

RULES = [
    {"tool": ".*", "steps": [{"type": "say", "text": "Done."}]},
    {
        "user": "slower",
        "steps": [
            {
                "type": "call",
                "name": "edit",
                "args": {"edits": [{"selection": True, "text": "It strolled through the wood."}]},
            }
        ],
    },
]


@pytest.mark.skipif(not shutil.which("jq") or not shutil.which("curl"), reason="the example needs curl and jq")
def test_the_example_runs(tmp_path: Path) -> None:
    [script] = re.findall(r"```sh\n(.*?)```", (ROOT / "docs/api.md").read_text(), re.DOTALL)
    command = tmp_path / "gesso"  # as an installed gesso puts itself on the path
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m gesso "$@"\n')
    command.chmod(0o755)
    with Program(tmp_path / "data", RULES) as program:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            env={
                "PATH": f"{tmp_path}:/usr/bin:/bin",
                "GESSO": program.url,
                "GESSO_DATA": str(tmp_path / "data"),
                "PYTHONPATH": str(ROOT),
            },
            cwd=tmp_path, text=True, capture_output=True, timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    _, _, rest = done.stdout.partition("the turn ended: done\n")
    assert rest, done.stdout
    assert "It strolled through the wood." in rest
    assert rest.endswith("It ran quickly through the wood.\n"), "undo and export give the first text again"
