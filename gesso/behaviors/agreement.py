"""Do plan, thoughts and actions agree? Measured in code on what the log holds; never a reward. Pure.

An action is a call with how it ended. Words claim an action where they say in the first person, or as an activity, that
something is being or was done; each claim needs a call of that kind which ended well. Words about what is left undone,
asked or meant claim nothing.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gesso.base.late import late

CLAIMS = {
    "search": late(r"\b(?:search(?:ed|ing)|look(?:ed|ing) (?:it |this )?up|google[d]?|researched)\b|"
    r"\bsuch(?:e|te)\b|\bgesucht\b", re.I),
    "read": late(
        r"\b(?:read(?:ing)?|open(?:ed|ing)|visit(?:ed|ing)|check(?:ed|ing)|consult(?:ed|ing)|verif(?:ied|ying))\b"
        r"(?= (?:the |a |an |it|this|that|every|each|all|its|what|whether|against|in |\d+|one|two|three|four|"
        r"several|“))|\b(?:lese|las|gelesen)\b",
        re.I,
    ),
    "write": late(
        r"\b(?:wrote|writing|draft(?:ed|ing)|add(?:ed|ing)|insert(?:ed|ing)|appended)\b|\bschreibe\b|"
        r"\bgeschrieben\b", re.I
    ),
    "change": late(
        r"\b(?:chang(?:ed|ing)|rewr(?:ote|iting)|edit(?:ed|ing)|shorten(?:ed|ing)|correct(?:ed|ing)|replac(?:ed|ing)|"
        r"delet(?:ed|ing)|remov(?:ed|ing)|renam(?:ed|ing)|fix(?:ed|ing))\b|\bändere\b|\bgeändert\b",
        re.I,
    ),
    "comment": late(r"\b(?:comment(?:ed|ing)|remark(?:ed|ing))\b|\bkommentier\w*", re.I),
    "run": late(r"\b(?:ran|running|execut(?:ed|ing)|test(?:ed|ing)) (?:the |it|this|your|my|all|its)", re.I),
}  # fmt: skip
KINDS = {
    "search_web": ("search",), "find_in_page": ("search", "read"), "open_page": ("read",), "read_canvas": ("read",),
    "open_canvas": ("write",), "add_entry": ("write",), "rewrite": ("change", "write"), "edit": ("change", "write"),
    "rename": ("change",), "undo": ("change",), "comment": ("comment",), "answer_comment": ("comment",),
    "run_code": ("run",),
}  # fmt: skip
_NOT_DONE = late(
    r"\b(?:not|n't|n’t|never|without|instead of|before|will|would|could|should|shall|going to|wants? to|plans? to|"
    r"meant to|intend\w*|need(?:s|ed)? to|try(?:ing)? to|ask(?:s|ed|ing)? (?:me |you |first |whether )?|failed|"
    r"cannot|can't|nicht|"
    r"ohne|kein\w*)\b",
    re.I,
)
_WORD = late(r"[^\W\d_]{4,}")


@dataclass(frozen=True)
class Action:
    """A call: the tool's name, the words of its arguments, and whether it ended well."""

    name: str
    words: str = ""
    ok: bool = True


@dataclass(frozen=True)
class Agreement:
    """`unbacked`: kinds of action that the words claim and the log lacks. `silent`: kinds done and not told.

    `on_plan`: of the words that a step's text and what was done have in common, the share; 1.0 where it has none.
    """

    claimed: tuple[str, ...]
    unbacked: tuple[str, ...]
    silent: tuple[str, ...]
    on_plan: float

    @property
    def holds(self) -> bool:
        return not self.unbacked


def claims_in(words: str) -> tuple[str, ...]:
    """The kinds of action that these words say are or were done."""
    found = []
    for clause in re.split(r"[.;!?\n]|,? (?:but|because|so(?: that)?|although|since|weil|aber)\b", words):
        for kind, pattern in CLAIMS.items():
            place = pattern.search(clause)
            if (
                place is not None
                and not _NOT_DONE.search(clause[: place.end()])
                and not _NOT_DONE.match(clause[place.end() :].strip())
            ):
                found.append(kind)
    return tuple(dict.fromkeys(found))


def agreement(words: str, actions: Sequence[Action], step: str = "") -> Agreement:
    """How what was told, done and planned fit together."""
    done = {kind for action in actions if action.ok for kind in KINDS.get(action.name, ())}
    claimed = claims_in(words)
    main = {KINDS[action.name][0] for action in actions if action.ok and action.name in KINDS}
    silent = tuple(
        kind for kind in CLAIMS if kind in main and kind not in claimed and not _told(kind, main, words, actions)
    )
    return Agreement(claimed, tuple(kind for kind in claimed if kind not in done), silent, _on_plan(step, actions))


def _told(kind: str, main: Iterable[str], words: str, actions: Sequence[Action]) -> bool:
    """Reading what was found is part of a search that was told; else words of the arguments must be told."""
    if kind == "read" and "search" in main:
        return True
    said = _words(words)
    return any(kind in KINDS.get(action.name, ()) and said & _words(action.words) for action in actions)


def _on_plan(step: str, actions: Sequence[Action]) -> float:
    planned = _words(step)
    done = set().union(*(_words(action.words) for action in actions)) if actions else set()
    return len(planned & done) / len(planned) if planned else 1.0


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}
