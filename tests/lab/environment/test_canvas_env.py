"""`CanvasEnv` through its tools: what is right is paid, what is not is not, and every conversation ends."""

import json
import random
from collections.abc import Iterator
from importlib import resources

import pytest

from gesso.lab.environment.canvas_env import OVER, CanvasEnv
from gesso.lab.environment.reward import WEIGHTS
from gesso.lab.errors import LabError
from gesso.lab.persona.preferences import Preferences
from gesso.lab.persona.task import TITLES, Task, document, make_task
from gesso.lab.persona.wish import Wish, passages
from gesso.room import wire
from gesso.room.state import RoomState
from tests.lab.environment import policies
from tests.lab.environment.policies import Policy, perfect, play

LIKES = Preferences(tweaks=0.0, rates=1.0, patience=1)
TEXT = "# Bees\n\nBees sleep at night, all of them, in the hive, until the sun is up again.\n\nThey hum.\n\nBy law.\n"
SHORTEN = Wish("shorten", "Bees sleep", words="night")


@pytest.fixture(scope="module")
def env() -> Iterator[CanvasEnv]:
    found = CanvasEnv()
    yield found
    found._close()


def task(*wishes: Wish, likes: Preferences = LIKES, text: str = TEXT) -> Task:
    return Task(1, wishes, "Bees", text, "By law." if text else "", likes)


def test_a_perfect_agent_is_paid_in_full_and_the_log_is_the_products(env: CanvasEnv) -> None:
    said = env.reset(task=task(SHORTEN, Wish("rename", find="They", words="Drones", vague=True)))
    assert "Bees sleep" in said and "[2] Bees sleep at night" in said
    assert play(env, perfect) == 1.0
    assert set(env.components) == set(WEIGHTS) and sum(WEIGHTS.values()) == pytest.approx(1.0)
    rollout = env.rollout
    assert json.loads(rollout.line)["reward"] == 1.0
    assert [m["role"] for m in rollout.messages[:4]] == ["user", "assistant", "tool", "assistant"]
    events = [wire.Event.model_validate(event) for event in rollout.events]
    state = RoomState.of(events[0].room, events)
    assert [edit.state for edit in state.edits] == ["kept", "kept"]
    assert {turn.outcome for turn in state.turns.values()} == {"done"}
    assert env.answer("more?") == env.edit(1, "x") == OVER


def test_doing_nothing_earns_next_to_nothing(env: CanvasEnv) -> None:
    for seed in (4, 5):
        env.reset(seed=seed)
        assert play(env, policies.idle) <= 0.05


@pytest.mark.parametrize(
    ("cheat", "most"),
    [
        (policies.rewrites_everything, 0.0),
        (policies.deletes, 0.1),
        (policies.accepts_by_itself, 0.1),
        (policies.says_the_words, 0.05),
        (policies.points_wrong, 0.0),
        (policies.asks_always, 0.05),
    ],
)
def test_cheating_does_not_pay(env: CanvasEnv, cheat: Policy, most: float) -> None:
    env.reset(task=task(SHORTEN, Wish("mention", "They hum", words="a fee of 6")))
    assert play(env, cheat) <= most
    assert env.rollout.reward == env.get_reward()


def test_what_costs_what(env: CanvasEnv) -> None:
    """Collateral damage, a question that was not needed, the protected passage."""

    def with_collateral(env: CanvasEnv) -> None:
        env.rewrite(TEXT.replace(", all of them, in the hive, until the sun is up again", "").replace("hum", "buzz"))
        env.answer("Done.")

    env.reset(task=task(SHORTEN))
    assert play(env, with_collateral) <= 0.1, "taken back, for this user wants nothing else changed"
    whole = Preferences(scope="whole", tweaks=0.0, patience=1)
    env.reset(task=task(SHORTEN, likes=whole))
    tolerated = play(env, with_collateral)
    assert 0.8 < tolerated < 1.0 and env.components["minimality"] == pytest.approx(2 / 3)
    env.reset(task=task(SHORTEN))
    env.answer("Really?")
    asked = play(env, perfect)
    assert 0.7 < asked < 0.95 and env.components["asked"] == 0.5 and env.components["few_turns"] == 0.5
    env.reset(task=task(SHORTEN))
    env.edit(4, "By custom.")
    env.answer("Done.")
    assert play(env, perfect) == 0.0 and env.rollout.forfeit == "the protected passage was changed"


def test_a_new_text_belongs_where_the_user_likes_it(env: CanvasEnv) -> None:
    new = Wish("write", find="a notice", words="bees")
    chat = Preferences(place="chat", tweaks=0.0)
    env.reset(task=task(new, likes=LIKES, text=""))
    assert play(env, perfect) == 1.0
    env.reset(task=task(new, likes=chat, text=""))
    assert play(env, perfect) == 1.0
    env.reset(task=task(new, likes=chat, text=""))
    env.open_canvas("Bees", "On bees.")
    env.answer("Here.")
    assert env.done and env.get_reward() == 0.0
    kinds = [event["body"]["type"] for event in env.rollout.events]
    assert "canvas_closed" in kinds and "canvas_deleted" in kinds
    env.reset(task=task(new, likes=LIKES, text=""))
    env.answer("Notice: bees.")
    opened = [event for event in env.rollout.events if event["body"]["type"] == "canvas_opened"]
    assert env.get_reward() == 0.0 and [event["by"] for event in opened] == ["user_simulated"]


def test_the_users_own_touch_counts_as_not_retained(env: CanvasEnv) -> None:
    new = Wish("write", find="a notice", words="bees")
    env.reset(task=task(new, likes=Preferences(tweaks=1.0), text=""))
    env.open_canvas("Bees", "On bees there is wonderful news from everywhere.")
    env.answer("Here.")
    assert env.done and env.components["retained"] == 1.0, "words were added, none taken out"
    assert "really" in str(env.rollout.exchanges)


def test_every_policy_ends_and_is_scored_within_bounds(env: CanvasEnv) -> None:
    """Random agents on random tasks; the reward is in [0, 1] and below the perfect one's."""
    for seed in range(3):
        chance = random.Random(seed)

        def at_random(env: CanvasEnv, chance: random.Random = chance) -> None:
            every = [policies.idle, policies.deletes, policies.accepts_by_itself, policies.asks_always, perfect]
            chance.choice(every)(env)

        env.reset(seed=seed)
        got = play(env, at_random)
        assert 0.0 <= got <= 1.0 and all(0.0 <= part <= 1.0 for part in env.components.values())


@pytest.mark.slow
def test_the_perfect_agent_is_paid_on_every_task(env: CanvasEnv) -> None:
    for seed in range(25):
        env.reset(seed=seed)
        got = play(env, perfect)
        assert got > 0.85, (seed, got, env.components, env.rollout.exchanges)


def test_breaking_off_and_wrong_use(env: CanvasEnv) -> None:
    fresh = CanvasEnv()
    with pytest.raises(LabError, match="call reset first"):
        fresh.get_reward()
    with pytest.raises(LabError, match="should be a Task"):
        fresh.reset(task={"wishes": []})
    env.reset(task=task(SHORTEN))
    env.edit(2, "x")
    assert env.get_reward() <= 0.5 and env.done
    assert env.read().startswith("The document:")


def test_tasks_are_made_of_their_seed_and_of_no_case() -> None:
    assert make_task(3) == make_task(3) and len({make_task(seed) for seed in range(40)}) == 40
    cases = resources.files("gesso.behaviors") / "documents"
    for path in cases.iterdir():
        assert not any(part in path.read_text() for title in TITLES for part in passages(document(title))[1:])
