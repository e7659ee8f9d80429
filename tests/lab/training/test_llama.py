"""Our forward pass against llama.cpp's own answers on the same file, without and with an adapter."""

import math
from pathlib import Path
from typing import Any

import pytest
import torch

from gesso.base.errors import BadInput
from gesso.lab.training.export import check_base, read_adapter, render_adapter
from gesso.lab.training.llama import Llama, Lora, load, random_llama
from gesso.lab.training.tokens import Tokens
from gesso.model.download import sha256_of
from tests.lab.training.conftest import TINY, LlamaCpp

PROMPTS = [
    "The capital of France is",
    "Schreib mir bitte einen Brief an die Hausverwaltung 😀 und",
    "<|im_start|>user\nHow many eggs are in 12 dozen?<|im_end|>\n<|im_start|>assistant\n",
    "a # Plan\nb The hall is booked for 24 May.\nwhere: change the date\r\n =>",
]
TEXTS = [
    *PROMPTS,
    "naïve 字体 über 1234567 it's WE'LL  \n\n\t x",
    " don’t—stop",
    "Đặt lịch họp lúc 9 giờ",
    "下周五下午三点",
]

CLOSE = 0.08
"""Nats, weighed by probability. llama.cpp rounds activations to eight bits before each quantised matrix; we do not, and
agree to 0.002 with llama.cpp over the same weights unpacked. No prompt here ends in ` =>`: that token stands on the
edge of becoming an attention sink in layer 11, and the rounding alone can move what follows it by whole nats."""


@pytest.fixture(scope="session")
def llama(reader: Any) -> Llama:
    return load(reader)


def next_logprobs(llama: Llama, tokens: list[int]) -> torch.Tensor:
    with torch.no_grad():
        return llama.logits(llama.run(llama.embed(torch.tensor([tokens])))[0, -1]).log_softmax(-1)


def apart(ours: torch.Tensor, theirs: dict[int, float]) -> float:
    """How far the log-probabilities of the likely tokens are from each other, weighed by their probability."""
    return sum(math.exp(logprob) * abs(float(ours[token]) - logprob) for token, logprob in theirs.items())


@pytest.mark.slow
@pytest.mark.embedded
def test_text_is_split_as_llama_cpp_splits_it(reader: Any, llama_cpp: LlamaCpp) -> None:
    tokens = Tokens(reader)
    for text in TEXTS:
        assert tokens.encode(text) == llama_cpp.split(text)
        assert tokens.decode(tokens.encode(text)) == text
    assert tokens.mark(" chat") == tokens.encode(" chat")[0]
    with pytest.raises(BadInput, match="one token"):
        tokens.mark(" unbelievably")


@pytest.mark.slow
@pytest.mark.embedded
def test_the_forward_pass_is_llama_cpps(reader: Any, llama: Llama, llama_cpp: LlamaCpp) -> None:
    tokens, found = Tokens(reader), []
    for prompt in PROMPTS:
        ours, theirs = next_logprobs(llama, tokens.encode(prompt)), llama_cpp.logprobs(prompt)
        found.append(apart(ours, theirs))
    assert max(found) < CLOSE, found


@pytest.mark.slow
@pytest.mark.embedded
def test_an_exported_adapter_answers_in_llama_cpp_as_in_torch(base: Path, reader: Any, tmp_path: Path) -> None:
    """A loud adapter (it moves the answers by far more than the tolerance), in the upper half of the layers."""
    llama, tokens, base_sum = load(reader), Tokens(reader), sha256_of(base)
    before = [next_logprobs(llama, tokens.encode(prompt)) for prompt in PROMPTS]
    llama.adapt(Lora(rank=8, alpha=16.0, first=15), seed=1)
    chance = torch.Generator().manual_seed(2)
    for name, parameter in llama.adapter().items():
        if name.endswith("lora_b"):
            parameter.data.copy_(0.1 * torch.randn(parameter.shape, generator=chance))
    matrices = {name: parameter.detach().numpy() for name, parameter in llama.adapter().items()}
    path = tmp_path / "loud.gguf"
    path.write_bytes(render_adapter(matrices, 16.0, base_sum, "loud"))
    assert path.stat().st_size < 2_500_000
    with_adapter = LlamaCpp(base, [path])
    for prompt, plain in zip(PROMPTS, before, strict=True):
        ours = next_logprobs(llama, tokens.encode(prompt))
        assert apart(ours, with_adapter.logprobs(prompt, adapter=0)) < CLOSE, prompt
        assert apart(plain, with_adapter.logprobs(prompt)) < CLOSE, "off unless named"
        assert apart(ours, with_adapter.logprobs(prompt)) > CLOSE, "and loud enough to tell"
    again, alpha = read_adapter(path, base_sum)
    assert alpha == 16.0 and set(again) == set(matrices)
    with pytest.raises(BadInput, match="another base"):
        check_base(path, "0" * 64)
    with pytest.raises(BadInput, match="no LoRA"):
        check_base(base, base_sum)


def test_padding_and_frozen_layers_change_no_number() -> None:
    llama = random_llama(TINY, seed=3)
    llama.adapt(Lora(rank=2, alpha=4.0, first=2), seed=1)
    short, long = torch.tensor([[5, 6, 7]]), torch.tensor([[5, 6, 7, 0, 0], [1, 2, 3, 4, 5]])
    together = llama.run(llama.embed(long))
    assert torch.allclose(together[0, :3], llama.run(llama.embed(short))[0], atol=1e-5)
    halves = llama.run(llama.run(llama.embed(long), 0, 2), 2)
    assert torch.allclose(together, halves, atol=1e-5)


def test_gradients_reach_the_adapter_alone() -> None:
    llama = random_llama(TINY, seed=3)
    llama.adapt(Lora(rank=2, alpha=4.0, first=1), seed=1)
    llama.logits(llama.run(llama.embed(torch.tensor([[1, 2]])))).sum().backward()  # type: ignore[no-untyped-call]
    names = {name for name, parameter in llama.named_parameters() if parameter.requires_grad}
    assert len(names) == len(llama.adapter()) == 2 * 7 * 2
    assert all(p.grad is not None for p in llama.adapter().values())
    assert not any(name.startswith("blk.0.") for name in llama.adapter())
