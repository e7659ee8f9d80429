"""Documents for the tests of formats: made by Hypothesis in the form that reading them back gives."""

from hypothesis import strategies as st

from gesso.formats import tree as t
from gesso.formats.markdown_read import read_tree
from gesso.formats.markdown_write import write_tree

words = st.text(st.sampled_from("abc é😀字e\u0301xyz 12.-*_`#[]<>|\\&!()~"), min_size=1, max_size=12)
_text = st.builds(t.Text, words)
_leaf = st.one_of(
    _text,
    _text,
    st.builds(t.Code, st.text(st.sampled_from("ab é😀`_*"), min_size=1, max_size=6)),
    st.builds(
        t.Image, st.just("https://example.org/a.png"), st.sampled_from(["", "alt 字"]), st.sampled_from(["", "t"])
    ),
)
_unlinked = st.recursive(
    st.lists(_leaf, min_size=1, max_size=3).map(tuple),
    lambda inner: st.tuples(st.builds(t.Styled, st.sampled_from(["emphasis", "strong", "strike"]), inner), _text),
    max_leaves=4,
)
_link = st.builds(t.Link, st.sampled_from(["https://x.org/é", "#a", "b.md"]), st.just(""), _unlinked)
inlines = st.one_of(_unlinked, _unlinked, st.tuples(_text, _link))
_code = st.text(st.sampled_from("ab é😀字 \t\n`_"), max_size=20)
_simple = st.one_of(
    st.builds(t.Paragraph, inlines),
    st.builds(t.Paragraph, inlines),
    st.builds(
        t.Fence, st.sampled_from(["", "python", "c++ x=1"]), _code.map(lambda text: (t.Text(text),) if text else ())
    ),
)
_item = st.recursive(
    st.builds(
        t.Item, st.builds(t.Paragraph, inlines).map(lambda one: (one,)), st.sampled_from([None, None, True, False])
    ),
    lambda inner: st.builds(
        lambda lead, lists: t.Item((t.Paragraph(lead), *lists)),
        inlines,
        st.lists(
            st.builds(
                t.List, st.sampled_from([None, 1, 4]), st.booleans(), st.lists(inner, min_size=1, max_size=3).map(tuple)
            ),
            min_size=1,
            max_size=1,
        ),
    ),
    max_leaves=4,
)
_lists = st.builds(
    t.List, st.sampled_from([None, 1, 7]), st.booleans(), st.lists(_item, min_size=1, max_size=3).map(tuple)
)
_table = st.builds(
    lambda aligns, rows: t.Table(tuple(aligns), tuple(tuple(row) for row in rows)),
    st.just(["", "center", "right"]),
    st.lists(st.lists(inlines, min_size=3, max_size=3), min_size=1, max_size=3),
)
_block = st.one_of(
    _simple,
    _simple,
    _lists,
    _table,
    st.builds(t.Heading, st.integers(1, 6), inlines),
    st.builds(t.Rule),
    st.builds(lambda inner: t.Quote((t.Paragraph(inner),)), inlines),
)
trees = st.lists(_block, min_size=1, max_size=5).map(lambda blocks: t.Tree(tuple(blocks)))


def settled(tree: t.Tree) -> str:
    """The tree's Markdown once writing and reading it no longer changes it."""
    text = write_tree(tree).text
    for _ in range(4):
        again = write_tree(read_tree(text)).text
        if again == text:
            return text
        text = again
    return ""


markdown = trees.map(settled).filter(bool)
