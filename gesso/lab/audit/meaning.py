"""Rows that say nearly the same in other words: by the vectors of the embedded model, their mean taken off.

Told, and nothing hangs on it: how far these limits tell one meaning from two is measured by `python -m bench.meaning`,
and as long as its figures are not in docs/measurements.md no row is to be lost by them.

MinHash (`near.py`) sees repeated letters, this sees what is said. It takes minutes the first time; vectors are kept.
Needs numpy. The vectors are those of the nearest-neighbour baseline: the mean over all rows is taken off them, for
those of a causal model all point one way.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gesso.lab.audit.gate import MOST_NEAR, Check, few
from gesso.lab.audit.reading import AuditRow
from gesso.lab.baselines.embedding import Embedder

SAME = 0.95
CASE = 0.90
Vectors = NDArray[np.float32]


async def meaning_checks(rows: Sequence[AuditRow], asked: Sequence[tuple[str, str]], embedder: Embedder) -> list[Check]:
    """Rows alike by meaning, and rows alike a case; `asked` are the ids of cases and what is asked in them.

    Raises ModelError when the weights cannot be had, LabError when the child that makes vectors fails.
    """
    mine: Vectors = np.array(await embedder.vectors([row.text for row in rows]), dtype=np.float32)
    cases: Vectors = np.array(await embedder.vectors([ask for _, ask in asked]), dtype=np.float32)
    mean: Vectors = mine.mean(axis=0)
    return [same_meaning(rows, unit(mine - mean)), near_cases(rows, asked, unit(mine - mean), unit(cases - mean))]


def unit(vectors: Vectors) -> Vectors:
    """Each row of length 1; a row of zeros stays one."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    whole: Vectors = np.divide(vectors, np.where(lengths > 0, lengths, 1), dtype=np.float32)
    return whole


def same_meaning(rows: Sequence[AuditRow], vectors: Vectors) -> Check:
    """Pairs with the same label in the same situation, other than word for word."""
    likeness = np.triu(vectors @ vectors.T, 1)
    pairs = sorted(((float(likeness[i, j]), i, j) for i, j in np.argwhere(likeness >= SAME)), reverse=True)
    told = [
        (rows[j].where, f"{like:.2f} {rows[i].text} ~ {rows[j].text} ({rows[j].where})")
        for like, i, j in pairs
        if (rows[i].label, rows[i].around) == (rows[j].label, rows[j].around) and rows[i].text != rows[j].text
    ]
    share = len({where for where, _ in told}) / len(rows)
    return Check(
        f"nearly the same meaning with the same label (cosine {SAME} or more)", f"{share:.1%} of the rows",
        f"read them over {MOST_NEAR:.0%}", None, few([line for _, line in told]),
    )  # fmt: skip


def near_cases(rows: Sequence[AuditRow], asked: Sequence[tuple[str, str]], vectors: Vectors, cases: Vectors) -> Check:
    """Rows that say what a case says: dropped from what is trained on, or the cases measure memory."""
    likeness = vectors @ cases.T
    nearest = likeness.argmax(axis=1)
    found = sorted(((float(likeness[i, at]), i, int(at)) for i, at in enumerate(nearest)), reverse=True)
    told = [
        f"{like:.2f} {asked[at][0]}: {asked[at][1]} ~ {rows[i].text} ({rows[i].where})"
        for like, i, at in found
        if like > CASE
    ]
    return Check(f"rows that say what a case says (cosine over {CASE})", str(len(told)), "read them", None, few(told))
