"""A behaviour on disk: the spec, the prompt the product sends, the cases the lab grades, and the grader in code.

The product reads `prompt`; the lab reads `cases` and `grade`; both come from the same folder, so that a prompt cannot
change without its cases. Does not run models. Everything is read once by `load_behavior`; values are frozen.
"""

import importlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

BEHAVIORS = (
    "open_canvas", "pick_passage", "edit_or_rewrite", "comment", "schedule", "ask_first", "choose_tool",
    "widget_or_app", "title", "starter_prompts", "thought_summary",
)  # fmt: skip

_SPEC_LINE = re.compile(r"^([A-Z]+\d+)\.\s+(\S.*)$")


class BehaviorError(Exception):
    """A behaviour folder is missing something or contradicts itself; the message names the file and the line."""


Did = Literal["edit", "insert", "delete", "rewrite", "rename", "chat"]


class Before(BaseModel):
    """An earlier exchange: what was asked, what the agent did, and the opening words of the passages it did it to.

    Of a deletion the passage is the one in front of what is gone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    ask: str = Field(min_length=1)
    did: Did
    passages: tuple[str, ...] = ()


class Swap(BaseModel):
    """A problem put into a document: `find`, which occurs in it once, becomes `put`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    find: str = Field(min_length=1)
    put: str


class CaseInput(BaseModel):
    """What is asked, in front of which document (a file of `behaviors/documents`), with what selected.

    With `text` the document has these words and only its name's ending counts: `.md`, `.py.txt` or `.ts.txt`.
    `before` holds the earlier exchanges about the document, oldest first; `earlier` what the person said before in this
    conversation, oldest first, other topics included; `plant` what is changed in the document first; `dismissed` the
    words whose comments a person has dismissed. `now` (ISO, with its offset) is when the message is written and `zone`
    (an IANA name) where the person is; both or neither are given.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    ask: str = Field(min_length=1)
    document: str | None = None
    text: str | None = None
    selection: str | None = None
    before: tuple[Before, ...] = ()
    plant: tuple[Swap, ...] = ()
    dismissed: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    now: str = ""
    zone: str = ""

    @model_validator(mode="after")
    def _has_a_document_for_its_text(self) -> Self:
        if self.text is not None and not self.document:
            raise ValueError("text needs a document, a name whose ending says what it is, such as notes.md")
        return self

    @model_validator(mode="after")
    def _has_a_real_time(self) -> Self:
        if not self.now and not self.zone:
            return self
        try:
            zone, now = ZoneInfo(self.zone), datetime.fromisoformat(self.now)
        except (ValueError, ZoneInfoNotFoundError, OSError) as error:
            raise ValueError(f"now {self.now!r} in zone {self.zone!r} is no time in an IANA zone: {error}") from error
        if now.utcoffset() != now.astimezone(zone).utcoffset():
            raise ValueError(f"now {self.now!r} must carry the offset that {self.zone} has then")
        return self


class Case(BaseModel):
    """One situation and the right answer. Cases of one `group_id` (by default the id) are variants and share a split.

    `target` is a label, or for passages the opening words of every block that is meant (none: the person is asked), or
    for comments the words each of which one must touch, or what the behaviour's grader says; `spared` are words that no
    comment may touch or no answer may contain. `suite` names the behaviour whose grader grades it; a file that leaves
    it out means its own. `checks` names further graders that apply. `added` is the day a set of cases came in after the
    rules it measures, so that its first look can be told apart.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    spec_id: str
    group_id: str = ""
    split: Literal["dev", "test"] = "test"
    slice: str = "plain"
    lang: str = "en"
    input: CaseInput
    target: str | tuple[str, ...]
    spared: tuple[str, ...] = ()
    provenance: str = ""
    added: str = ""
    suite: str = ""
    checks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Score:
    """A grade in [0, 1] and, when it is not 1, the reason."""

    value: float
    why: str = ""


