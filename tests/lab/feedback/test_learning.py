"""The circle: people use the product, what they did is collected, it trains the decision, and others are served better.

Held-out users are other people with other requests, whose preferences go with how they write as those of the first do.
Trained on the same rows with the verdicts dealt out anew, the same recipe serves nobody better.
"""

from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the extra `train` is not installed")

from gesso.lab.statistics import Estimate, paired_bootstrap
from tests.lab.feedback.office import feedback_of, rewards, shuffled, tiny, trained, users


async def circle(count: int, held: int, folder: Path) -> tuple[Estimate, Estimate]:
    """How much better held-out users are served after training, and after training on shuffled verdicts."""
    found = await feedback_of(users(1, count), 1)
    rows = found.rows["decisions-kto"]
    assert len(rows) > count / 2 and {row["label"] for row in rows} == {True, False}
    others = users(2, held)
    base = await rewards(others, tiny())
    real = await rewards(others, trained(rows, folder / "real"))
    dealt = await rewards(others, trained(shuffled(rows, 1), folder / "dealt"))
    return paired_bootstrap(base, real), paired_bootstrap(base, dealt)


async def test_forty_users_teach_the_next_model(tmp_path: Path) -> None:
    real, dealt = await circle(40, 40, tmp_path)
    assert real.low > 0.0, real
    assert dealt.low <= 0.0 and dealt.value < real.low, (real, dealt)
