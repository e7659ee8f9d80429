"""Amounts of time: 20 minutes, an hour and a half, 1.5 hours, half an hour, 2 weeks."""

from gesso.schedule.words.phrase import Words, remembered

SECONDS = {"second": 1, "minute": 60, "hour": 3600}


@remembered
def amount(u: Words, i: int) -> tuple[float, str, int] | None:
    """An amount of time: (number, unit, next). "An hour and a half" and "1 hour 30 minutes" are one, in seconds."""
    if u.kind(i) == "quarter" and u.kind(i + 1) in ("of", "unit"):
        k = u.past(u.past(i + 1, "of"), "a")
        return (15, "minute", k + 1) if u.kind(k) == "unit" and u[k].name == "hour" else None
    got = _number(u, i)
    if got is None:
        return None
    n, j = got
    if u.kind(j) == "quarters" and u.kind(u.past(j + 1, "of")) == "a" and u[u.past(j + 1, "of") + 1].name == "hour":
        return n * 15, "minute", u.past(j + 1, "of") + 2
    if u.kind(j) == "quarter" and u.kind(j + 1) == "of" and u.kind(j + 3) == "unit":
        return n * 15, "minute", j + 4
    if u.kind(j) != "unit":
        return None
    name, step = u[j].name, u[j].n
    name = {"letter": "hour", "letterm": "minute", "letterd": "day"}.get(name, name)
    if u[j].name.startswith("letter") and not u[j].glued:
        return None
    if u[j].name == "letter" and u.kind(j + 1) == "number" and u[j + 1].glued and len(u[j + 1].text) == 2:
        return n * 3600 + u[j + 1].n * 60, "second", j + 2  # "1h15"
    n, j = n * step, j + 1
    if u.kind(j) == "and" and u.kind(j + 1) == "a" and u.kind(j + 2) == "half":
        n, j = n + 0.5 * step, j + 3
    elif u.kind(j) == "and" and u.kind(j + 1) == "half" and u.kind(j + 2) not in ("a", "of", "unit", "number"):
        n, j = n + 0.5 * step, j + 2  # "one hour and half", as some say
    elif name in SECONDS:
        k = u.past(j, "and")
        rest = _number(u, k)
        if rest and u.kind(rest[1]) == "quarter" and u.kind(k) in ("a", "number"):
            return n * SECONDS[name] + rest[0] * 900, "second", rest[1] + 1
        if rest and u.kind(rest[1]) == "unit" and u[rest[1]].name in SECONDS and u[rest[1]].name != name:
            return n * SECONDS[name] + rest[0] * SECONDS[u[rest[1]].name], "second", rest[1] + 1
    return n, name, j


def _number(u: Words, i: int) -> tuple[float, int] | None:
    """Two, 20, a, one and a half, 1.5, half a."""
    if u.kind(i) == "number":
        n, j = float(u[i].n), i + 1
        if (u.glued(j, ".") or u.glued(j, ",")) and u.kind(j + 1) == "number" and u[j + 1].glued:
            return float(f"{u[i].n}.{u[j + 1].text}"), j + 2
        if u.kind(j) == "and" and u.kind(j + 1) == "a" and u.kind(j + 2) == "half":
            return n + 0.5, j + 3
        return n, j
    if u.kind(i) == "half" and u.kind(i + 1) == "a":
        return 0.5, i + 2
    if u.kind(i) == "half" and u.kind(i + 1) == "unit":
        return 0.5, i + 1
    if u.kind(i) == "a" and u.kind(i + 1) == "half":
        return 0.5, i + 2
    if u.kind(i) == "times_half":
        return 1.5, i + 1
    if u.kind(i) == "a":
        return 1.0, i + 1
    return None
