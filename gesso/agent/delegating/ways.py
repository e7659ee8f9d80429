"""How a step of a plan is done, from its words alone: by a search, by writing, by a change, by code, or by a person.

The same words mean the same to every model; where no rule knows them a capable model takes the step as it stands, and
the built-in one says that it cannot. Pure.
"""

import re
from dataclasses import dataclass
from typing import Literal

from gesso.agent.guided.researching import asks_to_search
from gesso.base.late import late
from gesso.room.wire_tasks import OutputKind

How = Literal["search", "write", "change", "remark", "compose", "check", "person", "free", "figures", "rerun", "code",
              "match"]  # fmt: skip

COMPOSE = "Put together what was found, in the words of the pages"
SIDE_BY_SIDE = "Put side by side what was found, in the words of the pages"
CHECK = "Check every quotation in the pages as they were read"
COMPOSE_DE = "Stelle zusammen, was gefunden wurde, in den Worten der Seiten"
SIDE_BY_SIDE_DE = "Stelle nebeneinander, was gefunden wurde, in den Worten der Seiten"
CHECK_DE = "Prüfe jedes Zitat in den Seiten, wie sie gelesen wurden"
FIGURES = "List the figures that “{}” states"
RERUN = "Run the programs of “{}” in the sandbox"
WORK_OUT = "Write and run code that works out the figures of “{}”"
MATCH = "Compare the figures of “{}” with what came out"

_COMPOSE = late(
    r"^put (?:it |them |this )?(?:together|side by side)\b|^stelle? (?:es |das |alles )?(?:zusammen|nebeneinander)\b",
    re.I,
)
_CHECK = late(
    r"^check (?:every|each|all|the) (?:quot|cit|source)|^prüfe? (?:jede[sn]?|alle|die) (?:zitat|quelle)", re.IGNORECASE
)
_PERSON = late(
    r"^(?:wait for (?:my|your|the|an?|[A-Z]\w*'s)\b|(?:my|your) (?:approval|decision|choice|answer)\b|ask me\b|"
    r"approve\b|"
    r"(?:get|ask for) (?:my|your) (?:approval|decision|ok|go-ahead)|"
    r"warte auf (?:meine?|deine?|die|das)\b|frag(?:e)? mich\b)",
    re.IGNORECASE,
)
_REPRODUCES: tuple[tuple[How, re.Pattern[str]], ...] = (
    ("figures", late(r"^list the (?:figures|numbers)\b.*\bstates?\b", re.IGNORECASE)),
    ("rerun", late(r"^run the programs? (?:of|in)\b", re.IGNORECASE)),
    ("code", late(r"^write (?:and run )?code\b", re.IGNORECASE)),
    ("match", late(r"^compare the (?:figures|numbers)\b", re.IGNORECASE)),
)
_SECTION = late(
    r"^(?:write|draft|add)\b.*?\bsection\b\W*[“\"]([^”\"]{1,120})[”\"]|"
    r"^(?:schreibe?|entwirf|verfasse)\b.*?\babschnitt\b\s*[„“\"]([^“”\"]{1,120})[“”\"]",
    re.IGNORECASE,
)
_WRITE = late(
    r"^(?:write|draft|compose|summari[sz]e|describe|explain|outline|list|schreibe?|entwirf|verfasse|beschreibe?|erkläre?|"
    r"fasse)\b",
    re.IGNORECASE,
)
_REMARK = late(
    r"^(?:review|critique|check|comment on|assess)\b.*\b(?:comment|wrong|left|review|draft)\b|^comment on\b|"
    r"^(?:prüfe?|begutachte)\b.*\b(?:kommentiere|falsch|entwurf)\b",
    re.IGNORECASE,
)
_CHANGE = late(
    r"^(?:carry out|correct|fix|proof-?read|polish|clean|tidy|improve|shorten|rewrite|replace|remove|delete|translate|"
    r"make (?:it|the)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Way:
    """`output` is where a turn's result goes, `heading` what an entry stands under."""

    how: How
    output: OutputKind = "message"
    heading: str = ""

    @property
    def by_code(self) -> bool:
        return self.how in ("compose", "check", "figures", "rerun", "match")


def way_of(words: str, *, has_target: bool = False) -> Way:
    """`has_target`: there is a document that the work is about, or that it has written."""
    said = words.strip()
    if _COMPOSE.match(said):
        return Way("compose")
    if _CHECK.match(said):
        return Way("check")
    for how, pattern in _REPRODUCES:
        if pattern.match(said):
            return Way(how)
    if _PERSON.match(said):
        return Way("person")
    if section := _SECTION.match(said):
        return Way("write", "append", section[1] or section[2])
    if has_target and _REMARK.match(said):
        return Way("remark", "suggest")
    if has_target and _CHANGE.match(said):
        return Way("change", "suggest")
    if asks_to_search(said):
        return Way("search")
    if _WRITE.match(said):
        return Way("write", "append")
    return Way("free")
