"""Cases, behaviours and candidates of our own making for the tests of the lab."""

import asyncio
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gesso.base.errors import GessoError
from gesso.behaviors.behavior import Answer, Behavior, Case, Score, parse_cases
from gesso.lab.candidate import Reply
from gesso.lab.episode import Episode

SPEC = {"A1": "A greeting is answered with a greeting.", "A2": "A question is answered."}


def case_line(number: int, target: Any = "chat", **changes: Any) -> str:
    given = dict(changes.pop("input", {}))
    row = {
        "id": f"kindness-{number:03}", "spec_id": "A1", "group_id": f"g{number}", "split": "dev", "slice": "plain",
        "lang": "en", "input": {"ask": f"message {number}", **given}, "target": target, "provenance": "hand",
    } | changes  # fmt: skip
    return json.dumps(row, ensure_ascii=False)


def cases(count: int, target: Callable[[int], str] = lambda n: "chat" if n % 2 else "code") -> tuple[Case, ...]:
    return parse_cases("\n".join(case_line(n, target(n)) for n in range(count)), SPEC, "cases")


def same(case: Case, answer: Answer) -> Score:
    return Score(1.0) if answer == case.target else Score(0.0, f"{answer} instead of {case.target}")


def behavior(of: tuple[Case, ...], name: str = "kindness") -> Behavior:
    return Behavior(name, SPEC, "Be kind.", of, same)


class Fixed:
    """Answers by a table of messages; counts how often it was asked. `broken` messages fail."""

    layer = "baseline"

    def __init__(
        self, answers: Mapping[str, str] | None = None, *, broken: tuple[str, ...] = (), name: str = "fixed",
        at_once: int = 1, identity: str = "fixed 1",
    ) -> None:  # fmt: skip
        self.name, self.identity, self.at_once = name, identity, at_once
        self._answers, self._broken = answers or {}, broken
        self.asked: list[str] = []

    async def answer(self, case: Case) -> Reply:
        self.asked.append(case.input.ask)
        await asyncio.sleep(0)
        if case.input.ask in self._broken:
            raise GessoError("It is broken.")
        return Reply(self._answers.get(case.input.ask, "chat"), {"chat": 0.75, "code": 0.25}, "baseline", 2.0, 7)


def episode(number: int, value: float = 1.0, **changes: Any) -> Episode:
    row: dict[str, Any] = {
        "key": f"k{number}", "behavior": "kindness", "candidate": "fixed", "case": f"c{number:03}", "spec_id": "A1",
        "group_id": f"g{number}", "split": "test", "slice": "plain", "lang": "en", "ask": f"message {number}",
        "target": "chat", "answer": "chat" if value else "code", "layer": "baseline", "value": value,
    }  # fmt: skip
    return Episode.model_validate(row | changes)


def write_episodes(path: Path, episodes: list[Episode]) -> Path:
    path.write_text("".join(f"{each.model_dump_json()}\n" for each in episodes), encoding="utf-8")
    return path
