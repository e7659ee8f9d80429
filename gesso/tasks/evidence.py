"""The document that delegated work ends with: the result, what each claim rests on, what was run, what was not checked.

Everything in it is read from the room's log and from pages as they were kept; nothing is a model's word about itself.
What stands above `MARK` is the result and belongs to people; what stands below is written anew by code. Pure.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gesso.agent.delegating.planning import WRITES_FROM_MEMORY
from gesso.agent.delegating.ways import way_of
from gesso.agent.guided.researching import escaped
from gesso.canvas.plan import Plan
from gesso.room import wire
from gesso.room.cards import Job
from gesso.room.state import RoomState, Turn
from gesso.sources.citing import Checked, Verdict, check_document
from gesso.sources.claims import Corpus
from gesso.sources.page import host_of
from gesso.store.sources import Source

MARK = "## How this was made"
MOST_CLAIMS = 60
NAMES = {
    "search_web": "search", "open_page": "page opened", "find_in_page": "looked in a page", "read_canvas": "page read",
    "add_entry": "section written", "open_canvas": "page written", "edit": "change", "rewrite": "change",
    "comment": "comments", "answer_comment": "answer",
}  # fmt: skip
_QUOTED = re.compile(r"^> (.+?) \[(\d{1,3})\]\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Read:
    """A page that was read: its number in the whole work, and its words."""

    number: int
    source: Source
    words: str


@dataclass(frozen=True)
class StepResult:
    """`local`: what [n] means in the turn's own words."""

    number: int
    key: str
    text: str
    summary: str
    lacks: tuple[str, ...]
    turn: Turn | None
    local: Mapping[int, Read]


@dataclass(frozen=True)
class Material:
    """What the work came to, step by step in the plan's order, and all pages by number."""

    title: str
    steps: Sequence[StepResult]
    pages: Sequence[Read]


def gather(
    state: RoomState, job: Job, plan: Plan, rows: Mapping[str, Sequence[Source]], words: Mapping[str, str]
) -> Material:
    """`rows`: the pages of each turn; `words`: of each by its hash. The same page read twice has one number."""
    pages: dict[tuple[str, str], Read] = {}
    steps = []
    for step in plan.steps:
        ended = next((each for each in reversed(ended_of(state, job)) if each.step == step.key), None)
        turn = state.turns.get(ended.turn) if ended is not None and ended.turn else None
        local: dict[int, Read] = {}
        for row in rows.get(turn.id, ()) if turn else ():
            known = pages.setdefault((row.url, row.sha256), Read(len(pages) + 1, row, words.get(row.sha256, "")))
            local[row.number] = known
        summary = ended.summary if ended is not None else ""
        lacks = ended.lacks if ended is not None else ()
        steps.append(StepResult(step.number, step.key, step.text, summary, lacks, turn, local))
    return Material(job.planned.title, steps, tuple(pages.values()))


def ended_of(state: RoomState, job: Job) -> list[wire.StepEnded]:
    """The ends of its steps, and before them those of the work that it was forked from."""
    found: list[wire.StepEnded] = []
    parent = state.jobs.get(job.planned.parent) if job.planned.parent and job.planned.step else None
    if parent is not None:
        found += ended_of(state, parent)
    return [*found, *(each for each in job.ended if each.outcome == "done")]


def renumbered(step: StepResult) -> str:
    """What a step's turn said, with the numbers of its pages as they are in the whole work."""
    text = step.turn.text if step.turn is not None else ""
    if not step.local:
        return text

    def change(found: re.Match[str]) -> str:
        page = step.local.get(int(found[1]))
        return f"[{page.number}]" if page else found[0]

    body = re.split(r"^\*\*Sources\*\*\s*$|^#+ Sources\s*$", text, maxsplit=1, flags=re.MULTILINE)[0]
    return re.sub(r"\[(\d{1,3})\](?!\()", change, body).strip()


def quotes_of(step: StepResult) -> list[tuple[str, int]]:
    """The sentences that the step took from pages, with the number of each page."""
    return [(found[1], int(found[2])) for found in _QUOTED.finditer(renumbered(step))]


