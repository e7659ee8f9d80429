"""Where somebody is: the zone that their clock shows, an IANA name. Kept among the named settings, one for a person."""

from sqlalchemy import Connection

from gesso.store.configuration import save_setting, setting


def zone_of(conn: Connection, user: str) -> str | None:
    """None for somebody whose zone nobody has said."""
    found = setting(conn, f"zone:{user}")
    return found if isinstance(found, str) else None


def save_zone(conn: Connection, user: str, zone: str) -> None:
    if zone_of(conn, user) != zone:
        save_setting(conn, f"zone:{user}", zone)
