"""Errors that are mended by rules: what becomes of the program, and what is left alone with a plain word."""

import ast
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesso.agent.guided.mended import Wrong
from gesso.agent.guided.mending import mend, wrong_in
from gesso.agent.scene import CanvasScene, Scene
from gesso.canvas.snapshot import take_snapshot
from gesso.model.messages import Message, ToolCall
from tests.guided.scenes import Inner, play, scene


def ask_about(code: str) -> str:
    """What the page sends when that code was run."""
    try:
        exec(compile(code, "your code", "exec"), {"__name__": "__main__"})
    except BaseException as error:  # noqa: BLE001
        trace = error.__traceback__.tb_next if error.__traceback__ else None
        lines = [number for frame, number in traceback.walk_tb(trace) if frame.f_code.co_filename == "your code"]
        line = error.lineno if isinstance(error, SyntaxError) else lines[-1]
        said = "".join(traceback.format_exception(type(error), error, trace))
        return f"Fix this error with the smallest change. It is on line {line}.\n\n```\n{said.strip()}\n```"
    raise AssertionError("it ran")


def code_scene(code: str) -> Scene:
    snapshot = take_snapshot(code, 1, "code", "python")
    return Scene(ask_about(code), active=CanvasScene("canvas_1", "code", "Code", "python", code, snapshot))


@pytest.mark.parametrize(
    ("code", "mended"),
    [
        ("words = 1\nprint(wrods)", "words = 1\nprint(words)"),
        ("def f(total):\n    return totl\nf(1)", "def f(total):\n    return total\nf(1)"),
        ("'''Doc.'''\nx = np.zeros(3)", "'''Doc.'''\nimport numpy as np\nx = np.zeros(3)"),
        ("math.pi", "import math\nmath.pi"),
        ("p = Path('.')", "from pathlib import Path\np = Path('.')"),
        ("import nmupy", "import numpy"),
        ("d = {'heads': 1}\nd['haeds']", "d = {'heads': 1}\nd['heads']"),
        ("def f(x)\n    return x", "def f(x):\n    return x"),
        ("for i in [1]  # each\n    print(i)", "for i in [1]:  # each\n    print(i)"),
        ("print((1 + 2)", "print((1 + 2))"),
        ("x = [1,\n     2\ny = 3", "x = [1,\n     2]\ny = 3"),
        ("x = [1, 2)", "x = [1, 2]"),
        ("x = (1 + 2))", "x = (1 + 2)"),
        ("x = [1 2]", "x = [1, 2]"),
        ("x = {'a': 1\n     'b': 2}", "x = {'a': 1,\n     'b': 2}"),
        ("print('a)", "print('a')"),
        ("print 'hello'", "print('hello')"),
        ("if 1 = 1:\n    pass", "if 1 == 1:\n    pass"),
        ("def f():\nreturn 1\nprint(f())", "def f():\n    return 1\nprint(f())"),
        ("x = 1\n  y = 2\nprint(y)", "x = 1\ny = 2\nprint(y)"),
        ("if 1:\n    print(1)\n   print(2)", "if 1:\n    print(1)\n    print(2)"),
    ],
)
async def test_mechanical_errors_are_mended_by_the_smallest_change(code: str, mended: str) -> None:
    played = await play(Inner(), code_scene(code))
    [(name, args)] = played.calls
    assert name == "edit"
    [edit] = args["edits"]
    assert code.count(edit["quote"]) == 1
    assert code.replace(edit["quote"], edit["text"]) == mended
    ast.parse(mended)
    assert edit["why"] in played.thought


@pytest.mark.parametrize("code", ["1 / 0", "foo()", "[1][5]", "int('x')", "lambda: (yield"])
async def test_what_takes_understanding_is_left_alone_and_said(code: str) -> None:
    wrong = wrong_in(ask_about(code))
    assert wrong is not None
    if mend(code, wrong) is not None:
        return
    played = await play(Inner(), code_scene(code))
    assert played.calls == [] and f"Line 1 raises {wrong.name}" in played.text and "did not change" in played.text


async def test_in_a_document_only_the_fence_is_looked_at() -> None:
    text = "# A\n\n```python\nprint(1)\n```\n\nwords\n\n```python\nwords = 1\nprint(wrods)\n```\n"
    ask = "Fix this error. It is on line 11.\n\n```\nNameError: name 'wrods' is not defined\n```"
    played = await play(Inner(), scene(ask, text))
    [(_, args)] = played.calls
    [edit] = args["edits"]
    assert text.replace(edit["quote"], edit["text"]) == text.replace("wrods", "words")


