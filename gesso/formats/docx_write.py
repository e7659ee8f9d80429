"""A document as a Word file: real styles, lists, tables, footnotes, comments, and suggestions as tracked changes.

What Word has no word for is kept where it survives being saved by Word: the language of code in the style's name, HTML
in styles of its own, a tight list in its spacing. Pictures go in only from the document's attachments; nothing is
fetched, and a picture from elsewhere becomes a link.
"""

from collections.abc import Sequence

from gesso.formats import docx_parts as x
from gesso.formats import pieces as p
from gesso.formats import tree as t
from gesso.formats.archive import pack
from gesso.formats.document import Document, Note
from gesso.formats.links import attachment_of, is_safe
from gesso.formats.pictures import picture_of
from gesso.formats.review import Reviewed, review


def write_docx(document: Document) -> bytes:
    """The file. What it does not keep is told by `losses_docx`."""
    reviewed = review(document)
    body = _Body(document, reviewed)
    return body.package()


class _Body:
    def __init__(self, document: Document, reviewed: Reviewed) -> None:
        self.document, self.reviewed = document, reviewed
        self.media: list[tuple[str, bytes]] = []
        self.pictures: dict[str, tuple[str, int, int, str]] = {}
        self.relations: list[tuple[str, str, str, bool]] = []
        self.lists: list[tuple[int | None, int]] = []
        self.infos: dict[str, None] = {}
        self.notes = {label: number for number, (label, _) in enumerate(reviewed.tree.notes, 1)}
        self.comments: list[str] = []
        self.extended: list[str] = []
        self.ids = 100
        self.anchors: dict[int, list[int]] = {}
        self.code_before = False

    def next_id(self) -> int:
        self.ids += 1
        return self.ids

    def relate(self, kind: str, target: str, outside: bool) -> str:
        for id, other, where, _ in self.relations:
            if (other, where) == (kind, target):
                return id
        id = f"rId{len(self.relations) + 1}"
        self.relations.append((id, kind, target, outside))
        return id

    # ------------------------------------------------------------------ the package

    def package(self) -> bytes:
        tree = self.reviewed.tree
        for number, note in enumerate(self.reviewed.comments):
            self.comment(number, note)
        body = self.blocks(tree.blocks)
        notes = self.footnotes(tree.notes)
        parts = [
            ("word/document.xml", f"{x.MAIN_TYPE}.document.main+xml",
             self.wrap("document", f"<w:body>{body}{_SECTION}</w:body>")),
            ("word/styles.xml", f"{x.MAIN_TYPE}.styles+xml", x.styles_xml(list(self.infos))),
            ("word/numbering.xml", f"{x.MAIN_TYPE}.numbering+xml", x.numbering_xml(self.lists)),
            ("word/settings.xml", f"{x.MAIN_TYPE}.settings+xml", self.wrap("settings", _SETTINGS)),
        ]  # fmt: skip
        if notes:
            parts.append(("word/footnotes.xml", f"{x.MAIN_TYPE}.footnotes+xml", self.wrap("footnotes", notes)))
        if self.comments:
            parts += [
                ("word/comments.xml", f"{x.MAIN_TYPE}.comments+xml", self.wrap("comments", "".join(self.comments))),
                ("word/commentsExtended.xml", f"{x.MAIN_TYPE}.commentsExtended+xml",
                 f"{x.HEAD}<w15:commentsEx {x.ROOT}>{''.join(self.extended)}</w15:commentsEx>"),
            ]  # fmt: skip
        for name, _, _ in parts[1:]:
            short = name.removeprefix("word/").removesuffix(".xml")
            base = "http://schemas.microsoft.com/office/2011/relationships" if short == "commentsExtended" else x.R
            self.relate(f"{base}/{short}", f"{short}.xml", False)
        core = (
            "docProps/core.xml",
            "application/vnd.openxmlformats-package.core-properties+xml",
            x.core_xml(self.document.title),
        )
        main = [
            ("rId1", f"{x.R}/officeDocument", "word/document.xml", False),
            ("rId2", f"{x.PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml", False),
        ]
        parts.append(core)
        files = [
            ("[Content_Types].xml", x.content_types_xml([(name, kind) for name, kind, _ in parts])),
            ("_rels/.rels", x.relations_xml(main)),
            *((name, text) for name, _, text in parts),
            ("word/_rels/document.xml.rels", x.relations_xml(self.relations)),
        ]
        return pack([*((name, text.encode()) for name, text in files), *self.media])

    def wrap(self, name: str, inner: str) -> str:
        return f"{x.HEAD}<w:{name} {x.ROOT}>{inner}</w:{name}>"

    def footnotes(self, notes: Sequence[tuple[str, t.Blocks]]) -> str:
        if not notes:
            return ""
        found = [
            f'<w:footnote w:type="{kind}" w:id="{id}"><w:p><w:r><w:{tag}/></w:r></w:p></w:footnote>'
            for kind, id, tag in (("separator", -1, "separator"), ("continuationSeparator", 0, "continuationSeparator"))
        ]
        for label, blocks in notes:
            sign = '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
            first = blocks[0] if blocks and isinstance(blocks[0], t.Paragraph) else t.Paragraph(())
            rest = blocks[1:] if blocks and isinstance(blocks[0], t.Paragraph) else blocks
            body = _paragraph("FootnoteText", sign + x.text_run(" ") + self.line(first.content)) + self.blocks(rest)
            found.append(f'<w:footnote w:id="{self.notes[label]}">{body}</w:footnote>')
        return "".join(found)

    def comment(self, number: int, note: Note) -> None:
        parent = ""
        self.anchors[number] = []
        for author, words, at in ((note.author, note.body, note.at), *((r.author, r.body, r.at) for r in note.replies)):
            id = self.next_id()
            self.anchors[number].append(id)
            key = f"{id:08X}"
            when = f" w:date={x.attribute(at)}" if at else ""
            lines = words.split("\n")
            body = "".join(
                f"<w:p{f' w14:paraId={chr(34)}{key}{chr(34)}' if n == len(lines) - 1 else ''}><w:pPr>"
                '<w:pStyle w:val="CommentText"/></w:pPr>'
                f"{x.text_run(line)}</w:p>"
                for n, line in enumerate(lines)
            )
            self.comments.append(
                f'<w:comment w:id="{id}" w:author={x.attribute(author)} w:initials={x.attribute(author[:1])}{when}>'
                f"{body}</w:comment>"
            )
            above = f' w15:paraIdParent="{parent}"' if parent else ""
            self.extended.append(f'<w15:commentEx w15:paraId="{key}"{above} w15:done="0"/>')
            parent = parent or key

    # ------------------------------------------------------------------ blocks

    def blocks(self, blocks: t.Blocks, level: int = 0, quote: int = 0) -> str:
        return "".join(self.block(block, level, quote) for block in blocks)

    def block(self, block: t.Block, level: int, quote: int) -> str:
        code, self.code_before = self.code_before, isinstance(block, t.Fence | t.Html)
        style = x.QUOTE_STYLES[min(quote, 4)]
        match block:
            case t.Paragraph():
                return _paragraph(style, self.line(block.content), level=level, quote=quote)
            case t.Heading():
                return _paragraph(f"Heading{block.level}", self.line(block.content), level=level)
            case t.Fence() | t.Html():
                if isinstance(block, t.Fence) and block.info:
                    self.infos[block.info] = None
                name = "Markup" if isinstance(block, t.Html) else x.code_style_id(block.info)
                words = (t.Text(block.text),) if isinstance(block, t.Html) else block.content
                return ("<w:p/>" if code else "") + _paragraph(name, self.line(words), level=level)
            case t.Rule():
                return _paragraph("Rule", "", level=level)
            case t.Quote():
                return self.blocks(block.blocks, level, quote + 1)
            case t.List():
                return self.list_(block, level, quote)
            case t.Table():
                return self.table(block, level)

    def list_(self, block: t.List, level: int, quote: int) -> str:
        self.lists.append((block.start, level))
        number = len(self.lists)
        style = x.QUOTE_STYLES[min(quote, 4)] or "ListParagraph"
        done = []
        for item in block.items:
            first = item.blocks[0] if item.blocks and isinstance(item.blocks[0], t.Paragraph) else None
            box = "" if item.checked is None else _box(item.checked, self.next_id())
            words = box + self.line(first.content) if first else box
            done.append(_paragraph(style, words, numbering=(number, min(level, 8)), loose=block.loose))
            self.code_before = False
            done.append(self.blocks(item.blocks[1:] if first else item.blocks, level + 1, quote))
        return "".join(done)

    def table(self, block: t.Table, level: int) -> str:
        rows = []
        for number, row in enumerate(block.rows):
            cells = []
            for align, content in zip(block.aligns, row, strict=True):
                side = f'<w:jc w:val="{align}"/>' if align else ""
                bold = f"<w:pPr><w:spacing w:after={chr(34)}40{chr(34)}/>{side}</w:pPr>"
                shade = '<w:shd w:val="clear" w:color="auto" w:fill="F4F3F1"/>' if number == 0 else ""
                cells.append(f"<w:tc><w:tcPr>{shade}</w:tcPr><w:p>{bold}{self.line(content)}</w:p></w:tc>")
            head = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if number == 0 else "<w:trPr><w:cantSplit/></w:trPr>"
            rows.append(f"<w:tr>{head}{''.join(cells)}</w:tr>")
        width = 9000 // max(1, len(block.aligns))
        grid = f'<w:gridCol w:w="{width}"/>' * len(block.aligns)
        indent = f'<w:tblInd w:w="{x.STEP * level}" w:type="dxa"/>' if level else ""
        look = '<w:tblStyle w:val="TableGrid"/><w:tblW w:w="0" w:type="auto"/>'
        return f"<w:tbl><w:tblPr>{look}{indent}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl><w:p/>"

    # ------------------------------------------------------------------ lines

    def line(self, content: t.Inlines) -> str:
        done = []
        for piece in p.flatten(content):
            if isinstance(piece, p.Change):
                offer = self.reviewed.suggestions[piece.index]
                by = f"w:author={x.attribute(offer.author or 'gesso')}"
                if piece.before:
                    done.append(f'<w:del w:id="{self.next_id()}" {by}>{self.run(piece.before, True)}</w:del>')
                if piece.after:
                    done.append(f'<w:ins w:id="{self.next_id()}" {by}>{self.run(piece.after, False)}</w:ins>')
            else:
                done.append(self.piece(piece))
        return "".join(done)

    def run(self, pieces: Sequence[p.Piece], deleted: bool) -> str:
        return "".join(self.piece(piece, deleted) for piece in pieces)

    def piece(self, piece: p.Piece, deleted: bool = False) -> str:
        made = self.part(piece, deleted)
        linked = made.startswith("<w:hyperlink")  # a picture from elsewhere: a link cannot be inside a link
        if piece.link is None or isinstance(piece.part, t.Mark) or linked or not is_safe(piece.link[0]):
            return made
        href, title = piece.link
        hint = f" w:tooltip={x.attribute(title)}" if title else ""
        if href.startswith("#") and len(href) > 1:
            return f"<w:hyperlink w:anchor={x.attribute(href[1:])}{hint}>{made}</w:hyperlink>"
        id = self.relate(f"{x.R}/hyperlink", href, True)
        return f'<w:hyperlink r:id="{id}"{hint}>{made}</w:hyperlink>'

    def part(self, piece: p.Piece, deleted: bool) -> str:
        form = _form(piece)
        match piece.part:
            case t.Text():
                return x.text_run(piece.part.text, form, deleted)
            case t.Code():
                return x.text_run(piece.part.text, '<w:rStyle w:val="CodeCharacter"/>' + _strong(piece), deleted)
            case t.Raw():
                return x.text_run(piece.part.text, '<w:rStyle w:val="MarkupCharacter"/>' + _strong(piece), deleted)
            case t.Break():
                return x.text_run(" " if piece.part.soft else "\n", form, deleted)
            case t.Reference():
                number = self.notes.get(piece.part.label)
                sign = '<w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
                return f'<w:r>{sign}<w:footnoteReference w:id="{number}"/></w:r>' if number else ""
            case t.Image():
                return self.image(piece.part)
            case t.Mark():
                return self.mark(piece.part.code)

    def mark(self, code: int) -> str:
        number, ends = divmod(code, 2)
        ids = self.anchors.get(number, [])
        if not ends:
            return "".join(f'<w:commentRangeStart w:id="{id}"/>' for id in ids)
        sign = '<w:rPr><w:rStyle w:val="CommentReference"/></w:rPr>'
        return "".join(
            f'<w:commentRangeEnd w:id="{id}"/><w:r>{sign}<w:commentReference w:id="{id}"/></w:r>' for id in ids
        )

    def image(self, image: t.Image) -> str:
        name = attachment_of(image.src)
        found = next((one for one in self.document.attachments if one.name == name), None)
        picture = picture_of(found.data) if found else None
        if found is None or picture is None:
            form = '<w:rPr><w:rStyle w:val="PictureLink"/></w:rPr>'
            shown = f"<w:r>{form}<w:t xml:space={chr(34)}preserve{chr(34)}>{x.safe(image.alt or image.src)}</w:t></w:r>"
            if not is_safe(image.src):
                return x.text_run(image.alt)
            hint = f" w:tooltip={x.attribute(image.title)}" if image.title else ""
            return f'<w:hyperlink r:id="{self.relate(f"{x.R}/hyperlink", image.src, True)}"{hint}>{shown}</w:hyperlink>'
        if found.name not in self.pictures:
            path = f"media/image{len(self.pictures) + 1}.{picture.extension}"
            self.media.append((f"word/{path}", found.data))
            wide = min(max(1, picture.width) * x.EMU_PER_PIXEL, x.MAX_WIDTH_EMU)
            high = max(1, wide * max(1, picture.height) // max(1, picture.width))
            self.pictures[found.name] = (self.relate(f"{x.R}/image", path, False), wide, high, found.name)
        id, wide, high, name = self.pictures[found.name]
        number = self.next_id()
        label = (
            f'id="{number}" name={x.attribute(name)} descr={x.attribute(image.alt)} title={x.attribute(image.title)}'
        )
        return (
            f'<w:r><w:drawing><wp:inline><wp:extent cx="{wide}" cy="{high}"/><wp:docPr {label}/><a:graphic>'
            "<a:graphicData "
            f'uri="{x.PIC}"><pic:pic><pic:nvPicPr><pic:cNvPr {label}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
            "<a:blip "
            f'r:embed="{id}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
            f'<a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
            "</pic:pic>"
            f"</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )


_SECTION = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1418" w:right="1418" w:bottom="1418" w:left="1418" '
    'w:header="709" w:footer="709" w:gutter="0"/></w:sectPr>'
)
_SETTINGS = (
    "<w:compat>"
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    "</w:compat>"
)


def _paragraph(
    style: str,
    inner: str,
    *,
    level: int = 0,
    quote: int = 0,
    numbering: tuple[int, int] | None = None,
    loose: bool = False,
) -> str:
    found = f'<w:pStyle w:val="{style}"/>' if style else ""
    if numbering:
        found += f'<w:numPr><w:ilvl w:val="{numbering[1]}"/><w:numId w:val="{numbering[0]}"/></w:numPr>'
    if level:
        found += f'<w:ind w:left="{x.STEP * level + 360 * quote}"/>'
    if numbering:
        found += f'<w:contextualSpacing w:val="{0 if loose else 1}"/>'
    return f"<w:p>{f'<w:pPr>{found}</w:pPr>' if found else ''}{inner}</w:p>"


def _box(checked: bool, id: int) -> str:
    sign = "☒" if checked else "☐"
    return (
        f'<w:sdt><w:sdtPr><w:id w:val="{id}"/><w14:checkbox><w14:checked w14:val="{int(checked)}"/></w14:checkbox>'
        "</w:sdtPr>"
        f'<w:sdtContent><w:r><w:rPr><w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic"/></w:rPr>'
        f"<w:t>{sign}</w:t></w:r></w:sdtContent></w:sdt>{x.text_run(' ')}"
    )


def _form(piece: p.Piece) -> str:
    return ('<w:rStyle w:val="Hyperlink"/>' if piece.link else "") + _strong(piece)


def _strong(piece: p.Piece) -> str:
    marks = {"strong": "<w:b/>", "emphasis": "<w:i/>", "strike": "<w:strike/>"}
    return "".join(marks[style] for style in ("strong", "emphasis", "strike") if style in piece.styles)
