"""Panels of a story: every word is the text's, people look the same in each, sketches are drawings and no more."""

from hypothesis import given, settings

from gesso.media.sketch import sketch_of
from gesso.media.storyboard import MOST_PANELS, OF_A_SCENE, page_of, storyboard_of
from gesso.media.svg import clean_svg
from tests.formats.documents import markdown

STORY = """# The quay

Anna Holm stood on the quay that night. “Go away,” said Anna Holm.

“You are late, Anna,” said Tom Reed. He laughed. “Never,” said Tom Reed.

***

A week later Anna Holm sat in the kitchen. “He is gone,” she said.
"""


def test_panels_have_where_who_and_what_is_said() -> None:
    panels = storyboard_of(STORY)
    first, last = panels[0], panels[-1]
    assert (first.scene, last.scene) == (1, 2) and "quay" in first.place and "kitchen" in last.place
    assert [(said.speaker, said.words) for said in first.lines] == [("Anna Holm", "Go away")]
    assert first.caption == "Anna Holm stood on the quay that night." and "Anna Holm" in first.alt
    assert STORY[first.start : first.end].startswith("Anna Holm stood")
    page = page_of("t", panels, [f"files/{number}.svg" for number in range(len(panels))])
    assert page.startswith("# t\n\n## 1. ") and "**Tom Reed:** “Never”" in page and "](files/0.svg)" in page


@settings(deadline=None, max_examples=30)
@given(markdown)
def test_of_any_document_panels_are_inside_it(text: str) -> None:
    panels = storyboard_of(text)
    assert len(panels) <= MOST_PANELS
    assert all(0 <= panel.start <= panel.end <= len(text) for panel in panels)
    for scene in {panel.scene for panel in panels}:
        assert sum(panel.scene == scene for panel in panels) <= OF_A_SCENE


def test_a_sketch_is_a_drawing_and_a_person_looks_the_same() -> None:
    panels = storyboard_of(STORY)
    sketches = [sketch_of(panel) for panel in panels]
    assert all(clean_svg(sketch).count("<circle") >= 1 for sketch in sketches) and len(set(sketches)) > 1
    assert sketch_of(panels[0]) == sketches[0]
