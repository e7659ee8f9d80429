"""The tests in a piece of code: functions `test_…`, methods `test_…` of classes `Test…`, and doctests.

Runs inside the sandbox, handed to `kernel_child.py` as text; standard library only. Each test gives `{"name", "line",
"ok", "message"}`; `line` is where it went wrong, or where it stands.
"""

import ast
import asyncio
import doctest
import inspect
import traceback
from collections.abc import Callable
from typing import Any

Found = dict[str, Any]
WORDS = 600


def tests_of(code: str, file: str, space: dict[str, Any], tell: Callable[[Found], None]) -> None:
    """Run the tests of `code`, which has run in `space` under the name `file`, and tell of each."""
    tree = ast.parse(code)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            tell(_called(node.name, node.lineno, space.get(node.name), file, code))
        elif isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef) and inner.name.startswith("test_"):
                    made = _method(space.get(node.name), inner.name)
                    tell(_called(f"{node.name}.{inner.name}", inner.lineno, made, file, code))
    for name, line, text in _docstrings(tree, ""):
        _doctested(name, line, text, file, space, tell)


def _method(owner: Any, name: str) -> Any:
    """The method of a new object for each test."""

    def call() -> Any:
        return getattr(owner(), name)()

    return call


def _called(name: str, line: int, test: Any, file: str, code: str) -> Found:
    found: Found = {"name": name, "line": line, "ok": True, "message": ""}
    try:
        wanted = [one.name for one in inspect.signature(test).parameters.values() if one.default is one.empty]
        if wanted:
            return {
                **found,
                "ok": False,
                "message": f"It needs {', '.join(wanted)}; only tests without arguments run here.",
            }
        given = test()
        if inspect.iscoroutine(given):
            asyncio.run(given)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001  (whatever a test raises is its result)
        frame = None
        for each, number in traceback.walk_tb(error.__traceback__):
            if each.f_code.co_filename == file:
                frame, found["line"] = each, number
        why = _compared(code, found["line"], frame) if isinstance(error, AssertionError) and not error.args else ""
        words = f"{type(error).__name__}: {error}" if str(error) else why or type(error).__name__
        return {**found, "ok": False, "message": words[:WORDS]}
    return found


def _compared(code: str, line: int, frame: Any) -> str:
    """What a failed `assert a == b` compared; "" where that cannot be told."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Assert) and node.lineno <= line <= (node.end_lineno or line):
            if not isinstance(node.test, ast.Compare) or len(node.test.ops) != 1 or frame is None:
                return f"Not so: {ast.unparse(node.test)}"
            try:
                left, right = (
                    eval(compile(ast.Expression(side), "<assert>", "eval"), frame.f_globals, frame.f_locals)
                    for side in (node.test.left, node.test.comparators[0])
                )
                return f"Not so: {ast.unparse(node.test)}. Left is {left!r:.200}, right is {right!r:.200}."
            except Exception:  # noqa: BLE001  (the assertion failed all the same)
                return f"Not so: {ast.unparse(node.test)}"
    return ""


def _docstrings(node: Any, prefix: str) -> list[tuple[str, int, str]]:
    """Name, first line and text of every docstring that has examples."""
    found = []
    body = getattr(node, "body", None) or []
    first = body[0] if body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and ">>>" in str(first.value.value):
        found.append((prefix or "the code", first.lineno, str(first.value.value)))
    for inner in body:
        if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found += _docstrings(inner, f"{prefix}.{inner.name}".strip("."))
    return found


def _doctested(
    name: str, line: int, text: str, file: str, space: dict[str, Any], tell: Callable[[Found], None]
) -> None:
    wrong: list[Found] = []

    class Runner(doctest.DocTestRunner):
        def report_failure(self, out: Any, test: Any, example: Any, got: str) -> None:
            said = f"{example.source.strip()} gave {got.strip() or 'nothing'}, not {example.want.strip() or 'nothing'}"
            self._told(example, said)

        def report_unexpected_exception(self, out: Any, test: Any, example: Any, exc_info: Any) -> None:
            self._told(example, f"{example.source.strip()} raised {exc_info[0].__name__}: {exc_info[1]}")

        def _told(self, example: Any, said: str) -> None:
            wrong.append({"name": name, "line": line + example.lineno, "ok": False, "message": said[:WORDS]})

    try:
        examples = doctest.DocTestParser().get_doctest(text, dict(space), name, file, 0)
    except ValueError as error:
        tell({"name": name, "line": line, "ok": False, "message": str(error)[:WORDS]})
        return
    Runner(verbose=False).run(examples, out=lambda _: None, clear_globs=False)
    for each in wrong or [{"name": name, "line": line, "ok": True, "message": ""}]:
        tell({**each, "name": f"Example of {name}"})
