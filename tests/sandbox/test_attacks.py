"""The attack list: held in each tier that is to be had here, and successful where nothing holds it."""

import json
import os
import sys
from pathlib import Path

import pytest

from gesso.cli import main
from gesso.sandbox import attacks, finding
from gesso.sandbox.attacker import ATTACKS
from gesso.sandbox.attacks import ABOUT, ENDLESS, Tried, try_attacks
from gesso.sandbox.finding import NoSandbox, find_tier, problem, require
from gesso.sandbox.holding import TIERS, Tier, missing

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the tiers are of Linux")

ANYONE_MAY = {
    "tcp", "udp", "unix socket", "unix datagram", "data folder", "processes", "environment", "write", "truncate",
    "chmod", "fork bomb", "memory bomb", "kill", ENDLESS,
}  # fmt: skip


def tried_in(tier: Tier, data: Path) -> Tried:
    if absent := missing(tier):
        pytest.skip(absent)
    tried = try_attacks(tier, data)
    if tried.failed:
        pytest.skip(f"this machine does not allow it: {tried.failed}")
    return tried


@pytest.mark.parametrize("tier", TIERS)
def test_every_attack_is_held(tier: Tier, tmp_path: Path) -> None:
    tried = tried_in(tier, tmp_path)
    assert problem(tried) == ""
    assert tried.all_held
    assert list(tmp_path.iterdir()) == [], "the canary is taken out of the data folder"


def test_without_a_sandbox_the_attacks_succeed(tmp_path: Path) -> None:
    tried = try_attacks(None, tmp_path)
    assert not tried.all_held
    assert {name for name in ABOUT if not tried.held[name]} >= ANYONE_MAY
    assert set(ABOUT) == {*ATTACKS, ENDLESS}


@pytest.mark.parametrize(
    ("part", "freed"),
    [
        ("_landlock", {"data folder", "write", "truncate", "processes"}),
        ("_seccomp", {"udp", "unix socket", "unix datagram", "chmod"}),
        ("_limit", {"memory bomb"}),
    ],
)
def test_each_part_of_the_second_tier_is_needed(
    part: str, freed: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one part taken out, what it alone holds succeeds."""
    tried_in("landlock", tmp_path)
    whole = attacks.command_of
    source = Path(attacks.__file__).with_name("held.py").read_text()
    without = source.replace(f"def {part}(", f"def {part}(*_: object) -> None:\n    pass\n\n\ndef _unused(")
    assert without != source
    changed = tmp_path / "held.py"
    changed.write_text(without)

    def command_of(tier: Tier | None, program: attacks.Program) -> list[str]:
        return [str(changed) if word.endswith("/held.py") else word for word in whole(tier, program)]

    monkeypatch.setattr(attacks, "command_of", command_of)
    tried = try_attacks("landlock")
    another_user = {"processes", "chmod"} if os.geteuid() == 0 else set()  # to it these are shut anyway
    assert not tried.all_held
    assert {name for name in ABOUT if not tried.held[name]} >= freed - another_user


def test_a_tier_that_fails_one_attack_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    def tried(tier: Tier | None, data: Path | None = None) -> Tried:
        return Tried({name: name != "tcp" for name in ABOUT})

    monkeypatch.setattr(finding, "try_attacks", tried)
    monkeypatch.setattr(finding, "missing", lambda tier: "")
    found = find_tier()
    assert found.tier is None
    assert found.why == tuple(f"{tier}: not held: reach a TCP port of this machine" for tier in TIERS)
    with pytest.raises(NoSandbox, match="gesso sandbox attack"):
        require(found)


def test_the_command_prints_the_list_tier_by_tier(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GESSO_DATA", str(tmp_path))
    holds = find_tier(tmp_path).tier is not None
    assert main(["sandbox", "attack", "--json", "--none"]) == (0 if holds else 1)
    said = json.loads(capsys.readouterr().out)
    assert said["holds"] is holds
    assert [row["tier"] for row in said["tiers"]] == [*TIERS, "none"]
    assert said["tiers"][-1]["held"]["tcp"] is False
