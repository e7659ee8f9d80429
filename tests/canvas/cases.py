"""Random texts and changes for the canvas tests: ASCII, é, 😀, 字, combining marks, several lines."""

import random

from gesso.canvas.changes import Change
from gesso.canvas.text import Text, units_of

LETTERS = ["a", "b", "c", " ", "\n", "é", "😀", "字", "e\u0301", "𝒳", "\t", "z"]


def random_text(rng: random.Random, most: int) -> str:
    return "".join(rng.choice(LETTERS) for _ in range(rng.randint(0, most)))


def random_edits(rng: random.Random, text: str, most: int = 4) -> list[tuple[int, int, str]]:
    """Edits in UTF-16 units at character boundaries, in order, not overlapping; now and then touching."""
    starts = [0]
    for letter in text:
        starts.append(starts[-1] + units_of(letter))
    edits = []
    at = 0
    for _ in range(rng.randint(0, most)):
        start = min(at + rng.choice([0, 0, 1, 2, rng.randint(0, len(text))]), len(text))
        end = min(start + rng.choice([0, 0, 1, 2, 5]), len(text))
        insert = random_text(rng, rng.choice([0, 1, 1, 4])) if rng.random() < 0.7 else ""
        edits.append((starts[start], starts[end], insert))
        at = end
    return edits


def random_change(rng: random.Random, text: Text, most: int = 4) -> Change:
    return Change.of(text.units, random_edits(rng, str(text), most))


def plain_apply(text: str, edits: list[tuple[int, int, str]]) -> str:
    """The edits applied the slow and obvious way, in UTF-16."""
    data = text.encode("utf-16-le")
    for start, end, insert in reversed(edits):
        data = data[: 2 * start] + insert.encode("utf-16-le") + data[2 * end :]
    return data.decode("utf-16-le")
