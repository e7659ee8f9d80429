"""Markdown read into a tree and written again."""

import re
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gesso.formats import tree as t
from gesso.formats.markdown_read import read_placed, read_tree
from gesso.formats.markdown_write import write_tree

from .documents import inlines, markdown

quick = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@quick
@given(content=inlines)
def test_words_read_as_they_were_written(content: t.Inlines) -> None:
    """Whatever the letters, no word is lost and none becomes markup."""
    written = write_tree(t.Tree((t.Paragraph(content),)))
    back = read_tree(written.text)
    words = " ".join(t.words_of(leaf) for leaf in t.leaves(back))
    assert words.split() == t.words_of(content).split()
    assert len(back.blocks) <= 1


@quick
@given(text=markdown, at=st.floats(0, 1))
def test_a_mark_comes_back_where_it_was_or_past_markup(text: str, at: float) -> None:
    point = int(at * len(text))
    placed = read_placed(text, [point])
    assert t.map_leaves(placed.tree, t.plain) == read_tree(text)
    if placed.points:
        written = write_tree(placed.tree)
        assert written.text == text
        between = text[min(point, written.places[0]) : max(point, written.places[0])]
        words = re.sub(r"(\[|^)x\]", "", between)  # a box is markup, also half of one
        assert not any(letter.isalpha() for letter in words)


def test_every_part_keeps_its_form() -> None:
    text = (
        "---\ntitle: é\n---\n\n# Head *it*\n\n- [ ] task 😀\n- [x] done\n\n1. a\n   - b\n\n     more\n2. c\n\n"
        "| a | b |\n| --- | :-: |\n| x\\|y | **z** |\n\nNote[^1] `co``de` "
        '<https://x.org> [l](u "t") snake_case\\\nbreak\n\n'
        "> quote\n>\n> more\n\n````md\n```\nfence\n```\n````\n\n<div>raw</div>\n\n---\n\n~~gone~~ ***both***\n\n"
        "[^1]: the 字\n"
    )
    assert write_tree(read_tree(text)).text == write_tree(read_tree(write_tree(read_tree(text)).text)).text
    kept = [line for line in text.split("\n") if line and line not in write_tree(read_tree(text)).text]
    assert kept == []


def test_crlf_reads_as_lf() -> None:
    assert read_tree("# a\r\n\r\nb\r\n") == read_tree("# a\n\nb\n")


SLOW = ["[", "*a **b ", "`a", "> ", "- ", "<a ", "[a](", "![[", "a\n", "|", "\\", "&", "#", "~", "[^1]: ", "- a\n", "a"]


@pytest.mark.parametrize("part", SLOW)
def test_no_text_is_slow_to_read(part: str) -> None:
    """A 200,000-character document of any one thing, in seconds of processor."""
    started = time.process_time()
    read_tree(part * (200_000 // len(part)))
    assert time.process_time() - started < 20
