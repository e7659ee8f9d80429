"""Slides: which words stand where, nothing lost, and files that open again."""

import re
from collections import Counter

import pytest
from hypothesis import given, settings

from gesso.formats import tree as t
from gesso.formats.document import Attachment, Document, Note
from gesso.formats.front import losses, write_as
from gesso.formats.markdown_read import read_tree
from gesso.formats.pptx_write import plain_lines
from gesso.formats.slides import LINES, Deck, Line, Slide, deck_of, weight
from gesso.reading.office import read_pptx
from tests.formats.documents import markdown
from tests.formats.test_docx import PNG

LONG = "Otters came back in **2019** after forty years. " + "Nobody had expected it, since the water was cold 字. " * 5
REPORT = (
    "# The otters 😀\n\nA report for the council\n\n## Why\n\n"
    + LONG
    + "\n\n- Fish rose\n  - by boat\n- [x] Signs[^1]\n\n"
    "## Figures\n\n| Year | Families |\n| --- | ---: |\n| 2019 | 2 |\n\n![The lake](lake.png)\n\n### Code\n\n"
    "```python\nx = 1\n```\n\n## Next\n\n### Then\n\n1. Mend\n2. Ask <b>now</b>\n\n---\n\nThanks\n\n"
    "[^1]: From March on.\n"
)
PICTURE = Attachment("lake.png", "image/png", PNG)


def words(slide: Slide) -> list[str]:
    return [t.words_of(part.content) for part in slide.parts if isinstance(part, Line)]


def test_headings_begin_slides_and_long_prose_is_spoken() -> None:
    slides = deck_of(Document("otters", REPORT)).slides
    assert [(slide.kind, t.words_of(slide.title)) for slide in slides] == [
        ("title", "The otters 😀"), ("content", "Why"), ("content", "Figures"), ("content", "Code"),
        ("section", "Next"), ("content", "Then"), ("content", "Then"),
    ]  # fmt: skip
    assert words(slides[0]) == ["A report for the council"]
    assert words(slides[1])[0].startswith("Otters came back in 2019 after forty years. Nobody")
    assert len(words(slides[1])[0]) <= 170 and words(slides[1])[1:] == ["Fish rose", "by boat", "Signs"]
    assert list(plain_lines(slides[1].notes)) == [LONG.replace("**", "").strip(), "From March on."]
    assert [type(part) for part in slides[2].parts] == [t.Table, t.Image]
    assert [REPORT[slide.start :].split("\n")[0] for slide in slides] == [
        "# The otters 😀", "## Why", "## Figures", "### Code", "## Next", "### Then", "---",
    ]  # fmt: skip


def test_what_is_full_goes_on_on_the_next_slide() -> None:
    rows = "".join(f"| {n} | row {n} |\n" for n in range(40))
    points = "- point\n" * 30
    code = "\n".join(f"line{n}" for n in range(60))
    text = f"# T\n\n## List\n\n{points}\n## Table\n\n| a | b |\n| - | - |\n{rows}\n## Code\n\n```\n{code}\n```\n"
    slides = deck_of(Document("T", text)).slides[1:]
    assert all(sum(weight(part) for part in slide.parts) <= LINES + 1 for slide in slides)
    assert [slide.part for slide in slides] == [1, 2, 3, 4, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5]
    tables = [part for slide in slides for part in slide.parts if isinstance(part, t.Table)]
    assert {t.words_of(table.rows[0][0]) for table in tables} == {"a"}
    assert [t.words_of(row[0]) for table in tables for row in table.rows[1:]] == [str(n) for n in range(40)]


def seen(deck: Deck) -> Counter[str]:
    """The letters on slides and in notes."""
    lines: list[str] = []
    for slide in deck.slides:
        lines.append(t.words_of(slide.title))
        for part in slide.parts:
            if isinstance(part, t.Image):
                lines.append(part.alt)
            else:
                lines += plain_lines((part,) if not isinstance(part, Line) else (t.Paragraph(part.content),))
        lines += plain_lines(slide.notes)
    return Counter(letter for line in lines for letter in re.findall(r"\w", line))


@settings(deadline=None, max_examples=60)
@given(markdown)
def test_no_letter_is_lost(text: str) -> None:
    tree = read_tree(text)
    lines = [*plain_lines(tree.blocks), *(line for _, body in tree.notes for line in plain_lines(body))]
    wanted = Counter(letter for line in lines for letter in re.findall(r"\w", line))
    assert wanted - seen(deck_of(Document("Title", text))) == Counter()


def test_a_powerpoint_file_opens_again_with_its_notes_table_picture_and_code() -> None:
    document = Document("otters & <co>", REPORT, attachments=(PICTURE,))
    data = write_as("pptx", document)
    parts = list(read_pptx(data))
    assert [part.heads[0][1] for part in parts] == [
        "The otters 😀", "Why", "Figures", "Code", "Next", "Then", "Then",
    ]  # fmt: skip
    assert "Notes:\nOtters came back" in parts[1].text and "From March on." in parts[1].text
    assert "Year\nFamilies\n2019\n2" in parts[2].text and "x = 1" in parts[3].text
    assert write_as("pptx", document) == data


def test_the_page_of_slides_runs_nothing_of_the_document() -> None:
    text = "# <script>alert(1)</script>\n\n## A\n\n[x](javascript:alert(1)) <img onerror=alert(1)>\n"
    page = write_as("slides", Document("t</title><script>", text)).decode()
    assert page.count("<script>") == 1 and "<img" not in page and "javascript:" not in page


@pytest.mark.parametrize("format", ["pptx", "slides"])
def test_what_is_not_kept_is_listed(format: str) -> None:
    document = Document(
        "t", "---\na: 1\n---\n\nword <b>x</b>\n\n```mermaid\ngraph\n```\n", comments=(Note(20, 22, "A", "b"),)
    )
    found = {lost.what for lost in losses("pptx" if format == "pptx" else "slides", document)}
    assert {"front matter", "comments", "HTML in the text (its source is in the notes)"} < found
    assert any(what.startswith("diagrams") for what in found)


@pytest.mark.parametrize(
    "text", ["", "\n\n", "word", "# only", "---", "<div>", "[^1]: a", "| a |\n| - |\n", "- ", "# a\r\n\r\n## b\r\nc"]
)
def test_little_makes_slides_too(text: str) -> None:
    for kind in ("document", "code"):
        document = Document("t", text, "document" if kind == "document" else "code")
        assert len(list(read_pptx(write_as("pptx", document)))) >= 1
        assert b"<section" in write_as("slides", document)
