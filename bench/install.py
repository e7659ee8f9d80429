"""What gesso costs to install and to start, from its wheel in a fresh environment, beside Open WebUI's figures.

    python -m bench.install [--wheel gesso-0.1.0-py3-none-any.whl] [--weights FILE.gguf] [--starts 5]

Builds the wheel, installs it into a virtual environment made for this (the only step that needs the network; the
embedded model's weights are fetched too unless a file is given), then starts it several times on a data folder that it
has started on before. CPU is user and system time of the process from its start until `/` and `/api/session` have been
answered; memory is read ten seconds later, untouched. The first token is timed from sending a message to the first
words of the answer by the embedded model, with every proxy pointing nowhere. Compiled `.pyc` files are not counted in
sizes. Open WebUI's figures are not measured here: see SOURCE. Run from the repository's root.
"""

import argparse
import asyncio
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from gesso.model.download import FILE_NAME, GGUF_BYTES, WHEEL_BYTES
from tests.program import free_port

ROOT = Path(__file__).parent.parent
SOURCE = "Open WebUI 0.12, as written down in the targets of gesso's design; not measured by this script"
PEER = {"packages": 262.0, "installed_mb": 3500.0, "start_cpu_s": 51.0, "idle_mb": 784.0}
NO_NETWORK = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:9") | {"PIP_NO_INDEX": "1"}
FETCH = "import asyncio, pathlib, sys; from gesso.model.download import Weights; " \
        "print(asyncio.run(Weights(pathlib.Path(sys.argv[1])).fetch()))"  # fmt: skip


@dataclass(frozen=True)
class Size:
    packages: int
    installed_mb: float
    download_mb: float
    largest: list[tuple[str, float]]


@dataclass(frozen=True)
class Start:
    cpu_s: float
    wall_s: float
    rss_mb: float
    pss_mb: float


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--wheel", type=Path)
    parser.add_argument("--weights", type=Path, help="an embedded model fetched before; else it is fetched now")
    parser.add_argument("--starts", type=int, default=5)
    options = parser.parse_args()
    load = psutil.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wheel = options.wheel or built(folder / "wheel")
        size = install(wheel, folder)
        bare = [start(folder, idle=n == 0) for n in range(-1, options.starts)][1:]
        fetch_s = weights(options.weights, folder)
        firsts = [asyncio.run(first_token(folder)) for _ in range(2)]
    print(f"load average {load:.1f}; Python {sys.version.split()[0]}; {psutil.cpu_count()} cores; wheel {wheel.name}")
    report(size, bare, firsts, fetch_s)


def built(folder: Path) -> Path:
    print("building the wheel", file=sys.stderr)
    command = [sys.executable, "-m", "pip", "wheel", "-q", ".", "--no-deps", "-w", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True)
    return next(folder.glob("gesso-*.whl"))


def install(wheel: Path, folder: Path) -> Size:
    """A fresh environment with the wheel and all it asks for; downloads and installs by pip, without its cache."""
    print("installing into a fresh environment", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    python = str(folder / "venv" / "bin" / "python")
    pip = [python, "-m", "pip", "-q", "--disable-pip-version-check", "--no-cache-dir"]
    subprocess.run([*pip, "download", "--only-binary", ":all:", "-d", str(folder / "fetched"), str(wheel)], check=True)
    fetched = ["--no-index", "--find-links", str(folder / "fetched")]
    # What `python -m venv` put there is no part of gesso; pip is, as a dependency.
    subprocess.run([*pip, "install", *fetched, "--force-reinstall", str(wheel)], check=True)
    subprocess.run([*pip, "uninstall", "-y", "setuptools"], check=True)
    loud = [word for word in pip if word != "-q"]
    listed = json.loads(subprocess.run([*loud, "list", "--format", "json"], check=True, capture_output=True).stdout)
    site = next((folder / "venv" / "lib").glob("python3*")) / "site-packages"
    parts = {entry.name: megabytes(entry) for entry in site.iterdir()}
    largest = sorted(parts.items(), key=lambda part: -part[1])[:8]
    return Size(len(listed), sum(parts.values()), megabytes(folder / "fetched"), largest)


def megabytes(path: Path) -> float:
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files if file.suffix != ".pyc") / 1e6


