"""The environments behind OpenEnv's interface (package `openenv`, which is not a dependency): reset, step, state.

An action names one of the environment's tools with its arguments; the observation is what the tool said, with the
reward once the user has left. TRL needs no adapter: `environment_factory=CanvasEnv` takes the class as it is.
"""

import inspect
from collections.abc import Callable
from typing import Any, Protocol

from pydantic import Field

from gesso.base.errors import BadInput


class Plain(Protocol):
    """The shape that our environments have."""

    @property
    def done(self) -> bool: ...
    def reset(self, seed: int = 0, **task: Any) -> str: ...
    def get_reward(self) -> float: ...


def tools_of(environment: Plain) -> dict[str, Callable[..., str]]:
    """The public methods that are tools, as TRL finds them: on the class, so that no property is evaluated."""
    found = inspect.getmembers(type(environment), predicate=inspect.isfunction)
    hidden = ("reset", "get_reward")
    return {name: getattr(environment, name) for name, _ in found if not name.startswith("_") and name not in hidden}


def call_tool(environment: Plain, tool: str, arguments: dict[str, Any]) -> str:
    """What a tool says. Raises BadInput for an unknown tool and for arguments it does not take."""
    tools = tools_of(environment)
    if tool not in tools:
        raise BadInput(f"There is no tool {tool!r}; the tools are {', '.join(tools)}.")
    try:
        inspect.signature(tools[tool]).bind(**arguments)
    except TypeError as error:
        raise BadInput(f"The tool {tool} cannot be called so: {error}.") from error
    return tools[tool](**arguments)


def openenv_environment(make: Callable[[], Plain]) -> Any:
    """An `openenv` Environment over what `make` makes; for `openenv.core.env_server.create_app`.

    Raises BadInput where the package is not installed.
    """
    try:
        from openenv.core.env_server.interfaces import Environment
        from openenv.core.env_server.types import Action, Observation, State
    except ImportError as error:
        raise BadInput("This needs the package `openenv`: install it beside gesso.") from error

    class ToolCall(Action):  # type: ignore[misc, unused-ignore]
        tool: str
        arguments: dict[str, Any] = Field(default_factory=dict)

    class Told(Observation):  # type: ignore[misc, unused-ignore]
        text: str

    class Adapter(Environment):  # type: ignore[misc, type-arg, unused-ignore]
        action_type, observation_type = ToolCall, Told

        def __init__(self) -> None:
            super().__init__()
            self._plain = make()
            self._state = State(episode_id=None, step_count=0)

        def reset(self, seed: int | None = None, episode_id: str | None = None, **task: Any) -> Told:
            self._state = State(episode_id=episode_id, step_count=0)
            return Told(text=self._plain.reset(seed=seed or 0, **task))

        def step(self, action: ToolCall, timeout_s: float | None = None, **more: Any) -> Told:
            self._state.step_count += 1
            text = call_tool(self._plain, action.tool, action.arguments)
            done = self._plain.done
            return Told(text=text, done=done, reward=self._plain.get_reward() if done else None)

        @property
        def state(self) -> State:
            return self._state

    return Adapter
