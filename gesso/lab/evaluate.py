"""`gesso lab eval`: open a candidate, let it answer the cases, write every graded answer, print what came of it."""

import sys
import time
from pathlib import Path
from typing import Literal

from gesso.agent.deciding.question import LABELS
from gesso.behaviors.behavior import Behavior, BehaviorError, Case, load_behavior, parse_cases
from gesso.lab.bench import Bench
from gesso.lab.episode import Episode
from gesso.lab.errors import LabError
from gesso.lab.roster import open_candidate
from gesso.lab.runner import Job, Progress, Watch, run_shard
from gesso.lab.summary import summarize
from gesso.lab.table import render_summary

Split = Literal["dev", "test", "all"]


async def evaluate(
    bench: Bench, behavior: str, model: str, out: Path, *, cases: Path | None = None, split: Split = "all",
    seeds: int = 1, resume: bool = False, show: bool = False, slice: str = "", added: str = "",
) -> int:  # fmt: skip
    """Exit status 0 when at least one case was answered. Raises LabError for what cannot be used."""
    if seeds < 1:
        raise LabError(f"--seeds should be 1 or more, not {seeds}.")
    if out.is_dir():
        raise LabError(f"--out should be a file, and {out} is a folder.")
    graded = load_graded(behavior)
    chosen = choose_cases(graded, cases, split, slice, added)
    jobs = [Job(graded, chosen, await open_candidate(model, graded, bench, seed), seed) for seed in range(seeds)]
    episodes = await run_shard(
        jobs, out, resume=resume, cache=bench.folder / "cache", watch=on_terminal(f"{behavior} · {model}")
    )
    print_wrong(episodes, show)
    print(render_summary(summarize(episodes)))
    print(f"{len(episodes)} graded answers in {out}")
    return 1 if all(episode.error for episode in episodes) else 0


def load_graded(name: str) -> Behavior:
    """The behaviour of that name. Raises LabError, naming those there are."""
    try:
        return load_behavior(name)
    except BehaviorError as error:
        raise LabError(str(error)) from error


def choose_cases(
    behavior: Behavior, path: Path | None, split: Split, slice: str = "", added: str = ""
) -> tuple[Case, ...]:
    """The cases to run: the behaviour's own or a file's, of a split, a slice, a day. Raises LabError for none."""
    found = behavior.cases if path is None else read_cases(behavior, path)
    where = path or f"{behavior.name}/cases.jsonl"
    if not found:
        raise LabError(f"{where} has no cases. Each is a line of JSON; docs/lab.md tells of which form.")
    chosen = tuple(
        case
        for case in found
        if split in ("all", case.split) and slice in ("", case.slice) and added in ("", case.added)
    )
    if not chosen:
        told = ", ".join(each for each in (f"of the split {split}", slice and f"of the slice {slice}", added) if each)
        raise LabError(f"{where} has {len(found)} cases and none of them is {told}.")
    labels = LABELS.get(behavior.name, ())
    for case in chosen:
        if labels and case.target not in labels:
            known = ", ".join(labels)
            raise LabError(f"{where}: {case.id} has the target {case.target!r}; {behavior.name} knows {known}.")
    return chosen


def read_cases(behavior: Behavior, path: Path) -> tuple[Case, ...]:
    """The cases of a file of the documented form. Raises LabError naming the line that is wrong."""
    try:
        return parse_cases(path.read_bytes().decode(), behavior.spec, str(path))
    except OSError as error:
        raise LabError(f"{path} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise LabError(f"{path} is not UTF-8 text (byte {error.start}).") from error
    except BehaviorError as error:
        raise LabError(str(error)) from error


def on_terminal(name: str, every_s: float = 0.5) -> Watch:
    """Shows how far a run is on the terminal's last line, where standard error is one."""
    last = 0.0

    def watch(progress: Progress) -> None:
        nonlocal last
        now = time.monotonic()
        if not sys.stderr.isatty() or (now - last < every_s and progress.done < progress.total):
            return
        last = now
        left = "" if progress.left_s is None or progress.done == progress.total else f", {told_s(progress.left_s)} left"
        errors = f", {progress.errors} failed" if progress.errors else ""
        end = "\n" if progress.done == progress.total else ""
        print(
            f"\r\033[K{name}: {progress.done} of {progress.total}{errors}{left}", end=end, file=sys.stderr, flush=True
        )

    return watch


def told_s(seconds: float) -> str:
    """A length of time in the words of a progress line."""
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def print_wrong(episodes: list[Episode], show: bool) -> None:
    """The failures, and with `show` every answer that is not fully right."""
    for episode in episodes:
        if episode.error:
            print(f"  failed {episode.case}: {episode.error}")
        elif show and episode.value < 1:
            print(f"  {episode.case} [{episode.slice}] {episode.ask!r}: {episode.why}")
