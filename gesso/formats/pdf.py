"""A document as a PDF: pages to read and print, with links, page numbers, pictures, comments and suggestions.

One way only. The same document always gives the same bytes; nothing is fetched. Open suggestions are shown as what
would go and what would come; comments are numbered and told on the last pages.
"""

import io
import re
from html import escape
from typing import Any

from PIL import Image as Pixels
from reportlab.lib import colors  # type: ignore[import-untyped]
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]
from reportlab.lib.units import mm  # type: ignore[import-untyped]
from reportlab.platypus import (  # type: ignore[import-untyped]
    HRFlowable,
    Image,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
    XPreformatted,
)
from reportlab.platypus.doctemplate import LayoutError  # type: ignore[import-untyped]

from gesso.base.errors import BadInput, TooLarge
from gesso.formats import losses as lose
from gesso.formats import tree as t
from gesso.formats.document import COMMENTS, SUGGESTIONS, Document, Lost, counted
from gesso.formats.links import attachment_of, is_safe
from gesso.formats.pdf_letters import MONO, SANS, borrowed, register, stretches, unshown
from gesso.formats.pictures import picture_of
from gesso.formats.review import Reviewed, review

MAX_LETTERS = 2_000_000
MAX_COLUMNS = 16
MAX_PIXELS = 50_000_000
MAX_PARTS, PIECE = 2_000, 5_000
"""Parts of one paragraph past which its form is dropped, and letters of the pieces it is then laid out in."""
WRAP = 92
"""Letters of a line of code; longer lines go on in the next."""
INK, MUTED, LINE, SOFT = (colors.HexColor(code) for code in ("#26221d", "#6f6a63", "#dedad4", "#f5f3f0"))
LINK, MACHINE = "#2f5fb3", "#7a4fb5"
LETTERS = "letters that no font of the file has, such as emoji (shown as a box)"
ASIAN = "Chinese, Japanese and Korean letters (shown in the reader's own fonts, where it has them)"
HEAVY = "form of paragraphs with thousands of parts"
PICTURES = "pictures that a PDF cannot hold"
WIDE = "tables of more than 16 columns (shown as their source)"


def write_pdf(document: Document) -> bytes:
    """The file. Raises TooLarge for more than a book, BadInput for what fits on no page."""
    if len(document.text) > MAX_LETTERS:
        raise TooLarge(f"A PDF may have at most {MAX_LETTERS:,} characters; export another format.")
    register()
    target = io.BytesIO()
    title = document.title or "Untitled"
    made = SimpleDocTemplate(
        target, pagesize=A4, leftMargin=24 * mm, rightMargin=24 * mm, topMargin=22 * mm, bottomMargin=22 * mm,
        title=title, author="", creator="gesso", invariant=1,
    )  # fmt: skip
    pages = _Pages(document, made.width)

    def foot(canvas: Any, _: Any) -> None:
        canvas.setFillColor(MUTED)
        at = 24 * mm
        for font, words in stretches(title[:80], SANS):
            canvas.setFont(font, 8)
            canvas.drawString(at, 12 * mm, words)
            at += canvas.stringWidth(words, font, 8)
        canvas.setFont(SANS, 8)
        canvas.drawRightString(A4[0] - 24 * mm, 12 * mm, str(canvas.getPageNumber()))

    try:
        made.build(pages.story() or [Spacer(1, 1)], onFirstPage=foot, onLaterPages=foot)
    except LayoutError as failure:
        raise BadInput("A part of this document is too large for a page; export another format.") from failure
    return target.getvalue()


