"""Which candidates there are, and how each is opened by its name.

To add one: write a function that opens it (imports inside, so that the command line stays fast) and name it in
`ROSTER`, or for names with a colon such as `adapter:NAME` in `FAMILIES`. Every other name is a model of the menu.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path

from gesso.base.errors import NotFound
from gesso.behaviors.behavior import Behavior
from gesso.lab.bench import Bench
from gesso.lab.candidate import Candidate
from gesso.lab.errors import LabError

Opener = Callable[[Behavior, Bench, int], Awaitable[Candidate]]
"""Given the behaviour, the bench and a seed. Raises LabError where there is no such candidate for the behaviour."""


async def _rule(behavior: Behavior, bench: Bench, seed: int) -> Candidate:
    from gesso.lab.rule import RuleCandidate

    return RuleCandidate(behavior)


async def _bayes(behavior: Behavior, bench: Bench, seed: int) -> Candidate:
    from gesso.lab.baselines.bayes import open_bayes

    return open_bayes(behavior)


async def _nearest(behavior: Behavior, bench: Bench, seed: int) -> Candidate:
    from gesso.lab.baselines.nearest import open_nearest

    return await open_nearest(behavior, bench)


def _prompted(shots: str, free: bool) -> Opener:
    async def best(behavior: Behavior, bench: Bench, seed: int) -> Candidate:
        from gesso.lab.baselines.prompted import best_prompt

        return await best_prompt(behavior, bench, shots, free=free, seed=seed)

    return best


def _turn(model: str) -> Opener:
    async def open_turn(behavior: Behavior, bench: Bench, seed: int) -> Candidate:
        from gesso.lab.playing import TurnCandidate

        catalogue = await bench.catalogue()
        catalogue.info(model)
        return TurnCandidate(behavior, catalogue, model)

    return open_turn


def _adapter(free: bool) -> Callable[[str], Opener]:
    def family(folder: str) -> Opener:
        async def open_one(behavior: Behavior, bench: Bench, seed: int) -> Candidate:
            from gesso.lab.adapted import open_adapter

            return await open_adapter(folder, behavior, bench, free=free)

        return open_one

    return family


def _packed(free: bool) -> Callable[[str], Opener]:
    def family(folder: str) -> Opener:
        async def open_packed(behavior: Behavior, bench: Bench, seed: int) -> Candidate:
            from gesso.lab.product import ProductCandidate, open_product

            name = f"{'product-free' if free else 'product'}:{folder}"
            return ProductCandidate(behavior, await open_product(bench, Path(folder)), name, free=free)

        return open_packed

    return family


async def _menu(name: str, behavior: Behavior, bench: Bench, seed: int) -> Candidate:
    """A model of the menu: told what each label means, left to write, or in a whole turn. Raises NotFound."""
    from gesso.lab.baselines.prompted import WRITTEN, WritingCandidate, prompted

    model = (await bench.catalogue()).get(name)
    if behavior.name in WRITTEN:
        return WritingCandidate(name, behavior, model, seed)
    if behavior.name == "comment":
        return await _turn(name)(behavior, bench, seed)
    return prompted(behavior, model, "zero", 2, free=False, seed=seed, name=name)


async def _product(behavior: Behavior, bench: Bench, seed: int) -> Candidate:
    from gesso.lab.product import ProductCandidate, open_product

    return ProductCandidate(behavior, await open_product(bench))


ROSTER: dict[str, Opener] = {
    "product": _product,
    "rule": _rule,
    "bayes": _bayes,
    "nearest": _nearest,
    "zero-shot": _prompted("zero", False),
    "zero-shot-free": _prompted("zero", True),
    "few-shot": _prompted("few", False),
    "few-shot-free": _prompted("few", True),
}
FAMILIES: dict[str, Callable[[str], Opener]] = {
    "turn": _turn,
    "adapter": _adapter(free=False),
    "adapter-free": _adapter(free=True),
    "product": _packed(free=False),
    "product-free": _packed(free=True),
}


async def open_candidate(name: str, behavior: Behavior, bench: Bench, seed: int = 0) -> Candidate:
    """The candidate `name` for a behaviour. What it opens is closed with the bench. Raises LabError."""
    family, colon, rest = name.partition(":")
    if colon and family in FAMILIES:
        return await FAMILIES[family](rest)(behavior, bench, seed)
    if name in ROSTER:
        return await ROSTER[name](behavior, bench, seed)
    try:
        return await _menu(name, behavior, bench, seed)
    except NotFound as error:
        catalogue = await bench.catalogue()
        known = [*ROSTER, *(f"{family}:NAME" for family in FAMILIES), *(info.id for info in catalogue.infos())]
        raise LabError(f"There is no candidate or model {name!r}. There are: {', '.join(known)}.") from error
