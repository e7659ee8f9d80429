"""The zone of a person: from their browser with every message, or from what they said when they were asked."""

from gesso.room.workspace import Workspace
from gesso.schedule.zone import check_zone
from gesso.store import zones


async def zone_of_person(workspace: Workspace, person: str) -> str:
    """An IANA name; "" for somebody whose zone is not known."""
    return await workspace.db.read(lambda conn: zones.zone_of(conn, person)) or ""


async def do_save_zone(workspace: Workspace, person: str, zone: str) -> bool:
    """Remember where the person is; whether that is another zone than before. Raises BadZone."""
    check_zone(zone)
    if await zone_of_person(workspace, person) == zone:
        return False
    await workspace.db.write(lambda conn: zones.save_zone(conn, person, zone))
    return True
