"""Places and zones in words: New York time, UTC, Europe/Berlin, ET. An abbreviation of several places asks."""

import re
from datetime import UTC, datetime
from functools import lru_cache

from gesso.schedule.words.lexicon import word_set
from gesso.schedule.words.phrase import Ask, Found, Words, Zone
from gesso.schedule.zone import zone as zone_of
from gesso.schedule.zone import zone_names

_MORE = {
    "beijing": "Asia/Shanghai", "mumbai": "Asia/Kolkata", "delhi": "Asia/Kolkata", "new delhi": "Asia/Kolkata",
    "bangalore": "Asia/Kolkata", "india": "Asia/Kolkata", "indian": "Asia/Kolkata", "japan": "Asia/Tokyo",
    "san francisco": "America/Los_Angeles", "seattle": "America/Los_Angeles", "california": "America/Los_Angeles",
    "la": "America/Los_Angeles",
    "boston": "America/New_York", "washington": "America/New_York", "nyc": "America/New_York",
    "miami": "America/New_York", "atlanta": "America/New_York", "munich": "Europe/Berlin", "hamburg": "Europe/Berlin",
    "frankfurt": "Europe/Berlin", "cologne": "Europe/Berlin", "germany": "Europe/Berlin", "german": "Europe/Berlin",
    "münchen": "Europe/Berlin", "köln": "Europe/Berlin", "wien": "Europe/Vienna", "zürich": "Europe/Zurich",
    "geneva": "Europe/Zurich", "milan": "Europe/Rome", "rom": "Europe/Rome", "barcelona": "Europe/Madrid",
    "uk": "Europe/London", "british": "Europe/London", "france": "Europe/Paris", "texas": "America/Chicago",
    "dallas": "America/Chicago", "houston": "America/Chicago", "austin": "America/Chicago", "rio": "America/Sao_Paulo",
    "ny": "America/New_York", "sf": "America/Los_Angeles",
    "dc": "America/New_York",
    "são paulo": "America/Sao_Paulo", "tokio": "Asia/Tokyo", "moskau": "Europe/Moscow", "kiev": "Europe/Kyiv",
    "eastern": "America/New_York", "us eastern": "America/New_York", "central": "America/Chicago",
    "us central": "America/Chicago", "mountain": "America/Denver", "pacific": "America/Los_Angeles",
    "us pacific": "America/Los_Angeles", "cape town": "Africa/Johannesburg", "tel aviv": "Asia/Jerusalem",
    "new yorker": "America/New_York", "londoner": "Europe/London", "berliner": "Europe/Berlin", "osaka": "Asia/Tokyo",
    "abu dhabi": "Asia/Dubai", "edinburgh": "Europe/London", "manchester": "Europe/London",
    "deutscher": "Europe/Berlin", "deutsche": "Europe/Berlin", "tokioter": "Asia/Tokyo", "pariser": "Europe/Paris",
}  # fmt: skip
_NEED_TIME = {"eastern", "central", "mountain", "pacific", "la", "ny", "sf", "dc",
              "indian", "german", "british", "us eastern",
              "us central", "us pacific", "india", "central european", "deutsche", "deutscher"}  # fmt: skip
_CERTAIN = {"utc": "UTC", "gmt": "UTC", "zulu": "UTC", "et": "America/New_York", "pt": "America/Los_Angeles",
            "jst": "Asia/Tokyo", "kst": "Asia/Seoul", "sgt": "Asia/Singapore", "hkt": "Asia/Hong_Kong",
            "msk": "Europe/Moscow", "nzst": "Pacific/Auckland", "nzdt": "Pacific/Auckland"}  # fmt: skip
_UNCERTAIN = frozenset(
    [
        "est",
        "edt",
        "cst",
        "cdt",
        "mst",
        "mdt",
        "pst",
        "pdt",
        "cet",
        "cest",
        "mez",
        "mesz",
        "eet",
        "eest",
        "wet",
        "west",
        "bst",
        "ist",
        "ct",
        "mt",
        "aest",
        "aedt",
        "acst",
        "acdt",
        "awst",
        "akst",
        "hst",
        "ast",
        "adt",
        "nst",
        "brt",
        "art",
        "clt",
        "sast",
        "wib",
        "pkt",
        "gst",
        "met",
        "ndt",
    ]
)


def zone(u: Words, i: int) -> Found | None:
    """New York time; Europe/Berlin; UTC; CET; in Tokyo (right after a time of day asks whose clock is meant)."""
    j = u.past(u.past(i, "in", "and"), "the")
    if u[j].text.isdigit():
        return None
    if u.kind(j) == "local":
        return (Zone(u.moment.zone),), j + 1
    iana = _iana(u, j)
    if iana:
        return iana
    after_clock = _clock_before(u, i)
    text = u[j].text
    if text == "z" and u[j].glued and u.kind(j - 1) == "number" and after_clock:
        return (Zone("UTC"),), j + 1  # "09:00Z"
    if text in _CERTAIN or text in _UNCERTAIN:
        timely = u.kind(j + 1) in ("time", "zone_word")
        if not (after_clock or timely) or (u.kind(i) == "in" and not after_clock):
            return None
        end = u.past(j + 1, "time", "zone_word")
        if u.sign(end, "+") or (u.sign(end, "-") and u.kind(end + 1) == "number" and u[end + 1].glued):
            return (Ask("zone"),), end + 2
        return (_abbreviation(u, text),), end
    return _place(u, i, j, after_clock) or _nowhere(u, i, j, after_clock)