def compose(material: Material, *, side_by_side: bool = False) -> str:
    """What was found under a heading for each search, every sentence once, in the pages' own words."""
    seen: set[str] = set()
    parts: list[tuple[str, list[tuple[str, int]]]] = []
    told: dict[str, str] = {}  # what a model said of pages in its own words
    for step in material.steps:
        if way_of(step.text).how != "search":
            continue
        fresh = [(sentence, number) for sentence, number in quotes_of(step) if sentence.casefold() not in seen]
        seen |= {sentence.casefold() for sentence, _ in fresh}
        parts.append((topic_of(step.text), fresh))
        if not fresh and step.local and not _QUOTED.search(renumbered(step)):
            told[topic_of(step.text)] = renumbered(step)
    used = {number for _, fresh in parts for _, number in fresh}
    used |= {int(number) for words in told.values() for number in re.findall(r"\[(\d{1,3})\](?!\()", words)}
    if not used:
        return (
            f"# {escaped(material.title)}\n\nNothing was found that could be put here. What was tried stands below.\n"
        )
    count = f"{len(used)} page{'s' if len(used) != 1 else ''}"
    own = "." if told else ", in their own words: nothing here is gesso's own."
    lines = [f"# {escaped(material.title)}", f"*From {count}{own}*"]
    if side_by_side and 2 <= len(parts) <= 4:
        lines.append(_table(parts))
    else:
        for name, fresh in parts:
            if fresh:
                lines.append(f"## {escaped(name)}")
                lines.append("\n>\n".join(f"> {sentence} [{number}]" for sentence, number in fresh))
            elif name in told:
                lines += [f"## {escaped(name)}", told[name]]
    lines.append("## Sources")
    lines.append("\n".join(_source(page) for page in material.pages if page.number in used))
    return "\n\n".join(lines) + "\n"


def _quoted(fresh: Sequence[tuple[str, int]], at: int) -> str:
    return f"“{fresh[at][0]}” [{fresh[at][1]}]" if at < len(fresh) else " "


def _table(parts: Sequence[tuple[str, Sequence[tuple[str, int]]]]) -> str:
    rows = max(len(fresh) for _, fresh in parts)
    head = f"| {' | '.join(escaped(name) for name, _ in parts)} |\n|{'---|' * len(parts)}"
    return "\n".join(
        [head, *(f"| {' | '.join(_quoted(fresh, at) for _, fresh in parts)} |" for at in range(min(rows, 8)))]
    )


def topic_of(words: str) -> str:
    """What a step searched for, as a heading."""
    bare = re.sub(
        r"^(?:search|look|google|research|suche?)\s*(?:the web |online )?(?:for|up|into|nach)?\s+",
        "",
        words,
        flags=re.IGNORECASE,
    )
    return bare[:1].upper() + bare[1:]


def _source(page: Read) -> str:
    url, title = page.source.url, escaped(page.source.title or host_of(page.source.url))
    where = f"[{title}](<{url}>)" if url.startswith("http") else f"{title} (`{url}`)"
    return f"{page.number}. {where}, read on {page.source.at:%d %B %Y}"


# ---------------------------------------------------------------- what it rests on


def check_result(text: str, material: Material) -> list[Checked]:
    """Every quotation and cited sentence of the result, looked up in the pages as they were read."""
    named = {page.number: f"{page.number}" for page in material.pages}
    return check_document(text, {f"{page.number}": page.words for page in material.pages}, named)


@dataclass(frozen=True)
class Disagreement:
    """`quote` stands in the pages `by`; page `other` says the contrary, in the words `against`."""

    quote: str
    by: tuple[int, ...]
    other: int
    against: str


def disagreements(checked: Sequence[Checked], material: Material) -> list[Disagreement]:
    """Sentences that the result quotes and another page contradicts: the same but for a number or a negation."""
    corpora = {page.number: Corpus({f"{page.number}": page.words}) for page in material.pages}
    found: dict[frozenset[str], Disagreement] = {}
    for each in checked:
        if each.claim.kind != "quote" or each.verdict != "found" or each.source is None:
            continue
        said = {number: corpus.check(each.claim.text) for number, corpus in corpora.items()}
        by = tuple(number for number, verdict in said.items() if verdict.verdict == "supported")
        for number, verdict in said.items():
            if verdict.verdict == "contradicted" and verdict.sentence is not None:
                against = " ".join(re.sub(r"^#+ [^\n]*\n+", "", verdict.sentence.text.strip()).split())
                odds = re.findall(r"“([^”]*)”", verdict.why)
                key = frozenset((each.source, str(number), *odds))  # seen from either page it is one
                found.setdefault(key, Disagreement(each.claim.text, by or (int(each.source),), number, against))
    return list(found.values())


def _odd(each: Disagreement) -> str:
    by = " ".join(f"[{number}]" for number in each.by)
    return f"- “{escaped(each.quote)}” {by}, but “{escaped(each.against)}” [{each.other}]. One of them is wrong."


