"""The attacks, as a program to be held: standard library only, started with its targets as JSON.

Each attack gives True when it got what it wanted. `PROBLEM name` is printed for those; the last one, output without
end, is heard by whoever reads. What it does where nothing holds it is bounded and put back.
"""

import ctypes
import json
import mmap
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

PROCESSES, MEMORY, OUTPUT = 50, 6_000_000_000, 64_000_000
libc = ctypes.CDLL(None, use_errno=True)
Attack = Callable[[dict[str, Any]], bool]


def tcp(at: dict[str, Any]) -> bool:
    with socket.create_connection(("127.0.0.1", at["tcp"]), 2):
        return True


def udp(at: dict[str, Any]) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        return out.sendto(b"secret", ("127.0.0.1", at["udp"])) > 0


def unix_socket(at: dict[str, Any]) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as out:
        out.connect(at["unix"])
        return True


def unix_datagram(at: dict[str, Any]) -> bool:
    """A pair inside the process, and then a message to somebody else through it."""
    one, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    return one.sendto(b"secret", at["datagram"]) > 0


def vsock(at: dict[str, Any]) -> bool:
    with socket.socket(40, socket.SOCK_STREAM):
        return True


def netlink(at: dict[str, Any]) -> bool:
    with socket.socket(16, socket.SOCK_RAW):
        return True


def shadow(at: dict[str, Any]) -> bool:
    return bool(Path("/etc/shadow").read_bytes())


def data_folder(at: dict[str, Any]) -> bool:
    return bool(Path(at["secret"]).read_bytes())


def proc_of_others(at: dict[str, Any]) -> bool:
    return b"GESSO" in Path(f"/proc/{at['victim']}/environ").read_bytes()


def environment(at: dict[str, Any]) -> bool:
    return any("GESSO" in name for name in os.environ)


def write_outside(at: dict[str, Any]) -> bool:
    return Path(at["outside"], "written").write_bytes(b"x") > 0


def truncate_outside(at: dict[str, Any]) -> bool:
    os.truncate(at["open_file"], 0)
    return Path(at["open_file"]).stat().st_size == 0


def chmod_outside(at: dict[str, Any]) -> bool:
    Path(at["open_file"]).chmod(0o777)
    return Path(at["open_file"]).stat().st_mode & 0o777 == 0o777


def fork_bomb(at: dict[str, Any]) -> bool:
    """Held when not even half of so many processes can be had."""
    children = []
    try:
        for _ in range(PROCESSES):
            child = os.fork()
            if child == 0:
                signal.pause()
                os._exit(0)
            children.append(child)
    except OSError:
        pass
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return len(children) > PROCESSES // 2


def memory_bomb(at: dict[str, Any]) -> bool:
    """Only asked for, not used."""
    with mmap.mmap(-1, MEMORY) as room:
        return len(room) == MEMORY


def kill(at: dict[str, Any]) -> bool:
    os.kill(at["victim"], 0)
    return True


def ptrace(at: dict[str, Any]) -> bool:
    return bool(libc.ptrace(0x4206, at["victim"], 0, 0) == 0)  # PTRACE_SEIZE; let go of when this ends


def core_pattern(at: dict[str, Any]) -> bool:
    os.close(os.open("/proc/sys/kernel/core_pattern", os.O_WRONLY))
    return True


def mount(at: dict[str, Any]) -> bool:
    place = Path("mounted")
    place.mkdir()
    if libc.mount(b"none", b"mounted", b"tmpfs", 0, None) != 0:
        return False
    libc.umount2(b"mounted", 2)
    return True


def namespaces(at: dict[str, Any]) -> bool:
    """Becoming root in a user namespace of one's own: much of the kernel is open from there."""
    return bool(libc.unshare(0x10000000) == 0)


def become_root(at: dict[str, Any]) -> bool:
    os.setuid(0)
    return os.geteuid() == 0


def io_uring(at: dict[str, Any]) -> bool:
    """A way to make system calls past the filter."""
    described = ctypes.create_string_buffer(120)
    return bool(libc.syscall(425, 1, described) >= 0)


ATTACKS: dict[str, Attack] = {
    "tcp": tcp, "udp": udp, "unix socket": unix_socket, "unix datagram": unix_datagram, "vsock": vsock,
    "netlink": netlink, "shadow": shadow, "data folder": data_folder, "processes": proc_of_others,
    "environment": environment, "write": write_outside, "truncate": truncate_outside, "chmod": chmod_outside,
    "fork bomb": fork_bomb, "memory bomb": memory_bomb, "kill": kill, "ptrace": ptrace, "core pattern": core_pattern,
    "mount": mount, "io_uring": io_uring, "become root": become_root, "namespaces": namespaces,
}  # fmt: skip


def main() -> None:
    at = json.loads(sys.argv[1])
    for name, attack in ATTACKS.items():
        try:
            got = attack(at)
        except (OSError, MemoryError, ValueError):
            got = False
        sys.stdout.write(f"{'PROBLEM' if got else 'TRIED'} {name}\n")
    sys.stdout.flush()
    line = b"x" * 65_535 + b"\n"
    for _ in range(OUTPUT // len(line)):
        os.write(1, line)
    os.write(1, b"END\n")


if __name__ == "__main__":
    main()
