"""Word files: the two directions, and what writing one would lose."""

from dataclasses import replace

from gesso.formats import losses as lose
from gesso.formats import tree as t
from gesso.formats.document import Document, Lost, counted
from gesso.formats.docx_read import read_docx
from gesso.formats.docx_write import write_docx
from gesso.formats.links import attachment_of
from gesso.formats.markdown_read import read_tree
from gesso.formats.markdown_write import write_tree
from gesso.formats.review import review

__all__ = ["losses_docx", "read_docx", "write_docx"]

OTHER = "form that reads otherwise when the file is imported again"


def losses_docx(document: Document) -> tuple[Lost, ...]:
    """What the file would not keep. It is written and read back, so that nothing is missed."""
    reviewed = review(document)
    tree = t.map_leaves(reviewed.tree, t.plain)
    found = [*reviewed.lost, *lose.common(document, tree), *lose.soft_breaks(tree), *lose.other_files(document)]
    found += lose.pictures_elsewhere(document, tree)
    found += lose.misplaced(tree.blocks)
    found += [Lost(lose.LABELS)] if any(label != str(n) for n, (label, _) in enumerate(tree.notes, 1)) else []
    found += [Lost(lose.REASONS) for offer in document.suggestions if offer.why]
    found += lose.spelled_otherwise(document, tree)
    back = read_docx(write_docx(document), "x.docx")
    names = {one.name for one in document.attachments} | {one.name for one in back.attachments}
    usual, again = _unnamed(t.Tree(tree.blocks, notes=tree.notes), names), _unnamed(read_tree(back.text), names)
    if usual != again and all(item.what in (lose.SPELLING, lose.REASONS) for item in found):
        found.append(Lost(OTHER))
    return counted(found)


def _unnamed(tree: t.Tree, names: set[str]) -> str:
    """The tree's text with its pictures nameless: what a picture is called in a file is the file's affair."""

    def change(content: t.Inlines) -> t.Inlines:
        return tuple(_nameless(part, names) for part in content)

    return write_tree(t.map_leaves(tree, change)).text


def _nameless(part: t.Inline, names: set[str]) -> t.Inline:
    if isinstance(part, t.Styled | t.Link):
        return replace(part, content=tuple(_nameless(inner, names) for inner in part.content))
    return replace(part, src="") if isinstance(part, t.Image) and attachment_of(part.src) in names else part