def test_a_message_without_a_trace_is_none_of_this() -> None:
    assert wrong_in("Fix this error: the total is wrong.") is None
    assert wrong_in("What does NameError: mean?") is None


@given(st.text("ab:()[]'\" \n=,.#", max_size=60), st.integers(1, 8), st.sampled_from(["NameError", "SyntaxError"]))
def test_it_never_breaks_a_program(program: str, line: int, name: str) -> None:
    found = mend(program, Wrong(name, "name 'aa' is not defined. expected ':' '(' was never closed", line))
    if found is None:
        return
    lines = program.split("\n")
    whole = "\n".join([*lines[: found.first - 1], *found.text.split("\n"), *lines[found.last :]])
    try:
        ast.parse(program)
    except SyntaxError:
        return
    ast.parse(whole)


@pytest.mark.parametrize(
    ("code", "error", "line", "mended"),
    [
        ("const total = 3;\nlog(totl);", "ReferenceError: totl is not defined", 2, "const total = 3;\nlog(total);"),
        ("document.getElementByID('a')", "TypeError: document.getElementByID is not a function", 1,
         "document.getElementById('a')"),
        ("console.lgo('a')", "TypeError: console.lgo is not a function", 1, "console.log('a')"),
        ("log('a);\nx = 1", "SyntaxError: Unterminated string (line 1, column 13)", 1, "log('a');\nx = 1"),
        ("if (a > (1 + 2) {\n  b();\n}", "SyntaxError: Unexpected token", 1, "if (a > (1 + 2)) {\n  b();\n}"),
        ("const a = [1, 2;\nb(a);", "SyntaxError: Unexpected token (line 1, column 16)", 1, "const a = [1, 2];\nb(a);"),
        ("function f() {\n  return 1;\n", "SyntaxError: Unexpected token", 3, "function f() {\n  return 1;\n}"),
    ],
)  # fmt: skip
async def test_an_error_of_javascript_is_mended_where_it_stands(code: str, error: str, line: int, mended: str) -> None:
    text = f"# Page\n\n```python\ntotl = 1\n```\n\n```js\n{code}\n```\n"
    ask = f"Fix this error with the smallest change. It is on line {line + 7}.\n\n{error}"
    snapshot = take_snapshot(text, 1, "document", None)
    active = CanvasScene("canvas_1", "document", "Page", None, text, snapshot)
    played = await play(Inner([]), Scene(ask, active=active))
    [edit] = played.edits
    assert text.replace(edit["quote"], edit["text"]) == text.replace(code, mended)


async def test_an_error_of_javascript_that_takes_understanding_changes_nothing() -> None:
    code = "const a = undefined;\na.b = 1;"
    active = CanvasScene("canvas_1", "code", "Page", "javascript", code, take_snapshot(code, 1, "code", "javascript"))
    ask = "Fix this error. It is on line 2.\n\nTypeError: Cannot set properties of undefined (setting 'b')"
    played = await play(Inner([]), Scene(ask, active=active))
    assert not played.calls and "Line 2 raises TypeError: a value there is undefined" in played.text


async def test_what_was_wrong_is_said_with_the_mending() -> None:
    seen = code_scene("words = 1\nprint(wrods)")
    called = await play(Inner([]), seen)
    [(name, args)] = called.calls
    call = ToolCall("call_1", name, args)
    done = Message("tool", "Done: changed a passage in “Code”.", call_id="call_1", call_name=name)
    told = await play(Inner([]), seen, [Message("assistant", "", calls=(call,)), done])
    assert "What was wrong: " in told.text and "“words”" in told.text


async def test_an_error_without_a_line_is_named_and_nothing_is_guessed() -> None:
    text = "<h1>Heads</h1><script>tell()</script>"
    active = CanvasScene("canvas_1", "code", "Page", "html", text, take_snapshot(text, 1, "code", "html"))
    ask = "Fix this error with the smallest change that does it.\n\nReferenceError: tell is not defined"
    played = await play(Inner([]), Scene(ask, active=active))
    assert not played.calls and played.text.startswith("It raises ReferenceError: tell is not defined.")
