"""The attacks on what apps run in, in real Chromium against sinks of this machine: none gets out, and nearly all do
where the sandbox is taken away, so that each of them would be noticed."""

import pytest

from gesso.app_attacks import attack_sandbox, list_attacks

pytestmark = pytest.mark.browser

NAMED = """fetch xhr beacon websocket webtransport image css font form top-navigation self-navigation meta-refresh
    download window-open storage service-worker parent-dom frame-data frame-blob frame-srcdoc ping prefetch dns-prefetch
    webrtc-udp webrtc-dns worker import clipboard busy-loop memory bridge-flood forged-messages"""


async def test_nothing_gets_out_of_the_sandbox() -> None:
    attacks = list_attacks()
    assert set(NAMED.split()) <= {attack.name for attack in attacks}
    tried = await attack_sandbox(attacks)
    assert {each.attack.name: each.got_out for each in tried if each.got_out} == {}


async def test_the_same_attacks_get_out_where_the_sandbox_is_missing() -> None:
    attacks = [attack for attack in list_attacks() if attack.open]
    assert len(attacks) > 50
    tried = await attack_sandbox(attacks, open_door=True)
    assert [each.attack.name for each in tried if not each.got_out] == []
