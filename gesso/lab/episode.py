"""One graded answer, and files of them: JSON lines, one episode each.

A file that is being written is called `FILE.part` and gets its name when it is whole. Its last line may be torn by a
kill; that line is dropped when it is read. Every other bad line is an error that names it. One writer to a file.
"""

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from gesso.lab.candidate import Layer, Reply
from gesso.lab.errors import LabError


class Episode(BaseModel):
    """What became of a case: the answer, its grade in [0, 1] with the reason, and its cost.

    `key` is the hash of all that decided the answer; `error` is why there is none, and then `value` is 0. `target`
    is repeated here so that a file of episodes can be reported on alone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: Literal["episode"] = "episode"
    key: str
    behavior: str
    candidate: str
    case: str
    spec_id: str
    group_id: str
    split: str
    slice: str
    lang: str
    seed: int = 0
    ask: str
    target: str | tuple[str, ...]
    answer: str | tuple[str, ...] | None = None
    scores: dict[str, float] = {}
    layer: Layer | None = None
    value: float
    why: str = ""
    error: str = ""
    latency_ms: float = 0.0
    prompt_tokens: int = 0
    cached: bool = False

    @property
    def reply(self) -> Reply | None:
        """The answer as the candidate gave it, None where it failed."""
        if self.answer is None or self.layer is None:
            return None
        return Reply(self.answer, self.scores, self.layer, self.latency_ms, self.prompt_tokens)


def read_episodes(path: Path) -> list[Episode]:
    """The episodes of a file. Raises LabError naming the line that is wrong, and for a file without any."""
    episodes = [parse_episode(line, path, number) for number, line in whole_lines(path)]
    if not episodes:
        raise LabError(f"{path} has no graded answers. `gesso lab eval` writes such a file.")
    return episodes


def parse_episode(line: str, path: Path, number: int) -> Episode:
    """Raises LabError."""
    try:
        return Episode.model_validate_json(line)
    except ValidationError as error:
        raise LabError(f"{path} line {number} is not a graded answer: {told(error)}") from error


def whole_lines(path: Path) -> list[tuple[int, str]]:
    """The numbered lines of a file that end with a line break, empty ones left out. Raises LabError."""
    try:
        text = path.read_bytes().decode()
    except FileNotFoundError as error:
        raise LabError(f"{path} is not there.") from error
    except UnicodeDecodeError as error:
        raise LabError(f"{path} is not UTF-8 text (byte {error.start}).") from error
    except OSError as error:
        raise LabError(f"{path} cannot be read: {error.strerror or error}.") from error
    whole, torn = text.rsplit("\n", 1) if "\n" in text else ("", text)
    lines = [*whole.split("\n"), *([torn] if path.suffix != ".part" else [])]
    return [(number, line) for number, line in enumerate(lines, 1) if line.strip()]


def told(error: ValidationError) -> str:
    """The first fault of a row in a few words: which field, and what is wrong with it."""
    first = error.errors()[0]
    return f"{'.'.join(map(str, first['loc'])) or 'the row'}: {first['msg']}"


def part_of(path: Path) -> Path:
    """The name of a file while it is not whole."""
    return path.with_name(f"{path.name}.part")


class Journal:
    """`FILE.part`, to which a run adds a line for each case as it is answered. Raises LabError on a full disk.

    With `resume` the lines that are there stay, without a torn last one.
    """

    def __init__(self, path: Path, *, resume: bool) -> None:
        self._path, self._part = path, part_of(path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._part.open("ab" if resume else "wb")
            if resume:
                self._file.truncate(self._part.read_bytes().rfind(b"\n") + 1)
        except OSError as error:
            raise unwritten(path, error) from error

    def write(self, line: str) -> None:
        """Add a line; it is with the system when this returns, so a killed program loses none."""
        try:
            self._file.write(line.encode() + b"\n")
            self._file.flush()
        except OSError as error:
            raise unwritten(self._path, error) from error

    def finish(self, lines: Iterable[str]) -> None:
        """Write the whole file and drop the journal."""
        write_whole(self._path, "".join(f"{line}\n" for line in lines))
        self._file.close()
        self._part.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):  # the lines are flushed, or a LabError has told that they are not
            self._file.close()


def unwritten(path: Path, error: OSError) -> LabError:
    return LabError(
        f"{path} could not be written ({error.strerror or error}). Make room or name another place. What was finished "
        f"is in {part_of(path).name}; the same command with --resume goes on from there."
    )


def write_whole(path: Path, text: str) -> None:
    """Write a file that appears at once and whole, or not at all. Raises LabError."""
    new = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with new.open("wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)
        why = error.strerror or error
        raise LabError(f"{path} could not be written ({why}). Make room or name another place.") from error
