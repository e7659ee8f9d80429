"""The lab's page, case by case: one with all answers, two candidates side by side, people's verdicts, the report."""

from typing import Annotated

from fastapi import Path, Query, Response

from gesso.agent.deciding.decider import Decision
from gesso.base.errors import BadInput, GessoError
from gesso.behaviors.behavior import BehaviorError, Case
from gesso.lab.desk import cases as desk
from gesso.lab.desk.boards import SPLITS, board, chosen_split
from gesso.lab.desk.files import RunFile, RunFiles, Split, behavior_named
from gesso.lab.desk.judging import Standing
from gesso.lab.episode import Episode
from gesso.lab.report import render_report
from gesso.lab.situation import scene_of
from gesso.lab.summary import given_score, shown
from gesso.lab.verdict import WinRate
from gesso.server import views
from gesso.server.context import Actor, Here, Parts
from gesso.server.lab import Lab
from gesso.server.policy import Policy, Routes
from gesso.server.security import inert_headers
from gesso.server.views.base import Words

routes = Routes()

ADMIN = Policy("admin", "admin")
MOST_ANSWER = 20_000

Id = Annotated[str, Path(max_length=80)]
CaseId = Annotated[str, Path(max_length=200)]
Chosen = Annotated[Split | None, Query()]
Run = Annotated[Words, Query(min_length=1, max_length=80)]


@routes.on("GET", "/api/lab/behaviors/{behavior}/cases/{case}", ADMIN, views.LabCase)
async def read_case(here: Here, behavior: Id, case: CaseId, now: bool = False) -> views.LabCase:
    """A case with what each candidate answered; with `now` what the product decides about it at this moment."""
    found = desk.case_named(behavior, case)
    answers = await here.lab.read(desk.answers_of, here.lab.files, found, behavior)
    return views.LabCase(
        situation=_situation(behavior, found),
        answers=[_answer(file, episode) for file, episode in answers],
        now=await _decision(here, behavior, found) if now else None,
    )


@routes.on("POST", "/api/lab/behaviors/{behavior}/cases/{case}/room", ADMIN, views.LabRoom, status=201)
async def open_case(here: Here, person: Actor, behavior: Id, case: CaseId) -> views.LabRoom:
    """A new conversation with the document and what was said before in a case; its message is left to be sent."""
    found = desk.case_named(behavior, case)
    opened = await desk.open_case(here.workspace, person, found)
    return views.LabRoom(room=opened.room, canvas=opened.canvas, draft=found.input.ask)


@routes.on("GET", "/api/lab/compare", ADMIN, views.LabComparison)
async def compare_runs(here: Here, first: Run, second: Run, split: Chosen = None) -> views.LabComparison:
    """Two candidates on the cases both answered, where they differ first."""
    return await here.lab.read(_compared, here.lab.files, first, second, split)


@routes.on("GET", "/api/lab/report", ADMIN)
async def export_report(here: Here, split: Chosen = None) -> Response:
    """The report on everything measured on one split, as one page of HTML to keep."""
    page, name = await here.lab.read(_report, here.lab, split)
    return Response(page, media_type="text/html; charset=utf-8", headers=inert_headers(name))


@routes.on("GET", "/api/lab/judging", ADMIN, views.LabJudging)
async def read_judging(here: Here, person: Actor, first: Run, second: Run) -> views.LabJudging:
    """Where the caller stands with two candidates, and the next two answers, whose they are not said."""
    return _standing(await here.lab.read(here.lab.judging.standing, first, second, person.id))


@routes.on("POST", "/api/lab/judging", ADMIN, views.LabJudging)
async def judge_pair(here: Here, person: Actor, body: views.LabVerdictIn) -> views.LabJudging:
    """Write down which answer is better; what comes next."""
    lab, (first, second) = here.lab, (body.first, body.second)
    at = lab.clock()
    async with lab.writing:
        await lab.read(lab.judging.decide, first, second, person.id, body.case, body.choice, body.why, at)
    return _standing(await lab.read(lab.judging.standing, first, second, person.id))


@routes.on("DELETE", "/api/lab/judging", ADMIN, views.LabJudging)
async def take_back_verdict(here: Here, person: Actor, first: Run, second: Run) -> views.LabJudging:
    """Drop the caller's latest verdict on these two; what comes next."""
    async with here.lab.writing:
        await here.lab.read(here.lab.judging.take_back, first, second, person.id)
    return _standing(await here.lab.read(here.lab.judging.standing, first, second, person.id))


@routes.on("GET", "/api/lab/wins", ADMIN, list[views.LabWins])
async def list_wins(here: Here) -> list[views.LabWins]:
    """How often one candidate's answers were found better than another's, by people and by models."""
    return [_wins(rate) for rate in await here.lab.read(here.lab.judging.wins)]


