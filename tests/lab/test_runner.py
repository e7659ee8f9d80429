"""A run can be killed at any byte and goes on, asks nobody twice, and never calls a file whole that is not."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gesso.lab.episode import part_of, read_episodes
from gesso.lab.errors import LabError
from gesso.lab.runner import Job, Progress, cut_into_shards, join_shards, run_shard
from tests.lab.cases import Fixed, behavior, case_line, cases


async def test_every_case_is_a_graded_row_in_order(tmp_path: Path) -> None:
    of, out = cases(5), tmp_path / "out.jsonl"
    fixed = Fixed({"message 0": "code"}, at_once=3)
    await run_shard([Job(behavior(of), of, fixed)], out)
    rows = read_episodes(out)
    assert [row.case for row in rows] == [case.id for case in of]
    assert [row.value for row in rows] == [1, 1, 0, 1, 0]
    assert (rows[2].answer, rows[2].why, rows[2].prompt_tokens) == ("chat", "chat instead of code", 7)
    assert not part_of(out).exists()


async def test_a_case_that_fails_is_a_row_and_is_tried_again(tmp_path: Path) -> None:
    of, out = cases(3), tmp_path / "out.jsonl"
    await run_shard([Job(behavior(of), of, Fixed(broken=("message 1",)))], out)
    failed = read_episodes(out)[1]
    assert (failed.error, failed.value, failed.answer) == ("It is broken.", 0.0, None)
    again = Fixed()
    await run_shard([Job(behavior(of), of, again)], out, resume=True)
    assert again.asked == ["message 1"]
    assert [row.error for row in read_episodes(out)] == ["", "", ""]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(cut=st.integers(0, 4000))
async def test_a_run_killed_at_any_byte_goes_on_to_the_same_file(tmp_path: Path, cut: int) -> None:
    of = cases(6)
    whole, out = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    await run_shard([Job(behavior(of), of, Fixed())], whole)
    text = whole.read_bytes()
    out.unlink(missing_ok=True)
    part_of(out).write_bytes(text[:cut])
    second = Fixed()
    await run_shard([Job(behavior(of), of, second)], out, resume=True)
    assert len(second.asked) == 6 - text[:cut].count(b"\n")
    assert out.read_bytes().replace(b'"cached":true', b'"cached":false') == text
    assert not part_of(out).exists()


async def test_doing_it_again_asks_nobody_and_changes_nothing(tmp_path: Path) -> None:
    of, out, second = cases(4), tmp_path / "out.jsonl", Fixed()
    await run_shard([Job(behavior(of), of, Fixed())], out, resume=True)
    await run_shard([Job(behavior(of), of, second)], out, resume=True)
    first = out.read_bytes()
    await run_shard([Job(behavior(of), of, second)], out, resume=True)
    assert second.asked == []
    assert out.read_bytes() == first


async def test_the_cache_saves_asking_the_same_candidate_and_no_other(tmp_path: Path) -> None:
    of, cache = cases(4), tmp_path / "cache"
    await run_shard([Job(behavior(of), of, Fixed())], tmp_path / "a.jsonl", cache=cache)
    for file in cache.iterdir():
        file.write_bytes(file.read_bytes()[:-20])  # the last line is torn by a kill
    same, other = Fixed(), Fixed(identity="fixed 2")
    await run_shard([Job(behavior(of), of, same)], tmp_path / "b.jsonl", cache=cache)
    await run_shard([Job(behavior(of), of, other)], tmp_path / "c.jsonl", cache=cache)
    await run_shard([Job(behavior(of), of, Fixed(), seed=1)], tmp_path / "d.jsonl")
    assert (same.asked, len(other.asked)) == (["message 3"], 4)
    assert [row.cached for row in read_episodes(tmp_path / "b.jsonl")] == [True, True, True, False]
    keys = {row.key for name in "ad" for row in read_episodes(tmp_path / f"{name}.jsonl")}
    assert len(keys) == 8  # the seed is part of the key
    third = Fixed()
    await run_shard([Job(behavior(of), of, third)], tmp_path / "e.jsonl", cache=cache)
    assert third.asked == []


async def test_progress_counts_failures_and_ends_at_the_end(tmp_path: Path) -> None:
    seen: list[Progress] = []
    of = cases(3)
    await run_shard([Job(behavior(of), of, Fixed(broken=("message 0",)))], tmp_path / "o.jsonl", watch=seen.append)
    assert [(each.done, each.total, each.errors) for each in seen] == [(1, 3, 1), (2, 3, 1), (3, 3, 1)]
    assert seen[-1].left_s == 0


async def test_a_full_disk_is_told_and_leaves_no_whole_file(tmp_path: Path) -> None:
    of, out = cases(3), tmp_path / "out.jsonl"
    part_of(out).symlink_to("/dev/full")
    with pytest.raises(LabError, match=r"could not be written .No space left"):
        await run_shard([Job(behavior(of), of, Fixed())], out)
    assert not out.exists()


async def test_a_torn_line_in_the_middle_is_an_error_that_names_it(tmp_path: Path) -> None:
    of, out = cases(3), tmp_path / "out.jsonl"
    await run_shard([Job(behavior(of), of, Fixed())], out)
    lines = out.read_text().splitlines()
    out.write_text("\n".join([lines[0], lines[1][:30], lines[2]]) + "\n")
    with pytest.raises(LabError, match=r"out.jsonl line 2 is not a graded answer"):
        read_episodes(out)


async def test_shards_joined_are_the_run_in_one(tmp_path: Path) -> None:
    of = cases(7)
    lines = [case_line(n, case.target) for n, case in enumerate(of)]
    outs = []
    for path in cut_into_shards(lines, tmp_path, 3):
        mine = [case for case in of if f'"{case.id}"' in path.read_text()]
        outs.append(path.with_suffix(".out.jsonl"))
        await run_shard([Job(behavior(of), mine, Fixed())], outs[-1])
    joined = join_shards(outs, tmp_path / "joined.jsonl")
    await run_shard([Job(behavior(of), of, Fixed())], tmp_path / "one.jsonl")
    assert [row.case for row in joined] == [case.id for case in of]
    assert (tmp_path / "joined.jsonl").read_bytes() == (tmp_path / "one.jsonl").read_bytes()
    with pytest.raises(LabError, match="cannot be cut into 8 shards"):
        cut_into_shards(lines, tmp_path, 8)
    with pytest.raises(LabError, match="is not there"):
        join_shards([*outs, tmp_path / "lost.jsonl"], tmp_path / "x.jsonl")
    assert not (tmp_path / "x.jsonl").exists()
