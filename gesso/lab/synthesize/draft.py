"""A row on its way through the stages, and the chance each stage draws from.

A stage is a function from a draft to a draft. What it draws hangs on the seed number, the row's id and the stage's name
alone, so that a shard can be made again, anywhere and in any order, and is the same.
"""

import random
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from gesso.lab.rows import SeedRow


class Persona(BaseModel):
    """Who writes. `manner` is how much is said around a request, `slips` the kind of mistakes in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    manner: str
    slips: str


class Draft(BaseModel):
    """`variant` is the symbol of the grammar: a label and, after @, what else there is (`edit@selected`).

    `label` is a label; of `schedule` the next instants of the task. `given` are the columns of a hand-written row,
    `slots` words that the situation fixes for the request, `odds` what a guided teacher gave each label, and
    `problems` why the row is not to be used.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    behavior: str
    seed: int
    label: str
    lang: str
    variant: str = ""
    persona: Persona | None = None
    given: dict[str, str] = {}
    slots: dict[str, str] = {}
    text: str = ""
    kind: str = ""
    teacher: str = ""
    odds: dict[str, float] = {}
    problems: tuple[str, ...] = ()

    def chance(self, stage: str) -> random.Random:
        """The chance of a stage for this row."""
        return random.Random(f"{self.seed} {self.id} {stage}")

    def but(self, **changes: object) -> "Draft":
        """The draft with other values."""
        return self.model_copy(update=changes)


def seed_row_of(draft: Draft) -> SeedRow:
    """The draft as a row like the hand-written ones."""
    given: Mapping[str, str] = {**draft.given, "kind": draft.kind}
    return SeedRow(draft.behavior, draft.label, draft.lang, draft.text, given, draft.id)
