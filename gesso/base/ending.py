"""Ending a child process for good."""

import asyncio
import contextlib


async def end(process: asyncio.subprocess.Process) -> None:
    """Kill it, hear no more of it, and return when it is gone. May be called again.

    Its pipes are closed before it is waited for: `Process.wait` of Python 3.11 also waits for their end, and that never
    comes while what was said fills the buffer, or while a child of the child holds one.
    """
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    for number in (0, 1, 2):
        pipe = process._transport.get_pipe_transport(number)  # type: ignore[attr-defined]
        if pipe is not None:
            pipe.close()
    await process.wait()
