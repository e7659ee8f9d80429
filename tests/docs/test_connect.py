"""docs/connect.md as it stands: its commands and its Python run against a real server."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.program import ROOT, Program

RULES = [{"user": "hello", "steps": [{"type": "say", "text": "Hello there."}]}]
PAGE = (ROOT / "docs/connect.md").read_text()


@pytest.mark.skipif(not shutil.which("curl"), reason="the example needs curl")
def test_the_examples_of_openais_api_run(tmp_path: Path) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    [script] = [block.replace('"embedded"', '"scripted"') for block in blocks if "curl" in block]
    python = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[0].replace(".data[0]", ".data[-1]")
    command = tmp_path / "gesso"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m gesso "$@"\n')
    command.chmod(0o755)
    (tmp_path / "example.py").write_text(python)
    with Program(tmp_path / "data", RULES) as program:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", f"{script}\n{sys.executable} example.py"],
            env={
                "PATH": f"{tmp_path}:{os.environ['PATH']}",
                "GESSO": program.url,
                "GESSO_DATA": str(tmp_path / "data"),
                "PYTHONPATH": str(ROOT),
            },
            cwd=tmp_path, text=True, capture_output=True, timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"id":"embedded"' in done.stdout and "data: [DONE]" in done.stdout
    assert done.stdout.endswith("Hello there.\nHello there.")
