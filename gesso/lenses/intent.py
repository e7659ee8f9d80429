"""Which lens a text calls for, by cheap signs; nothing where they are weak. Pure, and linear in what it is given."""

import re

from gesso.base.late import late

FEWEST_LINES = 6  # of dialogue, dates, claims
_SPOKEN = late(r"[“\"„«][^”\"“»\n]{2,}[,.!?…][”\"“»]|^[—–-]\s?[A-ZÀ-Þ]", re.MULTILINE)
_NAME = late(r"(?<=[a-zà-ÿ,;] )[A-ZÀ-Þ][a-zà-ÿ]{2,}\b")
_MONTH = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember"
)
_DATE = late(rf"\b(?:1[5-9]|20)\d\d\b|\b\d{{1,2}}\.? (?:{_MONTH})\b|\b(?:{_MONTH}) \d{{1,2}}\b")
_CITED = late(r"\[\d{1,3}\]|\[\^\w+\]|\]\(https?://")
_QUESTION = late(r"\?\s*$", re.MULTILINE)
_HEADING = late(r"^#{1,6} ", re.MULTILINE)


def suggested_for(text: str, kind: str, language: str | None) -> tuple[str, str]:
    """(name of the lens, why in a few words), or ("", "")."""
    if kind == "code":
        return ("diagnostics", "a program") if language == "python" and len(text) > 80 else ("", "")
    if kind != "document":
        return "", ""
    spoken = len(_SPOKEN.findall(text))
    names: dict[str, int] = {}
    for name in _NAME.findall(text):
        names[name] = names.get(name, 0) + 1
    known = [name for name, count in names.items() if count >= 3]
    if spoken >= FEWEST_LINES and len(known) >= 2:
        return "characters", f"dialogue between {known[0]} and {known[1]}"
    if (dates := len(_DATE.findall(text))) >= FEWEST_LINES:
        return "plot", f"{dates} dates"
    if (cited := len(_CITED.findall(text))) >= 4:
        return "claims", f"{cited} sources cited"
    if len(_HEADING.findall(text)) >= 8:
        return "outline", "many sections"
    return "", ""
