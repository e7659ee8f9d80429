"""The shapes that trainers take. With the packages the real classes are used, else the shape they document."""

import inspect
import re
from typing import Any

import pytest

from gesso.base.errors import BadInput
from gesso.lab.environment.canvas_env import CanvasEnv
from gesso.lab.environment.openenv import call_tool, openenv_environment, tools_of
from gesso.lab.environment.schedule_env import ScheduleEnv


@pytest.mark.parametrize("kind", [CanvasEnv, ScheduleEnv])
def test_the_classes_have_the_shape_of_trls_environment_factory(kind: Any) -> None:
    """TRL 1.16, `GRPOTrainer(environment_factory=...)`: no arguments, `reset(**columns)`, `get_reward()`, and every
    other public function of the class is a tool, whose schema is made of its type hints and its Google docstring."""
    env = kind()
    reset = inspect.signature(env.reset)
    assert any(p.kind is p.VAR_KEYWORD for p in reset.parameters.values())
    assert not inspect.signature(env.get_reward).parameters
    tools = tools_of(env)
    assert len(tools) >= 2
    for tool in tools.values():
        doc = inspect.getdoc(tool) or ""
        parameters = inspect.signature(tool).parameters
        assert "Returns:" in doc and all(p.annotation is not p.empty for p in parameters.values())
        assert set(re.findall(r"^    (\w+): ", doc.partition("Args:")[2].partition("Returns:")[0], re.M)) == set(
            parameters
        )


def test_a_rollout_as_trl_makes_it() -> None:
    env = ScheduleEnv()
    observation = env.reset(prompt=[{"role": "user", "content": ""}], seed=2, split="train")
    assert isinstance(observation, str)
    for _ in range(20):
        tools_of(env)["ask"](question="When?")
        if env.done:
            break
    assert isinstance(env.get_reward(), float)


def test_wrong_calls_are_told() -> None:
    env = ScheduleEnv()
    env.reset(seed=1)
    with pytest.raises(BadInput, match="There is no tool 'get_reward'; the tools are ask, schedule"):
        call_tool(env, "get_reward", {})
    with pytest.raises(BadInput, match="cannot be called so"):
        call_tool(env, "ask", {"words": "x"})


def test_openenv_plays_a_conversation() -> None:
    pytest.importorskip("openenv.core.env_server.interfaces", reason="openenv is not installed")
    adapter = openenv_environment(ScheduleEnv)
    env = adapter()
    first = env.reset(seed=2, episode_id="e")
    assert first.text and not first.done and env.state.episode_id == "e"
    for _ in range(20):
        told = env.step(adapter.action_type(tool="ask", arguments={"question": "When?"}))
        if told.done:
            break
    assert told.done and 0.0 <= told.reward <= 1.0 and env.state.step_count >= 1


def test_trl_reads_the_tools() -> None:
    chat = pytest.importorskip("transformers.utils.chat_template_utils", reason="transformers is not installed")
    for kind in (CanvasEnv, ScheduleEnv):
        for name, tool in tools_of(kind()).items():
            schema = chat.get_json_schema(tool)
            assert schema["function"]["name"] == name and schema["function"]["description"]
