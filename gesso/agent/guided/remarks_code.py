"""Checks of a program: Python by its syntax tree, other languages by patterns. Runs nothing. Pure."""

import ast
import itertools
import re
from collections.abc import Iterator

from gesso.agent.guided.remarks import Finding
from gesso.base.late import late

LONG_LINES = 50
_SECRET = late(
    r"^[ \t]*(?:export |const |let |var |final |static )*(?P<name>\w*(?:password|passwd|secret|api_?key|token)\w*)\s*"
    r"(?::\s*\w+\s*)?=\s*(?P<value>[\"'`][^\"'`\n]{6,}[\"'`])",
    re.IGNORECASE | re.MULTILINE,
)
_SQL = late(r"\b(?:SELECT\b.+\bFROM|INSERT\s+INTO|UPDATE\b.+\bSET|DELETE\s+FROM)\b", re.IGNORECASE | re.DOTALL)
_TODO = late(r"(?:#|//|/\*)\s*(?P<what>(?:TODO|FIXME|XXX)\b[^\n*]*)")
_PAST_END = late(r"\b(?P<index>\w+)\s*<=\s*(?P<list>\w+(?:\.\w+)*)\.(?:length|size\(\)|Length|Count)\b")
_LOOSE = late(r"(?<![=!<>])(?P<op>[=!]=)(?!=)\s*(?!null\b)")
_ASYNC_JS = late(r"\basync\s+function\s+(?P<name>\w+)|\b(?:const|let)\s+(?P<name2>\w+)\s*=\s*async\b")
_JS = ("javascript", "typescript", "jsx", "tsx", "js", "ts")
_NAMES = """
    list dict set str int float tuple id type input max min sum all any len map filter next object bytes range iter hash
    print open sorted
"""
_SHADOWED = frozenset(_NAMES.split())


def find_in_code(text: str, language: str | None) -> list[Finding]:
    """What is wrong, risky or untidy in a program, in no order."""
    found: list[Finding] = [*_secrets(text), *_todos(text)]
    if language == "python":
        return found + _python(text)
    if language in _JS:
        found += [*_past_end(text), *_unawaited(text), *_loose(text), *_sql_templates(text)]
    return found


def _secrets(text: str) -> Iterator[Finding]:
    for match in _SECRET.finditer(text):
        body = (
            f"`{match['name']}` holds a secret in the source, where everybody who has the code reads it. "
            "Take it from the environment."
        )
        yield Finding(match.start("name"), match.end("value"), "risk", "major", body)


def _todos(text: str) -> Iterator[Finding]:
    for match in _TODO.finditer(text):
        body = f"“{match['what'].strip()[:60]}” is still open. Do it, or write down where it is tracked."
        yield Finding(match.start("what"), match.end("what"), "style", "nit", body)


def _past_end(text: str) -> Iterator[Finding]:
    for match in _PAST_END.finditer(text):
        new = match.group(0).replace("<=", "<", 1)
        body = (
            f"`{match.group(0)}` goes one past the end of `{match['list']}`; the last index is its length "
            "less one. Use `<`."
        )
        yield Finding(match.start(), match.end(), "bug", "major", body, new)


def _unawaited(text: str) -> Iterator[Finding]:
    names = {m["name"] or m["name2"] for m in _ASYNC_JS.finditer(text)}
    for name in names:
        for match in re.finditer(rf"(?<![\w.]){name}\([^()\n]{{0,200}}\)", text):
            line_start = text.rfind("\n", 0, match.start()) + 1
            ahead, behind = text[line_start : match.start()], text[match.end() : match.end() + 20]
            if not ahead:
                continue  # at the top level of a script
            handled = re.search(r"\b(?:await|return|function|void|async|all\(\[?)\b[^;]*$", ahead)
            if handled or re.match(r"\s*(?:\.then|\.catch|\{)", behind):
                continue
            body = f"`{name}` is async, so this gives a promise and not its result. Write `await` in front of it."
            yield Finding(match.start(), match.end(), "bug", "major", body, f"await {match.group(0)}")


def _loose(text: str) -> Iterator[Finding]:
    for match in _LOOSE.finditer(text):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if line.count('"') % 2 or line.count("'") % 2 or "//" in line:
            continue
        body = f"`{match['op']}` converts types before it compares. Use `{match['op']}=`."
        yield Finding(match.start("op"), match.end("op"), "style", "minor", body, f"{match['op']}=")


