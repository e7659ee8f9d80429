"""What is asked, without when: the request with the words of its schedule and its politeness taken out."""

import re
from collections.abc import Sequence

_POLITE = {
    "en": (
        r"(?:hey|hi|hello|ok|okay|alright|thanks|thank you|cheers)\b(?: gesso| there| all| team)?",
        r"yes\b|yeah\b|yep\b|when (?:it's|it is)\b(?= (?:remind|ping|tell|call|send|wake|give))",
        r"gesso\b|please\b|pls\b|kindly\b|so\b(?=,)|well\b(?=,)|and\b|also\b|then\b|but\b",
        r"would you mind\b|when (?:it's|it is)(?=,)",
        r"(?:can|could|would|will) (?:you|u)(?: please| pls)?\b|you should\b|let's\b",
        r"(?:i|we)(?:'d| would) (?:like|love|want)(?: you)? to\b(?! know| have)",
        r"(?:i|we) (?:want|need) (?:you to|gesso to)\b",
        r"(?:set up|create|schedule|add|make|start)(?: me)? an?(?: new| recurring| scheduled| repeating)? "
        r"(?:task|job|routine|automation)(?: that| to| which| for)?\b",
        r"do (?:this|the following)\b(?=:)|(?:it|do it|do this|do that|this|run this|run it)\b(?=[.!?,]?\s*$)",
    ),
    "de": (
        r"(?:hey|hallo|hi|ok|okay|danke|moin)\b(?: gesso)?|gesso\b|bitte\b|und\b|auch\b|dann\b|aber\b|sondern\b",
        r"(?:kannst|könntest|würdest|magst) du(?: bitte)?(?: mal)?(?=\s)|ich (?:möchte|will|hätte gern),? dass du\b",
        r"(?:mach|tu) das\b",
    ),
}
_LEADING = {
    language: re.compile(rf"^(?:[\s,;:.!?\-–—]+|{'|'.join(rules)})+", re.IGNORECASE)
    for language, rules in _POLITE.items()
}
_STRANDED = {
    "en": "please|pls|thanks|thank you|cheers|only|just|and|but|then|also|starting|at|on|from|for|by",
    "de": "bitte|danke|nur|und|aber|dann|um|am|ab",
}
_TRAILING = {
    language: re.compile(rf"(?:[\s,;:\-–—]+|\b(?:{words})\b)+(?=[.!?\s]*$)", re.IGNORECASE)
    for language, words in _STRANDED.items()
}
_SET = r"^(?:set|create|make|add|schedule)(?: me)? (?:an? )?(?:recurring )?reminders?"
_REMINDER = (
    (re.compile(rf"{_SET} (to|that|about)\b", re.IGNORECASE), r"Remind me \1"),
    (re.compile(rf"{_SET} for\b(?! me)", re.IGNORECASE), "Remind me of"),
)
_MAX = 20_000


def instruction(text: str, first: int, last: int, cuts: Sequence[tuple[int, int]], language: str) -> str:
    """`text[first:last]` without `cuts`, tidied: no stranded commas or "and", no politeness, a capital at the start."""
    pieces, at = [], first
    for start, end in sorted(cuts):
        if first <= start < last:
            pieces.append(text[at : max(start, at)])
            at = max(at, end)
    pieces.append(text[at:last])
    return tidy(_joined([p for n, p in enumerate(pieces) if p.strip() or not n]), language)


def _joined(pieces: Sequence[str]) -> str:
    """The pieces, with the commas around what was cut out taken away."""
    kept = [pieces[0]]
    for piece in pieces[1:]:
        before = kept[-1].rstrip()
        if re.match(r"\s*,", piece) and before[-1:] == ",":
            before, piece = before[:-1].rstrip(), piece.lstrip()[1:]  # both commas belonged to what is gone
        elif re.match(r"\s*[-–—]\s", piece) and before[-1:] in ("-", "–", "—"):
            before, piece = before[:-1].rstrip(), piece.lstrip()[1:]
        elif re.match(r"\s*[,;:.!?]", piece) and before[-1:] in ",;:—–-":
            before = before[:-1].rstrip()
        if before[-1:] in ("—", "–"):
            before = before[:-1].rstrip()
        if before.endswith("(") and piece.lstrip().startswith(")"):
            before, piece = before[:-1].rstrip(), piece.lstrip()[1:]
        kept[-1] = before
        kept.append(piece if re.match(r"\s*[,;:.!?)]", piece) else " " + piece.lstrip(" "))
    return "".join(kept)


def tidy(said: str, language: str) -> str:
    """The words of a request as a sentence that stands alone."""
    if len(said) > _MAX:
        return said.strip()
    said = re.sub(r"[ \t]+", " ", said).strip()
    if len(said) > 2 and said[0] == said[-1] == '"':
        said = said[1:-1]
    stripped = _LEADING[language].sub("", said)
    asked = stripped != said
    said = _TRAILING[language].sub("", stripped)
    for pattern, instead in _REMINDER if language == "en" else ():
        said = pattern.sub(instead, said)
    said = re.sub(r"\s+([,.;!?])", r"\1", said)
    said = re.sub(r"^(remind \w+), (to|that|about|of)\b", r"\1 \2", said, flags=re.IGNORECASE)
    said = re.sub(r"^(erinner[en]? (?:mich|uns)), (an|daran|dass|zu)\b", r"\1 \2", said, flags=re.IGNORECASE)
    said = re.sub(r"([.!?,;])(?:\s*[.,;])+", r"\1", said)
    said = said.strip(" ,;:-–—")
    if said.endswith((".", "!")) or (asked and said.endswith("?")):
        said = said[:-1].rstrip()
    return said[:1].upper() + said[1:]
