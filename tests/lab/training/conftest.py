"""A tiny model that has learned nothing, and llama.cpp over the real weights to compare with."""

import json
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch", reason="the extra `train` is not installed")

from gesso.lab.training.llama import Shape, open_gguf
from gesso.model.download import Weights
from gesso.settings import read_settings

TINY = Shape(layers=3, width=32, heads=4, kv_heads=2, inner=64, vocabulary=61)


class LlamaCpp:
    """The program the product answers by, with adapters loaded and off unless named."""

    def __init__(self, base: Path, adapters: Sequence[Path] = ()) -> None:
        import xllamacpp

        params = xllamacpp.CommonParams()
        params.model.path, params.n_ctx, params.verbosity = str(base), 2048, -1
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
        params.warmup = params.fit_params = False
        params.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(str(path), 0.0) for path in adapters]
        self.server = xllamacpp.Server(params)

    def logprobs(self, prompt: str, adapter: int | None = None, count: int = 40) -> dict[int, float]:
        """Log-probabilities of the likeliest next tokens."""
        lora = [] if adapter is None else [{"id": adapter, "scale": 1.0}]
        asked: dict[str, Any] = {"prompt": prompt, "n_predict": 1, "n_probs": count, "temperature": 0.0, "lora": lora}
        answer = self.server.handle_completions(asked | {"cache_prompt": False})
        return {e["id"]: e["logprob"] for e in answer["choices"][0]["logprobs"]["content"][0]["top_logprobs"]}

    def split(self, text: str) -> list[int]:
        body = json.dumps({"content": text, "add_special": True, "parse_special": True}).encode()
        request = urllib.request.Request(self.server.listening_address + "/tokenize", data=body)
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as answer:
            return list(json.load(answer)["tokens"])


@pytest.fixture(scope="session")
def base() -> Path:
    weights = Weights(read_settings().models_dir)
    if not weights.ready:
        pytest.skip("the embedded model's weights have not been fetched")
    return weights.path


@pytest.fixture(scope="session")
def reader(base: Path) -> Any:
    return open_gguf(base)


@pytest.fixture(scope="session")
def llama_cpp(base: Path) -> Iterator[LlamaCpp]:
    yield LlamaCpp(base)
