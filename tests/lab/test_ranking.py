"""Learning to point: the fit against a solution by hand, and what was shipped against its manifest."""

import hashlib
import json
import math
from importlib import resources

import pytest

np = pytest.importorskip("numpy")

from gesso.agent.pointing.ranker import packaged  # noqa: E402
from gesso.lab.ranking import LIMITS, Stacked, _shares, fit  # noqa: E402


def test_the_fit_is_where_likelihood_and_penalty_balance() -> None:
    """Of four examples with two choices, the first is right three times: w solves 3 - 4 s(w) = penalty * w."""
    x = np.array([[1.0], [0.0]] * 4)
    stacked = Stacked(x, np.arange(0, 9, 2), np.array([0, 2, 4, 7]))
    assert float(fit(stacked, 1e-9)[0]) == pytest.approx(math.log(3), abs=1e-3)
    weight = float(fit(stacked, 2.0)[0])
    assert 3 - 4 / (1 + math.exp(-weight)) == pytest.approx(2.0 * weight, abs=1e-3)
    assert _shares(stacked, np.array([math.log(3)]))[:2] == pytest.approx([0.75, 0.25])


def test_an_example_without_a_right_choice_teaches_nothing() -> None:
    x = np.array([[1.0], [0.0]] * 3)
    known = Stacked(x[:4], np.array([0, 2, 4]), np.array([0, 3]))
    more = Stacked(x, np.array([0, 2, 4, 6]), np.array([0, 3, -1]))
    assert float(fit(more, 0.5)[0]) == pytest.approx(float(fit(known, 0.5)[0]), abs=1e-6)
    part = more.of([1, 2])
    assert part.starts.tolist() == [0, 2, 4] and part.meant.tolist() == [1, -1]


def test_what_is_shipped_is_what_its_manifest_tells() -> None:
    folder = resources.files("gesso.agent.pointing")
    manifest = json.loads(folder.joinpath("manifest.json").read_text(encoding="utf-8"))
    text = folder.joinpath("weights.json").read_text(encoding="utf-8")
    assert hashlib.sha256(text.encode()).hexdigest() == manifest["weights_sha256"] and len(text) < 200_000
    assert len(packaged().weights) == manifest["features"] and packaged().limits == LIMITS
    told = manifest["documents_left_out"]
    assert told["right"] - told["harmful"] > told["rules right"] - told["rules harmful"]
    assert folder.joinpath("card.md").is_file()
