"""The Llama architecture in PyTorch, read from the very GGUF file the product ships, with trainable adapters.

Small on purpose: what a forward pass over short prompts needs, and nothing to generate quickly. Tensors keep
llama.cpp's layout (rotary embedding turns neighbouring pairs, the rows of q and k are in that order), so an adapter
trained here is written for llama.cpp as it is. The base is frozen; only the adapters have gradients. Rows are padded on
the right and attention is causal, so no row ever sees its padding and no mask is needed.

Weights that were quantised are unpacked to float32, or to bfloat16 on a GPU; adapters train in float32 on both.
"""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import gguf
import torch
from torch import Tensor, nn
from torch.nn import functional

from gesso.base.errors import BadInput


@dataclass(frozen=True)
class Shape:
    layers: int
    width: int
    heads: int
    kv_heads: int
    inner: int
    vocabulary: int
    rope_base: float = 100_000.0
    norm_epsilon: float = 1e-5

    @property
    def head_width(self) -> int:
        return self.width // self.heads

    @property
    def kv_width(self) -> int:
        return self.head_width * self.kv_heads

    def matrices(self) -> dict[str, tuple[int, int]]:
        """The adapted matrices of a layer: rows out, columns in."""
        wide, narrow, inner = self.width, self.kv_width, self.inner
        return {
            "attn_q": (wide, wide),
            "attn_k": (narrow, wide),
            "attn_v": (narrow, wide),
            "attn_output": (wide, wide),
            "ffn_gate": (inner, wide),
            "ffn_up": (inner, wide),
            "ffn_down": (wide, inner),
        }


@dataclass(frozen=True)
class Lora:
    """How large an adapter is and where it sits: layers `first` to the last, all their matrices."""

    rank: int = 8
    alpha: float = 16.0
    first: int = 0
    dropout: float = 0.0


@dataclass(frozen=True)
class Layout:
    """The tokens of one row: `positions` (length,), and `seen` (length, length), true where a token sees another."""

    positions: Tensor
    seen: Tensor


class Linear(nn.Module):
    """One or several frozen matrices of the same input, each with its own adapter once there is one.

    Dropout falls on the `rank` numbers between the two adapter matrices, not on the input: it thins the same update
    and costs nothing.
    """

    weight: Tensor

    def __init__(self, parts: dict[str, Tensor]) -> None:
        super().__init__()
        self.parts = {name: matrix.shape[0] for name, matrix in parts.items()}
        self.register_buffer("weight", torch.cat(list(parts.values())))
        self.a, self.b = nn.ParameterDict(), nn.ParameterDict()
        self.scale, self.dropout = 0.0, 0.0

    def adapt(self, lora: Lora, chance: torch.Generator) -> None:
        """Adds adapters that change nothing yet: `b` is zero, `a` as in the LoRA paper's code."""
        columns = self.weight.shape[1]
        for name, rows in self.parts.items():
            a = torch.empty(lora.rank, columns).uniform_(-1, 1, generator=chance) / math.sqrt(columns)
            self.a[name] = nn.Parameter(a.to(self.weight.device))
            self.b[name] = nn.Parameter(torch.zeros(rows, lora.rank, device=self.weight.device))
        self.scale, self.dropout = lora.alpha / lora.rank, lora.dropout

    def forward(self, x: Tensor) -> Tensor:
        """`x` (tokens, columns) to (tokens, rows of all parts)."""
        y = functional.linear(x, self.weight)
        if not self.scale:
            return y
        low = functional.linear(x, torch.cat(list(self.a.values())).to(x.dtype))
        low = functional.dropout(low, self.dropout, self.training)
        up = torch.block_diag(*self.b.values()).to(x.dtype)  # type: ignore[no-untyped-call]
        return torch.addmm(y, low, up.t(), alpha=self.scale)


