"""What an attack is: it tries to get what it should not and returns what it got, which must be nothing.

Every attack names the hole of `holes.py` through which it succeeds. They are in `attacks_credentials.py`,
`attacks_requests.py` and `attacks_live.py` (over a real port), and are all run by `test_attacks.py`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from .conftest import House

Run = Callable[[House], Awaitable[list[str]]]


@dataclass(frozen=True)
class Attack:
    hole: str
    run: Run

    @property
    def name(self) -> str:
        return self.run.__name__.replace("_", " ")


ATTACKS: list[Attack] = []


def attack(*, hole: str) -> Callable[[Run], Run]:
    """Register an attack under its function's name, read as words."""

    def keep(run: Run) -> Run:
        ATTACKS.append(Attack(hole, run))
        return run

    return keep


def got(what: str, status: int, *wanted: int) -> list[str]:
    return [f"{what}: {status}"] if status in (wanted or (200, 201, 204)) else []
