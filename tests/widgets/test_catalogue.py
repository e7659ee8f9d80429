"""The catalogue: what is one, what is refused and why, and that its words are whole and only words."""

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesso.formats.document import Document
from gesso.formats.front import write_as
from gesso.formats.markdown_read import read_tree
from gesso.formats.tree import Html, Image, Link, Raw, blocks_of, leaves, walk
from gesso.widgets.catalogue import CATALOGUE, KINDS, Widget, schema_of
from gesso.widgets.reading import Refused, in_words, key_of, make_widget, parse_widget, widget_fences
from gesso.widgets.words import words_of
from tests.widgets.examples import EXAMPLES

KEY = "f910347c86332abf"
CASES = json.loads((Path(__file__).parents[2] / "web/src/widgets/cases.json").read_text())


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_small_labelled_and_has_words(kind: str) -> None:
    made = make_widget(EXAMPLES[kind])
    model = type(made)
    assert len(set(model.model_fields) - {"kind"}) <= 6
    assert model.model_fields["label"].is_required() and made.text == words_of(made)
    told = words_of(made)
    for words in strings(EXAMPLES[kind]):
        if words not in (kind, "warning", "line", "number", "date", "choice", "check", "long", "up", "flat", "Look"):
            assert words.split()[0].strip("*") in told.replace("\\", ""), words
    assert schema_of(made.kind)["required"][0] == "kind"


def strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [found for key, item in value.items() if key not in ("kind", "language") for found in strings(item)]
    if isinstance(value, list):
        return [found for item in value for found in strings(item)]
    return [value] if isinstance(value, str) else []


def test_the_catalogue_is_closed() -> None:
    assert set(CATALOGUE) == set(EXAMPLES) == set(KINDS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["about"])
def test_the_same_cases_as_the_page(case: dict[str, Any]) -> None:
    source = case["source"] if "source" in case else json.dumps(case["widget"])
    if case["good"]:
        assert parse_widget(source).label
        return
    with pytest.raises(Refused) as refused:
        parse_widget(source)
    assert refused.value.words == case.get("words", source)


def test_a_refusal_says_what_was_expected_and_keeps_everything() -> None:
    with pytest.raises(Refused, match=r"no widget 'iframe'.*table") as refused:
        make_widget({"kind": "iframe", "label": "x", "src": "https://evil.example"})
    assert "evil.example" in refused.value.words
    with pytest.raises(Refused, match="row 1 has 2 cells for 1 columns"):
        make_widget({"kind": "table", "label": "x", "columns": ["a"], "rows": [[1, 2]]})
    deep: Any = "x"
    for _ in range(200):
        deep = [deep]
    with pytest.raises(Refused, match="at most 5 levels"):
        make_widget({"kind": "table", "label": "x", "columns": ["a"], "rows": deep})
    with pytest.raises(Refused, match="at most 5 levels"):
        parse_widget("[" * 39_000)
    with pytest.raises(Refused, match="40,000 characters"):
        parse_widget(json.dumps(EXAMPLES["text"]) + " " * 40_001)


def test_fences_of_a_text() -> None:
    source = json.dumps(EXAMPLES["plan"])
    text = f"é😀\r\n```widget\r\n{source}\r\n```\r\n\n````md\n```widget\n{{}}\n```\n````\n"
    text += "~~~ widget\n{}\n~~~\n```widget\n"
    found = widget_fences(text)
    assert [fence.source for fence in found] == [source, "{}"]
    assert text[found[0].start : found[0].end].startswith("```widget")
    assert key_of("é😀字") == KEY, "as web/src/widgets/widgets.test.tsx has it"
    assert "- [x] Book the van" in in_words(text) and "{}" in in_words(text), "what is refused stays as it was"


HOSTILE = [
    "<script>alert(1)</script>", '<img src="https://evil.example/x.png" onerror=alert(1)>', "![x](https://evil.example)",
    "[x](javascript:alert(1))", "`</code><iframe src=//evil.example>`", "| x | y |\n|---|---|", "<!-- -->", "&lt;b&gt;",
    "\n\n# Heading\n\n", "1. one", "- item", "> quote", "***", "```\nx\n```", "[^1]", "$$x$$", "<https://evil.example>",
    "https://evil.example/x", "\\", "é😀字", "\u202e", "x" * 150,
]  # fmt: skip
words = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
line = words.map(lambda value: value.replace("\x00", "")[:190] or "x").map(
    lambda value: value if value.strip() else "x"
)


def filled(value: Any, draw: Any) -> Any:
    """A widget with other words in every property that takes any."""
    if isinstance(value, dict):
        fixed = ("kind", "tone", "mark", "trend", "input", "language", "address", "unit", "body")
        return {
            key: item
            if key in fixed
            else draw(line)[:40].strip() or "x"
            if key in ("date", "when")
            else filled(item, draw)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [filled(item, draw) for item in value]
    return draw(line) if isinstance(value, str) else value


@st.composite
def hostile(draw: st.DrawFn) -> Widget:
    kind = draw(st.sampled_from([kind for kind in KINDS if kind not in ("text", "callout")]))
    try:
        return make_widget(filled(EXAMPLES[kind], draw))
    except Refused as refused:
        assert "same name" in refused.message, refused.message
        return make_widget(EXAMPLES[kind])


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@given(hostile())
@settings(max_examples=60, deadline=None)
def test_no_property_becomes_markup_or_an_address_that_is_loaded(widget: Widget) -> None:
    tree = read_tree(words_of(widget))
    assert not [block for block in blocks_of(tree.blocks) if isinstance(block, Html)]
    parts = [part for leaf in leaves(tree) for part in walk(leaf)]
    assert not [part for part in parts if isinstance(part, Raw | Image)]
    given = {"https://example.org/wind", "https://example.org/t"}
    assert {part.href for part in parts if isinstance(part, Link)} <= given, "only addresses that were given as such"


@given(hostile())
@settings(max_examples=10, deadline=None)
def test_exports_write_the_words_and_nothing_that_acts(widget: Widget) -> None:
    text = f"Before\n\n```widget\n{widget.model_dump_json()}\n```\n\nAfter\n"
    page = Tags()
    page.feed(write_as("html", Document("T", text)).decode())
    bodies = [(tag, attrs) for tag, attrs in page.found if tag not in ("meta", "link", "style")]
    assert not {tag for tag, _ in bodies} & {"script", "img", "iframe", "object", "embed", "form", "svg", "video"}
    assert not [attrs for _, attrs in bodies if any(name.startswith("on") or name == "src" for name in attrs)]
