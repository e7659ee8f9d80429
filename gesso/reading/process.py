"""Reading a file in a process of its own, part by part, within limits of time."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gesso.base.ending import end
from gesso.base.errors import BadInput
from gesso.canvas.text import clean
from gesso.reading.kinds import Kind
from gesso.reading.parts import Part

TIMEOUT_S = 600.0
_LONGEST_LINE = 1 << 27


@dataclass(frozen=True)
class Opening:
    """What is known before the first part: `unit` is what the parts are, `all` how many there will be."""

    unit: str
    title: str
    all: int


async def read_file(kind: Kind, data: bytes) -> AsyncGenerator[Opening | Part | str, None]:
    """An Opening, the parts, and last "" or, where there was more than is read, "cut".

    Raises BadInput with what is wrong with the file. Closing it early ends the process.
    """
    script = str(Path(__file__).with_name("child.py"))
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-I", script, env=kept, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL, limit=_LONGEST_LINE,
    )  # fmt: skip
    assert child.stdin is not None and child.stdout is not None
    giving = asyncio.create_task(_give(child.stdin, json.dumps({"kind": kind}).encode() + b"\n" + data))
    try:
        async with asyncio.timeout(TIMEOUT_S):
            while line := await child.stdout.readline():
                said = json.loads(line)
                if "wrong" in said:
                    raise BadInput(clean(str(said["wrong"])))
                if "end" in said:
                    yield str(said["end"])
                    return
                if "unit" in said:
                    yield Opening(said["unit"], clean(str(said["title"])).strip()[:300], int(said["all"]))
                else:
                    heads = tuple((int(at), clean(str(words))) for at, words in said["heads"])
                    yield Part(clean(said["text"]), heads, bool(said["hidden"]))
        raise BadInput("Reading it takes more time or memory than it may. A smaller part of it may work.")
    except TimeoutError:
        raise BadInput(f"Reading it took more than {TIMEOUT_S / 60:.0f} minutes. A smaller part may work.") from None
    except ValueError as wrong:
        raise BadInput("It is too large in one piece to be read.") from wrong
    finally:
        giving.cancel()
        await end(child)
        with suppress(asyncio.CancelledError):
            await giving


async def _give(into: asyncio.StreamWriter, data: bytes) -> None:
    with suppress(BrokenPipeError, ConnectionResetError):
        into.write(data)
        await into.drain()
        into.close()
