"""The files of graded answers that the page knows: those in the lab's folder and those that came with the adapters.

A file that cannot be read is listed with its fault and hides no other. Each has an id made of where it lies, so that an
address never names a path. What was read is kept until the file changes. Reads files, writes none; safe in threads.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Literal

from gesso.base.errors import NotFound
from gesso.behaviors.behavior import BEHAVIORS, Behavior
from gesso.lab.episode import Episode, read_episodes
from gesso.lab.errors import LabError
from gesso.lab.evaluate import load_graded
from gesso.lab.summary import cases_of, one_candidate

RUNS = "runs"
KEPT = 64

Split = Literal["dev", "test"]
Stamp = tuple[int, int]


@dataclass(frozen=True)
class RunFile:
    """A file of graded answers. `own`: all its cases are of the behaviour's folder, so it can be held against others.

    `fault` is why it cannot be used, and then only `id`, `name`, `shipped` and `at` say anything.
    """

    id: str
    name: str
    path: Path
    shipped: bool
    at: datetime
    behavior: str = ""
    candidate: str = ""
    splits: tuple[str, ...] = ()
    n: int = 0
    own: bool = False
    fault: str = ""


@cache
def behavior_named(name: str) -> Behavior:
    """The behaviour, read once. Raises NotFound."""
    if name not in BEHAVIORS:
        raise NotFound(f"There is no behaviour {name!r}. There are: {', '.join(BEHAVIORS)}.")
    return load_graded(name)


def id_of(name: str) -> str:
    """A short id for a file or folder by its name in the lab's folder."""
    return hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()[:16]


def sendable(text: str) -> str:
    """`text` with what UTF-8 has no bytes for replaced; names of files may hold such."""
    return text.encode(errors="replace").decode()


def stamp_of(path: Path) -> Stamp:
    found = path.stat()
    return found.st_mtime_ns, found.st_size


class RunFiles:
    """The files below `folder`/runs and `package`/*/; `package` is where adapters come with gesso."""

    def __init__(self, folder: Path, package: Path) -> None:
        self.folder, self._package = folder / RUNS, package
        self._known: dict[Path, tuple[Stamp, RunFile]] = {}
        self._episodes: OrderedDict[Path, tuple[Stamp, tuple[Episode, ...]]] = OrderedDict()
        self._lock = Lock()

    def all(self) -> list[RunFile]:
        """Every file, the newest first."""
        found = [
            file
            for root, shipped in ((self.folder, False), (self._package, True))
            for path in sorted(root.rglob("*.jsonl"))
            if (file := self._file(root, path, shipped)) is not None
        ]
        return sorted(found, key=lambda file: (file.at, file.name), reverse=True)

    def get(self, run: str) -> RunFile:
        """The file with that id. Raises NotFound, and LabError when it cannot be used."""
        found = next((file for file in self.all() if file.id == run), None)
        if found is None:
            raise NotFound("There are no such graded answers here. They may have been moved or deleted.")
        if found.fault:
            raise LabError(found.fault)
        return found

    def episodes(self, run: RunFile, split: Split | None = None) -> list[Episode]:
        """Its graded answers, of one split or all. Raises LabError."""
        found = self._read(run.path)
        return [episode for episode in found if split is None or episode.split == split]

    def latest(self, behavior: str, split: Split) -> list[RunFile]:
        """The newest file of each candidate with answers to own cases of that split."""
        newest: dict[str, RunFile] = {}
        for file in self.all():
            if file.behavior == behavior and file.own and split in file.splits:
                newest.setdefault(file.candidate, file)
        return list(newest.values())

    def _file(self, root: Path, path: Path, shipped: bool) -> RunFile | None:
        """None for one that has gone meanwhile."""
        try:
            stamp = stamp_of(path)
        except OSError:
            return None
        with self._lock:
            known = self._known.get(path)
        if known and known[0] == stamp:
            return known[1]
        name = f"{'gesso/' if shipped else ''}{path.relative_to(root).as_posix()}"
        bare = RunFile(id_of(name), sendable(name), path, shipped, datetime.fromtimestamp(stamp[0] / 1e9, UTC))
        file = self._described(bare)
        with self._lock:
            self._known[path] = (stamp, file)
        return file

    def _described(self, bare: RunFile) -> RunFile:
        try:
            episodes = self._read(bare.path)
            first = one_candidate(episodes)
            cases = set(cases_of(episodes))
            if first.behavior not in BEHAVIORS:
                raise LabError(f"{bare.name} is of the behaviour {first.behavior!r}, which is not known here.")
        except LabError as error:
            return RunFile(bare.id, bare.name, bare.path, bare.shipped, bare.at, fault=sendable(error.message))
        known = {case.id for case in behavior_named(first.behavior).cases}
        splits = tuple(sorted({episode.split for episode in episodes}))
        return RunFile(
            bare.id, bare.name, bare.path, bare.shipped, bare.at, first.behavior, first.candidate, splits, len(cases),
            cases <= known,
        )  # fmt: skip

    def _read(self, path: Path) -> Sequence[Episode]:
        try:
            stamp = stamp_of(path)
        except OSError as error:
            raise LabError(f"{path.name} cannot be read: {error.strerror or error}.") from error
        with self._lock:
            held = self._episodes.get(path)
            if held and held[0] == stamp:
                self._episodes.move_to_end(path)
                return held[1]
        found = tuple(read_episodes(path))
        with self._lock:
            self._episodes[path] = (stamp, found)
            while len(self._episodes) > KEPT:
                self._episodes.popitem(last=False)
        return found
