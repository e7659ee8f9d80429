"""Lighthouse on the first page: accessibility 100, performance at least 95, best of three runs on a shared machine."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

import build_client
from tests.browser.rules import RULES
from tests.program import ROOT, Program

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LIGHTHOUSE = ROOT / "web" / "node_modules" / "lighthouse" / "cli" / "index.js"


def scores(program: Program, folder: Path) -> dict[str, int]:
    """The categories of one run, 0 to 100."""
    chromium = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), "")
    flags = "--headless=new --disable-gpu --disable-background-networking --no-first-run"
    if os.geteuid() == 0:
        flags += " --no-sandbox"
    node, report = build_client.node_and_npm()[0], folder / "report.json"
    wanted = ["--preset=desktop", "--only-categories=performance,accessibility", f"--chrome-flags={flags}"]
    subprocess.run(
        [node, LIGHTHOUSE, program.link, *wanted, "--quiet", "--output=json", f"--output-path={report}"],
        env={**os.environ, "CHROME_PATH": chromium}, check=True, timeout=180, cwd=folder,
    )  # fmt: skip
    return {name: round(100 * found["score"]) for name, found in json.loads(report.read_text())["categories"].items()}


def test_the_first_page_scores(tmp_path: Path) -> None:
    best: dict[str, int] = {}
    for number in range(3):
        folder = tmp_path / str(number)
        folder.mkdir()
        with Program(folder / "data", RULES) as program:
            try:
                found = scores(program, folder)
            except subprocess.CalledProcessError:  # "Something went wrong with recording the trace": its own advice
                continue  # is to run it again
        best = {name: max(score, best.get(name, 0)) for name, score in found.items()}
        if best.get("performance", 0) >= 95:
            break
    assert best.get("accessibility") == 100
    assert best.get("performance", 0) >= 95
