"""The model menu, discovery of servers, and what importing it costs."""

import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gesso.base.errors import BadInput, NotFound
from gesso.model import discovery
from gesso.model.catalogue import Catalogue, Connection, check, find_local
from gesso.model.connections import PROVIDERS, ProviderKind, ServedModel
from gesso.model.download import Weights
from gesso.model.embedded import EmbeddedModel
from gesso.model.messages import EndChunk, Message, ModelError, TextChunk
from gesso.model.scripted import Rule, Say, ScriptedModel
from tests.model.fake_provider import FakeProvider, fake_provider


@pytest.fixture
async def provider() -> AsyncIterator[FakeProvider]:
    async with fake_provider() as running:
        yield running


def embedded(folder: Path) -> EmbeddedModel:
    return EmbeddedModel(Weights(folder), context_tokens=2048)


def connection(server: FakeProvider, /, **more: object) -> Connection:
    values = {"id": "con1", "provider": "compatible", "name": "Mine", "base_url": server.base_url, "key": "secret"}
    return Connection.model_validate(values | more)


def test_importing_the_menu_loads_no_provider_and_no_native_code() -> None:
    heavy = "'pydantic_ai', 'openai', 'anthropic', 'google', 'xllamacpp', 'numpy', 'httpx', 'httpx2', 'genai_prices'"
    program = f"import sys, gesso.model.catalogue; print(sorted({{{heavy}}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


async def test_the_menu_and_its_default(tmp_path: Path, provider: FakeProvider) -> None:
    script = ScriptedModel([Rule(steps=(Say(text="hi"),))])
    mine = connection(provider, models=["fake-large", {"id": "sized", "context_tokens": 5000, "price": [1, 2]}])
    menu = Catalogue(embedded(tmp_path), scripted=script, connections=[mine])
    infos = {info.id: info for info in menu.infos()}
    assert list(infos) == ["embedded", "scripted", "con1/fake-large", "con1/sized"]
    assert infos["embedded"].guided and not infos["embedded"].ready and "92 MB" in infos["embedded"].note
    assert infos["con1/sized"].context_tokens == 5000 and infos["con1/sized"].price == (1, 2)
    assert infos["con1/fake-large"].context_tokens == 128_000 and "assumed" in infos["con1/fake-large"].note
    assert menu.default_id == "scripted" and menu.get("scripted") is script
    menu.set_default("con1/sized")
    assert menu.default_id == "con1/sized"
    menu.set_connections([])
    assert menu.default_id == "scripted" and Catalogue(embedded(tmp_path)).default_id == "embedded"
    with pytest.raises(NotFound):
        menu.get("con1/sized")
    with pytest.raises(NotFound):
        menu.set_default("nowhere")


async def test_keys_never_leave_through_the_menu(tmp_path: Path, provider: FakeProvider) -> None:
    mine = connection(provider, models=["fake-large"])
    assert "secret" not in repr(Catalogue(embedded(tmp_path), connections=[mine]).infos())
    assert "secret" not in repr(mine)


async def test_a_model_of_a_connection_answers_and_survives_unrelated_changes(
    tmp_path: Path, provider: FakeProvider
) -> None:
    mine = connection(provider, models=["fake-large"])
    menu = Catalogue(embedded(tmp_path), connections=[mine])
    model = menu.get("con1/fake-large")
    chunks = [chunk async for chunk in model.stream([Message("user", "say hello")])]
    assert chunks[0] == TextChunk("hello") and chunks[-1] == EndChunk("stop")
    menu.set_connections([mine, connection(provider, id="con2", models=["x"])])
    assert menu.get("con1/fake-large") is model
    menu.set_connections([connection(provider, key="other", models=["fake-large"])])
    assert menu.get("con1/fake-large") is not model
    await menu.aclose()


async def test_check_lists_chat_models_with_what_the_server_tells(provider: FakeProvider) -> None:
    models = await check(connection(provider))
    assert models == [ServedModel(id="fake-large", context_tokens=32768), ServedModel(id="fake-small")]
    assert provider.requests[0][1]["authorization"] == "Bearer secret"


async def test_check_fills_sizes_and_prices_from_the_price_list(
    provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [ServedModel(id="gpt-4o-mini"), ServedModel(id="nobody-knows-this")]
    monkeypatch.setattr(discovery, "discover", lambda *_: _resolved(told))
    known, unknown = await check(connection(provider, provider="openai"))
    assert known.context_tokens == 128_000 and known.price == (0.15, 0.6)
    assert unknown == told[1]


async def _resolved(value: list[ServedModel]) -> list[ServedModel]:
    return value


async def test_check_explains_what_is_wrong(provider: FakeProvider) -> None:
    async with fake_provider() as gone:
        pass
    for wrong, kind in [
        (connection(gone), "unavailable"),
        (connection(provider, provider="openai", key=None), "auth"),
        (connection(provider, base_url="http://[bad"), "unavailable"),
    ]:
        with pytest.raises(ModelError) as error:
            await check(wrong)
        assert error.value.kind == kind and "secret" not in error.value.message
    for address in (None, "ftp://x", "127.0.0.1:8000"):
        with pytest.raises(BadInput, match="http://"):
            await check(connection(provider, base_url=address))
    with pytest.raises(BadInput, match="Choose one of"):
        await check(connection(provider, provider="nope"))


async def test_servers_on_this_machine_are_found_where_they_usually_listen(
    provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with fake_provider() as gone:
        pass
    kinds = (
        ProviderKind("ollama", "Ollama", "chat", provider.base_url, False, local=True),
        ProviderKind("vllm", "vLLM", "chat", gone.base_url, False, local=True),
        ProviderKind("openai", "OpenAI", "openai", provider.base_url, True),
    )
    monkeypatch.setattr(discovery, "PROVIDERS", kinds)
    (found,) = await find_local()
    assert found.provider == "ollama" and [model.id for model in found.models] == ["fake-large", "fake-small"]


def test_every_provider_is_told_apart_and_local_ones_stay_on_this_machine() -> None:
    assert len({kind.id for kind in PROVIDERS}) == len(PROVIDERS)
    for kind in PROVIDERS:
        assert not kind.local or (kind.base_url is not None and discovery.is_loopback(kind.base_url))
        assert kind.needs_key == bool(kind.keys_at)


@pytest.mark.parametrize(
    ("address", "loopback"),
    [
        ("http://127.0.0.1:1/v1", True),
        ("https://localhost", True),
        ("http://[::1]:80", True),
        ("http://127.0.0.1.evil.example", False),
        ("http://localhost.evil.example/", False),
        ("https://api.example.com/127.0.0.1", False),
    ],
)
def test_loopback_is_recognised(address: str, loopback: bool) -> None:
    assert discovery.is_loopback(address) is loopback
