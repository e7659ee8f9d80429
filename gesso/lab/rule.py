"""The rules of the guided path as a candidate: what code alone makes of a case. Every report is held against it."""

import hashlib
import time
from collections.abc import Callable
from datetime import datetime
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import islice

from gesso.agent.deciding.rules import rule_vote
from gesso.agent.guided.changing import decide_doing
from gesso.agent.guided.commenting import comments_of, find_remarks
from gesso.agent.guided.going_on import pick_with
from gesso.agent.guided.opening import decide_opening
from gesso.behaviors.behavior import Answer, Behavior, Case
from gesso.behaviors.thought_summary.grade import actions_of, thoughts_of
from gesso.behaviors.thought_summary.summarise import summarise
from gesso.lab.candidate import Reply
from gesso.lab.errors import LabError
from gesso.lab.situation import done_in, scene_of, selection_of, snapshot_of
from gesso.room.naming import title_from
from gesso.schedule.expand import instants
from gesso.schedule.words import understand

INSTANTS = 3  # what a case of `schedule` tells of each task

CODE = ("gesso.agent.deciding", "gesso.agent.guided", "gesso.canvas", "gesso.room", "gesso.schedule")

Rule = Callable[[Case], Answer]


class RuleCandidate:
    """Answers by rules alone. Raises LabError for a behaviour that has none."""

    name = "rule"
    at_once = 1

    def __init__(self, behavior: Behavior) -> None:
        rule = RULES.get(behavior.name)
        if rule is None:
            raise LabError(f"There is no rule for {behavior.name}; there are rules for {', '.join(sorted(RULES))}.")
        self._rule = rule
        self.identity = f"rule {behavior.name} {' '.join(map(code_hash, CODE))}"

    async def answer(self, case: Case) -> Reply:
        began = time.perf_counter()
        answer = self._rule(case)
        return Reply(answer, layer="rule", latency_ms=(time.perf_counter() - began) * 1000)


def _open_canvas(case: Case) -> Answer:
    return decide_opening(case.input.ask).label


def _edit_or_rewrite(case: Case) -> Answer:
    snapshot = snapshot_of(case)
    part = selection_of(case, snapshot)
    decision = decide_doing(case.input.ask, snapshot, part.blocks if part else (), done_in(case, snapshot))
    return decision.label if decision.sure else "ask"  # the product asks, too


def _pick_passage(case: Case) -> Answer:
    snapshot = snapshot_of(case)
    part = selection_of(case, snapshot)
    pick = pick_with(case.input.ask, snapshot, part.blocks if part else (), done_in(case, snapshot))
    if pick.how == "content" and not pick.sure:
        return []  # the product asks which passage is meant
    return [snapshot.blocks[n - 1].text for n in pick.blocks]


def _comment(case: Case) -> Answer:
    snapshot = snapshot_of(case)
    return comments_of(find_remarks(snapshot.text, snapshot.kind, snapshot.language, case.input.dismissed))


def _schedule(case: Case) -> Answer:
    now = datetime.fromisoformat(case.input.now)
    found = understand(case.input.ask, now, case.input.zone, earlier=case.input.earlier)
    if found.question or any(said.timetable is None for said in found.tasks):
        return "ask"
    timetables = [said.timetable for said in found.tasks if said.timetable is not None]
    times = [[f"{each.utc:%Y-%m-%dT%H:%MZ}" for each in islice(instants(of, now), INSTANTS)] for of in timetables]
    return [" ".join(each) for each in times] or "none"


def _title(case: Case) -> Answer:
    return title_from((*case.input.earlier, case.input.ask)[0])


def _thought_summary(case: Case) -> Answer:
    return summarise(thoughts_of(case), actions_of(case))


def _voted(behavior: str) -> Rule:
    """As the product decides it where no adapter is in force."""

    def rule(case: Case) -> Answer:
        vote = rule_vote(behavior, scene_of(case))
        assert vote is not None
        return vote.labels[0]

    return rule


RULES: dict[str, Rule] = {
    "open_canvas": _open_canvas,
    "edit_or_rewrite": _edit_or_rewrite,
    "pick_passage": _pick_passage,
    "comment": _comment,
    "schedule": _schedule,
    "title": _title,
    "thought_summary": _thought_summary,
    "ask_first": _voted("ask_first"),
    "choose_tool": _voted("choose_tool"),
    "widget_or_app": _voted("widget_or_app"),
}


@cache
def code_hash(package: str) -> str:
    """A hash over the program text of a package, so that answers of other code are not taken for this one's."""
    digest = hashlib.sha256()
    for path, text in sorted(_programs(resources.files(package), "")):
        digest.update(path.encode() + b"\0" + text + b"\0")
    return digest.hexdigest()[:16]


def _programs(folder: Traversable, at: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _programs(entry, f"{at}{entry.name}/")
        elif entry.name.endswith(".py"):
            found.append((at + entry.name, entry.read_bytes()))
    return found
