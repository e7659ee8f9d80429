"""What a format that has its own form would lose of a document: found in its tree before anything is written."""

from collections.abc import Iterator

from gesso.formats import tree as t
from gesso.formats.document import Document, Lost
from gesso.formats.docx_parts import has_control
from gesso.formats.links import attachment_of, is_safe
from gesso.formats.markdown_write import write_tree
from gesso.formats.pictures import picture_of

FRONT = "front matter"
SOFT = "line ends inside paragraphs (they become spaces)"
SPELLING = "ways to write Markdown (rewritten in the usual form, it reads the same)"
LABELS = "names of footnotes (they are numbered)"
NESTING = "code, tables and lists inside quotes (they stand after the quote)"
DEPTH = "lists of more than nine levels"
FILES = "attachments that are not pictures"
ELSEWHERE = "pictures from elsewhere (kept as links)"
UNSAFE = "links that could run something"
HTML = "HTML in the text (shown as its source)"
CONTROL = "control characters"
REASONS = "reasons of suggestions"


def parts_of(tree: t.Tree) -> Iterator[t.Inline]:
    for leaf in t.leaves(tree):
        yield from t.walk(leaf)


def spelled_otherwise(document: Document, tree: t.Tree) -> list[Lost]:
    """Whether the text is not in the form that reading it back would give."""
    usual = write_tree(t.map_leaves(tree, t.plain)).text
    return [] if usual == document.text else [Lost(SPELLING)]


def soft_breaks(tree: t.Tree) -> list[Lost]:
    count = sum(isinstance(part, t.Break) and part.soft for part in parts_of(tree))
    return [Lost(SOFT, count=count)] if count else []


def common(document: Document, tree: t.Tree) -> list[Lost]:
    """What neither a word processor's file nor a page has a place for."""
    found = [Lost(FRONT)] if tree.front else []
    for part in parts_of(tree):
        if isinstance(part, t.Link) and not is_safe(part.href):
            found.append(Lost(UNSAFE, part.href[:80]))
    if has_control(document.text):
        found.append(Lost(CONTROL))
    return found


def pictures_elsewhere(document: Document, tree: t.Tree) -> list[Lost]:
    names = {one.name for one in document.attachments if picture_of(one.data)}
    where = [part.src for part in parts_of(tree) if isinstance(part, t.Image) and attachment_of(part.src) not in names]
    return [Lost(ELSEWHERE, src[:80]) for src in where]


def other_files(document: Document) -> list[Lost]:
    return [Lost(FILES, one.name) for one in document.attachments if picture_of(one.data) is None]


def html_blocks(tree: t.Tree) -> list[Lost]:
    count = sum(isinstance(block, t.Html) for block in t.blocks_of(tree.blocks))
    count += sum(isinstance(part, t.Raw) for part in parts_of(tree))
    return [Lost(HTML, count=count)] if count else []


def misplaced(blocks: t.Blocks, quoted: bool = False, depth: int = 0) -> Iterator[Lost]:
    """Blocks that a Word file has to put beside their quote, and lists deeper than it has levels."""
    for block in blocks:
        if isinstance(block, t.Quote):
            yield from misplaced(block.blocks, True, depth)
        elif isinstance(block, t.List):
            if depth >= 9:
                yield Lost(DEPTH)
            for item in block.items:
                yield from misplaced(item.blocks, quoted, depth + 1)
        elif quoted and not isinstance(block, t.Paragraph):
            yield Lost(NESTING)
