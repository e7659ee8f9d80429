"""A trained adapter as a candidate, alone: no rule is heard. `adapter:FOLDER`, or `adapter-free:FOLDER` unconstrained.

The folder is a training run's or a packed adapter's: what counts is its `adapter.gguf`. What the product makes of an
adapter and its rules is the candidate `product`.
"""

from pathlib import Path

from gesso.agent.deciding.question import NONE, render_question
from gesso.behaviors.behavior import Behavior, Case
from gesso.lab.bench import Bench
from gesso.lab.candidate import Reply
from gesso.lab.errors import LabError
from gesso.lab.situation import scene_of
from gesso.model.download import Weights, sha256_of
from gesso.model.embedded import EmbeddedModel

KEY = "adapter"
PATIENCE_S = 120.0
NO_ANSWER = "(no answer)"
"""Stands where the likeliest of all tokens is none of the answers."""


class AdapterCandidate:
    at_once = 1

    def __init__(self, name: str, behavior: Behavior, model: EmbeddedModel, sha256: str, *, free: bool) -> None:
        self.name, self._behavior, self._model, self._free = name, behavior.name, model, free
        self.identity = f"adapter 1 {behavior.name} {sha256} {'free' if free else 'constrained'}"

    async def answer(self, case: Case) -> Reply:
        scene = scene_of(case)
        question = render_question(self._behavior, scene)
        odds = await self._model.decide(question.prompt, question.marks, KEY, within_s=PATIENCE_S)
        label_of = dict(zip(question.marks, question.labels, strict=True))
        scores = {label_of[mark]: share for mark, share in odds.shares.items()}
        best = max(question.labels, key=lambda label: scores[label])
        if self._free:
            best = NO_ANSWER if odds.free is None else label_of[odds.free]
        answer: str | list[str] = best
        if self._behavior == "pick_passage":
            blocks = scene.active.snapshot.blocks if scene.active is not None else ()
            answer = [] if best in (NONE, NO_ANSWER) else [blocks[int(best) - 1].text]
        return Reply(answer, scores, "adapter", odds.took_ms, odds.prompt_tokens)


async def open_adapter(folder: str, behavior: Behavior, bench: Bench, *, free: bool) -> AdapterCandidate:
    """Raises LabError where there is no adapter, or the behaviour has no question for one."""
    path = Path(folder) / "adapter.gguf"
    if not path.is_file():
        raise LabError(f"There is no adapter in {folder}: {path} is not there.")
    weights = Weights(bench.settings.models_dir)
    await weights.fetch()
    model = EmbeddedModel(weights, adapters={KEY: path}, threads=1)
    bench.close_later(model)
    name = f"{'adapter-free' if free else 'adapter'}:{folder}"
    return AdapterCandidate(name, behavior, model, sha256_of(path), free=free)