def losses_pdf(document: Document) -> tuple[Lost, ...]:
    """What the pages would not show."""
    found = [Lost(LETTERS, count=unshown(document.text)), Lost(ASIAN, count=borrowed(document.text))]
    if document.kind == "document":
        reviewed = review(document)
        tree = t.map_leaves(reviewed.tree, t.plain)
        found += [*reviewed.lost, *lose.common(document, tree), *lose.html_blocks(tree), *lose.other_files(document)]
        found += lose.pictures_elsewhere(document, tree)
        files = [one for one in document.attachments if picture_of(one.data)]
        found += [Lost(PICTURES, one.name) for one in files if _pixels(one.data) is None]
        wide = [b for b in t.blocks_of(tree.blocks) if isinstance(b, t.Table) and len(b.aligns) > MAX_COLUMNS]
        heavy = [b for b in t.blocks_of(tree.blocks) if isinstance(b, t.Paragraph) and _is_heavy(b.content)]
        found += [Lost(WIDE, count=len(wide)), Lost(HEAVY, count=len(heavy))]
    else:
        found += [
            Lost(COMMENTS, count=len(document.comments)),
            Lost(SUGGESTIONS, count=len(document.suggestions)),
        ]
    return counted(found)


def _pixels(data: bytes) -> tuple[int, int] | None:
    """Width and height of a picture that can be drawn."""
    picture = picture_of(data)
    if picture is None or not 0 < picture.width * picture.height <= MAX_PIXELS:
        return None
    try:
        with Pixels.open(io.BytesIO(data), formats=("PNG", "JPEG", "GIF")) as opened:
            opened.load()
    except (OSError, ValueError, SyntaxError, EOFError, Pixels.DecompressionBombError):
        return None
    return picture.width, picture.height


def _is_heavy(content: t.Inlines) -> bool:
    """Whether a paragraph is so long, or has so many parts, that laying it out in one piece would take minutes."""
    return len(t.words_of(content)) > 4 * PIECE or sum(1 for _ in t.walk(content)) > MAX_PARTS


def _style(name: str, **more: Any) -> Any:
    base: dict[str, Any] = {
        "fontName": SANS, "fontSize": 10.5, "leading": 16, "textColor": INK, "spaceAfter": 7, "splitLongWords": 1,
    }  # fmt: skip
    return ParagraphStyle(name, **(base | more))


_TICKED, _UNTICKED = "✔", "❏"
_HEADINGS = ((22, 28, 4), (17, 23, 14), (14, 20, 12), (12, 17, 10), (11, 16, 8), (10.5, 16, 8))


