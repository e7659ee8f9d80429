"""A capable model as judge of two answers to one case, by the behaviour's rubric.

Each pair is judged in both orders; a verdict that changes with the order is a tie. The judge sees neither names nor
which answer is whose. Where it names no side the verdict is a tie whose reason begins with `unread`. A judge of one
family with a candidate is refused, or with `allow_family` used and marked in every row. How far it can be trusted is
its agreement with people's verdicts on the same pairs (`--labels`).
"""

import re
from contextlib import aclosing
from importlib import resources
from pathlib import Path

from gesso.behaviors.behavior import Behavior, Case, text_of
from gesso.lab.episode import Episode, Journal, part_of, read_episodes, whole_lines
from gesso.lab.errors import LabError
from gesso.lab.statistics import Verdict as Side
from gesso.lab.statistics import settle
from gesso.lab.summary import one_candidate, shown
from gesso.lab.verdict import Verdict
from gesso.model.messages import Message, Model, TextChunk

FAMILIES = (
    "claude",
    "gpt",
    "gemini",
    "llama",
    "mistral",
    "qwen",
    "deepseek",
    "grok",
    "phi",
    "command",
    "smollm",
)
ALIASES = {"gemma": "gemini", "o1": "gpt", "o3": "gpt", "o4": "gpt", "ministral": "mistral", "mixtral": "mistral"}
OURS = ("embedded", "product", "adapter", "zero-shot", "few-shot", "turn:embedded")
LONGEST = 8_000
ANSWER_TOKENS = 300
UNREAD = "unread"  # begins the reason where the judge named no side: such a verdict is a tie

INSTRUCTION = """You compare two answers to the same request, A and B, by the rubric below and by nothing else.
Length, order and style count only where the rubric says so. Say in at most two sentences what decided. Then write a
last line that is exactly one of: A, B, TIE.

{rubric}"""


def family_of(name: str) -> str:
    """The family of a model or candidate by its name; empty where it is of none or unknown (rules, naive Bayes)."""
    said = name.casefold()
    if said.startswith(OURS):
        return "smollm"
    for alias, family in ALIASES.items():
        if re.search(rf"(?<![a-z0-9]){alias}(?![a-z])", said):
            return family
    return next((family for family in FAMILIES if family in said), "")


def rubric_of(behavior: Behavior) -> str:
    """The rubric. Raises LabError for a behaviour without one, which code grades alone."""
    file = resources.files("gesso.behaviors") / behavior.name / "rubric.md"
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise LabError(f"{behavior.name} has no rubric.md: its answers are graded by code, not judged.") from error


async def judge_files(
    model: Model, behavior: Behavior, first: Path, second: Path, out: Path, *, allow_family: bool, resume: bool
) -> list[Verdict]:
    """A verdict for each case that both answered, written into `out`. Raises LabError."""
    a, b = read_episodes(first), read_episodes(second)
    names = (one_candidate(a).candidate, one_candidate(b).candidate)
    if names[0] == names[1]:
        raise LabError(f"Both files are of {names[0]}; two candidates are compared.")
    if names[0] > names[1]:
        a, b, names = b, a, (names[1], names[0])
    same = bool(family_of(model.id)) and family_of(model.id) in map(family_of, names)
    if same and not allow_family:
        raise LabError(
            f"{model.id} is of one family with what it would judge ({', '.join(names)}) and may favour its own. Choose "
            "another judge, or pass --same-family to have every verdict marked."
        )
    rubric, cases = rubric_of(behavior), {case.id: case for case in behavior.cases}
    theirs = {(e.case, e.seed): e for e in b if not e.error}
    pairs = [(e, theirs[e.case, e.seed]) for e in a if not e.error and (e.case, e.seed) in theirs and e.case in cases]
    if not pairs:
        raise LabError(f"{' and '.join(names)} have no answered case of {behavior.name} in common.")
    known = _known(out) if resume else {}
    verdicts: list[Verdict] = []
    with Journal(out, resume=resume) as journal:
        for one, other in pairs:
            verdict = known.get(one.case) or await judge(model, rubric, cases[one.case], one, other, same)
            journal.write(verdict.model_dump_json())
            verdicts.append(verdict)
        journal.finish(each.model_dump_json() for each in verdicts)
    return verdicts


def _known(out: Path) -> dict[str, Verdict]:
    """Verdicts of an earlier run, finished or not."""
    lines = [line for path in (out, part_of(out)) if path.exists() for _, line in whole_lines(path)]
    return {verdict.case: verdict for verdict in map(Verdict.model_validate_json, lines)}


async def judge(model: Model, rubric: str, case: Case, first: Episode, second: Episode, same_family: bool) -> Verdict:
    """The verdict of `model` on two answers, in both orders. Equal answers are a tie without asking."""
    texts = shown(first.answer), shown(second.answer)
    orders: tuple[Side, ...] = ("tie", "tie")
    why = "the answers are equal"
    if texts[0] != texts[1]:
        one, why = await _asked(model, rubric, case, *texts)
        other, again = await _asked(model, rubric, case, texts[1], texts[0])
        why = again if again.startswith(UNREAD) else why
        swapped: dict[Side, Side] = {"first": "second", "second": "first", "tie": "tie"}
        orders = (one, swapped[other])
    return Verdict(
        behavior=first.behavior, case=case.id, first=first.candidate, second=second.candidate, by=f"model:{model.id}",
        orders=orders, winner=settle(orders[0], orders[1]), why=why, same_family=same_family,
    )  # fmt: skip


async def _asked(model: Model, rubric: str, case: Case, a: str, b: str) -> tuple[Side, str]:
    document = f"The document:\n{text_of(case)[:LONGEST]}\n\n" if case.input.document else ""
    asked = f"{document}The request:\n{case.input.ask}\n\nAnswer A:\n{a[:LONGEST]}\n\nAnswer B:\n{b[:LONGEST]}"
    messages = [Message("system", INSTRUCTION.format(rubric=rubric)), Message("user", asked)]
    said = ""
    async with aclosing(model.stream(messages, max_tokens=ANSWER_TOKENS, temperature=0.0)) as chunks:
        async for chunk in chunks:
            said += chunk.text if isinstance(chunk, TextChunk) else ""
    side = read_verdict(said)
    return side or "tie", ("" if side else f"{UNREAD}: ") + " ".join(said.split())[:400]


def read_verdict(said: str) -> Side | None:
    """The side named on the last line, None where the judge answered something else."""
    lines = [line.strip(" .*`") for line in said.strip().splitlines()] or [""]
    sides: dict[str, Side] = {"A": "first", "B": "second", "TIE": "tie"}
    return sides.get(lines[-1].upper())
