"""The sum of the code that makes an adapter: rows, questions, training. Imports none of it."""

import hashlib
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable

MAKES = ("lab/training", "lab/synthesize", "lab/rows.py", "agent/deciding/question.py")


def training_code_sha256() -> str:
    """Over path and text of every program that takes part."""
    digest = hashlib.sha256()
    for place in MAKES:
        for path, text in _programs(resources.files("gesso").joinpath(*place.split("/")), place):
            digest.update(path.encode() + b"\0" + text + b"\0")
    return digest.hexdigest()


def _programs(at: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    if at.is_file():
        yield path, at.read_bytes()
        return
    for entry in sorted(at.iterdir(), key=lambda each: each.name):
        if entry.is_dir() or entry.name.endswith(".py"):
            yield from _programs(entry, f"{path}/{entry.name}")
