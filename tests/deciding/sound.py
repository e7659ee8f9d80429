"""Sound adapter folders and a scripted stand-in for the embedded model's odds."""

import hashlib
import json
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gesso.agent.deciding.adapters import Adapter, read_adapter
from gesso.agent.deciding.form import form_of_all
from gesso.agent.deciding.question import LABELS
from gesso.model.download import GGUF_SHA256
from gesso.model.embedded_odds import Odds
from gesso.model.messages import ModelError

SUM = hashlib.sha256(b"").hexdigest()


def gguf_head(base: str = GGUF_SHA256) -> bytes:
    """The beginning of a GGUF file whose one key names its base."""
    key, value = b"gesso.base.sha256", base.encode()
    entry = struct.pack("<Q", len(key)) + key + struct.pack("<IQ", 8, len(value)) + value
    return b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + entry


def write_folder(
    folder: Path,
    behaviors: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    weights: bytes | None = None,
    **changes: Any,
) -> Path:
    """A folder as the lab leaves it, sound unless something is changed."""
    folder.mkdir(parents=True, exist_ok=True)
    data = gguf_head() if weights is None else weights
    (folder / "adapter.gguf").write_bytes(data)
    (folder / "card.md").write_text("# What it is for\n")
    recipes = {
        name: {"labels": LABELS.get(name, ()), **recipe}
        for name, recipe in ({"open_canvas": {}} if behaviors is None else behaviors).items()
    }
    manifest = {
        "name": "decisions", "version": "1", "base_sha256": GGUF_SHA256, "data_sha256": SUM, "config_sha256": SUM,
        "code_sha256": SUM, "adapter_sha256": hashlib.sha256(data).hexdigest(), "behaviors": recipes,
        "question_sha256": form_of_all({*recipes} & {*LABELS, "pick_passage"}), "gate": {"passed": True},
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest | changes))
    return folder


def adapters(folder: Path, **behaviors: Mapping[str, Any]) -> dict[str, Adapter]:
    """One sound adapter for the behaviours, by behaviour."""
    adapter = read_adapter(write_folder(folder, behaviors))
    return dict.fromkeys(behaviors, adapter)


@dataclass
class FakeOdds:
    """Answers a question with `answer(prompt)`: the odds by mark, without its blank. Remembers what it was asked."""

    answer: Callable[[str], Mapping[str, float]] = lambda prompt: {}
    mass: float = 0.98
    failure: ModelError | None = None
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    adapters: Sequence[str] = ("decisions-1",)
    ready: bool = True
    loaded: Mapping[str, Path] = field(default_factory=dict)

    async def set_adapters(self, adapters: Mapping[str, Path]) -> None:
        self.loaded = adapters

    async def decide(self, prompt: str, marks: Sequence[str], adapter: str | None, *, within_s: float) -> Odds:
        self.asked.append((prompt, adapter))
        if self.failure is not None:
            raise self.failure
        odds = self.answer(prompt)
        shares = {mark: odds.get(mark.strip(), 0.0) for mark in marks}
        free = max(marks, key=lambda mark: shares[mark]) if self.mass > 0.5 else None
        return Odds(shares, self.mass, free, len(prompt) // 4, 0, 12.0)
