"""`ScheduleEnv`: understand when a user wants something done, as a plain class whose public methods are tools.

The user says when, sometimes without the hour, sometimes moving it later. The agent points at the words of time, or
gives the schedule itself; the dates are worked out and shown by code, as on the card of the product. A careful user
corrects what is wrong; one who is not waves it through, and a wrong hour that stands makes the reward 0.
"""

import json
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from gesso.lab.environment.rollout import Rollout
from gesso.lab.errors import LabError
from gesso.lab.persona.errand import NOW, Errand, Stage, dates_of, make_errand
from gesso.schedule.schedule import Timetable
from gesso.schedule.words import understand
from gesso.schedule.zone import zone as zone_of

WEIGHTS = {"right": 0.60, "first_try": 0.20, "few_turns": 0.10, "asked": 0.10}
_TIMETABLE = TypeAdapter(Timetable)
OVER = "The user has left; the conversation is over."


class ScheduleEnv:
    """A conversation about a time. Call `reset` first."""

    def __init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        self._errand: Errand | None = None
        self._at = self._failed = self._turns = 0
        self._told = True
        self._right: list[bool] = []
        self._first: list[bool] = []
        self._asked: list[bool] = []
        self._wrong_stands = False
        self._messages: list[dict[str, Any]] = []

    # ------------------------------------------------------------------ the environment

    def reset(self, seed: int = 0, **task: Any) -> str:
        """Begin: what the user says, and the moment and zone it is said in. `errand` may be given; else by `seed`."""
        given = task.get("errand")
        if given is not None and not isinstance(given, Errand):
            raise LabError(f"`errand` should be an Errand (gesso.lab.persona.errand), not {type(given).__name__}.")
        self._clear()
        self._errand = given or make_errand(int(seed))
        self._told = not self._stage.lacks
        local = NOW.astimezone(zone_of(self._errand.zone))
        return self._say(f"{self._stage.said}\n\nIt is {local:%A, %Y-%m-%d %H:%M} in {self._errand.zone}.")

    def get_reward(self) -> float:
        """The reward so far, in [0, 1]."""
        if self._forfeit:
            return 0.0
        parts = self.components
        return round(min(1.0, sum(WEIGHTS[name] * part for name, part in parts.items())), 6)

    # ------------------------------------------------------------------ tools

    def schedule(self, when: str) -> str:
        """Set the schedule: the next dates are worked out and shown to the user, who accepts or corrects them.

        Args:
            when: The words of time, such as "every Tuesday at 17:30", without what is to be done.

        Returns:
            What the user says, or why the words could not be read.
        """
        if self.done:
            return OVER
        stage = self._stage
        self._turns += 1
        self._note("schedule", {"when": when})
        timetable, problem = self._read(when)
        if timetable is None:
            return self._unread(problem)
        self._asked.append(self._told)
        right = dates_of(timetable) == stage.dates
        self._first += [right and self._told] if len(self._first) == self._at else []
        shown = ", ".join(self._local(at) for at in dates_of(timetable))
        if right:
            return self._next(True, f"Next: {shown}.\nThe user: Good.")
        if not self._careful:
            self._wrong_stands = True
            return self._next(False, f"Next: {shown}.\nThe user: Fine.")
        self._failed += 1
        if self._failed > self._patience:
            self._wrong_stands = True
            return self._next(False, f"Next: {shown}.\nThe user: No. Leave it.")
        self._told = True
        return self._say(f"Next: {shown}.\nThe user: No, that is wrong. {stage.answer()}")

    def ask(self, question: str) -> str:
        """Ask the user for what is missing before anything is scheduled.

        Args:
            question: One short question.

        Returns:
            What the user answers.
        """
        if self.done:
            return OVER
        self._turns += 1
        self._note("ask", {"question": question})
        self._asked.append(not self._told)
        if not self._told:
            self._told = True
            return self._say(f"The user: {self._stage.answer()}")
        self._failed += 1
        if self._failed > self._patience:
            return self._next(False, "The user: Never mind.")
        return self._say("The user: I have said it all.")

    # ------------------------------------------------------------------ behind the tools

    @property
    def done(self) -> bool:
        """Whether the user has left."""
        return self._errand is None or self._at >= len(self._errand.stages)

    @property
    def components(self) -> dict[str, float]:
        """The parts of the reward, each in [0, 1]; first try, few turns and asking count as far as it is right."""
        if self._errand is None:
            raise LabError("There is no conversation yet: call reset first.")
        stages = self._errand.stages
        right = sum(self._right) / len(stages)
        needed = len(stages) + sum(stage.lacks for stage in stages)
        # An hour that was asked for is a first try, too: the list holds what was set first at each stage.
        parts = {
            "right": right,
            "first_try": sum(self._first) / len(stages) * right,
            "few_turns": min(1.0, needed / self._turns) * right if self._turns else 0.0,
            "asked": sum(self._asked) / len(self._asked) * right if self._asked else 0.0,
        }
        return {name: round(part, 6) for name, part in parts.items()}

    @property
    def rollout(self) -> Rollout:
        """The conversation as it is kept for the viewer; there is no room, so no events."""
        assert self._errand is not None
        errand = self._errand
        return Rollout(
            environment="ScheduleEnv", model="driven", seed=errand.seed, reward=self.get_reward(),
            components=self.components, forfeit=self._forfeit,
            task={"zone": errand.zone, "careful": errand.careful, "patience": errand.patience,
                  "stages": [{"said": s.said, "lacks": s.lacks, "dates": [d.isoformat() for d in s.dates],
                              "timetable": _TIMETABLE.dump_python(s.right, mode="json")} for s in errand.stages]},
            messages=list(self._messages), exchanges=[{"right": right} for right in self._right],
        )  # fmt: skip

    @property
    def _forfeit(self) -> str:
        return "a wrong hour stands" if self._wrong_stands else ""

    @property
    def _stage(self) -> Stage:
        assert self._errand is not None
        return self._errand.stages[min(self._at, len(self._errand.stages) - 1)]

    @property
    def _careful(self) -> bool:
        return self._errand is not None and self._errand.careful

    @property
    def _patience(self) -> int:
        return self._errand.patience if self._errand is not None else 0

    def _read(self, when: str) -> tuple[Timetable | None, str]:
        assert self._errand is not None
        found = understand(when, NOW, self._errand.zone)
        if found.question is not None:
            return None, found.question
        timetables = [said.timetable for said in found.tasks if said.timetable is not None]
        if len(timetables) != 1:
            return None, f"Expected words for one schedule; found {len(timetables)} in {when!r}."
        return timetables[0], ""

    def _unread(self, problem: str) -> str:
        """Nothing was set, which is no wrong hour; it costs a turn, and at last the user's patience."""
        self._failed += 1
        if self._failed > self._patience:
            return self._next(False, f"Nothing was set: {problem}\nThe user: Never mind.")
        return self._say(f"Nothing was set: {problem}")

    def _next(self, right: bool, said: str) -> str:
        self._right.append(right)
        self._first += [False] if len(self._first) == self._at else []
        self._at, self._failed = self._at + 1, 0
        if self.done:
            return self._say(f"{said}\n{OVER}")
        self._told = not self._stage.lacks
        return self._say(f"{said} {self._stage.said}")

    def _local(self, at: datetime) -> str:
        assert self._errand is not None
        return f"{at.astimezone(zone_of(self._errand.zone)):%a %d %b %H:%M}"

    def _say(self, text: str) -> str:
        last = self._messages[-1] if self._messages else None
        called = last.get("tool_calls") if last else None
        role = {"role": "tool", "tool_call_id": called[0]["id"]} if called else {"role": "user"}
        self._messages.append({**role, "content": text})
        return text

    def _note(self, name: str, args: dict[str, str]) -> None:
        called = {"name": name, "arguments": json.dumps(args)}
        call = {"id": f"call_{self._turns}", "type": "function", "function": called}
        self._messages.append({"role": "assistant", "content": "", "tool_calls": [call]})
