"""How fast an adapter is trained, by our loop and by TRL, on the same rows with the same configuration.

    python -m bench.training_speed [--steps 6] [--backends own trl] [--method decide]

The rows are hand-written ones of `open_canvas`, 8 a step. Each backend is one `gesso lab train` in a process of its
own; printed is what its `training.json` holds: device, tokens a second over the steps alone, seconds, memory, dev loss.
A GPU is used where there is one. Needs the embedded model's weights, and the extra `train`.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from gesso.lab.synthesize.build import build_rows, lines_of

ROWS_A_STEP = 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=6)
    parser.add_argument("--backends", nargs="+", default=["own", "trl"], choices=("own", "trl"))
    parser.add_argument("--method", default="decide", choices=("decide", "sft"))
    parser.add_argument("--first-layer", type=int, default=15, help="the layers below are frozen")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder)
        rows = build_rows("open_canvas")
        (made / "train.jsonl").write_text("".join(lines_of(rows.train[: args.steps * ROWS_A_STEP])))
        (made / "dev.jsonl").write_text("".join(lines_of(rows.dev[:ROWS_A_STEP])))
        print(f"load average {os.getloadavg()[0]:.1f}, {args.steps} steps of {ROWS_A_STEP} rows, {args.method}")
        print(
            f"{'backend':8} {'device':6} {'tokens/s':>9} {'steps s':>8} {'whole s':>8} {'peak MB':>8} {'dev loss':>9}"
        )
        for backend in args.backends:
            began = time.monotonic()
            found = run(made, backend, args)
            print(
                f"{backend:8} {found['device']:6} {found['tokens_per_s']:9.1f} {found['seconds']:8.1f} "
                f"{time.monotonic() - began:8.1f} {found['peak_bytes'] / 1e6:8.0f} {found['dev_loss']:9.4f}"
            )


def run(made: Path, backend: str, args: argparse.Namespace) -> dict[str, Any]:
    """What `training.json` says of one run."""
    config = {
        "train": str(made / "train.jsonl"), "dev": str(made / "dev.jsonl"), "method": args.method, "backend": backend,
        "first_layer": args.first_layer, "rows_per_step": ROWS_A_STEP, "epochs": 1.0, "evaluate_every": args.steps,
    }  # fmt: skip
    (made / f"{backend}.json").write_text(json.dumps(config))
    command = [
        sys.executable,
        "-m",
        "gesso",
        "lab",
        "train",
        str(made / f"{backend}.json"),
        "--out",
        str(made / backend),
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    record: dict[str, Any] = json.loads((made / backend / "training.json").read_text())
    return record


if __name__ == "__main__":
    main()
