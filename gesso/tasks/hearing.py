"""What people say while delegated work goes on, as far as it is about the plan itself. Pure.

"Skip step 3", "also search for prices", "focus on Europe", "pause" and "stop" are carried out by code, whatever the
model; all else goes to the next step as it was said.
"""

import re
from dataclasses import dataclass
from typing import Literal

from gesso.agent.delegating.ways import way_of
from gesso.base.late import late
from gesso.canvas.plan import Plan, PlanStep, added, marked, reworded

YES = late(
    r"^\W*(?:yes|yep|ok(?:ay)?|sure|good|fine|go(?: on| ahead)?|continue|approved?|i approve|done|agreed|"
    r"looks good|lgtm|"
    r"ja|gut|weiter|passt)\b",
    re.IGNORECASE,
)
_SKIP = late(
    r"^\W*(?:please )?(?:skip|leave out|drop) (?:step )?(?:(?P<n>\d{1,3})|the next (?:one|step)|it|this(?: step|"
    r" one)?)\W*$",
    re.IGNORECASE,
)
_PAUSE = late(r"^\W*(?:please )?(?:pause|wait|hold on)\W*$", re.IGNORECASE)
_STOP = late(r"^\W*(?:please )?stop(?: (?:it|working|the work))?\W*$", re.IGNORECASE)
_ALSO = late(
    r"^\W*(?:please |and |then )?(?:also|additionally|add(?: a step)?:?)\s+"
    r"(?P<what>(?:search|look|find|draft|write|check|review|compare)\b.+)$",
    re.IGNORECASE,
)
_FOCUS = late(
    r"^\W*(?:please )?(?:focus (?:only )?on|only(?: look at| in| about)?|limit (?:it|"
    r"this) to)\s+(?P<what>[^.!?\n]{2,80})\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Heard:
    """The plan's text after it, and what was done in words; or `act`."""

    text: str
    why: str
    act: Literal["change", "pause", "stop"] = "change"


def hear(words: str, plan: Plan, text: str, following: PlanStep | None) -> Heard | None:
    """None where the words are for the next step, not for the plan. `following`: the step that comes next."""
    said = " ".join(words.split())
    if _STOP.match(said):
        return Heard(text, f"You said: {said}", "stop")
    if _PAUSE.match(said):
        return Heard(text, f"You said: {said}", "pause")
    if skip := _SKIP.match(said):
        number = int(skip["n"]) if skip["n"] else following.number if following is not None else 0
        step = next((each for each in plan.steps if each.number == number and each.open), None)
        return Heard(marked(text, step.key, "-"), f"Left out step {number}, as you said.") if step is not None else None
    if also := _ALSO.match(said):
        what = also["what"].strip(" .")
        return Heard(_before_the_end(text, plan, what[:1].upper() + what[1:]), "Added a step, as you said.")
    if focus := _FOCUS.match(said):
        what = focus["what"].strip(" .")
        open_searches = [each for each in plan.steps if each.open and way_of(each.text).how == "search"]
        for each in open_searches:
            text = reworded(text, each.key, f"{each.text} {what}")
        if open_searches:
            count = len(open_searches)
            return Heard(text, f"Changed {count} step{'s' if count != 1 else ''} to look at {what}, as you said.")
    return None


def _before_the_end(text: str, plan: Plan, words: str) -> str:
    """Another step: behind the last one that finds something out, where it finds something out, else at the end."""
    searches = [each for each in plan.steps if way_of(each.text).how == "search"]
    after = searches[-1].key if searches and way_of(words).how == "search" else None
    return added(text, words, after)
