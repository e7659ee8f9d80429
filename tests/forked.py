"""`gesso serve` forked from a process that has loaded it and made its routes, so that a start is spared both.

What is forked is what `python -m gesso serve` is at that point, with the environment and the pipes of its caller. That
the command itself starts is shown where it is run as a command: tests/docs, tests/faults/test_storage.py, bench.
"""

import gc
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Mapping
from typing import IO, Any

_LONGEST = 1 << 20


class Loaded:
    """The process that has loaded the program. Starts with the first `serve`, ends with `close`."""

    def __init__(self) -> None:
        self._asking = threading.Lock()
        self._line: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def serve(self, env: Mapping[str, str], errors: IO[str]) -> "Forked":
        if self._line is None:
            self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            words = [sys.executable, "-m", "tests.forked", str(theirs.fileno())]
            self._process = subprocess.Popen(words, pass_fds=[theirs.fileno()])
            theirs.close()
        read, write = os.pipe()
        pid = self.ask({"serve": dict(env)}, [write, errors.fileno()])
        os.close(write)
        return Forked(self, pid, open(read, encoding="utf-8"))  # noqa: PTH123  (a pipe; its program ends it)

    def ask(self, what: Mapping[str, Any], files: list[int]) -> int | None:
        assert self._line is not None
        with self._asking:
            socket.send_fds(self._line, [json.dumps(what).encode()], files)
            answer: int | None = json.loads(self._line.recv(_LONGEST))
        return answer

    def close(self) -> None:
        if self._line is not None and self._process is not None:
            self._line.close()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()


class Forked:
    """One program, as `subprocess.Popen` would give it."""

    def __init__(self, loaded: Loaded, pid: int | None, stdout: IO[str]) -> None:
        assert pid is not None
        self.pid, self.stdout, self.returncode = pid, stdout, None
        self._loaded = loaded

    def poll(self) -> int | None:
        if self.returncode is None:
            self.returncode = self._loaded.ask({"ended": self.pid}, [])
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        end = time.monotonic() + (timeout or 3_600)
        while (status := self.poll()) is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired("gesso serve", timeout or 3_600)
            time.sleep(0.01)
        return status

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def _load(line: socket.socket) -> None:
    """Fork a program for each caller that asks, until nobody can ask any more."""
    import gesso.cli
    import gesso.server.serve  # noqa: F401  (loaded for those to come)
    from gesso.server.app import declared_routes, route_of

    for operation in declared_routes():
        route_of(operation)
    gc.freeze()
    running: set[int] = set()
    while asked := (received := socket.recv_fds(line, _LONGEST, 2))[0]:
        what, files = json.loads(asked), received[1]
        if "ended" in what:
            pid, status = os.waitpid(what["ended"], os.WNOHANG)
            answer = os.waitstatus_to_exitcode(status) if pid else None
            running.discard(pid)
        else:
            answer = os.fork()
            if not answer:
                line.close()
                _serve(what["serve"], files)
            running.add(answer)
        for file in files:
            os.close(file)
        line.send(json.dumps(answer).encode())
    for left in running:
        os.kill(left, signal.SIGKILL)


def _serve(env: Mapping[str, str], files: list[int]) -> None:
    status = 1
    try:
        for file, number in zip(files, (1, 2), strict=True):
            os.dup2(file, number)
            os.close(file)
        os.environ.clear()
        os.environ.update(env)
        from gesso.cli import main

        status = main(["serve"])
    except BaseException:  # noqa: BLE001  (as the interpreter does at its top)
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    _load(socket.socket(fileno=int(sys.argv[1])))
