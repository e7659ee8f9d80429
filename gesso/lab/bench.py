"""What a lab command is given to work with: the settings, and a door to the models of the menu.

The catalogue is made by whoever starts the command, because which models there are is stored with the workspace, a
floor above the lab. It is opened when somebody first needs a model, and closed by `aclose`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from gesso.settings import Settings

if TYPE_CHECKING:  # the command line reads this file at every start, and the catalogue takes 0.7 s
    from gesso.lab.baselines.embedding import Embedder
    from gesso.model.catalogue import Catalogue

OpenCatalogue = Callable[[Settings], Awaitable["Catalogue"]]


class Closes(Protocol):
    async def aclose(self) -> None: ...


class Bench:
    """The place a lab command works at; one for each command, on one event loop."""

    def __init__(self, settings: Settings, open_catalogue: OpenCatalogue) -> None:
        self.settings = settings
        self._open_catalogue = open_catalogue
        self._catalogue: Catalogue | None = None
        self._embedder: Embedder | None = None
        self._opened: list[Closes] = []

    @property
    def folder(self) -> Path:
        """Where the lab keeps what it may lose: the cache and the weights of baselines."""
        return self.settings.data / "lab"

    async def catalogue(self) -> Catalogue:
        """The models of the menu. Loads no model."""
        if self._catalogue is None:
            self._catalogue = await self._open_catalogue(self.settings)
        return self._catalogue

    def embedder(self) -> Embedder:
        """Vectors of texts, kept in the lab's folder. Starts nothing."""
        if self._embedder is None:
            from gesso.lab.baselines.embedding import Embedder
            from gesso.model.download import Weights

            self._embedder = Embedder(Weights(self.settings.models_dir), self.folder / "vectors")
        return self._embedder

    def close_later(self, opened: Closes) -> None:
        """Hands over something to be closed with the bench."""
        self._opened.append(opened)

    async def aclose(self) -> None:
        while self._opened:
            await self._opened.pop().aclose()
        if self._embedder is not None:
            await self._embedder.aclose()
            self._embedder = None
        if self._catalogue is not None:
            await self._catalogue.aclose()
            self._catalogue = None
