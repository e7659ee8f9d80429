"""`gesso doctor`: look at everything this installation leans on and say, for each fault, what to do about it.

Changes nothing and needs no network. Exit status 0 when gesso can serve, 1 when something must be mended first.
"""

import importlib.util
import os
import platform
import shutil
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gesso import __version__
from gesso.base.errors import GessoError
from gesso.model.download import GGUF_BYTES, Weights
from gesso.sandbox.finding import find_tier
from gesso.settings import Settings
from gesso.store.database import Database
from gesso.store.events import rooms_with_events

Verdict = Literal["ok", "note", "fault"]
MARK: dict[Verdict, str] = {"ok": "ok   ", "note": "note ", "fault": "FAULT"}
NEEDED_BYTES = 500_000_000


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `advice` is the next step when it is not well."""

    verdict: Verdict
    about: str
    says: str
    advice: str = ""


async def examine(settings: Settings) -> int:
    """Print every finding; the exit status."""
    print(f"gesso {__version__}, Python {platform.python_version()} on {platform.system()} {platform.machine()}")
    faults = 0
    async for finding in findings(settings):
        faults += finding.verdict == "fault"
        print(f"  {MARK[finding.verdict]}  {finding.about}: {finding.says}")
        if finding.advice:
            print(f"         {finding.advice}")
    print("Everything is in order." if not faults else f"{faults} to mend before gesso can serve.")
    return 1 if faults else 0


async def findings(settings: Settings) -> AsyncIterator[Finding]:
    """What there is to say about this installation, in the order a start would meet it."""
    yield _client(Path(__file__).parent / "web" / "index.html")
    yield _data(settings.data)
    yield await _database(settings)
    yield _port(settings)
    yield _weights(settings)
    yield _runtime()
    yield _memory()
    yield _sandbox(settings.data)


def _client(index: Path) -> Finding:
    if index.is_file():
        return Finding("ok", "web client", "built")
    return Finding("fault", "web client", "not built", "Run `make client` in the source folder, or install a wheel.")


def _data(folder: Path) -> Finding:
    place = folder
    while not place.exists():
        place = place.parent
    if not os.access(place, os.W_OK):
        return Finding("fault", "data folder", f"{folder} cannot be written", "Set GESSO_DATA to a folder of yours.")
    free = shutil.disk_usage(place).free
    if free < NEEDED_BYTES:
        return Finding("fault", "data folder", f"{free / 1e6:.0f} MB free at {place}", "Make room for 500 MB there.")
    return Finding("ok", "data folder", f"{folder}, {free / 1e9:.1f} GB free")


async def _database(settings: Settings) -> Finding:
    where = settings.database_url.split("@")[-1]
    if "://" not in settings.database_url and not Path(settings.database_url).exists():
        return Finding("ok", "database", f"{where} will be made at the first start")
    try:
        db = await Database.open(settings.database_url)
        try:
            rooms = len(await db.read(rooms_with_events))
        finally:
            await db.close()
    except GessoError as error:
        return Finding("fault", "database", f"{where}: {error.message}", "See README, “Data and backup”.")
    return Finding("ok", "database", f"{where}, {rooms} conversations")


def _port(settings: Settings) -> Finding:
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            advice = "If that is gesso, all is well; else set GESSO_PORT to a free one."
            return Finding("note", "port", f"{settings.host}:{settings.port} is taken ({error.strerror})", advice)
    return Finding("ok", "port", f"{settings.host}:{settings.port} is free")


def _weights(settings: Settings) -> Finding:
    weights = Weights(settings.models_dir)
    if not weights.ready:
        size = f"{GGUF_BYTES / 1e6:.0f} MB"
        return Finding("note", "built-in model", "not fetched yet", f"It is fetched ({size}) when first needed.")
    if not weights.verify():
        return Finding("fault", "built-in model", "its file is damaged", f"Delete {weights.path}; it is fetched again.")
    return Finding("ok", "built-in model", "complete")


def _runtime() -> Finding:
    if importlib.util.find_spec("xllamacpp") is None:
        advice = "There is no wheel of xllamacpp for this system; use another model (README, “A better model”)."
        return Finding("note", "model runtime", "not installed", advice)
    return Finding("ok", "model runtime", "installed")


def _memory() -> Finding:
    try:
        free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError, AttributeError):
        return Finding("note", "memory", "cannot be read on this system")
    if free < NEEDED_BYTES:
        return Finding("note", "memory", f"{free / 1e6:.0f} MB free", "The built-in model needs about 500 MB.")
    return Finding("ok", "memory", f"{free / 1e9:.1f} GB free")


def _sandbox(data: Path) -> Finding:
    found = find_tier(data)
    passed = f" (not {'; '.join(found.why)})" if found.why else ""
    if found.tier is None:
        advice = "No code is run here. Installing bubblewrap is usually enough; see `gesso sandbox attack`."
        return Finding("note", "sandbox", f"none holds: {'; '.join(found.why)}", advice)
    return Finding("ok", "sandbox", f"{found.tier}, every attack held{passed}")
