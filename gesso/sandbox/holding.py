"""How a program is held: which tiers there are, which of them holds here, and the command that starts one in it.

Tier 1 is bubblewrap: nothing of this machine is there but the interpreter, read-only. Tier 2 is Landlock, where
namespaces are not to be had: files of others are there but shut. Both have the same list of refused system calls, the
same limits, no network and one process. Where gesso runs as root the program runs as a user of its own.
"""

import base64
import json
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from gesso.sandbox.seccomp import OWN_PID, build_filter, known_machine

Tier = Literal["bubblewrap", "landlock"]
TIERS: tuple[Tier, ...] = ("bubblewrap", "landlock")
OWN_USER = 60_577  # of no account; programs held for root run as it
_HERE = Path(__file__).parent
_SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/localtime", "/sys/devices/system/cpu")


@dataclass(frozen=True)
class Limits:
    """Bytes of address space, threads, open files, bytes of one file, bytes of all files (tier 1)."""

    memory: int = 2_000_000_000
    threads: int = 64
    files: int = 256
    file_size: int = 100_000_000
    space: int = 500_000_000


@dataclass(frozen=True)
class Program:
    """`source` is Python, given `argument`. `work` is the folder it may write; it exists. `reads` are further files
    that it may read, `keeps` folders that it may write and that are of the disk in every tier."""

    source: str
    work: Path
    argument: str = ""
    limits: Limits = field(default_factory=Limits)
    reads: tuple[Path, ...] = ()
    keeps: tuple[Path, ...] = ()


def python() -> str:
    """The interpreter by its real folder, so that its packages are found however it was called."""
    return str(Path(sys.prefix).resolve() / "bin" / Path(sys.executable).name)


def readable() -> list[str]:
    """What a held program may read: the interpreter with its packages, and the system's libraries."""
    own = {str(Path(place).resolve()) for place in (sys.prefix, sys.base_prefix)}
    return [*sorted(own), *(place for place in _SYSTEM if Path(place).exists())]


def missing(tier: Tier) -> str:
    """Why the tier cannot be tried on this machine; "" where it can."""
    if sys.platform != "linux":
        return "it is of Linux, and this is another system"
    if not known_machine():
        return "there is no list of system calls for this processor"
    if tier == "bubblewrap" and shutil.which("bwrap") is None:
        return "bubblewrap is not installed"
    return ""


def code_may_run() -> bool:
    """Whether there is a tier to try at all."""
    return any(not missing(tier) for tier in TIERS)


def make_work(parent: Path | None = None) -> Path:
    """A new folder that the held program may write."""
    work = Path(tempfile.mkdtemp(prefix="gesso-code-", dir=parent))
    if os.geteuid() == 0:
        os.chown(work, OWN_USER, OWN_USER)
    return work


def command_of(tier: Tier | None, program: Program) -> list[str]:
    """The command that runs `program` in `tier`; in none, unheld (for the test that the attacks then succeed)."""
    argv = [python(), "-I", "-c", program.source, program.argument]
    if tier is None:
        return argv
    config = {
        "uid": OWN_USER if os.geteuid() == 0 else None,
        "roots": [*readable(), *map(str, program.reads)],
        "work": str(program.work),
        "keeps": [str(place) for place in program.keeps],
        "limits": {
            "memory": program.limits.memory,
            "threads": program.limits.threads,
            "files": program.limits.files,
            "file_size": program.limits.file_size,
        },
        "filter": base64.b64encode(build_filter(tier == "landlock")).decode(),
        "mark": OWN_PID.decode(),
        "bwrap": _bubblewrap(program) if tier == "bubblewrap" else None,
        "argv": argv,
        "env": environment("/tmp" if tier == "bubblewrap" else str(program.work)),
    }
    return [python(), "-I", "-S", str(_HERE / "held.py"), json.dumps(config)]


def environment(work: str) -> dict[str, str]:
    """All that a held program finds in its environment."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": work,
        "TMPDIR": work,
        "LANG": "C.UTF-8",
        "MPLBACKEND": "module://gesso_plots",
        "MPLCONFIGDIR": work,
        "OPENBLAS_NUM_THREADS": "2",
        "OMP_NUM_THREADS": "2",
    }


def _bubblewrap(program: Program) -> list[str]:
    found = [
        shutil.which("bwrap") or "bwrap",
        "--unshare-all",
        "--die-with-parent",
        "--new-session",
        "--cap-drop",
        "ALL",
    ]
    for place in readable():
        real = Path(place)
        found += ["--symlink", str(real.readlink()), place] if real.is_symlink() else ["--ro-bind", place, place]
    found += ["--proc", "/proc", "--dev", "/dev", "--size", str(program.limits.space), "--tmpfs", "/tmp"]
    for kind, files in (("--ro-bind", program.reads), ("--bind", program.keeps)):
        for file in files:
            found += [kind, str(file), str(file)]
    return [*found, "--remount-ro", "/", "--chdir", "/tmp"]
