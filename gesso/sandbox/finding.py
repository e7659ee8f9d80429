"""Which tier holds here: the first in which every attack is held. Code is run in that one or not at all."""

from dataclasses import dataclass
from pathlib import Path

from gesso.base.errors import GessoError
from gesso.sandbox.attacks import ABOUT, Tried, try_attacks
from gesso.sandbox.holding import TIERS, Tier, missing


@dataclass(frozen=True)
class Found:
    """`tier` is None where none holds; `why` says for each tier passed over what was wrong with it."""

    tier: Tier | None
    why: tuple[str, ...] = ()


class NoSandbox(GessoError):
    """Code cannot be run here, as no tier holds."""

    status, code = 503, "no_sandbox"


def find_tier(data: Path | None = None) -> Found:
    """Try the tiers with the attacks; takes about a second. `data` is gesso's data folder."""
    why: list[str] = []
    for tier in TIERS:
        wrong = missing(tier) or problem(try_attacks(tier, data))
        if not wrong:
            return Found(tier, tuple(why))
        why.append(f"{tier}: {wrong}")
    return Found(None, tuple(why))


def problem(tried: Tried) -> str:
    """What was wrong with a tier; "" where it held."""
    if tried.failed:
        return tried.failed
    return "; ".join(f"not held: {ABOUT[name]}" for name in ABOUT if not tried.held.get(name))


def require(found: Found) -> Tier:
    """The tier. Raises NoSandbox, with what to do about it."""
    if found.tier is None:
        raise NoSandbox(
            "Code cannot be run on this server: nothing here holds it safely. Whoever runs gesso finds out more with "
            "`gesso sandbox attack`; installing bubblewrap is usually enough."
        )
    return found.tier
