"""What runs code inside the sandbox: JSON lines in, JSON lines out, standard library only, nothing of gesso imported.

What one run defines, the next one has. The value of a last expression is shown, pictures as PNG. Lines in:
`{"do": "run", "code", "memory"}`, `{"do": "interrupt"}`. Lines out: `{"ready": true}`, then of a run `{"out": text}`,
`{"err": text}`, `{"value": text}`, `{"png": base64}`, `{"error": {"name", "message", "line", "trace"}}`, and at its
end `{"done": seconds}`. When the input ends, so does this.
"""

import ast
import base64
import builtins
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
from types import CodeType, TracebackType
from typing import Any

NAME = "your code"
SHOWN = 20_000  # characters of one value
TRACE = 8_000


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
    def __init__(self, source: int, out: int) -> None:
        self._source, self._out = source, out
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
        threading.Thread(target=self._listen, daemon=True).start()
        self.say({"ready": True})
        while True:
            try:
                asked = self._todo.get()
                self._run(asked["code"], asked["memory"])
            except KeyboardInterrupt:
                continue  # it came when nothing ran any more

    def _listen(self) -> None:
        with os.fdopen(self._source, "rb") as source:
            for line in source:
                asked = json.loads(line)
                if asked["do"] == "run":
                    self._todo.put(asked)
                elif self._busy:
                    signal.pthread_kill(self._main, signal.SIGINT)
        os._exit(0)

    def _run(self, code: str, memory: str) -> None:
        began = time.monotonic()
        linecache.cache[NAME] = (len(code), None, code.splitlines(keepends=True), NAME)
        try:
            self._busy = True
            self._execute(code)
        except SystemExit:
            pass
        except BaseException as error:  # noqa: BLE001  (whatever the code raises is told)
            self._busy = False
            self.say({"error": _told(error, memory)})
        finally:
            self._busy = False
            self.say({"done": time.monotonic() - began})

    def _execute(self, code: str) -> None:
        tree = ast.parse(code, NAME)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, NAME, "exec"), self._space)
        if isinstance(last, ast.Expr):
            value = eval(_expression(last), self._space)
            if value is not None:
                self._space["_"] = value
                self._show(value)
        self._figures()

    def _show(self, value: object) -> None:
        draw = getattr(value, "_repr_png_", None)
        if callable(draw) and isinstance(drawn := draw(), bytes):
            self.say({"png": base64.b64encode(drawn).decode()})
            return
        text = repr(value)
        self.say({"value": text if len(text) <= SHOWN else text[:SHOWN] + " …"})

    def _figures(self) -> None:
        """Show what matplotlib drew, if the code used it."""
        plots = sys.modules.get("matplotlib.pyplot")
        for number in plots.get_fignums() if plots else ():
            drawn = io.BytesIO()
            plots.figure(number).savefig(drawn, format="png", bbox_inches="tight")  # type: ignore[union-attr]
            self.say({"png": base64.b64encode(drawn.getvalue()).decode()})
        if plots:
            plots.close("all")


def _expression(last: ast.Expr) -> CodeType:
    return compile(ast.Expression(last.value), NAME, "eval")


def _nobody(prompt: object = "") -> str:
    raise RuntimeError("input() cannot be used here: nobody can type while code runs. Write the value into the code.")


def _told(error: BaseException, memory: str) -> dict[str, Any]:
    """The error for people: its line in the code, and the trace without what is not theirs."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename != NAME:
        trace = trace.tb_next
    line = error.lineno if isinstance(error, SyntaxError) and error.filename == NAME else _deepest(trace)
    message = str(error)
    if isinstance(error, MemoryError):
        message = f"The code needed more than the {memory} of memory that it may use. Work on smaller pieces at a time."
    elif isinstance(error, KeyboardInterrupt):
        message = "Stopped."
    written = "".join(traceback.format_exception(type(error), error, trace))
    return {"name": type(error).__name__, "message": message[:2_000], "line": line, "trace": written[-TRACE:]}


def _deepest(trace: TracebackType | None) -> int | None:
    line = None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == NAME:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def main() -> None:
    """Lines go over descriptors of their own, so that code that writes to 0, 1 or 2 does not write among them."""
    source, out = os.dup(0), os.dup(1)
    nothing = os.open("/dev/null", os.O_RDWR)
    for place in (0, 1, 2):
        os.dup2(nothing, place)
    Kernel(source, out).serve()


if __name__ == "__main__":
    main()
