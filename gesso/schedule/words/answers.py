"""Answers in the words of our own question: "every other one", "by mine", "there". Pure."""

import re

from gesso.schedule.words.zones import place_in

_WAYS: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (re.compile(rf"^\W*(?:{answer})\W*$", re.IGNORECASE), about, meant)
    for answer, about, meant in (
        (r"every (?:other|second) one|every two weeks|jede[nrs]? zweite[nrs]?", r"\b(?:second|2nd)\b", "other"),
        (r"(?:the )?second (?:one )?of (?:each|the|every) month",
         r"^.*?\bevery (?:second|2nd)\b(.*)$", r"the second\1 of each month"),
        (r"every time|always|each time|every week|all of them|jedes mal", r"^(?:on )?(?:the )?(\D*)$", r"every \1"),
        (r"(?:by )?(?:the clock )?there|(?:by )?theirs|there please|local time there|dort", r"^in (.*)$", r"\1 time"),
        (r"(?:by )?mine|here|my clock|by my clock|my own|bei mir|meine[rs]?", r"^in .*$", "my time"),
        (r"at (?:its|the) beginning(?: of (?:that|the) day)?|the beginning", r"\bmidnight\b", "00:00"),
    )
)  # fmt: skip
_DAYS = re.compile(r"\b(?:every|each|daily|weekly|jede\w*|täglich|\w+days?|montags?|\w+tags?)\b", re.IGNORECASE)
MOST_WORDS = 4


def as_said(answer: str, about: str) -> str | None:
    """The words that were asked about, as they would be had the answer's meaning been said; None for other answers."""
    for pattern, old, new in _WAYS:
        if pattern.match(answer) and re.search(old, about, re.IGNORECASE):
            return re.sub(old, new, about, count=1, flags=re.IGNORECASE)
    if about.lower().endswith(" time") and len(answer.split()) <= MOST_WORDS and place_in(answer):
        return f"{answer.strip(' .!').removesuffix(' time')} time"
    return None


def another_hour(answer: str, about: str) -> bool:
    """Whether both name an hour in figures: then the answer's holds, and they are no two hours."""
    return bool(re.search(r"\d", answer) and re.search(r"\d", about))


def instead(answer: str, about: str) -> bool:
    """Whether an answer may stand in the place of the few words that were asked about, and takes no days with them."""
    return len(about.split()) <= MOST_WORDS and not (_DAYS.search(about) and not _DAYS.search(answer))
