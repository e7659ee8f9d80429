"""`gesso lab ship | rollback | shipped`: adapters go into force by a row in the registry, and out of it by another.

Nothing is shipped that is not sound (`adapters.py`), did not pass the gate, or bears the name of something else that
was shipped. The folder is copied into the data folder first, so what is in force does not hang on where it was trained;
the row is added last, so a broken copy is never in force. One writer at a time.
"""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from gesso.agent.deciding.adapters import (
    CARD,
    MANIFEST,
    WEIGHTS,
    WORDS,
    BadAdapter,
    Manifest,
    faults_of,
    read_adapter,
    read_manifest,
)
from gesso.agent.deciding.shelf import PACKAGE, Row, Shelf
from gesso.base.clock import Clock
from gesso.lab.errors import LabError
from gesso.model.download import GGUF_SHA256
from gesso.settings import Settings


class NotShipped(LabError):
    code = "not_shipped"


def shelf_of(settings: Settings) -> Shelf:
    """The adapters of a data folder."""
    return Shelf(settings.data / "adapters")


def ship(shelf: Shelf, folder: Path, clock: Clock, base_sha256: str = GGUF_SHA256) -> Row:
    """Put the adapter of `folder` in force. Raises NotShipped with every reason; then nothing has changed."""
    try:
        manifest = read_manifest(folder)
    except BadAdapter as error:
        raise NotShipped(f"Nothing was shipped. {error.message}") from error
    reasons = [*faults_of(folder, manifest, base_sha256), *_gate_of(manifest)]
    kept = shelf.folder / f"{manifest.name}-{manifest.version}"
    if (kept / MANIFEST).exists() and not _same(kept, folder):
        reasons.append(f"there is another {kept.name} already: give this one a version of its own")
    if reasons:
        raise NotShipped(f"Nothing was shipped. {folder}: {'; '.join(reasons)}.")
    row = _row(manifest, clock)
    with _writing(shelf):
        if shelf.pile()[-1:] == [row.key]:
            raise NotShipped(f"{row.key} is in force already.")
        if not (kept / MANIFEST).exists():
            _copy(folder, kept)
            read_adapter(kept, base_sha256)
        _add(shelf, row)
    return row


def rollback(shelf: Shelf, clock: Clock) -> Row:
    """Take what was shipped last out of force. Raises NotShipped where nothing is."""
    with _writing(shelf):
        pile = shelf.pile()
        if not pile:
            raise NotShipped("No adapter is in force: the rules decide alone. There is nothing to take back.")
        row = Row(at=clock().isoformat(timespec="seconds"), do="rollback", key=pile[-1])
        _add(shelf, row)
    return row


def told_key(key: str) -> str:
    """A key of the registry in words."""
    return "what came with gesso" if key == PACKAGE else key


def render_shipped(shelf: Shelf) -> str:
    """What is in force for each behaviour, what could not be used, and every row of the registry."""
    found = shelf.in_force()
    lines = [
        f"{name}: {adapter.key} ({adapter.manifest.adapter_sha256[:12]})" for name, adapter in found.adapters.items()
    ]
    lines = ["In force:", *(f"  {line}" for line in sorted(lines))] if lines else ["In force: nothing, rules alone."]
    lines += [f"  not used: {problem}" for problem in found.problems]
    with contextlib.suppress(BadAdapter):  # told above
        rows = shelf.rows()
        lines += ["Registry:"] if rows else []
        lines += [f"  {row.at}  {row.do:8}  {told_key(row.key)}  {row.adapter_sha256[:12]}".rstrip() for row in rows]
    return "\n".join(lines)


def _gate_of(manifest: Manifest) -> list[str]:
    if manifest.gate.passed:
        return []
    why = ", ".join(manifest.gate.reasons) or "no reason is given"
    return [f"it did not pass the gate ({why})"]


def _same(kept: Path, folder: Path) -> bool:
    return (kept / MANIFEST).read_bytes() == (folder / MANIFEST).read_bytes()


def _row(manifest: Manifest, clock: Clock) -> Row:
    return Row(
        at=clock().isoformat(timespec="seconds"),
        do="ship",
        key=f"{manifest.name}-{manifest.version}",
        behaviors=tuple(sorted(manifest.behaviors)),
        base_sha256=manifest.base_sha256,
        data_sha256=manifest.data_sha256,
        config_sha256=manifest.config_sha256,
        code_sha256=manifest.code_sha256,
        adapter_sha256=manifest.adapter_sha256,
    )


def _copy(folder: Path, kept: Path) -> None:
    """All that an adapter is read from, in a folder that appears whole or not at all."""
    new = kept.with_name(f".{kept.name}.new")
    try:
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        for name in (WEIGHTS, MANIFEST, CARD, WORDS):
            if name != WORDS or (folder / name).is_file():  # only some adapters listen to words
                shutil.copyfile(folder / name, new / name)
        shutil.rmtree(kept, ignore_errors=True)
        new.replace(kept)
    except OSError as error:
        shutil.rmtree(new, ignore_errors=True)
        raise _unwritten(kept, error) from error


def _add(shelf: Shelf, row: Row) -> None:
    try:
        shelf.folder.mkdir(parents=True, exist_ok=True)
        with shelf.registry.open("ab") as file:
            size = file.tell()
            try:
                file.write(row.model_dump_json().encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                file.truncate(size)
                raise
    except OSError as error:
        raise _unwritten(shelf.registry, error) from error


@contextlib.contextmanager
def _writing(shelf: Shelf) -> Iterator[None]:
    """Holds the registry against another command that ships at the same time."""
    lock = shelf.folder / ".lock"
    try:
        shelf.folder.mkdir(parents=True, exist_ok=True)
        lock.mkdir()
    except FileExistsError:
        raise NotShipped(
            f"Another command is shipping just now. If none is, remove the empty folder {lock} and try again."
        ) from None
    except OSError as error:
        raise _unwritten(shelf.folder, error) from error
    try:
        yield
    finally:
        lock.rmdir()


def _unwritten(path: Path, error: OSError) -> NotShipped:
    why = error.strerror or error
    return NotShipped(f"{path} could not be written ({why}). Nothing was shipped; make room there and try again.")
