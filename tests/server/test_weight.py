"""Serving the first page loads nothing that it does not need."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.program import ROOT

PROGRAM = """
import asyncio, json, re, sys
from pathlib import Path
import httpx

patterns, really = [], re._compiler.compile
def compiling(pattern, flags=0):
    asked = sys._getframe(1)
    while asked.f_globals["__name__"] == "re":
        asked = asked.f_back
    patterns.append(asked.f_globals["__name__"])
    return really(pattern, flags)
re._compiler.compile = compiling

from gesso.server.serve import started
from gesso.settings import read_settings

async def main():
    settings = read_settings({"GESSO_DATA": sys.argv[1]})
    async with started(settings) as running:
        transport = httpx.ASGITransport(running.app)
        async with httpx.AsyncClient(transport=transport, base_url=settings.url) as client:
            statuses = [(await client.get(path)).status_code for path in ("/", "/api/session", "/api/health")]
    modules = sorted({name.partition(".")[0] for name in sys.modules})
    ours = [name for name in patterns if name.startswith("gesso.")]
    print(json.dumps({"statuses": statuses, "modules": modules, "patterns": ours}))

asyncio.run(main())
"""
HEAVY = {
    "pydantic_ai",
    "openai",
    "anthropic",
    "google",
    "mcp",
    "numpy",
    "pandas",
    "torch",
    "xllamacpp",
    "tiktoken",
    "alembic",
    "markdown_it",
    "mdit_py_plugins",
    "reportlab",
    "PIL",
}
MOST_PATTERNS = 300
"""Of gesso's own that a start may compile; modules that hold many take `gesso.base.late`."""


def test_the_first_page_loads_no_provider_and_no_migration(tmp_path: Path) -> None:
    def serve() -> dict[str, list[str]]:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(tmp_path)], cwd=ROOT, text=True, capture_output=True, check=True
        )
        return dict(json.loads(done.stdout))

    first, second = serve(), serve()
    assert first["statuses"][1:] == second["statuses"][1:] == [200, 200]
    assert HEAVY & set(first["modules"]) == {"alembic"}, "a new database is made by a migration"
    assert HEAVY & set(second["modules"]) == set()
    many = Counter(second["patterns"])
    assert sum(many.values()) <= MOST_PATTERNS, many.most_common(5)
