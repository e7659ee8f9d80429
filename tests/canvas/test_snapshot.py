"""Snapshots cover every word in numbered blocks, whatever the text, in linear time."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesso.canvas.snapshot import Snapshot, render_numbered, take_snapshot

LINES = [
    "", "", "Some words é 😀 字.", "# Title", "## Sub ##", "- a", "  - b", "* c", "1. one", "2) two", "    deep",
    "> quote", "| a | b |", "|---|---|", "| 1 |", "```python", "```", "~~~", "---", "===", "***",
    ":::", "<div>", "\tx = 1", "a  ",
    "def f():", "class A:", "@dec", "import os", "# note", "}", "function g() {", "const x = 1;", '"""',
    "00:01:02,000 --> 00:02",
    "title: x", "a\r", "\u00a0", "::: warning", "- [ ] task", "-", "1.", "\u200f עברית",
]  # fmt: skip
KINDS = [
    ("document", None), ("document", "text"), ("code", "python"), ("code", "typescript"), ("code", "rust"),
    ("code", None), ("code", "srt"), ("code", "csv"),
]  # fmt: skip


def kinds(snapshot: Snapshot) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in snapshot.blocks]


def check(snapshot: Snapshot) -> None:
    text = snapshot.text
    assert [block.number for block in snapshot.blocks] == list(range(1, len(snapshot.blocks) + 1))
    at = 0
    for block in snapshot.leaves():
        assert at <= block.start < block.end <= len(text)
        assert not text[at : block.start].strip()
        assert block.text == text[block.start : block.end]
        assert not block.text[-1].isspace()
        at = block.end
    assert not text[at:].strip()
    for block in snapshot.blocks:
        parent = snapshot.block(block.parent) if block.parent else None
        assert parent is None or (parent.start <= block.start and block.end <= parent.end and not parent.leaf)


@given(st.lists(st.sampled_from(LINES), max_size=25), st.sampled_from(KINDS))
@settings(max_examples=1500)
def test_every_word_is_in_exactly_one_leaf_block(lines: list[str], kind: tuple[str, str | None]) -> None:
    snapshot = take_snapshot("\n".join(lines), 7, *kind)
    check(snapshot)
    shown = render_numbered(snapshot)
    assert all(f"[{block.number}] " in shown for block in snapshot.blocks)


@given(st.text(max_size=200), st.sampled_from(KINDS))
@settings(max_examples=500)
def test_any_text_at_all(text: str, kind: tuple[str, str | None]) -> None:
    check(take_snapshot(text, 0, *kind))


def test_markdown_blocks() -> None:
    text = (
        "---\ntitle: x\n---\n# Head #\n\nOne\ntwo.\n\nUnder\n-----\n- a\n  more\n\n  still a\n  - nested\n- b\n1. x\n\n"
        "> q\n> q\n\n| a | b |\n|---|---|\n| 1 | 2 |\nAfter.\n\n"
        "```py title\n# no heading\n\n```\n***\n~~~\nopen\n\nend\n"
    )
    snapshot = take_snapshot(text, 1, "document", None)
    check(snapshot)
    assert kinds(snapshot) == [
        ("frontmatter", "---\ntitle: x\n---"), ("heading", "# Head #"), ("paragraph", "One\ntwo."),
        ("heading", "Under\n-----"), ("list", "- a\n  more\n\n  still a\n  - nested\n- b"),
        ("item", "- a\n  more\n\n  still a\n  - nested"), ("item", "- b"), ("list", "1. x"), ("item", "1. x"),
        ("quote", "> q\n> q"), ("table", "| a | b |\n|---|---|\n| 1 | 2 |"), ("paragraph", "After."),
        ("fence", "```py title\n# no heading\n\n```"), ("rule", "***"), ("fence", "~~~\nopen\n\nend"),
    ]  # fmt: skip
    assert [block.title for block in snapshot.blocks if block.kind == "heading"] == ["Head", "Under"]


