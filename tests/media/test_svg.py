"""Drawings made harmless: what is drawn stays, what acts or loads goes, what is no drawing is refused."""

import pytest

from gesso.base.errors import BadInput, TooLarge
from gesso.media.svg import MOST_BYTES, MOST_PARTS, clean_svg

HOSTILE = [
    "<script>alert(1)</script>",
    '<rect onclick="alert(1)"/>',
    '<a href="javascript:alert(1)"><text>x</text></a>',
    '<image href="http://evil.example/x.png"/>',
    '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><img src="http://evil.example"/></body></foreignObject>',
    '<style>@import url("http://evil.example")</style>',
    '<rect style="fill:url(http://evil.example#a)"/>',
    '<rect fill="url(//evil.example#a)"/>',
    '<use href="http://evil.example#a"/>',
    '<animate attributeName="href" to="javascript:alert(1)"/>',
    '<set attributeName="onload" to="alert(1)"/>',
    '<x:script xmlns:x="http://www.w3.org/2000/svg">alert(1)</x:script>',
    '<feImage href="http://evil.example"/>',
]


@pytest.mark.parametrize("part", HOSTILE)
def test_what_acts_or_loads_is_gone_and_the_drawing_stays(part: str) -> None:
    kept = clean_svg(
        f'Here: <svg xmlns="http://www.w3.org/2000/svg" width="9" height="8">{part}<circle r="4"/></svg> ok'
    )
    assert "<circle" in kept and 'viewBox="0 0 9 8"' in kept
    assert not any(bad in kept for bad in ("alert", "evil", "script", "onclick", "href", "import"))


def test_what_is_used_inside_stays() -> None:
    drawing = (
        '<svg viewBox="0 0 9 9"><defs><linearGradient id="a"><stop stop-color="#123"/></linearGradient></defs>'
        '<rect fill="url(#a)" width="9" height="9"/><text x="1" y="2">Otter &amp; co</text></svg>'
    )
    kept = clean_svg(drawing)
    assert 'fill="url(#a)"' in kept and "stop-color" in kept and "Otter &amp; co" in kept


def test_what_is_nested_too_deep_is_cut() -> None:
    assert clean_svg("<svg>" + "<g>" * 3000 + "</g>" * 3000 + "</svg>").count("<g") <= 61


@pytest.mark.parametrize(
    ("svg", "error"),
    [
        ("", BadInput),
        ("a poem", BadInput),
        ("<svg><circle></svg>", BadInput),
        ("<svg><script/></svg>", BadInput),
        ('<!DOCTYPE svg [<!ENTITY a "b">]><svg><text>&a;</text></svg>', BadInput),
        ("<html><body/></html>", BadInput),
        ("<svg>" + "<g/>" * (MOST_PARTS + 1) + "</svg>", TooLarge),
        ("<svg>" + "x" * MOST_BYTES + "</svg>", TooLarge),
    ],
)
def test_what_is_no_drawing_or_too_much_is_refused_in_words(svg: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        clean_svg(svg)
