"""The document that delegated work ends with, while it comes about: put together, checked and finished by code."""

from collections.abc import Sequence
from functools import partial

from gesso.agent.agents import GESSO
from gesso.agent.delegating.ways import Way
from gesso.base.errors import BadInput
from gesso.canvas.plan import Plan, PlanStep
from gesso.room.cards import Job
from gesso.room.live_canvas import Author
from gesso.room.room import LiveRoom
from gesso.room.state import Turn
from gesso.room.workspace import Person, Workspace
from gesso.sources.library import Sources
from gesso.store.sources import Source, sources_of_turn
from gesso.tasks.evidence import (
    Material,
    check_result,
    compose,
    disagreements,
    gather,
    render_evidence,
    renumbered,
    with_evidence,
)
from gesso.tasks.jobs import canvas_of
from gesso.tasks.laboratory import Laboratory
from gesso.tasks.stepping import client_of


class Results:
    """Without `sources` nothing was read, so nothing is quoted."""

    def __init__(self, workspace: Workspace, sources: Sources | None, laboratory: Laboratory | None = None) -> None:
        self._workspace, self._sources, self._laboratory = workspace, sources, laboratory

    async def by_code(
        self, room: LiveRoom, job: Job, plan: Plan, way: Way, step: PlanStep
    ) -> tuple[str, tuple[str, ...], str]:  # fmt: skip
        if way.how in ("figures", "rerun", "match"):
            return await self._reproduce(room, job, way, step)
        material = await self.material(room, job, plan)
        canvas = await self.canvas(room, job)
        live = await self._workspace.canvas(canvas)
        if way.how == "compose":
            text = compose(material, side_by_side="side by side" in step.text.casefold())
            await self.write(room, job, canvas, text)
            quotes = sum(each.claim.kind == "quote" for each in check_result(text, material))
            return f"{quotes} quotations put together", () if quotes else ("nothing was found to put together",), canvas
        checked = [each for each in check_result(with_evidence(live.text, ""), material) if each.claim.kind == "quote"]
        found = sum(each.verdict == "found" for each in checked)
        lacks = tuple(
            f"not in the page it cites: “{each.claim.text[:120]}”" for each in checked if each.verdict != "found"
        )
        odds = disagreements(checked, material)
        lacks += tuple(f"page {odd.other} says otherwise than “{odd.quote[:120]}”" for odd in odds)
        against = f"; {len(odds)} contradicted by another page" if odds else ""
        return f"{found} of {len(checked)} quotations found word for word{against}", lacks, canvas

    async def _reproduce(
        self, room: LiveRoom, job: Job, way: Way, step: PlanStep
    ) -> tuple[str, tuple[str, ...], str]:  # fmt: skip
        """Raises BadInput, NotFound, NoSandbox where the step cannot be done."""
        if self._laboratory is None:
            raise BadInput("Nothing can be reproduced here.")
        if way.how == "rerun":
            return *await self._laboratory.rerun(room, job, step.text), await self.canvas(room, job)
        canvas = await self.canvas(room, job)
        if way.how == "figures":
            summary, listed = await self._laboratory.listed(room, step.text)
            await self.write(room, job, canvas, f"# {job.planned.title}\n\n## Figures that it states\n\n{listed}\n")
            return summary, (), canvas
        summary, table, lacks = await self._laboratory.compared(room, job, step.text)
        await self.write(room, job, canvas, f"# {job.planned.title}\n\n{summary}.\n\n{table}\n")
        return summary, lacks, canvas

    async def stated(self, room: LiveRoom, step: PlanStep) -> str:
        """For a step that writes code: the figures it is to work out, and how it is to print them."""
        if self._laboratory is None:
            return ""
        _, listed = await self._laboratory.listed(room, step.text)
        return f"{listed}\nPrint each that the code works out on a line of its own, such as: figure 3 = 0.913"

    async def material(self, room: LiveRoom, job: Job, plan: Plan) -> Material:
        """What the steps came to, with the words of every page that was read."""
        rows: dict[str, Sequence[Source]] = {}
        words: dict[str, str] = {}
        for turn in [turn for turn in room.state.turns.values() if _has_read(turn)]:
            rows[turn.id] = await self._workspace.db.read(partial(sources_of_turn, turn=turn.id))
            for row in rows[turn.id]:
                if self._sources is not None and row.sha256 not in words:
                    words[row.sha256] = await self._sources.words(row)
        return gather(room.state, job, plan, rows, words)

    async def canvas(self, room: LiveRoom, job: Job) -> str:
        """The document that the work ends with, made when it is first needed."""
        canvas = canvas_of(job.id, "result")
        row = room.state.canvases.get(canvas)
        if row is None:
            title = job.planned.title
            await self._workspace.do_open_canvas(
                room, Author(GESSO.id, "agent", canvas), kind="document", title=title, text=f"# {title}\n", id=canvas
            )
        elif row.deleted:
            await self._workspace.do_restore_canvas(Person(job.by, ""), canvas)
        return canvas

    async def write(self, room: LiveRoom, job: Job, canvas: str, text: str) -> None:
        live = await self._workspace.canvas(canvas)
        await self._workspace.do_write_text(room, live, Author(GESSO.id, "agent", client_of(job, text)), text)

    def target(self, room: LiveRoom, job: Job) -> str | None:
        """The document that it is about, else the one it has written."""
        for canvas in (job.planned.target, canvas_of(job.id, "result")):
            row = room.state.canvases.get(canvas or "")
            if row is not None and not row.deleted:
                return row.id
        return None

    async def finish(self, room: LiveRoom, job: Job, plan: Plan) -> str:
        """Write the evidence below the result; its canvas."""
        canvas = await self.canvas(room, job)
        material = await self.material(room, job, plan)
        live = await self._workspace.canvas(canvas)
        address = f"/r/{room.id}/c/{job.planned.canvas}"
        result = with_evidence(live.text, "").rstrip()
        if result.strip() == f"# {job.planned.title}":
            told = [
                f"## {each.text}\n\n{renumbered(each)}" for each in material.steps if each.turn and renumbered(each)
            ]
            result = "\n\n".join([result, *told]) if told else result
        evidence = render_evidence(result, material, plan, job, address)
        await self.write(room, job, canvas, with_evidence(result, evidence))
        return canvas


def _has_read(turn: Turn) -> bool:
    if turn.run is None or turn.run.step is None:
        return False
    return any(call.name == "open_page" and call.ok for step in turn.steps for call in step.calls)
