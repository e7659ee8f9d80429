"""How much of this machine's memory code may have: all kernels together three quarters, and gesso the rest."""

import contextlib
from pathlib import Path

from gesso.sandbox.holding import Limits

KERNELS = 8
_CGROUP = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def memory_here() -> int:
    """Bytes of memory that this program may use: the machine's, or less in a container that says so."""
    sizes = [4_000_000_000]
    with contextlib.suppress(OSError, ValueError, IndexError):
        sizes = [int(Path("/proc/meminfo").read_text().split("MemTotal:")[1].split()[0]) * 1024]
    for place in _CGROUP:
        with contextlib.suppress(OSError, ValueError):
            sizes.append(int(Path(place).read_text()))
    return min(sizes)


def share_out(memory: int) -> tuple[Limits, int]:
    """The limits of one kernel and how many there may be on a machine of so many bytes, at least one. A kernel counts
    with all it may take: its address space, and the files of its folder, which lie in memory."""
    whole = Limits()
    each, share = whole.memory + whole.space, memory * 3 // 4
    if share < each:
        return Limits(memory=share * 4 // 5, space=share // 5), 1
    return whole, min(KERNELS, share // each)
