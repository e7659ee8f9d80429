"""Every attack fails on the program as it is, and succeeds where its hole is planted."""

import re
from pathlib import Path

import pytest

from . import attacks_credentials, attacks_live, attacks_requests, holes_credentials
from .attacks import ATTACKS, Attack
from .conftest import House
from .holes import HOLES, plant

ROOT = Path(__file__).parents[2]
assert (
    attacks_credentials and attacks_live and attacks_requests and holes_credentials
)  # imported for what they register
named = pytest.mark.parametrize("attack", ATTACKS, ids=[attack.name for attack in ATTACKS])


@named
async def test_it_gets_nothing(house: House, attack: Attack) -> None:
    assert await attack.run(house) == []


@named
async def test_it_gets_in_through_its_hole(house: House, attack: Attack, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(attack.hole, house, monkeypatch)
    assert await attack.run(house) != []


def test_every_hole_is_planted() -> None:
    assert set(HOLES) == {attack.hole for attack in ATTACKS}


def test_the_threat_model_names_every_attack_with_its_hole_and_only_tests_that_exist() -> None:
    told = (ROOT / "THREAT_MODEL.md").read_text()
    table = dict(re.findall(r"^\| ([^|]+?) \| `test_attacks` \| ([^|]+?) \|$", told, re.MULTILINE))
    assert table == {attack.name: attack.hole for attack in ATTACKS}
    for file, test in re.findall(r"`((?:\w+/)*test_\w+)::(test_\w+)`", told):
        path = ROOT / "tests" / (f"{file}.py" if "/" in file else f"server/{file}.py")
        assert f"def {test}(" in path.read_text(), f"{file}::{test} is not there"
