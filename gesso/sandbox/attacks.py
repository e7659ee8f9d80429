"""Trying the attacks on a tier: what each is, the targets they are given, and which were held."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gesso.sandbox.attacker import ATTACKS, OUTPUT
from gesso.sandbox.holding import Program, Tier, command_of, make_work

WITHIN_S = 60.0
OUTPUT_LIMIT = 1_000_000
ENDLESS = "endless output"
ABOUT = {
    "tcp": "reach a TCP port of this machine",
    "udp": "send a UDP packet",
    "unix socket": "connect to a Unix socket of another program",
    "unix datagram": "send to another program's Unix socket through a pair of one's own",
    "vsock": "open a socket to the host of a virtual machine",
    "netlink": "open a socket to the kernel's network",
    "shadow": "read /etc/shadow",
    "data folder": "read gesso's data folder",
    "processes": "read another process in /proc",
    "environment": "find gesso's secrets in the environment",
    "write": "write outside its folder",
    "truncate": "empty a file outside its folder",
    "chmod": "change the mode of a file outside its folder",
    "fork bomb": "start processes without end",
    "memory bomb": "take 6 GB of memory",
    "kill": "send a signal to another process",
    "ptrace": "take over another process",
    "core pattern": "write /proc/sys/kernel/core_pattern",
    "mount": "mount a file system",
    "io_uring": "make system calls past the filter",
    "become root": "become root",
    "namespaces": "make a user namespace",
    ENDLESS: "print without end",
}


@dataclass(frozen=True)
class Tried:
    """What came of the attacks in one tier. `failed` says why nothing could be started; then nothing is held."""

    held: dict[str, bool]
    failed: str = ""

    @property
    def all_held(self) -> bool:
        return not self.failed and set(self.held) == set(ABOUT) and all(self.held.values())


def try_attacks(tier: Tier | None, data: Path | None = None) -> Tried:
    """Run every attack in `tier` (None: nothing holds them). `data`: gesso's data folder."""
    work = make_work()
    try:
        with _targets(data) as targets:
            source = Path(__file__).with_name("attacker.py").read_text()
            program = Program(source, work, json.dumps(targets))
            secret = {**os.environ, "GESSO_CANARY": "secret"} if tier is None else {}
            process = subprocess.Popen(
                command_of(tier, program), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                env=secret, cwd=work, start_new_session=True,
            )  # fmt: skip
            limit = OUTPUT_LIMIT if tier is not None else OUTPUT * 2
            said, problem = _read(process, limit)
            return _found(said, problem, targets)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _read(process: "subprocess.Popen[bytes]", limit: int) -> tuple[bytes, str]:
    """What it printed, up to `limit` bytes; then it is ended."""
    ending = threading.Timer(WITHIN_S, process.kill)
    ending.start()
    assert process.stdout and process.stderr
    try:
        said = process.stdout.read(limit)
        process.kill()
        problem = process.stderr.read(2_000).decode("utf-8", "replace").strip()
        process.wait()
    finally:
        ending.cancel()
        process.stdout.close()
        process.stderr.close()
    return said, problem


def _found(said: bytes, problem: str, targets: dict[str, Any]) -> Tried:
    held = {}
    for line in said.decode("ascii", "replace").splitlines():
        verdict, _, name = line.partition(" ")
        if name in ATTACKS:
            held[name] = verdict == "TRIED"
    if not held:
        return Tried({}, problem.splitlines()[-1] if problem else "it did not start")
    held[ENDLESS] = not said.endswith(b"END\n")
    if Path(targets["outside"], "written").exists():
        held["write"] = False
    victim = Path(targets["open_file"]).stat()
    held["truncate"] = held.get("truncate", False) and victim.st_size > 0
    held["chmod"] = held.get("chmod", False) and victim.st_mode & 0o777 == 0o666
    return Tried(held)


@contextlib.contextmanager
def _targets(data: Path | None) -> Iterator[dict[str, Any]]:
    """Things to attack that are open to every user of this machine, so that only the sandbox stands before them."""
    with contextlib.ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gesso-targets-")))
        place.chmod(0o777)
        open_file = place / "file"
        open_file.write_text("kept")
        open_file.chmod(0o666)
        kept = data if data is not None and data.is_dir() else place
        descriptor, secret = tempfile.mkstemp(prefix="sandbox-canary-", dir=kept)
        os.write(descriptor, b"secret")
        os.fchmod(descriptor, 0o644)
        os.close(descriptor)
        stack.callback(Path(secret).unlink, missing_ok=True)
        targets: dict[str, Any] = {
            "outside": str(place), "open_file": str(open_file), "secret": secret,
            "unix": str(place / "stream"), "datagram": str(place / "datagram"),
        }  # fmt: skip
        for name, family, kind in (
            ("tcp", socket.AF_INET, socket.SOCK_STREAM), ("udp", socket.AF_INET, socket.SOCK_DGRAM),
            ("unix", socket.AF_UNIX, socket.SOCK_STREAM), ("datagram", socket.AF_UNIX, socket.SOCK_DGRAM),
        ):  # fmt: skip
            listening = stack.enter_context(socket.socket(family, kind))
            listening.bind(("127.0.0.1", 0) if family == socket.AF_INET else targets[name])
            if kind == socket.SOCK_STREAM:
                listening.listen()
            if family == socket.AF_INET:
                targets[name] = listening.getsockname()[1]
            else:
                Path(targets[name]).chmod(0o777)
        victim = subprocess.Popen(
            [sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE,
            env={**os.environ, "GESSO_CANARY": "secret"},
        )  # fmt: skip
        stack.callback(victim.wait)
        stack.callback(victim.kill)
        targets["victim"] = victim.pid
        yield targets
