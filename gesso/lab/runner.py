"""Running a candidate over cases: the episodes, in the order of the cases, written as they come.

The contract of a shard: cases in, a file of episodes out, and doing it again changes nothing. A run that was killed
goes on with `resume`: rows whose key still fits are kept, all others are answered again. Grading is code and cheap, so
it is done anew for kept and for cached answers alike; what is saved is asking a model.
A case that fails is a row with its error, which a resumed run tries again. One event loop; at most
`candidate.at_once` cases at a time.
"""

import asyncio
import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import TypeAdapter, ValidationError

from gesso.base.errors import GessoError
from gesso.behaviors.behavior import Answer, Behavior, BehaviorError, Case
from gesso.lab.candidate import Candidate, Reply
from gesso.lab.episode import Episode, Journal, parse_episode, part_of, read_episodes, whole_lines, write_whole
from gesso.lab.errors import LabError

_REPLY: TypeAdapter[Reply] = TypeAdapter(Reply)


@dataclass(frozen=True)
class Job:
    """A candidate and the cases it is to answer. `seed` is the one that the candidate was opened with."""

    behavior: Behavior
    cases: Sequence[Case]
    candidate: Candidate
    seed: int = 0


@dataclass(frozen=True)
class Progress:
    """How far a run is. `left_s` is an estimate from the cases that were asked, None before the first."""

    done: int
    total: int
    errors: int
    left_s: float | None


Watch = Callable[[Progress], None]


class Cache:
    """Replies of one candidate that were paid for before, by key, in a file that only grows."""

    def __init__(self, folder: Path, candidate: Candidate) -> None:
        self.path = folder / f"{hashlib.sha256(candidate.identity.encode()).hexdigest()[:24]}.jsonl"
        self._known: dict[str, Reply] = {}
        if self.path.exists():
            for _, line in whole_lines(self.path):
                try:
                    row = json.loads(line)
                    self._known[row["key"]] = _REPLY.validate_python(row["reply"])
                except (ValueError, KeyError, TypeError, ValidationError):
                    continue  # a line torn by a kill: asked again

    def get(self, key: str) -> Reply | None:
        return self._known.get(key)

    def put(self, key: str, reply: Reply) -> None:
        """Keep a reply. A cache that cannot be written is no reason to stop: the answer is in the run's own file."""
        self._known[key] = reply
        row = {"key": key, "reply": _REPLY.dump_python(reply, mode="json")}
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as file:
                file.write("\n" if self._torn() else "")
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        except OSError:
            return

    def _torn(self) -> bool:
        size = self.path.stat().st_size
        if not size:
            return False
        with self.path.open("rb") as file:
            file.seek(size - 1)
            return file.read(1) != b"\n"


