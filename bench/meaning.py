"""How far the embedded model's mean vectors tell what means the same: on 80 pairs labelled by hand.

    python -m bench.meaning

`bench/meaning/pairs.tsv` has 40 pairs that say one thing in other words and 40 that share words and want something
else, in five languages. Vectors are centred on the training rows of `open_canvas`, as the baseline does. Printed:
how often a pair of the first kind is nearer than one of the second (AUC, .5 is chance), and what the limits catch.
"""

import asyncio
import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gesso.lab.baselines.embedding import Embedder
from gesso.lab.rows import load_seeds
from gesso.model.download import Weights
from gesso.settings import read_settings

PAIRS = Path(__file__).with_name("meaning") / "pairs.tsv"
AROUND = 200


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each row of length 1."""
    found: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return found


async def main() -> None:
    with PAIRS.open(encoding="utf-8", newline="") as file:
        pairs = list(csv.DictReader(file, delimiter="\t"))
    settings = read_settings()
    embedder = Embedder(Weights(settings.models_dir), settings.data / "lab" / "vectors")
    try:
        rows = [row.text for row in load_seeds("open_canvas")]
        around = np.array(await embedder.vectors(rows[:: len(rows) // AROUND]), dtype=np.float32)
        sides = [
            np.array(await embedder.vectors([p[side] for p in pairs]), dtype=np.float32) for side in ("one", "other")
        ]
    finally:
        await embedder.aclose()
    one, other = (unit(side - around.mean(axis=0)) for side in sides)
    likeness = (one * other).sum(axis=1)
    same = np.array([pair["same"] == "yes" for pair in pairs])
    yes, no = likeness[same], likeness[~same]
    auc = ((yes[:, None] > no) + 0.5 * (yes[:, None] == no)).mean()
    print(f"{len(yes)} pairs of one meaning, {len(no)} of two; AUC {auc:.3f}")
    print(f"cosine of one meaning: median {np.median(yes):.2f}, of two: {np.median(no):.2f}")
    for limit in (0.95, 0.9, 0.85, 0.8, 0.7, 0.6):
        print(f"  {limit:.2f} or more: {(yes >= limit).sum()} of one meaning, {(no >= limit).sum()} of two")
    for i in np.argsort(-likeness)[:12]:
        print(f"  {likeness[i]:.2f} {pairs[i]['same']:3} {pairs[i]['one']} ~ {pairs[i]['other']}")


if __name__ == "__main__":
    asyncio.run(main())
