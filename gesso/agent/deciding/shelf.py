"""Which adapters are in force: those that came with gesso, and what was shipped and rolled back since.

The registry is a file of rows in the data folder, one for each `ship` and `rollback`, never changed but added to. It is
read as a pile: at the bottom the adapters of the package, on it each shipped one; rolling back takes the top away, in
the end also the package's, and what is left is the plain model. Of two adapters for one behaviour the upper counts. One
that is not sound is left out and said; what lies below it counts. Writing rows is the lab's (`gesso.lab.shipping`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from gesso.agent.deciding.adapters import MANIFEST, Adapter, BadAdapter, read_adapter

REGISTRY = "registry.jsonl"
PACKAGE = "package"


class Row(BaseModel):
    """What was done, when, with which adapter; for a rollback the one that was taken away."""

    model_config = ConfigDict(frozen=True, extra="allow")

    at: str
    do: Literal["ship", "rollback"]
    key: str
    behaviors: tuple[str, ...] = ()
    base_sha256: str = ""
    data_sha256: str = ""
    config_sha256: str = ""
    code_sha256: str = ""
    adapter_sha256: str = ""


@dataclass(frozen=True)
class InForce:
    """`adapters` by behaviour; `problems` are what could not be used, and why."""

    adapters: dict[str, Adapter]
    problems: tuple[str, ...] = ()

    @property
    def loaded(self) -> dict[str, Adapter]:
        """Each adapter once, by its key."""
        return {adapter.key: adapter for adapter in self.adapters.values()}

    @property
    def label(self) -> str:
        """How the model menu calls them: "decisions 2"; empty without any."""
        versions = sorted({adapter.manifest.version for adapter in self.adapters.values()})
        return f"decisions {' + '.join(versions)}" if versions else ""


class Shelf:
    """The adapters of a data folder and of the package. Reads files, keeps nothing."""

    def __init__(self, folder: Path, package: Path | None = None) -> None:
        self.folder = folder
        self.package = package if package is not None else Path(str(resources.files("gesso"))) / "adapters"

    @property
    def registry(self) -> Path:
        return self.folder / REGISTRY

    def stamp(self) -> tuple[int, int]:
        """Changes whenever a row is added."""
        try:
            found = self.registry.stat()
        except OSError:
            return 0, 0
        return found.st_mtime_ns, found.st_size

    def rows(self) -> list[Row]:
        """Every row, oldest first. Raises BadAdapter naming a line that is none."""
        try:
            lines = self.registry.read_bytes().split(b"\n")
        except FileNotFoundError:
            return []
        except OSError as error:
            raise BadAdapter(f"{self.registry} cannot be read: {error.strerror or error}.") from error
        rows = []
        for number, line in enumerate(lines, 1):
            try:
                rows += [Row.model_validate_json(line)] if line.strip() else []
            except ValidationError as error:
                raise BadAdapter(f"{self.registry} line {number} is no row of a registry. Take it out.") from error
        return rows

    def pile(self) -> list[str]:
        """The keys in force, the lowest first; `PACKAGE` stands for all that came with gesso. Raises BadAdapter."""
        pile = [PACKAGE] if self.in_package() else []
        for row in self.rows():
            if row.do == "ship":
                pile = [key for key in pile if key != row.key] + [row.key]
            elif row.key in pile:
                pile.remove(row.key)
        return pile

    def in_package(self) -> list[Path]:
        """The folders of the adapters that came with gesso."""
        return sorted(path.parent for path in self.package.glob(f"*/{MANIFEST}"))

    def in_force(self) -> InForce:
        """What is in force now. Hashes every file: some milliseconds an adapter."""
        try:
            pile = self.pile()
        except BadAdapter as error:
            return _read(self.in_package(), (error.message,))
        folders = [path for key in pile for path in (self.in_package() if key == PACKAGE else [self.folder / key])]
        return _read(folders, ())


def _read(folders: Sequence[Path], problems: tuple[str, ...]) -> InForce:
    adapters: dict[str, Adapter] = {}
    for folder in folders:
        try:
            adapter = read_adapter(folder)
        except BadAdapter as error:
            problems = (*problems, error.message)
            continue
        adapters |= dict.fromkeys(adapter.manifest.behaviors, adapter)
    return InForce(adapters, problems)
