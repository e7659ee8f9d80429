"""The demonstration with few rows and steps, over the real weights."""

import json
from pathlib import Path

import pytest

from gesso.cli import main
from gesso.lab.demo import draw_cases
from gesso.model.download import Weights
from gesso.settings import read_settings


@pytest.fixture(scope="session")
def weights() -> Path:
    """Looked for before a test's own data folder takes the place of this machine's."""
    found = Weights(read_settings().models_dir)
    if not found.ready:
        pytest.skip("the embedded model's weights have not been fetched")
    return found.path


def test_cases_that_measure_are_not_looked_at_in_training() -> None:
    measured, looked_at = draw_cases(60, 60)
    assert len(measured) == len(looked_at) == 60
    assert all(case.split == "dev" for case in (*measured, *looked_at))
    assert not {case.group_id for case in measured} & {case.group_id for case in looked_at}
    assert draw_cases(60, 60) == (measured, looked_at)


@pytest.mark.slow
@pytest.mark.embedded
def test_every_step_of_the_demonstration_works(
    weights: Path, data: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("torch", reason="the extra `train` could not be installed here")
    (data / "models").mkdir(parents=True)
    (data / "models" / weights.name).symlink_to(weights)
    out = tmp_path / "demo"
    assert main(["lab", "demo", "--out", str(out), "--small"]) == 0
    told = capfd.readouterr().out
    assert "the model, trained" in told and "report.html" in told and "minutes)" in told
    for step in ("make rows by grammar", "audit the rows", "measure rule", "train", "guard", "may it ship?", "report"):
        assert f"== {step}" in told, step
    assert json.loads((out / "run" / "training.json").read_text())["steps"] >= 9
    verdict = json.loads((out / "verdict.json").read_text())
    assert not verdict["passed"], "12 cases never let an adapter pass"
    assert {"open_canvas", "leaks", "size"} <= {gate["name"] for gate in verdict["gates"]}
    assert "naive" in (out / "report.html").read_text().lower() or "bayes" in (out / "report.html").read_text()
    assert main(["lab", "demo", "--out", str(out), "--small"]) == 1
    assert "not an empty folder" in capfd.readouterr().err
