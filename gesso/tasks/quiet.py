"""When a person may be told something by a channel: quiet hours and digests, on the clock of the channel's zone."""

from datetime import UTC, datetime, time, timedelta

from gesso.schedule.expand import next_instant
from gesso.schedule.schedule import Calendar, Timetable
from gesso.schedule.zone import zone
from gesso.store.deliveries import Channel

MORNING = time(8)


def due_at(channel: Channel, now: datetime, *, urgent: bool = False) -> datetime:
    """When something of `now` goes out. What is urgent does not wait for a digest; quiet hours hold for all."""
    at = now
    if not urgent and channel.digest == "hourly":
        at = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    elif not urgent and channel.digest == "daily":
        at = _next(_time(channel.quiet_to) or MORNING, channel.zone, now)
    return out_of_quiet(channel, at)


def out_of_quiet(channel: Channel, at: datetime) -> datetime:
    """`at`, or the end of the quiet hours it falls into. From 22:00 to 07:00 goes over midnight."""
    begin, end = _time(channel.quiet_from), _time(channel.quiet_to)
    if begin is None or end is None or begin == end:
        return at
    local = at.astimezone(zone(channel.zone)).time()
    quiet = begin <= local < end if begin < end else local >= begin or local < end
    return _next(end, channel.zone, at) if quiet else at


def _time(text: str | None) -> time | None:
    return None if text is None else time.fromisoformat(text)


def _next(at: time, where: str, now: datetime) -> datetime:
    """The next time that the clocks there show `at`."""
    first = now.astimezone(zone(where)).date() - timedelta(days=1)
    found = next_instant(Timetable(Calendar(first, "daily", (at,)), where), now)
    assert found is not None, "a daily rule goes on"
    return found.utc.astimezone(UTC)
