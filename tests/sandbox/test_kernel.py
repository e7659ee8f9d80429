"""A kernel in each tier that is to be had: output, values, errors at their line, memory, stopping, and death."""

import functools
import signal
import sys
from collections.abc import AsyncIterator

import pytest

from gesso.sandbox.attacks import try_attacks
from gesso.sandbox.finding import problem
from gesso.sandbox.holding import TIERS, Limits, Tier, missing
from gesso.sandbox.kernel import Bounds, Kernel, Said, read_said

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the tiers are of Linux")
FOREVER = "import time\nprint('begun', end='')\nwhile True:\n    time.sleep(9)"


@functools.cache
def unusable(tier: Tier) -> str:
    return missing(tier) or problem(try_attacks(tier))


@pytest.fixture(params=TIERS)
async def kernel(request: pytest.FixtureRequest) -> AsyncIterator[Kernel]:
    tier: Tier = request.param
    if wrong := unusable(tier):
        pytest.skip(wrong)
    made = await Kernel.start(tier, Limits(memory=1_000_000_000))
    try:
        yield made
    finally:
        await made.aclose()


async def said(kernel: Kernel, code: str, bounds: Bounds | None = None) -> list[Said]:
    return [each async for each in kernel.run(code, bounds) if each.kind != "variables"]


async def test_what_is_printed_defined_and_last_is_kept(kernel: Kernel) -> None:
    assert await said(kernel, "x = 6\nprint('a'); x * 7") == [Said("out", "a"), Said("out", "\n"), Said("value", "42")]
    assert await said(kernel, "x") == [Said("value", "6")]
    picture = "class P:\n    def _repr_png_(self):\n        return b'\\x89PNG'\nP()"
    assert await said(kernel, picture) == [Said("picture", data=b"\x89PNG")]
    assert await said(kernel, "open('kept.txt', 'w').write('x'); open('kept.txt').read()") == [Said("value", "'x'")]


async def test_an_error_names_its_line(kernel: Kernel) -> None:
    [error] = await said(kernel, "def f(n):\n    return 1 / n\n\nf(0)\n")
    assert (error.kind, error.name, error.line) == ("error", "ZeroDivisionError", 2)
    assert "return 1 / n" in error.trace and "exec(" not in error.trace
    [wrong] = await said(kernel, "x = 1\nif x\n    y")
    assert (wrong.name, wrong.line) == ("SyntaxError", 2)
    [asked] = await said(kernel, "input('?')")
    assert "nobody can type" in asked.text


async def test_too_much_memory_is_said_in_words_and_the_kernel_lives(kernel: Kernel) -> None:
    [error] = await said(kernel, "kept = 1\nx = bytearray(2_000_000_000)")
    assert error.name == "MemoryError" and "1 GB" in error.text and error.line == 2
    assert await said(kernel, "kept") == [Said("value", "1")]


async def test_a_run_is_stopped_and_what_was_defined_stays(kernel: Kernel) -> None:
    await said(kernel, "kept = 1")
    heard = []
    async for each in kernel.run(FOREVER):
        heard.append(each)
        if each.text == "begun":
            kernel.interrupt()
    assert [each.kind for each in heard] == ["out", "error", "variables", "note"]
    assert heard[1].name == "KeyboardInterrupt" and heard[1].line in (2, 3, 4)
    assert await said(kernel, "kept") == [Said("value", "1")]


async def test_too_long_and_too_much_are_stopped(kernel: Kernel) -> None:
    assert "more than 0.3 seconds" in (await said(kernel, FOREVER, Bounds(seconds=0.3)))[-1].text
    heard = await said(kernel, "while True: print('x' * 1000)", Bounds(output=50_000))
    assert "printed more than 0.05 MB" in heard[-1].text
    assert sum(len(each.text) for each in heard) < 60_000


async def test_a_program_that_will_not_stop_is_ended(kernel: Kernel) -> None:
    stubborn = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    assert "everything it had defined is gone" in (await said(kernel, stubborn, Bounds(seconds=0.2)))[-1].text
    assert not kernel.alive


@pytest.mark.parametrize("tier", TIERS)
async def test_a_run_is_stopped_where_the_shell_had_interrupts_ignored(tier: Tier) -> None:
    """As in `gesso serve &`."""
    if wrong := unusable(tier):
        pytest.skip(wrong)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        kernel = await Kernel.start(tier)
    finally:
        signal.signal(signal.SIGINT, before)
    heard = await said(kernel, FOREVER, Bounds(seconds=0.3))
    await kernel.aclose()
    assert [each.kind for each in heard] == ["out", "error", "note"]


async def test_a_kernel_that_ends_itself_is_told(kernel: Kernel) -> None:
    [note] = await said(kernel, "import os; os._exit(3)")
    assert note.kind == "note" and "ended itself" in note.text
    assert not kernel.alive


