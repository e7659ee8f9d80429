"""An adapter as the GGUF file llama.cpp loads, with the sum of the base it belongs to; and such a file read again.

Only names, numbers and that sum are written: what a card says about it stands beside it. Adapters trained by PEFT have
the rows of q and k in another order (first halves, then second halves of each head) and are put into llama.cpp's.
"""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gguf
import numpy as np

from gesso.base.errors import BadInput

BASE_KEY = "gesso.base.sha256"
ALPHA_KEY = "adapter.lora.alpha"

Numbers = np.ndarray[Any, np.dtype[np.float32]]

PEFT_NAMES = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}


def render_adapter(tensors: Mapping[str, Numbers], alpha: float, base_sha256: str, name: str) -> bytes:
    """The file's bytes. `tensors` by llama.cpp's names: `….lora_a` (rank, columns), `….lora_b` (rows, rank)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "adapter.gguf"
        writer = gguf.GGUFWriter(path, "llama")
        writer.add_type(gguf.GGUFType.ADAPTER)
        writer.add_string("adapter.type", "lora")
        writer.add_float32(ALPHA_KEY, alpha)
        writer.add_name(name)
        writer.add_string(BASE_KEY, base_sha256)
        for key in sorted(tensors):
            writer.add_tensor(key, np.ascontiguousarray(tensors[key].astype(np.float16)))
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
        return path.read_bytes()


def read_adapter(path: Path, base_sha256: str) -> tuple[dict[str, Numbers], float]:
    """The matrices and alpha. Raises BadInput where it is no adapter, or one for another base."""
    check_base(path, base_sha256)
    reader = gguf.GGUFReader(path)
    alpha = reader.get_field(ALPHA_KEY)
    tensors = {t.name: gguf.dequantize(t.data, t.tensor_type).astype(np.float32) for t in reader.tensors}
    return tensors, float(alpha.contents()) if alpha else 0.0


def check_base(path: Path, base_sha256: str) -> None:
    """Raises BadInput unless the file is an adapter trained over exactly this base."""
    try:
        reader = gguf.GGUFReader(path)
    except (OSError, ValueError, IndexError) as wrong:
        raise BadInput(f"{path} is not a GGUF adapter ({wrong}).") from wrong
    if reader.get_field(ALPHA_KEY) is None:
        raise BadInput(f"{path} is a GGUF file, but no LoRA adapter.")
    found = reader.get_field(BASE_KEY)
    said = found.contents() if found else "no base"
    if said != base_sha256:
        raise BadInput(
            f"{path} was trained over another base ({said[:12]}) than the one it is meant for ({base_sha256[:12]}). "
            "Train it again over this base."
        )


def from_peft(tensors: Mapping[str, Numbers], heads: int, kv_heads: int) -> dict[str, Numbers]:
    """PEFT's `…layers.0.self_attn.q_proj.lora_A.weight` and so on, named and ordered as llama.cpp's."""
    found = {}
    for key, matrix in tensors.items():
        words = key.split(".")
        at = words.index("layers")
        name = PEFT_NAMES[".".join(words[at + 2 : at + 4])]
        side = next(word for word in words if word in ("lora_A", "lora_B")).lower()
        if side == "lora_b" and name in ("attn_q", "attn_k"):
            matrix = pairs_together(matrix, heads if name == "attn_q" else kv_heads)
        found[f"blk.{words[at + 1]}.{name}.weight.{side}"] = matrix
    return found


def pairs_together(rows: Numbers, heads: int) -> Numbers:
    """Within each head, row i of the first half and row i of the second become neighbours."""
    halves = rows.reshape(heads, 2, rows.shape[0] // heads // 2, -1)
    return np.ascontiguousarray(halves.swapaxes(1, 2).reshape(rows.shape))


def halves_apart(rows: Numbers, heads: int) -> Numbers:
    """The way back: within each head the first of every pair of rows, then the second."""
    pairs = rows.reshape(heads, rows.shape[0] // heads // 2, 2, -1)
    return np.ascontiguousarray(pairs.swapaxes(1, 2).reshape(rows.shape))
