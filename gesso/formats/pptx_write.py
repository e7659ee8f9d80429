"""Slides as a PowerPoint file: titles and words in the layout's own places, real tables and pictures, speaker's notes.

Pictures go in only from the document's attachments; nothing is fetched, and a picture from elsewhere becomes a link.
What words a slide holds is settled in `slides`; sizes are chosen here so that they fit.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from gesso.formats import docx_parts as d
from gesso.formats import losses as lose
from gesso.formats import pptx_parts as x
from gesso.formats import tree as t
from gesso.formats.archive import pack
from gesso.formats.document import Document, Lost, counted
from gesso.formats.links import attachment_of, is_safe
from gesso.formats.markdown_read import read_tree
from gesso.formats.pictures import Picture, picture_of
from gesso.formats.slides import LINES, WIDTH, Line, Slide, deck_of, losses_slides, weight

GAP = 150_000
_SLIDE, _NOTES = f"{x.TYPE}.slide+xml", f"{x.TYPE}.notesSlide+xml"
Relations = list[tuple[str, str, str, bool]]


def write_pptx(document: Document) -> bytes:
    """The file. What it does not keep is told by `losses_pptx`."""
    deck = deck_of(document)
    pictures = _Pictures(document)
    parts = [
        ("ppt/theme/theme1.xml", "application/vnd.openxmlformats-officedocument.theme+xml", x.theme()),
        ("ppt/theme/theme2.xml", "application/vnd.openxmlformats-officedocument.theme+xml", x.theme()),
        ("ppt/slideMasters/slideMaster1.xml", f"{x.TYPE}.slideMaster+xml", x.master()),
        ("ppt/slideLayouts/slideLayout1.xml", f"{x.TYPE}.slideLayout+xml", x.layout_title()),
        ("ppt/slideLayouts/slideLayout2.xml", f"{x.TYPE}.slideLayout+xml", x.layout_content()),
        ("ppt/notesMasters/notesMaster1.xml", f"{x.TYPE}.notesMaster+xml", x.notes_master()),
        ("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml", d.core_xml(deck.title)),
    ]
    main: Relations = [("rId1", f"{d.R}/slideMaster", "slideMasters/slideMaster1.xml", False)]
    relations = dict(_FIXED)
    for number, slide in enumerate(deck.slides, 1):
        side = _Side(slide, number, pictures)
        parts.append((f"ppt/slides/slide{number}.xml", _SLIDE, side.xml()))
        if slide.notes:
            side.relate("notesSlide", f"../notesSlides/notesSlide{number}.xml", False)
            parts.append((f"ppt/notesSlides/notesSlide{number}.xml", _NOTES, _notes(slide.notes)))
            relations[f"ppt/notesSlides/_rels/notesSlide{number}.xml.rels"] = [
                ("rId1", f"{d.R}/slide", f"../slides/slide{number}.xml", False),
                ("rId2", f"{d.R}/notesMaster", "../notesMasters/notesMaster1.xml", False),
            ]
        relations[f"ppt/slides/_rels/slide{number}.xml.rels"] = side.relations
        main.append((f"rId{number + 1}", f"{d.R}/slide", f"slides/slide{number}.xml", False))
    last = f"rId{len(main) + 1}"
    main.append((last, f"{d.R}/notesMaster", "notesMasters/notesMaster1.xml", False))
    main.append((f"rId{len(main) + 1}", f"{d.R}/theme", "theme/theme1.xml", False))
    parts.append(("ppt/presentation.xml", f"{x.TYPE}.presentation.main+xml",
                  x.presentation([id for id, kind, *_ in main if kind == f"{d.R}/slide"], last)))  # fmt: skip
    relations["ppt/_rels/presentation.xml.rels"] = main
    files = [
        ("[Content_Types].xml", d.content_types_xml([(name, kind) for name, kind, _ in parts])),
        *((name, d.relations_xml(each)) for name, each in relations.items()),
        *((name, text) for name, _, text in parts),
    ]
    return pack([*((name, text.encode()) for name, text in files), *pictures.files])


def losses_pptx(document: Document) -> tuple[Lost, ...]:
    """What the file does not keep of the document."""
    found = list(losses_slides(document))
    if document.kind == "document":
        tree = read_tree(document.text)
        found += [*lose.pictures_elsewhere(document, tree), *lose.soft_breaks(tree)]
    return counted(found)


_FIXED: dict[str, Relations] = {
    "_rels/.rels": [
        ("rId1", f"{d.R}/officeDocument", "ppt/presentation.xml", False),
        ("rId2", f"{d.PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml", False),
    ],
    "ppt/slideMasters/_rels/slideMaster1.xml.rels": [
        ("rId1", f"{d.R}/slideLayout", "../slideLayouts/slideLayout1.xml", False),
        ("rId2", f"{d.R}/slideLayout", "../slideLayouts/slideLayout2.xml", False),
        ("rId3", f"{d.R}/theme", "../theme/theme1.xml", False),
    ],
    "ppt/slideLayouts/_rels/slideLayout1.xml.rels": [
        ("rId1", f"{d.R}/slideMaster", "../slideMasters/slideMaster1.xml", False)
    ],
    "ppt/slideLayouts/_rels/slideLayout2.xml.rels": [
        ("rId1", f"{d.R}/slideMaster", "../slideMasters/slideMaster1.xml", False)
    ],
    "ppt/notesMasters/_rels/notesMaster1.xml.rels": [("rId1", f"{d.R}/theme", "../theme/theme2.xml", False)],
}


class _Pictures:
    """The pictures of a document, each once in the file."""

    def __init__(self, document: Document) -> None:
        self._known = {one.name: one.data for one in document.attachments}
        self._places: dict[str, str] = {}
        self.files: list[tuple[str, bytes]] = []

    def place(self, src: str) -> tuple[str, Picture] | None:
        """Where in the file a picture is, seen from a slide, and its size; None for one that is not here."""
        data = self._known.get(attachment_of(src))
        picture = picture_of(data) if data is not None else None
        if data is None or picture is None:
            return None
        if src not in self._places:
            name = f"image{len(self.files) + 1}.{picture.extension}"
            self.files.append((f"ppt/media/{name}", data))
            self._places[src] = f"../media/{name}"
        return self._places[src], picture


class _Side:
    def __init__(self, slide: Slide, number: int, pictures: _Pictures) -> None:
        self.slide, self.number, self.pictures = slide, number, pictures
        self.ids = 1
        layout = 2 if slide.kind == "content" else 1
        self.relations: Relations = [("rId1", f"{d.R}/slideLayout", f"../slideLayouts/slideLayout{layout}.xml", False)]

    def relate(self, kind: str, target: str, outside: bool) -> str:
        id = f"rId{len(self.relations) + 1}"
        self.relations.append((id, f"{d.R}/{kind}", target, outside))
        return id

    def next_id(self) -> int:
        self.ids += 1
        return self.ids

    def xml(self) -> str:
        slide = self.slide
        more = f" ({slide.part})" if slide.part > 1 else ""
        holder = 'type="title"' if slide.kind == "content" else 'type="ctrTitle"'
        words = f"<a:p>{self.runs((*slide.title, t.Text(more)))}{_END}</a:p>"
        found = [x.shape(self.next_id(), "Title", holder, None, words, fit="<a:normAutofit/>")]
        pictures = [part for part in slide.parts if isinstance(part, t.Image)]
        rest = [part for part in slide.parts if not isinstance(part, t.Image)]
        if slide.kind == "title" and rest and all(isinstance(part, Line) for part in rest) and not pictures:
            found.append(
                self.words([part for part in rest if isinstance(part, Line)], None, 'type="subTitle" idx="1"', 20)
            )
        else:
            half = (x.ACROSS - 300_000) // 2
            split = bool(rest) and bool(pictures)
            if rest:
                found += self.stacked(rest, (x.LEFT, x.TOP, half if split else x.ACROSS, x.DOWN))
            if pictures:
                left = x.LEFT + half + 300_000 if split else x.LEFT
                found += self.shown(pictures, (left, x.TOP, half if split else x.ACROSS, x.DOWN))
        if slide.kind == "content":
            found.append(_NUMBER.format(id=self.next_id(), number=self.number))
        inner = f"<p:cSld><p:spTree>{x.NO_GROUP}{''.join(found)}</p:spTree></p:cSld>"
        return x.part("sld", inner + "<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr>")

    def stacked(self, parts: Sequence[Line | t.Table | t.Fence], box: x.BOX) -> Iterator[str]:
        """The parts under each other, each as high as its words need."""
        left, top, wide, high = box
        width = WIDTH * wide // x.ACROSS
        groups = [list(group) for _, group in groupby(parts, lambda part: part if not isinstance(part, Line) else None)]
        weights = [sum(weight(part, width) for part in group) for group in groups]
        room = high - GAP * (len(groups) - 1)
        line = min(room / max(sum(weights), 1), room / LINES * 1.25)
        first = True
        for group, share in zip(groups, weights, strict=True):
            tall = int(share * line)
            lines = [part for part in group if isinstance(part, Line)]
            if lines:
                alone = len(groups) == 1
                size = min(22, max(10, int(line / 12_700 / 1.45)))
                yield self.words(lines, (left, top, wide, high if alone else tall), 'idx="1"' if first else "", size)
                first = False
            elif isinstance(group[0], t.Table):
                yield self.table(group[0], (left, top, wide, tall), line)
            elif isinstance(group[0], t.Fence):
                yield self.code(group[0], (left, top, wide, tall), line)
            top += tall + GAP

    def words(self, lines: Sequence[Line], box: x.BOX | None, holder: str, size: int) -> str:
        paragraphs = "".join(self.paragraph(line, size) for line in lines)
        return x.shape(self.next_id(), "Words", holder, box, paragraphs, fit="<a:normAutofit/>")

    def paragraph(self, line: Line, size: int) -> str:
        points = max(10, size - 2 * line.level)
        indent = 285_750 * (line.level + 1)
        if line.mark == "":
            form = f'marL="{285_750 * line.level}" indent="0"><a:buNone/>'
        elif line.mark == "“":
            form = f'marL="{indent}" indent="0"><a:buNone/>'
        elif line.mark[0].isdigit():
            start = min(32_767, max(1, int(line.mark[:-1])))
            number = f'<a:buFont typeface="+mj-lt"/><a:buAutoNum type="arabicPeriod" startAt="{start}"/>'
            form = f'marL="{indent}" indent="-285750">{number}'
        else:
            form = f'marL="{indent}" indent="-285750"><a:buFont typeface="Arial"/><a:buChar char="{line.mark}"/>'
        italic = ' i="1"' if line.mark == "“" else ""
        return f'<a:p><a:pPr lvl="{min(line.level, 8)}" {form}</a:pPr>{self.runs(line.content, points, italic)}</a:p>'

    def table(self, table: t.Table, box: x.BOX, line: float) -> str:
        columns = len(table.aligns)
        size = min(18, max(9, int(line / 12_700 / 1.7)))
        widths = _widths(table, box[2])
        grid = "".join(f'<a:gridCol w="{width}"/>' for width in widths)
        rows = []
        for row in table.rows:
            cells = []
            for align, cell in zip(table.aligns, row, strict=True):
                side = {"center": ' algn="ctr"', "right": ' algn="r"'}.get(align, "")
                cells.append(
                    f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/><a:p><a:pPr{side}/>{self.runs(cell, size)}</a:p>"
                    "</a:txBody><a:tcPr/></a:tc>"
                )
            rows.append(f'<a:tr h="{box[3] // max(1, len(table.rows))}">{"".join(cells)}</a:tr>')
        id = self.next_id()
        return (
            f'<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="{id}" name="Table {id}" '
            f'descr="Table of {columns} columns"/>'
            f"<p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr>{x.frame(box, 'p')}<a:graphic>"
            f'<a:graphicData uri="{d.A}/table"><a:tbl><a:tblPr firstRow="1" bandRow="1"><a:tableStyleId>'
            "{5940675A-B579-460E-94D1-54222C63F5DA}</a:tableStyleId></a:tblPr>"
            f"<a:tblGrid>{grid}</a:tblGrid>{''.join(rows)}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
        )  # fmt: skip

    def code(self, fence: t.Fence, box: x.BOX, line: float) -> str:
        size = min(16, max(8, int(line * 0.72 / 12_700 / 1.25)))
        font = '<a:latin typeface="Consolas"/><a:cs typeface="Courier New"/>'
        text = d.safe(t.words_of(fence.content)).split("\n")
        form = f'<a:rPr lang="en-US" sz="{100 * size}" noProof="1">{font}</a:rPr>'
        lines = "".join(f"<a:p><a:r>{form}<a:t>{words}</a:t></a:r></a:p>" for words in text)
        return x.shape(self.next_id(), "Code", "", box, lines, x.SOFT, "<a:normAutofit/>")

    def shown(self, images: Sequence[t.Image], box: x.BOX) -> Iterator[str]:
        """Pictures under each other in the box, each as large as its share allows; a link for one that is not here."""
        left, top, wide, high = box
        each = (high - GAP * (len(images) - 1)) // len(images)
        for image in images:
            found = self.pictures.place(image.src)
            if found is None:
                link = t.Link(image.src, image.title, (t.Text(image.alt or image.src),))
                shown: t.Inline = link if is_safe(image.src) else t.Text(image.alt)
                yield self.words([Line((shown,))], (left, top, wide, each), "", 16)
            else:
                place, picture = found
                scale = min(wide / max(1, picture.width), each / max(1, picture.height), 2 * d.EMU_PER_PIXEL)
                size = int(picture.width * scale), int(picture.height * scale)
                where = (left + (wide - size[0]) // 2, top, *size)
                id = self.next_id()
                yield (
                    f'<p:pic><p:nvPicPr><p:cNvPr id="{id}" name="Picture {id}" descr={d.attribute(image.alt)}/>'
                    '<p:cNvPicPr><a:picLocks noChangeAspect="1"/></p:cNvPicPr><p:nvPr/></p:nvPicPr><p:blipFill>'
                    f'<a:blip r:embed="{self.relate("image", place, False)}"/><a:stretch><a:fillRect/></a:stretch>'
                    f'</p:blipFill><p:spPr>{x.frame(where)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
                    "</p:pic>"
                )
            top += each + GAP

    def runs(self, content: t.Inlines, size: int = 0, form: str = "", inner: str = "") -> str:
        """Words with their emphasis and links; `size` in points, 0 for that of the layout."""
        points = f' sz="{100 * size}"' if size else ""
        found = []
        for part in content:
            match part:
                case t.Text() | t.Raw() | t.Code():
                    font = "" if isinstance(part, t.Text) else '<a:latin typeface="Consolas"/>'
                    how = f'<a:rPr lang="en-US"{points}{form}>{font}{inner}</a:rPr>'
                    found.append(f"<a:r>{how}<a:t>{d.safe(part.text)}</a:t></a:r>")
                case t.Styled():
                    found.append(
                        self.runs(
                            part.content, size, form + _FORMS[part.style] * (_FORMS[part.style] not in form), inner
                        )
                    )
                case t.Link():
                    link = inner
                    if is_safe(part.href) and not part.href.startswith("#") and part.href.strip():
                        hint = f" tooltip={d.attribute(part.title)}" if part.title else ""
                        link = f'<a:hlinkClick r:id="{self.relate("hyperlink", part.href, True)}"{hint}/>'
                    found.append(self.runs(part.content, size, form, link))
                case t.Image():
                    found.append(self.runs((t.Text(part.alt),), size, form, inner))
                case t.Break():
                    found.append(self.runs((t.Text(" "),), size, form, inner) if part.soft else "<a:br/>")
                case t.Reference():
                    found.append(self.runs((t.Text(f"[{part.label}]"),), size, form, inner))
                case _:
                    pass
        return "".join(found)


_FORMS: dict[t.Style, str] = {"strong": ' b="1"', "emphasis": ' i="1"', "strike": ' strike="sngStrike"'}
_END = '<a:endParaRPr lang="en-US"/>'
_NUMBER = (
    '<p:sp><p:nvSpPr><p:cNvPr id="{id}" name="Number"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr>'
    '<p:ph type="sldNum" sz="quarter" idx="12"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/><a:p>'
    '<a:fld id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum"><a:rPr lang="en-US"/><a:t>{number}</a:t>'
    "</a:fld></a:p></p:txBody></p:sp>"
)


def _widths(table: t.Table, wide: int) -> list[int]:
    """Widths of columns by their longest cell, none less than half of an even share."""
    longest = [max(4, *(min(60, len(t.words_of(row[at]))) for row in table.rows)) for at in range(len(table.aligns))]
    least = wide // (2 * max(1, len(longest)))
    free = wide - least * len(longest)
    return [least + int(free * each / sum(longest)) for each in longest]


def _notes(blocks: t.Blocks) -> str:
    lines = "".join(
        f'<a:p><a:r><a:rPr lang="en-US"/><a:t>{d.safe(line)}</a:t></a:r></a:p>' for line in plain_lines(blocks)
    )
    picture = (
        '<p:sp><p:nvSpPr><p:cNvPr id="2" name="Slide"/><p:cNvSpPr><a:spLocks noGrp="1" noRot="1" noChangeAspect="1"/>'
        '</p:cNvSpPr><p:nvPr><p:ph type="sldImg"/></p:nvPr></p:nvSpPr><p:spPr/></p:sp>'
    )
    words = x.shape(3, "Notes", 'type="body" idx="1"', None, lines or "<a:p/>")
    inner = f"<p:cSld><p:spTree>{x.NO_GROUP}{picture}{words}</p:spTree></p:cSld>"
    return x.part("notes", inner + "<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr>")


def plain_lines(blocks: t.Blocks) -> Iterator[str]:
    """The words of blocks, a line for each paragraph, row or line of code."""
    for block in blocks:
        match block:
            case t.Paragraph() | t.Heading() | t.Fence():
                yield from t.words_of(block.content).split("\n")
            case t.Html():
                yield from block.text.split("\n")
            case t.Quote():
                yield from plain_lines(block.blocks)
            case t.List():
                for item in block.items:
                    yield from plain_lines(item.blocks)
            case t.Table():
                for row in block.rows:
                    yield " | ".join(map(t.words_of, row))
            case _:
                pass
