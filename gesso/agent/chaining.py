"""What comes after a task: "when the news is done, write a poem about it". Read from a person's own words. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gesso.agent.guided.ask import strip_politeness
from gesso.base.late import late
from gesso.schedule.words.understand import understand_alone

MAX_CHARS = 700
_WHEN = r"(?:when(?:ever)?|once|as soon as|after|(?:each|every) time|wenn|immer wenn|sobald|nachdem)"
_DONE = (
    r"(?:(?:is|are|has|have)(?: been)? (?:done|finished|ready|completed?|through|over|run)|finishes|"
    r"(?:fertig|erledigt|durch|gelaufen|getan) (?:ist|sind|war))"
)
_IT = r"(?:it|that|this|they|(?:the|that|this) task|es|das|dies|sie|er|die aufgabe)"
_DO = r"(?:(?:then|dann) )?(?P<then>\S.*)"
_FORMS = (
    rf"(?P<before>.+?)[,.;]? (?:(?:and|then|und|dann) )*{_WHEN} (?P<first>{_IT})(?: {_DONE}|'s done),? {_DO}",
    rf"(?:(?:and|then|also|und|dann) )*{_WHEN} (?P<first>\S.{{0,80}}?)(?: {_DONE}|'s done),? {_DO}",
    rf"(?P<then>\S.*?),? {_WHEN} (?P<first>\S.{{0,80}}?)(?: {_DONE}|'s done)",
)
_CHAINED = tuple(late(rf"^{form}\W*$", re.IGNORECASE | re.DOTALL) for form in _FORMS)
_ONLY_IT = late(rf"^{_IT}$", re.IGNORECASE)
_TELLS = late(
    r"^(?:(?:remind|tell|ping|notify|alert|message) (?:me|us)|let (?:me|us) know|sag\w* (?:mir|uns)(?: bescheid)?|"
    r"(?:erinner\w*|benachrichtig\w*) (?:mich|uns))$",
    re.IGNORECASE,
)
_WORD = late(r"[^\W_]{4,}")
_NO_NAME = frozenset({"task", "tasks", "aufgabe", "that", "this", "when", "jede", "every"})


@dataclass(frozen=True)
class Chained:
    """`then` is to be done whenever the task that `first` names is done, "" where that is only to be told.

    `first` is "" for the task just spoken of.
    `before` is what the same message asks for first, "" where the task is there already.
    """

    then: str
    first: str
    before: str = ""


def chained(text: str, now: datetime) -> Chained | None:
    """None for words that chain nothing, and where `then` has a time of its own."""
    said = strip_politeness(" ".join(text.split()))
    if len(said) > MAX_CHARS:
        return None
    found = next((match for form in _CHAINED if (match := form.match(said))), None)
    if found is None:
        return None
    then, parts = strip_politeness(found["then"]).strip(" ,.!"), found.groupdict()
    timed = understand_alone(then, now, "UTC")
    if not then or timed.asked or timed.uncovered or any(task.timetable for task in timed.tasks):
        return None
    if _TELLS.match(then):
        then = ""
    first = "" if _ONLY_IT.match(found["first"]) else found["first"]
    return Chained(then[:1].upper() + then[1:], first, parts.get("before") or "")


def named_in(words: str, titles: Sequence[tuple[str, str]]) -> list[str]:
    """The ids of the (id, title) that share most words with `words`; none where no word is shared."""
    said = set(_WORD.findall(words.casefold())) - _NO_NAME
    shared = {task: len(said.intersection(_WORD.findall(title.casefold()))) for task, title in titles}
    most = max(shared.values(), default=0)
    return [task for task, count in shared.items() if count == most] if most else []
