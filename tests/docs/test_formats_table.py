"""The table of `docs/formats.md` says what the lists of losses say."""

import re
from pathlib import Path

import pytest

from gesso.formats.document import Attachment, Document, Note, Proposal, Reply
from gesso.formats.front import Format, losses
from tests.formats.test_docx import PNG

PAGE = (Path(__file__).parents[2] / "docs" / "formats.md").read_text()
BASIC = "# Head\n\n- a\n  1. b\n- [ ] c\n\n| x | y |\n| --- | --: |\n| 1 | 2 |\n\n> q\n\n```python\nx = 1\n```\n"
WIDGET = '```widget\n{"kind": "text", "label": "a", "body": "b"}\n```\n'
PARTS = {
    "headings, lists, tasks, tables, quotes, code": Document("t", BASIC),
    "links and footnotes": Document("t", "[a](https://x.org)[^1]\n\n[^1]: é\n"),
    "pictures of the document": Document("t", "![c](c.png)\n", attachments=(Attachment("c.png", "image/png", PNG),)),
    "comments with replies": Document("t", "word\n", comments=(Note(0, 4, "A", "b", "", (Reply("B", "c"),)),)),
    "open suggestions": Document("t", "word\n", suggestions=(Proposal(0, 4, "words"),)),
    "front matter": Document("t", "---\na: 1\n---\n\nword\n"),
    "HTML in the text": Document("t", "a <b>b</b>\n\n<div>c</div>\n"),
    "line ends inside paragraphs": Document("t", "a\nb\n"),
    "emoji": Document("t", "a 😀\n"),
    "Chinese, Japanese and Korean": Document("t", "字 かな 한\n"),
    "links that could run something": Document("t", "[a](javascript:b)\n"),
    "widgets, whose words are written": Document("t", WIDGET),
}
ROWS = [[cell.strip() for cell in line.strip("| ").split("|")] for line in re.findall(r"^\| .*$", PAGE, re.MULTILINE)]


def test_every_part_has_a_row() -> None:
    assert [row[0] for row in ROWS[2:]] == list(PARTS)


@pytest.mark.parametrize("row", ROWS[2:], ids=[row[0] for row in ROWS[2:]])
def test_the_table_says_what_is_listed(row: list[str]) -> None:
    formats: list[Format] = ROWS[0][1:]  # type: ignore[assignment]
    assert row[1:] == ["listed" if losses(format, PARTS[row[0]]) else "kept" for format in formats]
