"""The decisions with the real embedded model: beside a long answer, and when its process is killed again and again."""

import asyncio
import contextlib
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from gesso.agent.deciding.decisions import Decisions
from gesso.agent.deciding.shelf import Shelf
from gesso.model.catalogue import Catalogue
from gesso.model.download import Weights
from gesso.model.embedded import EmbeddedModel
from gesso.model.messages import Message
from gesso.settings import read_settings
from tests.deciding.sound import write_folder
from tests.guided.scenes import scene
from tests.model.test_embedded_decide import write_adapter

pytestmark = pytest.mark.embedded


def decisions(folder: Path, catalogue: Catalogue, **recipe: Any) -> Decisions:
    """Random numbers as the package's adapter; with `mass` 0 whatever it says is heard."""
    weights = write_adapter(folder / "made.gguf", 3).read_bytes()
    found = {"mass": 0.0, "threshold": 0.0, **recipe}
    write_folder(folder / "package" / "decisions", {"open_canvas": found, "pick_passage": found}, weights=weights)
    return Decisions(Shelf(folder / "adapters", folder / "package"), catalogue.deciding)


async def test_a_decision_is_made_beside_a_long_answer_and_leaves_it_alone(tmp_path: Path) -> None:
    catalogue = Catalogue(EmbeddedModel(Weights(read_settings().models_dir), threads=1))
    here = decisions(tmp_path, catalogue)
    try:
        await here.refresh()
        await catalogue.deciding.prepare()
        answer = catalogue.embedded.stream([Message("user", "Write a very long story.")], max_tokens=400)
        await anext(answer)
        began = time.monotonic()
        decision = await here.decide("open_canvas", scene("my uncle turns 70, he likes trains"))
        assert time.monotonic() - began < 4
        assert decision.layer == "adapter" or "no odds within" in decision.unheard
        assert catalogue.embedded.pid != catalogue.deciding.pid
        await anext(answer)  # it goes on
        await answer.aclose()
    finally:
        await catalogue.aclose()
    assert not catalogue.deciding.loaded


async def test_a_process_that_dies_every_time_leaves_it_to_the_rules_in_time(tmp_path: Path) -> None:
    catalogue = Catalogue(EmbeddedModel(Weights(read_settings().models_dir), threads=1))
    here = decisions(tmp_path, catalogue)

    async def keep_killing() -> None:
        while True:
            if (pid := catalogue.deciding.pid) is not None:
                with contextlib.suppress(psutil.NoSuchProcess):
                    psutil.Process(pid).kill()
            await asyncio.sleep(0.02)

    killer = asyncio.create_task(keep_killing())
    try:
        began = time.monotonic()
        decision = await here.decide("open_canvas", scene("write a poem about rain"))
        assert (decision.answer, decision.layer) == ("document", "rule") and decision.unheard
        assert time.monotonic() - began < 5
    finally:
        killer.cancel()
        await catalogue.aclose()


async def test_a_file_that_llama_cannot_load_leaves_it_to_the_rules(tmp_path: Path) -> None:
    """Its sums are right and it names our base, so only loading it shows that it is none."""
    catalogue = Catalogue(EmbeddedModel(Weights(read_settings().models_dir), threads=1))
    write_folder(tmp_path / "package" / "decisions", {"open_canvas": {}})
    here = Decisions(Shelf(tmp_path / "adapters", tmp_path / "package"), catalogue.deciding)
    try:
        decision = await here.decide("open_canvas", scene("write a poem about rain"))
        assert (decision.answer, decision.layer) == ("document", "rule") and decision.unheard
    finally:
        await catalogue.aclose()
