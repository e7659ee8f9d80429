"""`gesso lab synthesize`: rows made by the stages, shard by shard, until there are as many as were asked for.

A shard is a file of seeds; what becomes of it is a file, too, and a run that was stopped goes on with the shards that
are not there yet. Rows with a problem are left out and counted. A teacher most of whose answers are junk is stopped.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from pydantic import ValidationError

from gesso.lab.episode import told, whole_lines, write_whole
from gesso.lab.errors import LabError
from gesso.lab.sharding import Runner, run_shards
from gesso.lab.synthesize.draft import Draft
from gesso.lab.synthesize.stages import (
    Junk,
    Teacher,
    answer,
    check,
    first_of_each,
    persona,
    request,
    seed_draft,
    situation,
)
from gesso.lab.synthesize.teacher import GrammarTeacher

SHARD = 64
TRIES = 4
JUNK_AFTER, MOST_JUNK = 20, 0.4
JUNK = "junk of the teacher"


@dataclass
class Made:
    """The rows, and how many were left out for which reason."""

    rows: list[Draft] = field(default_factory=list)
    tried: int = 0
    left: Counter[str] = field(default_factory=Counter)


async def make_row(draft: Draft, teacher: Teacher) -> Draft:
    """A seed through all stages; a teacher's junk is a problem of the row."""
    draft = situation(persona(draft))
    try:
        return check(await answer(await request(draft, teacher), teacher))
    except Junk as junk:
        return draft.but(problems=(JUNK, str(junk)), teacher=teacher.name)


def make_by_grammar(source: Path, out: Path) -> None:
    """A shard of seeds into a shard of rows, by the grammar."""
    drafts = read_drafts(source)

    async def all_of_them() -> list[Draft]:
        return [await make_row(draft, GrammarTeacher()) for draft in drafts]

    write_drafts(out, asyncio.run(all_of_them()))


async def synthesize(
    behavior: str, count: int, seed: int, folder: Path, teacher: Teacher | None = None, runner: Runner | None = None,
    known: Sequence[str] = (),
) -> Made:  # fmt: skip
    """So many rows of a behaviour, or fewer where TRIES times as many seeds give no more.

    `folder` keeps the shards; `known` are messages that are not to come again. Raises LabError where a teacher writes
    junk, or nothing could be made.
    """
    if count < 1:
        raise LabError(f"The number of rows should be 1 or more, not {count}.")
    made, drafts, number = Made(), [], 0
    while len(made.rows) < count and number < TRIES * count + SHARD:
        shards = []
        for _ in range(max(1, (count - len(made.rows)) // SHARD)):
            source = folder / f"seeds-{number:06}.jsonl"
            write_drafts(source, [seed_draft(behavior, at, seed) for at in range(number, number + SHARD)])
            shards.append(source)
            number += SHARD
        drafts += await _through(shards, folder, teacher, runner)
        made = sort_out(drafts, known)
    if not made.rows:
        raise LabError(f"Of {made.tried} rows none could be used: {dict(made.left)}.")
    made.rows = made.rows[:count]
    return made


async def _through(shards: Sequence[Path], folder: Path, teacher: Teacher | None, runner: Runner | None) -> list[Draft]:
    if teacher is None:
        step = partial(run_shards, make_by_grammar, shards, folder / "grammar", runner or Runner())
        outs = await asyncio.to_thread(step)
        return [draft for out in outs for draft in read_drafts(out)]
    drafts: list[Draft] = []
    for source in shards:
        out = folder / f"{teacher.name.replace('/', '-')}-{source.name}"
        if not out.exists():
            write_drafts(out, await _taught(read_drafts(source), teacher))
        drafts += read_drafts(out)
    return drafts


async def _taught(seeds: Sequence[Draft], teacher: Teacher) -> list[Draft]:
    made: list[Draft] = []
    for seed in seeds:
        made.append(await make_row(seed, teacher))
        junk = [draft for draft in made if JUNK in draft.problems]
        if len(made) >= JUNK_AFTER and len(junk) > MOST_JUNK * len(made):
            raise LabError(
                f"{teacher.name} gave {len(junk)} unusable answers of {len(made)}, the last: {junk[-1].problems[1]}. "
                f"At most {MOST_JUNK:.0%} may be; choose another teacher, or the grammar (leave --teacher out)."
            )
    return made


def sort_out(drafts: Sequence[Draft], known: Sequence[str] = ()) -> Made:
    """The rows to use, each message once, and why the others are not used."""
    sound = [draft for draft in drafts if not draft.problems]
    rows = first_of_each(sound, known)
    left = Counter(draft.problems[0] for draft in drafts if draft.problems)
    if len(sound) > len(rows):
        left["the same message again"] = len(sound) - len(rows)
    return Made(rows, len(drafts), left)


def write_drafts(path: Path, drafts: Sequence[Draft]) -> None:
    """Raises LabError where it cannot be written."""
    lines = (json.dumps(draft.model_dump(exclude_defaults=True), ensure_ascii=False) for draft in drafts)
    write_whole(path, "".join(f"{line}\n" for line in lines))


def read_drafts(path: Path) -> list[Draft]:
    """Raises LabError naming the line that is wrong."""
    found = []
    for number, line in whole_lines(path):
        try:
            found.append(Draft.model_validate_json(line))
        except ValidationError as error:
            raise LabError(f"{path} line {number} is not a made row: {told(error)}") from error
    return found
