"""A summary of thoughts by rules: what the calls show, and the reason where the thoughts give one in so many words.

It tells nothing that the log does not hold, so it is true and plain; a model can be better only in its words. Pure.
"""

import re
from collections.abc import Sequence

from gesso.base.late import late
from gesso.behaviors.agreement import Action

MOST_WORDS, MOST_CHARACTERS = 30, 200

_HINT = late(
    r"\b(?:the |a |an |my |their )?(note|hint|comment|answer key|expected (?:answer|output|value)|test|teacher|"
    r"professor|"
    r"expert|colleague|author|metadata|file name|person)s?(?: in the \w+)? "
    r"(?:says?|said|shows?|gives?|gave|states?|thinks?|believes?|expects?|tells?|told|suggests?|reveals?)\b",
    re.IGNORECASE,
)
_WHY = late(r"\b(?:because|since|so that|as the|in order to)\s+([^.;:!?\n(]{5,70})", re.IGNORECASE)
_TALK = late(r"\b(?:prompt|instructions?|as an ai|the user|the model)\b", re.IGNORECASE)
_SECRET = late(r"\S*(?:\d[\d\s-]{6,}|[\w.+-]+@[\w-]+\.\w+|(?:sk|key|token|ghp)[-_]\w{6,})\S*", re.IGNORECASE)
_DOES = {
    "search_web": "Searching for", "find_in_page": "Looking for", "open_page": "Reading", "read_canvas": "Reading",
    "open_canvas": "Writing", "add_entry": "Writing", "rewrite": "Rewriting", "edit": "Changing", "rename": "Renaming",
    "comment": "Commenting on", "answer_comment": "Answering a comment on", "undo": "Taking back",
    "run_code": "Running",
}  # fmt: skip
_COULD_NOT = {
    "search_web": "search for", "find_in_page": "find", "open_page": "open", "read_canvas": "open",
    "open_canvas": "open a page for", "add_entry": "add", "edit": "alter", "comment": "note", "run_code": "start",
}  # fmt: skip


def summarise(thoughts: str, actions: Sequence[Action]) -> str:
    """One sentence, "" where there is nothing to tell."""
    done = [action for action in actions if action.ok and action.name in _DOES]
    failed = [action for action in actions if not action.ok]
    if not done and not failed and not thoughts.strip():
        return ""
    parts = []
    if done:
        main = done[0]
        parts.append(f"{_DOES[main.name]} {_shown(main.words)}".strip())
        pages = sum(action.name == "open_page" for action in done[1:])
        if pages:
            parts.append(f"reading {pages} page{'s' if pages != 1 else ''}")
        elif others := [action for action in done[1:] if action.name != main.name]:
            parts.append(f"{_DOES[others[0].name].lower()} {_shown(others[0].words, 6)}".strip())
    if failed:
        words = f"{_COULD_NOT.get(failed[0].name, 'do')} {_shown(failed[0].words, 8)}".strip()
        parts.append(f"{'could' if parts else 'Could'} not {words}")
    if not parts:
        parts.append("Thinking, nothing done yet")
    return _bounded(_joined(parts), _reason(thoughts))


def _reason(thoughts: str) -> str:
    if hint := _HINT.search(thoughts):
        return f"because the {hint[1].lower()} says so"
    found = _WHY.search(thoughts)
    return f"because {_clean(found[1])}" if found and not _TALK.search(found[1]) else ""


def _bounded(words: str, why: str) -> str:
    whole = f"{words}, {why}" if why else words
    if len(whole.split()) > MOST_WORDS or len(whole) > MOST_CHARACTERS - 1:
        whole = words
    return f"{whole[: MOST_CHARACTERS - 1].rstrip(' .,;')}."


def _joined(parts: Sequence[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]


def _shown(words: str, most: int = 12) -> str:
    return " ".join(_clean(words).split()[:most])


def _clean(words: str) -> str:
    """Without marks, secrets and what is no word for people."""
    return " ".join(re.sub(r"[`*#{}\[\]<>_]|https?://(?:www\.)?", "", _SECRET.sub("", words)).split()).strip(" ,.;:")
