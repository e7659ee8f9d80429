"""The lab's page, for administrators: what was measured, by behaviour and by file, and evals in the background.

Reads the files of the lab's folder; what they come to is summed up in `gesso.lab.desk`.
"""

from typing import Annotated

from fastapi import Path, Query

from gesso.lab.desk.boards import SPLITS, Board, Row, board, chosen_split, overview, summary_of
from gesso.lab.desk.files import RunFile, Split, behavior_named, sendable
from gesso.lab.report.reading import Chapter
from gesso.lab.summary import Summary
from gesso.server import views
from gesso.server.context import Actor, Here, Parts
from gesso.server.lab import known
from gesso.server.policy import Policy, Routes

routes = Routes()

ADMIN = Policy("admin", "admin")

Id = Annotated[str, Path(max_length=80)]
Chosen = Annotated[Split | None, Query()]


@routes.on("GET", "/api/lab", ADMIN, views.LabView)
async def read_lab(here: Here, split: Chosen = None) -> views.LabView:
    """Every behaviour with the score of each candidate on one split, the files, and the evals."""
    lab = here.lab
    shown = await lab.read(chosen_split, lab.files, split)
    rows = await lab.read(overview, lab.files, shown)
    in_force = (await here.decisions.refresh()).adapters
    shipped = {behavior: adapter.key for behavior, adapter in in_force.items()}
    return views.LabView(
        folder=sendable(str(lab.folder)),
        split=shown,
        rows=[_row(row, shipped.get(row.behavior)) for row in rows],
        files=[render_file(file) for file in await lab.read(lab.files.all)],
        evals=[lab.render(job) for job in lab.evals.all()],
        candidates=_candidates(here),
    )


@routes.on("GET", "/api/lab/behaviors/{behavior}", ADMIN, views.LabBehavior)
async def read_behavior(here: Here, behavior: Id, split: Chosen = None) -> views.LabBehavior:
    """A behaviour: the lines of its spec, and its candidates side by side."""
    lab = here.lab
    behavior_named(behavior)
    there = [each for each in SPLITS if await lab.read(lab.files.latest, behavior, each)]
    shown = split or ("test" if "test" in there else "dev")
    return _behavior(await lab.read(board, lab.files, behavior, shown), shown, there)


@routes.on("GET", "/api/lab/runs/{run}", ADMIN, views.LabRunView)
async def read_run(here: Here, run: Id, split: Chosen = None) -> views.LabRunView:
    """All that is told of one file of graded answers."""
    lab = here.lab
    file = await lab.read(lab.files.get, run)
    chosen = split if split in file.splits else None
    return views.LabRunView(file=render_file(file), summary=await lab.read(summary_of, file, chosen))


@routes.on("POST", "/api/lab/evals", ADMIN, views.LabEval, status=201)
async def start_eval(here: Here, person: Actor, body: views.LabEvalIn) -> views.LabEval:
    """Let a candidate answer the cases of a behaviour, in a process of its own; one at a time."""
    cases = behavior_named(body.behavior).cases
    candidate = known(body.candidate, _candidates(here), "candidate")
    total = sum(body.split in ("all", case.split) for case in cases)
    return here.lab.render(await here.lab.evals.start(body.behavior, candidate, body.split, total, person.id))


@routes.on("GET", "/api/lab/evals", ADMIN, list[views.LabEval])
async def list_evals(here: Here) -> list[views.LabEval]:
    """The evals that were started from the page, the newest first."""
    return [here.lab.render(job) for job in here.lab.evals.all()]


@routes.on("POST", "/api/lab/evals/{eval}/stop", ADMIN, views.LabEval)
async def stop_eval(here: Here, eval: Id) -> views.LabEval:
    """End an eval; what it has answered is kept, and starting it again goes on there."""
    return here.lab.render(await here.lab.evals.stop(eval))


def _candidates(here: Parts) -> list[str]:
    from gesso.lab.roster import ROSTER

    return [*ROSTER, *(info.id for info in here.catalogue.infos())]


def render_file(file: RunFile) -> views.LabFile:
    return views.LabFile(
        id=file.id, name=file.name, shipped=file.shipped, at=file.at, behavior=file.behavior, candidate=file.candidate,
        splits=list(file.splits), n=file.n, own=file.own, fault=file.fault[:600],
    )  # fmt: skip


def _row(row: Row, shipped: str | None) -> views.LabRow:
    return views.LabRow(
        behavior=row.behavior,
        lines=len(row.coverage),
        untested=[line.line for line in row.coverage if not line.dev + line.test],
        dev=sum(line.dev for line in row.coverage),
        test=sum(line.test for line in row.coverage),
        languages=row.languages,
        shipped=shipped,
        scores=[
            views.LabScore(
                run=file.id, candidate=summary.candidate, subject=summary.candidate == row.subject, n=summary.n,
                failed=summary.failed, score=summary.score.score, low=summary.score.low, high=summary.score.high,
            )
            for file, summary in row.scored
        ],
    )  # fmt: skip


def _behavior(found: Board, split: Split, there: list[Split]) -> views.LabBehavior:
    chapter = found.chapter
    subject = chapter.summaries[chapter.subject] if chapter else None
    by_line = {part.name: part for part in subject.specs} if subject else {}
    return views.LabBehavior(
        behavior=found.behavior,
        split=split,
        lines=[
            views.LabLine(
                line=line.line, statement=line.statement, dev=line.dev, test=line.test, contrast=line.contrast,
                languages=line.languages, score=by_line.get(line.line),
            )
            for line in found.coverage
        ],
        candidates=[_candidate(chapter, i, file) for i, file in enumerate(found.runs)] if chapter else [],
        same_cases=chapter.same_cases if chapter else True,
        detectable=subject.detectable if subject else None,
        splits=there,
    )  # fmt: skip


def _candidate(chapter: Chapter, place: int, file: RunFile) -> views.LabCandidate:
    summary: Summary = chapter.summaries[place]
    return views.LabCandidate(
        run=file.id, at=file.at, shipped=file.shipped, subject=place == chapter.subject, candidate=summary.candidate,
        n=summary.n, failed=summary.failed, whole=summary.whole, score=summary.score, balanced=summary.balanced,
        lead=_lead(chapter, place), p50_ms=summary.p50_ms, p95_ms=summary.p95_ms, prompt_tokens=summary.prompt_tokens,
        slices=list(summary.slices), languages=list(summary.languages),
    )  # fmt: skip


def _lead(chapter: Chapter, place: int) -> views.LabLead | None:
    found = chapter.against[place]
    if found is None:
        return None
    d = found.difference
    return views.LabLead.model_validate(
        {"verdict": found.verdict, "value": d.value, "low": d.low, "high": d.high, "n": found.n, "p": found.adjusted}
    )
