"""Time to a ready kernel, to a first output and to a first plot, in each tier that holds here.

    python -m bench.kernel [--rounds 10]

"ready": from starting the process until it takes code. "first output": from there until the value of `1 + 1` is told.
"import" and "plot" are of a kernel that has just started (cold) and of the same again (warm). Milliseconds; the median
and the worst. Also how long the attacks take that decide whether code is run at all.
"""

import argparse
import asyncio
import statistics
import time
from collections import defaultdict

from gesso.sandbox.attacks import try_attacks
from gesso.sandbox.finding import problem
from gesso.sandbox.holding import TIERS, Tier, missing
from gesso.sandbox.kernel import Kernel

PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3])\nplt.show()"
TABLE = "import pandas as pd\npd.DataFrame({'a': [1, 2]})"
STEPS = {"first output": "1 + 1", "table, cold": TABLE, "table, warm": TABLE, "plot, cold": PLOT, "plot, warm": PLOT}


async def _first(kernel: Kernel, code: str) -> float:
    """Milliseconds until the first output, run to its end."""
    began, took = time.perf_counter(), 0.0
    async for said in kernel.run(code):
        if said.kind == "error":
            raise SystemExit(f"{said.name}: {said.text}")
        if said.kind != "variables":
            took = took or time.perf_counter() - began
    return took * 1e3


async def measure(tier: Tier, rounds: int) -> dict[str, list[float]]:
    found: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        began = time.perf_counter()
        kernel = await Kernel.start(tier)
        found["ready"].append((time.perf_counter() - began) * 1e3)
        try:
            for name, code in STEPS.items():
                found[name].append(await _first(kernel, code))
        finally:
            await kernel.aclose()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=10)
    rounds = parser.parse_args().rounds
    for tier in TIERS:
        began = time.perf_counter()
        if wrong := missing(tier) or problem(try_attacks(tier)):
            print(f"{tier}: {wrong}")
            continue
        print(f"{tier}: every attack held, tried in {(time.perf_counter() - began) * 1e3:.0f} ms")
        for name, times in asyncio.run(measure(tier, rounds)).items():
            print(f"  {name:<13} median {statistics.median(times):6.0f} ms, worst {max(times):6.0f} ms")


if __name__ == "__main__":
    main()