def render_evidence(text: str, material: Material, plan: Plan, job: Job, address: str) -> str:
    """What follows the result. `address` is that of the plan."""
    checked = check_result(text, material)
    parts = [MARK, _made(material, plan, job, address)]
    if checked or material.pages:
        parts += ["## Evidence", _claims(checked, material)]
    if odds := disagreements(checked, material):
        parts += ["### Where the pages disagree", "\n".join(map(_odd, odds[:MOST_CLAIMS]))]
    parts += ["## Not checked", _unchecked(text, checked, material, plan, job)]
    return "\n\n".join(parts) + "\n"


def _made(material: Material, plan: Plan, job: Job, address: str) -> str:
    lines = [
        f"[The plan](<{address}>), step by step:",
        "",
        "| Step | By | What was run | What came of it |",
        "|---|---|---|---|",
    ]
    for step, known in zip(plan.steps, material.steps, strict=True):
        by = "a person" if step.who == "person" or way_of(step.text).how == "person" else "gesso"
        ran = [
            call for one in (known.turn.steps if known.turn else ()) for call in one.calls if call.result is not None
        ]
        tools: dict[str, int] = {}
        for call in ran:
            tools[call.name] = tools.get(call.name, 0) + 1
        what = ", ".join(f"{NAMES.get(name, name)}{f' × {n}' if n > 1 else ''}" for name, n in tools.items()) or "–"
        fate = (
            "left out"
            if step.mark == "-"
            else known.summary or ("ticked by a person" if step.mark == "x" else "not done")
        )
        lines.append(f"| [{step.number}. {_cell(step.text)}](<{address}>) | {by} | {what} | {_cell(fate)} |")
    return "\n".join(lines)


VERDICTS: Mapping[Verdict, str] = {
    "found": "found word for word",
    "supported": "a sentence there says it",
    "similar": "only something like it stands there",
    "elsewhere": "**in another page**",
    "contradicted": "**contradicted**",
    "not found": "**not found**",
}


def _claims(checked: Sequence[Checked], material: Material) -> str:
    quotes = [each for each in checked if each.claim.kind == "quote"]
    found = [each for each in quotes if each.verdict == "found"]
    if not checked:
        return "The result quotes nothing and cites nothing."
    lines = [f"{len(found)} of {len(quotes)} quotations stand word for word in the page they cite, as it was read."]
    lines += ["", "| Claim | Where it comes from | Checked |", "|---|---|---|"]
    for each in checked[:MOST_CLAIMS]:
        page = _page(each, material)
        where = f"{page.number}. {_cell(page.source.title or page.source.url)}" if page else "no page of this work"
        lines.append(f"| {_cell(each.claim.text[:160])} | {where} | {VERDICTS[each.verdict]} |")
    if len(checked) > MOST_CLAIMS:
        lines += ["", f"And {len(checked) - MOST_CLAIMS} more."]
    return "\n".join(lines)


def _page(checked: Checked, material: Material) -> Read | None:
    number = int(checked.source) if checked.source else next(iter(checked.claim.cites), 0)
    return next((page for page in material.pages if page.number == number), None)


def _unchecked(text: str, checked: Sequence[Checked], material: Material, plan: Plan, job: Job) -> str:
    """What nobody should take for checked."""
    lines = []
    own = sum(each.verdict in ("similar", "not found") and each.claim.kind == "claim" for each in checked)
    if own:
        lines.append(
            f"{own} sentence{'s' if own != 1 else ''} of its own that no sentence of the pages was found to say."
        )
    if material.pages:
        lines.append("Whether what the pages say is right, complete or current.")
    if WRITES_FROM_MEMORY in job.planned.cannot or (
        not material.pages and any(way_of(s.text).how == "write" for s in plan.steps)
    ):
        lines.append("Every statement in what was written: no source was looked at for it.")
    for step, known in zip(plan.steps, material.steps, strict=True):
        lines += [f"Step {step.number}, {escaped(step.text)}: {escaped(lack)}" for lack in known.lacks]
        if step.mark == "-":
            lines.append(f"Step {step.number}, {escaped(step.text)}: it was left out.")
        elif step.who == "person" and step.mark == "x":
            lines.append(f"Step {step.number}, {escaped(step.text)}: a person did it, and gesso did not look.")
    return "\n".join(f"- {line}" for line in lines) or "- Nothing is known to be unchecked."


def with_evidence(text: str, evidence: str) -> str:
    """The result with this below it, in place of what stood there."""
    result = re.split(rf"^{re.escape(MARK)}\s*$", text, maxsplit=1, flags=re.MULTILINE)[0].rstrip()
    return f"{result}\n\n{evidence}" if result else evidence


def _cell(text: str) -> str:
    return escaped(" ".join(text.split()))
