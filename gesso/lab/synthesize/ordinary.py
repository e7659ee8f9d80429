"""Ordinary text, on which an adapter is held to the base model (`gesso lab ordinary`).

The messages of the training rows, whatever they were written for, answered by the base model itself as in a
conversation; and passages of the documents that belong to the rows. Nothing of it is anybody's case, nor a guard's.
"""

import random
from collections.abc import AsyncIterator, Iterator
from importlib import resources
from typing import Any

from gesso.lab.guards.questions import ARITHMETIC, CHATS, KNOWLEDGE
from gesso.lab.rows import SEEDS, load_seeds, plain
from gesso.model.messages import Message, Model, TextChunk

ASKED = ("open_canvas", "choose_tool", "ask_first")
ANSWER_TOKENS = 64
PASSAGE_CHARS = 360
SHORTEST = 80


async def ordinary_rows(model: Model, count: int, seed: int) -> AsyncIterator[dict[str, Any]]:
    """Rows for `keep`: `count` answered messages, then the passages of all documents. Raises ModelError."""
    for number, ask in enumerate(messages(count, seed)):
        said = ""
        stream = model.stream([Message("user", ask)], max_tokens=ANSWER_TOKENS, temperature=0.7, seed=seed + number)
        async for chunk in stream:
            said += chunk.text if isinstance(chunk, TextChunk) else ""
        if said.strip():
            yield {"messages": [{"role": "user", "content": ask}, {"role": "assistant", "content": said.strip()}]}
    for passage in passages():
        head, _, rest = passage.partition(" ")
        yield {"prompt": head, "completion": f" {rest}"}


def messages(count: int, seed: int) -> list[str]:
    """Messages of the training rows, drawn by `seed`, each once; none that the guards ask."""
    guarded = {plain(q.prompt) for q in (*ARITHMETIC, *KNOWLEDGE)} | {plain(ask) for ask in CHATS}
    found = dict.fromkeys(row.text for behavior in ASKED for row in load_seeds(behavior))
    asks = [text for text in found if plain(text) not in guarded]
    return random.Random(seed).sample(asks, min(count, len(asks)))


def passages() -> Iterator[str]:
    """The documents of the training rows in pieces of about `PASSAGE_CHARS`, cut at lines."""
    folder = resources.files("gesso.lab") / SEEDS / "documents"
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        piece = ""
        for line in file.read_text(encoding="utf-8").splitlines(keepends=True):
            if len(piece) + len(line) > PASSAGE_CHARS and len(piece) >= SHORTEST:
                yield piece.strip()
                piece = ""
            piece += line
        if len(piece.strip()) >= SHORTEST:
            yield piece.strip()
