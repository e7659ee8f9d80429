"""The adapters an administrator can put in force: those of the package, those shipped, and those that were trained.

Every folder is hashed and checked, so what can be shipped is known before somebody tries; shipping itself checks again.
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gesso.agent.deciding.adapters import (
    CARD,
    MANIFEST,
    WEIGHTS,
    BadAdapter,
    Manifest,
    faults_of,
    read_adapter,
    read_manifest,
)
from gesso.agent.deciding.shelf import Row, Shelf
from gesso.base.errors import NotFound
from gesso.lab.desk.files import id_of
from gesso.model.download import GGUF_SHA256

TRAINED = "training"
MOST_CARD = 200_000

At = Literal["package", "shipped", "trained"]


@dataclass(frozen=True)
class Found:
    """An adapter's folder. `manifest` is None where it cannot be read; `faults` keep it from being used.

    `in_force` are the behaviours that it decides, be it from a copy: what is shipped is copied first.
    """

    id: str
    folder: Path
    place: At
    manifest: Manifest | None
    faults: tuple[str, ...]
    in_force: tuple[str, ...]
    bytes: int

    @property
    def key(self) -> str:
        return f"{self.manifest.name}-{self.manifest.version}" if self.manifest else self.folder.name

    @property
    def card(self) -> str:
        """The model card, empty where there is none."""
        with contextlib.suppress(OSError):
            return (self.folder / CARD).read_bytes()[:MOST_CARD].decode(errors="replace").replace("\x00", "")
        return ""


def adapters(shelf: Shelf, lab: Path, base_sha256: str = GGUF_SHA256) -> list[Found]:
    """Every folder that holds a manifest: trained ones first, then shipped ones, then the package's."""
    using = {behavior: adapter.manifest for behavior, adapter in shelf.in_force().adapters.items()}
    root = lab / TRAINED
    places: list[tuple[At, str, Sequence[Path]]] = [
        ("trained", "trained", sorted((path.parent for path in root.rglob(MANIFEST)), key=str)),
        ("shipped", "shipped", sorted(path.parent for path in shelf.folder.glob(f"*/{MANIFEST}"))),
        ("package", "package", shelf.in_package()),
    ]
    return [_found(path, place, mark, using, base_sha256) for place, mark, paths in places for path in paths]


def adapter_named(found: Sequence[Found], adapter: str) -> Found:
    """Raises NotFound."""
    one = next((each for each in found if each.id == adapter), None)
    if one is None:
        raise NotFound("There is no such adapter here any more.")
    return one


def registry(shelf: Shelf) -> tuple[list[Row], list[str], str]:
    """The rows, the newest first, what is in force from below, and why the registry cannot be read."""
    try:
        return shelf.rows()[::-1], shelf.pile(), ""
    except BadAdapter as error:
        return [], [], error.message


def _found(folder: Path, place: At, mark: str, using: dict[str, Manifest], base_sha256: str) -> Found:
    name = id_of(f"{mark} {folder}")
    try:
        manifest = read_manifest(folder)
    except BadAdapter as error:
        return Found(name, folder, place, None, (error.message,), (), 0)
    in_force = tuple(sorted(behavior for behavior, used in using.items() if used == manifest))
    size = 0
    with contextlib.suppress(OSError):
        size = (folder / WEIGHTS).stat().st_size
    faults = faults_of(folder, manifest, base_sha256)
    if not faults:
        try:
            read_adapter(folder, base_sha256)
        except BadAdapter as error:
            faults = [error.message]
    return Found(name, folder, place, manifest, tuple(faults), in_force, size)
