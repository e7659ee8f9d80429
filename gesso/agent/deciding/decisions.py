"""The decisions of a workspace: a `Decider` over what is in force, exchanged when something is shipped or rolled back.

A program of its own may ship (`gesso lab ship`), so the registry's date is looked at before each decision. One instance
serves one event loop; the model it asks is its owner's to close.
"""

import asyncio
import contextlib
import logging
from typing import Protocol

from gesso.agent.deciding.decider import WITHIN_S, Decider, Decision
from gesso.agent.deciding.shelf import InForce, Shelf
from gesso.agent.pointing.ranker import packaged
from gesso.agent.scene import Scene
from gesso.model.embedded import EmbeddedModel
from gesso.model.messages import Model, ModelError

log = logging.getLogger(__name__)


class Decides(Protocol):
    async def decide(self, behavior: str, scene: Scene, inner: Model | None = None) -> Decision: ...


class Decisions:
    """`on` is the workspace's switch: off, the rules decide alone. `within_s` is what a decision may take at most."""

    def __init__(self, shelf: Shelf, model: EmbeddedModel, *, on: bool = True, within_s: float = WITHIN_S) -> None:
        self.on = on
        self._within_s = within_s
        self.shelf, self.model = shelf, model
        self.in_force = InForce({})
        self._decider, self._rules = Decider(ranker=packaged()), Decider()
        self._stamp: tuple[int, int] | None = None
        self._one = asyncio.Lock()

    @property
    def latency_ms(self) -> float | None:
        """The median of the latest trained decisions, None before the first."""
        return self._decider.latency_ms

    @property
    def label(self) -> str:
        """How the model menu calls what is in force; empty when nothing is, or the switch is off."""
        return self.in_force.label if self.on else ""

    async def decide(self, behavior: str, scene: Scene, inner: Model | None = None) -> Decision:
        """See `Decider.decide`."""
        if not self.on:
            return await self._rules.decide(behavior, scene, inner)
        await self.refresh()
        return await self._decider.decide(behavior, scene, inner)

    def trained(self, behavior: str) -> bool:
        """Whether a trained adapter is in force for the behaviour and the weights to ask it are here."""
        return self.on and behavior in self.in_force.adapters and self.model.ready

    async def refresh(self) -> InForce:
        """What is in force now; the embedded model loads it with its next answer."""
        async with self._one:
            if (stamp := self.shelf.stamp()) != self._stamp:
                found = await asyncio.to_thread(self.shelf.in_force)
                for problem in found.problems:
                    log.warning("an adapter is not used: %s", problem)
                await self.model.set_adapters({key: each.weights for key, each in found.loaded.items()})
                self.in_force, self._stamp = found, stamp
                self._decider = Decider(found.adapters, self.model, within_s=self._within_s, ranker=packaged())
        return self.in_force

    async def fetch(self) -> None:
        """Fetch the weights, if they are not here, and load them; a failure is told by the next decision."""
        with contextlib.suppress(ModelError):
            await self.model.prepare()