def _sql_templates(text: str) -> Iterator[Finding]:
    for match in re.finditer(r"`[^`]*\$\{[^`]*`", text):
        if _SQL.search(match.group(0)):
            yield Finding(match.start(), match.end(), "risk", "major", _SQL_BODY)


_SQL_BODY = (
    "The values are put into the SQL text itself, so a value can change the query. Use placeholders, "
    "and hand the values over beside it."
)


class _Places:
    """Offsets in code points of what `ast` gives as lines and UTF-8 bytes."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def at(self, line: int, byte: int) -> int:
        row = self._lines[line - 1]
        return self._starts[line - 1] + len(row.encode()[:byte].decode(errors="ignore"))

    def of(self, node: ast.expr | ast.stmt | ast.arg) -> tuple[int, int]:
        return self.at(node.lineno, node.col_offset), self.at(node.end_lineno or node.lineno, node.end_col_offset or 0)

    def first_line(self, line: int) -> tuple[int, int]:
        row = self._lines[line - 1]
        start = self._starts[line - 1]
        return start + len(row) - len(row.lstrip()), start + len(row.rstrip())


def _python(text: str) -> list[Finding]:
    if "\r" in text or "\f" in text:
        text = re.sub(r"\r(?=\n)|\f", " ", text).replace("\r", "\n")  # same length, so offsets stay
    places = _Places(text)
    try:
        tree = ast.parse(text)
    except (ValueError, RecursionError, MemoryError):
        return []
    except SyntaxError as error:
        line = min(max(error.lineno or 1, 1), text.count("\n") + 1)
        start, end = places.first_line(line)
        return [Finding(start, end, "bug", "major", f"Python cannot read this line: {error.msg}. Correct it first.")]
    found: list[Finding] = [*_unused_imports(tree, places, text)]
    for node in ast.walk(tree):
        match node:
            case ast.ExceptHandler(type=None):
                start, end = places.first_line(node.lineno)
                swallows = all(isinstance(s, ast.Pass) for s in node.body)
                what = "and hides it" if swallows else "Ctrl-C and misspelt names too"
                body = (
                    f"A bare `except:` catches every error, {what}. Name the error you expect, such as "
                    "`except OSError:`."
                )
                found.append(
                    Finding(start, min(end, start + text[start:end].find(":") + 1 or end), "bug", "major", body)
                )
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                found += _function(node, places)
            case ast.Compare():
                found += _compare(node, places, text)
            case ast.Call():
                found += _call(node, places)
            case ast.JoinedStr() | ast.BinOp(op=ast.Mod() | ast.Add()):
                found += _sql(node, places)
            case ast.Assign(targets=[ast.Name(id=name)]) if name in _SHADOWED:
                body = f"`{name}` hides the built-in of that name from here on. Call it something else."
                found.append(Finding(places.of(node)[0], places.of(node)[1], "style", "minor", body))
            case _:
                pass
        found += _unreachable(node, places)
    return found


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef, places: _Places) -> Iterator[Finding]:
    args = node.args
    pairs = [*zip(args.args[len(args.args) - len(args.defaults) :], args.defaults, strict=True)]
    pairs += [(arg, default) for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True) if default]
    for arg, default in pairs:
        if isinstance(default, ast.List | ast.Dict | ast.Set):
            body = (
                f"The default of `{arg.arg}` is made once and shared by all calls of `{node.name}`. "
                "Use `None`, and make a new one inside."
            )
            yield Finding(places.of(arg)[0], places.of(default)[1], "bug", "major", body)
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    start, end = places.first_line(node.lineno)
    if lines > LONG_LINES:
        body = f"`{node.name}` has {lines} lines. Take a part of it with a purpose of its own out into a function."
        yield Finding(start, end, "style", "minor", body)
    elif ast.get_docstring(node) is None and not node.name.startswith("_") and node.name != "main":
        body = f"`{node.name}` does not say what it gives back. Add one sentence as its docstring."
        yield Finding(start, end, "style", "nit", body)
    yield from _divisions(node, places)


def _divisions(node: ast.FunctionDef | ast.AsyncFunctionDef, places: _Places) -> Iterator[Finding]:
    tested = {
        name.id
        for test in ast.walk(node)
        if isinstance(test, ast.If | ast.IfExp | ast.While | ast.Assert)
        for name in ast.walk(test.test)
        if isinstance(name, ast.Name)
    }
    for inner in ast.walk(node):
        match inner:
            case ast.BinOp(op=ast.Div(), right=ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)]) as right):
                if name not in tested:
                    body = (
                        f"`{node.name}` divides by zero when `{name}` is empty. Decide what it gives "
                        "then, and test for it first."
                    )
                    start, end = places.of(right)
                    yield Finding(start, end, "bug", "major", body)
            case _:
                pass


def _compare(node: ast.Compare, places: _Places, text: str) -> Iterator[Finding]:
    if len(node.ops) != 1 or not isinstance(node.ops[0], ast.Eq | ast.NotEq):
        return
    right = node.comparators[0]
    if (
        not isinstance(right, ast.Constant)
        or right.value not in (None, True, False)
        or (isinstance(right.value, int) and not isinstance(right.value, bool))
    ):
        return
    start, end = places.of(node)
    left_end = places.of(node.left)[1]
    word = "is" if isinstance(node.ops[0], ast.Eq) else "is not"
    if right.value is None:
        new = f"{text[start:left_end]} {word} None"
        body = f"`{text[start:end]}` asks the object whether it likes to be equal to None. Use `{word} None`."
    else:
        yes = right.value == isinstance(node.ops[0], ast.Eq)
        new = text[start:left_end] if yes else f"not {text[start:left_end]}"
        body = f"`{text[start:end]}` compares with `{right.value}`, which `{new}` says already."
    yield Finding(start, end, "style", "minor", body, new)


def _call(node: ast.Call, places: _Places) -> Iterator[Finding]:
    start, end = places.of(node)
    match node:
        case ast.Call(func=ast.Name(id="eval" | "exec" as name)):
            body = f"`{name}` runs whatever the text says. Use `json.loads` or `ast.literal_eval` for data."
            yield Finding(start, end, "risk", "major", body)
        case ast.Call(
            func=ast.Name(id="range"), args=[*_, ast.BinOp(left=ast.Call(func=ast.Name(id="len")), op=ast.Add())]
        ):
            body = (
                "`range(len(…) + …)` goes past the end; the last index is the length less one. Leave the addition out."
            )
            yield Finding(start, end, "bug", "major", body)
        case ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name(id="open")))):
            body = "The file opened here is never closed. Use `with open(…) as file:`."
            yield Finding(start, end, "risk", "minor", body)
        case ast.Call(keywords=[*keywords]) if any(
            k.arg == "shell" and isinstance(k.value, ast.Constant) and k.value.value is True for k in keywords
        ):
            body = "`shell=True` lets a value become a command. Pass the program and its arguments as a list."
            yield Finding(start, end, "risk", "major", body)
        case _:
            pass


def _sql(node: ast.JoinedStr | ast.BinOp, places: _Places) -> Iterator[Finding]:
    if isinstance(node, ast.JoinedStr):
        parts = [part.value for part in node.values if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        filled = any(isinstance(part, ast.FormattedValue) for part in node.values)
    else:
        left = node.left
        parts = [left.value] if isinstance(left, ast.Constant) and isinstance(left.value, str) else []
        filled = not isinstance(node.right, ast.Constant)
    if filled and _SQL.search(" ".join(parts)):
        yield Finding(*places.of(node), "risk", "major", _SQL_BODY)


def _unreachable(node: ast.AST, places: _Places) -> Iterator[Finding]:
    for name in ("body", "orelse", "finalbody"):
        statements = getattr(node, name, None)
        if not isinstance(statements, list):
            continue
        for earlier, later in itertools.pairwise(statements):
            if isinstance(earlier, ast.Return | ast.Raise | ast.Continue | ast.Break):
                start, end = places.first_line(later.lineno)
                body = (
                    f"Never runs: the line before leaves with `{type(earlier).__name__.lower()}`. Move it "
                    "up, or take it out."
                )
                yield Finding(start, end, "bug", "major", body)
                break


def _unused_imports(tree: ast.Module, places: _Places, text: str) -> Iterator[Finding]:
    used = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    exported = re.search(r"^__all__\b", text, re.MULTILINE)
    for node in tree.body:
        if not isinstance(node, ast.Import | ast.ImportFrom) or exported:
            continue
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            continue
        names = [(alias.asname or alias.name).split(".")[0] for alias in node.names]
        idle = [name for name in names if name not in used and name != "*"]
        if idle:
            named = ", ".join(f"`{name}`" for name in idle)
            body = f"{named} {'is' if len(idle) == 1 else 'are'} imported and never used. Take it out."
            yield Finding(*places.of(node), "style", "minor", body)