async def test_nothing_of_this_machine_is_reached(kernel: Kernel) -> None:
    [error] = await said(kernel, "import socket\nsocket.create_connection(('127.0.0.1', 80))")
    assert error.name == "PermissionError"
    [error] = await said(kernel, "import subprocess\nsubprocess.run(['/bin/sh', '-c', 'id'])")
    assert error.name == "PermissionError"
    assert await said(kernel, "import os; sorted(n for n in os.environ if 'GESSO' in n)") == [Said("value", "[]")]


async def test_variables_are_told_and_looked_at(kernel: Kernel) -> None:
    code = "words = ['a'] * 20\ndef f(n): return n\nclass Slow:\n    def __repr__(self): raise ValueError\ns = Slow()"
    [told] = [each async for each in kernel.run(code)]
    assert [(one.name, one.type, one.shape) for one in told.variables] == [
        ("words", "list", "20"), ("f", "function", ""), ("Slow", "type", ""), ("s", "Slow", ""),
    ]  # fmt: skip
    assert told.variables[1].value == "f(n)" and told.variables[3].value == ""
    looked = await kernel.look("words", 0, 10)
    assert looked is not None and looked.text.startswith("['a', 'a'")
    assert await kernel.look("nothing", 0, 10) is None


async def test_tests_are_run_after_the_code(kernel: Kernel) -> None:
    code = """
def add(a, b):
    \"\"\"
    >>> add(1, 2)
    3
    >>> add(1, 1)
    3
    \"\"\"
    return a + b

def test_add():
    assert add(2, 2) == 4

def test_wrong():
    total = add(2, 2)
    assert total == 5

async def test_waits(): pass
def test_needs(tmp_path): pass
class TestMore:
    def test_raises(self): {}["x"]
"""
    told = [each async for each in kernel.run(code, tests=True) if each.kind == "test"]
    assert [(one.name, one.line, one.ok) for one in told] == [
        ("test_add", 11, True), ("test_wrong", 16, False), ("test_waits", 18, True), ("test_needs", 19, False),
        ("TestMore.test_raises", 21, False), ("Example of add", 6, False),
    ]  # fmt: skip
    assert told[1].text == "Not so: total == 5. Left is 4, right is 5."
    assert "tmp_path" in told[3].text and told[4].text == "KeyError: 'x'" and "gave 2, not 3" in told[5].text
    assert [each.kind async for each in kernel.run(code)] == ["variables"], "only when asked"


PLOT = """
import pandas as pd
import matplotlib.pyplot as plt
df = pd.DataFrame({"city": ["Bern", "Ulm"], "heads": [10, 20.5]})
df.plot.bar(x="city", y="heads", title="Heads")
plt.show()
print("after")
plt.plot([1, 2, 3])
plt.xlabel("days")
plt.plot([3, 2, 1])"""


async def test_tables_and_plots_are_shown(kernel: Kernel) -> None:
    pytest.importorskip("matplotlib")
    pytest.importorskip("pandas")
    heard = [each for each in await said(kernel, PLOT) if each.text != "\n"]
    assert [each.kind for each in heard] == ["picture", "out", "picture"]
    assert heard[0].text.startswith("Bar chart “Heads” of values by city: 2 bars; named heads; at Bern, Ulm")
    assert heard[0].data.startswith(b"\x89PNG")
    assert heard[2].text == "Line chart of values by days: 2 lines; from 0 to 2 across and 1 to 3 up."
    [shown] = await said(kernel, "df")
    assert shown.table is not None and shown.table.rows == (("Bern", "10"), ("Ulm", "20.5"))
    assert (shown.table.numbers, shown.table.index, shown.table.height) == ((False, True), ("0", "1"), 2)
    looked = await kernel.look("df", 1, 1)
    assert looked is not None and looked.table is not None and looked.table.index == ("1",)
    assert await said(kernel, "fig, ax = plt.subplots()\nax.plot([1]);plt.close();") == []


@pytest.mark.parametrize(
    "heard",
    [
        {},
        {"png": "no base64!"},
        {"out": 1},
        {"error": "x"},
        {"value": None},
        {"done": [[]]},
        {"other": "x"},
        {"table": {"rows": []}},
        {"table": {"columns": ["a"], "numbers": [True], "index": ["0"], "rows": [["1", "2"]]}},
        {"test": 1},
    ],
)
def test_what_is_no_message_is_left_out(heard: dict[str, object]) -> None:
    assert read_said(heard) is None


def test_what_cannot_be_stored_is_replaced() -> None:
    assert read_said({"out": "a\x00\ud800"}) == Said("out", "a�?")
    assert read_said({"error": {"line": True, "name": ["x"]}}) == Said("error", "", "['x']", None, "")
