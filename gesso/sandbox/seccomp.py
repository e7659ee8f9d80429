"""The system calls a held program may not make, as a seccomp program (classic BPF) for x86-64 and arm64.

There is one process and it stays one: new threads are allowed, new processes are not, so memory, files and signals of
that one process are all there is to bound. No socket is made; a connected pair of streams inside the process may be.
Changing modes, owners and times of files is answered with success and not done: Landlock does not guard it.
"""

import platform
import struct

OWN_PID = b"PID!"  # stands for the number of the process, which is known only inside it
Numbers = dict[str, tuple[int | None, int | None]]  # on x86-64 and on arm64
_DENIED: Numbers = {
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "process_madvise": (440, 440), "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218),
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426), "io_uring_register": (427, 427), "mount": (165, 40), "umount2": (166, 39),
    "pivot_root": (155, 41), "chroot": (161, 51), "unshare": (272, 97), "setns": (308, 268), "kexec_load": (246, 104),
    "kexec_file_load": (320, 294), "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
    "open_by_handle_at": (304, 265), "name_to_handle_at": (303, 264), "swapon": (167, 224), "swapoff": (168, 225),
    "reboot": (169, 142), "acct": (163, 89), "quotactl": (179, 60), "quotactl_fd": (443, 443), "syslog": (103, 116),
    "settimeofday": (164, 170), "clock_settime": (227, 112), "adjtimex": (159, 171), "clock_adjtime": (305, 266),
    "fsopen": (430, 430), "fsmount": (432, 432), "fsconfig": (431, 431), "fspick": (433, 433),
    "move_mount": (429, 429), "open_tree": (428, 428), "mount_setattr": (442, 442), "vmsplice": (278, 75),
    "personality": (135, 92), "kcmp": (312, 272), "pidfd_getfd": (438, 438), "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424), "process_mrelease": (448, 448), "memfd_secret": (447, 447),
    "move_pages": (279, 239), "migrate_pages": (256, 238), "socket": (41, 198), "connect": (42, 203),
    "bind": (49, 200), "listen": (50, 201), "accept": (43, 202), "accept4": (288, 242), "fork": (57, None),
    "vfork": (58, None), "tkill": (200, 130), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    "iopl": (172, None), "ioperm": (173, None), "sethostname": (170, 161), "setdomainname": (171, 162),
    "shmget": (29, 194), "msgget": (68, 186), "semget": (64, 190), "mq_open": (240, 180), "fanotify_init": (300, 262),
    "setpriority": (141, 140), "sched_setaffinity": (203, 122), "sched_setscheduler": (144, 119),
    "sched_setparam": (142, 118), "sched_setattr": (314, 274), "ioprio_set": (251, 30), "mknod": (133, None),
    "mknodat": (259, 33), "modify_ldt": (154, None),
}  # fmt: skip
_PRETENDED: Numbers = {
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452), "chown": (92, None),
    "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54), "utime": (132, None), "utimes": (235, None),
    "futimesat": (261, None), "utimensat": (280, 88), "setxattr": (188, 5), "lsetxattr": (189, 6),
    "fsetxattr": (190, 7), "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16),
}  # fmt: skip
_LOOKED_AT: Numbers = {
    "clone": (56, 220), "clone3": (435, 435), "kill": (62, 129), "tgkill": (234, 131), "prlimit64": (302, 261),
    "socketpair": (53, 199),
}  # fmt: skip
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
_LAST_KNOWN = 462  # what came after it is answered "not there"

_LOAD, _EQUAL, _ABOVE, _ANY_OF, _AND, _RETURN = 0x20, 0x15, 0x25, 0x45, 0x54, 0x06
_ALLOW, _KILL, _ANSWER = 0x7FFF0000, 0x80000000, 0x00050000
_NOT_PERMITTED, _NOT_THERE = _ANSWER | 1, _ANSWER | 38
_NUMBER, _MACHINE, _ARGS = 0, 4, 16
_THREAD = 0x10000


def known_machine() -> bool:
    """Whether there is a list of calls for this kind of processor."""
    return platform.machine() in _MACHINES


def build_filter(own_signals_only: bool) -> bytes:
    """The program. `own_signals_only`: signals reach the process itself alone."""
    column, machine = _MACHINES[platform.machine()]
    lines: list[tuple[int, int, int, int]] = [
        (_LOAD, 0, 0, _MACHINE), (_EQUAL, 1, 0, machine), (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER), (_ABOVE, 0, 1, _LAST_KNOWN), (_RETURN, 0, 0, _NOT_THERE),
    ]  # fmt: skip

    def on(numbers: tuple[int | None, int | None], rule: list[tuple[int, int, int, int]]) -> None:
        number = numbers[column]
        if number is not None:
            lines.extend([(_EQUAL, 0, len(rule), number), *rule])

    for numbers in _DENIED.values():
        on(numbers, [(_RETURN, 0, 0, _NOT_PERMITTED)])
    for numbers in _PRETENDED.values():
        on(numbers, [(_RETURN, 0, 0, _ANSWER)])
    on(_LOOKED_AT["clone3"], [(_RETURN, 0, 0, _NOT_THERE)])  # the C library then asks with `clone`, which can be read
    on(_LOOKED_AT["clone"], [(_LOAD, 0, 0, _ARGS), (_ANY_OF, 1, 0, _THREAD), *_verdicts()])
    on(_LOOKED_AT["prlimit64"], [(_LOAD, 0, 0, _ARGS), (_EQUAL, 1, 0, 0), *_verdicts()])
    on(_LOOKED_AT["socketpair"], [
        (_LOAD, 0, 0, _ARGS), (_EQUAL, 0, 3, 1), (_LOAD, 0, 0, _ARGS + 8), (_AND, 0, 0, 0xF), (_EQUAL, 1, 0, 1),
        *_verdicts(),
    ])  # fmt: skip
    if own_signals_only:
        own = int.from_bytes(OWN_PID, "little")
        for name in ("kill", "tgkill"):
            on(_LOOKED_AT[name], [(_LOAD, 0, 0, _ARGS), (_EQUAL, 1, 0, own), *_verdicts()])
    lines.append((_RETURN, 0, 0, _ALLOW))
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def _verdicts() -> list[tuple[int, int, int, int]]:
    return [(_RETURN, 0, 0, _NOT_PERMITTED), (_RETURN, 0, 0, _ALLOW)]
