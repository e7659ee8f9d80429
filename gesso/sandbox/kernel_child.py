"""What runs code inside the sandbox: JSON lines in, JSON lines out, standard library only, nothing of gesso imported.

What one run defines, the next one has. Its other parts come as text in the argument: `{"showing", "tests"}`. Lines in:
`{"do": "run", "code", "name", "tests", "memory"}` (`name` stands in traces; with `tests`, those in the code are run
after it), `{"do": "look", "name", "first", "count"}` for rows of a variable, `{"do": "interrupt"}`. Lines out:
`{"ready": true}`, then of a run `{"out": text}`, `{"err": text}`, `{"value": text}`, `{"png": base64, "alt"}`,
`{"table": …}`, `{"test": …}`, `{"error": {"name", "message", "line", "trace"}}`, `{"variables": […]}`, and at its end
`{"done": seconds}`. When the input ends, so does this.
"""

import ast
import builtins
import contextlib
import difflib
import io
import json
import linecache
import os
import queue
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType, TracebackType
from typing import Any

TRACE = 8_000
PLOTS = "gesso_plots"  # matplotlib's backend here


class Out(io.TextIOBase):
    """What `print` writes to."""

    def __init__(self, kernel: "Kernel", name: str) -> None:
        self._kernel, self._name = kernel, name

    def write(self, text: str) -> int:
        if text:
            self._kernel.say({self._name: text})
        return len(text)

    def writable(self) -> bool:
        return True


class Kernel:
    def __init__(self, source: int, out: int, parts: dict[str, str]) -> None:
        self._source, self._out = source, out
        self._showing, self._tests = _part("showing", parts), _part("tests", parts)
        self._todo: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._main = threading.get_ident()
        self._busy = False
        self._lock = threading.Lock()
        self._space: dict[str, Any] = {"__name__": "__main__", "__builtins__": builtins}

    def say(self, message: dict[str, Any]) -> None:
        line = json.dumps(message, ensure_ascii=True).encode() + b"\n"
        with self._lock:
            while line:
                line = line[os.write(self._out, line) :]

    def serve(self) -> None:
        sys.stdout, sys.stderr = Out(self, "out"), Out(self, "err")
        builtins.input = _nobody
        builtins.display = self._display  # type: ignore[attr-defined]
        sys.meta_path.append(Plots(self._figures))
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's `&` had it ignored
        threading.Thread(target=self._listen, daemon=True).start()
        self.say({"ready": True})
        while True:
            try:
                asked = self._todo.get()
                self._run(asked)
            except KeyboardInterrupt:
                continue  # it came when nothing ran any more

    def _listen(self) -> None:
        with os.fdopen(self._source, "rb") as source:
            for line in source:
                asked = json.loads(line)
                if asked["do"] != "interrupt":
                    self._todo.put(asked)
                elif self._busy:
                    signal.pthread_kill(self._main, signal.SIGINT)
        os._exit(0)

    def _run(self, asked: dict[str, Any]) -> None:
        began = time.monotonic()
        try:
            self._busy = True
            if asked["do"] == "look":
                self._look(asked)
            else:
                self._execute(asked["code"], asked["name"], asked["tests"])
        except SystemExit:
            pass
        except BaseException as error:  # noqa: BLE001  (whatever the code raises is told)
            self._busy = False
            self.say({"error": _told(error, asked["name"], asked.get("memory", ""))})
        finally:
            self._busy = False
            if asked["do"] == "run":
                with contextlib.suppress(Exception):  # what the code defined may be anything
                    self.say({"variables": self._showing.variables(self._space)})
            self.say({"done": time.monotonic() - began})

    def _execute(self, code: str, name: str, tests: bool) -> None:
        linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
        tree = ast.parse(code, name)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        silent = code.rstrip().endswith(";")
        try:
            exec(compile(tree, name, "exec"), self._space)
            if isinstance(last, ast.Expr):
                value = eval(_expression(last, name), self._space)
                if value is not None and not silent:
                    self._space["_"] = value
                    self._display(value)
        finally:
            self._figures()
        if tests:
            self._tests.tests_of(code, name, self._space, lambda found: self.say({"test": found}))

    def _display(self, *values: object) -> None:
        """What the code can call as `display`."""
        for value in values:
            if (message := self._showing.shown(value)) is not None:
                self.say(message)

    def _figures(self) -> None:
        for message in self._showing.figures():
            self.say(message)

    def _look(self, asked: dict[str, Any]) -> None:
        value = self._space[asked["name"]]
        table = self._showing.table_of(value, asked["first"], asked["count"])
        self.say({"table": table} if table is not None else self._showing.shown(value) or {"value": repr(value)})


class Plots:
    """Makes the module that matplotlib draws with when it asks for it: pictures, sent at `show` or as the run ends."""

    def __init__(self, show: Callable[[], None]) -> None:
        self._show = show

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        return ModuleSpec(PLOTS, self) if name == PLOTS else None  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: Any) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        module.FigureCanvas = FigureCanvasAgg
        module.show = lambda *_, **__: self._show()


def _part(name: str, parts: dict[str, str]) -> Any:
    made = ModuleType(name)
    exec(compile(parts[name], name, "exec"), made.__dict__)
    return made


def _expression(last: ast.Expr, name: str) -> CodeType:
    return compile(ast.Expression(last.value), name, "eval")


def _nobody(prompt: object = "") -> str:
    raise RuntimeError("input() cannot be used here: nobody can type while code runs. Write the value into the code.")


def _told(error: BaseException, name: str, memory: str) -> dict[str, Any]:
    """The error for people: its line in the code, and the trace without what is not theirs."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename != name:
        trace = trace.tb_next
    line = error.lineno if isinstance(error, SyntaxError) and error.filename == name else _deepest(trace, name)
    meant = _meant(error)
    message = str(error) + meant
    if isinstance(error, MemoryError):
        message = f"The code needed more than the {memory} of memory that it may use. Work on smaller pieces at a time."
    elif isinstance(error, KeyboardInterrupt):
        message = "Stopped."
    written = "".join(traceback.format_exception(type(error), error, trace)).rstrip("\n") + f"{meant}\n"
    return {"name": type(error).__name__, "message": message[:2_000], "line": line, "trace": written[-TRACE:]}


def _meant(error: BaseException) -> str:
    """What Python says only in some versions: the attribute that was likely meant."""
    if not isinstance(error, AttributeError) or not isinstance(error.name, str) or "Did you mean" in str(error):
        return ""
    near = difflib.get_close_matches(error.name, dir(error.obj), 1, 0.7)
    return f". Did you mean: '{near[0]}'?" if near else ""


def _deepest(trace: TracebackType | None, name: str) -> int | None:
    line = None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == name:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def main() -> None:
    """Lines go over descriptors of their own, so that code that writes to 0, 1 or 2 does not write among them."""
    source, out = os.dup(0), os.dup(1)
    nothing = os.open("/dev/null", os.O_RDWR)
    for place in (0, 1, 2):
        os.dup2(nothing, place)
    Kernel(source, out, json.loads(sys.argv[1])).serve()


if __name__ == "__main__":
    main()
