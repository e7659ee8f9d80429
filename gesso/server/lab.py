"""The lab of a server: its files, its evals, and the long ways of summing up kept off the loop.

Made with the server's parts and cheap until somebody looks. What is read of files and written as views is in
`api_lab*.py`.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from gesso.base.clock import Clock
from gesso.base.errors import NotFound
from gesso.lab.desk.evals import Eval, Evals
from gesso.lab.desk.files import RunFiles
from gesso.lab.desk.judging import Judging
from gesso.server import views
from gesso.settings import Settings

T = TypeVar("T")


class Lab:
    """One for each server. `package` is the folder of the adapters that came with gesso."""

    def __init__(self, settings: Settings, clock: Clock, package: Path) -> None:
        self.folder = settings.data / "lab"
        self.package = package
        self.clock = clock
        self.files = RunFiles(self.folder, package)
        self.judging = Judging(self.folder, self.files)
        self.evals = Evals(settings, clock)
        self.writing = asyncio.Lock()

    async def read(self, work: Callable[..., T], *given: Any) -> T:
        """What `work` makes of files, done in a thread: hundreds of answers are parsed and drawn from."""
        return await asyncio.to_thread(work, *given)

    def render(self, job: Eval) -> views.LabEval:
        done = self.evals.done(job)
        left_s = None
        if job.state == "running" and done:
            took_s = max(0.0, (self.clock() - job.at).total_seconds())
            left_s = round(took_s / done * max(0, job.total - done), 1)
        return views.LabEval(
            id=job.id, behavior=job.behavior, candidate=job.candidate, split=job.split, state=job.state, at=job.at,
            ended=job.ended, done=min(done, job.total), total=job.total, left_s=left_s, message=job.message[:600],
        )  # fmt: skip


def known(name: str, names: list[str], what: str) -> str:
    """`name` if it is one of `names`. Raises NotFound, naming some of those there are."""
    if name not in names:
        raise NotFound(f"There is no {what} {name[:80]!r} here. There are: {', '.join(names[:40]) or 'none'}.")
    return name