def test_python_blocks() -> None:
    text = '"""Doc\ndef no():\n"""\nimport os\nimport re\n\nX = 1\n# about f\n@dec\ndef f(\n    a,\n):\n    return 1\n'
    text += "\n\nclass C:\n    x = 2\n"
    snapshot = take_snapshot(text, 1, "code", "python")
    check(snapshot)
    assert [(block.kind, block.title) for block in snapshot.blocks] == [
        ("code", ""), ("imports", ""), ("code", ""), ("definition", "f"), ("definition", "C"),
    ]  # fmt: skip


def test_typescript_blocks_and_long_definitions_in_parts() -> None:
    body = "\n".join(f"  x{n}();" + ("\n" if n % 10 == 0 else "") for n in range(200))
    text = f"import a from 'a';\n\nexport async function big() {{\n{body}\n}}\n\nconst y = 1;\n"
    snapshot = take_snapshot(text, 1, "code", "typescript")
    check(snapshot)
    assert [block.title for block in snapshot.blocks if block.kind == "definition"] == ["big", "y"]
    assert len([block for block in snapshot.blocks if block.kind == "part"]) >= 4


def test_subtitles_are_cues_and_data_is_groups_of_lines() -> None:
    cues = "1\n00:00:01,000 --> 00:00:02,000\nHi\n\n2\n00:00:03,000 --> 00:00:04,000\nYou\n"
    assert [block.kind for block in take_snapshot(cues, 1, "document", "text").blocks] == ["cue", "cue"]
    assert len(take_snapshot("a,b\n" * 50, 1, "code", "csv").blocks) == 3


def test_what_a_model_is_shown() -> None:
    snapshot = take_snapshot("# T\n\nOne 😀.\n\n- a\n- b\n", 1, "document", None)
    assert render_numbered(snapshot, (5, 8)) == (
        "[1] # T\n[2] One 😀.\n[3] (list: 2 items)\n[4] - a\n[5] - b\n\nSelected in block 2:\nOne"
    )
    assert render_numbered(take_snapshot(" \n", 1, "document", None)) == "(the canvas is empty)"


def test_a_long_text_is_shortened_and_says_so() -> None:
    text = "\n\n".join(f"Paragraph {n} " + "words " * 100 for n in range(1, 101))
    snapshot = take_snapshot(text, 1, "document", None)
    block = snapshot.blocks[49]
    shown = render_numbered(snapshot, (block.start, block.start + 12), max_chars=6_000)
    assert len(shown) <= 6_200
    assert block.text in shown
    assert "not shown)" in shown
    assert shown.endswith("Selected in block 50:\nParagraph 50")
    assert render_numbered(snapshot, max_chars=10**6) == render_numbered(snapshot)


HUGE = {
    "one line": "x" * 200_000,
    "one line of words": "wörd 😀 " * 30_000,
    "hashes": "#" + " " * 200_000 + "x",
    "stars": "* " * 100_000 + "x",
    "dashes": "-" * 200_000 + "x",
    "pipes": "|" * 100_000 + "\n" + "|-" * 100_000,
    "nested tables": "| a | b |\n|---|---|\n" * 20_000,
    "colons": ":::\n" * 50_000,
    "fences": "```\n" * 50_001,
    "quotes": ">" * 100_000 + "\n" + "> " * 50_000,
    "items": "- \n" * 60_000,
    "deep": "\n".join(" " * n + "- x" for n in range(600)),
    "blank lines in a list": "- a\n" + "\n" * 100_000 + "x",
    "blank lines between items": ("- a\n" + "\n" * 50) * 2_000,
    "triple quotes": '"""' * 60_000,
    "tags": "<a " * 60_000,
    "markers": "- " * 100_000,
    "delimiter": "a|b\n" + ":-" * 50_000 + "|",
    "brackets": "[" * 200_000,
    "backticks": "`" * 200_000,
    "public": "public " * 50_000,
}


@pytest.mark.parametrize("name", list(HUGE))
@pytest.mark.parametrize("kind", [("document", None), ("code", "python"), ("code", None)], ids=str)
def test_huge_and_hostile_texts_take_linear_time(name: str, kind: tuple[str, str | None]) -> None:
    start = time.process_time()
    snapshot = take_snapshot(HUGE[name], 1, *kind)
    assert time.process_time() - start < 3
    check(snapshot)
    render_numbered(snapshot, max_chars=4_000)
    assert time.process_time() - start < 6
