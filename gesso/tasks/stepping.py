"""What a step of delegated work is asked, what it may use, what came of it, and what the work has spent. Pure."""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from gesso.agent.delegating.ways import Way
from gesso.behaviors.agreement import Action, agreement
from gesso.behaviors.thought_summary.summarise import summarise
from gesso.canvas.plan import Plan, PlanStep
from gesso.room.cards import Job
from gesso.room.state import RoomState, Turn
from gesso.schedule.schedule import Once
from gesso.schedule.words import understand
from gesso.schedule.zone import zone as zone_named

_RESEARCH = ("search_web", "open_page", "find_in_page")
TOOLS: Mapping[str, tuple[str, ...]] = {
    "search": _RESEARCH,
    "write": ("add_entry", "read_canvas", *_RESEARCH),
    "change": ("edit", "rewrite", "comment", "answer_comment", "read_canvas"),
    "remark": ("comment", "answer_comment", "read_canvas"),
    "code": ("run_code", "open_canvas", "edit", "rewrite", "read_canvas", "search_files", "read_file_page"),
    "free": (*_RESEARCH, "open_canvas", "edit", "read_canvas"),
}
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d))?")


def next_step(job: Job, plan: Plan) -> PlanStep | None:
    """The step that is to be done now: the one asked for alone, else the first that is open."""
    if job.moved.only is not None:
        step = plan.step(job.moved.only)
        return step if step is not None and step.open else None
    return next((step for step in plan.steps if step.open), None)


def turn_of(job: str, step: str, attempt: int, number: int) -> str:
    """The id of a step's turn: the same whoever takes it; `number` counts those that met what passes."""
    return f"turn_{hashlib.sha256(f'{job}:{step}:{attempt}'.encode()).hexdigest()[:20]}_{number}"


def client_of(job: Job, text: str) -> str:
    """Names a change of a canvas that code made for the work, so that it can be told from a person's typing."""
    return f"job_{hashlib.sha256(f'{job.id}:{len(job.ended)}:{text}'.encode()).hexdigest()[:20]}"


def spent(state: RoomState, job: Job) -> tuple[float, float]:
    """Minutes of work and USD."""
    costs = [turn.usage.cost_usd or 0.0 for turn in turns_of(state, job)]
    return sum(ended.seconds for ended in job.ended) / 60, sum(costs)


def turns_of(state: RoomState, job: Job) -> list[Turn]:
    return [turn for turn in state.turns.values() if turn.run and turn.run.step and turn.run.step.job == job.id]


def ask_of(step: PlanStep, way: Way, title: str) -> str:
    """The words that the turn goes by: those of the plan, with what stands under them."""
    words = step.text
    if way.how == "remark" and not re.match(r"review|comment", words, re.IGNORECASE):
        words = f"Review this text and comment on what is wrong with it. ({words})"
    if way.heading and title.casefold() not in words.casefold():
        words = f"{words} of “{title}”"  # the step alone does not say what the section is about
    return f"{words}\n{step.detail}" if step.detail else words


def summary_of(way: Way, turn: Turn, pages: int, written: int) -> str:
    """What came of a step, in a line that the log bears out."""
    calls = [call for one in turn.steps for call in one.calls if call.result is not None and call.ok]
    if way.how == "search":
        quotes = len(re.findall(r"^> .+\[\d{1,3}\]\s*$", turn.text, re.MULTILINE))
        told = f", {quotes} sentence{'s' if quotes != 1 else ''} taken" if quotes else ""
        return f"{pages} page{'s' if pages != 1 else ''} read{told}" if pages else "Nothing was found"
    if written:
        return f"{written} words written"
    done = [call.summary for call in calls if call.summary]
    return "; ".join(done)[:400] or " ".join(turn.text.split())[:200]


def actions_of(turn: Turn) -> list[Action]:
    """The turn's calls, with the words of their arguments."""
    return [
        Action(call.name, _words_of(call.name, call.args or {}, turn), ok=call.ok)
        for one in turn.steps
        for call in one.calls
        if call.result is not None
    ]


def _words_of(name: str, args: Mapping[str, object], turn: Turn) -> str:
    if name == "add_entry" and turn.run is not None:
        return f"“{turn.run.heading}”" if turn.run.heading else "the next part"
    said = [str(args[name]) for name in ("query", "words", "title", "url", "why") if args.get(name)]
    return said[0] if said else " ".join(str(args.get("text", "")).split()[:12])


def thought_of(turn: Turn) -> str:
    """What was done in the turn and why, in a sentence that its log bears out."""
    return summarise(turn.thoughts, actions_of(turn))


def unbacked(turn: Turn) -> list[str]:
    """What the turn's words and thoughts claim that no call of it did, in words."""
    found = agreement(f"{turn.thoughts}\n{_in_own_words(turn.text)}", actions_of(turn))
    said = {"search": "a search", "read": "having read something", "write": "having written", "change": "a change",
            "comment": "a comment", "run": "having run something"}  # fmt: skip
    return [f"its words claim {said[kind]} that its log does not show" for kind in found.unbacked]


def _in_own_words(text: str) -> str:
    """What a turn says of itself: sentences that begin with “I”, outside quotations."""
    plain = re.sub(r"^>.*$|“[^”]*”", "", text, flags=re.MULTILINE)
    return "\n".join(re.findall(r"(?:^|(?<=[.!?]\s))I(?:'ve|’ve| have)? [^.!?\n]*", plain, re.MULTILINE))


def due_of(words: str, made: datetime, zone: str) -> datetime | None:
    """The moment that a deadline means, said at `made` by somebody in `zone`; None where it means none."""
    if found := _DATE.match(words):
        try:
            moment = datetime.fromisoformat(f"{found[1]}T{found[2] or '23:59'}")
        except ValueError:
            return None
        return moment.replace(tzinfo=zone_named(zone)).astimezone(UTC)
    for said in (words, f"{words} at 23:59"):
        tasks = understand(f"remind me {said} to finish", made.astimezone(zone_named(zone)), zone).tasks
        timetable = next((task.timetable for task in tasks if task.timetable is not None), None)
        if timetable is not None and isinstance(timetable.schedule, Once):
            return timetable.schedule.at.replace(tzinfo=zone_named(zone)).astimezone(UTC)
    return None
