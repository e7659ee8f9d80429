"""Runs of the log: every version is in exactly one, hands are kept apart, and old blocks stay as they are."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from gesso.canvas.changes import Change
from gesso.canvas.history import BLOCK, Hand, Made, Run, block_of, runs_of, sizes_of

AT = datetime(2026, 1, 1, tzinfo=UTC)
ANNA, BEN = Hand("user_anna", "person"), Hand("user_ben", "person")
AGENT = Hand("agent_gesso", "agent", "turn_1")
UNDO = Hand("user_anna", "person", undoes="turn_1")

steps = st.tuples(
    st.sampled_from([ANNA, BEN, AGENT, UNDO]),
    st.sampled_from([0, 1, 1, 5, 30, 200]),
    st.integers(0, 3),
    st.integers(0, 3),
)


def log(*made: tuple[Hand, float]) -> list[Made]:
    """Changes of one character each, as (hand, seconds since the last one)."""
    at = AT
    found = []
    for version, (hand, pause) in enumerate(made, 1):
        at += timedelta(seconds=pause)
        found.append(Made(version, at, hand, 1, 0))
    return found


def spans(runs: list[Run]) -> list[tuple[int, int]]:
    return [(run.from_version, run.to_version) for run in runs]


@given(st.lists(steps, max_size=60), st.sets(st.integers(1, 60)))
@settings(max_examples=500)
def test_every_version_is_in_exactly_one_run(made: list[tuple[Hand, int, int, int]], pinned: set[int]) -> None:
    at = AT
    block = []
    for version, (hand, pause, added, removed) in enumerate(made, 1):
        at += timedelta(seconds=pause)
        block.append(Made(version, at, hand, added, removed))
    runs = runs_of(block, pinned)
    covered = [v for run in runs for v in range(run.from_version + 1, run.to_version + 1)]
    assert covered == list(range(1, len(made) + 1))
    ends = {run.to_version for run in runs}
    assert {version for version in pinned if version <= len(made)} <= ends
    for run in runs:
        inside = block[run.from_version : run.to_version]
        assert {part.hand for part in run.parts} == {one.hand for one in inside}
        assert sum(part.changes for part in run.parts) == len(inside)
        assert (run.added, run.removed) == (sum(m.added for m in inside), sum(m.removed for m in inside))
        assert (run.started, run.ended) == (inside[0].at, inside[-1].at)


def test_another_hand_and_a_pause_end_a_run() -> None:
    assert spans(runs_of(log((ANNA, 0), (ANNA, 5), (AGENT, 1), (ANNA, 1)))) == [(0, 2), (2, 3), (3, 4)]
    assert spans(runs_of(log((ANNA, 0), (ANNA, 170), (ANNA, 181)))) == [(0, 2), (2, 3)]
    assert spans(runs_of(log((AGENT, 0), (UNDO, 1)))) == [(0, 1), (1, 2)]


def test_two_who_type_at_once_share_a_run() -> None:
    [*before, shared, last] = runs_of(log(*[(ANNA, 1), (BEN, 1)] * 6))
    assert (spans(before), spans([last])) == ([(0, 1)], [(11, 12)])
    assert {part.hand for part in shared.parts} == {ANNA, BEN}
    slowly = runs_of(log(*[(ANNA, 20), (BEN, 20)] * 3))
    assert len(slowly) == 6, "taking turns is not writing at once"


def test_a_name_ends_a_run() -> None:
    block = log(*[(ANNA, 1)] * 5)
    assert spans(runs_of(block)) == [(0, 5)]
    assert spans(runs_of(block, {3})) == [(0, 3), (3, 5)]


def test_blocks_tile_the_versions() -> None:
    assert [block_of(v) for v in (1, BLOCK, BLOCK + 1, 2 * BLOCK, 2 * BLOCK + 1)] == [0, 0, 1, 1, 2]


@given(st.text(st.sampled_from("aé😀字\n "), max_size=12), st.integers(0, 4), st.integers(0, 3))
def test_sizes_are_those_of_the_change(insert: str, start: int, gone: int) -> None:
    change = Change.of(9, [(start, start + gone, insert)])
    assert sizes_of(change.to_json()) == (len(insert), gone)