def _nowhere(u: Words, i: int, j: int, after_clock: bool) -> Found | None:
    """9:30 Wall Street time: a time of somewhere that is not known."""
    k = j + 1 if u.kind(j + 1) != "word" else j + 2
    named = all(u.kind(n) == "word" and u[n].text not in PASTIMES for n in range(j, k))
    if not after_clock or i != j or not named or u.kind(k) != "time" or u[j].text in u.moment.lexicon.verbs:
        return None
    return (Ask("zone"),), k + 1


PASTIMES = word_set(
    "tea story bed dinner lunch play quality family free screen snack bath nap reading meal prime spare same some any "
    "down study prayer cleaning school me real overtime game training practice party story quiet work sleep"
)


def _place(u: Words, i: int, j: int, after_clock: bool) -> Found | None:
    name, k = _longest_name(u, j)
    if not name:
        return None
    timely = u.kind(k) in ("time", "zone_word") or (u.kind(i - 1) == "time" and u.kind(i) == "in")
    timely = timely or (u.kind(i) == "in" and any(when_it_is(u, n) for n in range(max(i - 9, 0), i)))
    if timely:
        end = u.past(k, "time", "zone_word")
        return (Zone(_places()[name]),), end
    if name in _US_ZONES and after_clock and i == j:
        return (
            ((Zone(_places()[name]),), k) if u.kind(k) not in ("word", "unit") or _verbal(u, k) else ((Ask("zone"),), k)
        )
    if name in _NEED_TIME and not (after_clock and i == j and u.kind(k) in ("end", "sign", "every")):
        return None
    if after_clock and i == j and u.kind(k) not in ("word", "unit"):
        return (Zone(_places()[name]),), k
    if after_clock and u.kind(i) == "in" and not _same_clock(u, _places()[name]):
        return (Ask("place_or_zone"),), k
    return None


_US_ZONES = frozenset(["eastern", "central", "mountain", "pacific", "us eastern", "us central", "us pacific"])


def _verbal(u: Words, k: int) -> bool:
    return u[k].text in u.moment.lexicon.verbs or u[k].text in ("please", "pls")


def place_in(text: str) -> str | None:
    """The zone of the place or IANA name that `text` names ("I'm in Berlin", "america/new_york"); None for none."""
    words = re.findall(r"[^\W\d_]+(?:[/_'’.-][^\W\d_]+)*", text.lower())
    for word in words:
        if word in _names():
            return _names()[word]
    for length in (3, 2, 1):
        for at in range(len(words) - length + 1):
            name = " ".join(words[at : at + length])
            if name in _places() and name not in _NEED_TIME:
                return _places()[name]
    return None


def when_it_is(u: Words, i: int) -> bool:
    """ "When it's 9 am in Tokyo" says when, by the clock of that place."""
    if u.kind(i) != "clause" or u[i].text not in ("when", "wenn"):
        return False
    said = (u[i + 1].text, u[i + 2].text)
    return u[i + 1].text in ("it's", "its") or said in (("it", "is"), ("it", "'s"), ("es", "dort"), ("es", "in"))


def _longest_name(u: Words, j: int) -> tuple[str, int]:
    for length in (3, 2, 1):
        group = [u[n] for n in range(j, j + length)]
        if all(g.kind not in ("end", "sign", "line", "opaque") for g in group):
            name = " ".join(g.text for g in group)
            if name in _places():
                return name, j + length
    return "", j


def _clock_before(u: Words, i: int) -> bool:
    """Whether what stands right before may be the end of a time of day."""
    return u.kind(i - 1) in ("number", "meridiem", "oclock", "point", "part") or u[i - 1].name in ("night", "tonight")


def _abbreviation(u: Words, text: str) -> Zone | Ask:
    """The zone of an abbreviation: the person's own if theirs is called so, else the one that has it, or a question."""
    own = zone_of(u.moment.zone)
    year = u.moment.local.year
    names = {(own.tzname(datetime(year, m, 15)) or "").lower() for m in (1, 7)}
    german = {"mez": "cet", "mesz": "cest"}
    if german.get(text, text) in names:
        return Zone(u.moment.zone)
    return Zone(_CERTAIN[text]) if text in _CERTAIN else Ask("zone")


def _same_clock(u: Words, other: str) -> bool:
    now = u.moment.now.astimezone(UTC)
    return now.astimezone(zone_of(other)).utcoffset() == now.astimezone(zone_of(u.moment.zone)).utcoffset()


def _iana(u: Words, j: int) -> Found | None:
    """Europe/Berlin, America/Argentina/Buenos_Aires."""
    if not (u.kind(j) == "word" and u.glued(j + 1, "/")):
        return None
    k, name = j, ""
    while True:
        name += u[k].text
        k += 1
        if u.sign(k, "/") or u.sign(k, "_") or u.sign(k, "-"):
            if not u[k].glued or not u[k + 1].glued:
                break
            name += u[k].text
            k += 1
            continue
        break
    exact = _names().get(name)
    return ((Zone(exact),), u.past(k, "time")) if exact else None


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    return {name.lower(): name for name in zone_names()}


@lru_cache(maxsize=1)
def _places() -> dict[str, str]:
    """City in lower case -> zone."""
    skipped = ("Etc", "posix", "right", "US", "SystemV", "Antarctica")
    found: dict[str, str] = {}
    for name in sorted(zone_names()):
        area, _, rest = name.partition("/")
        if rest and area not in skipped:
            found.setdefault(rest.rsplit("/", 1)[-1].replace("_", " ").lower(), name)
    for common in ("center", "east", "west", "north", "south", "general", "knox", "acre", "nome", "central", "mountain",
                   "eastern", "pacific", "reunion", "easter", "midway", "wake", "eucla", "troll", "casey"):  # fmt: skip
        found.pop(common, None)
    return found | _MORE