class Layer(nn.Module):
    attn_norm: Tensor
    ffn_norm: Tensor

    def __init__(self, shape: Shape, tensors: dict[str, Tensor]) -> None:
        super().__init__()
        self.shape = shape
        self.register_buffer("attn_norm", tensors["attn_norm"])
        self.register_buffer("ffn_norm", tensors["ffn_norm"])
        self.attn_in = Linear({name: tensors[name] for name in ("attn_q", "attn_k", "attn_v")})
        self.attn_out = Linear({"attn_output": tensors["attn_output"]})
        self.ffn_in = Linear({name: tensors[name] for name in ("ffn_gate", "ffn_up")})
        self.ffn_out = Linear({"ffn_down": tensors["ffn_down"]})

    def forward(self, x: Tensor, turn: tuple[Tensor, Tensor], rows: int, seen: Tensor | None) -> Tensor:
        """`x` is (rows * length, width)."""
        x = x + self.attn_out(self._attend(self.attn_in(self._norm(x, self.attn_norm)), turn, rows, seen))
        gate, up = self.ffn_in(self._norm(x, self.ffn_norm)).chunk(2, dim=-1)
        return cast(Tensor, x + self.ffn_out(functional.silu(gate) * up))

    def _norm(self, x: Tensor, weight: Tensor) -> Tensor:
        return functional.rms_norm(x, (self.shape.width,), weight, self.shape.norm_epsilon)

    def _attend(self, qkv: Tensor, turn: tuple[Tensor, Tensor], rows: int, seen: Tensor | None) -> Tensor:
        shape = self.shape
        split = qkv.view(rows, -1, shape.heads + 2 * shape.kv_heads, shape.head_width).transpose(1, 2)
        turned = rotate(split[:, : shape.heads + shape.kv_heads], turn)
        q, k = turned[:, : shape.heads], turned[:, shape.heads :]
        v = split[:, shape.heads + shape.kv_heads :]
        again = shape.heads // shape.kv_heads
        k, v = k.repeat_interleave(again, dim=1), v.repeat_interleave(again, dim=1)
        mixed = functional.scaled_dot_product_attention(q, k, v, attn_mask=seen, is_causal=seen is None)
        return mixed.transpose(1, 2).reshape(qkv.shape[0], shape.width)


def rotate(x: Tensor, turn: tuple[Tensor, Tensor]) -> Tensor:
    """Turns each neighbouring pair of `x` (…, length, head width) by its position's angle."""
    cos, sin = turn
    even, odd = x.reshape(*x.shape[:-1], -1, 2).unbind(-1)
    return torch.stack((even * cos - odd * sin, even * sin + odd * cos), dim=-1).flatten(-2)


