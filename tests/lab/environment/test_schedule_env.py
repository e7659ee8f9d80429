"""`ScheduleEnv` through its tools: the right hour is paid, a wrong one that stands costs all."""

from hypothesis import given, settings
from hypothesis import strategies as st

from gesso.lab.environment.schedule_env import OVER, WEIGHTS, ScheduleEnv
from gesso.lab.persona.errand import Errand, make_errand


def perfect(env: ScheduleEnv) -> None:
    if env._told:
        env.schedule(env._stage.answer())
    else:
        env.ask("At what time?")


def play(env: ScheduleEnv, seed: int) -> float:
    env.reset(seed=seed)
    for _ in range(30):
        if env.done:
            break
        perfect(env)
    assert env.done
    return env.get_reward()


def find(careful: bool, lacks: bool, stages: int = 1) -> Errand:
    found = (make_errand(seed) for seed in range(500))
    return next(e for e in found if (e.careful, e.stages[0].lacks, len(e.stages)) == (careful, lacks, stages))


def test_a_perfect_agent_is_paid_in_full_on_every_errand() -> None:
    assert sum(WEIGHTS.values()) == 1.0
    env = ScheduleEnv()
    assert {play(env, seed) for seed in range(100)} == {1.0}
    assert env.schedule("daily at 5") == OVER and env.rollout.events == []
    assert env.rollout.messages[1]["tool_calls"][0]["function"]["name"] in ("ask", "schedule")


def test_most_first_sentences_can_be_pointed_at() -> None:
    """The words of the user are such that the product's grammar reads them: the whole sentence is pointing enough."""
    env, right = ScheduleEnv(), 0
    for seed in range(100):
        errand = make_errand(seed)
        if not errand.stages[0].lacks:
            env.reset(errand=errand)
            env.schedule(errand.stages[0].said)
            right += bool(env._right and env._right[0])
    assert right >= 40, right


def test_a_wrong_hour_that_stands_costs_all() -> None:
    env = ScheduleEnv()
    env.reset(errand=find(careful=False, lacks=False))
    assert "Fine." in env.schedule("every Sunday at 03:33") and env.done
    assert env.get_reward() == 0.0 and env.rollout.forfeit == "a wrong hour stands"


def test_a_careful_user_corrects_and_the_correction_costs() -> None:
    env = ScheduleEnv()
    errand = find(careful=True, lacks=False)
    env.reset(errand=errand)
    assert "that is wrong" in env.schedule("every Sunday at 03:33")
    env.schedule(errand.stages[0].answer())
    assert env.done and 0.5 < env.get_reward() < 0.9
    env.reset(errand=errand)
    while not env.done:
        env.schedule("every Sunday at 03:33")
    assert env.get_reward() == 0.0


def test_guessing_a_missing_hour_and_asking_for_nothing_cost() -> None:
    env = ScheduleEnv()
    lacking = find(careful=True, lacks=True)
    env.reset(errand=lacking)
    env.schedule(lacking.stages[0].answer())  # the right hour, guessed
    guessed = env.get_reward()
    assert env.done and guessed < 0.75
    plain = find(careful=True, lacks=False)
    env.reset(errand=plain)
    env.ask("Sure?")
    perfect(env)
    assert 0.8 < env.get_reward() < 1.0
    env.reset(errand=plain)
    while not env.done:
        env.ask("Sure?")
    assert env.get_reward() == 0.0, "asking alone is no work"


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 9999), said=st.lists(st.text(max_size=30) | st.just("daily at 7"), min_size=1, max_size=4))
def test_it_ends_and_stays_within_bounds(seed: int, said: list[str]) -> None:
    env = ScheduleEnv()
    env.reset(seed=seed, prompt=[{"role": "user", "content": "a column of a data set"}])
    for turn in range(40):
        if env.done:
            break
        (env.schedule if turn % 3 else env.ask)(said[turn % len(said)])
        assert 0.0 <= env.get_reward() <= 1.0
    assert env.done
