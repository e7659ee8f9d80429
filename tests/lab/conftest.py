"""Every command of these tests works on a data folder of its own."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GESSO_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("GESSO_DATABASE_URL", raising=False)
    monkeypatch.delenv("GESSO_SCRIPTED", raising=False)
    return tmp_path / "data"
