"""A large CSV in gesso next to pandas: first rows, profile and first chart, with time and peak memory.

    python bench/data.py --mb 1000 --folder /tmp/bench-data

Both run in processes of their own, one after the other, on the same file; pandas comes with the extra `bench`. gesso's
side is the child that the server starts, held by the sandbox where one holds. Memory is the peak of resident memory of
the process that reads; for pandas of its whole process.
"""

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from gesso.data.chart import chart_for
from gesso.data.profile import profile_of
from gesso.data.reader import Reader
from gesso.sandbox.finding import find_tier

CITIES = ("Berlin", "Paris", "Rome", "Madrid", "Oslo", "Vienna", "Lisbon", "Prague", "Warsaw", "Athens")
PRODUCTS = ("Tea", "Coffee", "Juice", "Water", "Milk")
QUERY = "SELECT date_trunc('month', date) AS month, sum(revenue) AS revenue FROM data GROUP BY 1 ORDER BY 1"
PANDAS = """
import json, resource, sys, time
began = time.perf_counter()
import pandas
told = {}
pandas.read_csv(sys.argv[1], nrows=200)
told["first_rows_s"] = time.perf_counter() - began
frame = pandas.read_csv(sys.argv[1], parse_dates=["date"])
told["read_s"] = time.perf_counter() - began
for name in frame:
    column = frame[name]
    column.isna().sum(), column.nunique(), column.describe()
    if column.dtype.kind in "if":
        low, high = column.quantile([0.25, 0.75])
        reach = 1.5 * (high - low)
        ((column < low - reach) | (column > high + reach)).sum()
    else:
        column.value_counts().head(8)
told["profile_s"] = time.perf_counter() - began
frame.groupby(frame["date"].dt.to_period("M"))["revenue"].sum()
told["chart_s"] = time.perf_counter() - began
told["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
told["rows"] = len(frame)
print(json.dumps(told))
"""


def make(path: Path, size: int) -> None:
    """The same file for the same size."""
    rolled = random.Random(1)
    lines = []
    for _ in range(200_000):
        units, price = rolled.randint(1, 40), round(rolled.lognormvariate(2, 0.5), 2)
        day = date(2022, 1, 1) + timedelta(days=rolled.randrange(1200))
        city, product = rolled.choice(CITIES), rolled.choice(PRODUCTS)
        there = units if rolled.random() > 0.02 else ""
        lines.append(f",{day},{city},{product},{there},{price},{units * price:.2f},order {rolled.randrange(10**6)}\n")
    with path.open("w") as out:
        out.write("id,date,city,product,units,price,revenue,note\n")
        at = 0
        while out.tell() < size:
            out.write("".join(f"{at + step}{line}" for step, line in enumerate(lines)))
            at += len(lines)


def peak_mb(pid: int) -> float:
    """The most resident memory that the process has had."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def youngest(pid: int) -> int:
    """The process itself, or what it started in its place (bubblewrap starts the child in another)."""
    below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return youngest(int(below[0])) if below else pid


async def ours(path: Path, folder: Path) -> dict[str, float | str]:
    tier = (await asyncio.to_thread(find_tier)).tier
    told: dict[str, float | str] = {"held by": tier or "nothing"}
    with tempfile.TemporaryDirectory(dir=folder) as kept:
        Path(kept).chmod(0o755)
        began = time.perf_counter()
        reader = await Reader.start(tier, path, "csv", Path(kept) / "table")
        try:
            await reader.preview
            told["first_rows_s"] = time.perf_counter() - began
            opened = await reader.opened
            told["read_s"] = time.perf_counter() - began
            await profile_of(opened.rows, opened.columns, lambda sql: reader.query(sql, 10_000, 600.0))
            told["profile_s"] = time.perf_counter() - began
            chart_for(await reader.query(QUERY, 2_000))
            told["chart_s"] = time.perf_counter() - began
            told["peak_mb"] = peak_mb(youngest(reader._process.pid))
            told["rows"] = opened.rows
            told["table_mb"] = sum(file.stat().st_size for file in Path(kept).rglob("*") if file.is_file()) / 1e6
        finally:
            await reader.aclose()
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mb", type=int, default=1_000)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    path = args.folder / f"bench-{args.mb}.csv"
    if not path.exists():
        make(path, args.mb * 1_000_000)
    path.chmod(0o644)
    print(f"{path.stat().st_size / 1e6:.0f} MB, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print("gesso ", json.dumps(asyncio.run(ours(path, args.folder))), flush=True)
    done = subprocess.run([sys.executable, "-c", PANDAS, str(path)], capture_output=True, text=True, check=False)
    print("pandas", done.stdout.strip() or done.stderr.strip().splitlines()[-1])


if __name__ == "__main__":
    main()