class Llama(nn.Module):
    """The model: `embed`, then `run` through its layers, then `logits` of the positions that matter."""

    embedding: Tensor
    output_norm: Tensor
    output: Tensor

    def __init__(self, shape: Shape, tensors: dict[str, Tensor]) -> None:
        """`tensors` are named as in GGUF, without `.weight`."""
        super().__init__()
        self.shape = shape
        self.lora: Lora | None = None
        self.register_buffer("embedding", tensors["token_embd"])
        self.register_buffer("output_norm", tensors["output_norm"])
        self.register_buffer("output", tensors.get("output", tensors["token_embd"]))  # tied in SmolLM2
        self.layers = nn.ModuleList(
            Layer(shape, {name.removeprefix(f"blk.{i}."): t for name, t in tensors.items() if f"blk.{i}." in name})
            for i in range(shape.layers)
        )

    @property
    def device(self) -> torch.device:
        return self.embedding.device

    def adapt(self, lora: Lora, seed: int) -> None:
        """Gives layers `lora.first` and above their adapters; they change nothing until trained."""
        if not 0 <= lora.first < self.shape.layers:
            raise BadInput(f"The adapter should begin at one of layers 0 to {self.shape.layers - 1}, not {lora.first}.")
        chance = torch.Generator().manual_seed(seed)
        for layer in self.layers[lora.first :]:
            for part in layer.modules():
                if isinstance(part, Linear):
                    part.adapt(lora, chance)
        self.lora = lora

    def adapter(self) -> dict[str, nn.Parameter]:
        """The trained matrices by llama.cpp's names, `blk.0.attn_q.weight.lora_a` and so on."""
        found = {}
        for i, layer in enumerate(self.layers):
            for part in layer.modules():
                if isinstance(part, Linear):
                    for name in part.a:
                        found[f"blk.{i}.{name}.weight.lora_a"] = part.a[name]
                        found[f"blk.{i}.{name}.weight.lora_b"] = part.b[name]
        return found

    def set_adapter(self, tensors: dict[str, Tensor]) -> None:
        """Takes over trained matrices. Raises BadInput where their names or sizes are another adapter's."""
        own = self.adapter()
        if {k: v.shape for k, v in own.items()} != {k: v.shape for k, v in tensors.items()}:
            raise BadInput("This adapter has other layers or another rank than the configuration asks for.")
        with torch.no_grad():
            for name, parameter in own.items():
                parameter.copy_(tensors[name])

    def scaled(self, by: float) -> None:
        """Turns the adapter off (0) and on (1): the base is the reference of DPO, KTO and the policy gradient."""
        assert self.lora is not None
        for part in self.modules():
            if isinstance(part, Linear) and part.a:
                part.scale = by * self.lora.alpha / self.lora.rank

    def embed(self, tokens: Tensor) -> Tensor:
        """(rows, length) of token numbers to (rows, length, width)."""
        return functional.embedding(tokens, self.embedding)

    def run(self, x: Tensor, first: int = 0, stop: int | None = None, layout: Layout | None = None) -> Tensor:
        """`x` (rows, length, width) through layers `first` to before `stop`, each position seeing those before it.

        `layout` says it otherwise: which positions the tokens have, and which of them each one sees.
        """
        rows, length, width = x.shape
        positions = torch.arange(length, device=self.device) if layout is None else layout.positions
        turn = self._turn(positions, x.dtype)
        flat = x.reshape(rows * length, width)
        for layer in self.layers[first:stop]:
            flat = layer(flat, turn, rows, None if layout is None else layout.seen)
        return flat.view(rows, length, width)

    def logits(self, x: Tensor) -> Tensor:
        """Scores of every token after the positions in `x` (…, width), in float32."""
        normed = functional.rms_norm(x, (self.shape.width,), self.output_norm, self.shape.norm_epsilon)
        return functional.linear(normed, self.output).float()

    def _turn(self, positions: Tensor, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
        half = torch.arange(0, self.shape.head_width, 2, device=self.device, dtype=torch.float32)
        speed = self.shape.rope_base ** (-half / self.shape.head_width)
        angle = positions.float()[:, None] * speed
        return angle.cos().to(dtype), angle.sin().to(dtype)


def open_gguf(path: Path) -> Any:
    """A reader of a GGUF file (it takes seconds). Raises BadInput where it is none."""
    try:
        return gguf.GGUFReader(path)
    except (OSError, ValueError) as wrong:
        raise BadInput(f"{path} cannot be read as a GGUF model: {wrong}") from wrong


def load(reader: Any, device: str = "cpu") -> Llama:
    """The model in an open GGUF file. Raises BadInput where it is another architecture."""
    shape = read_shape(reader)
    dtype = torch.float32 if device == "cpu" else torch.bfloat16
    tensors = {}
    for tensor in reader.tensors:
        numbers = gguf.dequantize(tensor.data, tensor.tensor_type)
        tensors[tensor.name.removesuffix(".weight")] = torch.from_numpy(numbers.copy()).to(device, dtype)
    return Llama(shape, tensors)


def read_field(reader: Any, name: str) -> Any:
    found = reader.get_field(name)
    if found is None:
        raise BadInput(f"The model file does not say {name}. Is it a complete Llama model in GGUF?")
    return found.contents()


def read_shape(reader: Any) -> Shape:
    if (named := read_field(reader, "general.architecture")) != "llama":
        raise BadInput(f"This model file has the architecture {named!r}; training knows Llama alone.")
    embedding = next(t for t in reader.tensors if t.name == "token_embd.weight")
    return Shape(
        layers=read_field(reader, "llama.block_count"),
        width=read_field(reader, "llama.embedding_length"),
        heads=read_field(reader, "llama.attention.head_count"),
        kv_heads=read_field(reader, "llama.attention.head_count_kv"),
        inner=read_field(reader, "llama.feed_forward_length"),
        vocabulary=int(embedding.shape[1]),
        rope_base=read_field(reader, "llama.rope.freq_base"),
        norm_epsilon=read_field(reader, "llama.attention.layer_norm_rms_epsilon"),
    )


def random_llama(shape: Shape, seed: int) -> Llama:
    """A model that has learned nothing, for trying a training method in seconds."""
    chance = torch.Generator().manual_seed(seed)

    def matrix(rows: int, columns: int) -> Tensor:
        return torch.randn(rows, columns, generator=chance) / math.sqrt(columns)

    tensors = {"token_embd": matrix(shape.vocabulary, shape.width), "output_norm": torch.ones(shape.width)}
    for i in range(shape.layers):
        tensors |= {f"blk.{i}.{name}": matrix(*size) for name, size in shape.matrices().items()}
        tensors |= {f"blk.{i}.{name}": torch.ones(shape.width) for name in ("attn_norm", "ffn_norm")}
    return Llama(shape, tensors)
