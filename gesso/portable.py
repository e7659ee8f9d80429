"""Taking everything out and putting it back, from the command line: export, backup, restore."""

from dataclasses import dataclass
from pathlib import Path

from gesso.base.errors import BadInput
from gesso.formats.document import Lost
from gesso.formats.front import Format, losses
from gesso.room.export import export_room, file_name, unique_name
from gesso.room.room import LiveRoom
from gesso.room.workspace import Workspace
from gesso.server.exchange import read_document, with_outputs, write_file
from gesso.settings import Settings
from gesso.store import backup as archives
from gesso.store.database import Database
from gesso.store.events import rooms_with_events
from gesso.store.files import Blobs


@dataclass(frozen=True)
class _Here:
    workspace: Workspace
    blobs: Blobs


async def export_folder(
    settings: Settings, folder: Path, format: Format | None = None
) -> tuple[int, list[tuple[Path, Lost]]]:
    """Write every conversation that is not deleted into a folder of its own; how many, and what files do not keep.

    With `format` each page is there in that form, too. Raises BadInput if the folder is not empty.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BadInput(f"{folder} is not empty; name a new folder.")
    db = await Database.open(settings.database_url)
    here = _Here(Workspace(db), Blobs(settings.files_dir))
    workspace = here.workspace
    count = 0
    unkept: list[tuple[Path, Lost]] = []
    try:
        for name in await db.read(rooms_with_events):
            room = await workspace.room(name)
            if room.state.deleted:
                continue
            count += 1
            place = folder / f"{count:04d} {file_name(room.state.title)}"
            place.mkdir(parents=True)
            async for file, content in export_room(workspace, room, here.blobs):
                (place / file).parent.mkdir(exist_ok=True)
                (place / file).write_bytes(content)
            if format is not None:
                unkept += await _write_as(here, room, format, place)
    finally:
        await workspace.close()
        await db.close()
    return count, unkept


async def _write_as(here: _Here, room: LiveRoom, format: Format, place: Path) -> list[tuple[Path, Lost]]:
    """Write each page of a conversation in that form; what the files do not keep."""
    used: set[str] = set()
    found: list[tuple[Path, Lost]] = []
    for row in room.state.open_canvases():
        live = await here.workspace.canvas(row.id)
        document = await read_document(here, room, live)
        if format == "ipynb":
            document = await with_outputs(here, live, document)
        name, content = await write_file(document, format)
        target = place / unique_name(name, used)
        target.write_bytes(content)
        found += [(target, lost) for lost in losses(format, document)]
    return found


async def backup_to(settings: Settings, archive: Path) -> str:
    """Write one consistent archive; its content hash."""
    db = await Database.open(settings.database_url)
    try:
        return (await archives.backup(db, archive, Blobs(settings.files_dir))).content_hash
    finally:
        await db.close()


async def restore_from(settings: Settings, archive: Path, force: bool) -> str:
    """Fill the workspace from an archive; the content hash of what is there afterwards."""
    settings.data.mkdir(parents=True, exist_ok=True)
    return (await archives.restore(archive, settings.database_url, Blobs(settings.files_dir), force=force)).content_hash
