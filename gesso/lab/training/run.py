"""One training run from configuration to adapter: `gesso lab train CONFIG.json --out FOLDER`.

The folder then holds `adapter.gguf`, `training.json` (sums of base, rows, configuration and adapter; speed; scores),
`curves.svg`, and what a resumed run needs. Nothing is written as an adapter unless the run came to its end.
"""

import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch

from gesso.base.errors import BadInput
from gesso.lab.code import training_code_sha256
from gesso.lab.training import decide, dpo, kto, packed, reinforce, sft
from gesso.lab.training.config import Config, render_config
from gesso.lab.training.export import read_adapter, render_adapter
from gesso.lab.training.keep import keeping
from gesso.lab.training.llama import Llama, Lora, load, open_gguf
from gesso.lab.training.loop import Lesson, Progress, train, write_whole
from gesso.lab.training.rows import Row, read_rows
from gesso.lab.training.tokens import Tokens
from gesso.model.download import sha256_of

LessonOf = Callable[[Llama, Tokens, Config, Sequence[Row], Sequence[Row]], Lesson[Any]]

METHODS: dict[str, LessonOf] = {
    "decide": decide.lesson,
    "packed": packed.lesson,
    "sft": sft.lesson,
    "dpo": dpo.lesson,
    "kto": kto.lesson,
    "reinforce": reinforce.lesson,
}


def run(config: Config, base: Path, out: Path, say: Callable[[str], None]) -> dict[str, Any]:
    """Trains and writes the adapter; what `training.json` holds. Raises BadInput, Unwritable."""
    if config.backend == "trl" and (config.keep or config.start):
        raise BadInput("TRL's trainers know nothing of `keep` and `start`. Leave them out, or take the backend `own`.")
    rows, dev = (read_rows(Path(path), config.method) for path in (config.train, config.dev))
    torch.set_num_threads(config.threads)
    reader = open_gguf(base)
    llama = load(reader, "cuda" if torch.cuda.is_available() else "cpu")
    llama.adapt(Lora(config.rank, config.alpha, config.first_layer, config.dropout), config.seed)
    if config.start:
        go_on_from(llama, Path(config.start), config.alpha, sha256_of(base))
    tokens = Tokens(reader)
    lesson = METHODS[config.method](llama, tokens, config, rows, dev)
    if config.keep:
        ordinary = [sft.read_text(row, tokens) for row in read_rows(Path(config.keep), "sft")]
        lesson = keeping(llama, config, lesson, ordinary)
    size = sum(p.numel() for p in llama.adapter().values())
    say(f"{len(rows)} rows, {len(dev)} for dev, {size / 1e6:.2f} M numbers to train on {llama.device}")
    if config.backend == "trl":
        from gesso.lab.training.with_trl import train_with_trl

        progress = train_with_trl(llama, tokens, config, rows, lesson, out, say)
    else:
        progress = train(llama, lesson, config, out, say)
    return finish(llama, config, progress, base, out)


def go_on_from(llama: Llama, path: Path, alpha: float, base_sha256: str) -> None:
    """Gives `llama` the matrices of an adapter. Raises BadInput where it is for another base, or of another form."""
    tensors, found = read_adapter(path, base_sha256)
    if found != alpha:
        raise BadInput(f"{path} has alpha {found:g}, the configuration {alpha:g}. A run goes on with the same.")
    llama.set_adapter({name: torch.from_numpy(matrix) for name, matrix in tensors.items()})


def finish(llama: Llama, config: Config, progress: Progress, base: Path, out: Path) -> dict[str, Any]:
    """Writes the adapter of a run that came to its end, and its record."""
    base_sum = sha256_of(base)
    tensors = {name: p.detach().cpu().numpy() for name, p in llama.adapter().items()}
    if not all(torch.isfinite(p).all() for p in llama.adapter().values()):
        raise BadInput("The run ended in numbers that are not finite; nothing is exported. Lower the learning rate.")
    adapter = render_adapter(tensors, config.alpha, base_sum, out.name)
    write_whole(out / "adapter.gguf", adapter)
    best = next((look for look in progress.dev if look[0] == progress.best_step), None)
    record = {
        "base_sha256": base_sum,
        "train_sha256": sha256_of(Path(config.train)),
        "dev_sha256": sha256_of(Path(config.dev)),
        **({"keep_sha256": sha256_of(Path(config.keep))} if config.keep else {}),
        **({"start_sha256": sha256_of(Path(config.start))} if config.start else {}),
        "config_sha256": hashlib.sha256(render_config(config).encode()).hexdigest(),
        "code_sha256": training_code_sha256(),
        "adapter_sha256": hashlib.sha256(adapter).hexdigest(),
        "adapter_bytes": len(adapter),
        "config": json.loads(render_config(config)),
        "device": str(llama.device),
        "steps": progress.step,
        "best_step": progress.best_step,
        "dev_loss": progress.best_loss,
        "dev": best[2] if best else {},
        "tokens": progress.tokens,
        "tokens_per_s": round(progress.tokens_per_s, 1),
        "seconds": round(progress.seconds, 1),
        "peak_bytes": peak_bytes(),
    }
    write_whole(out / "training.json", (json.dumps(record, indent=1) + "\n").encode())
    return record


def peak_bytes() -> int:
    """The most memory this process held, on the GPU where it trained there."""
    if torch.cuda.is_available():
        return int(torch.cuda.max_memory_allocated())
    if sys.platform == "win32":
        return 0
    import resource

    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held if sys.platform == "darwin" else held * 1024
