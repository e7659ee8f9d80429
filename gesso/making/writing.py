"""A made tool as one Python file: the function, and the person's examples as its tests."""

import re
from collections.abc import Sequence

from gesso.making.learning import Example


def render_function(about: str, lines: Sequence[str]) -> str:
    """`run(text)` with that body, and the modules it needs."""
    body = "\n".join(f"    {line}" if line else "" for line in lines)
    used = [name for name in ("calendar", "re", "unicodedata") if re.search(rf"\b{name}\.", body)]
    said = " ".join(about.split()).replace("\\", "\\\\").replace('"', "'")
    head = "".join(f"import {name}\n" for name in used) + ("\n\n" if used else "")
    return f'{head}def run(text: str) -> str:\n    """{said}"""\n{body}\n'


def render_tests(examples: Sequence[Example]) -> str:
    """One test for each example; pytest runs them, too."""
    return "\n\n".join(
        f"def test_example_{number}() -> None:\n    assert run({each.given!r}) == {each.wanted!r}\n"
        for number, each in enumerate(examples, 1)
    )


def render_file(code: str, examples: Sequence[Example]) -> str:
    return f"{code.rstrip()}\n\n\n{render_tests(examples)}"