@contextmanager
def serving(folder: Path, **env: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The installed program on a data folder beside it; none of this repository can be imported by it."""
    port = str(free_port())
    found = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "GESSO"))}
    found |= {"GESSO_DATA": str(folder / "data"), "GESSO_PORT": port, **env}
    child = subprocess.Popen(
        [str(folder / "venv" / "bin" / "gesso"), "serve"], cwd=folder, env=found, text=True, stdout=subprocess.PIPE
    )
    try:
        yield child, f"http://localhost:{port}"
    finally:
        child.terminate()
        child.wait(20)


def cpu_s(pid: int) -> float:
    used = psutil.Process(pid).cpu_times()
    return used.user + used.system + used.children_user + used.children_system


def start(folder: Path, *, idle: bool) -> Start:
    """One start to the first page; with `idle`, memory after ten quiet seconds as well."""
    began = time.monotonic()
    with serving(folder) as (child, url), httpx.Client(base_url=url, trust_env=False) as http:
        while True:
            try:
                for path in ("/", "/api/session"):
                    http.get(path).raise_for_status()
                break
            except httpx.ConnectError:
                time.sleep(0.02)
        used, wall = cpu_s(child.pid), time.monotonic() - began
        if idle:
            time.sleep(10)
        memory = psutil.Process(child.pid).memory_full_info()
    return Start(used, wall, memory.rss / 1e6, memory.pss / 1e6 if idle else 0.0)


def weights(given: Path | None, folder: Path) -> float | None:
    """Put the embedded model where the program looks for it; seconds that fetching it took."""
    models = folder / "data" / "models"
    if given is not None:
        models.mkdir(parents=True, exist_ok=True)
        shutil.copy(given, models / FILE_NAME)
        return None
    began = time.monotonic()
    subprocess.run([str(folder / "venv" / "bin" / "python"), "-c", FETCH, str(models)], check=True, cwd=folder)
    return time.monotonic() - began


async def first_token(folder: Path) -> tuple[float, float, float]:
    """Seconds from the message to the first words of the answer, to its end, and MB of the model's own process."""
    with serving(folder, **NO_NETWORK) as (child, url):
        assert child.stdout is not None
        link = next(found[1] for line in child.stdout if (found := re.search(r"token=(\S+)", line)))
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=60, headers={"Origin": url}) as http:
            (await http.get("/")).raise_for_status()
            (await http.post("/api/session/token", json={"token": link})).raise_for_status()
            room = (await http.post("/api/rooms", json={})).raise_for_status().json()["id"]
            first = 0.0
            async with http.stream("GET", f"/api/rooms/{room}/stream?after=0") as stream:
                began = time.monotonic()
                said = asyncio.create_task(http.post(f"/api/rooms/{room}/messages", json={"text": "What is a fox?"}))
                async for line in stream.aiter_lines():
                    body = json.loads(line[5:])["gesso"]["body"] if line.startswith("data:") else {"type": ""}
                    if body["type"] == "text_delta" and not first:
                        first = time.monotonic() - began
                    if body["type"] == "turn_ended":
                        if body["outcome"] != "done" or not first:
                            raise SystemExit(f"the embedded model did not answer: {body}")
                        break
            took = time.monotonic() - began
            (await said).raise_for_status()
        children = psutil.Process(child.pid).children(recursive=True)
        return first, took, sum(each.memory_full_info().pss for each in children) / 1e6


def report(size: Size, starts: list[Start], firsts: list[tuple[float, float, float]], fetch_s: float | None) -> None:
    with_model = size.installed_mb + GGUF_BYTES / 1e6
    idle = next(found for found in starts if found.pss_mb)
    cpu = statistics.median(found.cpu_s for found in starts)
    rows: list[tuple[str, float, str, float | None]] = [
        ("packages", size.packages, "<= 70", PEER["packages"]),
        ("MB installed, without the model", size.installed_mb, "<= 50", PEER["installed_mb"]),
        ("MB installed, with the model", with_model, "<= 170", None),
        ("MB downloaded, without the model", size.download_mb, "", None),
        ("MB downloaded, with the model", size.download_mb + WHEEL_BYTES / 1e6, "", None),
        ("CPU-seconds, warm start to first page", cpu, "<= 2.0", PEER["start_cpu_s"]),
        ("seconds by the clock for the same", statistics.median(found.wall_s for found in starts), "", None),
        ("MB idle without the model (PSS)", idle.pss_mb, "<= 90", PEER["idle_mb"]),
        ("MB idle without the model (RSS)", idle.rss_mb, "", None),
        ("s to the first offline token, model loading", firsts[0][0], "<= 3", None),
        ("the same, second start", firsts[1][0], "<= 3", None),
        ("s to the end of that answer", firsts[1][1], "", None),
        ("MB more while the model is loaded (PSS)", firsts[1][2], "", None),
    ]
    print(f"{'':44} {'gesso':>9} {'target':>8} {'Open WebUI':>11} {'ratio':>6}")
    for name, value, target, peer in rows:
        beside = f"{peer:11.0f} {peer / value:6.0f}" if peer is not None else ""
        print(f"{name:44} {value:9.2f} {target:>8} {beside}".rstrip())
    print("largest in site-packages: " + ", ".join(f"{name} {mb:.1f} MB" for name, mb in size.largest))
    if fetch_s is not None:
        print(f"fetching the embedded model took {fetch_s:.0f} s")
    print(f"CPU of the starts: {', '.join(f'{found.cpu_s:.2f}' for found in starts)} s")
    print(f"Open WebUI's figures: {SOURCE}")


if __name__ == "__main__":
    main()
