"""What is to be done, where that leaves only one half of the day: people are woken in the morning."""

from gesso.schedule.words.phrase import Hm, Phrase, Words

# Said beside an hour, these leave only one half of the day.
_DOINGS = {
    "wake": "morning", "breakfast": "morning", "weck": "morning", "wecke": "morning", "frühstück": "morning",
    "bedtime": "evening", "goodnight": "evening", "good night": "evening",
}  # fmt: skip


def part_of_doing(u: Words, hm: Hm, phrase: Phrase) -> tuple[str, str] | None:
    """The part of the day that a word beside the time settles, and that word."""
    if hm.how not in ("bare", "oclock") or not 4 <= hm.hour <= 11:
        return None
    near = u.beside(phrase.first, -1, 6) + u.beside(phrase.last - 1, 1, 5)
    return next(
        ((_DOINGS[u[i].text], u[i].text) for i in near if u[i].text in _DOINGS and not _wakes_thing(u, i)), None
    )


def _wakes_thing(u: Words, i: int) -> bool:
    """ "Wake the report job up at 7": what is no person is woken at any hour."""
    return u[i].text in ("wake", "weck", "wecke") and u.kind(i + 1) in ("the", "a", "this", "that")
