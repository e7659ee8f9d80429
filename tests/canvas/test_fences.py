"""Python fences of a document, and which cell is which after the text has changed."""

from hypothesis import given
from hypothesis import strategies as st

from gesso.canvas.fences import Fence, place, python_fences


def test_what_is_a_python_fence() -> None:
    text = "é 😀\r\n\n```python\r\na = 1\r\n```\n\n~~~py cell {}\nb\n\n```\n~~~\n\n```\nno\n```\n> ```python\n> no\n"
    text += "\n```Python\n"
    assert python_fences(text) == [Fence(3, "a = 1"), Fence(7, "b\n\n```"), Fence(19, "")]


def test_cells_stay_with_their_code_and_then_with_their_place() -> None:
    cells = [(1, 0, "a"), (2, 1, "b"), (3, 2, "c")]
    assert place(["a", "b", "c"], cells) == [1, 2, 3]
    assert place(["new", "a", "b", "c"], cells) == [None, 1, 2, 3]
    assert place(["a", "changed", "c"], cells) == [1, 2, 3]
    assert place(["c", "a"], cells) == [3, 1]
    assert place(["a", "a"], [(7, 0, "a")]) == [7, None]


@given(st.lists(st.text("ab", max_size=2)), st.lists(st.text("ab", max_size=2)))
def test_no_cell_is_in_two_places(codes: list[str], known: list[str]) -> None:
    placed = [id for id in place(codes, [(n + 1, n, code) for n, code in enumerate(known)]) if id is not None]
    assert len(placed) == len(set(placed))
