"""When a question is asked again: SM-2 (P. A. Woźniak, "Optimization of learning", 1990), as published. Pure.

Grades are 0 to 5; below 3 the question begins anew. Intervals are days.
"""

from dataclasses import replace
from math import ceil

from gesso.store.lenses import KnownCard

FRESH_EASINESS, LEAST_EASINESS = 2_500, 1_300  # thousandths
MOST_DAYS = 36_500


def fresh(card: str) -> KnownCard:
    """One that was never answered: due at once."""
    return KnownCard(card, 0, FRESH_EASINESS, 0, 0)


def graded(card: KnownCard, grade: int, today: int) -> KnownCard:
    missed = 5 - grade
    easiness = max(LEAST_EASINESS, card.easiness + 100 - missed * (80 + missed * 20))
    if grade < 3:
        return replace(card, known=0, easiness=easiness, interval=1, due=today + 1)
    later = 1 if card.known == 0 else 6 if card.known == 1 else ceil(card.interval * easiness / 1_000)
    interval = min(later, MOST_DAYS)
    return replace(card, known=card.known + 1, easiness=easiness, interval=interval, due=today + interval)