async def _decision(here: Parts, behavior: str, case: Case) -> views.LabDecision:
    try:
        found = await here.decisions.decide(behavior, scene_of(case))
        right = behavior_named(behavior).grade(case, found.answer).value == 1.0
    except (GessoError, BehaviorError) as error:
        return views.LabDecision(
            answer="", layer="", why="", score=None, latency_ms=0.0, right=False, fault=str(error)[:600]
        )
    return _decided(found, right)


def _decided(found: Decision, right: bool) -> views.LabDecision:
    why = f"{found.why} ({found.unheard})" if found.unheard else found.why
    return views.LabDecision(
        answer=shown(found.answer), layer=found.layer, why=why, score=found.score, latency_ms=found.latency_ms,
        right=right, fault="",
    )  # fmt: skip


def _situation(behavior: str, case: Case) -> views.LabSituation:
    given = case.input
    return views.LabSituation(
        behavior=behavior, case=case.id, spec_id=case.spec_id,
        statement=behavior_named(behavior).spec.get(case.spec_id, ""), split=case.split, slice=case.slice,
        lang=case.lang, ask=given.ask, earlier=list(given.earlier), document=given.document or "",
        text=desk.document_of(case), selection=given.selection or "", target=shown(case.target),
        before=desk.before_of(case),
    )  # fmt: skip


def _answer(file: RunFile, episode: Episode) -> views.LabAnswer:
    return views.LabAnswer(
        run=file.id, candidate=file.candidate, answer=shown(episode.answer)[:MOST_ANSWER], value=episode.value,
        why=episode.error or episode.why, score=given_score(episode), layer=episode.layer or "",
        latency_ms=episode.latency_ms,
    )  # fmt: skip


def _compared(files: RunFiles, first: str, second: str, split: Split | None) -> views.LabComparison:
    from gesso.lab.compare import compare_episodes

    sides = [files.get(first), files.get(second)]
    if sides[0].id == sides[1].id:
        raise BadInput("Both are one file; choose two.")
    a, b = (files.episodes(side, split) for side in sides)
    if not a or not b:
        raise BadInput(f"One of them has no answers to {split} cases.")
    found = compare_episodes(a, b)
    theirs = {(e.case, e.seed): e for e in b}
    pairs = [(e, theirs[e.case, e.seed]) for e in a if (e.case, e.seed) in theirs]
    pairs.sort(key=lambda pair: (-abs(pair[0].value - pair[1].value), pair[0].answer == pair[1].answer, pair[0].case))
    d = found.difference
    return views.LabComparison.model_validate(
        {
            "behavior": found.behavior, "first": found.first, "second": found.second, "n": found.n,
            "left_out": found.left_out, "first_score": found.first_score, "second_score": found.second_score,
            "difference": {"value": d.value, "low": d.low, "high": d.high}, "only_first": found.only_first,
            "only_second": found.only_second, "p": found.p, "detectable": found.detectable, "verdict": found.verdict,
            "cases": [_pair(*pair) for pair in pairs],
        }
    )  # fmt: skip


def _pair(one: Episode, other: Episode) -> views.LabCompared:
    return views.LabCompared(
        case=one.case, spec_id=one.spec_id, slice=one.slice, lang=one.lang, ask=one.ask[:1_000],
        target=shown(one.target), first=_side(one), second=_side(other),
    )  # fmt: skip


def _side(episode: Episode) -> views.LabSide:
    return views.LabSide(
        answer=shown(episode.answer)[:1_000], value=episode.value, why=(episode.error or episode.why)[:400]
    )


def _report(lab: Lab, wanted: Split | None) -> tuple[str, str]:
    split = chosen_split(lab.files, wanted)
    assert split in SPLITS
    names = {file.behavior for file in lab.files.all() if file.own and split in file.splits}
    chapters = [chapter for name in sorted(names) if (chapter := board(lab.files, name, split).chapter) is not None]
    if not chapters:
        raise BadInput(f"Nothing was measured on {split} cases yet, so there is nothing to report.")
    now = lab.clock()
    return render_report(chapters, now), f"gesso-lab-{split}-{now:%Y-%m-%d}.html"


def _standing(found: Standing) -> views.LabJudging:
    pair = None
    if found.pair is not None:
        case = desk.case_named(found.behavior, found.pair.case)
        left, right = found.pair.texts
        pair = views.LabPair(
            case=case.id, ask=case.input.ask, earlier=list(case.input.earlier), text=desk.document_of(case), left=left,
            right=right,
        )  # fmt: skip
    return views.LabJudging(behavior=found.behavior, done=found.done, total=found.total, equal=found.equal, pair=pair)


def _wins(rate: WinRate) -> views.LabWins:
    r = rate.rate
    return views.LabWins.model_validate(
        {
            "behavior": rate.behavior, "first": rate.first, "second": rate.second, "by": rate.by, "n": rate.n,
            "rate": {"value": r.value, "low": r.low, "high": r.high}, "ties": rate.ties,
        }
    )  # fmt: skip
