"""The product as a candidate: what its `Decisions` decide about a case, with the adapters that are in force."""

import contextlib
import hashlib
from pathlib import Path

from gesso.agent.deciding.adapters import read_adapter
from gesso.agent.deciding.decider import Decision
from gesso.agent.deciding.decisions import Decisions
from gesso.agent.deciding.shelf import InForce, Shelf
from gesso.agent.scene import Scene
from gesso.behaviors.behavior import Behavior, Case
from gesso.lab.adapted import NO_ANSWER
from gesso.lab.bench import Bench
from gesso.lab.candidate import Reply
from gesso.lab.rule import code_hash
from gesso.lab.situation import scene_of
from gesso.model.messages import ModelError

PATIENCE_S = 60.0
"""What is measured here must not hang on how busy the machine is; the product gives up after three seconds."""


class Product:
    """Decides as the product does, its embedded model loaded first so that no latency holds its start."""

    def __init__(self, decisions: Decisions, bench: Bench) -> None:
        self.decisions, self._bench = decisions, bench

    async def decide(self, behavior: str, scene: Scene) -> Decision:
        """Raises GessoError."""
        embedded = (await self._bench.catalogue()).embedded
        return await self.decisions.decide(behavior, scene, embedded if embedded.ready else None)


class Packed(Shelf):
    """One packed adapter as if it were in force, shipped or not. Raises BadAdapter for one that is not sound."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._adapter = read_adapter(folder)

    def in_force(self) -> InForce:
        return InForce(dict.fromkeys(self._adapter.manifest.behaviors, self._adapter))


class ProductCandidate:
    """`free`: where the adapter was asked and the likeliest of all tokens is no answer, none is given."""

    at_once = 1

    def __init__(self, behavior: Behavior, product: Product, name: str = "product", *, free: bool = False) -> None:
        self.name, self._free = name, free
        self._behavior, self._product = behavior.name, product
        adapter = product.decisions.in_force.adapters.get(behavior.name)
        recipe = adapter.manifest.behaviors[behavior.name].model_dump_json() if adapter is not None else ""
        weights = adapter.manifest.adapter_sha256 if adapter is not None else "no adapter"
        told = hashlib.sha256(recipe.encode()).hexdigest()[:16]
        code = " ".join(code_hash(f"gesso.{name}") for name in ("agent", "canvas", "schedule"))
        mode = " free" if free else ""
        self.identity = f"product{mode} {behavior.name} {weights} {told} {product.decisions.model.ready} {code}"

    async def answer(self, case: Case) -> Reply:
        found = await self._product.decide(self._behavior, scene_of(case))
        answer = NO_ANSWER if self._free and found.prompt_tokens and found.free is None else found.answer
        return Reply(answer, found.scores, found.layer, found.latency_ms, found.prompt_tokens)


async def open_product(bench: Bench, packed: Path | None = None) -> Product:
    """The product's decisions over the bench's data folder, or by the `packed` adapter alone.

    Fetches the weights if an adapter needs them. Raises BadAdapter.
    """
    catalogue = await bench.catalogue()
    shelf = Packed(packed) if packed else Shelf(bench.settings.data / "adapters")
    decisions = Decisions(shelf, catalogue.deciding, within_s=PATIENCE_S)
    if (await decisions.refresh()).adapters:
        with contextlib.suppress(ModelError):  # each decision says what it had to do without
            await decisions.model.prepare()
    return Product(decisions, bench)
