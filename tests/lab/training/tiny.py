"""A base of 100 KB that has learned nothing, as a GGUF file with a vocabulary of bytes: a whole run in seconds."""

from pathlib import Path

import gguf
import numpy as np
from tokenizers.pre_tokenizers import ByteLevel

from gesso.lab.training.llama import Shape, random_llama

MARKS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
MERGES = (("Ġ", "y"), ("Ġ", "n"))
"""So that ` y` and ` n` are one token each."""


def write_tiny(path: Path, seed: int = 3) -> Path:
    """Writes the base and gives its path."""
    pieces = [*MARKS, *sorted(ByteLevel.alphabet()), *("".join(pair) for pair in MERGES)]
    shape = Shape(layers=3, width=32, heads=4, kv_heads=2, inner=64, vocabulary=len(pieces))
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_block_count(shape.layers)
    writer.add_embedding_length(shape.width)
    writer.add_feed_forward_length(shape.inner)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_rope_freq_base(shape.rope_base)
    writer.add_layer_norm_rms_eps(shape.norm_epsilon)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(pieces)
    writer.add_token_types([3] * len(MARKS) + [1] * (len(pieces) - len(MARKS)))
    writer.add_token_merges([" ".join(pair) for pair in MERGES])
    writer.add_eos_token_id(pieces.index("<|im_end|>"))
    llama = random_llama(shape, seed)
    tensors = {"token_embd": llama.embedding, "output_norm": llama.output_norm}
    for i, layer in enumerate(llama.layers):
        tensors |= {f"blk.{i}.attn_norm": layer.attn_norm, f"blk.{i}.ffn_norm": layer.ffn_norm}
        for part in (layer.attn_in, layer.attn_out, layer.ffn_in, layer.ffn_out):
            rows = part.weight.split(list(part.parts.values()))
            tensors |= {f"blk.{i}.{name}": matrix for name, matrix in zip(part.parts, rows, strict=True)}
    for name, tensor in tensors.items():
        writer.add_tensor(f"{name}.weight", np.ascontiguousarray(tensor.numpy()))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path
