"""Connecting each family of providers over the API: its models, a wrong key in plain words, and a first answer."""

from typing import Any

import pytest

from tests.model.fake_provider import FakeProvider, fake_provider

from .conftest import House

SERVED = {
    "compatible": ["fake-large", "fake-small"],
    "anthropic": ["claude-opus-4-8", "claude-sonnet-4-6"],
    "google": ["gemini-2.5-flash", "gemini-3.1-pro-preview"],
}
CONTEXT = {"compatible": 32_768, "anthropic": 200_000, "google": 1_048_576}

family = pytest.mark.parametrize("kind", SERVED)


def body(provider: FakeProvider, kind: str, key: str | None) -> dict[str, Any]:
    address = provider.base_url if kind == "compatible" else f"{provider.root_url}/gateway"
    return {"provider": kind, "name": "Mine", "base_url": address, "key": key}


@family
async def test_a_provider_is_connected_lists_its_models_and_answers(house: House, kind: str) -> None:
    owner = await house.owner()
    room, _ = await house.room(owner)
    async with fake_provider() as provider:
        made = await owner.post("/api/models", json=body(provider, kind, " sk-secret\t"))
        assert made.status_code == 201 and "sk-secret" not in made.text
        found = [model for model in made.json()["models"] if model["provider"] == "Mine"]
        assert [model["name"] for model in found] == SERVED[kind]
        assert found[0]["context_tokens"] == CONTEXT[kind]
        provider.replies = [[["text", "Hello "], ["text", "from there."]]]
        asked = {"text": "hello", "model": found[0]["id"], "wait_s": 20}
        said = await owner.ok("POST", f"/api/rooms/{room}/messages", asked)
        assert said["outcome"] == "done", said
        turn = await owner.ok("GET", f"/api/rooms/{room}/turns/{said['turn']}")
        assert turn["text"] == "Hello from there."


@family
async def test_a_wrong_key_is_told_as_one_and_nothing_is_kept(house: House, kind: str) -> None:
    owner = await house.owner()
    async with fake_provider() as provider:
        refused = await owner.post("/api/models", json=body(provider, kind, "wrong"))
        assert refused.status_code == 502 and "Check the key" in refused.text, refused.text
        unsendable = await owner.post("/api/models", json=body(provider, kind, "sk-ключ"))
        assert "Paste it again" in unsendable.text and "sk-ключ" not in unsendable.text
        if kind != "compatible":
            assert "needs a key" in (await owner.post("/api/models", json=body(provider, kind, " "))).text
    assert (await owner.ok("GET", "/api/models"))["connections"] == []


@family
async def test_a_key_refused_later_fails_the_turn_in_words(house: House, kind: str) -> None:
    owner = await house.owner()
    room, _ = await house.room(owner)
    async with fake_provider() as provider:
        made = await owner.ok("POST", "/api/models", body(provider, kind, "sk-secret"))
        model = next(each["id"] for each in made["models"] if each["provider"] == "Mine")
        provider.revoked = True
        asked = {"text": "hello", "model": model, "wait_s": 20}
        said = await owner.ok("POST", f"/api/rooms/{room}/messages", asked)
        assert said["outcome"] == "failed" and said["problem"]["code"] == "auth"
        assert "refused the key" in said["problem"]["message"] and "sk-secret" not in str(said)