def key_of(candidate: Candidate, behavior: Behavior, case: Case, seed: int) -> str:
    """The hash of all that decides an answer: who answers, what is asked, and the seed."""
    asked = case.input.model_dump(mode="json")
    parts = json.dumps([candidate.identity, behavior.name, asked, seed], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(parts.encode()).hexdigest()[:32]


async def run_shard(
    jobs: Sequence[Job], out: Path, *, resume: bool = False, cache: Path | None = None, watch: Watch | None = None
) -> list[Episode]:
    """Answer and grade every case of every job into `out`. Raises LabError when `out` cannot be written.

    Without `resume` an unfinished file of that name is begun anew.
    """
    kept = _kept(out) if resume else {}
    clock = _Clock(sum(len(job.cases) for job in jobs), watch)
    episodes: list[Episode] = []
    with Journal(out, resume=resume) as journal:
        for job in jobs:
            episodes += await _run_job(job, kept, Cache(cache, job.candidate) if cache else None, journal, clock)
        journal.finish(episode.model_dump_json() for episode in episodes)
    return episodes


async def run_quietly(job: Job, cache: Path | None = None, watch: Watch | None = None) -> list[Episode]:
    """The episodes of a job, written nowhere but into the cache: for choices on dev, such as of a prompt."""
    with TemporaryDirectory() as folder:
        return await run_shard([job], Path(folder) / "quiet.jsonl", cache=cache, watch=watch)


Kept = Mapping[tuple[str, int, str], Reply]


def _kept(out: Path) -> Kept:
    """The replies of an earlier run, finished or not, by case, seed and key."""
    kept: dict[tuple[str, int, str], Reply] = {}
    for path in (out, part_of(out)):
        for number, line in whole_lines(path) if path.exists() else ():
            episode = parse_episode(line, path, number)
            if episode.reply is not None:
                kept[episode.case, episode.seed, episode.key] = episode.reply
    return kept


async def _run_job(job: Job, kept: Kept, cache: Cache | None, journal: Journal, clock: "_Clock") -> list[Episode]:
    """The episodes of a job in the order of its cases."""
    done: dict[str, Episode] = {}
    waiting = iter(job.cases)

    async def work() -> None:
        for case in waiting:
            began = time.perf_counter()
            episode = await _answered(job, case, kept, cache)
            journal.write(episode.model_dump_json())
            done[case.id] = episode
            clock.tell(episode, 0.0 if episode.cached else time.perf_counter() - began)

    workers = [asyncio.create_task(work()) for _ in range(max(1, job.candidate.at_once))]
    try:
        await asyncio.gather(*workers)
    finally:
        for worker in workers:
            worker.cancel()
        await asyncio.wait(workers)
    return [done[case.id] for case in job.cases]


async def _answered(job: Job, case: Case, kept: Kept, cache: Cache | None) -> Episode:
    key = key_of(job.candidate, job.behavior, case, job.seed)
    known = kept.get((case.id, job.seed, key)) or (cache.get(key) if cache else None)
    if known is not None:
        return graded(job, case, key, known, cached=True)
    try:
        reply = await job.candidate.answer(case)
    except (GessoError, BehaviorError) as error:
        return failed(job, case, key, str(error))
    if cache:
        cache.put(key, reply)
    return graded(job, case, key, reply)


class _Clock:
    """Counts what is done and tells the one who watches."""

    def __init__(self, total: int, watch: Watch | None) -> None:
        self._total, self._watch = total, watch
        self._done = self._asked = self._errors = 0
        self._began = time.perf_counter()

    def tell(self, episode: Episode, took_s: float) -> None:
        self._done += 1
        self._asked += took_s > 0
        self._errors += bool(episode.error)
        if self._watch:
            each_s = (time.perf_counter() - self._began) / self._asked if self._asked else None
            left_s = each_s * (self._total - self._done) if each_s is not None else None
            self._watch(Progress(self._done, self._total, self._errors, left_s))


def graded(job: Job, case: Case, key: str, reply: Reply, *, cached: bool = False) -> Episode:
    """The episode of an answered case. An answer the grader cannot read at all is a failed case."""
    answer: Answer = reply.answer
    try:
        score = job.behavior.grade(case, answer)
    except BehaviorError as error:
        return failed(job, case, key, str(error))
    return _episode(job, case, key).model_copy(
        update={
            "answer": answer if isinstance(answer, str) else tuple(answer),
            "scores": {label: round(value, 6) for label, value in reply.scores.items()},
            "layer": reply.layer,
            "value": score.value,
            "why": score.why,
            "latency_ms": round(reply.latency_ms, 3),
            "prompt_tokens": reply.prompt_tokens,
            "cached": cached,
        }
    )


def failed(job: Job, case: Case, key: str, error: str) -> Episode:
    """The episode of a case without an answer."""
    return _episode(job, case, key).model_copy(update={"error": error or "no reason was given"})


def _episode(job: Job, case: Case, key: str) -> Episode:
    return Episode(
        key=key, behavior=job.behavior.name, candidate=job.candidate.name, case=case.id, spec_id=case.spec_id,
        group_id=case.group_id, split=case.split, slice=case.slice, lang=case.lang, seed=job.seed, ask=case.input.ask,
        target=case.target, value=0.0,
    )  # fmt: skip


def cut_into_shards(lines: Sequence[str], folder: Path, count: int) -> list[Path]:
    """Write the lines of a case file as `count` files of nearly one size, in order; for runs on several machines."""
    if not 1 <= count <= len(lines):
        raise LabError(f"{len(lines)} cases cannot be cut into {count} shards; 1 to {len(lines)} are possible.")
    paths = []
    for number in range(count):
        path = folder / f"shard-{number:04}.jsonl"
        mine = lines[number * len(lines) // count : (number + 1) * len(lines) // count]
        write_whole(path, "".join(f"{line}\n" for line in mine))
        paths.append(path)
    return paths


def join_shards(paths: Sequence[Path], out: Path) -> list[Episode]:
    """One file of the episodes of several, in the order given. Raises LabError when one is missing or not whole."""
    episodes = [episode for path in paths for episode in read_episodes(path)]
    write_whole(out, "".join(f"{episode.model_dump_json()}\n" for episode in episodes))
    return episodes
