"""How adapters and files are called in what leaves this machine: without the folders they lay in. Pure."""

from collections.abc import Sequence
from pathlib import Path

OURS = {"adapter": "adapter alone", "adapter-free": "adapter alone, unconstrained", "product": "product"}


def family_of(candidate: str) -> str:
    """What stands before the colon: `adapter` of `adapter:FOLDER`."""
    return candidate.partition(":")[0]


def called(candidate: str) -> str:
    """A candidate without its folder."""
    return OURS.get(family_of(candidate), candidate)


def ours_in(candidates: Sequence[str]) -> str | None:
    """Who stands for what is shipped: the product where it was measured, else the adapter alone."""
    ours = [each for each in candidates if family_of(each) in ("product", "adapter")]
    return min(ours, key=lambda each: family_of(each) != "product", default=None)


def rivals_in(candidates: Sequence[str]) -> list[str]:
    return [each for each in candidates if family_of(each) not in OURS]


def plain_command(words: Sequence[str]) -> str:
    return " ".join(plain_path(word) for word in words)


def plain_path(word: str) -> str:
    """An absolute path by its last two names; every other word as it is."""
    return "/".join(Path(word).parts[-2:]) if Path(word).is_absolute() else word
