"""The lab's page, what is made and shipped: training runs, audits of rows, played conversations, adapters in force."""

from typing import Annotated

from fastapi import Path

from gesso.lab.desk.adapters import Found, adapter_named, adapters, registry
from gesso.lab.desk.files import sendable
from gesso.lab.desk.papers import AUDITS, ROLLOUTS, Paper, papers, plain, read_audit, rollout_named, rollouts_in
from gesso.lab.desk.training import Training, trainings
from gesso.server import views
from gesso.server.context import Here, Parts
from gesso.server.decisions import follow
from gesso.server.policy import Policy, Routes

routes = Routes()

ADMIN = Policy("admin", "admin")

Id = Annotated[str, Path(max_length=80)]


@routes.on("GET", "/api/lab/training", ADMIN, list[views.LabTraining])
async def list_training(here: Here) -> list[views.LabTraining]:
    """The training runs of the lab's folder with their curves, the newest first."""
    return [_training(run) for run in await here.lab.read(trainings, here.lab.folder, here.lab.clock())]


@routes.on("GET", "/api/lab/audits", ADMIN, list[views.LabAudit])
async def list_audits(here: Here) -> list[views.LabAudit]:
    """What audits of training rows found, the newest first."""
    found = await here.lab.read(papers, here.lab.folder, AUDITS, ".json")
    return [await here.lab.read(_audit, paper) for paper in found]


@routes.on("GET", "/api/lab/rollouts", ADMIN, list[views.LabRollouts])
async def list_rollouts(here: Here) -> list[views.LabRollouts]:
    """The files of conversations played in an environment, with the reward of each."""
    found = await here.lab.read(papers, here.lab.folder, ROLLOUTS, ".jsonl")
    return [await here.lab.read(_rollouts, paper) for paper in found]


@routes.on("GET", "/api/lab/rollouts/{file}/{place}", ADMIN, views.LabRollout)
async def read_rollout(here: Here, file: Id, place: Annotated[int, Path(ge=0, le=10**6)]) -> views.LabRollout:
    """One played conversation: messages, tool calls, what the user did, and the reward by component."""
    found = await here.lab.read(rollout_named, here.lab.folder, file, place)
    return views.LabRollout.model_validate(plain(found.model_dump()))


@routes.on("GET", "/api/lab/adapters", ADMIN, views.LabAdapters)
async def list_adapters(here: Here) -> views.LabAdapters:
    """The adapters there are with their cards and what the gate said, and what was shipped and taken back."""
    return await _adapters(here)


@routes.on("POST", "/api/lab/ship", ADMIN, views.LabAdapters)
async def ship_adapter(here: Here, body: views.LabShipIn) -> views.LabAdapters:
    """Put an adapter in force, once it passes every check."""
    from gesso.lab.shipping import ship

    shelf, lab = here.decisions.shelf, here.lab
    async with lab.writing:
        found = adapter_named(await lab.read(adapters, shelf, lab.folder), body.adapter)
        await lab.read(ship, shelf, found.folder, lab.clock)
    await follow(here.decisions, here.catalogue)
    return await _adapters(here)


@routes.on("POST", "/api/lab/rollback", ADMIN, views.LabAdapters)
async def roll_back(here: Here) -> views.LabAdapters:
    """Take what was shipped last out of force."""
    from gesso.lab.shipping import rollback

    async with here.lab.writing:
        await here.lab.read(rollback, here.decisions.shelf, here.lab.clock)
    await follow(here.decisions, here.catalogue)
    return await _adapters(here)


async def _adapters(here: Parts) -> views.LabAdapters:
    shelf, lab = here.decisions.shelf, here.lab
    found = await lab.read(adapters, shelf, lab.folder)
    rows, pile, broken = await lab.read(registry, shelf)
    problems = [broken] if broken else []
    problems += [each for each in (await lab.read(shelf.in_force)).problems if each not in problems]
    return views.LabAdapters(
        adapters=[_adapter(each) for each in found],
        registry=[
            views.LabRegistryRow(at=row.at, do=row.do, key=row.key, behaviors=list(row.behaviors)) for row in rows[:100]
        ],
        next_back=pile[-1] if pile else None,
        problems=[sendable(each) for each in problems],
    )


def _adapter(found: Found) -> views.LabAdapter:
    manifest = found.manifest
    sums = ("base_sha256", "question_sha256", "data_sha256", "config_sha256", "code_sha256", "adapter_sha256")
    return views.LabAdapter(
        id=found.id,
        key=sendable(found.key),
        place=found.place,
        made=manifest.made if manifest else "",
        behaviors=sorted(manifest.behaviors) if manifest else [],
        in_force=list(found.in_force),
        passed=manifest is not None and manifest.gate.passed,
        reasons=list(manifest.gate.reasons) if manifest else [],
        faults=[sendable(each) for each in found.faults],
        bytes=found.bytes,
        sums={name.removesuffix("_sha256"): getattr(manifest, name) for name in sums} if manifest else {},
        card=found.card,
    )


def _training(run: Training) -> views.LabTraining:
    return views.LabTraining(
        id=run.id, name=run.name, at=run.at, moving=run.moving, finished=run.finished, method=run.method,
        step=run.step, steps=run.steps, best_step=run.best_step, best_loss=run.best_loss,
        tokens_per_s=round(run.tokens_per_s, 1), seconds=round(run.seconds, 1), left_s=round(run.left_s, 1),
        train=[views.LabTrainingPoint(step=step, loss=round(loss, 5)) for step, loss in run.train],
        dev=[views.LabTrainingPoint(step=step, loss=round(loss, 5)) for step, loss in run.dev],
        scores=dict(run.scores), fault=run.fault[:600],
    )  # fmt: skip


def _audit(paper: Paper) -> views.LabAudit:
    found, fault = read_audit(paper)
    checks = [
        views.LabCheck(name=c.name, value=c.value, limit=c.limit, red=c.red, examples=list(c.examples))
        for c in (found.checks if found else ())
    ]
    return views.LabAudit(
        id=paper.id, name=paper.name, at=paper.at, behavior=found.behavior if found else "",
        rows=found.rows if found else 0, checks=checks, fault=fault[:600],
    )  # fmt: skip


def _rollouts(paper: Paper) -> views.LabRollouts:
    found, fault = rollouts_in(paper)
    items = [
        views.LabRolloutItem(
            at=at, reward=each.reward, seed=each.seed, environment=each.environment, forfeit=each.forfeit
        )
        for at, each in enumerate(found[:2_000])
    ]
    mean = sum(each.reward for each in found) / len(found) if found else 0.0
    return views.LabRollouts(id=paper.id, name=paper.name, at=paper.at, items=items, mean=mean, fault=fault[:600])
