"""Whether a message asks to be reminded, so that a time it does not say is asked for."""

import re
from collections.abc import Sequence

from gesso.base.late import late
from gesso.schedule.words import statements
from gesso.schedule.words.lexicon import word_set
from gesso.schedule.words.phrase import Phrase, Words
from gesso.schedule.words.subjects import subjects

REMINDERS = word_set(
    "remind reminded reminder reminders nudge erinnere erinner erinnern erinnerst erinnerung wecker alarm"
)
_RINGS = frozenset(["goes", "went", "rings", "rang", "is", "was", "didn't", "woke", "wakes"])
_PINGS = frozenset(["ping", "nudge", "alert", "buzz", "poke", "wake"])
_POSTED = late(
    r"\bkeep (?:me|us) (?:posted|updated|informed|in the loop)\b|\bhalte? mich auf dem laufenden\b", re.IGNORECASE
)
_NO_REMINDER = late(
    r"\bno reminders?\b(?: is| are)?(?: needed| necessary| required|,|\.|$)|\bwithout (?:a )?reminders?\b|"
    r"\bkeine erinnerung(?:en)?\b(?: nötig|,|\.|$)",
    re.IGNORECASE,
)


def wants_time(u: Words, text: str, phrases: Sequence[Phrase]) -> bool:
    """Whether `text` (of the units `u`) asks for a reminder, an alarm, or to be kept informed."""
    if _NO_REMINDER.search(text):
        return False
    if _POSTED.search(text):
        return True
    subject = subjects(u, phrases) | statements.asked(u, phrases)
    subject |= statements.came_about(u) | statements.recalled(u)
    if any(u[i].text in _PINGS and u[i + 1].text in ("me", "us") and i not in subject for i in (0, 1)):
        return True
    for i, unit in enumerate(u.units):
        rings = u.kind(i - 1) == "mine" and u[i + 1].text in _RINGS
        told = unit.text == "alarm" and u.kind(i - 1) == "the" and any(u[j].text in _RINGS for j in range(i + 1, i + 5))
        if unit.text in REMINDERS and i not in subject and not rings and not told:
            return True
    return False
