"""Taking everything out and putting it back, from the command line: export, backup, restore."""

from pathlib import Path

from gesso.base.errors import BadInput
from gesso.room.export import export_room, file_name
from gesso.room.workspace import Workspace
from gesso.settings import Settings
from gesso.store import backup as archives
from gesso.store.database import Database
from gesso.store.events import rooms_with_events
from gesso.store.files import Blobs


async def export_folder(settings: Settings, folder: Path) -> int:
    """Write every conversation that is not deleted into a folder of its own; how many. Raises BadInput if not empty."""
    if folder.exists() and any(folder.iterdir()):
        raise BadInput(f"{folder} is not empty; name a new folder.")
    db = await Database.open(settings.database_url)
    workspace = Workspace(db)
    count = 0
    try:
        for name in await db.read(rooms_with_events):
            room = await workspace.room(name)
            if room.state.deleted:
                continue
            count += 1
            place = folder / f"{count:04d} {file_name(room.state.title)}"
            place.mkdir(parents=True)
            async for file, content in export_room(workspace, room, Blobs(settings.files_dir)):
                (place / file).parent.mkdir(exist_ok=True)
                (place / file).write_bytes(content)
    finally:
        await workspace.close()
        await db.close()
    return count


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
