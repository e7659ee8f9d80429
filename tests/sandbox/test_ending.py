"""Children end for good, also those that nobody listened to."""

import asyncio
import sys

import pytest

from gesso.base.ending import end

FLOODS = "import sys\nwhile True: sys.stdout.write('x' * 65536)"
LEAVES_ONE = "import subprocess, sys; subprocess.Popen(['sleep', '300']); print('x', flush=True); sys.stdin.read()"


@pytest.mark.parametrize("code", [FLOODS, LEAVES_ONE])
async def test_a_child_is_ended_whatever_it_left_in_its_pipes(code: str) -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=1_000,
        start_new_session=True,
    )  # fmt: skip
    assert child.stdout is not None
    await child.stdout.readexactly(1)
    async with asyncio.timeout(60):
        await end(child)
        await end(child)
    assert child.returncode is not None
