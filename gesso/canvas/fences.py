"""The fences of a document that can be run, and which of earlier results belong to which of them now."""

from collections.abc import Sequence
from dataclasses import dataclass

from gesso.canvas.outline import cut_markdown

PYTHON = ("python", "py", "python3")
SCRIPT = ("javascript", "js", "mjs", "jsx", "typescript", "ts", "tsx", "html", "htm")


@dataclass(frozen=True, slots=True)
class Fence:
    """`line` is that of its opening mark, from 1: line n of the code is line `line` + n of the document."""

    line: int
    code: str


def python_fences(text: str) -> list[Fence]:
    return fences_in(text, PYTHON)


def fences_in(text: str, languages: Sequence[str]) -> list[Fence]:
    """Those in these languages, in order. Fences inside lists and quotes are not among them."""
    found = []
    at, line = 0, 1
    for part in cut_markdown(text):
        if part.kind != "fence" or part.title.split(" ")[0].lower() not in languages:
            continue
        line += text.count("\n", at, part.start)
        at = part.start
        opening, *rows = text[part.start : part.end].split("\n")
        marks = opening.strip()[:1]
        if rows and rows[-1].strip() and set(rows[-1].strip()) == {marks}:
            rows.pop()
        found.append(Fence(line, "\n".join(row.removesuffix("\r") for row in rows)))
    return found


def place(codes: Sequence[str], cells: Sequence[tuple[int, int, str]]) -> list[int | None]:
    """For each code the id of the cell that it was; None for one that is new.

    A cell is its id, the number that it had among the fences, and its code. Equal code is found wherever it went; what
    is left belongs to what stands in the same place.
    """
    left = list(cells)
    placed: list[int | None] = []
    for code in codes:
        same = next((cell for cell in left if cell[2] == code), None)
        placed.append(None if same is None else same[0])
        if same is not None:
            left.remove(same)
    for number, known in enumerate(placed):
        if known is None:
            placed[number] = next((cell[0] for cell in left if cell[1] == number), None)
    return placed