Answer = str | Sequence[str]
Grader = Callable[[Case, Answer], Score]


@dataclass(frozen=True)
class Behavior:
    """A loaded folder. `spec` maps the number of each line to its statement."""

    name: str
    spec: dict[str, str]
    prompt: str
    cases: tuple[Case, ...]
    grade: Grader


def load_behavior(name: str) -> Behavior:
    """Read and check the behaviour `name`. Raises BehaviorError for an unknown name or a folder that is not sound."""
    if name not in BEHAVIORS:
        raise BehaviorError(f"There is no behaviour {name!r}. There are: {', '.join(BEHAVIORS)}.")
    folder = resources.files("gesso.behaviors") / name
    grade: Grader = importlib.import_module(f"gesso.behaviors.{name}.grade").grade
    return read_behavior(name, folder, grade)


def read_behavior(name: str, folder: Traversable, grade: Grader) -> Behavior:
    """The behaviour in `folder`, checked: numbered spec, a prompt, cases that name lines of the spec, whole groups."""
    spec = parse_spec(_text(folder, "spec.md"))
    if not spec:
        raise BehaviorError(f"{name}/spec.md has no numbered line such as `O1. A request to …`.")
    prompt = _text(folder, "prompt.md").strip()
    if not prompt:
        raise BehaviorError(f"{name}/prompt.md is empty.")
    cases = parse_cases(_text(folder, "cases.jsonl"), spec, f"{name}/cases.jsonl", name)
    return Behavior(name, spec, prompt, cases, grade)


def parse_spec(text: str) -> dict[str, str]:
    """The numbered lines of a spec, in order. Raises BehaviorError when a number appears twice."""
    spec: dict[str, str] = {}
    for line in text.splitlines():
        if found := _SPEC_LINE.match(line):
            number, statement = found.groups()
            if number in spec:
                raise BehaviorError(f"The spec has two lines {number}.")
            spec[number] = statement
    return spec


def parse_cases(text: str, spec: dict[str, str], where: str, suite: str = "") -> tuple[Case, ...]:
    """The cases of a JSONL text, those without a suite being of `suite`. Raises BehaviorError naming the wrong line."""
    cases: list[Case] = []
    ids: set[str] = set()
    splits: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            case = _filled(Case.model_validate(json.loads(line)), suite)
        except (json.JSONDecodeError, ValidationError) as error:
            raise BehaviorError(f"{where} line {number} is not a case: {error}") from error
        if case.spec_id not in spec:
            raise BehaviorError(f"{where} line {number} names spec line {case.spec_id}, which does not exist.")
        if case.id in ids:
            raise BehaviorError(f"{where} line {number} repeats the id {case.id}.")
        if splits.setdefault(case.group_id, case.split) != case.split:
            raise BehaviorError(f"{where} line {number} puts group {case.group_id} into a second split.")
        ids.add(case.id)
        cases.append(case)
    return tuple(cases)


def _filled(case: Case, suite: str) -> Case:
    own = {"suite": case.suite or suite, "group_id": case.group_id or case.id}
    return case.model_copy(update=own)


def load_document(name: str) -> str:
    """The text of a document that cases refer to. Raises BehaviorError when there is none of that name."""
    return _text(resources.files("gesso.behaviors") / "documents", name)


def text_of(case: Case) -> str:
    """The document of `case` with its problems planted. Raises BehaviorError when a place is not there exactly once."""
    text = case.input.text
    if text is None:
        text = load_document(case.input.document) if case.input.document else ""
    for swap in case.input.plant:
        if text.count(swap.find) != 1:
            raise BehaviorError(f"{case.id} plants at {swap.find!r}, which occurs {text.count(swap.find)} times.")
        text = text.replace(swap.find, swap.put)
    return text


def _text(folder: Traversable, name: str) -> str:
    try:
        return (folder / name).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise BehaviorError(f"{name} is missing from {folder}.") from error