class _Pages:
    def __init__(self, document: Document, width: float) -> None:
        self.document, self.width = document, width
        self.files = {one.name: one for one in document.attachments}
        self.notes: dict[str, int] = {}

    def story(self) -> list[Any]:
        if self.document.kind == "code":
            return self.code(self.document.text, 0)
        reviewed = review(self.document)
        self.notes = {label: n for n, (label, _) in enumerate(reviewed.tree.notes, 1)}
        story = self.blocks(reviewed.tree.blocks, 0)
        if reviewed.tree.notes:
            story += [Spacer(1, 14), HRFlowable(width="30%", hAlign="LEFT", color=LINE, thickness=0.7), Spacer(1, 6)]
            for label, blocks in reviewed.tree.notes:
                story += self.item(blocks, f"{self.notes[label]}.", 0, small=True)
        return story + self.comments(reviewed)

    def comments(self, reviewed: Reviewed) -> list[Any]:
        story: list[Any] = []
        for number, note in enumerate(reviewed.comments, 1):
            if number == 1:
                story += [Spacer(1, 18), Paragraph("Comments", self.heading(3))]
            quote = " ".join(self.document.text[note.start : note.end].split())[:200]
            said = [(note.author, note.body), *((reply.author, reply.body) for reply in note.replies)]
            lines = [f"“{self.words(quote)}”"] if quote else []
            lines += [f"<b>{self.words(by, f'{SANS}-Bold')}:</b> {self.words(body)}" for by, body in said]
            small = _style("comment", fontSize=9, leading=13, leftIndent=18, bulletIndent=0, textColor=MUTED)
            story.append(Paragraph("<br/>".join(lines), small, bulletText=f"[{number}]"))
        return story

    # ------------------------------------------------------------------ blocks

    def blocks(self, blocks: t.Blocks, left: float, quoted: bool = False) -> list[Any]:
        return [flowable for block in blocks for flowable in self.block(block, left, quoted)]

    def block(self, block: t.Block, left: float, quoted: bool) -> list[Any]:
        match block:
            case t.Paragraph() if _is_heavy(block.content):
                words = t.words_of(block.content)
                style = _style("text", leftIndent=left, spaceAfter=0)
                cuts = range(0, len(words), PIECE)
                return [self.bare(words[at : at + PIECE], style) for at in cuts]
            case t.Paragraph():
                pictures = [part for part in t.walk(block.content) if isinstance(part, t.Image)]
                text = self.line(block.content)
                style = _style("text", leftIndent=left, textColor=MUTED if quoted else INK)
                story = [Paragraph(text, style)] if re.sub(r"<[^>]*>", "", text).strip() else []
                return story + [flowable for picture in pictures for flowable in self.image(picture, left)]
            case t.Heading():
                return [Paragraph(self.line(block.content, f"{SANS}-Bold"), self.heading(block.level))]
            case t.Fence():
                return self.code(t.words_of(block.content), left)
            case t.Html():
                return self.code(block.text, left)
            case t.Rule():
                return [HRFlowable(width="100%", color=LINE, thickness=0.7, spaceBefore=8, spaceAfter=12)]
            case t.Quote():
                return self.blocks(block.blocks, left + 16, True)
            case t.List():
                story = []
                for number, item in enumerate(block.items, block.start or 0):
                    sign = "•" if block.start is None else f"{number}."
                    if item.checked is not None:
                        sign = _TICKED if item.checked else _UNTICKED
                    story += self.item(item.blocks, sign, left, tight=not block.loose, quoted=quoted)
                return [*story, Spacer(1, 4)]
            case t.Table():
                return self.table(block, left)

    def heading(self, level: int) -> Any:
        size, leading, before = _HEADINGS[level - 1]
        return _style(f"h{level}", fontName=f"{SANS}-Bold", fontSize=size, leading=leading, spaceBefore=before,
                      spaceAfter=6, keepWithNext=1)  # fmt: skip

    def item(
        self, blocks: t.Blocks, sign: str, left: float, tight: bool = True, small: bool = False, quoted: bool = False
    ) -> list[Any]:
        first = blocks[0] if blocks and isinstance(blocks[0], t.Paragraph) else None
        font = "ZapfDingbats" if sign in (_TICKED, _UNTICKED) else SANS
        size = {"fontSize": 9, "leading": 13} if small else {}
        style = _style(
            "item", leftIndent=left + 18, bulletIndent=left, bulletFontName=font, spaceAfter=3 if tight else 7,
            textColor=MUTED if quoted else INK, **size,
        )  # fmt: skip
        story: list[Any] = [Paragraph(self.line(first.content) if first else "", style, bulletText=sign)]
        pictures = [part for part in t.walk(first.content) if isinstance(part, t.Image)] if first else []
        story += [flowable for picture in pictures for flowable in self.image(picture, left + 18)]
        return story + self.blocks(blocks[1:] if first else blocks, left + 18, quoted)

    def code(self, text: str, left: float) -> list[Any]:
        lines = []
        for line in text.expandtabs(4).split("\n"):
            lines += [line[at : at + WRAP] for at in range(0, len(line), WRAP)] or [""]
        style = _style("code", fontName=MONO, fontSize=8.2, leading=12, leftIndent=left + 6, rightIndent=6,
                       backColor=SOFT, borderPadding=(5, 6, 5, 6), spaceBefore=6, spaceAfter=14)  # fmt: skip
        whole = "\n".join(self.words(line, MONO) for line in lines)
        return [XPreformatted(whole or " ", style)]

    def table(self, block: t.Table, left: float) -> list[Any]:
        columns = len(block.aligns)
        if not columns or not block.rows:
            return []
        if columns > MAX_COLUMNS:
            return self.code("\n".join(" | ".join(t.words_of(cell) for cell in row) for row in block.rows), left)
        weights = [min(60, max(6, *(len(t.words_of(row[at])) for row in block.rows))) for at in range(columns)]
        room = self.width - left
        full = sum(weights) * 6.2 > room
        widths = [room * weight / sum(weights) if full else weight * 6.2 + 14 for weight in weights]
        sides = {"": 0, "left": 0, "center": 1, "right": 2}
        rows = [
            [
                Paragraph(
                    self.line(cell, f"{SANS}-Bold" if number == 0 else SANS),
                    _style("cell", fontSize=9, leading=13, spaceAfter=0, alignment=sides[align],
                           fontName=f"{SANS}-Bold" if number == 0 else SANS),
                )
                for align, cell in zip(block.aligns, row, strict=True)
            ]
            for number, row in enumerate(block.rows)
        ]  # fmt: skip
        look = TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.6, LINE), ("BACKGROUND", (0, 0), (-1, 0), SOFT),
                ("VALIGN", (0, 0), (-1, -1), "TOP"), ("TOPPADDING", (0, 0), (-1, -1), 4),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
            ]
        )  # fmt: skip
        return [
            Table(rows, widths, style=look, repeatRows=1, splitInRow=1, hAlign="LEFT", spaceBefore=4, spaceAfter=12)
        ]

    def image(self, image: t.Image, left: float) -> list[Any]:
        found = self.files.get(attachment_of(image.src))
        size = _pixels(found.data) if found else None
        if found is None or size is None:
            return []
        scale = min((self.width - left) / size[0], 420 / size[1], 0.75)
        return [
            Image(io.BytesIO(found.data), size[0] * scale, size[1] * scale, hAlign="LEFT"), Spacer(1, 8),
        ]  # fmt: skip

    # ------------------------------------------------------------------ lines

    def words(self, text: str, base: str = SANS) -> str:
        return "".join(
            escape(words) if font == base else f'<font name="{font}">{escape(words)}</font>'
            for font, words in stretches(re.sub(r"[\x00-\x08\x0b-\x1f]", " ", text), base)
        )

    def bare(self, text: str, style: Any) -> Any:
        """Words without markup, not parsed as such: each `&lt;` would be laid out as a part of its own."""
        like = Paragraph("x", style).frags[0]
        clean = re.sub(r"[\x00-\x08\x0b-\x1f]", " ", text)
        return Paragraph("", style, frags=[like.clone(text=w, fontName=f) for f, w in stretches(clean, SANS)])

    def line(self, content: t.Inlines, base: str = SANS) -> str:
        return "".join(self.part(part, base) for part in content)

    def part(self, part: t.Inline, base: str) -> str:
        match part:
            case t.Text():
                return self.words(part.text, base)
            case t.Raw() | t.Code():
                return f'<font name="{MONO}" size="-1">{self.words(part.text, MONO)}</font>'
            case t.Styled():
                inner = self.line(part.content, base)
                tag = {"emphasis": "i", "strong": "b", "strike": "strike"}[part.style]
                return f"<{tag}>{inner}</{tag}>"
            case t.Link():
                inner = self.line(part.content, base)
                if not is_safe(part.href) or not re.match(r"(?:https?|mailto|tel|ftp):", part.href):
                    return inner
                return f'<link href="{escape(part.href)}" color="{LINK}">{inner}</link>'
            case t.Image():
                shown = self.files.get(attachment_of(part.src))
                if shown is not None and picture_of(shown.data):
                    return ""
                words = self.words(part.alt or part.src, base)
                remote = re.match(r"https?:", part.src)
                return f'<link href="{escape(part.src)}" color="{LINK}">{words}</link>' if remote else words
            case t.Break():
                return " " if part.soft else "<br/>"
            case t.Reference():
                return f"<super>{self.notes.get(part.label, '')}</super>"
            case t.Mark():
                n, ends = divmod(part.code, 2)
                return f"<super>[{n + 1}]</super>" if ends else ""
            case t.Changed():
                out = f'<font color="#9a958e"><strike>{self.line(part.before, base)}</strike></font>'
                return out + f'<font color="{MACHINE}"><u>{self.line(part.after, base)}</u></font>'
