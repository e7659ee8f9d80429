"""Faults of a Python text that its tree shows for certain: unused imports, comparisons with None, shared defaults."""

import ast
from dataclasses import dataclass

from gesso.lenses.lens import Edit


@dataclass(frozen=True, slots=True)
class Problem:
    """Code points of the text; `edits` mend it, which `remedy` says. `bad`: it keeps the program from running."""

    start: int
    end: int
    code: str
    message: str
    bad: bool = False
    edits: tuple[Edit, ...] = ()
    remedy: str = ""


def problems_by_rules(text: str) -> list[Problem]:
    """In the order of the text, which has to compile."""
    tree = ast.parse(text)
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)

    def point(row: int, column: int) -> int:
        return starts[row - 1] + len(lines[row - 1].encode()[:column].decode(errors="ignore"))

    def span(node: ast.stmt | ast.expr | ast.excepthandler) -> tuple[int, int]:
        return point(node.lineno, node.col_offset), point(node.end_lineno or node.lineno, node.end_col_offset or 0)

    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    shown = {e.value for node in ast.walk(tree) if isinstance(node, ast.List | ast.Tuple) for e in node.elts
             if isinstance(e, ast.Constant)}  # fmt: skip
    found: list[Problem] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom) and getattr(node, "module", "") != "__future__":
            names = [(alias.asname or alias.name).partition(".")[0] for alias in node.names]
            lost = [name for name in names if name not in used and name not in shown and name != "*"]
            start, end = span(node)
            if lost and len(lost) == len(names):
                whole = Edit(start, min(end + 1, len(text)), "")
                told = f"{', '.join(f'`{each}`' for each in lost)} imported but unused"
                found.append(Problem(start, end, "unused-import", told, edits=(whole,), remedy="Remove the import"))
            elif lost:
                found.append(Problem(start, end, "unused-import", f"`{', '.join(lost)}` imported but unused"))
        elif isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq | ast.NotEq):
            right = node.comparators[0]
            if isinstance(right, ast.Constant) and right.value is None:
                start, end = span(node.left)[1], span(right)[1]
                better = " is None" if isinstance(node.ops[0], ast.Eq) else " is not None"
                found.append(
                    Problem(*span(node), "none-comparison", "None is compared by `is`",
                            edits=(Edit(start, end, better),), remedy=f"Write `{better.strip()}`")
                )  # fmt: skip
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            for default in [*node.args.defaults, *(each for each in node.args.kw_defaults if each is not None)]:
                if isinstance(default, ast.List | ast.Dict | ast.Set):
                    found.append(Problem(*span(default), "shared-default", "This default is shared between all calls"))
        elif isinstance(node, ast.ExceptHandler) and node.type is None:
            start = span(node)[0]
            edit = Edit(start, start + len("except"), "except Exception")
            found.append(
                Problem(start, start + len("except"), "bare-except", "This catches even what ends the program",
                        edits=(edit,), remedy="Write `except Exception`")
            )  # fmt: skip
    return sorted(found, key=lambda each: each.start)
