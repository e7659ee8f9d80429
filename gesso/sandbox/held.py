"""Gives up everything a program does not need, then becomes that program. Run as a file, standard library only.

`python -I held.py CONFIG`, CONFIG being the JSON of `holding.config_of`: `uid` to become (null: stay who one is),
`roots` that may be read, `work` and the folders `keeps` that may be written, `limits` {memory, threads, files,
file_size}, `filter` (the seccomp program in base64), `mark` (what stands in it for the process's own number), `bwrap`
(arguments of bubblewrap; null: Landlock holds), `argv` and `env`. It ends with status 97 and one line on standard error
when something cannot be given up: then nothing is run.
"""

import base64
import ctypes
import json
import os
import resource
import signal
import stat
import struct
import sys
from pathlib import Path
from typing import Any

NOT_HELD = 97
LEAST_LANDLOCK = 3  # the first that also guards truncation
_CREATE, _ADD, _RESTRICT = 444, 445, 446
_READ, _WRITE = 0b1101, 0b10  # execute, read a file, read a folder; write a file
_IN_WORK = 0b0111_0101_1011_1110  # all but execute and the making of sockets and devices
_NEWNS, _BIND, _REC, _PRIVATE, _NOSUID, _NODEV = 0x20000, 0x1000, 0x4000, 0x40000, 2, 4
_NO_NEW_PRIVS, _SECCOMP, _FILTER, _END_WITH_PARENT = 38, 22, 2, 1

libc = ctypes.CDLL(None, use_errno=True)


def main() -> None:
    config = json.loads(sys.argv[1])
    try:
        if config["uid"] is not None:
            _reach([*config["roots"], *config["keeps"]])
            _become(config["uid"])
        os.chdir(config["work"])
        _limit(config["limits"])
        _check("no new privileges", libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0))
        libc.prctl(_END_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
        program = base64.b64decode(config["filter"]).replace(config["mark"].encode(), struct.pack("=I", os.getpid()))
        if config["bwrap"] is not None:
            _bubble(config, program)
        _landlock(config["roots"], [config["work"], *config["keeps"]])
        _seccomp(program)
        os.execve(config["argv"][0], config["argv"], config["env"])
    except OSError as error:
        print(f"{error.strerror}: {error.filename}" if error.filename else error.strerror, file=sys.stderr)
        sys.exit(NOT_HELD)


def _check(what: str, result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def _reach(roots: list[str]) -> None:
    """Where a folder above a root is shut to others, put an empty one over it that holds that root alone."""
    shut: dict[str, list[str]] = {}
    for root in roots:
        for above in reversed(Path(root).parents):
            if not above.stat().st_mode & stat.S_IXOTH:
                shut.setdefault(str(above), []).append(root)
                break
    if not shut:
        return
    _check("a mount namespace", libc.unshare(_NEWNS))
    _check("private mounts", libc.mount(b"none", b"/", None, _REC | _PRIVATE, None))
    os.umask(0o022)
    for folder, inside in shut.items():
        kept = [(root, os.open(root, os.O_PATH)) for root in inside]
        options = b"mode=755,size=1m"
        _check("an empty folder", libc.mount(b"none", folder.encode(), b"tmpfs", _NOSUID | _NODEV, options))
        for root, found in kept:
            if Path(f"/proc/self/fd/{found}").is_dir():
                Path(root).mkdir(parents=True, exist_ok=True)
            else:
                Path(root).parent.mkdir(parents=True, exist_ok=True)
                Path(root).touch()
            source = f"/proc/self/fd/{found}".encode()
            _check(f"reaching {root}", libc.mount(source, root.encode(), None, _BIND | _REC, None))
            os.close(found)


def _become(uid: int) -> None:
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def _limit(limits: dict[str, int]) -> None:
    """Threads are counted for the whole user, so those it has already are added."""
    for which, value in (
        (resource.RLIMIT_AS, limits["memory"]),
        (resource.RLIMIT_NPROC, limits["threads"] + _threads_of(os.getuid())),
        (resource.RLIMIT_NOFILE, limits["files"]),
        (resource.RLIMIT_FSIZE, limits["file_size"]),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(which)[1]
        least = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (least, least))


def _threads_of(uid: int) -> int:
    count = 0
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and entry.stat().st_uid == uid:
                count += len(os.listdir(entry / "task"))  # noqa: PTH208
        except OSError:
            continue  # it has ended meanwhile
    return count


def _bubble(config: dict[str, Any], program: bytes) -> None:
    described = os.memfd_create("filter", 0)  # stays open for bubblewrap, which reads and closes it
    os.write(described, program)
    os.lseek(described, 0, os.SEEK_SET)
    bwrap = config["bwrap"]
    os.execve(bwrap[0], [*bwrap, "--seccomp", str(described), "--", *config["argv"]], config["env"])


def _landlock(roots: list[str], works: list[str]) -> None:
    abi = libc.syscall(_CREATE, None, 0, 1)
    if abi < LEAST_LANDLOCK:
        raise OSError(0, "This kernel has no Landlock, or too old a one (Linux 6.2 has what is needed)")
    rights = (1 << (16 if abi >= 5 else 15)) - 1
    words = [rights]
    if abi >= 4:
        words.append(0b11)  # no TCP
    if abi >= 6:
        words.append(0b11)  # no abstract sockets of others, no signals to others
    attr = struct.pack(f"={len(words)}Q", *words)
    rules = _check("Landlock", libc.syscall(_CREATE, attr, len(attr), 0))
    for path in roots:
        _allow(rules, path, _READ)
    for path in ("/dev/null", "/dev/zero", "/dev/urandom"):
        _allow(rules, path, 0b100 | _WRITE)
    for work in works:
        _allow(rules, work, _IN_WORK)
    _check("Landlock", libc.syscall(_RESTRICT, rules, 0))
    os.close(rules)


def _allow(rules: int, path: str, rights: int) -> None:
    try:
        found = os.open(path, os.O_PATH)
    except FileNotFoundError:
        return
    if not Path(path).is_dir():
        rights &= 0b110 | 1 << 14
    rule = struct.pack("=Qi", rights, found)
    _check(f"Landlock for {path}", libc.syscall(_ADD, rules, 1, rule, 0))
    os.close(found)


def _seccomp(program: bytes) -> None:
    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))

    described = Program(len(program) // 8, program)
    _check("seccomp", libc.prctl(_SECCOMP, _FILTER, ctypes.byref(described), 0, 0))


if __name__ == "__main__":
    main()
